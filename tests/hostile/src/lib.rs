//! Hostile documents for the codecs.
//!
//! [`corpus`] holds documents in the spirit of the public suites for parsers, each made by a rule that says whether it must
//! be read; [`mutants`] makes as many more as one has time for, out of good ones. The command `hammer` decodes those.

pub mod corpus;
pub mod mutants;
