//! What nothing that reads a body can be faster than.

use std::hint::black_box;

/// Copies the body.
pub fn copy(body: &[u8]) {
    black_box(body.to_vec());
}

/// Visits every place where a text can begin or end: quotes in JSON, tags in XML.
pub fn visit(body: &[u8], mark: u8) {
    for place in memchr::memchr_iter(mark, body) {
        black_box(place);
    }
}
