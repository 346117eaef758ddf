//! Eight bytes at a time in a `u64`: portable, and fastest for texts of about ten bytes.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Eight bytes, the first lowest; `None` near the end.
#[inline]
pub(crate) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*eight))
}

/// The high bit of every byte equal to `byte` is set. Bytes above a hit may be set wrongly: only the lowest counts.
#[inline]
pub(crate) fn equal(word: u64, byte: u8) -> u64 {
    let zeros = word ^ (ONES * u64::from(byte));
    zeros.wrapping_sub(ONES) & !zeros & HIGHS
}

/// The high bit of every byte below `limit`, at most 128, is set. Bytes above a hit may be set wrongly: only the lowest
/// counts.
#[inline]
pub(crate) fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(limit)) & !word & HIGHS
}

/// Every byte with these bits turned.
#[inline]
pub(crate) fn turned(word: u64, bits: u8) -> u64 {
    word ^ (ONES * u64::from(bits))
}

/// The position of the lowest hit of [`equal`], [`below`], or several of them or-ed.
#[inline]
pub(crate) fn lowest(hits: u64) -> Option<usize> {
    if hits == 0 { None } else { Some((hits.trailing_zeros() / 8) as usize) }
}

/// The first place at or behind `at` where `hits` finds a byte; the end if there is none. `hits` gets eight bytes, at the
/// end filled up with `pad`, which it must not find.
#[inline]
pub(crate) fn find(bytes: &[u8], at: usize, pad: u8, hits: impl Fn(u64) -> u64) -> usize {
    let mut rest = bytes.get(at..).unwrap_or_default();
    while let Some((word, next)) = rest.split_first_chunk::<8>() {
        if let Some(place) = lowest(hits(u64::from_le_bytes(*word))) {
            return bytes.len() - rest.len() + place;
        }
        rest = next;
    }
    let mut last = [pad; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    lowest(hits(u64::from_le_bytes(last))).map_or(bytes.len(), |place| bytes.len() - rest.len() + place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_loop_finds(bytes in proptest::collection::vec(any::<u8>(), 0..40), start in 0_usize..12) {
            let wanted = |byte: &u8| *byte == b'"' || *byte == b'\\' || *byte < 0x20;
            let expected = bytes.iter().skip(start).position(wanted).map_or(bytes.len(), |place| start + place);
            let found = find(&bytes, start, b' ', |word| equal(word, b'"') | equal(word, b'\\') | below(word, 0x20));
            prop_assert_eq!(found, expected);
        }
    }
}
