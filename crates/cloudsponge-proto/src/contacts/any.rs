//! The one place that knows which cursors there are.

use super::Limits;
use super::json::JsonCursor;
use super::page::{ContactPage, UndecodedPage};
use super::parser::Parser;
use super::stream::Stream;
use super::xml::XmlCursor;
use crate::codec::Format;

/// What is driven, by format.
#[derive(Clone, Debug)]
pub(super) enum Any<J, X> {
    Json(J),
    Xml(X),
}

pub(super) type AnyParser = Any<Parser<JsonCursor>, Parser<XmlCursor>>;
pub(super) type AnyStream = Any<Stream<JsonCursor>, Stream<XmlCursor>>;

/// Does the same with whichever it is.
macro_rules! each {
    ($any:expr, $name:ident => $what:expr) => {
        match $any {
            $crate::contacts::any::Any::Json($name) => $what,
            $crate::contacts::any::Any::Xml($name) => $what,
        }
    };
}
pub(super) use each;

pub(super) fn parser(format: Format, limits: Limits) -> AnyParser {
    match format {
        Format::Json => Any::Json(Parser::new(limits)),
        Format::Xml => Any::Xml(Parser::new(limits)),
    }
}

pub(super) fn stream(format: Format, limits: Limits) -> AnyStream {
    match format {
        Format::Json => Any::Json(Stream::new(limits)),
        Format::Xml => Any::Xml(Stream::new(limits)),
    }
}

pub(super) fn whole(format: Format, limits: Limits, body: Vec<u8>) -> Result<ContactPage, UndecodedPage> {
    each!(parser(format, limits), parser => parser.whole(body))
}
