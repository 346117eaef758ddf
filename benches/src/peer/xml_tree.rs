//! XML by way of roxmltree's tree, into the plain structs.

use crate::plain::{Address, Answer, Contact, Email, Phone};
use roxmltree::{Document, Node};

/// Reads a body; `None` if it is no XML or not UTF-8.
pub fn read(body: &[u8]) -> Option<Answer<String>> {
    let document = Document::parse(str::from_utf8(body).ok()?).ok()?;
    let mut answer = Answer { contacts: Vec::new(), contacts_owner: None, total: None };
    for node in document.root_element().children() {
        match node.tag_name().name() {
            "contacts" => answer.contacts = items(node, contact),
            "contacts-owner" => answer.contacts_owner = Some(contact(node)),
            "total" => answer.total = text(node).and_then(|total| total.parse().ok()),
            _ => {}
        }
    }
    Some(answer)
}

fn items<T>(list: Node<'_, '_>, each: impl Fn(Node<'_, '_>) -> T) -> Vec<T> {
    list.children().filter(Node::is_element).map(each).collect()
}

fn contact(node: Node<'_, '_>) -> Contact<String> {
    let mut contact = Contact::default();
    for field in node.children() {
        match field.tag_name().name() {
            "first-name" => contact.first_name = text(field),
            "last-name" => contact.last_name = text(field),
            "phone" => contact.phone = items(field, phone),
            "email" => contact.email = items(field, email),
            "address" => contact.address = items(field, address),
            "groups" => contact.groups = items(field, text),
            "companies" => contact.companies = items(field, text),
            "dob" => contact.dob = text(field),
            "birthday" => contact.birthday = text(field),
            "job-title" => contact.job_title = text(field),
            "title" => contact.title = text(field),
            "external-id" => contact.external_id = text(field),
            "source" => contact.source = text(field),
            "owner" => contact.owner = flag(field),
            _ => {}
        }
    }
    contact
}

fn phone(node: Node<'_, '_>) -> Phone<String> {
    let mut phone = Phone { number: None, kind: None, primary: None };
    for field in node.children() {
        match field.tag_name().name() {
            "number" => phone.number = text(field),
            "type" => phone.kind = text(field),
            "primary" => phone.primary = flag(field),
            _ => {}
        }
    }
    phone
}

fn email(node: Node<'_, '_>) -> Email<String> {
    let mut email = Email { address: None, kind: None, primary: None };
    for field in node.children() {
        match field.tag_name().name() {
            "address" => email.address = text(field),
            "type" => email.kind = text(field),
            "primary" => email.primary = flag(field),
            _ => {}
        }
    }
    email
}

fn address(node: Node<'_, '_>) -> Address<String> {
    let field = |name: &str| node.children().find(|field| field.has_tag_name(name)).and_then(text);
    Address {
        kind: field("type"),
        street: field("street"),
        city: field("city"),
        region: field("region"),
        postal_code: field("postal-code"),
        country: field("country"),
        formatted: field("formatted"),
    }
}

/// None if the element says it is nil.
fn text(node: Node<'_, '_>) -> Option<String> {
    let nil = node.attribute("nil") == Some("true");
    (!nil).then(|| node.text().unwrap_or_default().to_owned())
}

fn flag(node: Node<'_, '_>) -> Option<bool> {
    text(node)?.parse().ok()
}
