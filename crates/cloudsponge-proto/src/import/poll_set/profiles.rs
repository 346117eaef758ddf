//! What many imports of a set have in common, kept once.

use crate::Api;
use crate::import::{Import, Policy, RetryBudget};

/// Profiles that a new import is compared with, the latest first. Sets have one, or one for each account.
const COMPARED: usize = 8;

/// The service, the policy and the retries of an import.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub(super) api: Api,
    pub(super) policy: Policy,
    pub(super) budget: RetryBudget,
}

/// The profiles in use, by number.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    rows: Vec<Option<(Profile, usize)>>,
    free: Vec<u32>,
    /// The latest to come into use.
    latest: [Option<u32>; COMPARED],
}

impl Profiles {
    /// The profile of an import, once more in use.
    pub(super) fn enter(&mut self, import: &Import) -> u32 {
        for number in self.latest.into_iter().flatten() {
            if let Some((profile, users)) = self.row(number)
                && profile.is_of(import)
            {
                *users += 1;
                return number;
            }
        }
        let profile =
            Profile { api: import.api.clone(), policy: import.policy.clone(), budget: import.budget.clone() };
        let number = self.free.pop().unwrap_or_else(|| {
            self.rows.push(None);
            u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX)
        });
        if let Some(row) = self.rows.get_mut(number as usize) {
            *row = Some((profile, 1));
        }
        self.latest.rotate_right(1);
        if let Some(latest) = self.latest.first_mut() {
            *latest = Some(number);
        }
        number
    }

    /// An import has left.
    pub(super) fn leave(&mut self, number: u32) {
        let Some((_, users)) = self.row(number) else { return };
        *users -= 1;
        if *users > 0 {
            return;
        }
        if let Some(row) = self.rows.get_mut(number as usize) {
            *row = None;
        }
        self.free.push(number);
        self.latest.iter_mut().filter(|latest| **latest == Some(number)).for_each(|latest| *latest = None);
    }

    pub(super) fn get(&self, number: u32) -> Option<&Profile> {
        self.rows.get(number as usize)?.as_ref().map(|(profile, _)| profile)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.rows.len() - self.free.len()
    }

    fn row(&mut self, number: u32) -> Option<&mut (Profile, usize)> {
        self.rows.get_mut(number as usize)?.as_mut()
    }
}

impl Profile {
    fn is_of(&self, import: &Import) -> bool {
        self.api.is_same(&import.api) && self.budget.is_same(&import.budget) && self.policy == import.policy
    }
}
