//! What a contact is, read a second time from a document that another parser has read.
//!
//! This is the table of the model's documentation once more, written without this workspace's codec: slow, and short
//! enough to be seen to be right.

use serde_json::{Map, Value};

/// Why this reading has no value to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// The value is not what it must be: the codec must refuse it too.
    Bad,
    /// This reading does not know: nothing is compared.
    Unsure,
}

pub(crate) type Reading<T> = Result<T, Doubt>;

/// An entry of a list of objects.
pub(crate) enum Entry<S> {
    Null,
    Text(String),
    Fields(S),
}

/// A value of a document.
pub(crate) trait Source: Copy {
    /// The value is an object.
    fn object(self) -> Reading<()>;
    /// A field of it; two of one name are none.
    fn field(self, name: &str) -> Reading<Option<Self>>;
    /// All fields of this name, where a list may come in pieces.
    fn pieces(self, name: &str) -> Reading<Vec<Self>>;
    /// A text or null.
    fn text(self) -> Reading<Option<String>>;
    /// A text of a list of texts, or null.
    fn plain(self) -> Reading<Option<String>>;
    /// A flag; anything else is none.
    fn flag(self) -> Option<bool>;
    /// The items of a list.
    fn items(self) -> Reading<Vec<Self>>;
    /// The items of a list where any other value is a list of one.
    fn slots(self) -> Reading<Vec<Self>>;
    /// An entry of a list of objects.
    fn entry(self) -> Reading<Entry<Self>>;
}

/// The contacts of a document, each as it would be written; its owner is left out.
pub(crate) fn contacts<S: Source>(root: S) -> Reading<Vec<Reading<Value>>> {
    let mut contacts = Vec::new();
    for piece in root.pieces("contacts")? {
        contacts.extend(piece.slots()?.into_iter().map(contact));
    }
    Ok(contacts)
}

const TEXTS: [&str; 9] = [
    "first_name",
    "last_name",
    "title",
    "external_id",
    "dob",
    "birthday",
    "job_title",
    "userToken",
    "source",
];

fn contact<S: Source>(source: S) -> Reading<Value> {
    source.object()?;
    let mut out = Map::new();
    for name in TEXTS {
        put_text(&mut out, source, name)?;
    }
    for name in ["groups", "companies"] {
        let items = items(source, name)?.into_iter().map(|item| item.plain().map(Value::from));
        out.insert(name.into(), items.collect::<Reading<_>>()?);
    }
    for (list, main) in [("email", "address"), ("phone", "number")] {
        let items = items(source, list)?.into_iter().map(|item| labelled(item, main));
        out.insert(list.into(), items.collect::<Reading<_>>()?);
    }
    let addresses = items(source, "address")?.into_iter().map(address);
    out.insert("address".into(), addresses.collect::<Reading<_>>()?);
    put_flag(&mut out, source, "owner")?;
    // Any values at all; only that they are a list can be told here.
    for name in ["photos", "locations"] {
        items(source, name)?;
    }
    Ok(out.into())
}

/// An e-mail address or a phone number.
fn labelled<S: Source>(item: S, main: &str) -> Reading<Value> {
    let mut out = Map::from_iter([(main.to_owned(), Value::Null)]);
    match item.entry()? {
        Entry::Null => {}
        Entry::Text(text) => drop(out.insert(main.into(), text.into())),
        Entry::Fields(fields) => {
            put_text(&mut out, fields, main)?;
            put_text(&mut out, fields, "type")?;
            put_flag(&mut out, fields, "primary")?;
        }
    }
    Ok(out.into())
}

fn address<S: Source>(item: S) -> Reading<Value> {
    let mut out = Map::new();
    match item.entry()? {
        Entry::Null => {}
        Entry::Text(text) => drop(out.insert("formatted".into(), text.into())),
        Entry::Fields(fields) => {
            for name in ["type", "street", "city", "region", "postal_code", "country", "formatted"] {
                put_text(&mut out, fields, name)?;
            }
        }
    }
    Ok(out.into())
}

fn items<S: Source>(source: S, name: &str) -> Reading<Vec<S>> {
    let mut items = Vec::new();
    for piece in source.pieces(name)? {
        items.extend(piece.items()?);
    }
    Ok(items)
}

fn put_text<S: Source>(out: &mut Map<String, Value>, source: S, name: &str) -> Reading<()> {
    if let Some(text) = source.field(name)?.map_or(Ok(None), Source::text)? {
        out.insert(name.into(), text.into());
    }
    Ok(())
}

fn put_flag<S: Source>(out: &mut Map<String, Value>, source: S, name: &str) -> Reading<()> {
    if let Some(flag) = source.field(name)?.and_then(Source::flag) {
        out.insert(name.into(), flag.into());
    }
    Ok(())
}
