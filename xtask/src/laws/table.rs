//! The laws, in a line each.

/// The law with this number.
pub(super) struct Law {
    pub(super) number: u8,
    pub(super) statement: &'static str,
}

macro_rules! laws {
    ($($number:literal $statement:literal)*) => {
        pub(super) const LAWS: &[Law] = &[$(Law { number: $number, statement: $statement }),*];
    };
}

laws! {
    1 "Two polls of an import start at least one second apart, whatever lies between them."
    2 "An import makes no more requests than the bounds that follow from its deadline, its pages and its retries."
    3 "The imports of a client together retry no more than the burst and a fifth of what succeeded."
    4 "A begin call is on the wire once, unless the first one provably never left."
    5 "Contacts are asked for only after COMPLETE was seen."
    6 "Nothing is requested after the end, after a cancel, or after the deadline."
    7 "Every wait lies in the future and not beyond the deadline."
    8 "Any `Retry-After` gives nothing, or between one second and five minutes."
    9 "Waits between retries grow to a bound, jitter stays below it, and two seeds differ."
    10 "Once the service is healthy, an import ends soon, or had failed before."
    11 "Whatever is handed to an import in whatever state, it does not panic; an end is final."
    12 "An import saved at any step and resumed goes on as if nothing had happened."
    13 "States that earlier versions saved can be loaded."
    14 "A saved state holds no secret and no contact, and fits in 4 KiB."
    15 "It does not matter in which order, and how often, events are told."
    16 "Imports side by side do as each does alone."
    17 "The same inputs at the same instants give the same outputs."
    18 "In one run each position is delivered once and in order, or an error says which is missing."
    19 "Across crashes each position is delivered at least once, and what comes again comes at its position."
    20 "For every item received there is a contact or an error."
    21 "Equal contacts are all delivered."
    22 "Contacts are delivered only to the import whose id their page carries."
    23 "A broken contact costs its own place only."
    24 "What is written reads back the same, in either format and however it is written."
    25 "JSON and XML of a message mean the same."
    26 "Any bytes are a message or a typed error."
    27 "It does not matter in which pieces a body arrives."
    28 "A document that was cut off is never taken for a whole one."
    29 "Reading takes memory in proportion to the body and to what is read from it, and little stack."
    30 "Reading takes time in proportion to the body, whatever its shape."
    31 "Fields that nobody knows change nothing about those that we know."
    32 "Independent parsers agree on what is JSON and what is XML, but for our listed limits and tolerances."
    33 "Dates, whole, partial or none, are kept as they came."
    34 "No value shows a secret: not in clear, not encoded, not in part."
    35 "Whatever is put into a call, it goes to the base URL's origin, to the call's path, and comes out of it unchanged."
    36 "Credentials make a header of visible ASCII that decodes to them, or are refused."
    37 "CSV read by another parser gives the same cells, and none begins a formula."
    38 "A page shows any text as text: its elements are those it has with plain text."
    39 "A browser is sent to listed origins only."
    40 "What is shown on a terminal holds nothing that acts on it."
    41 "After an import, tasks, sockets and descriptors are as many as before."
    42 "Futures are `Send`, clients can be shared, and the core has no I/O, clock or runtime."
    43 "An import dropped at any point can be resumed."
    44 "The retry budget is never overdrawn nor overfilled, and successes refill it."
    45 "The emulator answers any sequence of actions as a reference model does."
    46 "Client and emulator together, under faults, end as the reference model foretells."
}

/// The laws that no test is named after, and why.
pub(super) const WITHOUT_TEST: &[(u8, &str)] = &[];
