//! See `cloudsponge_fuzz::round_trip`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| cloudsponge_fuzz::round_trip(input));
