//! What is drawn and what is hidden, on small documents made by hand.

use lopdf::{Dictionary, Document as File, Object, Stream, dictionary};

use super::{Document, Page, ReadOptions, Verdict, judge, read};

/// A document of one page, 600 by 800 points, with Helvetica as `/F1`.
pub(super) struct Draft {
    pub(super) file: File,
    pub(super) catalogue: Dictionary,
    pub(super) page: Dictionary,
    pub(super) resources: Dictionary,
}

impl Draft {
    pub(super) fn new() -> Self {
        let mut resources = Dictionary::new();
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" };
        resources.set("Font", dictionary! { "F1" => font });
        Self { file: File::with_version("1.7"), catalogue: Dictionary::new(), page: Dictionary::new(), resources }
    }

    pub(super) fn add(&mut self, object: impl Into<Object>) -> Object {
        Object::Reference(self.file.add_object(object))
    }

    pub(super) fn form(&mut self, content: &str) -> Object {
        let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 600.into(), 800.into()] };
        self.add(Stream::new(form, content.as_bytes().to_vec()))
    }

    pub(super) fn bytes(mut self, content: &str) -> Vec<u8> {
        let content = self.add(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
        let pages = self.file.new_object_id();
        self.page.set("Type", "Page");
        self.page.set("Parent", pages);
        self.page.set("MediaBox", vec![0.into(), 0.into(), 600.into(), Object::Integer(800)]);
        self.page.set("Contents", content);
        self.page.set("Resources", self.resources);
        let page = self.file.add_object(self.page);
        self.file
            .objects
            .insert(pages, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
        self.catalogue.set("Type", "Catalog");
        self.catalogue.set("Pages", pages);
        let catalogue = self.file.add_object(self.catalogue);
        self.file.trailer.set("Root", catalogue);
        let mut bytes = Vec::new();
        self.file.save_to(&mut bytes).unwrap();
        bytes
    }

    pub(super) fn read(self, content: &str) -> Document {
        read(self.bytes(content), &ReadOptions::default()).unwrap().value
    }
}

pub(super) fn text(page: &Page) -> String {
    page.glyphs.iter().map(|it| it.character).collect()
}

/// What is seen and what is hidden.
#[track_caller]
pub(super) fn check(draft: Draft, content: &str, seen: &str, hidden: &str) {
    let document = draft.read(content);
    let page = &document.pages[0];
    let rest: String = page.hidden.iter().map(|it| it.character).collect();
    assert_eq!((text(page).as_str(), rest.as_str()), (seen, hidden));
}

pub(super) const A: &str = "BT /F1 12 Tf 100 700 Td (A) Tj ET ";

#[test]
fn white_on_paper_is_hidden() {
    check(Draft::new(), &format!("1 g {A}"), "", "A");
}

#[test]
fn white_on_a_band_is_seen() {
    check(Draft::new(), &format!("0 0 1 rg 90 690 100 30 re f 1 g {A}"), "A", "");
}

#[test]
fn covered_by_a_box_is_hidden() {
    check(Draft::new(), &format!("{A} 1 g 90 690 100 30 re f"), "", "A");
}

#[test]
fn a_frame_and_a_see_through_box_hide_nothing() {
    check(Draft::new(), &format!("{A} 80 680 200 60 re 90 690 100 30 re f*"), "A", "");
    let mut draft = Draft::new();
    draft.resources.set("ExtGState", dictionary! { "G" => dictionary! { "ca" => 0.4 } });
    check(draft, &format!("{A} /G gs 1 1 0 rg 90 690 100 30 re f"), "A", "");
}

#[test]
fn outside_the_crop_box_is_hidden() {
    let mut draft = Draft::new();
    draft.page.set("CropBox", vec![0.into(), 0.into(), 600.into(), Object::Integer(600)]);
    check(draft, A, "", "A");
}

#[test]
fn outside_the_clip_is_hidden() {
    check(Draft::new(), &format!("q 300 300 100 100 re W n {A} Q {A}"), "A", "A");
}

#[test]
fn render_mode_3_is_invisible_text() {
    let document = Draft::new().read("BT 3 Tr /F1 12 Tf 100 700 Td (A) Tj ET");
    assert_eq!(document.pages[0].glyphs.iter().map(|it| it.visible).collect::<Vec<_>>(), [false]);
}

#[test]
fn invisible_text_on_a_page_of_printed_text_is_hidden() {
    let printed = "BT /F1 12 Tf 100 700 Td (AAA) Tj ET ";
    check(Draft::new(), &format!("{printed} BT 3 Tr /F1 12 Tf 100 650 Td (12) Tj ET"), "AAA", "12");
}

#[test]
fn invisible_text_over_a_picture_may_be_what_the_picture_shows() {
    let mut draft = Draft::new();
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "BitsPerComponent" => 8, "ColorSpace" => "DeviceGray",
    };
    let picture = draft.add(Stream::new(picture, vec![128]));
    draft.resources.set("XObject", dictionary! { "X" => picture });
    let over = "q 200 0 0 50 90 630 cm /X Do Q BT 3 Tr /F1 12 Tf 100 650 Td (12) Tj ET";
    check(draft, &format!("BT /F1 12 Tf 100 700 Td (AAA) Tj ET {over}"), "AAA12", "");
}

#[test]
fn a_scan_in_strips_is_a_picture() {
    let mut draft = Draft::new();
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "BitsPerComponent" => 8, "ColorSpace" => "DeviceGray",
    };
    let picture = draft.add(Stream::new(picture, vec![128]));
    draft.resources.set("XObject", dictionary! { "X" => picture });
    let strips: String = (0..8).map(|it| format!("q 600 0 0 90 0 {} cm /X Do Q ", it * 100)).collect();
    assert_eq!(judge(&draft.read(&strips)).picture_pages, [1]);
}

#[test]
fn hidden_layers() {
    for (base_state, key, hidden) in [("ON", "OFF", true), ("OFF", "ON", false), ("OFF", "OFF", true)] {
        let mut draft = Draft::new();
        let group = draft.add(dictionary! { "Type" => "OCG", "Name" => Object::string_literal("layer") });
        let configuration = dictionary! { "BaseState" => base_state, key => vec![group.clone()] };
        draft.catalogue.set("OCProperties", dictionary! { "OCGs" => vec![group.clone()], "D" => configuration });
        draft.resources.set("Properties", dictionary! { "L" => group.clone() });
        let form = draft.form("BT /F1 12 Tf 100 600 Td (B) Tj ET");
        if let Ok(stream) = draft.file.get_object_mut(form.as_reference().unwrap()).and_then(Object::as_stream_mut) {
            stream.dict.set("OC", group);
        }
        draft.resources.set("XObject", dictionary! { "X" => form });
        let (seen, rest) = if hidden { ("", "AB") } else { ("AB", "") };
        check(draft, &format!("/OC /L BDC {A} EMC /X Do"), seen, rest);
    }
}

#[test]
fn a_form_field_shows_its_appearance() {
    let mut draft = Draft::new();
    let resources = draft.resources.clone();
    let appearance = dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "Resources" => resources,
        "BBox" => vec![0.into(), 0.into(), 50.into(), Object::Integer(20)],
    };
    let appearance = draft.add(Stream::new(appearance, b"BT /F1 10 Tf 5 5 Td (7) Tj ET".to_vec()));
    let annotation = |subtype: &str, flags: i64, x: i64| {
        dictionary! {
            "Type" => "Annot", "Subtype" => subtype, "F" => flags, "AP" => dictionary! { "N" => appearance.clone() },
            "Rect" => vec![x.into(), 100.into(), (x + 100).into(), Object::Integer(140)],
        }
    };
    let annotations = [annotation("Widget", 4, 100), annotation("Widget", 2, 300), annotation("Stamp", 4, 300)];
    draft.page.set("Annots", annotations.into_iter().map(Object::Dictionary).collect::<Vec<_>>());
    let document = draft.read("");
    let page = &document.pages[0];
    // One is hidden, and a stamp is no text.
    assert_eq!((text(page).as_str(), page.aside.len()), ("7", 1));
    // The appearance is stretched to twice its size.
    assert!((page.glyphs[0].bbox.x0 - 110.0).abs() < 0.1 && (page.glyphs[0].size - 20.0).abs() < 0.1);
}

#[test]
fn fonts_written_into_the_resources_are_told_apart() {
    let mut draft = Draft::new();
    let font = |name: &str| {
        let differences =
            dictionary! { "Type" => "Encoding", "Differences" => vec![65.into(), Object::Name(name.into())] };
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => differences }
    };
    draft.resources.set("Font", dictionary! { "F1" => font("one"), "F2" => font("two") });
    check(draft, &format!("{A} BT /F2 12 Tf 100 650 Td (A) Tj ET"), "12", "");
}

#[test]
fn glyphs_of_a_font_that_cannot_be_loaded_are_counted() {
    let mut draft = Draft::new();
    let descendant = dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "X",
        "W" => vec![0.into(), Object::Integer(4_294_967_295), 500.into()],
    };
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "X", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![Object::Dictionary(descendant)],
    };
    draft.resources.set("Font", dictionary! { "F1" => font });
    let document = draft.read("BT /F1 12 Tf 100 700 Td <00010002> Tj ET");
    assert_eq!(text(&document.pages[0]), "\u{FFFD}\u{FFFD}");
    assert_eq!(judge(&document).verdict, Verdict::Unmapped);
}

#[test]
fn text_in_a_font_that_is_not_there_is_not_taken_for_a_picture() {
    let mut draft = Draft::new();
    draft.resources.set("Font", dictionary! { "F1" => Object::Reference((999, 0)) });
    assert_eq!(judge(&draft.read(A)).verdict, Verdict::Unmapped);
}

#[test]
fn blanks_and_forms_in_a_font_that_is_not_there_are_left_out() {
    let mut draft = Draft::new();
    let form = draft.form("BT /F7 12 Tf 100 600 Td (form) Tj ET");
    draft.resources.set("XObject", dictionary! { "X" => form });
    check(draft, &format!("{A} BT /F7 12 Tf 100 650 Td (   ) Tj ET /X Do"), "A", "");
}

#[test]
fn invisible_text_over_a_filled_box_is_kept() {
    let filled = "0.8 g 100 640 100 30 re f";
    let invisible = "BT 3 Tr /F1 12 Tf 110 645 Td (12) Tj ET";
    check(Draft::new(), &format!("BT /F1 12 Tf 100 700 Td (AAA) Tj ET {filled} {invisible}"), "AAA12", "");
}

#[test]
fn a_predefined_cmap_outside_the_list_is_read() {
    for (encoding, string) in [
        ("UniJIS2004-UTF16-H", "770C"),
        ("UniJIS-UTF8-H", "E79C8C"),
        ("78-RKSJ-H", "8CA7"),
        ("UniJISX0213-UTF32-H", "0000770C"),
    ] {
        let mut draft = Draft::new();
        let information = dictionary! {
            "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Japan1"), "Supplement" => 6,
        };
        let descendant = dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "Ryumin-Light", "CIDSystemInfo" => information,
        };
        let font = dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Ryumin-Light", "Encoding" => encoding,
            "DescendantFonts" => vec![Object::Dictionary(descendant)],
        };
        draft.resources.set("Font", dictionary! { "F1" => font });
        check(draft, &format!("BT /F1 12 Tf 100 700 Td <{string}> Tj ET"), "県", "");
    }
}

/// A scan of a box of rules, under invisible text that the content operators set in lines.
fn read_scan_of_a_box(text: &str) -> Page {
    let mut draft = Draft::new();
    // 300 by 400 pixels, two a point: a box of rules, 4 pixels thick.
    let mut pixels = vec![255_u8; 300 * 400];
    for (x, y) in (0..300).flat_map(|x| (0..400).map(move |y| (x, y))) {
        let on_row = (30..270).contains(&x) && ((100..102).contains(&y) || (200..202).contains(&y));
        let on_column = (100..202).contains(&y) && ((30..32).contains(&x) || (268..270).contains(&x));
        if on_row || on_column {
            pixels[y * 300 + x] = 0;
        }
    }
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 300, "Height" => 400, "BitsPerComponent" => 8, "ColorSpace" => "DeviceGray",
    };
    let picture = draft.add(Stream::new(picture, pixels));
    draft.resources.set("XObject", dictionary! { "X" => picture });
    let content = format!("q 600 0 0 800 0 0 cm /X Do Q BT 3 Tr /F1 12 Tf 100 500 Td {text} ET");
    draft.read(&content).pages.remove(0)
}

#[test]
fn a_text_layer_over_a_scan_gets_the_rules_of_the_picture() {
    let page = read_scan_of_a_box("(A) Tj 0 -50 Td (B) Tj");
    assert!(page.ocr && text(&page) == "AB");
    let mut rules: Vec<_> =
        page.rulings.iter().map(|it| (it.position.round(), it.start.round(), it.end.round())).collect();
    rules.sort_by(|a, b| a.partial_cmp(b).unwrap());
    assert_eq!(rules, [(62.0, 200.0, 404.0), (202.0, 60.0, 540.0), (402.0, 60.0, 540.0), (538.0, 200.0, 404.0)]);
}

#[test]
fn a_row_alone_on_a_scanned_page_has_its_cells() {
    let page = read_scan_of_a_box("(A) Tj 200 0 Td (B) Tj");
    assert!(page.ocr && page.rulings.len() == 4);
}

#[test]
fn a_caption_under_a_scanned_picture_needs_no_rules() {
    let page = read_scan_of_a_box("(A B) Tj 0 -50 Td ( ) Tj");
    assert!(page.ocr && page.rulings.is_empty());
}

#[test]
fn a_text_that_says_nothing_is_no_actual_text() {
    let dots = "/Span <</ActualText <FEFF0008FFFD>>> BDC BT /F1 12 Tf 100 700 Td (....) Tj ET EMC";
    check(Draft::new(), dots, "....", "");
}

/// A page with the characters of a text, as the glyphs of a font would give them.
fn typeset(text: &str) -> Document {
    let mut document = Draft::new().read(A);
    let model = document.pages[0].glyphs[0];
    document.pages[0].glyphs = text.chars().map(|character| super::Glyph { character, ..model }).collect();
    document
}

#[test]
fn another_language_is_no_garbled_text() {
    assert_eq!(judge(&typeset("대한민국 통계청 연간보고서 2023")).verdict, Verdict::Readable);
    assert_eq!(judge(&typeset("ڎ대ป通կख़ءש년ന")).verdict, Verdict::Garbled);
}

#[test]
fn letters_beyond_ascii_are_never_a_full_em_wide() {
    // Of 200 characters; each as wide as a Japanese one.
    let verdict = |strange: &str, count: usize| {
        let mut document = typeset(&("あ".repeat(200 - count) + &strange.repeat(count)));
        document.fonts[0].embedded = true;
        for glyph in &mut document.pages[0].glyphs {
            glyph.bbox.x1 = glyph.bbox.x0 + f64::from(glyph.size);
        }
        judge(&document).verdict
    };
    assert_eq!(verdict("ÿ", 8), Verdict::Garbled);
    assert_eq!(verdict("ÿ", 7), Verdict::Readable);
    assert_eq!(verdict("A", 49), Verdict::Readable);
    assert_eq!(verdict("A", 50), Verdict::Garbled);
}

#[test]
fn a_font_that_the_file_draws_is_embedded() {
    let mut draft = Draft::new();
    let glyph = draft.add(Stream::new(Dictionary::new(), b"1000 0 d0".to_vec()));
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type3", "FontBBox" => [0, 0, 1000, 1000].map(Object::Integer).to_vec(),
        "FontMatrix" => vec![0.001.into(), 0.into(), 0.into(), 0.001.into(), 0.into(), Object::Integer(0)],
        "CharProcs" => dictionary! { "a" => glyph },
        "FirstChar" => 97, "LastChar" => 97, "Widths" => vec![Object::Integer(1000)],
        "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => vec![97.into(), Object::Name("a".into())] },
    };
    draft.resources.set("Font", dictionary! { "F1" => font });
    let document = draft.read("BT /F1 12 Tf 100 700 Td (a) Tj ET");
    assert!(document.fonts.iter().any(|it| it.embedded), "{:?}", document.fonts);
}

#[test]
fn a_white_rule_is_seen_on_colour_alone() {
    let rules = |content: &str| Draft::new().read(content).pages[0].rulings.len();
    assert_eq!(rules("1 G 100 700 m 300 700 l S"), 0);
    assert_eq!(rules("0 0 1 rg 50 650 400 100 re f 1 G 100 700 m 300 700 l S"), 1);
    assert_eq!(rules("0 0 1 rg 50 650 400 100 re f 1 g 100 700 300 1 re f"), 1);
    assert_eq!(rules("0 0 1 rg 50 650 400 100 re f 1 g 60 660 380 80 re f 1 G 100 700 m 300 700 l S"), 0);
    // Between a coloured row and a white one below it, which covers half of the rule.
    assert_eq!(rules("0 0 1 rg 50 700 400 50 re f 1 g 50 650 400 50 re f 1 G 50 700 m 450 700 l S"), 1);
}
