//! Which field comes next: learned from the contacts before, never assumed.

/// For each field of an object with `N` fields, the two that lately came after it.
///
/// The service writes the fields of all contacts in one order, with gaps. A cursor asks for the two [`after`](Self::after)
/// the field it has just read, compares the document with their names (a comparison with a constant, if it `match`es on
/// the field), and only if both fail reads the name and looks it up; then it tells [`learn`](Self::learn) what came. The
/// answer is a guess and must always be checked.
#[derive(Clone, Debug)]
pub(crate) struct Learned<const N: usize> {
    /// By the field's number, of which there are fewer.
    after: [[u8; 2]; 32],
}

/// Where in an object a cursor is: at its start, or behind the field of this number.
pub(crate) type Behind = Option<u8>;

/// The start of the object, among the fields; `N` is less.
const START: u8 = 31;

impl<const N: usize> Learned<N> {
    /// Nothing is known yet: the guess is the next number.
    pub(crate) fn new() -> Self {
        let mut after = [[0, 1]; 32];
        for (number, next) in (1_u8..).zip(after.iter_mut().take(N)) {
            *next = [number, number.saturating_add(1)];
        }
        Self { after }
    }

    /// The numbers of the fields that most likely come next. They may be `N` or more, which is no field.
    #[inline]
    pub(crate) fn after(&self, behind: Behind) -> [u8; 2] {
        let place = behind.unwrap_or(START) & START;
        self.after.get(usize::from(place)).copied().unwrap_or_default()
    }

    /// `came` came, and was not the first guess.
    #[inline]
    pub(crate) fn learn(&mut self, behind: Behind, came: u8) {
        let place = behind.unwrap_or(START) & START;
        if let Some(slot) = self.after.get_mut(usize::from(place)) {
            *slot = [came, slot[0]];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_successors_are_kept() {
        let mut learned = Learned::<4>::new();
        assert_eq!((learned.after(None), learned.after(Some(1))), ([0, 1], [2, 3]));
        learned.learn(Some(1), 0);
        learned.learn(None, 3);
        assert_eq!((learned.after(None), learned.after(Some(1))), ([3, 0], [0, 2]));
        learned.learn(Some(9), 3);
    }
}
