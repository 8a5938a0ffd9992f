//! Changes of ratings, targets and actuals, and how much the reports tell.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::{Document, Place, Series, Tables, owned};
use crate::analysis::{IndicatorHistory, MeasuredYear, RatingChange, rating_changes};
use crate::dataset::Frame;
use crate::publish::wording::unit_of_value;

/// How ratings changed between two fiscal years.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Changes {
    pub from_year: i16,
    pub to_year: i16,
    /// Whether both years are columns of one report.
    pub one_report: bool,
    /// Index of the document with the later ratings.
    pub document: usize,
    pub n: i32,
    pub improved: i32,
    pub same: i32,
    pub worsened: i32,
    /// Of the sign test; `None` where too few changed.
    pub p_value: Option<f64>,
    /// Initiatives whose rating changed, in the order of the list.
    pub changed: Vec<Change>,
}

/// An initiative whose rating changed.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Change {
    /// Index among the initiatives of the series.
    pub initiative: usize,
    pub from: (i8, String, Option<Place>),
    pub to: (i8, String, Option<Place>),
}

impl Change {
    pub fn improved(&self) -> bool {
        self.to.0 < self.from.0
    }
}

/// An indicator over the years.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Indicator {
    pub id: String,
    pub name: String,
    /// As printed.
    pub unit: String,
    /// Its id, or as printed where it has none.
    pub unit_id: String,
    /// Whether less is better.
    pub down: bool,
    pub points: BTreeMap<i16, Point>,
    /// Targets of earlier editions that a later one changed: fiscal year, value, year of the report.
    pub former_targets: Vec<(i16, Decimal, i16)>,
}

/// Target and actual of a fiscal year.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::publish) struct Point {
    pub target: Option<Value>,
    pub actual: Option<Value>,
    /// Whether the analysis sets the two against each other.
    pub is_pair: bool,
    /// In percent; only of pairs.
    pub achievement: Option<Decimal>,
    /// Only of pairs whose direction is known.
    pub met: Option<bool>,
}

/// A printed value.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Value {
    pub value: Decimal,
    /// What is printed with it, of `eq`, `approx`, `ge` and so on.
    pub comparator: String,
    /// Its id, or as printed where it has none.
    pub unit: Option<String>,
    /// How the unit is shown in Japanese.
    pub symbol: String,
    /// Whether it is not printed but lies on the straight line to the final target.
    pub is_assumed: bool,
    pub place: Option<Place>,
    /// ISO date as precise as printed.
    pub as_of: Option<String>,
}

impl Value {
    /// The value that a row of `observations` prints.
    pub fn of(observations: &Frame, row: usize, value: Decimal, tables: &Tables<'_>) -> Value {
        let as_of = observations.date("as_of").physical().get(row).map(|days| {
            let date = jiff::civil::Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(days));
            match observations.text("as_of_precision").get(row) {
                Some("year") => date.strftime("%Y").to_string(),
                Some("month") => date.strftime("%Y-%m").to_string(),
                _ => date.to_string(),
            }
        });
        let comparator = owned(observations, "comparator", row).unwrap_or_default();
        let unit = owned(observations, "unit", row);
        let printed = observations.text("unit_printed").get(row).or(unit.as_deref());
        let symbol = printed.map(|it| unit_of_value(it, unit.as_deref()).to_owned()).unwrap_or_default();
        let place = tables.place(observations, row);
        Value { value, comparator, unit, symbol, is_assumed: false, place, as_of }
    }
}

/// How much an edition tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::publish) struct Coverage {
    /// Index of the document.
    pub document: usize,
    /// Initiatives in the list.
    pub listed: usize,
    /// Initiatives with a box of their own.
    pub boxes: usize,
    /// Indicators with a target in numbers.
    pub targets: usize,
    /// Indicators with target and actual of the year reported on.
    pub pairs: usize,
}

pub(super) fn fill(
    series: &mut Series,
    histories: &[IndicatorHistory<'_>],
    documents: &[Document],
    tables: &Tables<'_>,
) {
    series.changes = changes(series, tables);
    series.indicators = indicators(series, histories, tables);
    series.coverage = series.documents.iter().map(|it| coverage(*it, series, documents, tables)).collect();
}

/// Of the comparisons that end in the latest year: two columns of the latest report, else two editions.
fn changes(series: &Series, tables: &Tables<'_>) -> Option<Changes> {
    let frame = tables.get("trend_transitions")?;
    let document =
        |row: usize| tables.document(frame, "to_document_id", row).filter(|it| series.documents.contains(it));
    let one_report = |row: usize| frame.text("basis").get(row) == Some("one_report");
    let weight = |row: &usize| {
        (frame.i16("to_fiscal_year").get(*row), one_report(*row), frame.i16("reported_fiscal_year").get(*row))
    };
    let compared = |row: &usize| document(*row).is_some() && frame.i32("n").get(*row).is_some_and(|n| n > 0);
    let row = (0..frame.row_count()).filter(compared).max_by_key(weight)?;
    let (from_year, to_year) = (frame.i16("from_fiscal_year").get(row)?, frame.i16("to_fiscal_year").get(row)?);
    let count = |name: &str| frame.i32(name).get(row).unwrap_or_default();
    let from = (frame.text("from_document_id").get(row)?, from_year);
    let to = (frame.text("to_document_id").get(row)?, to_year);
    Some(Changes {
        from_year,
        to_year,
        one_report: one_report(row),
        document: document(row)?,
        n: count("n"),
        improved: count("improved"),
        same: count("same"),
        worsened: count("worsened"),
        p_value: frame.f64("p_value").get(row),
        changed: changed(series, tables, &rating_changes(tables.publication.frames, from, to)),
    })
}

/// The initiatives among these whose rating is another one.
fn changed(series: &Series, tables: &Tables<'_>, changes: &[RatingChange]) -> Vec<Change> {
    let (Some(ratings), Some(initiatives)) = (tables.get("ratings"), tables.get("initiatives")) else {
        return Vec::new();
    };
    let side = |row: usize| {
        let letter = owned(ratings, "value", row).unwrap_or_default();
        Some((ratings.i8("rank").get(row)?, letter, tables.place(ratings, row)))
    };
    let change = |it: &RatingChange| {
        let id = initiatives.text("initiative_id").get(it.initiative_row)?;
        let initiative = series.initiatives.iter().position(|it| it.id == id)?;
        Some(Change { initiative, from: side(it.from_row)?, to: side(it.to_row)? }).filter(|it| it.from.0 != it.to.0)
    };
    let mut changed: Vec<Change> = changes.iter().filter_map(change).collect();
    changed.sort_by_key(|it| it.initiative);
    changed
}

fn indicators(series: &Series, histories: &[IndicatorHistory<'_>], tables: &Tables<'_>) -> Vec<Indicator> {
    let (Some(described), Some(observed)) = (tables.get("indicators"), tables.get("observations")) else {
        return Vec::new();
    };
    let rows = ObservationRows::new(observed, series, tables);
    let indicator = |history: &IndicatorHistory| {
        let row = history.indicator_row;
        tables.document(described, "document_id", row).filter(|it| series.documents.contains(it))?;
        let id = owned(described, "indicator_id", row)?;
        Some(Indicator {
            name: owned(described, "name", row).unwrap_or_default(),
            unit: rows.unit(&id),
            unit_id: owned(described, "unit", row).unwrap_or_default(),
            down: described.text("direction").get(row) == Some("down"),
            points: history.years.iter().filter_map(|(year, measured)| Some((*year, rows.point(measured)?))).collect(),
            former_targets: rows.former_targets(&id),
            id,
        })
    };
    let mut found: Vec<Indicator> = histories.iter().filter_map(indicator).collect();
    pairs(&mut found, &rows, tables);
    found.retain(|it| !it.points.is_empty());
    found
}

/// The observations of a series, ready for look-up. Ids of documents of which nothing is known may be those of others too.
struct ObservationRows<'a, 'b> {
    frame: &'a Frame,
    tables: &'a Tables<'b>,
    values: Vec<Option<Decimal>>,
    by_id: BTreeMap<&'a str, usize>,
    by_indicator: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a, 'b> ObservationRows<'a, 'b> {
    fn new(frame: &'a Frame, series: &Series, tables: &'a Tables<'b>) -> Self {
        let (mut by_id, mut by_indicator) = (BTreeMap::new(), BTreeMap::<&str, Vec<usize>>::new());
        let here =
            |row: &usize| tables.document(frame, "document_id", *row).is_some_and(|it| series.documents.contains(&it));
        for row in (0..frame.row_count()).filter(here) {
            by_id.extend(frame.text("observation_id").get(row).map(|id| (id, row)));
            if let Some(indicator) = frame.text("indicator_id").get(row) {
                by_indicator.entry(indicator).or_default().push(row);
            }
        }
        Self { frame, tables, values: frame.decimals("value"), by_id, by_indicator }
    }

    fn value(&self, row: usize) -> Option<Value> {
        Some(Value::of(self.frame, row, self.values[row]?, self.tables))
    }

    /// The target of a year: what the row prints for it, else what is assumed on the way to the row's, which is of a later year.
    fn target(&self, row: usize, year: i16, planned: Option<Decimal>) -> Option<Value> {
        let printed = self.value(row)?;
        if self.frame.i16("fiscal_year").get(row) == Some(year) {
            return Some(printed);
        }
        let Value { unit, symbol, .. } = printed;
        let comparator = "eq".to_owned();
        Some(Value { value: planned?, comparator, unit, symbol, is_assumed: true, place: None, as_of: None })
    }

    /// Whether a row is one value of the report's own area; what is printed with it (約, 以上) is shown with it.
    fn is_plain(&self, row: usize) -> bool {
        let is_one = self.frame.text("comparator").get(row) != Some("transition");
        is_one && self.frame.text("area").get(row).is_none()
    }

    /// The plain values among those that speak for a year.
    fn point(&self, measured: &MeasuredYear) -> Option<Point> {
        let plain = |row: Option<usize>| row.filter(|it| self.is_plain(*it)).and_then(|it| self.value(it));
        let (target, actual) = (plain(measured.target_row), plain(measured.actual_row));
        (target.is_some() || actual.is_some()).then_some(Point { target, actual, ..Point::default() })
    }

    fn plain_rows(&self, indicator_id: &str) -> impl Iterator<Item = usize> {
        let rows = self.by_indicator.get(indicator_id).into_iter().flatten().copied();
        rows.filter(|it| self.is_plain(*it) && self.values[*it].is_some())
    }

    /// The unit as the first plain value has it.
    fn unit(&self, indicator_id: &str) -> String {
        let (printed, ids) = (self.frame.text("unit_printed"), self.frame.text("unit"));
        let first = self.plain_rows(indicator_id).find_map(|it| Some(unit_of_value(printed.get(it)?, ids.get(it))));
        first.map(str::to_owned).unwrap_or_default()
    }

    /// What earlier editions set as the target of a year for which the last one set another: year, value, year of the report.
    fn former_targets(&self, indicator_id: &str) -> Vec<(i16, Decimal, i16)> {
        let mut targets: BTreeMap<i16, Vec<(i16, Decimal)>> = BTreeMap::new();
        for row in self.plain_rows(indicator_id).filter(|it| self.frame.text("role").get(*it) == Some("target")) {
            let (Some(year), Some(value)) = (self.frame.i16("fiscal_year").get(row), self.values[row]) else {
                continue;
            };
            let reported = self.frame.i16("reported_fiscal_year").get(row).unwrap_or_default();
            let said = targets.entry(year).or_default();
            // Rows of an edition stand together and editions in their order; the first printed speaks.
            if said.last().is_none_or(|(before, _)| *before != reported) {
                said.push((reported, value));
            }
        }
        let former = targets.into_iter().flat_map(|(year, said)| {
            let last = said.last().map(|it| it.1);
            let others = said.into_iter().filter(move |it| Some(it.1) != last);
            others.map(move |(reported, value)| (year, value, reported))
        });
        former.collect()
    }
}

/// The pairs that the analysis compares stand as it has them.
fn pairs(indicators: &mut [Indicator], rows: &ObservationRows<'_, '_>, tables: &Tables<'_>) {
    let Some(frame) = tables.get("trend_achievement") else { return };
    let places: HashMap<String, usize> = indicators.iter().enumerate().map(|(at, it)| (it.id.clone(), at)).collect();
    let (planned, achievements) = (frame.decimals("target"), frame.decimals("achievement"));
    for (row, achievement) in achievements.into_iter().enumerate() {
        let indicator = frame.text("indicator_id").get(row).and_then(|it| Some(&mut indicators[*places.get(it)?]));
        let (Some(indicator), Some(year)) = (indicator, frame.i16("fiscal_year").get(row)) else { continue };
        let observation = |column: &str| rows.by_id.get(frame.text(column).get(row)?).copied();
        let target = observation("target_observation_id").and_then(|it| rows.target(it, year, planned[row]));
        let actual = observation("actual_observation_id").and_then(|it| rows.value(it));
        if target.is_none() && actual.is_none() {
            continue;
        }
        let met = frame.boolean("met").get(row).filter(|_| target.is_some() && actual.is_some());
        let is_pair = target.is_some() && actual.is_some();
        indicator.points.insert(year, Point { target, actual, is_pair, achievement, met });
    }
}

fn coverage(document: usize, series: &Series, documents: &[Document], tables: &Tables<'_>) -> Coverage {
    let of_document = |table: &str, holds: &dyn Fn(&Frame, usize) -> bool, key: &str| {
        let Some(frame) = tables.get(table) else { return 0 };
        let here = |row: &usize| tables.document(frame, "document_id", *row) == Some(document) && holds(frame, *row);
        let keys: BTreeSet<_> = (0..frame.row_count()).filter(here).map(|row| frame.text(key).get(row)).collect();
        keys.len()
    };
    let is_target = |frame: &Frame, row: usize| {
        frame.text("role").get(row) == Some("target") && frame.i16("fiscal_year").get(row).is_some()
    };
    let year = documents[document].fiscal_year;
    let pair = |it: &&super::Indicator| year.and_then(|year| it.points.get(&year)).is_some_and(|it| it.is_pair);
    Coverage {
        document,
        listed: of_document(
            "initiatives",
            &|frame, row| frame.boolean("in_list").get(row) == Some(true),
            "initiative_id",
        ),
        boxes: of_document(
            "initiatives",
            &|frame, row| frame.boolean("in_block").get(row) == Some(true),
            "initiative_id",
        ),
        targets: of_document("observations", &is_target, "indicator_id"),
        pairs: series.indicators.iter().filter(pair).count(),
    }
}
