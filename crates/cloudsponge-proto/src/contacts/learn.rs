//! Which field comes next: learned from the contacts before, never assumed.

/// For each field of an object, the two that lately came after it, as guesses of type `G`.
///
/// The service writes the fields of all contacts in one order, with gaps. A cursor asks for the two guesses
/// [`after`](Self::after) the field it has just read, compares the document with them, and only if both fail reads the
/// name and looks it up; then it tells [`learn`](Self::learn) what came. A guess must always be checked.
#[derive(Clone, Debug)]
pub(crate) struct Learned<G> {
    /// By the field's number, of which there are fewer.
    after: [[G; 2]; 32],
}

/// Where in an object a cursor is: at its start, or behind a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Behind(u8);

impl Behind {
    /// At the start; no field has this number.
    pub(crate) const START: Self = Self(31);

    /// Behind the field of this number, below 31.
    #[inline(always)]
    pub(crate) fn field(number: u8) -> Self {
        Self(number & 31)
    }
}

impl<G: Copy> Learned<G> {
    /// Nothing is known yet: the guesses are the next two numbers, which may be no fields.
    pub(crate) fn new(guess: impl Fn(u8) -> G) -> Self {
        let mut after = [[guess(0), guess(1)]; 32];
        for (number, next) in (1..32).zip(&mut after) {
            *next = [guess(number), guess(number + 1)];
        }
        Self { after }
    }

    /// What most likely comes next, the likelier first.
    #[inline(always)]
    pub(crate) fn after(&self, behind: Behind) -> [G; 2] {
        // The mask is for the compiler.
        let guesses = self.after.get(usize::from(behind.0 & 31));
        guesses.copied().unwrap_or(self.after[0])
    }

    /// `came` came, and was not the first guess.
    #[inline]
    pub(crate) fn learn(&mut self, behind: Behind, came: G) {
        if let Some(guesses) = self.after.get_mut(usize::from(behind.0)) {
            *guesses = [came, guesses[0]];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_successors_are_kept() {
        let mut learned = Learned::new(|number| number);
        let (start, one) = (Behind::START, Behind::field(1));
        assert_eq!((learned.after(start), learned.after(one)), ([0, 1], [2, 3]));
        learned.learn(one, 0);
        learned.learn(start, 3);
        assert_eq!((learned.after(start), learned.after(one)), ([3, 0], [0, 2]));
    }
}
