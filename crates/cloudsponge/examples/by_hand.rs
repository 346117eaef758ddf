//! One call at a time, by hand: requests and answers are values, and any HTTP stack carries them.
//!
//! ```sh
//! cargo run -p cloudsponge --example by_hand
//! ```
//!
//! needs no network: the answers below are canned.

use cloudsponge::proto::endpoints::{GetContacts, UserConsent};
use cloudsponge::proto::{Api, Credentials, EndpointExt, Format, Service};
use std::error::Error;

/// A begin call's answer in JSON.
const BEGUN: &str =
    r#"{"status":"success","import_id":5550001,"url":"https://api.cloudsponge.com/n/QX7TB2M"}"#;

/// A page of contacts in XML. The second contact has no address: recorded books hold such.
const PAGE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<contactsResponse>
  <contacts type="array">
    <contact>
      <first-name>Fern</first-name>
      <last-name>Mockup</last-name>
      <email type="array"><email><address>fern@example.com</address><type>Home</type></email></email>
    </contact>
    <contact><first-name>Moss</first-name><email type="array"/></contact>
  </contacts>
  <start type="integer">0</start>
  <total type="integer">2</total>
</contactsResponse>"#;

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    // What every call has in common: the credentials, and the format of the answers.
    let json = Api::new(Credentials::new("my-key", "my-password")?);
    let xml = json.clone().with_format(Format::Xml);

    // A call is a value; with an `Api` it becomes a request, complete down to its headers.
    let begin = UserConsent::new(Service::GMAIL).user_id("visitor-7").to_request(&json)?;
    print!("{}", shown(&begin));

    // Send it with whatever you have, and hand in what came back. Any status is an answer.
    let begun = UserConsent::read_response(http::Response::new(BEGUN.as_bytes()))?;
    println!("\nimport {} began; it has a page for the user: {}", begun.import_id, begun.url.is_some());

    // Once the events say that it is complete, the contacts can be fetched, here in XML.
    let page = GetContacts::new(begun.import_id).page(0, 100).to_request(&xml)?;
    print!("\n{}", shown(&page));
    let contacts = GetContacts::read_response(http::Response::new(PAGE.as_bytes()))?;

    println!("\n{} contacts, from position {}:", contacts.contacts.len(), contacts.start.unwrap_or(0));
    for contact in contacts.contacts.iter().flatten() {
        let name = contact.display_name().unwrap_or("(no name)".into());
        println!("  {name}, {}", contact.primary_email().unwrap_or("(no address)"));
    }
    Ok(())
}

/// The request as it goes over the wire, but for its secrets: they stand in headers marked sensitive. The body of a log-in
/// with a user name and password is secret too; this one names a service and a visitor.
fn shown(request: &http::Request<bytes::Bytes>) -> String {
    let mut text = format!("{} {}\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        let value = if value.is_sensitive() { "(not shown)" } else { value.to_str().unwrap_or("(not text)") };
        text += &format!("{name}: {value}\n");
    }
    if !request.body().is_empty() {
        text += &format!("\n{}\n", String::from_utf8_lossy(request.body()));
    }
    text
}
