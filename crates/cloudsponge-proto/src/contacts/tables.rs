//! The flat index: contacts as rows in a few tables.

use super::fault::Fault;
use super::field::Field;
use super::sink::{Labelled, Postal, Sink, Whose};
use super::span::Span;

/// How long each table was when a contact began: its first rows. They end where the next contact's begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) texts: u32,
    pub(crate) emails: u32,
    pub(crate) phones: u32,
    pub(crate) addresses: u32,
}

/// Contacts as rows in tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tables {
    /// One per item, in order.
    pub(crate) rows: Vec<Row>,
    /// Texts and items, tagged with their [`Field`].
    pub(crate) texts: Vec<Span>,
    pub(crate) emails: Vec<Labelled>,
    pub(crate) phones: Vec<Labelled>,
    pub(crate) addresses: Vec<Postal>,
    /// The items that could not be read, with their positions, in order. Their rows are empty.
    pub(crate) faults: Vec<(u64, Fault)>,
}

impl Tables {
    /// Where the next contact's rows begin. Every row costs a byte of a document at least, and those are below 4 GiB.
    #[inline]
    pub(crate) fn end(&self) -> Row {
        Row {
            texts: self.texts.len() as u32,
            emails: self.emails.len() as u32,
            phones: self.phones.len() as u32,
            addresses: self.addresses.len() as u32,
        }
    }

    /// Gives back room that is not used, if it is much.
    pub(crate) fn shrink(&mut self) {
        fn shrink<T>(table: &mut Vec<T>) {
            if table.capacity() - table.len() > table.len() / 8 {
                table.shrink_to_fit();
            }
        }
        shrink(&mut self.rows);
        shrink(&mut self.texts);
        shrink(&mut self.emails);
        shrink(&mut self.phones);
        shrink(&mut self.addresses);
    }

    /// Bytes in use.
    pub(crate) fn size(&self) -> usize {
        fn size<T>(table: &Vec<T>) -> usize {
            table.capacity() * size_of::<T>()
        }
        size(&self.rows) + size(&self.texts) + size(&self.emails) + size(&self.phones) + size(&self.addresses)
    }

    /// Takes away everything, but keeps the room.
    pub(crate) fn clear(&mut self) {
        self.cut(Row::default());
        self.rows.clear();
    }

    /// Takes away everything from here on.
    fn cut(&mut self, row: Row) {
        self.texts.truncate(row.texts as usize);
        self.emails.truncate(row.emails as usize);
        self.phones.truncate(row.phones as usize);
        self.addresses.truncate(row.addresses as usize);
    }
}

/// The sink that fills the tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Builder {
    /// The contacts; between the owner's `begin` and its end, the owner.
    pub(crate) tables: Tables,
    /// The owner: no row, or one; between its `begin` and its end, the contacts.
    pub(crate) owner: Tables,
    /// Texts that do not stand in the body as they read.
    pub(crate) side: String,
    /// Where in the body the cursor's text begins, from which faults count.
    pub(crate) base: usize,
    /// Where the open contact began.
    open: Row,
    side_open: usize,
    in_owner: bool,
}

/// How many more there will be in `whole` bytes, if it goes on as it did in the first `so_far`. What is typical is
/// exceeded now and then, and growing costs a copy, so it is a little more.
fn more(len: usize, so_far: usize, whole: usize) -> usize {
    let more = len.saturating_mul(whole.saturating_sub(so_far)) / so_far.max(1);
    more + more / 16 + 16
}

impl Builder {
    /// Makes room for the contacts of so many bytes, as they usually are.
    pub(crate) fn begin_page(&mut self, bytes: usize) {
        self.tables.rows.reserve_exact(bytes / 204 + 1);
        self.tables.texts.reserve_exact(bytes / 32 + 1);
        self.tables.emails.reserve_exact(bytes / 64 + 1);
        self.tables.phones.reserve_exact(bytes / 204 + 1);
        self.tables.addresses.reserve_exact(bytes / 204 + 1);
        self.side.reserve_exact(bytes / 32);
    }

    /// Makes room for what is left of a text of `whole` bytes, of which `so_far` are read.
    pub(crate) fn reserve(&mut self, so_far: usize, whole: usize) {
        fn room<T>(table: &mut Vec<T>, so_far: usize, whole: usize) {
            table.reserve_exact(more(table.len(), so_far, whole));
        }
        room(&mut self.tables.rows, so_far, whole);
        room(&mut self.tables.texts, so_far, whole);
        room(&mut self.tables.emails, so_far, whole);
        room(&mut self.tables.phones, so_far, whole);
        room(&mut self.tables.addresses, so_far, whole);
        self.side.reserve_exact(more(self.side.len(), so_far, whole));
    }

    fn leave_owner(&mut self) {
        self.in_owner = false;
        std::mem::swap(&mut self.tables, &mut self.owner);
    }
}

impl Sink for Builder {
    #[inline]
    fn begin(&mut self, whose: Whose) {
        if whose == Whose::Owner {
            std::mem::swap(&mut self.tables, &mut self.owner);
            self.in_owner = true;
        }
        self.open = self.tables.end();
        self.side_open = self.side.len();
    }

    #[inline]
    fn text(&mut self, field: Field, text: Span) {
        self.tables.texts.push(text.with_tag(field as u8));
    }

    #[inline]
    fn owner(&mut self, flag: bool) {
        let flag = if flag { Span::NONE } else { Span::EMPTY };
        self.tables.texts.push(flag.with_tag(Field::Owner as u8));
    }

    #[inline]
    fn email(&mut self, email: Labelled) {
        self.tables.emails.push(email);
    }

    #[inline]
    fn phone(&mut self, phone: Labelled) {
        self.tables.phones.push(phone);
    }

    #[inline]
    fn address(&mut self, address: &Postal) {
        self.tables.addresses.push(*address);
    }

    #[inline]
    fn side(&mut self) -> &mut String {
        &mut self.side
    }

    #[inline]
    fn commit(&mut self) {
        self.tables.rows.push(self.open);
        if self.in_owner {
            self.leave_owner();
        }
    }

    fn fail(&mut self, mut fault: Fault) {
        let owner = self.in_owner;
        self.roll_back();
        if !owner {
            let index = self.tables.rows.len() as u64;
            self.tables.rows.push(self.tables.end());
            fault.at += self.base;
            self.tables.faults.push((index, fault));
        }
    }

    fn roll_back(&mut self) {
        self.tables.cut(self.open);
        self.side.truncate(self.side_open);
        if self.in_owner {
            self.leave_owner();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_that_of_all_tables() {
        let mut tables = Tables::default();
        assert_eq!(tables.size(), 0);
        tables.rows.reserve_exact(1);
        tables.texts.reserve_exact(10);
        tables.emails.reserve_exact(100);
        tables.phones.reserve_exact(1_000);
        tables.addresses.reserve_exact(10_000);
        let labelled = size_of::<Labelled>();
        let wanted =
            size_of::<Row>() + 10 * size_of::<Span>() + 1_100 * labelled + 10_000 * size_of::<Postal>();
        assert_eq!(tables.size(), wanted);
        tables.texts.push(Span::NONE);
        tables.shrink();
        assert_eq!(tables.size(), size_of::<Span>());
    }
}
