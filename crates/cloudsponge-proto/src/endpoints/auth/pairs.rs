//! `name=value` pairs as the official Proxy URL scripts read them: a `+` is a plus, not a space.

/// One pair, still encoded.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    name: &'a [u8],
    value: &'a [u8],
}

/// The pairs of a query or a form body. Text without `=` is a name with an empty value.
pub(super) fn pairs<T: AsRef<[u8]> + ?Sized>(text: &T) -> impl Iterator<Item = Pair<'_>> {
    let parts = text.as_ref().split(|b| *b == b'&').filter(|part| !part.is_empty());
    parts.map(|part| {
        let mut halves = part.splitn(2, |b| *b == b'=');
        Pair { name: halves.next().unwrap_or_default(), value: halves.next().unwrap_or_default() }
    })
}

impl Pair<'_> {
    /// Whether its name, decoded, is this one.
    pub(super) fn is(self, name: &str) -> bool {
        decode(self.name) == name.as_bytes()
    }

    /// Its value, decoded once.
    pub(super) fn value(self) -> Vec<u8> {
        decode(self.value)
    }
}

/// Percent-encodes everything but letters, digits and `-._~`.
pub(super) fn encode_into(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(*byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.extend(char::from_digit(digit.into(), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
}

/// Decodes `%XX`; a `%` without two hexadecimal digits stands for itself.
fn decode(text: &[u8]) -> Vec<u8> {
    let hex = |b: u8| char::from(b).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        let escaped = match tail {
            [high, low, after @ ..] if *first == b'%' => {
                hex(*high).zip(hex(*low)).map(|digits| (digits, after))
            }
            _ => None,
        };
        match escaped {
            Some(((high, low), after)) => {
                out.push(high << 4 | low);
                rest = after;
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decodes_once_and_keeps_plus() {
        assert_eq!(decode(b"a+b%20c%2Bd%2526"), b"a+b c+d%26");
        assert_eq!(decode(b"%zz%4%%41%"), b"%zz%4%A%");
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn encoding_decodes_back(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let mut text = String::new();
            encode_into(&mut text, &bytes);
            prop_assert!(text.bytes().all(|b| b.is_ascii_graphic() && b != b'&' && b != b'=' && b != b'+'));
            prop_assert_eq!(decode(text.as_bytes()), bytes);
        }
    }
}
