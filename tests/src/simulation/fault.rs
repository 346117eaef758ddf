//! What can go wrong in an import's life: on the line, at the service, and in the process that runs it.

use super::random::Random;
use cloudsponge::proto::FailureKind;
use std::time::Duration;

/// One thing that goes wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The request never left: refused, or the connection was not made.
    Unsent(FailureKind),
    /// The request went out; instead of an answer the transport reports this.
    Broken(FailureKind),
    /// The request went out; nothing ever comes back. The service may not have heard it.
    Silence {
        /// Whether it did.
        heard: bool,
    },
    /// The answer begins late.
    Slow(Duration),
    /// The body ends after so many thousandths of it.
    Cut(u64, CutHow),
    /// After so many thousandths of the body nothing more comes.
    Stall(u64),
    /// The body comes in pieces of so many bytes, so far apart.
    Drip(u64, Duration),
    /// A status instead of the answer, with one of the [`RETRY_AFTER`] sets of headers.
    Status(u16, usize),
    /// 200 with a web page, with nothing, or with a body that is neither format.
    Body(Instead),
    /// The answer carries another import's id.
    OtherImport,
    /// The events are not as they should be.
    Rows(Rows),
    /// The page of contacts is not as it should be.
    Book(BookFault),
    /// The process is killed so many turns later and restarted from what was saved last.
    Kill(u64),
    /// The process is killed when it has taken the next page and not stored it.
    KillBeforeStore,
    /// The process is killed when it has stored the next page and not saved the state.
    KillBeforeSave,
    /// The run is dropped so many turns later, its state saved at that moment, and resumed.
    Leave(u64),
    /// The state is saved at some moment between two events.
    Save(u64),
    /// The computer sleeps.
    Sleep(Duration),
    /// The consumer takes so long for the next event.
    SlowConsumer(Duration),
    /// The next timer fires so early.
    Early(Duration),
    /// The caller asks so many times without waiting.
    Eager(u64),
    /// The wall clock is set by so many days.
    Wall(i64),
    /// Input that belongs to no request arrives.
    Stray,
}

/// How a body ends too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutHow {
    /// The transport reports it.
    Reported,
    /// The transport reports a clean end, short of the declared length.
    Declared,
    /// The transport reports a clean end, and no length was declared.
    Bare,
}

/// What comes with 200 instead of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// Nothing.
    Empty,
    /// A web page.
    Html,
    /// A document with a syntax error in its middle.
    Garbage,
}

/// What is wrong with a list of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// The first rows are missing.
    Fewer,
    /// There are none.
    None,
    /// They come in reverse.
    Reversed,
    /// Each comes twice, with another value the second time.
    Doubled,
    /// Words of no known vocabulary.
    Words,
    /// In lower case, with white space.
    LowerCase,
    /// Progress goes backwards.
    Backwards,
    /// COMPLETE is there and in progress.
    Unfinished,
    /// The import failed, with this code.
    Failed(i64),
}

/// What is wrong with a page of contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookFault {
    /// It begins so many contacts too early.
    Overlap(u64),
    /// It holds so many contacts less than asked for.
    Short(u64),
    /// It holds none.
    Nothing,
    /// It does not say how many contacts there are.
    NoTotal,
    /// It says there are so many more.
    MoreTotal(u64),
    /// It says there are fewer than were delivered.
    SmallTotal,
    /// It begins so many contacts too late.
    Gap(u64),
    /// The contact at this place of it, counted round, cannot be read; in JSON, where a number can stand for it.
    BadSlot(u64),
    /// It holds the whole book.
    Whole,
    /// The owner is missing.
    NoOwner,
}

/// Sets of headers that say, or fail to say, how long to wait.
pub const RETRY_AFTER: [&[(&str, &str)]; 13] = [
    &[],
    &[("retry-after", "0")],
    &[("retry-after", "1")],
    &[("retry-after", "3")],
    &[("retry-after", "120")],
    &[("retry-after", "99999999999999999999")],
    &[("retry-after", "-5")],
    &[("retry-after", "1.5")],
    &[("retry-after", "soon")],
    &[("retry-after", "2"), ("retry-after", "9")],
    &[("retry-after", "Tue, 05 Jan 2016 22:12:15 GMT"), ("date", "Tue, 05 Jan 2016 22:12:10 GMT")],
    &[("retry-after", "Thu, 01 Jan 1970 00:00:00 GMT"), ("date", "Tue, 05 Jan 2016 22:12:10 GMT")],
    &[("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")],
];

/// Which call a fault can befall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallKind {
    Begin,
    Events,
    Contacts,
}

impl Fault {
    /// It befalls the process, not a request.
    pub(crate) fn is_of_life(&self) -> bool {
        use Fault::*;
        matches!(
            self,
            Kill(_)
                | KillBeforeStore
                | KillBeforeSave
                | Leave(_)
                | Save(_)
                | Sleep(_)
                | SlowConsumer(_)
                | Early(_)
                | Eager(_)
                | Wall(_)
                | Stray
        )
    }

    /// Turns between the request it is planned for and the moment it strikes.
    pub(crate) fn turns(&self) -> u64 {
        match self {
            Self::Kill(turns) | Self::Leave(turns) | Self::Save(turns) => *turns,
            _ => 0,
        }
    }

    pub(crate) fn befalls(&self, call: CallKind) -> bool {
        match self {
            Self::Rows(_) => call == CallKind::Events,
            Self::Book(_) => call == CallKind::Contacts,
            Self::OtherImport => call != CallKind::Begin,
            fault => !fault.is_of_life(),
        }
    }

    /// Something that may befall the begin call.
    pub(crate) fn at_begin(random: &mut Random) -> Self {
        match random.below(10) {
            0..4 => Self::Unsent(unsent(random)),
            4 => Self::Broken(broken(random)),
            5 => Self::Silence { heard: random.percent(50) },
            6 => Self::Slow(Duration::from_millis(random.between(100, 20_000))),
            7 => Self::Kill(random.between(0, 4)),
            8 => Self::Save(random.between(0, 3)),
            _ => Self::Status(status(random), retry_after(random)),
        }
    }

    /// Something that may befall a later call, or the process. What ends an import is rare, or lives would be short.
    pub(crate) fn later(random: &mut Random) -> Self {
        match random.below(1000) {
            0..60 => Self::Unsent(unsent(random)),
            60..130 => Self::Broken(broken(random)),
            130..170 => Self::Silence { heard: random.percent(50) },
            170..200 => Self::Slow(Duration::from_millis(random.between(100, 20_000))),
            200..270 => {
                let how = random.pick(CutHow::Reported, &[CutHow::Declared, CutHow::Bare]);
                Self::Cut(random.below(1000), how)
            }
            270..300 => Self::Stall(random.below(1000)),
            300..330 => {
                let gap = Duration::from_millis(random.pick(1, &[10, 100, 1000, 8000, 16_000]));
                Self::Drip(random.pick(1, &[7, 64, 300]), gap)
            }
            330..410 => Self::Status(status(random), retry_after(random)),
            410..450 => Self::Body(random.pick(Instead::Empty, &[Instead::Html])),
            450..452 => Self::Body(Instead::Garbage),
            452..456 => Self::OtherImport,
            456..600 => Self::Rows(rows(random)),
            600..740 => Self::Book(book(random)),
            740..780 => Self::Kill(random.between(0, 12)),
            780..795 => Self::KillBeforeStore,
            795..810 => Self::KillBeforeSave,
            810..830 => Self::Leave(random.between(0, 12)),
            830..850 => Self::Save(random.between(0, 12)),
            850..865 => Self::Sleep(Duration::from_secs(random.pick(5, &[61, 600, 3600]))),
            865..890 => Self::SlowConsumer(Duration::from_secs(random.pick(1, &[20, 90, 3600]))),
            890..930 => Self::Early(Duration::from_micros(random.pick(1, &[1000, 20_000, 900_000]))),
            930..960 => Self::Eager(random.between(1, 6)),
            960..985 => {
                let days = random.pick(1, &[-1, 365, 3650, -3650]);
                Self::Wall(days)
            }
            _ => Self::Stray,
        }
    }
}

fn unsent(random: &mut Random) -> FailureKind {
    match random.below(20) {
        0 => FailureKind::Tls,
        1..6 => FailureKind::ConnectTimeout,
        _ => FailureKind::Connect,
    }
}

fn broken(random: &mut Random) -> FailureKind {
    match random.below(60) {
        0 => FailureKind::Protocol,
        1 => FailureKind::TooLarge,
        2 => FailureKind::Other,
        3..20 => FailureKind::Timeout,
        _ => FailureKind::Interrupted,
    }
}

fn status(random: &mut Random) -> u16 {
    match random.below(60) {
        0 => 400,
        1 => 401,
        2 => 403,
        3 => 302,
        4 => 410,
        5 => 501,
        6 => 418,
        7..12 => 408,
        12..24 => 404,
        24..36 => 429,
        36..42 => 500,
        42..46 => 502,
        46..50 => 504,
        _ => 503,
    }
}

fn retry_after(random: &mut Random) -> usize {
    usize::try_from(random.below(RETRY_AFTER.len() as u64)).unwrap_or(0)
}

fn rows(random: &mut Random) -> Rows {
    match random.below(40) {
        0 => Rows::Failed(random.pick(514, &[1, 262, 516, 999_999, 0, -1])),
        1..6 => Rows::None,
        6..12 => Rows::Reversed,
        12..18 => Rows::Doubled,
        18..23 => Rows::Words,
        23..28 => Rows::LowerCase,
        28..33 => Rows::Backwards,
        33..36 => Rows::Unfinished,
        _ => Rows::Fewer,
    }
}

fn book(random: &mut Random) -> BookFault {
    match random.below(40) {
        0 => BookFault::Gap(random.between(1, 3)),
        1 => BookFault::SmallTotal,
        2..8 => BookFault::Overlap(random.between(1, 9)),
        8..14 => BookFault::Short(random.between(1, 9)),
        14..18 => BookFault::Nothing,
        18..22 => BookFault::NoTotal,
        22..26 => BookFault::MoreTotal(random.pick(1, &[5, 1_000_000_000_000])),
        26..32 => BookFault::BadSlot(random.below(64)),
        32..36 => BookFault::Whole,
        _ => BookFault::NoOwner,
    }
}
