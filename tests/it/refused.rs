//! Every fixture that must be refused is, with one sentence that says why.

use std::fs;

use shinchoku::pdf::{PdfError, Verdict};
use shinchoku::pipeline::{DocumentReading, Settings, read_document};
use shinchoku::report::built_in_profiles;

use super::support::{Finished, Fixture, index, pdf, shinchoku, text};

/// How a fixture must fail.
#[derive(Debug, PartialEq)]
enum Refusal {
    /// It cannot be opened.
    Closed(PdfError),
    /// It opens, its text is not worth reading, and a note says so.
    Open(Verdict),
}

/// Text that cannot be trusted is either told by its glyphs, which have no characters, or by its characters, which do not fit.
const UNTRUSTED: [Refusal; 2] = [Refusal::Open(Verdict::Unmapped), Refusal::Open(Verdict::Garbled)];

/// The code of the note that says so.
fn note_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Readable => "none",
        Verdict::NoText => "text_missing",
        Verdict::Unmapped => "text_unmapped",
        Verdict::Garbled => "text_garbled",
    }
}

/// Checks the library, then the program in both languages.
#[track_caller]
fn check(file: &str, failure: &str, refusals: &[Refusal]) {
    assert_eq!(Fixture::of(file).expected, failure, "fixtures/pdf/INDEX.tsv");
    let refusal = refusal_by_library(file);
    assert!(refusals.contains(&refusal), "fixtures/pdf/{file} is {failure}: {refusal:?} and not one of {refusals:?}");
    check_program(file, &refusal);
}

/// How the library refuses the file, which leaves no items.
#[track_caller]
fn refusal_by_library(file: &str) -> Refusal {
    let settings = Settings { profiles: built_in_profiles().to_vec(), ..Settings::default() };
    match read_document(fs::read(pdf(file)).unwrap(), file, &settings) {
        Err(error) => Refusal::Closed(error),
        Ok(reading) => {
            let notes: Vec<&str> = reading.notes.iter().map(|it| it.code()).collect();
            assert!(reading.refused(), "fixtures/pdf/{file} was read, with the notes {notes:?}");
            assert_eq!(notes.first(), Some(&note_of(reading.trust.verdict)), "the first note says why");
            assert!(reading.page_count > 0);
            assert_eq!((reading.layout.tables.len(), reading.report.initiatives.len()), (0, 0), "tables, initiatives");
            assert_eq!(
                (reading.report.blocks.len(), reading.measurements.observations.len()),
                (0, 0),
                "blocks, values"
            );
            Refusal::Open(reading.trust.verdict)
        }
    }
}

#[track_caller]
fn check_program(file: &str, refusal: &Refusal) {
    for language in ["ja", "en"] {
        let finished = shinchoku(["extract", text(&pdf(file)), "--format", "json", "--lang", language]).ends_with(4);
        let sentence = finished.one_line();
        assert!(sentence.contains(file), "the line names the file: {sentence}");
        let is_japanese = sentence.chars().any(|it| ('ぁ'..='ん').contains(&it));
        assert_eq!(is_japanese, language == "ja", "--lang {language}: {sentence}");
        match refusal {
            Refusal::Closed(_) => assert_eq!(finished.output, "", "there is no JSON of what cannot be opened"),
            Refusal::Open(verdict) => check_json(&finished, note_of(*verdict), sentence),
        }
    }
}

/// Notes and no items.
#[track_caller]
fn check_json(finished: &Finished, code: &str, sentence: &str) {
    let json = finished.json();
    for items in ["tables", "initiatives", "ratings", "blocks", "observations", "stated_totals"] {
        assert_eq!(json[items].as_array().map(Vec::len), Some(0), "{items}");
    }
    let note = &json["notes"][0];
    assert_eq!((note["code"].as_str(), note["severity"].as_str()), (Some(code), Some("error")));
    assert!(sentence.ends_with(note["message"].as_str().unwrap()), "the note says what the line says: {note}");
    assert_eq!(json["document"]["id"].as_str().map(str::len), Some(64));
}

#[test]
fn a_password_is_needed() {
    check("user_password.pdf", "encrypted", &[Refusal::Closed(PdfError::PasswordNeeded)]);
}

#[test]
fn a_scan_has_no_text() {
    check("picture_only.pdf", "picture_only", &[Refusal::Open(Verdict::NoText)]);
}

#[test]
fn a_web_page_is_no_pdf() {
    let bytes = fs::read(pdf("html_page.pdf")).unwrap();
    let Err(error @ PdfError::NotPdf(_)) = read_document(bytes, "html_page.pdf", &Settings::default()) else {
        panic!("a web page was taken for a PDF")
    };
    check("html_page.pdf", "not_a_pdf", &[Refusal::Closed(error)]);
}

#[test]
fn an_empty_file() {
    check("empty.pdf", "not_a_pdf", &[Refusal::Closed(PdfError::Empty)]);
}

#[test]
fn half_a_file() {
    assert_eq!(Fixture::of("truncated.pdf").expected, "lost_pages", "fixtures/pdf/INDEX.tsv");
    let settings = Settings { profiles: built_in_profiles().to_vec(), ..Settings::default() };
    let read = |file: &str| read_document(fs::read(pdf(file)).unwrap(), file, &settings).unwrap();
    let (half, whole) = (read("truncated.pdf"), read("R4_cid_sjis.pdf"));
    let lost: Vec<u32> =
        half.notes.iter().filter(|it| it.code() == "page_lost").map(|it| it.source.unwrap().page).collect();
    assert_eq!(lost, [3, 4, 5, 6, 7, 8], "each lost page is named");
    let titles = |reading: &DocumentReading| -> Vec<String> {
        reading.report.initiatives.iter().map(|it| it.title.clone()).collect()
    };
    let (half, whole) = (titles(&half), titles(&whole));
    assert!(half.len() > 40 && whole.starts_with(&half), "what is left is read as it is printed");
}

#[test]
fn what_fuzzing_found_is_read_without_a_fault() {
    for fixture in index().into_iter().filter(|it| it.expected == "no_report") {
        let reading =
            read_document(fs::read(pdf(&fixture.file)).unwrap(), &fixture.file, &Settings::default()).unwrap();
        assert_eq!(reading.report.initiatives.len(), 0, "fixtures/pdf/{}", fixture.file);
    }
}

#[test]
fn glyph_numbers_that_lead_to_no_characters() {
    check("untrusted_composite_font.pdf", "untrusted_text", &UNTRUSTED);
}

#[test]
fn codes_that_read_as_meaningless_latin() {
    check("untrusted_simple_font.pdf", "untrusted_text", &UNTRUSTED);
}

#[test]
fn a_wrong_password_is_told_from_none() {
    let mut settings = Settings::default();
    settings.reading.password = Some("chigau".to_owned());
    let refused = read_document(fs::read(pdf("user_password.pdf")).unwrap(), "user_password.pdf", &settings);
    assert_eq!(refused.err(), Some(PdfError::PasswordWrong));
}

#[test]
fn every_fixture_that_must_be_refused_has_a_test() {
    let source = include_str!("refused.rs");
    for fixture in index().into_iter().filter(|it| !it.readable() && it.expected != "no_report") {
        assert!(source.contains(&format!("\"{}\"", fixture.file)), "{} has no test here", fixture.file);
    }
}
