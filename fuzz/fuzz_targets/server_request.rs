//! See `cloudsponge_fuzz::server_request`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| cloudsponge_fuzz::server_request(input));
