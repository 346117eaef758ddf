//! See `cloudsponge_fuzz::decode_xml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| cloudsponge_fuzz::decode_xml(input));
