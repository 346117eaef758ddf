//! Numbers as decimal digits, without an allocation.

use http::HeaderValue;
use std::sync::LazyLock;

/// Most digits of a number of 64 bits.
const DIGITS: usize = 20;
/// Lengths below this have their header value ready.
const READY: usize = 1000;

/// The digits of a number, without leading zeros.
pub(crate) struct Decimal {
    /// The digits, at its end.
    digits: [u8; DIGITS],
    start: usize,
}

impl Decimal {
    /// The digits of this number.
    pub(crate) fn new(mut number: u64) -> Self {
        let (mut digits, mut start) = ([0; DIGITS], DIGITS);
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
            start -= 1;
            if number == 0 {
                break;
            }
        }
        Self { digits, start }
    }

    /// The digits as a text.
    pub(crate) fn as_str(&self) -> &str {
        self.digits.get(self.start..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default()
    }
}

/// The value of a `Content-Length`. Short forms, which is to say all usual ones, cost nothing.
pub(crate) fn content_length(length: usize) -> HeaderValue {
    static PADDED: LazyLock<String> = LazyLock::new(|| (0..READY).map(|n| format!("{n:03}")).collect());
    let zeros = match length {
        0..10 => 2,
        10..100 => 1,
        _ => 0,
    };
    let at = length.saturating_mul(3);
    match PADDED.get(at.saturating_add(zeros)..at.saturating_add(3)) {
        Some(digits) => HeaderValue::from_static(digits),
        None => HeaderValue::from(length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_ready_length_and_those_beyond() {
        for length in (0..READY + 200).chain([9_999, 65_536, usize::MAX / 3, usize::MAX]) {
            assert_eq!(content_length(length), *length.to_string());
        }
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn digits_are_those_of_the_standard_library(number: u64, shift in 0u32..64) {
            for number in [number >> shift, 0, u64::MAX] {
                let digits = Decimal::new(number);
                prop_assert_eq!(digits.as_str(), number.to_string());
            }
        }
    }
}
