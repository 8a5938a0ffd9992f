//! Which pages are read from their pictures, and what is doubted of what was read.

use std::path::Path;

use super::super::{DocumentReading, Settings, read_document};
use super::*;
use crate::pdf::{ReadOptions, judge};
use crate::storage;

fn bytes(file: &str) -> Vec<u8> {
    storage::read(&Path::new("fixtures/pdf").join(file)).unwrap()
}

fn wanted(file: &str) -> Vec<u32> {
    let document = crate::pdf::read(bytes(file), &ReadOptions::default()).unwrap().value;
    pages_to_read(&document, &judge(&document))
}

#[test]
fn pages_with_text_are_left_alone_and_those_without_are_wanted() {
    assert_eq!(wanted("R5_typst.pdf"), Vec::<u32>::new());
    assert_eq!(wanted("picture_only.pdf").first(), Some(&1));
    assert!(!wanted("untrusted_simple_font.pdf").is_empty());
}

fn codes(file: &str, ocr: Ocr) -> Vec<String> {
    let settings = Settings { ocr, ..Settings::default() };
    let reading = read_document(bytes(file), file, &settings).unwrap();
    reading.notes.iter().map(|it| it.code().to_owned()).collect()
}

#[test]
fn where_nothing_reads_a_note_says_what_to_do() {
    let key = if cfg!(feature = "ocr") { "ocr_possible" } else { "ocr_not_built" };
    assert!(codes("picture_only.pdf", Ocr::Missing).contains(&key.to_owned()));
    assert!(!codes("picture_only.pdf", Ocr::Never).contains(&key.to_owned()));
    assert!(!codes("R5_typst.pdf", Ocr::Missing).contains(&key.to_owned()));
}

/// A report read from text, as if page `page` had been read from its picture, each character `probability` sure.
fn as_scanned(page: u32, probability: f32) -> (DocumentReading, Scans) {
    let document = crate::pdf::read(bytes("R5_typst.pdf"), &ReadOptions::default()).unwrap().value;
    let glyphs = document.pages[page as usize - 1].glyphs.clone();
    let probabilities = vec![probability; glyphs.len()];
    let scan = ScannedPage { glyphs, probabilities, ..ScannedPage::default() };
    let settings = Settings { profiles: crate::report::built_in_profiles().to_vec(), ..Settings::default() };
    (read_document(bytes("R5_typst.pdf"), "R5.pdf", &settings).unwrap(), Scans::from([(page, scan)]))
}

#[test]
fn every_value_from_a_picture_is_proved_or_marked() {
    let (mut reading, _) = as_scanned(1, 1.0);
    let page = reading.measurements.observations[0].source.page;
    let (_, scans) = as_scanned(page, 0.99);
    let notes = doubt(&scans, &reading.report, &mut reading.measurements);
    let mut count = 0;
    for (at, it) in reading.measurements.observations.iter().enumerate() {
        let is_marked = notes.iter().any(|note| note.subject == Some(Subject::Observation(at)));
        let is_proved = it.reasons.iter().any(|it| it == PROVED);
        if it.source.page == page {
            count += 1;
            assert!(is_marked != is_proved && it.reasons.iter().any(|it| it == READ_FROM_PICTURE));
            assert!(is_proved || it.confidence <= UNPROVED, "{}", it.confidence);
        } else {
            assert!(!is_marked && !it.reasons.iter().any(|it| it == READ_FROM_PICTURE));
        }
    }
    assert!(count > 0);
}

#[test]
fn a_doubtful_character_makes_its_value_less_sure() {
    let (mut reading, _) = as_scanned(1, 1.0);
    let page = reading.measurements.observations[0].source.page;
    let (_, scans) = as_scanned(page, 0.4);
    doubt(&scans, &reading.report, &mut reading.measurements);
    let unproved = |it: &&Observation| it.source.page == page && !it.reasons.iter().any(|it| it == PROVED);
    let confidence: Vec<f64> =
        reading.measurements.observations.iter().filter(unproved).map(|it| it.confidence).collect();
    assert!(!confidence.is_empty() && confidence.iter().all(|it| *it < 0.41), "{confidence:?}");
}

#[test]
fn a_value_at_two_places_proves_itself_and_another_value_there_disproves_it() {
    let (reading, _) = as_scanned(1, 1.0);
    let mut measurements = reading.measurements;
    let mut again = measurements.observations[0].clone();
    assert!(again.value.is_some() && !repeated(&measurements)[0]);
    again.source.page += 1;
    measurements.observations.push(again);
    assert!(repeated(&measurements)[0]);
    let last = measurements.observations.len() - 1;
    measurements.observations[last].value = Some(rust_decimal::Decimal::from(987_654));
    assert!(!repeated(&measurements)[0]);
}

#[test]
fn ratings_are_proved_by_totals_that_agree() {
    let (mut reading, _) = as_scanned(1, 1.0);
    let rating = reading.report.ratings.iter().find(|it| it.value.is_some()).unwrap().clone();
    assert!(is_proved(&rating, &reading.report), "the totals of the sample agree");
    reading.report.stated_totals.iter_mut().for_each(|it| it.agrees = false);
    reading.report.ratings.retain(|it| it.origin == rating.origin);
    assert!(!is_proved(&rating, &reading.report));
}

/// Needs the model that `shinchoku ocr install` puts in the data folder.
#[cfg(feature = "ocr")]
#[test]
fn figures_and_ratings_of_a_picture_are_those_of_its_text_layer() {
    let model = storage::ocr_model();
    if !storage::is_file(&model) {
        eprintln!("skipped: there is no model; `shinchoku ocr install` fetches it");
        return;
    }
    let mut document = crate::pdf::read(bytes("R5_writer.pdf"), &ReadOptions::default()).unwrap().value;
    let printed = counted(&document.pages[1]);
    let (scans, notes) = read(&mut document, &[2], Some(bytes("R5_writer.pdf")), &Ocr::By(model), None);
    assert_eq!((scans.len(), notes.len()), (1, 0), "{notes:?}");
    assert!(document.pages[1].ocr && !document.pages[1].rulings.is_empty());
    assert_eq!(counted(&document.pages[1]), printed);
}

/// How often each figure and each rating stands on a page.
#[cfg(feature = "ocr")]
fn counted(page: &Page) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for glyph in &page.glyphs {
        let folded = match glyph.character {
            it @ ('０'..='９' | 'Ａ'..='Ｃ') => char::from_u32(it as u32 - 0xFEE0).unwrap(),
            it => it,
        };
        if matches!(folded, '0'..='9' | 'A'..='C') {
            *counts.entry(folded).or_default() += 1;
        }
    }
    counts
}
