//! See `cloudsponge_fuzz::base_url`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| cloudsponge_fuzz::base_url(input));
