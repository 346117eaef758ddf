//! Mutants: good documents with something changed, as many as one likes, the same for the same seed.

use crate::corpus;
use cloudsponge_proto::model::{Begun, Contacts, Events, Refusal};
use cloudsponge_proto::strategy::wire;
use cloudsponge_proto::{DecodeError, Format, Message};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Originals longer than this only slow the rest down.
const LONGEST: usize = 900;
/// Originals of each message and format.
const ORIGINALS: usize = 150;

/// Which message a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The answer to a begin call.
    Begun,
    /// The answer to an events call.
    Events,
    /// The answer to a contacts call.
    Contacts,
    /// A refusal.
    Refusal,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Begun, Self::Events, Self::Contacts, Self::Refusal];

    /// Decodes the body as this message; whether that went well. An error must be able to say what it is.
    pub fn decode(self, format: Format, body: &[u8]) -> bool {
        fn outcome<M>(read: Result<M, DecodeError>) -> bool {
            read.map_err(|error| assert!(!error.to_string().is_empty(), "an error without words")).is_ok()
        }
        match self {
            Self::Begun => outcome(Begun::decode(format, body)),
            Self::Events => outcome(Events::decode(format, body)),
            Self::Contacts => outcome(Contacts::decode(format, body)),
            Self::Refusal => outcome(Refusal::decode(format, body)),
        }
    }
}

/// Good documents of one format: those of the strategies, in every way they can be written, and the small ones of the
/// corpora. Always the same.
pub fn originals(format: Format) -> Vec<(Kind, Vec<u8>)> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut originals = Vec::new();
    for kind in Kind::ALL {
        let bodies = match kind {
            Kind::Begun => bodies(&mut runner, &wire::begun(), format),
            Kind::Events => bodies(&mut runner, &wire::events(), format),
            Kind::Contacts => bodies(&mut runner, &wire::contacts(), format),
            Kind::Refusal => bodies(&mut runner, &wire::refusal(), format),
        };
        originals.extend(bodies.into_iter().map(|body| (kind, body)));
    }
    let (cases, front, back) = match format {
        Format::Json => (corpus::json(), "{\"contacts\":[{\"photos\":", "}]}"),
        Format::Xml => (
            corpus::xml(),
            "<contactsResponse><contacts><contact>",
            "</contact></contacts></contactsResponse>",
        ),
    };
    for case in cases.into_iter().filter(|case| case.body.len() < 60) {
        let body = case.body.split(|b| *b == b'%').collect::<Vec<_>>().join(b"photos".as_slice());
        originals.push((Kind::Contacts, [front.as_bytes(), &body, back.as_bytes()].concat()));
    }
    originals
}

fn bodies<M: std::fmt::Debug>(
    runner: &mut TestRunner,
    documents: &BoxedStrategy<wire::Document<M>>,
    format: Format,
) -> Vec<Vec<u8>> {
    let drawn = std::iter::repeat_with(|| documents.new_tree(runner).ok().map(|tree| tree.current()));
    let short = drawn.flatten().filter(|document| document.format == format && document.body.len() < LONGEST);
    short.take(ORIGINALS).map(|document| document.body).collect()
}

/// Pieces that mean something to one of the parsers.
const PIECES: [&[u8]; 56] = [
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"null",
    b"true",
    b"false",
    b"-",
    b"0",
    b"1e999",
    b"18446744073709551616",
    b"\\u0000",
    b"\\ud800",
    b"\\udc00",
    b"\\ud83d\\ude00",
    b"\\",
    b"[[[[[[[[",
    b"{\"a\":{\"a\":",
    b"\"contacts\":",
    b"\"email\":[",
    b"\"first_name\":",
    b"<",
    b">",
    b"/",
    b"/>",
    b"</",
    b"&",
    b";",
    b"&#",
    b"&#x",
    b"&amp;",
    b"&#0;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"<?",
    b"?>",
    b"<!DOCTYPE",
    b" nil=\"true\"",
    b" type=\"array\"",
    b"<contact>",
    b"</contact>",
    b"<email>",
    b"</contacts>",
    b"'",
    b"=",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xed\xa0\x80",
    b"\0",
    b"\r\n",
];

/// Draws numbers; the same seed, the same numbers (SplitMix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The numbers of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `of`; 0 if there is none.
    pub fn below(&mut self, of: usize) -> usize {
        usize::try_from(self.next() >> 1).unwrap_or(0).checked_rem(of).unwrap_or(0)
    }
}

/// Writes a mutant of the first document into `mutant`; `other` lends what is spliced in.
pub fn mutate(random: &mut Random, original: &[u8], other: &[u8], mutant: &mut Vec<u8>) {
    mutant.clear();
    mutant.extend_from_slice(original);
    for _ in 0..=random.below(3) {
        change(random, other, mutant);
    }
}

fn change(random: &mut Random, other: &[u8], mutant: &mut Vec<u8>) {
    let at = random.below(mutant.len());
    // Up to 40 bytes from there.
    let some = |random: &mut Random, length: usize| at + random.below(length.saturating_sub(at).min(40));
    match random.below(8) {
        0 => {
            if let Some(byte) = mutant.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        1 => {
            if let Some(byte) = mutant.get_mut(at) {
                *byte = u8::try_from(random.below(256)).unwrap_or(0);
            }
        }
        2 | 3 => {
            let piece = PIECES.get(random.below(PIECES.len())).copied().unwrap_or_default();
            mutant.splice(at..at, piece.iter().copied());
        }
        4 => {
            let end = some(random, mutant.len());
            mutant.drain(at..end);
        }
        5 => {
            let end = some(random, mutant.len());
            let again = mutant.get(at..end).unwrap_or_default().to_vec();
            mutant.splice(at..at, again);
        }
        6 => mutant.truncate(at),
        _ => {
            let from = random.below(other.len());
            let to = (from + random.below(60)).min(other.len());
            mutant.splice(at..at, other.get(from..to).unwrap_or_default().iter().copied());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_mutants_and_they_differ_from_their_originals() {
        for format in [Format::Json, Format::Xml] {
            let originals = originals(format);
            assert!(originals.len() > 3 * ORIGINALS);
            let good = originals.iter().take(4 * ORIGINALS).filter(|(kind, body)| kind.decode(format, body));
            // Refusals are well read and begun imports too; only the corpora hold what is none.
            assert_eq!(good.count(), 4 * ORIGINALS);
            let draw = |seed| {
                let (mut random, mut mutant, mut all) = (Random::new(seed), Vec::new(), Vec::new());
                for (at, (_, body)) in originals.iter().enumerate() {
                    let other =
                        originals.get(originals.len() - 1 - at).map_or(b"".as_slice(), |(_, body)| body);
                    mutate(&mut random, body, other, &mut mutant);
                    all.push(mutant.clone());
                }
                all
            };
            let mutants = draw(7);
            assert_eq!(mutants, draw(7));
            assert_ne!(mutants, draw(8));
            let changed =
                mutants.iter().zip(&originals).filter(|(mutant, (_, body))| *mutant != body).count();
            assert!(changed * 10 > 8 * originals.len(), "{changed} of {}", originals.len());
        }
    }
}
