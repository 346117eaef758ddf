//! Words of an open vocabulary: known ones are variants, the others are kept as they came.

/// A word that this version does not know, kept as it came.
///
/// It cannot be made by hand: parse the word into its enum, and a known word becomes its variant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownWord(Box<str>);

impl UnknownWord {
    pub(super) fn new(word: &str) -> Self {
        Self(word.into())
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An enum over upper-case words of the wire; read without regard to ASCII case and surrounding white space, because
/// official clients compare so.
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)+
            /// A word this version does not know.
            Other($crate::model::UnknownWord),
        }

        impl $name {
            /// The words this version knows, as they stand on the wire.
            pub const KNOWN: &[&str] = &[$($word),+];

            /// The word as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word.as_str(),
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                let trimmed = word.trim_ascii();
                $(if trimmed.eq_ignore_ascii_case($word) {
                    return Self::$variant;
                })+
                Self::Other($crate::model::UnknownWord::new(word))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = $crate::codec::lenient::text(deserializer)?;
                Ok(Self::from(word.as_deref().unwrap_or_default()))
            }
        }
    };
}
pub(super) use open_enum;
