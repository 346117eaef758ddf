//! The line between client and service: when which piece of an answer arrives, if at all.

use super::fault::{CallKind, CutHow, Fault};
use super::random::Random;
use super::service::{Meaning, Reply};
use cloudsponge::proto::FailureKind;
use http::response::Parts;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

/// An answer on its way.
#[derive(Clone, Debug)]
pub(crate) struct Transfer {
    pub(crate) call: CallKind,
    pub(crate) body: Vec<u8>,
    pub(crate) pieces: VecDeque<(Duration, Piece)>,
}

/// What arrives at one moment.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Head(HeadPiece),
    Body(Range<usize>),
    /// The end, and what the whole means.
    End(Meaning),
    Failure(FailureKind),
}

/// What is said before the body.
#[derive(Clone, Debug)]
pub(crate) struct HeadPiece {
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    content_type: Option<&'static str>,
    length: Option<usize>,
}

impl HeadPiece {
    pub(crate) fn parts(&self) -> Parts {
        let mut response = Response::new(());
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or_default();
        let headers = response.headers_mut();
        for (name, value) in self.headers {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        if let Some(content_type) = self.content_type {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        if let Some(length) = self.length {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        response.into_parts().0
    }
}

impl Transfer {
    /// No answer, but a report of the transport.
    pub(crate) fn failing(call: CallKind, kind: FailureKind, at: Duration) -> Self {
        Self { call, body: Vec::new(), pieces: VecDeque::from([(at, Piece::Failure(kind))]) }
    }

    /// Nothing, for ever.
    pub(crate) fn silent(call: CallKind) -> Self {
        Self { call, body: Vec::new(), pieces: VecDeque::new() }
    }

    /// An answer that begins to arrive at `at`, in chunks of any size.
    pub(crate) fn carrying(
        call: CallKind,
        reply: Reply,
        fault: Option<&Fault>,
        at: Duration,
        random: &mut Random,
    ) -> Self {
        let mut pieces = VecDeque::new();
        let whole = reply.body.len();
        let part = |permille: u64| usize::try_from(permille).unwrap_or(0) * whole / 1000;
        let (length, kept) = match fault {
            Some(Fault::Cut(permille, CutHow::Declared)) => (Some(whole), part(*permille)),
            Some(Fault::Cut(permille, CutHow::Reported)) => {
                (random.percent(50).then_some(whole), part(*permille))
            }
            Some(Fault::Cut(permille, CutHow::Bare) | Fault::Stall(permille)) => (None, part(*permille)),
            _ => (random.percent(50).then_some(whole), whole),
        };
        let Reply { status, headers, content_type, body, meaning } = reply;
        pieces.push_back((at, Piece::Head(HeadPiece { status, headers, content_type, length })));
        let mut at = at;
        let mut done = 0;
        while done < kept {
            let (size, gap) = match fault {
                Some(Fault::Drip(size, gap)) => (*size, *gap),
                _ => (random.between(1, 2 * kept as u64), Duration::from_millis(random.below(30))),
            };
            let end = usize::try_from(size).unwrap_or(kept).max(1).saturating_add(done).min(kept);
            at += gap;
            pieces.push_back((at, Piece::Body(done..end)));
            done = end;
        }
        let lost_nothing = body.get(kept..).is_some_and(|lost| lost.trim_ascii().is_empty());
        match fault {
            Some(Fault::Stall(_)) => {}
            Some(Fault::Cut(_, CutHow::Reported)) => {
                pieces.push_back((at, Piece::Failure(FailureKind::Interrupted)))
            }
            Some(Fault::Cut(_, CutHow::Declared)) if kept < whole => {
                pieces.push_back((at, Piece::End(Meaning::NoAnswer(FailureKind::Interrupted))));
            }
            Some(Fault::Cut(_, CutHow::Bare)) if !lost_nothing => {
                pieces.push_back((at, Piece::End(Meaning::Blank)))
            }
            _ => pieces.push_back((at, Piece::End(meaning))),
        }
        Self { call, body, pieces }
    }

    /// When the next piece arrives.
    pub(crate) fn next_at(&self) -> Option<Duration> {
        self.pieces.front().map(|(at, _)| *at)
    }
}
