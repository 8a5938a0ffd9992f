//! All stages on one input, as the program runs them, and the laws that hold whatever the input is.

use crate::base::Rect;
use crate::pdf::{Document, Limits, ReadOptions, Verdict};
use crate::report::{Overrides, built_in_profiles, recognise};
use crate::text::UnitTable;
use crate::{indicator, layout, pdf, report};

/// Small enough that no input may take seconds; far above what the seeds need.
const LIMITS: Limits = Limits {
    content_bytes: 1 << 20,
    operators: 50_000,
    glyphs: 5_000,
    all_glyphs: 20_000,
    shapes: 2_000,
    form_depth: 8,
    form_calls: 100,
    saved_states: 64,
    scan_parts: 16,
    covers: 200_000,
    crossings: 100_000,
    pages: 8,
};

/// Reads a document from its bytes to its observations.
///
/// Every built-in profile is tried, also those that do not fit: an unknown document must not bring their readers down.
pub fn read_all(bytes: &[u8]) {
    let options = ReadOptions { limits: LIMITS, ..ReadOptions::default() };
    let Ok(read) = pdf::read(bytes.to_vec(), &options) else { return };
    let document = read.value;
    boxes_are_boxes(&document);
    let trust = pdf::judge(&document);
    assert!(trust.verdict != Verdict::Readable || trust.glyph_count > 0, "a document without text is not readable");
    let layout = layout::analyze(&document).value;
    drop(recognise(&layout, built_in_profiles()));
    let profiles = built_in_profiles().iter().map(|it| Some(it.as_ref()));
    for profile in profiles.chain([None]) {
        let report = report::read(&layout, profile, "R5_fuzz.pdf", &Overrides::default(), UnitTable::built_in()).value;
        let measurements = indicator::read(&report).value;
        let indicator_count = measurements.indicators.len();
        assert!(measurements.observations.iter().all(|it| it.indicator < indicator_count), "an indicator is missing");
    }
}

/// A box is finite and never negative.
fn boxes_are_boxes(document: &Document) {
    for page in &document.pages {
        let rects = page.glyphs.iter().map(|it| it.bbox).chain(page.fills.iter().copied()).chain(page.images.clone());
        for rect in rects {
            let Rect { x0, y0, x1, y1 } = rect;
            assert!([x0, y0, x1, y1].iter().all(|it| it.is_finite()), "page {}: {rect:?} is not finite", page.number);
            assert!(x0 <= x1 && y0 <= y1, "page {}: {rect:?} is negative", page.number);
        }
    }
}
