//! See `cloudsponge_fuzz::differential_xml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| cloudsponge_fuzz::differential_xml(input));
