//! FNV-1a: spreads a text over 64 bits, to seed jitter and to find damage. Not for keeping anything from anybody.

/// The hash of the text's bytes; another `start` gives another family of hashes.
pub(super) fn fnv1a(start: u64, text: &str) -> u64 {
    text.bytes().fold(start ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_fnv_1a() {
        // Published values.
        assert_eq!(fnv1a(0, ""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(0, "foobar"), 0x8594_4171_f739_67e8);
    }
}
