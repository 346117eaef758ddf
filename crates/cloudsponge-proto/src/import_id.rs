//! The id of an import: a number of the service, opaque to us.

use crate::codec::lenient::token;
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::sync::Arc;

/// The id of an import, as the begin call answers it or as the widget's `beforeImport` callback names it.
///
/// The service numbers imports; the numbers have grown from 4 to 8 digits and nothing bounds them, so the id is opaque
/// text: 1 to 64 of `A-Z a-z 0-9 _ -`. It is not a secret, but ids can be guessed: a web page must check that an import
/// belongs to its visitor. Cloning it allocates nothing.
///
/// On the wire it is a positive integer, or the same digits as a string (the widget's webhooks send it so); at most 32
/// digits are taken. It is written as an integer where it is one of 64 bits, else as a string.
///
/// ```
/// use cloudsponge_proto::ImportId;
///
/// let id = ImportId::from(1126);
/// assert_eq!(id, "1126".parse()?);
/// assert_eq!(id.as_str(), "1126");
/// assert!(ImportId::parse("../1126").is_err());
/// # Ok::<(), cloudsponge_proto::ImportIdError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ImportId(Text);

/// As many characters stand in the id itself; those of the service have 8 at most so far.
const SHORT: usize = 14;

/// Of a million imports that wait, each has one: a short one takes 16 bytes and is next to what else is kept.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Text {
    Short { len: u8, bytes: [u8; SHORT] },
    Long(Arc<Box<str>>),
}

impl Text {
    /// Of ASCII characters, as all ids are.
    fn new(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(len)) => {
                place.copy_from_slice(text.as_bytes());
                Self::Short { len, bytes }
            }
            _ => Self::Long(Arc::new(text.into())),
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Short { len, bytes } => {
                let text = bytes.get(..usize::from(*len)).unwrap_or_default();
                std::str::from_utf8(text).unwrap_or_default()
            }
            Self::Long(text) => text,
        }
    }
}

/// Why a text is no import id. It never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportIdError {
    /// There is nothing.
    #[error("the import id is empty")]
    Empty,
    /// More than 64 characters.
    #[error("the import id is longer than 64 characters")]
    TooLong,
    /// A character an id cannot have.
    #[error("the import id holds a character at byte {at} other than letters, digits, `_` and `-`")]
    Character {
        /// Offset in bytes from the start.
        at: usize,
    },
}

/// Most digits taken from the wire.
const MAX_DIGITS: usize = 32;

impl ImportId {
    /// Checks and keeps an id that is known from elsewhere.
    ///
    /// # Errors
    /// The text is empty, longer than 64 characters, or holds others than letters, digits, `_` and `-`.
    pub fn parse(text: &str) -> Result<Self, ImportIdError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if text.is_empty() {
            return Err(ImportIdError::Empty);
        }
        if let Some(at) = text.find(|c| !plain(c)) {
            return Err(ImportIdError::Character { at });
        }
        if text.len() > 64 {
            return Err(ImportIdError::TooLong);
        }
        Ok(Self(Text::new(text)))
    }

    /// The id as it stands in a path.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The id as a number, if it is written as one of 64 bits without leading zeros.
    pub fn as_u64(&self) -> Option<u64> {
        let number = self.as_str().parse().ok()?;
        (Self::from(number) == *self).then_some(number)
    }

    /// The digits of an id on the wire: 1 to 32, not all zero.
    pub(crate) fn from_digits(digits: &str) -> Option<Self> {
        Self::is_digits(digits).then(|| Self(Text::new(digits)))
    }

    /// Whether a text is an id as [`from_digits`](Self::from_digits) takes it.
    pub(crate) fn is_digits(text: &str) -> bool {
        (1..=MAX_DIGITS).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_digit())
            && text.bytes().any(|b| b != b'0')
    }
}

impl PartialOrd for ImportId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ImportId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl From<u64> for ImportId {
    fn from(number: u64) -> Self {
        Self(Text::new(&number.to_string()))
    }
}

impl std::str::FromStr for ImportId {
    type Err = ImportIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl AsRef<str> for ImportId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl std::fmt::Display for ImportId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::fmt::Debug for ImportId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ImportId({})", self.as_str())
    }
}

impl Serialize for ImportId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_u64() {
            Some(number) => serializer.serialize_u64(number),
            None => serializer.serialize_str(self.as_str()),
        }
    }
}

impl<'de> Deserialize<'de> for ImportId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Our own codecs then hand numbers over as they are written, since some fit no integer type.
        deserializer.deserialize_newtype_struct(token::VERBATIM, OnTheWire)
    }
}

struct OnTheWire;

impl<'de> Visitor<'de> for OnTheWire {
    type Value = ImportId;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a positive integer of at most 32 digits, bare or as a string")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<ImportId, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<ImportId, E> {
        self.visit_u128(number.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<ImportId, E> {
        self.visit_i128(number.into())
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<ImportId, E> {
        let number =
            u128::try_from(number).map_err(|_| E::invalid_value(Unexpected::Other("integer"), &self))?;
        self.visit_u128(number)
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<ImportId, E> {
        ImportId::from_digits(&number.to_string())
            .ok_or_else(|| E::invalid_value(Unexpected::Other("integer"), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<ImportId, E> {
        // Not quoted in the error: a string in this place may be anything.
        ImportId::from_digits(text.trim_ascii())
            .ok_or_else(|| E::invalid_value(Unexpected::Other("string"), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;
    use proptest::prelude::*;

    fn read(json: &str) -> Result<ImportId, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn h4_ids_on_the_wire() {
        for json in ["1126", "\"1126\"", "\" 1126\\n\""] {
            assert_eq!(read(json).unwrap(), ImportId::from(1126), "{json}");
        }
        let max = u64::MAX.to_string();
        for digits in ["9007199254740993", max.as_str()] {
            assert_eq!(read(digits).unwrap().as_str(), digits);
        }
        let long = "9".repeat(32);
        assert_eq!(read(&format!("\"{long}\"")).unwrap().as_str(), long);
        for json in [
            "0",
            "-1",
            "1126.0",
            "1.126e3",
            "1e400",
            "true",
            "null",
            "[]",
            "{}",
            "\"\"",
            "\"0\"",
            "\"00\"",
            "\"-1\"",
            "\"+1\"",
            "\"1126.0\"",
            "\"1.126e3\"",
            "\"0x1\"",
            "\"11 26\"",
            "\"1126/..\"",
            "\"proxy-test\"",
            "\"١\"",
        ] {
            assert!(read(json).is_err(), "{json}");
        }
        assert!(read(&format!("\"{long}9\"")).is_err());
        let error = read("true").unwrap_err().to_string();
        assert!(error.contains("a positive integer of at most 32 digits"), "{error}");
    }

    #[test]
    fn ids_take_little_room_and_are_ordered_as_texts() {
        assert_eq!((size_of::<ImportId>(), size_of::<Option<ImportId>>()), (16, 16));
        let texts: Vec<String> = (1..=20).flat_map(|len| ["1", "2"].map(|digit| digit.repeat(len))).collect();
        for one in &texts {
            let id = ImportId::parse(one).unwrap();
            assert_eq!((id.as_str(), format!("{id}")), (one.as_str(), one.clone()));
            for other in &texts {
                let other_id = ImportId::parse(other).unwrap();
                assert_eq!(id.cmp(&other_id), one.cmp(other));
                assert_eq!(id == other_id, one == other);
            }
        }
    }

    #[test]
    fn h4_both_formats_agree() {
        let decode =
            |format, body: String| crate::codec::from_slice::<ImportId>(format, body.as_bytes(), &["id"]);
        let too_long = "9".repeat(33);
        for (text, taken) in [
            ("1126", true),
            ("9007199254740993", true),
            ("18446744073709551616", true),
            ("99999999999999999999999999999999", true),
            (too_long.as_str(), false),
            ("0", false),
            ("-1", false),
            ("1126.0", false),
            ("1.126e3", false),
            ("true", false),
        ] {
            let expected = taken.then(|| ImportId::parse(text).unwrap());
            assert_eq!(decode(Format::Json, text.to_owned()).ok(), expected, "{text}");
            assert_eq!(decode(Format::Json, format!("\"{text}\"")).ok(), expected, "{text}");
            for kind in ["", " type=\"integer\""] {
                let xml = format!("<id{kind}>{text}</id>");
                assert_eq!(decode(Format::Xml, xml).ok(), expected, "{text}");
            }
        }
    }

    #[test]
    fn big_numbers_stay_opaque_digits() {
        use serde::de::IntoDeserializer;
        use serde::de::value::{Error, U128Deserializer};
        let number: U128Deserializer<Error> = (1_u128 << 64).into_deserializer();
        assert_eq!(ImportId::deserialize(number).unwrap().as_str(), "18446744073709551616");
        let too_long: U128Deserializer<Error> = u128::MAX.into_deserializer();
        assert!(ImportId::deserialize(too_long).is_err());
    }

    #[test]
    fn written_as_an_integer_where_it_is_one() {
        let max = u64::MAX.to_string();
        for (id, json) in [
            ("1126", "1126"),
            ("0", "0"),
            (max.as_str(), max.as_str()),
            ("18446744073709551616", "\"18446744073709551616\""),
            ("007", "\"007\""),
            ("proxy-test", "\"proxy-test\""),
        ] {
            assert_eq!(serde_json::to_string(&ImportId::parse(id).unwrap()).unwrap(), json);
        }
    }

    #[test]
    fn errors_do_not_quote() {
        for json in ["\"sentinel\"", "-424242", "424242.5"] {
            let error = read(json).unwrap_err().to_string();
            assert!(!error.contains("sentinel") && !error.contains("-424242"), "{error}");
        }
        assert_eq!(ImportId::parse(""), Err(ImportIdError::Empty));
        assert_eq!(ImportId::parse("a/b"), Err(ImportIdError::Character { at: 1 }));
        assert_eq!(ImportId::parse(&"a".repeat(65)), Err(ImportIdError::TooLong));
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn t15_only_path_safe_text_is_an_id(text in "\\PC{0,70}") {
            let safe = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
            prop_assert_eq!(ImportId::parse(&text).is_ok(), safe && (1..=64).contains(&text.len()));
        }

        #[test]
        fn v24_round_trip(digits in "[1-9][0-9]{0,31}") {
            let id = ImportId::parse(&digits).unwrap();
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(read(&json).unwrap(), id);
        }

        #[test]
        fn number_and_digits_are_equal(number in 1..=u64::MAX) {
            let id = ImportId::from(number);
            prop_assert_eq!(id.as_u64(), Some(number));
            prop_assert_eq!(read(&number.to_string()).unwrap(), read(&format!("\"{number}\"")).unwrap());
            prop_assert_eq!(id.to_string().parse::<ImportId>().unwrap(), id);
        }
    }
}
