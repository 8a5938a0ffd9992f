//! Initiatives and their ratings over the years.

use std::collections::BTreeMap;

use super::{Level, Place, Series, Tables, owned};
use crate::analysis::{RatedYear as RatedYearRows, RatingHistory};
use crate::dataset::{Frame, scale};

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

pub(super) fn fill(series: &mut Series, histories: &[RatingHistory<'_>], tables: &Tables<'_>) {
    series.years = years(series, tables);
    series.initiatives = histories.iter().filter_map(|it| initiative(it, series, tables)).collect();
    series.scale = levels(series, tables);
}

fn years(series: &Series, tables: &Tables<'_>) -> Vec<RatedYear> {
    let Some(frame) = tables.get("trend_ratings") else { return Vec::new() };
    let mut years: Vec<RatedYear> = Vec::new();
    let mut groups = Vec::new();
    for row in 0..frame.row_count() {
        let document = tables.document(frame, "document_id", row).filter(|it| series.documents.contains(it));
        let (Some(document), Some(fiscal_year)) = (document, frame.i16("fiscal_year").get(row)) else { continue };
        let (Some(letter), Some(count)) = (owned(frame, "value", row), frame.i32("count").get(row)) else { continue };
        let level = (letter, count, frame.f64("share").get(row));
        // Initiatives stand before indicators; where two documents speak for a year, or both are rated, the first one does.
        let group = (document, frame.text("subject").get(row), frame.text("scale_id").get(row));
        match years.iter_mut().zip(&groups).find(|(it, _)| it.fiscal_year == fiscal_year) {
            Some((year, its)) if *its == group => year.levels.push(level),
            Some(_) => {}
            None => {
                groups.push(group);
                let n = frame.i32("n").get(row).unwrap_or_default();
                years.push(RatedYear { fiscal_year, document, n, levels: vec![level] });
            }
        }
    }
    years.sort_by_key(|it| it.fiscal_year);
    years
}

/// An initiative as the latest edition that has it words it; `None` where it is of another series.
fn initiative(history: &RatingHistory<'_>, series: &Series, tables: &Tables<'_>) -> Option<Initiative> {
    let (frame, row) = (tables.get("initiatives")?, history.initiative_row);
    let document = tables.document(frame, "document_id", row).filter(|it| series.documents.contains(it))?;
    let ratings = tables.get("ratings");
    let cell = |year: &i16, rated: &RatedYearRows| Some((*year, cell(ratings?, rated, tables)));
    Some(Initiative {
        id: owned(frame, "initiative_id", row)?,
        number: frame.i32("number").get(row),
        area: owned(frame, "area", row),
        section: owned(frame, "section", row),
        title: owned(frame, "title", row).unwrap_or_default(),
        current: Some(document) == series.documents.last().copied(),
        place: tables.place(frame, row),
        ratings: history.years.iter().filter_map(|(year, rated)| cell(year, rated)).collect(),
    })
}

fn cell(frame: &Frame, rated: &RatedYearRows, tables: &Tables<'_>) -> RatingCell {
    let rank = frame.i8("rank").get(rated.row);
    let letter = rank.zip(frame.text("scale_id").get(rated.row)).and_then(|(rank, id)| scale::letter(id, rank));
    RatingCell {
        rank,
        letter: letter.map(str::to_owned),
        place: tables.place(frame, rated.row),
        differs: !rated.differing_rows.is_empty(),
    }
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
