//! Consent codes: they look random and follow from the seed.

use crate::draw::Draw;

/// The alphabet of consent codes: base 32, as every recorded code fits it.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The consent code of the import with this number: 7 characters.
pub(super) fn code(seed: u64, number: u64) -> String {
    let bits = Draw::at(seed, 1, number).bits();
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
