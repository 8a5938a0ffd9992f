//! Two readers, one page: what [`shinchoku::pdf`] reads is what a second, independent reader reads.
//!
//! The second reader stands on lopdf's objects and operators, has its own text state and its own fonts, and knows only what the
//! fixtures need. It shares no line with the first: where both agree, both would have to be wrong in the same way. The characters
//! of fonts that it cannot decode are left out; their places are compared all the same.

mod cmap;
mod font;
mod page;

use std::collections::BTreeSet;
use std::fmt::Write;

use shinchoku::pdf::{Document, Glyph, Page, PageSelection, ReadOptions};

use self::page::Printed;
use super::support::{Fixture, index, pdf};

/// How far apart both readers may see one character, in points.
const TOLERANCE: f64 = 1.0;
/// Differences shown of a page.
const SHOWN: usize = 8;

#[test]
fn by_writer() {
    check("R4_writer.pdf", "1,5", &[]);
    check("R6_writer.pdf", "4", &[]);
}

#[test]
fn by_calc_with_false_bold() {
    check("R5_calc.pdf", "1,6", &[]);
}

#[test]
fn by_calc_on_graph_paper() {
    check("R6_calc.pdf", "2", &[]);
}

#[test]
fn by_chromium() {
    check("R4_chromium.pdf", "2", &[]);
    check("R6_chromium.pdf", "1", &[]);
}

#[test]
fn by_chromium_with_actual_text() {
    check("R5_chromium.pdf", "1,4", &[]);
}

#[test]
fn by_typst() {
    check("R5_typst.pdf", "1,5", &[]);
}

#[test]
fn in_shift_jis() {
    check("R4_cid_sjis.pdf", "1,4", &[]);
    check("R6_cid_sjis.pdf", "5", &[]);
}

#[test]
fn in_utf_16() {
    check("R5_cid_unicode.pdf", "1,5", &[]);
}

#[test]
fn encrypted_with_an_empty_password() {
    check("owner_password.pdf", "2", &[]);
}

#[test]
fn by_uplatex() {
    check("R5_uplatex.pdf", "1,4", &["HaranoAjiGothic-Medium-Identity-H", "HaranoAjiMincho-Regular-Identity-H"]);
}

#[test]
fn by_uplatex_without_fonts() {
    check("R6_uplatex_unembedded.pdf", "2,5", &["GothicBBB-Medium-Identity-H", "Ryumin-Light-Identity-H"]);
}

#[test]
fn every_producer_is_read_twice() {
    let source = include_str!("second_reader.rs");
    let producers = |read_twice: bool| -> BTreeSet<String> {
        let readable = index().into_iter().filter(Fixture::readable);
        let of = readable.filter(|it| !read_twice || source.contains(&format!("check(\"{}\"", it.file)));
        of.map(|it| it.file.split_once('_').map_or(it.file.clone(), |(_, producer)| producer.to_owned())).collect()
    };
    assert_eq!(producers(true), producers(false));
}

/// Reads pages of a fixture by both readers and compares them; `unread` are the fonts whose characters the second cannot tell.
#[track_caller]
fn check(file: &str, pages: &str, unread: &[&str]) {
    let bytes = std::fs::read(pdf(file)).unwrap();
    let selection: PageSelection = pages.parse().unwrap();
    let options = ReadOptions { pages: Some(selection.clone()), ..ReadOptions::default() };
    let first = shinchoku::pdf::read(bytes.clone(), &options).unwrap_or_else(|error| panic!("{file}: {error}")).value;
    let second = page::read(&bytes, |number| selection.contains(number));
    let mut found_unread = BTreeSet::new();
    let mut report = String::new();
    for (number, printed) in second {
        found_unread.extend(printed.iter().filter(|it| it.character.is_none()).map(|it| it.font.to_string()));
        let page = first.pages.iter().find(|it| it.number == number).expect("both readers count the same pages");
        assert!(
            printed.len() > 100,
            "{file}, page {number}: the second reader found only {} characters",
            printed.len()
        );
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
    let mut free: Vec<&Glyph> = page.glyphs.iter().collect();
    // Those without a character take what the others leave.
    let (known, unknown): (Vec<&Printed>, Vec<&Printed>) = printed.iter().partition(|it| it.character.is_some());
    let mut alone = Vec::new();
    for one in known.into_iter().chain(unknown) {
        let same = |it: &&Glyph| match one.character {
            Some(character) => it.character == character,
            None => document.fonts[usize::from(it.font)].name == *one.font,
        };
        let partner = (0..free.len())
            .filter(|it| same(&free[*it]))
            .map(|it| (distance(one, free[it]), it))
            .filter(|(distance, _)| *distance <= TOLERANCE)
            .min_by(|a, b| a.0.total_cmp(&b.0));
        match partner {
            Some((_, index)) => drop(free.remove(index)),
            None => alone.push(one),
        }
    }
    let mut differences = Vec::new();
    for one in alone {
        let character = one.character.map_or_else(|| format!("a glyph of {}", one.font), |it| format!("{it:?}"));
        let at = place(one.left, one.right, one.baseline);
        let near = (0..free.len())
            .filter(|it| one.character == Some(free[*it].character))
            .min_by(|a, b| distance(one, free[*a]).total_cmp(&distance(one, free[*b])));
        differences.push(match near.map(|it| free.remove(it)) {
            Some(glyph) => format!("{character}: second reader {at}, shinchoku {}", place_of(glyph)),
            None => format!("{character}: second reader {at}, shinchoku nowhere"),
        });
    }
    differences
        .extend(free.iter().map(|it| format!("{:?}: second reader nowhere, shinchoku {}", it.character, place_of(it))));
    differences
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
