//! Everything that looks random: a pure function of the seed.

/// The alphabet of consent codes: base 32, as every recorded code fits it.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Mixes a seed with two numbers that say what for (the finaliser of SplitMix64, three times).
pub(super) fn mix(seed: u64, purpose: u64, index: u64) -> u64 {
    let step = |z: u64| {
        let z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    step(step(step(seed) ^ purpose) ^ index)
}

/// The consent code of the import with this number: 7 characters.
pub(super) fn code(seed: u64, number: u64) -> String {
    let bits = mix(seed, 1, number);
    let digit = |place: u32| ALPHABET.get((bits >> (5 * place)) as usize & 31).copied().unwrap_or(b'A');
    (0..7).map(|place| char::from(digit(place))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n12_codes_follow_from_the_seed() {
        assert_eq!(code(1, 0), code(1, 0));
        let codes: std::collections::HashSet<String> = (0..10_000).map(|number| code(1, number)).collect();
        assert!(codes.len() >= 9_999, "35 bits hardly ever repeat");
        assert!(codes.iter().all(|code| code.len() == 7 && code.bytes().all(|b| ALPHABET.contains(&b))));
    }
}
