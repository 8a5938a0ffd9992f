//! What a clip takes from text, and what is kept aside of it, on small documents made by hand.

use lopdf::dictionary;

use super::tests::{A, Draft, text};

#[test]
fn what_a_clip_takes_from_a_number_is_kept() {
    // Figures are 6.67 points wide: the clip hides the first, half of the second, a blank of the eighth, and the last.
    let clipped = "q 109.5 690 43.2 20 re W n BT /F1 12 Tf 100 700 Td (123456789) Tj ET Q";
    let document = Draft::new().read(&format!("{A} {clipped}"));
    let page = &document.pages[0];
    let kept: Vec<_> = page.clipped.iter().map(|it| (it.character, it.visible)).collect();
    assert_eq!(kept, [('1', false), ('2', true), ('9', false)]);
    assert_eq!(page.text_clips.iter().map(|it| (it.x0, it.x1)).collect::<Vec<_>>(), [(109.5, 152.7)]);
    let hidden: String = page.hidden.iter().map(|it| it.character).collect();
    assert_eq!((text(page).as_str(), hidden.as_str()), ("A2345678", "19"));
}

/// What is text and what is kept aside.
#[track_caller]
fn check_aside(content: &str, seen: &str, aside: &str) {
    let mut draft = Draft::new();
    draft.resources.set("ExtGState", dictionary! { "G" => dictionary! { "ca" => 0.3 } });
    let document = draft.read(content);
    let page = &document.pages[0];
    let rest: String = page.aside.iter().map(|it| it.character).collect();
    assert_eq!((text(page).as_str(), rest.as_str()), (seen, aside));
}

#[test]
fn a_marked_watermark_is_no_text() {
    let marked = "/Artifact <</Type /Pagination /Subtype /Watermark>> BDC BT /F1 12 Tf 100 600 Td (W) Tj ET EMC";
    check_aside(&format!("{marked} {A}"), "A", "W");
    let footer = "/Artifact <</Type /Pagination /Subtype /Footer>> BDC BT /F1 12 Tf 100 600 Td (F) Tj ET EMC";
    check_aside(&format!("{A} {footer}"), "AF", "");
}

#[test]
fn faint_type_that_is_turned_or_huge_is_a_watermark() {
    let slanted = "BT /F1 20 Tf 0.7 0.7 -0.7 0.7 200 300 Tm (W) Tj ET";
    let huge = "BT /F1 90 Tf 200 300 Td (W) Tj ET";
    check_aside(&format!("{A} 0.8 g {slanted}"), "A", "W");
    check_aside(&format!("{A} /G gs {huge}"), "A", "W");
    // Black type may be turned, as heads of narrow columns are; grey text may be of the size of text.
    check_aside(&format!("{A} {slanted}"), "AW", "");
    check_aside(&format!("0.8 g {A} /G gs BT /F1 14 Tf 200 300 Td (W) Tj ET"), "AW", "");
}
