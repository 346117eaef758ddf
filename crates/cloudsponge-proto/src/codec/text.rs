//! From bytes to text, the same for both formats.

use super::position::Lines;
use super::{CodecError, CodecErrorKind, Format};

/// The body as text, without a byte order mark. Nothing is converted: a wrong guess would garble names for good.
pub(crate) fn decode(format: Format, body: &[u8]) -> Result<&str, CodecError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|error| {
        let cut = error.error_len().is_none();
        let kind = if cut { CodecErrorKind::Truncated } else { CodecErrorKind::Encoding };
        CodecError::new(format, kind).at(Lines::new(body).at(error.valid_up_to()))
    })?;
    if text.trim_ascii().is_empty() {
        return Err(CodecError::new(format, CodecErrorKind::Empty));
    }
    Ok(text)
}
