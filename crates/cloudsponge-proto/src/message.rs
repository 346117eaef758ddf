//! What an answer's body must be able to do: be read and written, in JSON and in XML.

use crate::codec::{CodecError, Format};
use crate::model::Refusal;

/// The body of an answer: one value, two formats.
///
/// `decode(f, &encode(f)?) == value` holds in both formats for every value XML 1.0 can carry, and both formats of one
/// value decode to the same.
pub trait Message: Sized {
    /// Reads a body that came with a success status.
    ///
    /// # Errors
    /// The body is malformed, is not this message, or says that the service refused the call.
    fn decode(format: Format, body: &[u8]) -> Result<Self, DecodeError>;

    /// Writes the body as the service does.
    ///
    /// # Errors
    /// Only in XML: a text holds a character that XML 1.0 cannot carry.
    fn encode(&self, format: Format) -> Result<Vec<u8>, CodecError>;
}

/// Why a body did not become a message.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The body is malformed or is not what was asked for.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// The body is well-formed and says no: its `status` is not `success`, or it carries an `error`.
    #[error("the service refused the call{}", .0.message_suffix())]
    Refused(Refusal),
}
