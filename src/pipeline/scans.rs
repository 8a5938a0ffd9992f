//! Pages without usable text, read from their pictures: before `layout` the characters, after `indicator` the doubts.
//!
//! A model says 1.00 of figures that are wrong. So a value counts as proved only where the document itself proves it: by a rate that
//! follows from it, or by the same value at another place. Every other one is marked for a person.

#[cfg(feature = "ocr")]
mod reading;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::base::{Message, Note, SourceRef, Subject};
use crate::indicator::{Measurements, Observation};
use crate::ocr::{ScannedPage, least_sure};
use crate::pdf::{Document, Page, Trust, Verdict};
use crate::report::{Rating, Report};

/// Whether pages without usable text are read from their pictures.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Ocr {
    /// They are not, and nobody is told how they could be.
    #[default]
    Never,
    /// They are not, for there is no model, or this program was built without what runs it; a note says what to do.
    Missing,
    /// They are, by the model in this file.
    By(PathBuf),
}

/// The reason of an observation that was read from a picture.
const READ_FROM_PICTURE: &str = "ocr";
/// The reason of one that something else in the document proves.
const PROVED: &str = "ocr_proved";
/// The reason of an observation that a printed rate confirms.
const RATE: &str = "rate_agrees";
/// A value that nothing proves is at most this sure, whatever the model says.
const UNPROVED: f64 = 0.7;
/// A page with fewer characters is not judged by itself (see `pdf::judge`): in a document that is refused it is read too.
const FEW_GLYPHS: usize = 50;

/// What was read from pictures, by page.
pub(super) type Scans = BTreeMap<u32, ScannedPage>;

/// The pages of a document that have no usable text and something to see.
pub(super) fn pages_to_read(document: &Document, trust: &Trust) -> Vec<u32> {
    let is_refused = !matches!(trust.verdict, Verdict::Readable | Verdict::NoText);
    let is_wanted = |page: &&Page| {
        let is_seen = !page.glyphs.is_empty() || !page.images.is_empty();
        let judged = trust.picture_pages.contains(&page.number) || trust.doubtful_pages.contains(&page.number);
        is_seen && (judged || (is_refused && page.glyphs.len() < FEW_GLYPHS))
    };
    document.pages.iter().filter(is_wanted).map(|it| it.number).collect()
}

/// Reads pages from their pictures and puts what they say in place of their text. Notes: `ocr_possible` where nothing reads,
/// `ocr_failed` where the model does not, `scan_not_read` for a page that gives nothing, those of [`crate::pdf::picture`].
pub(super) fn read(
    document: &mut Document,
    pages: &[u32],
    bytes: Option<Vec<u8>>,
    ocr: &Ocr,
    password: Option<&str>,
) -> (Scans, Vec<Note>) {
    let names = || pages.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    match (ocr, bytes) {
        _ if pages.is_empty() => (Scans::new(), Vec::new()),
        (Ocr::Missing, _) => {
            let key = if cfg!(feature = "ocr") { "ocr_possible" } else { "ocr_not_built" };
            (Scans::new(), vec![Note::info(Message::new(key).with("pages", names()))])
        }
        #[cfg(feature = "ocr")]
        (Ocr::By(model), Some(bytes)) => {
            let (scans, notes) = reading::read_pages(document, pages, &bytes, model, password);
            put_into(document, &scans);
            (scans, notes)
        }
        _ => {
            _ = (document, password);
            (Scans::new(), Vec::new())
        }
    }
}

/// Puts what was read in place of what the pages said.
#[cfg(feature = "ocr")]
fn put_into(document: &mut Document, scans: &Scans) {
    use crate::pdf::{FontFace, Glyph, UnicodeSource};

    let font = document.fonts.len() as u16;
    if !scans.is_empty() {
        let (name, unicode) = ("OCR".to_owned(), UnicodeSource::None);
        document.fonts.push(FontFace { name, embedded: false, unicode, checked: 0, contradicted: 0 });
    }
    for page in &mut document.pages {
        let Some(scan) = scans.get(&page.number) else { continue };
        let glyphs = scan.glyphs.iter().map(|it| Glyph { font, ..*it }).collect();
        *page = Page {
            number: page.number,
            width: page.width,
            height: page.height,
            glyphs,
            rulings: scan.rulings.clone(),
            images: std::mem::take(&mut page.images),
            ocr: true,
            pixels_a_point: page.pixels_a_point,
            ..Page::default()
        };
    }
}

/// Says of each value and rating that was read from a picture what proves it; what nothing proves gets less sure, and a note:
/// `ocr_value_unproved`, `ocr_rating_unproved`.
pub(super) fn doubt(scans: &Scans, report: &Report, measurements: &mut Measurements) -> Vec<Note> {
    if scans.is_empty() {
        return Vec::new();
    }
    let repeated: Vec<bool> = repeated(measurements);
    let mut notes = Vec::new();
    for (at, observation) in measurements.observations.iter_mut().enumerate() {
        let Some(probability) = probability(scans, &observation.source) else { continue };
        observation.reasons.push(READ_FROM_PICTURE.into());
        if repeated[at] || observation.reasons.iter().any(|it| it == RATE) {
            observation.reasons.push(PROVED.into());
            continue;
        }
        observation.confidence = observation.confidence.min(f64::from(probability)).min(UNPROVED);
        let message = Message::new("ocr_value_unproved").with("printed", &observation.printed);
        notes.push(marked(message, probability, observation.source).about(Subject::Observation(at)));
    }
    for (at, rating) in report.ratings.iter().enumerate() {
        let Some(probability) = probability(scans, &rating.source) else { continue };
        if !is_proved(rating, report) {
            let message = Message::new("ocr_rating_unproved").with("printed", &rating.printed);
            notes.push(marked(message, probability, rating.source).about(Subject::Rating(at)));
        }
    }
    notes
}

fn marked(message: Message, probability: f32, place: SourceRef) -> Note {
    Note::warning(message.with("percent", format!("{:.0}", 100.0 * probability))).at(place)
}

/// How sure the model is of what stands at a place; `None` where it was not read from a picture.
fn probability(scans: &Scans, place: &SourceRef) -> Option<f32> {
    let scan = scans.get(&place.page)?;
    Some(least_sure(scan, &place.bbox).unwrap_or(0.0))
}

/// For each observation whether the same value of the same thing is printed at another place too, and no other value is.
fn repeated(measurements: &Measurements) -> Vec<bool> {
    let all = &measurements.observations;
    let is_same_thing = |a: &Observation, b: &Observation| {
        a.indicator == b.indicator && a.role == b.role && a.fiscal_year == b.fiscal_year && a.area == b.area
    };
    let is_proved = |it: &Observation| {
        let mut others = all.iter().filter(|other| other.source != it.source && is_same_thing(it, other)).peekable();
        it.value.is_some() && others.peek().is_some() && others.all(|other| other.value == it.value)
    };
    all.iter().map(is_proved).collect()
}

/// Whether the numbers of ratings that the document states are those that were read, or its other place says the same rating.
fn is_proved(rating: &Rating, report: &Report) -> bool {
    let agrees = |key: &str| {
        let stated: Vec<_> = report.stated_totals.iter().filter(|it| it.key == key && it.count.is_some()).collect();
        !stated.is_empty() && stated.iter().all(|it| it.agrees)
    };
    let is_counted = rating.value.as_deref().is_some_and(agrees);
    let is_same = |other: &&Rating| {
        other.origin != rating.origin
            && other.initiative == rating.initiative
            && other.fiscal_year == rating.fiscal_year
    };
    let others: Vec<&Rating> = report.ratings.iter().filter(is_same).collect();
    let is_repeated =
        rating.initiative.is_some() && !others.is_empty() && others.iter().all(|it| it.value == rating.value);
    is_counted || is_repeated
}

#[cfg(test)]
mod tests;
