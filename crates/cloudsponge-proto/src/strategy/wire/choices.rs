//! Choices made of bytes: none of them makes the first choice everywhere, so that a document shrinks to the plainest.

/// A source of choices.
pub(super) struct Choices {
    bytes: Vec<u8>,
    next: usize,
}

impl Choices {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, next: 0 }
    }

    /// A number below `of`; 0 without any bytes.
    pub(super) fn below(&mut self, of: usize) -> usize {
        let Some(round) = self.next.checked_div(self.bytes.len()) else { return 0 };
        let byte = self.bytes.get(self.next - round * self.bytes.len()).copied().unwrap_or(0);
        self.next += 1;
        // A document is longer than the bytes: each round reads them differently, and a zero stays one.
        usize::from(byte).wrapping_mul(2 * round + 1).checked_rem(of).unwrap_or(0)
    }

    /// Once in so many times.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 1
    }

    /// One of these.
    pub(super) fn of<T: Copy + Default>(&mut self, all: &[T]) -> T {
        let at = self.below(all.len());
        all.get(at).copied().unwrap_or_default()
    }

    /// Brings the items into another order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let other = at - self.below(at + 1);
            items.swap(at, other);
        }
    }
}
