//! Which places of the reports are cited, and the pictures of them.
//!
//! What is cited nearby on one page is shown by one strip, as wide as the printed page, with a mark on each value. This stage
//! only says which strips it wants: drawing them needs the PDF.

use std::collections::BTreeMap;

use super::Publication;
use super::digest::{Digest, Document, News, Place, doubts};
use crate::base::{Language, Rect};

/// A strip of a page that is to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct StripRequest {
    /// SHA-256 of the PDF.
    pub document_id: String,
    /// From 1.
    pub page: u32,
    /// What is cited, from top to bottom, in points from the top left of the page as shown.
    pub marks: Vec<Rect>,
}

/// The picture of a strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// What was asked for.
    pub request: StripRequest,
    /// The part of the page that the picture shows, in points.
    pub region: Rect,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// PNG.
    pub png: Vec<u8>,
}

/// Taller strips lose the eye, in points: about eight rows of a list.
const MAX_HEIGHT: f64 = 130.0;
/// Places further apart than this, in points, are shown by themselves.
const MAX_GAP: f64 = 32.0;

/// The strips wanted, the most important first: totals, ratings that changed, targets and actuals, doubts, all ratings.
pub fn strip_requests(publication: &Publication<'_>) -> Vec<StripRequest> {
    let digest = super::digest::digest(publication);
    let mut places = places(&digest);
    places.extend(doubts(publication, &digest.documents, Language::Japanese).iter().filter_map(|it| it.place));
    let mut by_page: BTreeMap<(usize, u32), Vec<(usize, Place)>> = BTreeMap::new();
    for (importance, place) in places.into_iter().enumerate() {
        let on_page = by_page.entry((place.document, place.page)).or_default();
        if on_page.iter().all(|(_, it)| it.bbox != place.bbox) {
            on_page.push((importance, place));
        }
    }
    let mut strips: Vec<(usize, StripRequest)> =
        by_page.into_values().flat_map(|it| strips_of_page(it, &digest.documents)).collect();
    strips.sort_by_key(|(importance, _)| *importance);
    strips.into_iter().map(|(_, strip)| strip).collect()
}

fn places(digest: &Digest) -> Vec<Place> {
    let mut places = key_places(digest);
    for series in &digest.series {
        let ratings = series.initiatives.iter().flat_map(|it| it.ratings.values());
        places.extend(ratings.filter_map(|it| it.place));
    }
    places
}

/// What sentences and charts cite: totals, ratings that changed, targets and actuals.
fn key_places(digest: &Digest) -> Vec<Place> {
    let mut places: Vec<Place> = digest.news.iter().filter_map(News::place).collect();
    for series in &digest.series {
        places.extend(series.totals.iter().filter_map(|it| it.place));
        let changed = series.changes.iter().flat_map(|it| &it.changed);
        places.extend(changed.flat_map(|it| [it.from.2, it.to.2]).flatten());
        let points = || series.indicators.iter().flat_map(|it| it.points.values());
        let values = |paired: bool| {
            let points = points().filter(move |it| it.is_pair == paired);
            points.flat_map(|it| [&it.target, &it.actual]).flatten().filter_map(|it| it.place)
        };
        places.extend(values(true).chain(values(false)));
    }
    places
}

/// Places of one page, each with its importance, to strips with that of their most important place.
fn strips_of_page(mut places: Vec<(usize, Place)>, documents: &[Document]) -> Vec<(usize, StripRequest)> {
    places.sort_by(|(_, a), (_, b)| a.bbox.y0.total_cmp(&b.bbox.y0).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let mut strips: Vec<(usize, StripRequest)> = Vec::new();
    let mut covered = Rect::default();
    for (importance, place) in places {
        let together = covered.union(&place.bbox);
        let near = place.bbox.y0 - covered.y1 <= MAX_GAP && together.height() <= MAX_HEIGHT;
        match strips.last_mut().filter(|_| near) {
            Some((most_important, strip)) => {
                *most_important = importance.min(*most_important);
                strip.marks.push(place.bbox);
                covered = together;
            }
            None => {
                let document_id = documents[place.document].id.clone();
                strips.push((importance, StripRequest { document_id, page: place.page, marks: vec![place.bbox] }));
                covered = place.bbox;
            }
        }
    }
    strips
}

/// The id, on the report page, of a mark on a strip, each from 0.
pub(super) fn mark_id(strip: usize, mark: usize) -> String {
    format!("e{}-{}", strip + 1, mark + 1)
}

/// Finds the strip and the mark that show a place.
#[derive(Debug, Default)]
pub(super) struct Evidence<'a> {
    /// In the order of the documents, then as printed.
    pub strips: Vec<&'a Strip>,
    /// For each strip, whether a sentence or chart cites it; the others show ratings of the list alone.
    pub is_key: Vec<bool>,
}

impl<'a> Evidence<'a> {
    pub fn new(strips: &'a [Strip], digest: &Digest) -> Evidence<'a> {
        let documents = &digest.documents;
        let mut strips: Vec<&Strip> = strips.iter().collect();
        let position = |strip: &Strip| documents.iter().position(|it| it.id == strip.request.document_id);
        strips.sort_by(|a, b| {
            let key = |it: &Strip| (position(it), it.request.page);
            key(a).cmp(&key(b)).then(a.region.y0.total_cmp(&b.region.y0))
        });
        let mut evidence = Evidence { is_key: vec![false; strips.len()], strips };
        for (strip, _) in key_places(digest).iter().filter_map(|it| evidence.find(it, documents)).collect::<Vec<_>>() {
            evidence.is_key[strip] = true;
        }
        evidence
    }

    /// Index of the strip and of the mark on it, each from 0.
    pub fn find(&self, place: &Place, documents: &[Document]) -> Option<(usize, usize)> {
        let id = documents.get(place.document).map(|it| it.id.as_str())?;
        self.strips.iter().enumerate().find_map(|(index, strip)| {
            let request = &strip.request;
            let here = request.document_id == id && request.page == place.page;
            let mark = request.marks.iter().position(|it| *it == place.bbox).filter(|_| here)?;
            Some((index, mark))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Boxes by their `x0 y0 y1`; strips by the number of their marks.
    #[track_caller]
    fn check(boxes: &[(f64, f64, f64)], expected: &[(usize, usize)]) {
        let place =
            |(x0, y0, y1): (f64, f64, f64)| Place { document: 0, page: 1, bbox: Rect::new(x0, y0, x0 + 9.0, y1) };
        let places = boxes.iter().map(|it| place(*it)).enumerate().collect();
        let strips = strips_of_page(places, &[Document::default()]);
        assert_eq!(strips.iter().map(|(at, it)| (*at, it.marks.len())).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn neighbours_share_a_strip() {
        check(&[(300.0, 40.0, 50.0), (100.0, 55.0, 65.0)], &[(0, 2)]);
    }

    #[test]
    fn what_stands_far_apart_does_not() {
        check(&[(300.0, 240.0, 250.0), (100.0, 55.0, 65.0)], &[(1, 1), (0, 1)]);
    }

    #[test]
    fn a_strip_is_no_taller_than_the_eye_takes_in() {
        let rows: Vec<(f64, f64, f64)> =
            (0..12).map(|row| (10.0, 20.0 * f64::from(row), 20.0 * f64::from(row) + 10.0)).collect();
        check(&rows, &[(0, 7), (7, 5)]);
    }
}
