//! Deliberate mistakes in the reference model: each must be noticed, or the comparison is worth nothing.

/// A mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bend {
    /// A page holds one contact less than asked for.
    PageOffByOne,
    /// `count` counts without `start`.
    LoneCount,
    /// Contacts stay for ever.
    NeverGone,
    /// Polls may come as fast as they like.
    Unthrottled,
    /// A domain sees the other's imports.
    AnyDomain,
    /// A page can be answered again.
    LastAnswerCounts,
    /// The case of a service's code counts.
    CaseMatters,
    /// Begin calls may be made by GET.
    BeginByGet,
}

impl Bend {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::PageOffByOne,
        Self::LoneCount,
        Self::NeverGone,
        Self::Unthrottled,
        Self::AnyDomain,
        Self::LastAnswerCounts,
        Self::CaseMatters,
        Self::BeginByGet,
    ];
}
