//! The saved state of an import: small, versioned, checked, without secrets and without contacts.

use super::hash::fnv1a;
use super::policy::LONGEST_DEADLINE;
use crate::{BaseUrl, ImportId};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The version this crate writes.
const VERSION: u32 = 1;
/// A state is never longer, as text.
const LENGTH_LIMIT: usize = 4096;

/// Everything needed to go on with an import in another process, or on another day.
///
/// Save it after [`ImportEvent::Begun`](super::ImportEvent::Begun) and after each page you have stored; hand it to
/// [`Import::resume`](super::Import::resume). It holds the service's origin, the import id, the position in the address
/// book and the deadline as wall-clock time; no credentials, no consent URL, no contact. Written as JSON it stays under
/// 4 KiB. Whoever holds it together with the domain's credentials can read the contacts: store it like a session.
///
/// Running a state twice is safe: pages are asked for by position, and positions not yet acknowledged come again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct ImportState {
    pub(super) origin: String,
    pub(super) import_id: Option<ImportId>,
    pub(super) phase: SavedPhase,
    pub(super) next: u64,
    pub(super) total: Option<u64>,
    pub(super) owner_delivered: bool,
    /// Milliseconds since 1970.
    pub(super) deadline_ms: u64,
    /// What was left of the deadline when the state was made; a clock set back must not lengthen it.
    pub(super) remaining_ms: u64,
}

/// How far the import was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SavedPhase {
    /// No begin call was made.
    New,
    /// A begin call was made, its answer is not known.
    Starting,
    Polling,
    Downloading,
    Finished,
    Failed,
}

/// Why a saved state cannot be resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// Not a state, or damaged.
    #[error(
        "the saved state is damaged or not one of an import: begin again, or attach to the import by its id"
    )]
    Damaged,
    /// Longer than any state.
    #[error("the saved state is longer than any state can be (4096 bytes): is it another file?")]
    TooLong,
    /// Written by a version this one does not know.
    #[error("the saved state has version {found}, this program reads version 1: resume with a newer version")]
    Version {
        /// The version found.
        found: u32,
    },
    /// The state belongs to another service; credentials are not sent there.
    #[error(
        "the saved state belongs to another base URL than the one given: resume with the base URL it was begun on"
    )]
    OtherOrigin,
    /// The import had not begun.
    #[error("the import had not begun when the state was saved: begin it")]
    NotBegun,
    /// The begin call was under way.
    #[error(
        "the begin call was under way when the state was saved, and may have succeeded: ask the user, then begin again"
    )]
    StartOutcomeUnknown,
    /// The import had failed.
    #[error("the import had already failed when the state was saved: begin a new one")]
    Failed,
}

impl ImportState {
    /// The state as one line of JSON, at most 4 KiB.
    pub fn to_json(&self) -> String {
        // A struct of texts and numbers always has a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// The text is too long, damaged, or of another version.
    pub fn from_json(text: &str) -> Result<Self, StateError> {
        if text.len() > LENGTH_LIMIT {
            return Err(StateError::TooLong);
        }
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let found = serde_json::from_str::<Versioned>(text).map_err(|_| StateError::Damaged)?.version;
        if found != VERSION {
            return Err(StateError::Version { found });
        }
        serde_json::from_str(text).map_err(|_| StateError::Damaged)
    }

    /// The import, if it had begun.
    pub fn import_id(&self) -> Option<&ImportId> {
        self.import_id.as_ref()
    }

    /// The origin of the service it was begun on, such as `https://api.cloudsponge.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// First position not yet acknowledged: contacts from here on will be delivered.
    pub fn next_position(&self) -> u64 {
        self.next
    }

    /// Whether everything was delivered.
    pub fn is_finished(&self) -> bool {
        self.phase == SavedPhase::Finished
    }

    /// When the import's time is up.
    pub fn deadline(&self) -> SystemTime {
        UNIX_EPOCH.checked_add(Duration::from_millis(self.deadline_ms)).unwrap_or(UNIX_EPOCH)
    }

    /// Gives the import a new deadline, `patience` from `wall`: the time of day at which it is about to be resumed. Only for
    /// a caller who wants more time; by itself a resumed import keeps to its original deadline.
    #[must_use]
    pub fn with_deadline(mut self, patience: Duration, wall: SystemTime) -> Self {
        self.remaining_ms = u64::try_from(patience.min(LONGEST_DEADLINE).as_millis()).unwrap_or(u64::MAX);
        self.deadline_ms = millis(wall).saturating_add(self.remaining_ms);
        self
    }

    /// What is left of the deadline, never more than when the state was saved.
    pub(super) fn remaining(&self, wall: SystemTime) -> Duration {
        let left = self.deadline_ms.saturating_sub(millis(wall));
        Duration::from_millis(left.min(self.remaining_ms))
    }

    /// Whether it may be resumed with this service.
    pub(super) fn check(&self, base_url: &BaseUrl) -> Result<(), StateError> {
        if self.origin != base_url.origin() {
            return Err(StateError::OtherOrigin);
        }
        match self.phase {
            SavedPhase::New => Err(StateError::NotBegun),
            SavedPhase::Starting => Err(StateError::StartOutcomeUnknown),
            SavedPhase::Failed => Err(StateError::Failed),
            SavedPhase::Polling | SavedPhase::Downloading | SavedPhase::Finished => Ok(()),
        }
    }
}

#[cfg(any(test, feature = "proptest"))]
impl ImportState {
    /// States of every phase, with a deadline between the years 1970 and 2100.
    pub(crate) fn strategy() -> impl proptest::strategy::Strategy<Value = Self> + Clone {
        use crate::strategy::values::{any_import_id, base_url};
        use proptest::prelude::*;
        use proptest::sample::select;
        let phases = [SavedPhase::New, SavedPhase::Starting, SavedPhase::Failed];
        let without_id = (select(phases.to_vec()), Just(None));
        let phases = [SavedPhase::Polling, SavedPhase::Downloading, SavedPhase::Finished];
        let with_id = (select(phases.to_vec()), any_import_id().prop_map(Some));
        let place = (any::<u32>(), proptest::option::of(any::<u32>()), any::<bool>());
        let longest = u64::try_from(LONGEST_DEADLINE.as_millis()).unwrap_or(u64::MAX);
        let times = (0..4_102_444_800_000_u64, 0..=longest);
        (base_url(), prop_oneof![1 => without_id, 3 => with_id], place, times).prop_map(
            |(url, (phase, import_id), (next, total, owner_delivered), (deadline_ms, remaining_ms))| Self {
                origin: url.origin().to_owned(),
                import_id,
                phase,
                next: next.into(),
                total: total.map(u64::from),
                owner_delivered,
                deadline_ms,
                remaining_ms,
            },
        )
    }
}

/// Milliseconds since 1970; 0 before.
pub(super) fn millis(wall: SystemTime) -> u64 {
    let since = wall.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: u32,
    origin: String,
    #[serde(deserialize_with = "any_id")]
    import_id: Option<ImportId>,
    phase: SavedPhase,
    next: u64,
    total: Option<u64>,
    owner_delivered: bool,
    deadline_ms: u64,
    remaining_ms: u64,
    check: String,
}

/// The service sends digits only, but an import may be attached to by any id, and that too is saved.
fn any_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ImportId>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Id {
        Number(u64),
        Text(String),
    }
    Option::deserialize(deserializer)?
        .map(|id| match id {
            Id::Number(number) => Ok(ImportId::from(number)),
            Id::Text(text) => ImportId::parse(&text).map_err(D::Error::custom),
        })
        .transpose()
}

impl Wire {
    /// Finds damage, not forgery: a hash of all other fields.
    fn checksum(&self) -> String {
        let text = format!(
            "{}|{}|{:?}|{:?}|{}|{:?}|{}|{}|{}",
            self.version,
            self.origin,
            self.import_id.as_ref().map(ImportId::as_str),
            self.phase,
            self.next,
            self.total,
            self.owner_delivered,
            self.deadline_ms,
            self.remaining_ms,
        );
        format!("{:016x}", fnv1a(0, &text))
    }
}

impl From<ImportState> for Wire {
    fn from(state: ImportState) -> Self {
        let mut wire = Self {
            version: VERSION,
            origin: state.origin,
            import_id: state.import_id,
            phase: state.phase,
            next: state.next,
            total: state.total,
            owner_delivered: state.owner_delivered,
            deadline_ms: state.deadline_ms,
            remaining_ms: state.remaining_ms,
            check: String::new(),
        };
        wire.check = wire.checksum();
        wire
    }
}

impl TryFrom<Wire> for ImportState {
    type Error = StateError;

    fn try_from(wire: Wire) -> Result<Self, StateError> {
        let begun = !matches!(wire.phase, SavedPhase::New | SavedPhase::Starting | SavedPhase::Failed);
        if wire.version != VERSION {
            return Err(StateError::Version { found: wire.version });
        }
        if wire.check != wire.checksum() || (begun && wire.import_id.is_none()) {
            return Err(StateError::Damaged);
        }
        Ok(Self {
            origin: wire.origin,
            import_id: wire.import_id,
            phase: wire.phase,
            next: wire.next,
            total: wire.total,
            owner_delivered: wire.owner_delivered,
            deadline_ms: wire.deadline_ms,
            remaining_ms: wire.remaining_ms,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> ImportState {
        ImportState {
            origin: "https://api.cloudsponge.com".into(),
            import_id: Some(ImportId::from(5_550_001)),
            phase: SavedPhase::Downloading,
            next: 2000,
            total: Some(2340),
            owner_delivered: true,
            deadline_ms: 1_780_000_000_000,
            remaining_ms: 60_000,
        }
    }

    /// The golden file of version 1: it must load for ever.
    const VERSION_1: &str = r#"{"version":1,"origin":"https://api.cloudsponge.com","import_id":5550001,"phase":"downloading","next":2000,"total":2340,"owner_delivered":true,"deadline_ms":1780000000000,"remaining_ms":60000,"check":"9697c914be56d480"}"#;

    #[test]
    fn v13_states_of_version_1_load() {
        assert_eq!(ImportState::from_json(VERSION_1), Ok(state()));
        assert_eq!(state().to_json(), VERSION_1);
    }

    #[test]
    fn an_import_attached_to_by_an_unusual_id_can_be_resumed() {
        for id in ["7", "007", "99999999999999999999", "widget-7_x", "-"] {
            let state = ImportState { import_id: Some(ImportId::parse(id).unwrap()), ..state() };
            assert_eq!(ImportState::from_json(&state.to_json()), Ok(state), "{id}");
        }
    }

    #[test]
    fn m9_other_versions_and_giants_are_named() {
        let newer = VERSION_1.replace("\"version\":1", "\"version\":2");
        assert_eq!(ImportState::from_json(&newer), Err(StateError::Version { found: 2 }));
        assert_eq!(ImportState::from_json(&" ".repeat(5000)), Err(StateError::TooLong));
        assert_eq!(ImportState::from_json(""), Err(StateError::Damaged));
    }

    #[test]
    fn t8_no_changed_byte_passes() {
        for at in 0..VERSION_1.len() {
            for flip in [0x01, 0x02, 0x10, 0x20] {
                let mut bytes = VERSION_1.as_bytes().to_vec();
                bytes[at] ^= flip;
                if let Ok(text) = std::str::from_utf8(&bytes) {
                    // The import id is an integer on the wire; its text is compared, so nothing may be equal but equals.
                    assert!(ImportState::from_json(text).is_err(), "byte {at}");
                }
            }
            assert!(ImportState::from_json(VERSION_1.get(..at).unwrap()).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn l2_a_clock_set_back_does_not_lengthen_the_deadline() {
        let state = state();
        let at = |ms| UNIX_EPOCH + Duration::from_millis(ms);
        assert_eq!(state.remaining(at(1_779_999_970_000)), Duration::from_secs(30));
        assert_eq!(state.remaining(UNIX_EPOCH), Duration::from_secs(60));
        let late = at(1_790_000_000_000);
        assert_eq!(state.remaining(late), Duration::ZERO);
        assert_eq!(
            state.with_deadline(Duration::from_secs(90), late).remaining(late),
            Duration::from_secs(90)
        );
    }
}
