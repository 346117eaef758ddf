//! The arguments of a call, in order, on their way into a query or a form body.

use crate::decimal::Decimal;
use url::form_urlencoded::byte_serialize;

/// The arguments an [`Endpoint`](crate::Endpoint) sends: a query string for GET, a form body for POST.
///
/// Order is kept. Everything outside `A-Z a-z 0-9 * - . _` is percent-encoded as UTF-8 (a space becomes `+`), so a
/// `+` in a value survives, and HTTP clients that rewrite `'` leave it alone.
///
/// A call is asked for its arguments twice, once to measure them and once to write them into a buffer of just that size.
#[derive(Default)]
pub struct Params {
    /// `None` while the arguments are only measured.
    out: Option<Vec<u8>>,
    length: usize,
    secret: Option<&'static str>,
}

impl Params {
    /// Adds one argument.
    pub fn push(&mut self, name: &'static str, value: impl AsRef<str>) {
        self.push_name(name);
        self.push_encoded(value.as_ref());
    }

    /// Adds one argument if there is a value.
    pub fn push_opt(&mut self, name: &'static str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value {
            self.push(name, value);
        }
    }

    /// Adds one argument that is a number.
    pub fn push_number(&mut self, name: &'static str, value: u64) {
        self.push_name(name);
        self.push_plain(Decimal::new(value).as_str());
    }

    /// Adds one argument that is a list, joined by commas; an empty list adds nothing.
    pub fn push_list<'a>(&mut self, name: &'static str, values: impl IntoIterator<Item = &'a str>) {
        for (at, value) in values.into_iter().enumerate() {
            if at == 0 {
                self.push_name(name);
            } else {
                self.push_encoded(",");
            }
            self.push_encoded(value);
        }
    }

    /// Adds an argument that must never stand in a URL: building a GET request with it fails.
    pub fn push_secret(&mut self, name: &'static str, value: impl AsRef<str>) {
        self.secret = Some(name);
        self.push(name, value);
    }

    fn push_name(&mut self, name: &'static str) {
        if self.length > 0 {
            self.push_plain("&");
        }
        self.push_encoded(name);
        self.push_plain("=");
    }

    fn push_encoded(&mut self, text: &str) {
        if text.bytes().all(is_plain) {
            self.push_plain(text);
        } else if self.out.is_some() {
            byte_serialize(text.as_bytes()).for_each(|piece| self.push_plain(piece));
        } else {
            self.length += text.bytes().map(|b| if is_plain(b) || b == b' ' { 1 } else { 3 }).sum::<usize>();
        }
    }

    fn push_plain(&mut self, text: &str) {
        self.length += text.len();
        if let Some(out) = &mut self.out {
            out.extend_from_slice(text.as_bytes());
        }
    }

    /// Writes behind what the buffer holds.
    pub(crate) fn write_to(out: Vec<u8>) -> Self {
        Self { out: Some(out), length: 0, secret: None }
    }

    /// The buffer, if there is one, with the arguments as `name=value` pairs joined by `&`.
    pub(crate) fn into_written(self) -> Vec<u8> {
        self.out.unwrap_or_default()
    }

    /// The bytes of all pairs so far.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// The name of a secret argument, if one was added.
    pub(crate) fn secret(&self) -> Option<&'static str> {
        self.secret
    }
}

/// It stands for itself.
fn is_plain(byte: u8) -> bool {
    const PLAIN: [bool; 256] = {
        let mut table = [false; 256];
        let mut rest: &mut [bool] = &mut table;
        let mut byte = 0_u8;
        while let [flag, behind @ ..] = rest {
            *flag = byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_');
            (rest, byte) = (behind, byte.wrapping_add(1));
        }
        table
    };
    PLAIN.get(usize::from(byte)).is_some_and(|plain| *plain)
}

impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Params(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use url::form_urlencoded::Serializer;

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn v23_measured_is_written_and_reads_back(
            texts in prop::collection::vec("\\PC{0,12}|[ -~\\x00]{0,12}", 0..5), list in prop::collection::vec("[a-z,+é]{1,5}", 0..3),
            number: u64,
        ) {
            let fill = |params: &mut Params| {
                texts.iter().for_each(|text| params.push("a name", text));
                params.push_list("list", list.iter().map(String::as_str));
                params.push_number("n", number);
            };
            let (mut measured, mut written) = (Params::default(), Params::write_to(b"before?".to_vec()));
            fill(&mut measured);
            fill(&mut written);
            prop_assert_eq!(measured.length(), written.length());
            let mut expected = Serializer::for_suffix("before?".to_owned(), 7);
            expected.extend_pairs(texts.iter().map(|text| ("a name", text)));
            if !list.is_empty() {
                expected.append_pair("list", &list.join(","));
            }
            expected.append_pair("n", &number.to_string());
            prop_assert_eq!(String::from_utf8(written.into_written()).unwrap(), expected.finish());
            prop_assert!(measured.into_written().is_empty());
        }
    }
}
