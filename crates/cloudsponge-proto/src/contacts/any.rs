//! The one place that knows which cursors there are.

use super::Limits;
use super::json::JsonCursor;
use super::page::{ContactPage, UndecodedPage};
use super::parser::Parser;
use super::stream::Stream;
use crate::codec::Format;

pub(super) type Json = JsonCursor;

/// What is driven, by format.
#[derive(Clone, Debug)]
pub(super) enum Any<J> {
    Json(J),
}

/// Does the same with whichever it is.
macro_rules! each {
    ($any:expr, $name:ident => $what:expr) => {
        match $any {
            $crate::contacts::any::Any::Json($name) => $what,
        }
    };
}
pub(super) use each;

pub(super) fn parser(_format: Format, limits: Limits) -> Any<Parser<Json>> {
    Any::Json(Parser::new(limits))
}

pub(super) fn stream(_format: Format, limits: Limits) -> Any<Stream<Json>> {
    Any::Json(Stream::new(limits))
}

pub(super) fn whole(_format: Format, limits: Limits, body: Vec<u8>) -> Result<ContactPage, UndecodedPage> {
    Parser::<Json>::new(limits).whole(body)
}
