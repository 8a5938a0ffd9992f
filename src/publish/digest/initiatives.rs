//! Initiatives and their ratings over the years.

use std::collections::{BTreeMap, BTreeSet};

use super::{Document, Level, Place, Series, Tables, owned};
use crate::dataset::scale;

/// How many initiatives have which rating in a year.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct RatedYear {
    pub fiscal_year: i16,
    /// Index of the document that was counted.
    pub document: usize,
    pub n: i32,
    /// Count and share in percent of each level, the best first; no shares where `n` is small.
    pub levels: Vec<(String, i32, Option<f64>)>,
}

/// An initiative.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Initiative {
    pub id: String,
    pub number: Option<i32>,
    pub area: Option<String>,
    pub section: Option<String>,
    pub title: String,
    /// Whether the latest edition has it.
    pub current: bool,
    /// Where its title is printed.
    pub place: Option<Place>,
    /// By fiscal year; the edition of the year speaks, without one the latest.
    pub ratings: BTreeMap<i16, RatingCell>,
}

/// A printed rating.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct RatingCell {
    /// Place on the scale, 1 the best; `None` where a dash or nothing is printed.
    pub rank: Option<i8>,
    pub letter: Option<String>,
    pub place: Option<Place>,
    /// Whether another edition rates the same year otherwise.
    pub differs: bool,
}

pub(super) fn fill(series: &mut Series, documents: &[Document], tables: &Tables<'_>) {
    series.years = years(series, tables);
    series.initiatives = initiatives(series, tables);
    let ratings = ratings(series, documents, tables);
    for initiative in &mut series.initiatives {
        initiative.ratings = ratings.get(&initiative.id).cloned().unwrap_or_default();
    }
    series.scale = levels(series, tables);
}

fn years(series: &Series, tables: &Tables<'_>) -> Vec<RatedYear> {
    let Some(frame) = tables.get("trend_ratings") else { return Vec::new() };
    let mut years: Vec<RatedYear> = Vec::new();
    for row in 0..frame.row_count() {
        let document = tables.document(frame, "document_id", row).filter(|it| series.documents.contains(it));
        let (Some(document), Some(fiscal_year)) = (document, frame.i16("fiscal_year").get(row)) else { continue };
        let (Some(letter), Some(count)) = (owned(frame, "value", row), frame.i32("count").get(row)) else { continue };
        let level = (letter, count, frame.f64("share").get(row));
        match years.iter_mut().find(|it| it.fiscal_year == fiscal_year) {
            Some(year) => year.levels.push(level),
            None => {
                let n = frame.i32("n").get(row).unwrap_or_default();
                years.push(RatedYear { fiscal_year, document, n, levels: vec![level] });
            }
        }
    }
    years.sort_by_key(|it| it.fiscal_year);
    years
}

/// One entry an id, as the latest edition that has it words it.
fn initiatives(series: &Series, tables: &Tables<'_>) -> Vec<Initiative> {
    let Some(frame) = tables.get("initiatives") else { return Vec::new() };
    let mut found: Vec<Initiative> = Vec::new();
    let mut known = BTreeSet::new();
    let latest = series.documents.last().copied();
    for document in series.documents.iter().rev() {
        for row in 0..frame.row_count() {
            if tables.document(frame, "document_id", row) != Some(*document) {
                continue;
            }
            let Some(id) = owned(frame, "initiative_id", row) else { continue };
            if known.insert(id.clone()) {
                found.push(Initiative {
                    id,
                    number: frame.i32("number").get(row),
                    area: owned(frame, "area", row),
                    section: owned(frame, "section", row),
                    title: owned(frame, "title", row).unwrap_or_default(),
                    current: Some(*document) == latest,
                    place: tables.place(frame, row),
                    ratings: BTreeMap::new(),
                });
            }
        }
    }
    found
}

/// Whether the edition of the year speaks, whether it is in the list, and which edition it is.
type Weight = (bool, bool, usize);

/// By initiative and fiscal year. The list outweighs the block, the edition of the year the others, the latest of these the earlier.
fn ratings(
    series: &Series,
    documents: &[Document],
    tables: &Tables<'_>,
) -> BTreeMap<String, BTreeMap<i16, RatingCell>> {
    let mut all: BTreeMap<(String, i16), Vec<(Weight, RatingCell)>> = BTreeMap::new();
    let Some(frame) = tables.get("ratings") else { return BTreeMap::new() };
    for row in 0..frame.row_count() {
        let document = tables.document(frame, "document_id", row);
        let edition = document.and_then(|it| series.documents.iter().position(|member| *member == it));
        let (Some(edition), None) = (edition, frame.text("indicator_id").get(row)) else { continue };
        let key = owned(frame, "initiative_id", row).zip(frame.i16("fiscal_year").get(row));
        let Some((id, fiscal_year)) = key else { continue };
        let rank = frame.i8("rank").get(row);
        let letter = rank.zip(frame.text("scale_id").get(row)).and_then(|(rank, id)| scale::letter(id, rank));
        let cell =
            RatingCell { rank, letter: letter.map(str::to_owned), place: tables.place(frame, row), differs: false };
        let own = documents[series.documents[edition]].fiscal_year == Some(fiscal_year);
        let weight = (own, frame.text("origin").get(row) == Some("list"), edition);
        all.entry((id, fiscal_year)).or_default().push((weight, cell));
    }
    let mut cells: BTreeMap<String, BTreeMap<i16, RatingCell>> = BTreeMap::new();
    for ((id, fiscal_year), said) in all {
        let differs = said.iter().any(|(_, it)| it.letter != said[0].1.letter);
        let Some((_, cell)) = said.into_iter().max_by_key(|(weight, _)| *weight) else { continue };
        cells.entry(id).or_default().insert(fiscal_year, RatingCell { differs, ..cell });
    }
    cells
}

fn levels(series: &Series, tables: &Tables<'_>) -> Vec<Level> {
    let Some(year) = series.latest_year() else { return Vec::new() };
    let scale_id = tables.get("trend_ratings").and_then(|frame| {
        let row = (0..frame.row_count()).find(|row| {
            tables.document(frame, "document_id", *row) == Some(year.document)
                && frame.i16("fiscal_year").get(*row) == Some(year.fiscal_year)
        })?;
        owned(frame, "scale_id", row)
    });
    let meanings = scale_id.and_then(|id| tables.publication.supplement.meanings.get(&id));
    let level = |(letter, ..): &(String, i32, Option<f64>)| Level {
        letter: letter.clone(),
        meaning: meanings.and_then(|it| it.get(letter)).cloned(),
    };
    year.levels.iter().map(level).collect()
}
