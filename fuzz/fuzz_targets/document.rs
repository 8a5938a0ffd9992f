//! Arbitrary bytes as a PDF, through every reading stage.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shinchoku_fuzz::read_all(bytes));
