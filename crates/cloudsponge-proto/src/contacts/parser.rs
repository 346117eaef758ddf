//! The driver for a body that is kept: whole, or growing.

use super::cursor::{Cursor, Input};
use super::fault::Fault;
use super::page::{ContactPage, Parts, UndecodedPage};
use super::place::Origin;
use super::tables::Builder;
use super::utf8::{self, Decoded};
use super::{Limits, envelope};
use crate::DecodeError;
use crate::codec::{CodecError, CodecErrorKind};
use crate::model::{Contacts, SlotError};
use std::borrow::Cow;

/// A cursor in a body, and the tables it fills.
#[derive(Clone, Debug)]
pub(super) struct Parser<C> {
    cursor: C,
    builder: Builder,
    limits: Limits,
    /// Where the next unit begins.
    at: usize,
    /// How much of the next unit must have come before it is tried again.
    wanted: usize,
    done: bool,
    /// Why the document is lost.
    failed: Option<CodecError>,
}

/// How much of a text is walked before room is made for the rest.
const SAMPLE: usize = 32 * 1024;

/// What is known only when a body has ended.
type End = (Vec<SlotError>, Contacts);

impl<C: Cursor> Parser<C> {
    pub(super) fn new(limits: Limits) -> Self {
        let cursor = C::new(limits);
        Self { cursor, builder: Builder::default(), limits, at: 0, wanted: 0, done: false, failed: None }
    }

    pub(super) fn len(&self) -> usize {
        self.builder.tables.rows.len()
    }

    pub(super) fn feed(&mut self, body: &[u8]) -> Result<(), CodecError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        if body.len().saturating_sub(self.at) < self.wanted { Ok(()) } else { self.parse(body) }
    }

    fn parse(&mut self, body: &[u8]) -> Result<(), CodecError> {
        self.advance(body).inspect_err(|error| self.failed = Some(error.clone()))
    }

    fn advance(&mut self, body: &[u8]) -> Result<(), CodecError> {
        self.walk(body, &utf8::decode(body.get(self.at..).unwrap_or_default()))
    }

    /// Goes on in `rest`, which is the body from where the next unit begins.
    fn walk(&mut self, body: &[u8], rest: &Decoded<'_>) -> Result<(), CodecError> {
        let error = |kind, at| CodecError::new(C::FORMAT, kind).at(Origin::START.place(body, at));
        let (base, offset) = (self.at, self.at as u64);
        self.builder.base = base;
        let input = Input { text: &rest.text, base, offset, damage: rest.damage };
        let advance = self.cursor.advance(input, &mut self.builder).map_err(|fault| {
            let fault = rest.explain(fault);
            error(fault.kind, base + fault.at).with_path(fault.path)
        })?;
        self.at += advance.consumed;
        self.done = advance.done;
        let left = rest.text.len().saturating_sub(advance.consumed);
        self.wanted = left.saturating_mul(2).max(1);
        self.limits.check_unit(left).map_err(|kind| error(kind, self.at))
    }

    /// Walks the beginning of a text, to learn how much room the rest will take.
    fn sample(&mut self, text: &str) -> Result<(), CodecError> {
        self.builder.begin_page(text.len().min(SAMPLE));
        let end = (SAMPLE..SAMPLE + 4).find(|at| text.is_char_boundary(*at));
        let Some(start) = end.and_then(|end| text.get(..end)) else { return Ok(()) };
        self.walk(text.as_bytes(), &Decoded { text: Cow::Borrowed(start), damage: &[] })?;
        self.builder.reserve(self.at, text.len());
        Ok(())
    }

    /// The body is whole and nothing of it was fed before.
    pub(super) fn whole(mut self, body: Vec<u8>) -> Result<ContactPage, UndecodedPage> {
        // A text to begin with: its encoding is checked once, and the page keeps it.
        match String::from_utf8(body) {
            Err(error) => self.finish(error.into_bytes()),
            Ok(text) => {
                let walked = self.sample(&text).and_then(|()| {
                    let rest = text.get(self.at..).unwrap_or_default();
                    self.walk(text.as_bytes(), &Decoded { text: Cow::Borrowed(rest), damage: &[] })
                });
                match walked.map_err(DecodeError::from).and_then(|()| self.end(text.as_bytes())) {
                    Ok(end) => Ok(self.page(text, end)),
                    Err(error) => Err(UndecodedPage { error, body: text.into_bytes() }),
                }
            }
        }
    }

    pub(super) fn finish(mut self, body: Vec<u8>) -> Result<ContactPage, UndecodedPage> {
        let parsed = match self.failed.take() {
            Some(error) => Err(error),
            None if self.at < body.len() => self.parse(&body),
            None => Ok(()),
        };
        match parsed.map_err(DecodeError::from).and_then(|()| self.end(&body)) {
            Ok(end) => Ok(self.page(utf8::into_text(body), end)),
            Err(error) => Err(UndecodedPage { error, body }),
        }
    }

    fn page(self, body: String, (errors, around): End) -> ContactPage {
        let Builder { tables, owner, side, .. } = self.builder;
        ContactPage::new(Parts { body, side, tables, errors, owner, around })
    }

    fn end(&mut self, body: &[u8]) -> Result<End, DecodeError> {
        if !self.done || self.at < body.len() {
            if !self.cursor.begun() && self.at >= body.len() {
                return Err(CodecError::new(C::FORMAT, CodecErrorKind::Empty).into());
            }
            let end = Origin::START.place(body, body.len());
            return Err(CodecError::new(C::FORMAT, CodecErrorKind::Truncated).at(end).into());
        }
        let lines = Origin::START.lines(body);
        let fields = self.cursor.envelope().fields();
        let place = |index| {
            let (_, offset) = fields.get(index)?;
            Some(lines.at(usize::try_from(*offset).unwrap_or(usize::MAX)))
        };
        let around = envelope::read(self.cursor.envelope(), place)?;
        // In document order, so that counting lines goes on from where it was.
        let faults = std::mem::take(&mut self.builder.tables.faults);
        let slot = |(index, fault): (u64, Fault)| {
            let place = lines.at(fault.at);
            SlotError { index, error: CodecError::new(C::FORMAT, fault.kind).with_path(fault.path).at(place) }
        };
        Ok((faults.into_iter().map(slot).collect(), around))
    }
}
