//! What a cursor drives: the receiver of contacts in pieces.

use super::fault::Fault;
use super::field::{AddressField, Field};
use super::span::Span;

/// Whose fields follow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Whose {
    /// The next contact of the list.
    Contact,
    /// `contacts_owner`.
    Owner,
}

/// An e-mail address or a phone number: 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Labelled {
    /// Tagged with the flag: 0 none, 1 false, 2 true.
    value: Span,
    kind: Span,
}

impl Labelled {
    /// `value` is the address or the number.
    #[inline]
    pub(crate) fn new(value: Span, kind: Span, primary: Option<bool>) -> Self {
        Self { value: value.tagged(primary.map_or(0, |flag| 1 + u8::from(flag))), kind }
    }

    /// The address or the number.
    pub(crate) fn value(self) -> Span {
        self.value
    }

    /// `type`.
    pub(crate) fn kind(self) -> Span {
        self.kind
    }

    /// `primary`.
    pub(crate) fn primary(self) -> Option<bool> {
        match self.value.tag() {
            0 => None,
            flag => Some(flag == 2),
        }
    }
}

/// A postal address: the texts by the numbers of [`AddressField`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Postal(pub(crate) [Span; AddressField::COUNT]);

impl Postal {
    /// An entry that is null, or an object without fields.
    pub(crate) const EMPTY: Self = Self([Span::NONE; AddressField::COUNT]);

    /// Puts a text in its place.
    #[inline]
    pub(crate) fn set(&mut self, field: AddressField, text: Span) {
        if let Some(place) = self.0.get_mut(field as usize) {
            *place = text;
        }
    }

    /// The text of a field.
    #[inline]
    pub(crate) fn get(&self, field: AddressField) -> Span {
        self.0.get(field as usize).copied().unwrap_or(Span::NONE)
    }
}

/// The receiver of contacts in pieces.
///
/// A cursor calls [`begin`](Self::begin), then any number of the pieces in any order (entries and items of one list in
/// their order), then exactly one of [`commit`](Self::commit), [`fail`](Self::fail) and
/// [`roll_back`](Self::roll_back). Nothing but `fail` may be called outside such a bracket, and brackets do not nest.
/// Spans refer to the buffer that [`Input::base`](super::cursor::Input) counts in, or to [`side`](Self::side).
pub(crate) trait Sink {
    /// A contact, or the owner, begins.
    fn begin(&mut self, whose: Whose);

    /// The value of a text field, or an item of `groups`, `companies`, `photos`, `locations`. A text that is absent or null
    /// is not told; an item of `groups` or `companies` that is null is [`Span::NONE`]; an item of `photos` or `locations`
    /// is the raw JSON text of the value, which is known to be one that `serde_json` reads as a `Value` (so `null` is
    /// told as the text `null`). A cursor of another format writes that JSON text to the side buffer.
    fn text(&mut self, field: Field, text: Span);

    /// The value of `owner`, if it could be read as a flag.
    fn owner(&mut self, flag: bool);

    /// An entry of `email`, also one that is null.
    fn email(&mut self, email: Labelled);

    /// An entry of `phone`.
    fn phone(&mut self, phone: Labelled);

    /// An entry of `address`.
    fn address(&mut self, address: &Postal);

    /// Where texts go that do not stand in the document as they read. The cursor appends and makes the spans with
    /// [`Span::side`]; it never takes anything away except what it has itself appended for a text that turned out bad.
    fn side(&mut self) -> &mut String;

    /// The contact is whole and good.
    fn commit(&mut self);

    /// The contact is whole but cannot be read: all of it told so far is forgotten, and its place in the list is taken
    /// by the error. The owner is just forgotten. An item that is no contact at all is begun and failed too.
    fn fail(&mut self, fault: Fault);

    /// The contact is not whole yet: all of it told so far is forgotten, the side buffer included, as if it had never
    /// begun. The cursor will begin again at its start when there is more.
    fn roll_back(&mut self);
}
