//! Switches for what is known, or suspected, to vary in the service's behaviour.

/// Departures from the strict default, each an observed or documented variation of the service.
///
/// ```
/// use cloudsponge_emulator::Quirks;
///
/// let mut quirks = Quirks::default();
/// quirks.descending_events = true;
/// assert!(quirks.throttle, "on by default");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quirks {
    /// Takes begin calls by GET too; otherwise they are answered with 405.
    pub legacy_get: bool,
    /// Refusals carry the `status` word `error`; otherwise the documented `failure`.
    pub status_error: bool,
    /// A refused begin call is answered with 200 and an `error`; otherwise with 400.
    pub errors_as_200: bool,
    /// Answers carry no `id` beside `import_id`, as documented; otherwise both, as recorded.
    pub omit_id: bool,
    /// XML without `type` attributes, as documented; otherwise with them, as recorded.
    pub bare_xml: bool,
    /// Each event row is delivered once per change; otherwise each answer holds the full history.
    pub incremental_events: bool,
    /// The newest event comes first; otherwise the oldest.
    pub descending_events: bool,
    /// A failed import gets a COMPLETE row with status ERROR too; otherwise only the phase that failed shows it.
    pub complete_row_on_error: bool,
    /// Answers hold an event type, an import type and fields that no client knows.
    pub unknown_values: bool,
    /// Contacts are deleted as soon as the last one was delivered; otherwise only when their time to live is over.
    pub delete_on_read: bool,
    /// Events asked for more than once a second are answered with 429 and the text `Retry later`. On by default. Gaps
    /// from 0.8 s up pass, for a client that keeps to a second by its own clock.
    pub throttle: bool,
    /// A 429 carries `Retry-After: 1`.
    pub retry_after: bool,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            legacy_get: false,
            status_error: false,
            errors_as_200: false,
            omit_id: false,
            bare_xml: false,
            incremental_events: false,
            descending_events: false,
            complete_row_on_error: false,
            unknown_values: false,
            delete_on_read: false,
            throttle: true,
            retry_after: false,
        }
    }
}

impl Quirks {
    /// Every switch by its name, as settings write it.
    pub(crate) fn switches(&mut self) -> [(&'static str, &mut bool); 12] {
        [
            ("legacy_get", &mut self.legacy_get),
            ("status_error", &mut self.status_error),
            ("errors_as_200", &mut self.errors_as_200),
            ("omit_id", &mut self.omit_id),
            ("bare_xml", &mut self.bare_xml),
            ("incremental_events", &mut self.incremental_events),
            ("descending_events", &mut self.descending_events),
            ("complete_row_on_error", &mut self.complete_row_on_error),
            ("unknown_values", &mut self.unknown_values),
            ("delete_on_read", &mut self.delete_on_read),
            ("throttle", &mut self.throttle),
            ("retry_after", &mut self.retry_after),
        ]
    }
}
