//! A document as quick-xml's own events tell it, without this workspace's codec.

use crate::source::{Doubt, Entry, Reading, Source};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// Without prefix, in snake_case.
    name: String,
    nil: bool,
    /// `type`; empty if there is none.
    kind: String,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// The document element; `None` if quick-xml refuses the document.
    pub(crate) fn document(text: &str) -> Option<Self> {
        let mut reader = Reader::from_str(text);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) => open.push(Self::start(&tag)?),
                Event::Empty(tag) => open.last_mut()?.children.push(Self::start(&tag)?),
                Event::End(_) => {
                    let node = open.pop()?;
                    open.last_mut()?.children.push(node);
                }
                Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
                Event::CData(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
                Event::GeneralRef(name) => {
                    let c = match name.resolve_char_ref().ok()? {
                        Some(c) => c,
                        None => quick_xml::escape::resolve_predefined_entity(&name)?.chars().next()?,
                    };
                    open.last_mut()?.text.push(c);
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let document = open.pop().filter(|_| open.is_empty())?;
        document.children.into_iter().next()
    }

    fn start(tag: &BytesStart<'_>) -> Option<Self> {
        let name = tag.local_name().as_ref().replace('-', "_");
        let mut node = Self { name, ..Self::default() };
        for attribute in tag.attributes() {
            let attribute = attribute.ok()?;
            let value = quick_xml::escape::unescape(&attribute.value).ok()?;
            match attribute.key.as_ref() {
                "nil" | "xsi:nil" => node.nil |= value == "true",
                "type" => node.kind = value.into_owned(),
                _ => {}
            }
        }
        Some(node)
    }

    fn is_array(&self) -> bool {
        self.kind == "array"
    }

    fn is_leaf(&self) -> bool {
        self.children.is_empty() && !self.is_array()
    }

    fn is_blank(&self) -> bool {
        self.children.is_empty() && self.text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
    }

    fn singular(&self) -> String {
        match self.name.as_str() {
            "companies" => "company".into(),
            "contacts" => "contact".into(),
            "groups" => "group".into(),
            "photos" => "photo".into(),
            "locations" => "location".into(),
            name => name.into(),
        }
    }
}

impl Source for &Node {
    fn object(self) -> Reading<()> {
        let object = !self.nil && !self.is_array() && (!self.children.is_empty() || self.is_blank());
        if object { Ok(()) } else { Err(Doubt::Bad) }
    }

    fn field(self, name: &str) -> Reading<Option<Self>> {
        let mut found = self.children.iter().filter(|child| child.name == name);
        match (found.next(), found.next()) {
            (field, None) => Ok(field),
            _ => Err(Doubt::Bad),
        }
    }

    fn pieces(self, name: &str) -> Reading<Vec<Self>> {
        Ok(self.children.iter().filter(|child| child.name == name).collect())
    }

    fn text(self) -> Reading<Option<String>> {
        match self.kind.as_str() {
            _ if self.nil => Ok(None),
            _ if !self.is_leaf() => Err(Doubt::Bad),
            "boolean" | "float" | "decimal" | "double" => Err(Doubt::Unsure),
            _ => Ok(Some(self.text.clone())),
        }
    }

    fn plain(self) -> Reading<Option<String>> {
        match self {
            _ if self.nil => Ok(None),
            _ if self.is_leaf() => Ok(Some(self.text.clone())),
            _ => Err(Doubt::Bad),
        }
    }

    fn flag(self) -> Option<bool> {
        if self.nil || !self.is_leaf() { None } else { self.text.trim_ascii().parse().ok() }
    }

    fn items(self) -> Reading<Vec<Self>> {
        let singular = self.singular();
        let wraps = !self.children.is_empty() && self.children.iter().all(|child| child.name == singular);
        Ok(match self {
            _ if self.nil || self.is_blank() => Vec::new(),
            _ if self.is_array() || wraps => self.children.iter().collect(),
            _ => vec![self],
        })
    }

    /// Where contacts are handed on one at a time, what comes first decides whether they are items; so of a mixture
    /// nothing is known.
    fn slots(self) -> Reading<Vec<Self>> {
        let named = self.children.iter().filter(|child| child.name == self.singular()).count();
        let words = !self.text.trim_ascii().is_empty();
        let mixed = named > 0 && (named < self.children.len() || words);
        if mixed && !self.nil && !self.is_array() { Err(Doubt::Unsure) } else { self.items() }
    }

    fn entry(self) -> Reading<Entry<Self>> {
        match self {
            _ if self.nil => Ok(Entry::Null),
            _ if self.is_array() => Err(Doubt::Bad),
            _ if !self.children.is_empty() || self.is_blank() => Ok(Entry::Fields(self)),
            _ => Ok(self.text()?.map_or(Entry::Null, Entry::Text)),
        }
    }
}
