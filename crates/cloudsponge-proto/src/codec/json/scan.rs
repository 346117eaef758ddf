//! One cheap pass over the bytes before parsing: nesting and length of texts, in unknown fields too.

use crate::codec::{CodecErrorKind, DEPTH_LIMIT, TEXT_LIMIT};

/// Checks both limits; says what and at which byte. Malformed documents may pass: the parser is next.
pub(super) fn limits(text: &str) -> Result<(), (CodecErrorKind, usize)> {
    let mut depth = 0_usize;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'{' | b'[' if depth == DEPTH_LIMIT => return Err((CodecErrorKind::Depth, at)),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some((end, byte)) = bytes.next() {
                    match byte {
                        b'"' => break,
                        _ if end - at > TEXT_LIMIT => {
                            return Err((CodecErrorKind::TooLarge("a text longer than 1 MiB"), at));
                        }
                        b'\\' => drop(bytes.next()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}
