//! See `cloudsponge_fuzz::import_machine`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| cloudsponge_fuzz::import_machine(input));
