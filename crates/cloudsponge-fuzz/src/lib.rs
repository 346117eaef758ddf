//! The laws that hold for any bytes, one function per fuzz target.
//!
//! Each takes whatever bytes it is given and panics if a law is broken. The fuzzer in `fuzz/` calls them with inputs it
//! breeds; the tests of this package call the same functions with the committed corpus and with mutations of it, on any
//! toolchain. What each asserts and what it skips stands in `fuzz/README.md`.

// A broken law is a panic, here as in a test.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]
// The machine's own clock type is the only way to make an instant; none is read but the first.
#![allow(clippy::disallowed_methods)]

mod base_url;
mod chunked;
pub mod corpus;
mod decode;
mod differential_json;
mod differential_xml;
mod import_machine;
mod json_tree;
mod retry_after;
mod round_trip;
mod server_request;
mod source;
mod xml_tree;

pub use base_url::base_url;
pub use chunked::decode_chunked;
pub use decode::{decode_json, decode_xml};
pub use differential_json::differential_json;
pub use differential_xml::differential_xml;
pub use import_machine::import_machine;
pub use retry_after::retry_after;
pub use round_trip::round_trip;
pub use server_request::server_request;

/// A fuzz target: its name, which is also the name of its corpus, and its law.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 10] = [
    ("base_url", base_url),
    ("decode_chunked", decode_chunked),
    ("decode_json", decode_json),
    ("decode_xml", decode_xml),
    ("differential_json", differential_json),
    ("differential_xml", differential_xml),
    ("import_machine", import_machine),
    ("retry_after", retry_after),
    ("round_trip", round_trip),
    ("server_request", server_request),
];
