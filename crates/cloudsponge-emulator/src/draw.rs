//! Draws: reproducible choices from a seed, addressed by position instead of by history.

/// A stream of choices that depends on nothing but the numbers it was made from.
///
/// The generator is SplitMix64 (a published 64-bit mixer with a Weyl sequence). It is written out here rather than taken
/// from a library because the books drawn with it are part of this crate's contract: the same seed must give the same
/// book in every version, and each contact needs a stream of its own that costs nothing to set up.
#[derive(Clone, Debug)]
pub(crate) struct Draw(u64);

impl Draw {
    /// The stream at a position: one per seed, purpose and index.
    pub(crate) fn at(seed: u64, purpose: u64, index: u64) -> Self {
        Self(mix(mix(mix(seed) ^ purpose) ^ index))
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below `limit`, or 0 if `limit` is 0. The bias of the plain remainder is below 2⁻⁴⁰ for the limits in use.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.bits().checked_rem(limit).unwrap_or(0)
    }

    /// Whether a chance of `share` in a thousand came true.
    pub(crate) fn per_mille(&mut self, share: u64) -> bool {
        self.below(1000) < share
    }

    /// One of the items, or the default if there is none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        let place = self.below(items.len() as u64);
        items.get(place as usize).copied().unwrap_or_default()
    }
}

/// The finalizer of SplitMix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_splitmix64() {
        // The published first outputs for the state 1234567.
        let mut draw = Draw(1_234_567);
        assert_eq!(draw.bits(), 6_457_827_717_110_365_317);
        assert_eq!(draw.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn neighbours_differ() {
        let first = |seed, purpose, index| Draw::at(seed, purpose, index).bits();
        let all = [first(0, 0, 0), first(1, 0, 0), first(0, 1, 0), first(0, 0, 1), first(1, 1, 1)];
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn nothing_to_pick_from_is_no_accident() {
        assert_eq!(Draw(7).pick::<&str>(&[]), "");
        assert_eq!(Draw(7).below(0), 0);
    }
}
