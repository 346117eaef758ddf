//! See `cloudsponge_fuzz::differential_json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| cloudsponge_fuzz::differential_json(input));
