//! The names of the attributes of one element, to find one that comes twice.

/// As many as elements of the service have, with room to spare, are kept without an allocation.
const FEW: usize = 4;

/// Names so far.
#[derive(Default)]
pub(crate) struct Seen<'a> {
    few: [&'a str; FEW],
    len: usize,
    more: Vec<&'a str>,
}

impl<'a> Seen<'a> {
    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Begins with another element.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
        self.more.clear();
    }

    /// Whether the name is new.
    pub(crate) fn insert(&mut self, name: &'a str) -> bool {
        let few = self.few.get(..self.len.min(FEW)).unwrap_or_default();
        if few.contains(&name) || self.more.contains(&name) {
            return false;
        }
        match self.few.get_mut(self.len) {
            Some(place) => *place = name,
            None => self.more.push(name),
        }
        self.len += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_new_once() {
        let names: Vec<String> = (0..20).map(|number| format!("name-{number}")).collect();
        let mut seen = Seen::default();
        for _ in 0..2 {
            for (count, name) in names.iter().enumerate() {
                assert_eq!(seen.len(), count);
                assert!(
                    seen.insert(name)
                        && !seen.insert(name)
                        && (count == 0 || !seen.insert(&names[count - 1]))
                );
            }
            seen.clear();
        }
    }
}
