//! Whatever this codec makes of an XML document, quick-xml makes of it too.

use crate::differential_json::compare;
use crate::source;
use crate::xml_tree::Node;
use cloudsponge_proto::model::Contacts;
use cloudsponge_proto::{Format, Message};

/// Any bytes, read by both. What quick-xml lets pass and XML 1.0 does not is refused here, so only one direction holds.
pub fn differential_xml(body: &[u8]) {
    let Ok(contacts) = Contacts::decode(Format::Xml, body) else { return };
    let text = String::from_utf8_lossy(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body));
    let document = Node::document(&text).expect("what is accepted is well-formed to others");
    compare(&contacts.contacts, source::contacts(&document));
}
