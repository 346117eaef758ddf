//! Deliberate bugs, each of which the checker must see: drivers, callers and machines that break one law.

use super::parcel::Parcel;
use cloudsponge::proto::ImportEvent;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

/// A deliberate bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saboteur {
    /// The driver's clock runs fast, so polls come too close.
    HastyClock,
    /// The driver does not tell that a request went out late, so the next comes too close.
    Secretive,
    /// The driver repeats a failed page at once, again and again.
    Storm,
    /// Each import has a budget of its own instead of the client's, which is smaller.
    Spendthrift,
    /// The driver sends a begin call again when its answer is lost.
    Resender,
    /// The driver asks for contacts before they are ready.
    Impatient,
    /// The driver makes another request after the end.
    Undead,
    /// The machine asks for a wait beyond its deadline.
    EndlessWait,
    /// The driver sleeps a minute longer than it is told.
    Oversleeper,
    /// A resumed machine forgets how large its pages are to be.
    Forgetful,
    /// The saved state holds the domain's password.
    LeakingState,
    /// The machine reports what it has reported.
    Repeater,
    /// Two imports share a counter.
    SharedCounter,
    /// Waits depend on something that is no input.
    Restless,
    /// The driver loses a page of contacts.
    LostPage,
    /// The service answers each page with the first, without saying where it starts.
    RepeatedPage,
    /// The position in a saved state is moved ahead.
    AlteredNext,
    /// Contacts that cannot be read are left out without a word.
    SlotEater,
    /// Equal contacts are delivered once.
    Deduplicator,
    /// The contacts of one import are delivered to another.
    MixedBooks,
    /// A contact that cannot be read takes its neighbour with it.
    BadNeighbour,
}

impl Saboteur {
    /// All of them, each with the invariant that must catch it.
    pub const ALL: [(Self, &'static str); 21] = [
        (Self::HastyClock, "V1"),
        (Self::Secretive, "V1"),
        (Self::Storm, "V2"),
        (Self::Spendthrift, "V3"),
        (Self::Resender, "V4"),
        (Self::Impatient, "V5"),
        (Self::Undead, "V6"),
        (Self::EndlessWait, "V7"),
        (Self::Oversleeper, "V10"),
        (Self::Forgetful, "V12"),
        (Self::LeakingState, "V14"),
        (Self::Repeater, "V15"),
        (Self::SharedCounter, "V16"),
        (Self::Restless, "V17"),
        (Self::LostPage, "V18"),
        (Self::RepeatedPage, "V18"),
        (Self::AlteredNext, "V19"),
        (Self::SlotEater, "V20"),
        (Self::Deduplicator, "V21"),
        (Self::MixedBooks, "V22"),
        (Self::BadNeighbour, "V23"),
    ];

    /// The one of this name, as `Debug` writes it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().map(|(saboteur, _)| saboteur).find(|saboteur| format!("{saboteur:?}") == name)
    }

    /// Changes a page on its way to the consumer.
    pub(crate) fn spoil(self, page: &mut Parcel) {
        match self {
            Self::SlotEater => page.contacts.retain(Result::is_ok),
            Self::Deduplicator => page.contacts.dedup(),
            Self::BadNeighbour => {
                let broken = page.contacts.iter().position(Result::is_err);
                if let Some(Ok(neighbour)) = broken.and_then(|at| page.contacts.get_mut(at + 1)) {
                    neighbour.first_name = None;
                }
            }
            _ => {}
        }
    }

    /// Whether the consumer gets this event twice.
    pub(crate) fn repeats(self, event: &ImportEvent) -> bool {
        self == Self::Repeater && matches!(event, ImportEvent::Progress(_))
    }

    /// Milliseconds that an answer takes longer, for a reason that is nobody's business.
    pub(crate) fn extra_latency(self) -> u64 {
        match self {
            Self::Restless => RESTLESS.fetch_add(1, Ordering::Relaxed) % 7,
            Self::SharedCounter => SHARED.with(|shared| {
                shared.set(shared.get() + 1);
                shared.get() % 7
            }),
            _ => 0,
        }
    }

    /// What a new life starts with.
    pub(crate) fn reset() {
        SHARED.with(|shared| shared.set(0));
    }

    /// Does to a saved state what it does.
    pub(crate) fn alter(self, text: String, password: &str) -> String {
        match self {
            Self::LeakingState => {
                text.replace("\"check\"", &format!("\"password\":\"{password}\",\"check\""))
            }
            Self::AlteredNext => moved_ahead(&text).unwrap_or(text),
            _ => text,
        }
    }
}

static RESTLESS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static SHARED: Cell<u64> = const { Cell::new(0) };
}

/// The state with its position moved ahead by one and its checksum made right again.
fn moved_ahead(text: &str) -> Option<String> {
    let field = |name: &str| {
        let rest = text.split_once(&format!("\"{name}\":"))?.1;
        Some(rest.split([',', '}']).next()?.trim_matches('"'))
    };
    let next: u64 = field("next")?.parse().ok()?;
    let phase = match field("phase")? {
        "polling" => "Polling",
        "downloading" => "Downloading",
        _ => return None,
    };
    let total = match field("total")? {
        "null" => "None".to_owned(),
        total => format!("Some({total})"),
    };
    let origin = text.split_once("\"origin\":\"")?.1.split('"').next()?;
    let plain = format!(
        "1|{origin}|Some({:?})|{phase}|{}|{total}|{}|{}|{}",
        field("import_id")?,
        next + 1,
        field("owner_delivered")?,
        field("deadline_ms")?,
        field("remaining_ms")?,
    );
    let mut digest = super::random::Digest::new();
    digest.bytes(plain.as_bytes());
    let moved = text.replace(&format!("\"next\":{next}"), &format!("\"next\":{}", next + 1));
    Some(moved.replace(field("check")?, &format!("{:016x}", digest.value())))
}
