//! Arbitrary text as a printed expression.
#![no_main]

use std::ops::Range;

use shinchoku_fuzz::text::{ItemKind, fold, normalize, parse_number, polarity, records, scan};

libfuzzer_sys::fuzz_target!(|raw: &str| {
    let normalized = normalize(raw);
    lies_in(raw, normalized.raw_range(0..normalized.text.len()));
    let mut end = 0;
    for item in scan(raw) {
        lies_in(raw, item.range.clone());
        assert!(end <= item.range.start, "items overlap or are out of order in {raw:?} at {:?}", item.range);
        end = item.range.end;
        if let ItemKind::Quantity(quantity) = item.kind {
            lies_in(raw, quantity.number_range);
        }
    }
    for record in records(raw) {
        serde_json::to_string(&record).expect("a record is plain data");
    }
    drop((fold(raw), parse_number(raw), polarity(raw)));
});

/// Slicing the text by the range must not fail.
#[track_caller]
fn lies_in(raw: &str, range: Range<usize>) {
    assert!(raw.get(range.clone()).is_some(), "{range:?} is no part of {raw:?} ({} bytes)", raw.len());
}
