//! The fast path: a contact as the service writes it, in one pass, told to the sink as it is read.
//!
//! It knows kebab-case names, texts with references and line ends of any kind, nulls, empty elements, wrapped lists,
//! repeated lists, any order of elements, and unknown elements, comments and instructions between them. Whatever else
//! comes, it gives up and leaves the contact to the tree ([`element`](super::element)); so it may only take what it is
//! sure of.

use super::super::field::{AddressField, EmailField, Field, PhoneField};
use super::super::learn::{Behind, Learned};
use super::super::sink::{Labelled, Postal, Sink};
use super::super::span::Span;
use super::walk::{Leaf, Opened, Walk};

/// The orders of fields that the contacts so far had.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    contact: Learned<{ Field::COUNT }>,
    email: Learned<{ EmailField::COUNT }>,
    phone: Learned<{ PhoneField::COUNT }>,
    address: Learned<{ AddressField::COUNT }>,
}

impl Orders {
    pub(super) fn new() -> Self {
        Self {
            contact: Learned::new(),
            email: Learned::new(),
            phone: Learned::new(),
            address: Learned::new(),
        }
    }
}

/// A walk through one contact.
pub(super) struct Fast<'a, 's, S> {
    /// How many elements are open: the contact, and those around it.
    pub(super) depth: usize,
    pub(super) walk: Walk<'a>,
    pub(super) orders: &'s mut Orders,
    pub(super) sink: &'s mut S,
}

macro_rules! leaf {
    ($self:ident, $name:literal) => {
        leaf!($self, $name, false)
    };
    ($self:ident, $name:literal, $typed:literal) => {
        $self.walk.leaf(concat!("<", $name).as_bytes(), concat!("</", $name, ">").as_bytes(), $typed)?
    };
}

/// Reads the fields of an object up to its end: two guesses, then a look at the name.
macro_rules! fields {
    ($self:ident, $order:ident, $end:expr, $fields:ident, $depth:expr, $field:expr) => {{
        let mut behind: Behind = None;
        loop {
            $self.walk.space()?;
            if $self.walk.closes() {
                break $end?;
            }
            let [first, second] = $self.orders.$order.after(behind);
            let mut came = first;
            if !$field(first)? {
                came = second;
                if !$field(second)? {
                    let named = |key: &str| $fields::named(key).map(|field| field as u8);
                    match $self.walk.unguessed(named, $depth)? {
                        None => continue,
                        Some(field) => came = field,
                    }
                    if !$field(came)? {
                        return None;
                    }
                }
                $self.orders.$order.learn(behind, came);
            }
            behind = Some(came);
        }
    }};
}

impl<S: Sink> Fast<'_, '_, S> {
    /// The fields of the contact in the element of this name, up to and including its end tag.
    pub(super) fn contact(&mut self, name: &str) -> Option<()> {
        let mut seen = 0;
        let end = |this: &mut Self| match name {
            "contact" => this.walk.literal(b"</contact>"),
            _ => {
                let at = this.walk.at;
                let end = this.walk.literal(b"</").and_then(|()| this.walk.literal(name.as_bytes()));
                let end = end.and_then(|()| this.walk.literal(b">"));
                if end.is_none() {
                    this.walk.at = at;
                }
                end
            }
        };
        fields!(self, contact, end(self), Field, self.depth, |field| self.field(field, &mut seen));
        Some(())
    }

    /// The field of this number, if it stands here.
    #[inline(always)]
    fn field(&mut self, field: u8, seen: &mut u32) -> Option<bool> {
        let Some(field) = Field::ALL.get(usize::from(field)).copied() else { return Some(false) };
        let leaf = match field {
            Field::FirstName => leaf!(self, "first-name"),
            Field::LastName => leaf!(self, "last-name"),
            Field::Title => leaf!(self, "title"),
            Field::ExternalId => leaf!(self, "external-id"),
            Field::Dob => leaf!(self, "dob"),
            Field::Birthday => leaf!(self, "birthday"),
            Field::JobTitle => leaf!(self, "job-title"),
            Field::UserToken => leaf!(self, "userToken"),
            Field::Source => leaf!(self, "source"),
            Field::Owner => leaf!(self, "owner", true),
            Field::Groups => return self.list(b"<groups", b"</groups>", Self::group),
            Field::Companies => return self.list(b"<companies", b"</companies>", Self::company),
            // The elements of these lists have no known shape: a list with any is left to the tree.
            Field::Photos => return self.list(b"<photos", b"</photos>", |_| None),
            Field::Locations => return self.list(b"<locations", b"</locations>", |_| None),
            Field::Phone => return self.list(b"<phone", b"</phone>", Self::phone),
            Field::Email => return self.list(b"<email", b"</email>", Self::email),
            Field::Address => return self.list(b"<address", b"</address>", Self::address),
        };
        if matches!(leaf, Leaf::Miss) {
            return Some(false);
        }
        once(1 << (field as u8), seen)?;
        if field == Field::Owner {
            if let Some(flag) = self.walk.flag(&leaf)? {
                self.sink.owner(flag);
            }
        } else if !matches!(leaf, Leaf::Null) {
            let span = self.walk.span(&leaf, self.sink.side())?;
            self.sink.text(field, span);
        }
        Some(true)
    }

    /// A list in its wrapper; `item` knows the name its items must have.
    #[inline(always)]
    fn list(&mut self, open: &[u8], close: &[u8], item: impl Fn(&mut Self) -> Option<()>) -> Option<bool> {
        match self.walk.open_list(open)? {
            Opened::Miss => return Some(false),
            Opened::Empty(at) | Opened::EmptyArray(at) | Opened::Null(at, true) => {
                self.walk.at = at;
                return Some(true);
            }
            Opened::Null(at, false) => {
                self.walk.at = at;
                return self.walk.literal(close).map(|()| true);
            }
            Opened::Plain(at) | Opened::Array(at) => self.walk.at = at,
            Opened::Typed(_) => return None,
        }
        loop {
            self.walk.space()?;
            if self.walk.closes() {
                return self.walk.literal(close).map(|()| true);
            }
            item(self)?;
        }
    }

    fn group(&mut self) -> Option<()> {
        let leaf = leaf!(self, "group", true);
        self.item(Field::Groups, &leaf)
    }

    fn company(&mut self) -> Option<()> {
        let leaf = leaf!(self, "company", true);
        self.item(Field::Companies, &leaf)
    }

    fn item(&mut self, field: Field, leaf: &Leaf) -> Option<()> {
        if matches!(leaf, Leaf::Miss) {
            return None;
        }
        let span = self.walk.span(leaf, self.sink.side())?;
        self.sink.text(field, span);
        Some(())
    }

    /// Enters an entry; `Some(false)` if there is nothing in it.
    #[inline(always)]
    fn entry(&mut self, open: &[u8], close: &[u8]) -> Option<bool> {
        match self.walk.open(open)? {
            Opened::Plain(at) => {
                self.walk.at = at;
                Some(true)
            }
            Opened::Empty(at) | Opened::Null(at, true) => {
                self.walk.at = at;
                Some(false)
            }
            Opened::Null(at, false) => {
                self.walk.at = at;
                self.walk.literal(close).map(|()| false)
            }
            // Types of their own mean nothing to an object, but something to a text.
            Opened::Miss | Opened::Typed(_) | Opened::Array(_) | Opened::EmptyArray(_) => None,
        }
    }

    fn email(&mut self) -> Option<()> {
        let mut entry = Labels::new();
        if self.entry(b"<email", b"</email>")? {
            let end = |this: &mut Self| this.walk.literal(b"</email>");
            fields!(self, email, end(self), EmailField, self.depth + 2, |field| match field {
                0 => {
                    let leaf = leaf!(self, "address");
                    self.label(&leaf, 0, &mut entry)
                }
                1 => {
                    let leaf = leaf!(self, "type");
                    self.label(&leaf, 1, &mut entry)
                }
                2 => self.primary(&mut entry),
                _ => Some(false),
            });
        }
        self.sink.email(entry.entry());
        Some(())
    }

    fn phone(&mut self) -> Option<()> {
        let mut entry = Labels::new();
        if self.entry(b"<phone", b"</phone>")? {
            let end = |this: &mut Self| this.walk.literal(b"</phone>");
            fields!(self, phone, end(self), PhoneField, self.depth + 2, |field| match field {
                0 => {
                    let leaf = leaf!(self, "number");
                    self.label(&leaf, 0, &mut entry)
                }
                1 => {
                    let leaf = leaf!(self, "type");
                    self.label(&leaf, 1, &mut entry)
                }
                2 => self.primary(&mut entry),
                _ => Some(false),
            });
        }
        self.sink.phone(entry.entry());
        Some(())
    }

    #[inline(always)]
    fn label(&mut self, leaf: &Leaf, place: usize, entry: &mut Labels) -> Option<bool> {
        if matches!(leaf, Leaf::Miss) {
            return Some(false);
        }
        once(1 << place, &mut entry.seen)?;
        *entry.texts.get_mut(place)? = self.walk.span(leaf, self.sink.side())?;
        Some(true)
    }

    #[inline(always)]
    fn primary(&mut self, entry: &mut Labels) -> Option<bool> {
        if self.walk.literal(b"<primary type=\"boolean\">true</primary>").is_some() {
            once(1 << 2, &mut entry.seen)?;
            entry.primary = Some(true);
            return Some(true);
        }
        let leaf = leaf!(self, "primary", true);
        if matches!(leaf, Leaf::Miss) {
            return Some(false);
        }
        once(1 << 2, &mut entry.seen)?;
        entry.primary = self.walk.flag(&leaf)?;
        Some(true)
    }

    fn address(&mut self) -> Option<()> {
        let mut postal = Postal::EMPTY;
        let mut seen = 0;
        if self.entry(b"<address", b"</address>")? {
            let end = |this: &mut Self| this.walk.literal(b"</address>");
            fields!(self, address, end(self), AddressField, self.depth + 2, |field: u8| {
                let leaf = match field {
                    0 => leaf!(self, "type"),
                    1 => leaf!(self, "street"),
                    2 => leaf!(self, "city"),
                    3 => leaf!(self, "region"),
                    4 => leaf!(self, "postal-code"),
                    5 => leaf!(self, "country"),
                    6 => leaf!(self, "formatted"),
                    _ => Leaf::Miss,
                };
                if matches!(leaf, Leaf::Miss) {
                    return Some(false);
                }
                once(1 << field, &mut seen)?;
                *postal.0.get_mut(usize::from(field))? = self.walk.span(&leaf, self.sink.side())?;
                Some(true)
            });
        }
        self.sink.address(&postal);
        Some(())
    }
}

/// The fields of an e-mail address or a phone number.
struct Labels {
    texts: [Span; 2],
    primary: Option<bool>,
    seen: u32,
}

impl Labels {
    fn new() -> Self {
        Self { texts: [Span::NONE; 2], primary: None, seen: 0 }
    }

    fn entry(self) -> Labelled {
        let [value, kind] = self.texts;
        Labelled::new(value, kind, self.primary)
    }
}

/// `None` if it was seen before: a mistake, or a list where none belongs.
#[inline]
fn once(bit: u32, seen: &mut u32) -> Option<()> {
    let again = *seen & bit != 0;
    *seen |= bit;
    (!again).then_some(())
}
