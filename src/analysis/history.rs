//! Which rows of the dataset tell how an initiative was rated and how an indicator went over the years.
//!
//! A year is rated by its own edition, else by the latest that rates it; of values the latest edition that has one speaks. The
//! rows are given, not copies of their values, so that who shows them can show everything beside them: page, printed text,
//! department.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::sources::{Document, Series, documents};
use crate::dataset::Frames;

/// The ratings of one initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingHistory<'a> {
    /// Prefecture and plan.
    pub series: Series<'a>,
    /// Its row in `initiatives`, of the latest edition that lists it.
    pub initiative_row: usize,
    /// By fiscal year rated.
    pub years: BTreeMap<i16, RatedYear>,
}

/// What is said of one initiative and year; dashes and empty cells are ratings too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RatedYear {
    /// The row in `ratings` that speaks; the list's where list and block rate.
    pub row: usize,
    /// Rows of other editions that rate it otherwise, the earliest first.
    pub differing_rows: Vec<usize>,
}

/// Targets and actuals of one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndicatorHistory<'a> {
    /// Prefecture and plan.
    pub series: Series<'a>,
    /// Its row in `indicators`, of the latest edition that has it.
    pub indicator_row: usize,
    /// By the fiscal year the values are about.
    pub years: BTreeMap<i16, MeasuredYear>,
}

/// The rows in `observations` that speak for one indicator and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MeasuredYear {
    /// The first target printed.
    pub target_row: Option<usize>,
    /// The actual of the latest date, of equal ones the first printed.
    pub actual_row: Option<usize>,
}

/// An initiative that two years rate by one scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatingChange {
    /// Its row in `initiatives`, of the later document.
    pub initiative_row: usize,
    /// The row in `ratings` of the earlier year.
    pub from_row: usize,
    /// The row in `ratings` of the later year.
    pub to_row: usize,
}

/// Whether an edition is that of the year rated, and its row in `ratings`.
type Said = (bool, usize);

/// The histories of all initiatives: by series, those of the latest edition first, each edition in the order printed.
pub fn rating_histories(frames: &Frames) -> Vec<RatingHistory<'_>> {
    let documents = documents(frames);
    let Some(frame) = frames.get("initiatives") else { return Vec::new() };
    let (ids, document_ids) = (frame.text("initiative_id"), frame.text("document_id"));
    let mut latest: BTreeMap<(Series, &str), (&Document, usize)> = BTreeMap::new();
    for row in 0..frame.row_count() {
        let (Some(id), Some(document)) = (ids.get(row), document_ids.get(row).and_then(|it| documents.get(it))) else {
            continue;
        };
        let entry = latest.entry((document.series, id)).or_insert((document, row));
        if document > entry.0 {
            *entry = (document, row);
        }
    }
    let mut said: BTreeMap<(Series, &str, i16), Vec<Said>> = BTreeMap::new();
    for (document, rated) in document_ratings(frames, &documents) {
        for ((year, id), row) in rated {
            let is_own = document.fiscal_year == Some(year);
            // The earliest edition comes first.
            said.entry((document.series, id, year)).or_default().push((is_own, row));
        }
    }
    let mut years: BTreeMap<(Series, &str), BTreeMap<i16, RatedYear>> = BTreeMap::new();
    for ((series, id, year), rows) in said {
        let speaks = rows.iter().rev().find(|(is_own, _)| *is_own).or(rows.last());
        let Some((_, row)) = speaks.copied() else { continue };
        let others = rows.iter().map(|(_, it)| *it).filter(|it| rating(frames, *it) != rating(frames, row));
        let rated = RatedYear { row, differing_rows: others.collect() };
        years.entry((series, id)).or_default().insert(year, rated);
    }
    let mut sorted: Vec<_> = latest.into_iter().collect();
    sorted.sort_by_key(|((series, _), (document, row))| (*series, Reverse(document.fiscal_year), *row));
    let history = |((series, id), (_, initiative_row))| RatingHistory {
        series,
        initiative_row,
        years: years.remove(&(series, id)).unwrap_or_default(),
    };
    sorted.into_iter().map(history).collect()
}

/// A rating by its place on its scale, what is on none by its words: dashes of any kind and empty cells say the same.
fn rating(frames: &Frames, row: usize) -> Option<(Option<i8>, &str)> {
    let frame = frames.get("ratings")?;
    let rank = frame.i8("rank").get(row);
    let column = if rank.is_some() { "scale_id" } else { "value" };
    let words = frame.text(column).get(row).filter(|it| it.contains(|it: char| it.is_alphanumeric() && it != 'ー'));
    Some((rank, words.unwrap_or_default()))
}

/// What each document prints of initiatives: the row in `ratings` by fiscal year and initiative.
type DocumentRatings<'a> = BTreeMap<(i16, &'a str), usize>;

/// The earliest document first. Ratings of single indicators are left out.
fn document_ratings<'a>(
    frames: &'a Frames,
    documents: &BTreeMap<&'a str, Document<'a>>,
) -> BTreeMap<Document<'a>, DocumentRatings<'a>> {
    let mut rated: BTreeMap<Document, DocumentRatings> = BTreeMap::new();
    let Some(frame) = frames.get("ratings") else { return rated };
    let (ids, initiatives, indicators) =
        (frame.text("document_id"), frame.text("initiative_id"), frame.text("indicator_id"));
    let (years, origins) = (frame.i16("fiscal_year"), frame.text("origin"));
    for origin in ["list", "block"] {
        for row in (0..frame.row_count()).filter(|row| origins.get(*row) == Some(origin)) {
            let document = ids.get(row).and_then(|it| documents.get(it));
            let (Some(document), Some(id), Some(year)) = (document, initiatives.get(row), years.get(row)) else {
                continue;
            };
            if indicators.get(row).is_none() {
                rated.entry(document.clone()).or_default().entry((year, id)).or_insert(row);
            }
        }
    }
    rated
}

/// The initiatives behind a row of `trend_transitions`, in the order of the later document: its pairs of ratings by one scale.
pub fn rating_changes(frames: &Frames, from: (&str, i16), to: (&str, i16)) -> Vec<RatingChange> {
    let (Some(ratings), Some(initiatives)) = (frames.get("ratings"), frames.get("initiatives")) else {
        return Vec::new();
    };
    let documents = documents(frames);
    let rated = document_ratings(frames, &documents);
    let of = |id: &str| documents.get(id).and_then(|it| rated.get(it));
    let (Some(earlier), Some(later)) = (of(from.0), of(to.0)) else { return Vec::new() };
    let (scales, ranks) = (ratings.text("scale_id"), ratings.i8("rank"));
    let change = |initiative_row: usize| {
        let id = initiatives.text("initiative_id").get(initiative_row)?;
        let (from_row, to_row) = (*earlier.get(&(from.1, id))?, *later.get(&(to.1, id))?);
        let is_pair =
            scales.get(from_row) == scales.get(to_row) && [from_row, to_row].iter().all(|it| ranks.get(*it).is_some());
        is_pair.then_some(RatingChange { initiative_row, from_row, to_row })
    };
    let of_document = |row: &usize| initiatives.text("document_id").get(*row) == Some(to.0);
    (0..initiatives.row_count()).filter(of_document).filter_map(change).collect()
}

/// The histories of all indicators: by series, then in the order of the latest edition that has them. Values of elsewhere are
/// left out; exact ones outweigh bounds and approximations.
pub fn indicator_histories(frames: &Frames) -> Vec<IndicatorHistory<'_>> {
    let (Some(indicators), Some(observations)) = (frames.get("indicators"), frames.get("observations")) else {
        return Vec::new();
    };
    let documents = documents(frames);
    let mut histories: BTreeMap<(Series, &str), (&Document, usize)> = BTreeMap::new();
    for row in 0..indicators.row_count() {
        let document = indicators.text("document_id").get(row).and_then(|it| documents.get(it));
        let (Some(id), Some(document)) = (indicators.text("indicator_id").get(row), document) else { continue };
        let entry = histories.entry((document.series, id)).or_insert((document, row));
        if document > entry.0 {
            *entry = (document, row);
        }
    }
    let mut years: BTreeMap<(Series, &str), BTreeMap<i16, MeasuredYear>> = BTreeMap::new();
    for ((series, id, year, role), rows) in values(frames, &documents) {
        let as_of = observations.date("as_of");
        let measured = years.entry((series, id)).or_default().entry(year).or_default();
        match role {
            "target" => measured.target_row = rows.first().copied(),
            _ => measured.actual_row = rows.into_iter().rev().max_by_key(|it| as_of.physical().get(*it)),
        }
    }
    let mut sorted: Vec<_> = histories.into_iter().collect();
    sorted.sort_by_key(|((series, _), (document, row))| (*series, Reverse(document.fiscal_year), *row));
    let history = |((series, id), (_, indicator_row))| IndicatorHistory {
        series,
        indicator_row,
        years: years.remove(&(series, id)).unwrap_or_default(),
    };
    sorted.into_iter().map(history).collect()
}

/// Series, indicator, fiscal year, and `target` or `actual`.
type ValueKey<'a> = (Series<'a>, &'a str, i16, &'static str);

/// The rows of the latest edition for each key, in the order printed; the exact ones where there are any.
fn values<'a>(frames: &'a Frames, documents: &BTreeMap<&'a str, Document<'a>>) -> BTreeMap<ValueKey<'a>, Vec<usize>> {
    /// Why rows stand in for others: exact first, then the later edition.
    type Weight<'b> = (bool, Option<i16>, &'b str);
    let mut weighed: BTreeMap<ValueKey, (Weight, Vec<usize>)> = BTreeMap::new();
    let Some(frame) = frames.get("observations") else { return BTreeMap::new() };
    let (roles, comparators, areas) = (frame.text("role"), frame.text("comparator"), frame.text("area"));
    for (row, value) in frame.decimals("value").into_iter().enumerate() {
        let role = match roles.get(row) {
            Some("target") => "target",
            Some("actual") => "actual",
            _ => continue,
        };
        let document = frame.text("document_id").get(row).and_then(|it| documents.get(it));
        let key = (frame.text("indicator_id").get(row), frame.i16("fiscal_year").get(row), document);
        let (Some(id), Some(year), Some(document)) = key else { continue };
        if value.is_none() || areas.get(row).is_some() {
            continue;
        }
        let weight = (comparators.get(row) == Some("eq"), document.fiscal_year, document.id);
        let entry = weighed.entry((document.series, id, year, role)).or_insert((weight, Vec::new()));
        if weight > entry.0 {
            *entry = (weight, Vec::new());
        }
        if weight == entry.0 {
            entry.1.push(row);
        }
    }
    weighed.into_iter().map(|(key, (_, rows))| (key, rows)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyses;
    use crate::dataset::examples::{akita_edition, measurements, observation, rated_edition};
    use crate::dataset::{Edition, frames};
    use crate::indicator::{Observation, Role};

    /// Title, then the printed rating of each year; other editions' ratings in brackets.
    #[track_caller]
    fn check_ratings(editions: &[Edition], expected: &[&str]) {
        let frames = frames(editions);
        let titles = frames.get("initiatives").expect("a table").text("title");
        let letters = frames.get("ratings").expect("a table").text("value");
        let line = |history: &RatingHistory| {
            let year = |(year, rated): (&i16, &RatedYear)| {
                let differing: Vec<_> =
                    rated.differing_rows.iter().map(|it| letters.get(*it).unwrap_or_default()).collect();
                let differing = if differing.is_empty() { String::new() } else { format!("[{}]", differing.join("")) };
                format!(" {year}{}{differing}", letters.get(rated.row).unwrap_or_default())
            };
            let years: String = history.years.iter().map(year).collect();
            format!("{}{years}", titles.get(history.initiative_row).unwrap_or_default())
        };
        let found: Vec<String> = rating_histories(&frames).iter().map(line).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_own_edition_speaks_for_a_year_and_ended_initiatives_come_last() {
        let earlier = rated_edition(2022, &[("旧", &[(2022, "C")]), ("税", &[(2021, "B"), (2022, "B")])]);
        let later = rated_edition(2023, &[("税", &[(2022, "A"), (2023, "-")]), ("新", &[(2023, "A")])]);
        check_ratings(&[earlier, later], &["税 2021B 2022B[A] 2023-", "新 2023A", "旧 2022C"]);
    }

    #[test]
    fn without_the_own_edition_the_latest_speaks_for_a_year() {
        let earlier = rated_edition(2022, &[("税", &[(2021, "B")])]);
        let later = rated_edition(2023, &[("税", &[(2021, "A")])]);
        check_ratings(&[later, earlier], &["税 2021A[B]"]);
    }

    #[test]
    fn wide_letters_are_no_other_rating() {
        let mut earlier = rated_edition(2022, &[("税", &[(2022, "B")])]);
        earlier.report.ratings[0].printed = "Ｂ".to_owned();
        let later = rated_edition(2023, &[("税", &[(2022, "B")])]);
        check_ratings(&[earlier, later], &["税 2022Ｂ"]);
    }

    #[test]
    fn dashes_of_any_kind_are_no_other_rating() {
        let earlier = rated_edition(2022, &[("税", &[(2022, "－")]), ("港", &[(2022, "ー")])]);
        let later = rated_edition(2023, &[("税", &[(2022, "-")]), ("港", &[(2022, "集計中")])]);
        check_ratings(&[earlier, later], &["税 2022－", "港 2022ー[集計中]"]);
    }

    #[test]
    fn changes_are_as_many_as_the_transitions_say() {
        let frames = frames(&[akita_edition()]);
        let changes = rating_changes(&frames, ("document-2023", 2022), ("document-2023", 2023));
        let transitions = &analyses(&frames)[1].frame;
        assert_eq!(i32::try_from(changes.len()).ok(), transitions.i32("n").get(0));
        let ranks = frames.get("ratings").expect("a table").i8("rank");
        let improved = changes.iter().filter(|it| ranks.get(it.to_row) < ranks.get(it.from_row)).count();
        assert_eq!(i32::try_from(improved).ok(), transitions.i32("improved").get(0));
    }

    /// Year, target and actual as printed.
    #[track_caller]
    fn check_values(editions: &[Edition], expected: &[&str]) {
        let frames = frames(editions);
        let texts = frames.get("observations").expect("a table").text("printed");
        let text = |row: Option<usize>| row.and_then(|it| texts.get(it)).unwrap_or("-");
        let histories = indicator_histories(&frames);
        let years = histories.iter().flat_map(|it| &it.years);
        let found: Vec<String> =
            years.map(|(year, it)| format!("{year} {} {}", text(it.target_row), text(it.actual_row))).collect();
        assert_eq!(found, expected);
    }

    fn measured(year: i16, observations: Vec<Observation>) -> Edition {
        let mut edition = rated_edition(year, &[("電子申請", &[])]);
        edition.measurements = measurements(observations);
        edition
    }

    #[test]
    fn values_of_the_latest_edition_and_exact_ones_stand() {
        let bound = Observation { comparator: "ge".to_owned(), ..observation(Role::Target, 2023, "90") };
        let elsewhere = Observation { area: Some("全国".to_owned()), ..observation(Role::Actual, 2023, "99") };
        let earlier =
            measured(2022, vec![observation(Role::Target, 2022, "70"), observation(Role::Actual, 2022, "60")]);
        let later = measured(
            2023,
            vec![observation(Role::Target, 2022, "50"), bound, observation(Role::Target, 2023, "80"), elsewhere],
        );
        check_values(&[later, earlier], &["2022 50% 60%", "2023 80% -"]);
    }
}
