//! The law of retries, V3: in any window at most the burst and a fifth of the first attempts that succeeded.

use super::law::{Verdict, law};

/// What a retry takes, where a success gives one.
const COST: u32 = 5;
/// Retries put off in a row before an import ends for lack of them.
const PUT_OFF: u32 = 7;

/// The retries of one client, counted from outside. A bucket of the burst's size that is never overdrawn means that no
/// window, however it is cut, holds more retries than the law allows.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    left: u32,
    full: u32,
    /// The next call repeats one that failed.
    repeats: bool,
    put_off: u32,
}

impl Ledger {
    pub(crate) fn new(burst: u32) -> Self {
        let full = burst * COST;
        Self { left: full, full, repeats: false, put_off: 0 }
    }

    /// A call goes out.
    pub(crate) fn request(&mut self) -> Verdict {
        if self.repeats {
            law(self.left >= COST, "V3", || "a call is repeated although no retry is left".to_owned())?;
            self.left -= COST;
        }
        Ok(())
    }

    pub(crate) fn succeeded(&mut self) {
        if !std::mem::take(&mut self.repeats) {
            self.left = self.full.min(self.left + 1);
        }
        self.put_off = 0;
    }

    pub(crate) fn failed(&mut self) {
        self.repeats = true;
    }

    /// "Not yet" is neither.
    pub(crate) fn not_yet(&mut self) {
        self.repeats = false;
    }

    /// A retry was due and is put off: only where there are few.
    pub(crate) fn put_off(&mut self) -> Verdict {
        self.put_off += 1;
        law(self.repeats && self.left < COST.max(self.full / 2 + 1), "V10", || {
            format!("a call is put off although {} of {} fifths are left", self.left, self.full)
        })
    }

    /// Whether an import may give up for lack of retries.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.repeats && self.put_off == PUT_OFF
    }
}
