//! Files that are damaged, cut off, or made to unpack too far.

use std::sync::LazyLock;

use lopdf::{Dictionary, Document as File, Object, Stream, dictionary};

use super::tests::{A, Draft, check, text};
use super::{Limits, PdfError, ReadOptions, read};

/// A stream of 50 MB in 50 KB.
fn bomb(mut dictionary: Dictionary) -> Stream {
    static SPACES: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut stream = Stream::new(Dictionary::new(), vec![b' '; 50 << 20]);
        stream.compress().unwrap();
        stream.content
    });
    dictionary.set("Filter", "FlateDecode");
    Stream::new(dictionary, SPACES.clone())
}

#[test]
fn a_font_program_that_unpacks_too_far_is_not_loaded() {
    let mut draft = Draft::new();
    let program = draft.add(bomb(Dictionary::new()));
    let descriptor =
        dictionary! { "Type" => "FontDescriptor", "FontName" => "X", "Flags" => 4, "FontFile2" => program };
    let descendant = dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "X", "FontDescriptor" => descriptor,
    };
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "X", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![Object::Dictionary(descendant)],
    };
    let fonts = draft.resources.get_mut(b"Font").unwrap().as_dict_mut().unwrap();
    fonts.set("F2", font);
    check(draft, &format!("{A} BT /F2 12 Tf 100 650 Td <0001> Tj ET"), "A\u{FFFD}", "");
}

#[test]
fn a_picture_that_unpacks_too_far_is_not_decoded() {
    let mut draft = Draft::new();
    let picture = draft.add(bomb(dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 300, "Height" => 400, "BitsPerComponent" => 8, "ColorSpace" => "DeviceGray",
    }));
    draft.resources.set("XObject", dictionary! { "X" => picture });
    let document = draft.read("q 600 0 0 800 0 0 cm /X Do Q BT 3 Tr /F1 12 Tf 100 500 Td (A) Tj ET");
    assert_eq!((text(&document.pages[0]).as_str(), document.pages[0].rulings.len()), ("A", 0));
}

#[test]
fn a_skeleton_that_unpacks_too_far_is_refused() {
    // lopdf writes no object streams of others.
    let Stream { content, .. } = bomb(Dictionary::new());
    let begin = format!("90 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {}>>\nstream\n", content.len());
    let object = [begin.as_bytes(), &content, b"\nendstream\nendobj\n"].concat();
    let file = Draft::new().bytes(A);
    assert!(read([&file[..], &object].concat(), &ReadOptions::default()).is_ok());
    assert_eq!(read([&file[..], &object.repeat(2)].concat(), &ReadOptions::default()).unwrap_err(), PdfError::Bomb);
}

/// The file without what it says of its pages, as a download that broke off.
fn without_page_tree(bytes: &[u8]) -> Vec<u8> {
    let text: String = bytes.iter().map(|it| char::from(*it)).collect();
    let end = text.find("/Kids").unwrap();
    let begin = text[..end].rfind(" obj").unwrap() - 1;
    text[..begin].chars().map(|it| it as u8).collect()
}

#[test]
fn pages_without_a_tree_are_put_together_again() {
    let mut draft = Draft::new();
    // The tree is the last object of the file.
    let mut pages = Vec::new();
    for word in ["A", "B"] {
        let content = format!("BT /F1 12 Tf 100 700 Td ({word}) Tj ET");
        let content = draft.add(Stream::new(Dictionary::new(), content.into_bytes()));
        let media_box = vec![0.into(), 0.into(), 600.into(), Object::Integer(800)];
        pages.push(draft.add(dictionary! {
            "Type" => "Page", "MediaBox" => media_box, "Contents" => content, "Resources" => draft.resources.clone(),
        }));
    }
    let mut file = draft.file;
    let tree = file.add_object(dictionary! { "Type" => "Pages", "Kids" => pages, "Count" => 2 });
    let catalogue = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    file.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();

    let read = read(without_page_tree(&bytes), &ReadOptions::default()).unwrap();
    let words: Vec<String> = read.value.pages.iter().map(text).collect();
    assert_eq!(words, ["A", "B"]);
    let codes: Vec<&str> = read.notes.iter().map(|it| it.code()).collect();
    assert_eq!(codes, ["pdf_repaired"]);
}

#[test]
fn a_page_keeps_what_it_had_from_the_tree_that_no_catalogue_leads_to() {
    let mut draft = Draft::new();
    let resources = std::mem::take(&mut draft.resources);
    // Its resources stand in the tree, which the catalogue no longer names.
    let mut file = File::load_mem(&draft.bytes(A)).unwrap();
    let tree = file.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    file.get_dictionary_mut(tree).unwrap().set("Resources", resources);
    file.catalog_mut().unwrap().remove(b"Pages");
    let page = *file.objects.iter().find(|(_, it)| it.as_dict().is_ok_and(|it| it.has_type(b"Page"))).unwrap().0;
    file.get_dictionary_mut(page).unwrap().remove(b"Resources");
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    let read = read(bytes, &ReadOptions::default()).unwrap();
    assert_eq!(text(&read.value.pages[0]), "A");
}

/// The codes of the notes on a page of this content, read under these limits; it may draw a form `/F` and a picture `/P`.
fn notes_under(limits: Limits, content: &str) -> Vec<&'static str> {
    let mut draft = Draft::new();
    let form = draft.form("0 0 10 10 re f");
    let picture = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "BitsPerComponent" => 8, "ColorSpace" => "DeviceGray",
    };
    let picture = draft.add(Stream::new(picture, vec![255]));
    draft.resources.set("XObject", dictionary! { "F" => form, "P" => picture });
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let read = read(draft.bytes(content), &options).unwrap();
    read.notes.iter().map(|it| it.message.key()).collect()
}

#[test]
fn a_cap_that_strikes_is_told() {
    let pictures = "q 600 0 0 300 0 0 cm /P Do Q q 600 0 0 300 0 0 cm /P Do Q";
    let content = format!(
        "{pictures} q q {A} Q Q /F Do /F Do 10 710 m 500 710 l S 10 704 m 500 704 l S 1 0 0 rg 200 690 100 30 re f"
    );
    let all = Limits::default();
    assert_eq!(notes_under(all, &content), [""; 0]);
    for limits in [
        Limits { content_bytes: 40, ..all },
        Limits { operators: 3, ..all },
        Limits { shapes: 1, ..all },
        Limits { glyphs: 0, ..all },
        Limits { all_glyphs: 0, ..all },
        Limits { saved_states: 1, ..all },
        Limits { covers: 1, ..all },
        Limits { crossings: 1, ..all },
        Limits { form_calls: 1, ..all },
        Limits { form_depth: 0, ..all },
        Limits { scan_parts: 1, ..all },
    ] {
        assert_eq!(notes_under(limits, &content), ["page_cut_short"], "{limits:?}");
    }
    assert_eq!(notes_under(Limits { pages: 0, ..all }, &content), ["pages_left_out"]);
    // A cap that is added belongs into the list above.
    let Limits {
        content_bytes: _,
        operators: _,
        glyphs: _,
        all_glyphs: _,
        shapes: _,
        form_depth: _,
        form_calls: _,
        pages: _,
        ..
    } = all;
    let Limits { saved_states: _, scan_parts: _, covers: _, crossings: _, .. } = all;
}

/// A font whose code 0x41 stands for `count` characters, each another.
fn with_long_code(count: usize) -> Draft {
    let mut draft = Draft::new();
    let letters: String = (0..count).map(|it| format!("{:04X}", 0x4E00 + it)).collect();
    let map = format!(
        "begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <{letters}> endbfchar endcmap"
    );
    let map = draft.add(Stream::new(Dictionary::new(), map.into_bytes()));
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "ToUnicode" => map };
    draft.resources.set("Font", dictionary! { "F1" => font });
    draft
}

#[test]
fn characters_are_counted_and_not_codes() {
    let limits = Limits { glyphs: 50, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let content = "BT /F1 12 Tf 100 700 Td (AAA) Tj ET";
    let read = read(with_long_code(30).bytes(content), &options).unwrap();
    assert_eq!(read.value.pages[0].glyphs.len(), 50);
    assert_eq!(read.notes.iter().map(|it| it.code()).collect::<Vec<_>>(), ["page_cut_short"]);
    // An actual text that has no room leaves what the font says.
    let actual = format!("/Span <</ActualText ({})>> BDC {A} EMC", "x".repeat(60));
    let read = super::read(Draft::new().bytes(&actual), &options).unwrap();
    assert_eq!(text(&read.value.pages[0]), "A");
    assert_eq!(read.notes.iter().map(|it| it.code()).collect::<Vec<_>>(), ["page_cut_short"]);
}

#[test]
fn what_goes_into_a_filter_is_paid_for() {
    let mut draft = Draft::new();
    // Nothing but white space: nothing comes out.
    let form = dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 600.into(), 800.into()], "Filter" => "ASCIIHexDecode",
    };
    let form = draft.add(Stream::new(form, vec![b' '; 10_000]));
    draft.resources.set("XObject", dictionary! { "F" => form });
    let limits = Limits { content_bytes: 50_000, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let read = read(draft.bytes(&"/F Do ".repeat(8)), &options).unwrap();
    assert_eq!(read.notes.iter().map(|it| it.code()).collect::<Vec<_>>(), ["page_cut_short"]);
}

#[test]
fn a_file_cut_off_anywhere_has_an_answer() {
    let bytes = Draft::new().bytes(A);
    for share in [3, 5, 8] {
        // Whatever is left, there is an answer.
        let _ = read(bytes[..bytes.len() * share / 10].to_vec(), &ReadOptions::default());
    }
}

#[test]
fn a_content_stream_that_is_missing_does_not_end_the_others() {
    let mut file = File::load_mem(&Draft::new().bytes(A)).unwrap();
    let page = *file.objects.iter().find(|(_, it)| it.as_dict().is_ok_and(|it| it.has_type(b"Page"))).unwrap().0;
    let content = file.get_dictionary(page).unwrap().get(b"Contents").unwrap().clone();
    let contents = vec![Object::Reference((999, 0)), content];
    file.get_dictionary_mut(page).unwrap().set("Contents", contents);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    assert_eq!(text(&read(bytes, &ReadOptions::default()).unwrap().value.pages[0]), "A");
}

/// A file without catalogue and cross-references: an object stream with a page that prints `word`, for each word.
fn pages_in_object_streams(streams: &[(u32, &str)]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.5\n".to_vec();
    for (number, word) in streams {
        let content = format!("BT /F1 12 Tf 100 700 Td ({word}) Tj ET");
        let length = content.len();
        bytes.extend(
            format!("{} 0 obj\n<</Length {length}>>\nstream\n{content}\nendstream\nendobj\n", number + 1).bytes(),
        );
        let font = "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";
        let page = format!("<</Type/Page/MediaBox[0 0 600 800]/Resources<<{font}>>/Contents {} 0 R>>", number + 1);
        // It names itself too, as some do.
        let (index, packed) = (format!("{number} 0 3 0 "), page);
        let (first, length) = (index.len(), index.len() + packed.len());
        let dictionary = format!("<</Type/ObjStm/N 2/First {first}/Length {length}>>");
        bytes.extend(format!("{number} 0 obj\n{dictionary}\nstream\n{index}{packed}\nendstream\nendobj\n").bytes());
    }
    bytes
}

#[test]
fn of_two_versions_that_cannot_be_told_apart_none_is_read() {
    let read = |streams: &[(u32, &str)]| read(pages_in_object_streams(streams), &ReadOptions::default());
    assert_eq!(text(&read(&[(9, "new")]).unwrap().value.pages[0]), "new");
    assert_eq!(read(&[(9, "old"), (12, "new")]).unwrap_err(), PdfError::Damaged);
}

/// A file whose page tree names pages that print these words, or that are not there.
fn with_kids(words: &[Option<&str>]) -> Vec<u8> {
    let mut draft = Draft::new();
    let mut known = std::collections::BTreeMap::new();
    let tree = draft.file.new_object_id();
    let mut kids = Vec::new();
    for word in words {
        let Some(word) = word else {
            kids.push(Object::Reference((9999, 0)));
            continue;
        };
        let page = known.entry(*word).or_insert_with(|| {
            let content = format!("BT /F1 12 Tf 100 700 Td ({word}) Tj ET");
            let content = draft.file.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
            let media_box = vec![0.into(), 0.into(), 600.into(), Object::Integer(800)];
            draft.file.add_object(dictionary! {
                "Type" => "Page", "Parent" => tree, "MediaBox" => media_box, "Contents" => content,
                "Resources" => draft.resources.clone(),
            })
        });
        kids.push(Object::Reference(*page));
    }
    let (count, mut file) = (kids.len() as i64, draft.file);
    file.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalogue = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    file.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

#[track_caller]
fn check_pages(bytes: Vec<u8>, words: &[&str], codes: &[&str]) {
    let read = read(bytes, &ReadOptions::default()).unwrap();
    let found: Vec<(u32, String)> = read.value.pages.iter().map(|it| (it.number, text(it))).collect();
    let expected: Vec<(u32, String)> = (1..).zip(words.iter().map(|it| (*it).to_owned())).collect();
    assert_eq!(found, expected);
    assert_eq!(read.notes.iter().map(|it| it.code()).collect::<Vec<_>>(), codes);
}

#[test]
fn a_page_that_stands_twice_in_the_tree_is_two_pages() {
    let bytes = with_kids(&[Some("A"), Some("B"), Some("A"), Some("C")]);
    check_pages(bytes.clone(), &["A", "B", "A", "C"], &[]);
    let options = || super::PictureOptions { dots_per_inch: 36.0, ..super::PictureOptions::default() };
    let pictures = [1, 3, 4].map(|page| super::picture(bytes.clone(), page, options()).unwrap().value);
    assert!(pictures[0] == pictures[1] && pictures[0] != pictures[2], "the picture of a page is that of its number");
}

#[test]
fn a_page_that_the_tree_names_and_the_file_lacks_is_told() {
    check_pages(with_kids(&[Some("A"), None, Some("B")]), &["A", "B"], &["pdf_pages_missing"]);
}

#[test]
fn a_file_cut_off_in_its_last_revision_is_doubted() {
    let first = Draft::new().bytes(A);
    let update = b"4 0 obj\n<</Length 44>>\nstream\nBT /F1 12 Tf 100 700 Td (B) Tj ET\n";
    check_pages([&first[..], update].concat(), &["A"], &["pdf_cut_off"]);
    check_pages([&first[..], b"\r\n<!-- sent by a server, 3 objects -->\n"].concat(), &["A"], &[]);
}
