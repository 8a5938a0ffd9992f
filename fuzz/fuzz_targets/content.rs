//! Arbitrary bytes as the content stream of a sound page, through every reading stage.
#![no_main]

use shinchoku_fuzz::{one_page, read_all};

libfuzzer_sys::fuzz_target!(|content: &[u8]| read_all(&one_page(content)));
