//! Awkward answers of any size: what would make a careless decoder take four times as long for twice as much.

use cloudsponge_proto::Format;

/// An awkward shape.
#[derive(Clone, Copy)]
pub struct Shape {
    /// Its name in figures.
    pub name: &'static str,
    /// The format it is written in.
    pub format: Format,
    /// The chunks it comes in, in bytes; none if it comes whole.
    pub chunk: Option<usize>,
    /// One unit of it, repeated for size; the number is the unit's position.
    unit: fn(usize) -> String,
    /// What stands before and after the units.
    frame: (&'static str, &'static str),
}

impl Shape {
    /// An answer of this shape, of about `len` bytes.
    pub fn body(&self, len: usize) -> Vec<u8> {
        let (head, foot) = self.frame;
        let mut body = head.to_owned();
        for position in 0.. {
            if body.len() >= len {
                break;
            }
            body.push_str(&(self.unit)(position));
        }
        body.push_str(foot);
        body.into_bytes()
    }
}

/// Units are contacts; each has a comma behind it, and one more contact follows.
const CONTACTS: (&str, &str) = ("{\"contacts\":[", "{}],\"total\":1}");
/// Units are e-mail entries of one contact.
const HUGE: (&str, &str) = ("{\"contacts\":[{\"first_name\":\"Fern\",\"email\":[", "{}]}],\"total\":1}");
/// Units are pieces of one text. It stands in a field nobody knows, so no limit cuts it short.
const TEXT: (&str, &str) = ("{\"contacts\":[{\"first_name\":\"Fern\",\"note\":\"", "\"}],\"total\":1}");
/// Units are contacts in XML.
const XML_CONTACTS: (&str, &str) =
    ("<contactsResponse><contacts type=\"array\">", "</contacts><total>1</total></contactsResponse>");
/// Units are e-mail entries of one contact in XML.
const XML_HUGE: (&str, &str) = (
    "<contactsResponse><contacts type=\"array\"><contact><email type=\"array\">",
    "</email></contact></contacts></contactsResponse>",
);
/// Units are pieces of one text in XML.
const XML_TEXT: (&str, &str) = (
    "<contactsResponse><contacts type=\"array\"><contact><first-name>",
    "</first-name></contact></contacts></contactsResponse>",
);

/// Every shape.
pub const SHAPES: [Shape; 24] = [
    json("contacts", None, CONTACTS, |n| format!("{{\"first_name\":\"Fern{n}\",\"email\":[]}},")),
    json("contacts, 1 B chunks", Some(1), CONTACTS, |n| {
        format!("{{\"first_name\":\"Fern{n}\",\"email\":[]}},")
    }),
    json("fields in ever another order", None, CONTACTS, |n| {
        let (one, other) = ("\"first_name\":\"Fern\"", "\"last_name\":\"Mockup\"");
        if n % 3 == 0 { format!("{{{one},{other}}},") } else { format!("{{{other},\"dob\":null,{one}}},") }
    }),
    json("unknown fields", None, CONTACTS, |n| {
        format!("{{\"field_{n}\":[1,true,null],\"f\":{{\"g\":\"h\"}}}},")
    }),
    json("nesting", None, CONTACTS, |_| format!("{{\"x\":{}{}}},", "[".repeat(24), "]".repeat(24))),
    json("broken contacts", None, CONTACTS, |_| "7,\"x\",[],".to_owned()),
    json("white space", None, CONTACTS, |_| "{ \t\r\n                               },".to_owned()),
    json("long numbers", None, CONTACTS, |_| format!("{{\"x\":{}}},", "123456789".repeat(40))),
    json("one huge contact", None, HUGE, |n| format!("{{\"address\":\"fern{n}@example.com\"}},")),
    json("one huge contact, 1400 B chunks", Some(1400), HUGE, |n| {
        format!("{{\"address\":\"fern{n}@example.com\"}},")
    }),
    json("one huge contact, 1 B chunks", Some(1), HUGE, |n| {
        format!("{{\"address\":\"fern{n}@example.com\"}},")
    }),
    json("one long text", None, TEXT, |_| "all work and no play ".to_owned()),
    json("one long text, 1 B chunks", Some(1), TEXT, |_| "all work and no play ".to_owned()),
    json("escapes", None, TEXT, |_| r"\u0026\n\\\ud83d\ude00".to_owned()),
    json("escapes, 1 B chunks", Some(1), TEXT, |_| r"\u0026\n\\\ud83d\ude00".to_owned()),
    xml("contacts", None, XML_CONTACTS, |n| format!("<contact><first-name>Fern{n}</first-name></contact>")),
    xml("contacts, 1 B chunks", Some(1), XML_CONTACTS, |n| {
        format!("<contact><first-name>Fern{n}</first-name></contact>")
    }),
    xml("attributes", None, XML_CONTACTS, |n| {
        format!(
            "<contact a=\"1\" b='2' c{n}=\"3\"><first-name lang=\"de\" nil=\"false\">Fern</first-name></contact>"
        )
    }),
    xml("nesting", None, XML_CONTACTS, |_| {
        format!("<contact>{}{}</contact>", "<x>".repeat(24), "</x>".repeat(24))
    }),
    xml("comments, CDATA, instructions", None, XML_CONTACTS, |_| {
        "<!-- a - comment --><?an instruction?><contact><first-name><![CDATA[Fern & <Moss>]]></first-name></contact>"
            .to_owned()
    }),
    xml("references", None, XML_TEXT, |_| "&#233;&amp;&#x1F600;\r\n".to_owned()),
    xml("references, 1 B chunks", Some(1), XML_TEXT, |_| "&#233;&amp;&#x1F600;\r\n".to_owned()),
    xml("one huge contact", None, XML_HUGE, |n| {
        format!("<email><address>fern{n}@example.com</address></email>")
    }),
    xml("one huge contact, 1 B chunks", Some(1), XML_HUGE, |n| {
        format!("<email><address>fern{n}@example.com</address></email>")
    }),
];

/// The shape of this name in this format.
pub fn shape(format: Format, name: &str) -> Option<Shape> {
    SHAPES.into_iter().find(|shape| shape.name == name && shape.format == format)
}

const fn json(
    name: &'static str,
    chunk: Option<usize>,
    frame: (&'static str, &'static str),
    unit: fn(usize) -> String,
) -> Shape {
    Shape { name, format: Format::Json, chunk, unit, frame }
}

const fn xml(
    name: &'static str,
    chunk: Option<usize>,
    frame: (&'static str, &'static str),
    unit: fn(usize) -> String,
) -> Shape {
    Shape { name, format: Format::Xml, chunk, unit, frame }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudsponge_proto::Message;
    use cloudsponge_proto::model::Contacts;

    #[test]
    fn every_shape_is_an_answer_and_twice_the_size_is_twice_as_long() {
        for shape in SHAPES {
            let (once, twice) = (shape.body(20_000), shape.body(40_000));
            assert!((20_000..21_000).contains(&once.len()) && (40_000..41_000).contains(&twice.len()));
            for body in [once, twice] {
                let answer = Contacts::decode(shape.format, &body);
                assert!(answer.is_ok_and(|answer| !answer.contacts.is_empty()), "{}", shape.name);
            }
        }
    }
}
