//! Which contacts to ask for next, and what of an answer is new: exactly once, by position.

use super::page::Page;
use crate::ImportId;
use crate::contacts::ContactPage;
use crate::endpoints::GetContacts;

/// Empty answers that are asked again before the rest counts as missing.
const EMPTY_ANSWERS: u32 = 2;

/// The position in the address book.
///
/// Positions, never contents, decide what was delivered: books hold many identical contacts, and contacts carry no id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pager {
    size: u64,
    /// First position not yet received.
    next: u64,
    /// First position not yet handed to the caller.
    delivered: u64,
    total: Option<u64>,
    empty_answers: u32,
}

/// What an answer brought.
#[derive(Debug)]
pub(super) enum Received {
    /// New contacts, and whether there are more.
    Page(Page, More),
    /// Nothing new; ask again after a while.
    Nothing,
    /// Nothing new, and nothing more to come.
    End,
    /// The answer begins behind the position asked for, or the rest never came: this range is missing.
    Missing { from: u64, to: u64 },
}

/// Whether contacts are left to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum More {
    Yes,
    No,
}

impl Pager {
    /// Begins at a position; a size of 0 asks for everything that is left.
    pub(super) fn new(size: u64, next: u64, total: Option<u64>) -> Self {
        Self { size, next, delivered: next, total, empty_answers: 0 }
    }

    /// The next call.
    pub(super) fn request(&self, import_id: ImportId) -> GetContacts {
        GetContacts::new(import_id).page(self.next, self.size)
    }

    /// The first position not yet handed to the caller.
    pub(super) fn delivered(&self) -> u64 {
        self.delivered
    }

    /// The contacts imported, as last told by the service.
    pub(super) fn total(&self) -> Option<u64> {
        self.total
    }

    /// A page was handed to the caller.
    pub(super) fn mark_delivered(&mut self, page: &Page) {
        self.delivered = page.end();
    }

    /// Takes in an answer's contacts.
    pub(super) fn receive(&mut self, answer: ContactPage) -> Received {
        let asked = self.next;
        let received = answer.len() as u64;
        let start = answer.start().unwrap_or_else(|| self.implied_start(received));
        self.total = answer.total().or(self.total);
        if start > asked && received > 0 {
            return Received::Missing { from: asked, to: start };
        }
        let known = usize::try_from(asked.saturating_sub(start)).unwrap_or(usize::MAX).min(answer.len());
        let page = Page::behind(answer, known, asked, self.total);
        if page.is_empty() {
            return self.receive_nothing();
        }
        self.empty_answers = 0;
        self.next = page.end();
        let more = match self.total {
            Some(total) => self.next < total,
            None => self.size > 0 && received >= self.size,
        };
        Received::Page(page, if more { More::Yes } else { More::No })
    }

    /// Answers before 2016 do not say where they start. One that is longer than asked for ignores paging altogether.
    fn implied_start(&self, received: u64) -> u64 {
        if self.size > 0 && received > self.size { 0 } else { self.next }
    }

    fn receive_nothing(&mut self) -> Received {
        match self.total {
            Some(total) if self.next < total => {
                self.empty_answers += 1;
                if self.empty_answers > EMPTY_ANSWERS {
                    return Received::Missing { from: self.next, to: total };
                }
                Received::Nothing
            }
            _ => Received::End,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Contact, Contacts};
    use crate::{Format, Message};

    fn answer(start: Option<u64>, count: u64, total: Option<u64>) -> ContactPage {
        let contacts = (0..count).map(|_| Ok(Contact::default())).collect();
        let answer = Contacts { contacts, start, total, ..Contacts::default() };
        ContactPage::decode(Format::Json, answer.encode(Format::Json).unwrap()).unwrap()
    }

    fn take(pager: &mut Pager, answer: ContactPage) -> (u64, u64, More) {
        match pager.receive(answer) {
            Received::Page(page, more) => (page.start, page.len() as u64, more),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn k1_a_service_that_ignores_paging_delivers_each_once() {
        let mut pager = Pager::new(7, 0, None);
        assert_eq!(take(&mut pager, answer(Some(0), 20, Some(20))), (0, 20, More::No));
        let mut pager = Pager::new(7, 14, None);
        assert_eq!(take(&mut pager, answer(None, 20, None)), (14, 6, More::Yes));
        assert!(matches!(pager.receive(answer(None, 20, None)), Received::End));
    }

    #[test]
    fn k3_overlaps_are_cut() {
        let mut pager = Pager::new(10, 5, None);
        assert_eq!(take(&mut pager, answer(Some(3), 10, Some(13))), (5, 8, More::No));
    }

    #[test]
    fn k2_an_answer_from_behind_the_position_is_missing_a_range() {
        let mut pager = Pager::new(10, 5, None);
        let received = pager.receive(answer(Some(8), 10, Some(18)));
        assert!(matches!(received, Received::Missing { from: 5, to: 8 }));
    }

    #[test]
    fn k4_short_pages_go_on_where_they_end() {
        let mut pager = Pager::new(10, 0, None);
        assert_eq!(take(&mut pager, answer(Some(0), 4, Some(12))), (0, 4, More::Yes));
        assert_eq!(take(&mut pager, answer(Some(4), 8, Some(12))), (4, 8, More::No));
    }

    #[test]
    fn k5_empty_pages_are_asked_again_twice() {
        let mut pager = Pager::new(10, 4, None);
        for _ in 0..2 {
            assert!(matches!(pager.receive(answer(Some(4), 0, Some(12))), Received::Nothing));
        }
        let last = pager.receive(answer(Some(4), 0, Some(12)));
        assert!(matches!(last, Received::Missing { from: 4, to: 12 }));
    }

    #[test]
    fn k6_totals_grow_shrink_and_go_missing() {
        let mut pager = Pager::new(2, 0, None);
        assert_eq!(take(&mut pager, answer(Some(0), 2, Some(3))), (0, 2, More::Yes));
        assert_eq!(take(&mut pager, answer(Some(2), 2, Some(9))), (2, 2, More::Yes));
        assert_eq!(take(&mut pager, answer(Some(4), 2, Some(1))), (4, 2, More::No));
        let mut pager = Pager::new(2, 0, None);
        assert_eq!(take(&mut pager, answer(None, 2, None)), (0, 2, More::Yes));
        assert_eq!(take(&mut pager, answer(None, 1, None)), (2, 1, More::No));
    }
}
