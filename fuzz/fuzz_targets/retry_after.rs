//! See `cloudsponge_fuzz::retry_after`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| cloudsponge_fuzz::retry_after(input));
