//! The domain key and domain password: kept out of every output, wiped when dropped.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use zeroize::Zeroizing;

/// The domain key and domain password of a CloudSponge account.
///
/// They are sent as HTTP Basic credentials in a header value marked sensitive, and never in a URL. The type has no
/// `Display`, its `Debug` shows neither value, and both are overwritten in memory when it is dropped.
///
/// ```
/// use cloudsponge_proto::Credentials;
///
/// let credentials = Credentials::new("my-key", "p+w:with colon")?;
/// assert_eq!(format!("{credentials:?}"), "Credentials(redacted)");
/// # Ok::<(), cloudsponge_proto::CredentialsError>(())
/// ```
#[derive(Clone)]
pub struct Credentials {
    key: Zeroizing<String>,
    password: Zeroizing<String>,
}

/// Why a pair of credentials cannot be sent. It never shows either value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// One of the two is empty.
    #[error("the domain {0} is empty: copy it from the account's settings page")]
    Empty(&'static str),
    /// The key holds a colon, which separates key and password in HTTP Basic (RFC 7617).
    #[error("the domain key holds a colon at byte {at}: is it key and password in one?")]
    ColonInKey {
        /// Offset in bytes from the start of the key.
        at: usize,
    },
    /// A control character, most often the line break at the end of a file.
    #[error("the domain {field} holds a control character at byte {at}: is there a line break at its end?")]
    Control {
        /// `"key"` or `"password"`.
        field: &'static str,
        /// Offset in bytes from its start.
        at: usize,
    },
}

impl Credentials {
    /// Checks and keeps the pair. The password may hold any text but control characters.
    ///
    /// # Errors
    /// Either value is empty or holds a control character, or the key holds a colon.
    pub fn new(key: impl Into<String>, password: impl Into<String>) -> Result<Self, CredentialsError> {
        let credentials = Self { key: Zeroizing::new(key.into()), password: Zeroizing::new(password.into()) };
        for (field, value) in [("key", &credentials.key), ("password", &credentials.password)] {
            if value.is_empty() {
                return Err(CredentialsError::Empty(field));
            }
            if let Some(at) = value.find(char::is_control) {
                return Err(CredentialsError::Control { field, at });
            }
        }
        match credentials.key.find(':') {
            Some(at) => Err(CredentialsError::ColonInKey { at }),
            None => Ok(credentials),
        }
    }

    /// The value of the `Authorization` header: HTTP Basic over UTF-8, marked sensitive.
    pub(crate) fn authorization(&self) -> HeaderValue {
        let pair = Zeroizing::new(format!("{}:{}", self.key.as_str(), self.password.as_str()));
        let mut text = Zeroizing::new(String::from("Basic "));
        STANDARD.encode_string(pair.as_bytes(), &mut text);
        // Base64 is visible ASCII, so the conversion cannot fail; an empty header would be answered with 401.
        let mut value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
        value.set_sensitive(true);
        value
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_what_basic_cannot_carry() {
        assert_eq!(Credentials::new("", "p").err(), Some(CredentialsError::Empty("key")));
        assert_eq!(Credentials::new("k", "").err(), Some(CredentialsError::Empty("password")));
        assert_eq!(Credentials::new("k:x", "p").err(), Some(CredentialsError::ColonInKey { at: 1 }));
        let control = CredentialsError::Control { field: "password", at: 2 };
        assert_eq!(Credentials::new("k", "pw\n").err(), Some(control));
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn v36_basic_decodes_back(key in "[^:\\p{Cc}]{1,40}", password in "[^\\p{Cc}]{1,40}") {
            let value = Credentials::new(key.clone(), password.clone()).unwrap().authorization();
            prop_assert!(value.is_sensitive());
            let text = value.to_str().unwrap().strip_prefix("Basic ").unwrap().to_owned();
            let pair = String::from_utf8(STANDARD.decode(text).unwrap()).unwrap();
            prop_assert_eq!(pair, format!("{key}:{password}"));
        }

        #[test]
        fn v34_debug_shows_neither(key in "[a-zA-Z0-9+/]{12,40}", password in "[a-zA-Z0-9+/]{12,40}") {
            let credentials = Credentials::new(key.clone(), password.clone()).unwrap();
            let shown = format!("{credentials:?} {credentials:#?} {:?}", credentials.authorization());
            prop_assert!(!shown.contains(&key) && !shown.contains(&password));
        }
    }
}
