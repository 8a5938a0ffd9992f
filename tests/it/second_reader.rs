//! Two readers, one page: what [`shinchoku::pdf`] reads is what a second, independent reader reads.
//!
//! The second reader stands on lopdf's objects and operators, has its own text state and its own fonts, and knows only what the
//! fixtures need. It shares no line with the first: where both agree, both would have to be wrong in the same way. The characters
//! of fonts that it cannot decode are left out; their places are compared all the same.

mod cmap;
mod font;
mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use lopdf::Object;
use lopdf::content::{Content, Operation};
use shinchoku::pdf::{Document, Glyph, Page, PageSelection, ReadOptions};

use self::page::Printed;
use super::support::{Fixture, index, pdf};

/// How far apart both readers may see one character, in points.
const TOLERANCE: f64 = 1.0;
/// Differences shown of a page.
const SHOWN: usize = 8;

/// Declares a test a fixture, with the fonts whose characters the second reader cannot tell.
macro_rules! read_alike {
    ($($name:ident: $file:literal $([$($unread:literal),*])?,)*) => {
        $(#[test] fn $name() { check($file, &[$($($unread),*)?]) })*

        #[test]
        fn every_readable_fixture_is_read_twice() {
            let files: Vec<String> = index().into_iter().filter(Fixture::readable).map(|it| it.file).collect();
            assert_eq!(files, [$($file),*], "fixtures/pdf/INDEX.tsv and the tests of this module");
        }
    };
}

read_alike! {
    r4_by_writer: "R4_writer.pdf",
    r5_by_writer: "R5_writer.pdf",
    r6_by_writer: "R6_writer.pdf",
    r4_by_calc: "R4_calc.pdf",
    r5_by_calc: "R5_calc.pdf",
    r6_by_calc: "R6_calc.pdf",
    r4_by_chromium: "R4_chromium.pdf",
    r5_by_chromium: "R5_chromium.pdf",
    r6_by_chromium: "R6_chromium.pdf",
    r4_by_typst: "R4_typst.pdf",
    r5_by_typst: "R5_typst.pdf",
    r6_by_typst: "R6_typst.pdf",
    r4_in_shift_jis: "R4_cid_sjis.pdf",
    r5_in_utf_16: "R5_cid_unicode.pdf",
    r6_in_shift_jis: "R6_cid_sjis.pdf",
    r5_by_uplatex: "R5_uplatex.pdf" ["HaranoAjiGothic-Medium-Identity-H", "HaranoAjiMincho-Regular-Identity-H"],
    r6_by_uplatex_without_fonts: "R6_uplatex_unembedded.pdf" ["GothicBBB-Medium-Identity-H", "Ryumin-Light-Identity-H"],
    an_owner_password_keeps_nobody_out: "owner_password.pdf",
}

#[test]
fn spaced_stretched_and_raised() {
    // No producer of the fixtures sets these.
    let rewrite = |it: Operation| {
        let set = [("Tc", 0.7), ("Tw", 2.5), ("Tz", 85.0), ("Ts", -1.5)];
        let set = set.map(|(operator, value)| Operation::new(operator, vec![Object::Real(value)]));
        if it.operator == "BT" { set.into_iter().chain([it]).collect() } else { vec![it] }
    };
    check_rewritten("R5_cid_unicode.pdf", 1, rewrite);
    check_rewritten("R6_cid_sjis.pdf", 2, rewrite);
    check_rewritten("R5_calc.pdf", 1, rewrite);
}

#[test]
fn shown_on_the_next_line() {
    let rewrite = |it: Operation| match it.operator.as_str() {
        // Sets the leading, too.
        "BT" => vec![it, Operation::new("TD", vec![Object::Integer(0), Object::Integer(-2)])],
        "Tj" if it.operands[0].as_str().is_ok_and(|it| it.len() % 4 < 2) => vec![Operation::new("'", it.operands)],
        "Tj" => {
            let operands = [Object::Real(1.5), Object::Real(0.5)].into_iter().chain(it.operands).collect();
            vec![Operation::new("\"", operands)]
        }
        _ => vec![it],
    };
    check_rewritten("R5_cid_unicode.pdf", 2, rewrite);
    check_rewritten("R6_writer.pdf", 1, rewrite);
}

/// Reads a fixture by both readers and compares them page by page.
#[track_caller]
fn check(file: &str, unread: &[&str]) {
    check_bytes(file, std::fs::read(pdf(file)).unwrap(), &ReadOptions::default(), unread);
}

/// The same for a fixture whose text is shown by operators that its producer does not write.
#[track_caller]
fn check_rewritten(file: &str, page: u32, rewrite: fn(Operation) -> Vec<Operation>) {
    let mut document = lopdf::Document::load(pdf(file)).unwrap();
    let id = document.get_pages()[&page];
    let operations = Content::decode(&document.get_page_content(id)).unwrap().operations;
    let content = Content { operations: operations.into_iter().flat_map(rewrite).collect::<Vec<_>>() };
    document.change_page_content(id, content.encode().unwrap()).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    let only: PageSelection = page.to_string().parse().unwrap();
    let options = ReadOptions { pages: Some(only), ..ReadOptions::default() };
    check_bytes(&format!("{file}, rewritten"), bytes, &options, &[]);
}

#[track_caller]
fn check_bytes(file: &str, bytes: Vec<u8>, options: &ReadOptions, unread: &[&str]) {
    let first = shinchoku::pdf::read(bytes.clone(), options).unwrap_or_else(|error| panic!("{file}: {error}")).value;
    let second = page::read(&bytes, |number| options.pages.as_ref().is_none_or(|it| it.contains(number)));
    let count = if options.pages.is_some() { 1 } else { first.pages.len() };
    assert_eq!(second.len(), count, "{file}: pages of the second reader");
    let mut found_unread = BTreeSet::new();
    let mut report = String::new();
    for (number, printed) in second {
        found_unread.extend(printed.iter().filter(|it| it.character.is_none()).map(|it| it.font.to_string()));
        let page = first.pages.iter().find(|it| it.number == number).expect("shinchoku has every page");
        assert!(printed.len() > 20, "{file}, page {number}: the second reader found only {} characters", printed.len());
        let differences = compare(&printed, page, &first);
        if !differences.is_empty() {
            let counts = (page.glyphs.len(), printed.len(), differences.len());
            writeln!(
                report,
                "{file}, page {number}: shinchoku read {}, the second reader {}; {} differ",
                counts.0, counts.1, counts.2
            )
            .unwrap();
            differences.iter().take(SHOWN).for_each(|it| writeln!(report, "  {it}").unwrap());
        }
    }
    assert!(report.is_empty(), "\n{report}");
    assert_eq!(found_unread.iter().map(String::as_str).collect::<Vec<_>>(), unread, "{file}: fonts left out");
}

/// Pairs the characters of both readers; gives a sentence for each that has no partner.
fn compare(printed: &[Printed], page: &Page, document: &Document) -> Vec<String> {
    let mut by_character: BTreeMap<char, Vec<&Glyph>> = BTreeMap::new();
    for glyph in &page.glyphs {
        by_character.entry(glyph.character).or_default().push(glyph);
    }
    let (known, unknown): (Vec<&Printed>, Vec<&Printed>) = printed.iter().partition(|it| it.character.is_some());
    let mut alone = Vec::new();
    for one in known {
        let same = one.character.and_then(|it| by_character.get_mut(&it));
        if same.and_then(|it| take_partner(one, it, |_| true)).is_none() {
            alone.push(one);
        }
    }
    // Those without a character take what the others left.
    let mut free: Vec<&Glyph> = by_character.into_values().flatten().collect();
    for one in unknown {
        let of_font = |it: &Glyph| document.fonts[usize::from(it.font)].name == *one.font;
        if take_partner(one, &mut free, of_font).is_none() {
            alone.push(one);
        }
    }
    let mut differences: Vec<String> = alone.into_iter().map(|one| difference(one, &mut free)).collect();
    let beyond = |it: &&Glyph| format!("{:?}: second reader nowhere, shinchoku {}", it.character, place_of(it));
    differences.extend(free.iter().map(beyond));
    differences
}

/// Takes the nearest glyph within the tolerance.
fn take_partner<'a>(one: &Printed, free: &mut Vec<&'a Glyph>, fits: impl Fn(&Glyph) -> bool) -> Option<&'a Glyph> {
    let near = (0..free.len()).filter(|it| distance(one, free[*it]) <= TOLERANCE && fits(free[*it]));
    let nearest = near.min_by(|a, b| distance(one, free[*a]).total_cmp(&distance(one, free[*b])));
    nearest.map(|it| free.swap_remove(it))
}

/// What became of a character without a partner: moved, read as another, or lost. Takes what it names from `free`.
fn difference(one: &Printed, free: &mut Vec<&Glyph>) -> String {
    let character = one.character.map_or_else(|| format!("a glyph of {}", one.font), |it| format!("{it:?}"));
    let nearest = |is_meant: &dyn Fn(&Glyph) -> bool| {
        let meant = (0..free.len()).filter(|it| is_meant(free[*it]));
        meant.min_by(|a, b| distance(one, free[*a]).total_cmp(&distance(one, free[*b])))
    };
    let there = nearest(&|it| distance(one, it) <= TOLERANCE);
    let found = there.or_else(|| nearest(&|it| one.character == Some(it.character)));
    let other = match found.map(|it| free.remove(it)) {
        Some(glyph) if there.is_some() => format!("{:?} there", glyph.character),
        Some(glyph) => place_of(glyph),
        None => "nowhere".to_owned(),
    };
    format!("{character}: second reader {}, shinchoku {other}", place(one.left, one.right, one.baseline))
}

fn distance(one: &Printed, glyph: &Glyph) -> f64 {
    let apart = [one.left - glyph.bbox.x0, one.right - glyph.bbox.x1, one.baseline - glyph.baseline];
    apart.iter().fold(0.0, |all, it| it.abs().max(all))
}

fn place_of(glyph: &Glyph) -> String {
    place(glyph.bbox.x0, glyph.bbox.x1, glyph.baseline)
}

fn place(left: f64, right: f64, baseline: f64) -> String {
    format!("at x {left:.2} to {right:.2}, y {baseline:.2}")
}
