//! The flat table `initiative_years`: an initiative and year a row, with names, the rating that counts and the main indicator.
//!
//! It says nothing that other tables do not say: which rating counts is told by `history.rs`, what a target came to by
//! `trend_achievement`. It is there so that a question takes one table and no knowledge of editions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::history::{IndicatorHistory, RatedYear, RatingHistory, indicator_histories, rating_histories};
use super::{Analysis, Series, flat_tables};
use crate::base::{Rect, SourceRef};
use crate::dataset::{Columns, Frame, Frames, schema};

const NAME: &str = "initiative_years";

/// An initiative in a year.
struct Row<'a> {
    history: &'a RatingHistory<'a>,
    fiscal_year: i16,
    rated: Option<&'a RatedYear>,
    indicator_count: usize,
    /// The main indicator, where it has a target or an actual in the year.
    main: Option<Main<'a>>,
}

/// The main indicator in a year: its rows in the tables.
#[derive(Clone, Copy)]
struct Main<'a> {
    history: &'a IndicatorHistory<'a>,
    target_row: Option<usize>,
    actual_row: Option<usize>,
    /// In `trend_achievement`, where it is a pair there.
    pair_row: Option<usize>,
}

/// The table, of linked frames and their analyses.
///
/// # Panics
/// Where the frames have not the tables of the dataset: every table is built by a test.
pub fn initiative_years(frames: &Frames, analyses: &[Analysis]) -> Frame {
    let (ratings, measured) = (rating_histories(frames), indicator_histories(frames));
    let achievements = analyses.iter().map(|it| &it.frame).find(|it| it.name() == "trend_achievement");
    let pairs = achievements.map(pair_rows).unwrap_or_default();
    let of_initiatives = by_initiative(frames, &measured);
    let rows: Vec<Row> = ratings.iter().flat_map(|it| rows_of(it, frames, &of_initiatives, &pairs)).collect();
    let described = schema::find(flat_tables(), NAME).expect("a test builds the table");
    Tables::new(frames, achievements).columns(&rows).finish(described)
}

/// Rows of `trend_achievement` by the observation that is the actual: indicators of two plans may have one id.
type Pairs<'a> = HashMap<&'a str, usize>;

fn pair_rows(frame: &Frame) -> Pairs<'_> {
    let actuals = frame.text("actual_observation_id");
    (0..frame.row_count()).filter_map(|row| Some((actuals.get(row)?, row))).collect()
}

/// The indicators of each initiative, in the order printed.
type ByInitiative<'a> = HashMap<(Series<'a>, &'a str), Vec<&'a IndicatorHistory<'a>>>;

fn by_initiative<'a>(frames: &'a Frames, measured: &'a [IndicatorHistory<'a>]) -> ByInitiative<'a> {
    let mut all: ByInitiative = HashMap::new();
    let Some(frame) = frames.get("indicators") else { return all };
    for history in measured {
        if let Some(id) = frame.text("initiative_id").get(history.indicator_row) {
            all.entry((history.series, id)).or_default().push(history);
        }
    }
    all
}

/// The years of an initiative that have a rating, or a value of any of its indicators.
fn rows_of<'a>(
    history: &'a RatingHistory<'a>,
    frames: &'a Frames,
    of_initiatives: &ByInitiative<'a>,
    pairs: &Pairs<'a>,
) -> Vec<Row<'a>> {
    let initiatives = frames.get("initiatives").expect("its rows were read");
    let id = initiatives.text("initiative_id").get(history.initiative_row).unwrap_or_default();
    let indicators = of_initiatives.get(&(history.series, id)).map(Vec::as_slice).unwrap_or_default();
    let main = main_indicator(indicators);
    let measured = indicators.iter().flat_map(|it| it.years.keys());
    let years: BTreeSet<i16> = history.years.keys().chain(measured).copied().collect();
    let row = |fiscal_year: i16| {
        let of_year = |history: &'a IndicatorHistory<'a>| {
            let measured = history.years.get(&fiscal_year)?;
            let actual = |row| frames.get("observations")?.text("observation_id").get(row);
            let pair_row = measured.actual_row.and_then(actual).and_then(|id| pairs.get(id).copied());
            Some(Main { history, target_row: measured.target_row, actual_row: measured.actual_row, pair_row })
        };
        Row {
            history,
            fiscal_year,
            rated: history.years.get(&fiscal_year),
            indicator_count: indicators.iter().filter(|it| it.years.contains_key(&fiscal_year)).count(),
            main: main.and_then(of_year),
        }
    };
    years.into_iter().map(row).collect()
}

/// The indicator with target and actual in most years; of equals the first printed.
fn main_indicator<'a>(indicators: &[&'a IndicatorHistory<'a>]) -> Option<&'a IndicatorHistory<'a>> {
    let pairs = |it: &IndicatorHistory| {
        it.years.values().filter(|year| year.target_row.is_some() && year.actual_row.is_some()).count()
    };
    // The last of equals wins, so the first printed comes last.
    indicators.iter().rev().copied().max_by_key(|it| pairs(it))
}

/// The tables that the columns are taken from.
struct Tables<'a> {
    initiatives: &'a Frame,
    ratings: &'a Frame,
    indicators: &'a Frame,
    observations: &'a Frame,
    documents: &'a Frame,
    achievements: Option<&'a Frame>,
    /// Of `observations`.
    values: Vec<Option<Decimal>>,
    /// Of `initiatives`.
    departments: Vec<Vec<String>>,
    /// Rows in `documents` by id.
    document_rows: BTreeMap<&'a str, usize>,
    /// The year of the latest edition of each series.
    latest: HashMap<Series<'a>, Option<i16>>,
}

impl<'a> Tables<'a> {
    fn new(frames: &'a Frames, achievements: Option<&'a Frame>) -> Tables<'a> {
        let get = |name: &str| frames.get(name).expect("a dataset has the table");
        let documents = get("documents");
        let ids = documents.text("document_id");
        let document_rows = (0..documents.row_count()).filter_map(|row| Some((ids.get(row)?, row))).collect();
        let mut tables = Tables {
            initiatives: get("initiatives"),
            ratings: get("ratings"),
            indicators: get("indicators"),
            observations: get("observations"),
            documents,
            achievements,
            values: get("observations").decimals("value"),
            departments: get("initiatives").text_lists("departments"),
            document_rows,
            latest: HashMap::new(),
        };
        for document in super::sources::documents(frames).into_values() {
            let latest = tables.latest.entry(document.series).or_default();
            *latest = (*latest).max(document.fiscal_year);
        }
        tables
    }

    /// The row in `documents` of the edition that describes the initiative.
    fn document(&self, row: &Row) -> Option<usize> {
        let id = self.initiatives.text("document_id").get(row.history.initiative_row)?;
        self.document_rows.get(id).copied()
    }

    fn in_latest_edition(&self, row: &Row) -> Option<bool> {
        let document = self.document(row)?;
        let latest = self.latest.get(&row.history.series).copied().flatten();
        Some(self.documents.i16("fiscal_year").get(document) == latest)
    }

    /// The table and row of what the year's row is printed as: its rating, else the actual, else the target.
    fn printed(&self, row: &Row) -> Option<(&'a Frame, usize)> {
        let rated = row.rated.map(|it| (self.ratings, it.row));
        let value = || row.main.and_then(|it| it.actual_row.or(it.target_row)).map(|it| (self.observations, it));
        rated.or_else(value)
    }

    fn place(&self, row: &Row) -> Option<SourceRef> {
        let (frame, row) = self.printed(row)?;
        let edge = |name: &str| frame.f64(name).get(row);
        let bbox = Rect::new(edge("x0")?, edge("y0")?, edge("x1")?, edge("y1")?);
        Some(SourceRef::new(u32::try_from(frame.i32("page").get(row)?).ok()?, bbox))
    }

    fn columns<'r>(&'r self, rows: &'r [Row<'a>]) -> Columns<'r, Row<'a>> {
        let own = |name: &'static str| move |row: &Row| self.initiatives.text(name).get(row.history.initiative_row);
        let document = |name: &'static str| move |row: &Row| self.documents.text(name).get(self.document(row)?);
        let rating = |name: &'static str| move |row: &Row| self.ratings.text(name).get(row.rated?.row);
        let rank = |name: &'static str| move |row: &Row| self.ratings.i8(name).get(row.rated?.row);
        let main =
            |name: &'static str| move |row: &Row| self.indicators.text(name).get(row.main?.history.indicator_row);
        Columns::over(rows)
            .text("prefecture_code", document("prefecture_code"))
            .text("prefecture", document("prefecture"))
            .text("area_code", document("area_code"))
            .text("municipality", document("municipality"))
            .text("plan", document("plan"))
            .text("initiative_id", own("initiative_id"))
            .i32("number", |row| self.initiatives.i32("number").get(row.history.initiative_row))
            .text("area", own("area"))
            .text("section", own("section"))
            .text("title", own("title"))
            .text_list("departments", |row| self.departments.get(row.history.initiative_row).map(Vec::as_slice))
            .boolean("in_latest_edition", |row| self.in_latest_edition(row))
            .i16("fiscal_year", |row| Some(row.fiscal_year))
            .text("rating", rating("value"))
            .i8("rank", rank("rank"))
            .i8("level_count", rank("level_count"))
            .text("scale_id", rating("scale_id"))
            .i16("rating_reported_fiscal_year", |row| self.ratings.i16("reported_fiscal_year").get(row.rated?.row))
            .boolean("editions_differ", |row| Some(!row.rated?.differing_rows.is_empty()))
            .count("indicator_count", |row| row.indicator_count)
            .text("indicator_id", main("indicator_id"))
            .text("indicator", main("name"))
            .text("unit", main("unit"))
            .text("direction", main("direction"))
            .decimal("target", |row| self.values[row.main?.target_row?])
            .decimal("actual", |row| self.values[row.main?.actual_row?])
            .decimal("achievement", |row| self.achievements?.decimal("achievement", row.main?.pair_row?))
            .boolean("met", |row| self.achievements?.boolean("met").get(row.main?.pair_row?))
            .text("document_id", |row| self.printed(row).and_then(|(frame, row)| frame.text("document_id").get(row)))
            .place(|row| self.place(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyses;
    use crate::dataset::examples::{akita_edition, measured_edition, observation, rated_edition};
    use crate::dataset::{Edition, frames};
    use crate::indicator::Role;

    fn table(editions: &[Edition]) -> Frame {
        let frames = frames(editions);
        initiative_years(&frames, &analyses(&frames))
    }

    /// Title, year, rating, target, actual, achievement, met.
    #[track_caller]
    fn check(editions: &[Edition], expected: &[&str]) {
        let frame = table(editions);
        let row = |row: usize| {
            let text = |name: &str| frame.text(name).get(row).unwrap_or("-").to_owned();
            let decimal = |name: &str| frame.decimal(name, row).map_or("-".to_owned(), |it| it.to_string());
            let year = frame.i16("fiscal_year").get(row).unwrap_or_default();
            let met = frame.boolean("met").get(row).map_or("-".to_owned(), |it| it.to_string());
            let [target, actual, achievement] = ["target", "actual", "achievement"].map(decimal);
            format!("{} {year} {} {target} {actual} {achievement} {met}", text("title"), text("rating"))
        };
        assert_eq!((0..frame.row_count()).map(row).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_year_has_one_row_however_often_its_rating_is_printed() {
        let earlier = rated_edition(2022, &[("税", &[(2022, "B")])]);
        let later = rated_edition(2023, &[("税", &[(2022, "A"), (2023, "A")])]);
        check(&[later, earlier], &["税 2022 B - - - -", "税 2023 A - - - -"]);
    }

    #[test]
    fn the_main_indicator_stands_beside_the_rating() {
        let observations = vec![observation(Role::Target, 2023, "80"), observation(Role::Actual, 2023, "78.1")];
        let mut edition = measured_edition(2023, observations);
        let rated = rated_edition(2023, &[("税", &[(2023, "B")])]);
        edition.report.initiatives = rated.report.initiatives;
        edition.report.ratings = rated.report.ratings;
        edition.measurements.indicators.iter_mut().for_each(|it| it.initiative = Some(0));
        check(&[edition], &["税 2023 B 80 78.1 97.625 false"]);
    }

    #[test]
    fn names_and_codes_stand_in_every_row() {
        let frame = table(&[akita_edition()]);
        assert!(frame.row_count() > 82);
        for name in ["prefecture_code", "prefecture", "plan", "title", "document_id"] {
            assert!(frame.text(name).iter().all(|it| it.is_some()), "{name}");
        }
        assert_eq!(frame.text("prefecture").get(0), Some("秋田県"));
        let mut keys: Vec<_> = frame.text("initiative_id").iter().zip(frame.i16("fiscal_year").iter()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), frame.row_count());
    }
}
