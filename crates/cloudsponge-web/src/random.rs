//! Random names: of sessions, tokens and handles.

/// The operating system gave no random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no random numbers")]
pub(crate) struct NoRandom;

/// `N` random bytes in hexadecimal.
pub(crate) fn hex<const N: usize>() -> Result<String, NoRandom> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandom)?;
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Ok(digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect())
}

/// Whether a text could have been made by [`hex`] with `N` bytes.
pub(crate) fn is_hex<const N: usize>(text: &str) -> bool {
    text.len() == 2 * N && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_and_are_recognised() {
        let (one, other) = (hex::<16>().unwrap(), hex::<16>().unwrap());
        assert_ne!(one, other);
        assert!(is_hex::<16>(&one) && !is_hex::<32>(&one));
        for text in ["", "0", &"g".repeat(32), &"A".repeat(32), &"é".repeat(16)] {
            assert!(!is_hex::<16>(text), "{text}");
        }
    }
}
