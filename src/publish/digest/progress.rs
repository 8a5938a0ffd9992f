//! Changes of ratings, targets and actuals, and how much the reports tell.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{Document, Place, Series, Tables, owned};
use crate::dataset::Frame;

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
    /// In percent; only of pairs.
    pub achievement: Option<Decimal>,
    /// Only of pairs.
    pub met: Option<bool>,
}

impl Point {
    /// Whether target and actual are compared.
    pub fn is_pair(&self) -> bool {
        self.met.is_some()
    }
}

/// A printed value.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::publish) struct Value {
    pub value: Decimal,
    pub place: Option<Place>,
    /// ISO date as precise as printed.
    pub as_of: Option<String>,
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

pub(super) fn fill(series: &mut Series, documents: &[Document], tables: &Tables<'_>) {
    series.changes = changes(series, tables);
    series.indicators = indicators(series, tables);
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
    let from_document = tables.document(frame, "from_document_id", row)?;
    let sides = ((from_document, from_year), (document(row)?, to_year));
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
        changed: changed(series, tables, sides),
    })
}

type Rated = BTreeMap<String, (i8, String, Option<Place>)>;

fn changed(series: &Series, tables: &Tables<'_>, sides: ((usize, i16), (usize, i16))) -> Vec<Change> {
    let Some(frame) = tables.get("ratings") else { return Vec::new() };
    let (from, to) = (rated(frame, tables, sides.0), rated(frame, tables, sides.1));
    let change = |(index, initiative): (usize, &super::Initiative)| {
        let (before, after) = (from.get(&initiative.id)?, to.get(&initiative.id)?);
        let change = Change { initiative: index, from: before.clone(), to: after.clone() };
        (before.0 != after.0).then_some(change)
    };
    series.initiatives.iter().enumerate().filter_map(change).collect()
}

/// What a document says of a year, by initiative; the list outweighs the block.
fn rated(frame: &Frame, tables: &Tables<'_>, (document, fiscal_year): (usize, i16)) -> Rated {
    let mut rated = Rated::new();
    for origin in ["block", "list"] {
        for row in 0..frame.row_count() {
            let here = tables.document(frame, "document_id", row) == Some(document)
                && frame.i16("fiscal_year").get(row) == Some(fiscal_year)
                && frame.text("indicator_id").get(row).is_none()
                && frame.text("origin").get(row) == Some(origin);
            let key = owned(frame, "initiative_id", row).zip(frame.i8("rank").get(row)).filter(|_| here);
            if let Some((id, rank)) = key {
                let letter = owned(frame, "value_printed", row).unwrap_or_default();
                rated.insert(id, (rank, letter, tables.place(frame, row)));
            }
        }
    }
    rated
}

fn indicators(series: &Series, tables: &Tables<'_>) -> Vec<Indicator> {
    let (Some(described), Some(observed)) = (tables.get("indicators"), tables.get("observations")) else {
        return Vec::new();
    };
    let mut found: Vec<Indicator> = Vec::new();
    for document in series.documents.iter().rev() {
        for row in 0..described.row_count() {
            let here = tables.document(described, "document_id", row) == Some(*document);
            let Some(id) = owned(described, "indicator_id", row).filter(|_| here) else { continue };
            if found.iter().all(|it| it.id != id) {
                found.push(Indicator {
                    id,
                    name: owned(described, "name", row).unwrap_or_default(),
                    unit: String::new(),
                    unit_id: owned(described, "unit", row).unwrap_or_default(),
                    down: described.text("direction").get(row) == Some("down"),
                    points: BTreeMap::new(),
                    former_targets: Vec::new(),
                });
            }
        }
    }
    let rows = ObservationRows::new(observed, tables);
    for indicator in &mut found {
        single_values(indicator, &rows, series);
    }
    pairs(&mut found, &rows, tables);
    found.retain(|it| !it.points.is_empty());
    found
}

/// The observations, ready for look-up.
struct ObservationRows<'a, 'b> {
    frame: &'a Frame,
    tables: &'a Tables<'b>,
    values: Vec<Option<Decimal>>,
    by_id: BTreeMap<&'a str, usize>,
    by_indicator: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a, 'b> ObservationRows<'a, 'b> {
    fn new(frame: &'a Frame, tables: &'a Tables<'b>) -> Self {
        let (mut by_id, mut by_indicator) = (BTreeMap::new(), BTreeMap::<&str, Vec<usize>>::new());
        for row in 0..frame.row_count() {
            by_id.extend(frame.text("observation_id").get(row).map(|id| (id, row)));
            if let Some(indicator) = frame.text("indicator_id").get(row) {
                by_indicator.entry(indicator).or_default().push(row);
            }
        }
        Self { frame, tables, values: frame.decimals("value"), by_id, by_indicator }
    }

    fn value(&self, row: usize) -> Option<Value> {
        let as_of = self.frame.date("as_of").physical().get(row).map(|days| {
            let date = jiff::civil::Date::constant(1970, 1, 1).saturating_add(jiff::Span::new().days(days));
            match self.frame.text("as_of_precision").get(row) {
                Some("year") => date.strftime("%Y").to_string(),
                Some("month") => date.strftime("%Y-%m").to_string(),
                _ => date.to_string(),
            }
        });
        Some(Value { value: self.values[row]?, place: self.tables.place(self.frame, row), as_of })
    }
}

/// Plain targets and actuals of the report's own area; the latest edition that gives one speaks, in it the first printed.
fn single_values(indicator: &mut Indicator, rows: &ObservationRows<'_, '_>, series: &Series) {
    let frame = rows.frame;
    let mut targets: BTreeMap<i16, Vec<(i16, Decimal)>> = BTreeMap::new();
    for row in rows.by_indicator.get(indicator.id.as_str()).into_iter().flatten().copied() {
        let plain = frame.text("comparator").get(row) == Some("eq") && frame.text("area").get(row).is_none();
        let here = rows.tables.document(frame, "document_id", row).is_some_and(|it| series.documents.contains(&it));
        let (Some(year), true) = (frame.i16("fiscal_year").get(row), plain && here) else { continue };
        let Some(value) = rows.value(row) else { continue };
        if indicator.unit.is_empty() {
            indicator.unit = owned(frame, "unit_printed", row).unwrap_or_default();
        }
        let reported = frame.i16("reported_fiscal_year").get(row).unwrap_or_default();
        let point = indicator.points.entry(year).or_default();
        match frame.text("role").get(row) {
            // Rows of an edition stand together and editions in their order, so a later one comes later.
            Some("target") => {
                let said = targets.entry(year).or_default();
                if said.last().is_none_or(|(before, _)| *before != reported) {
                    point.target = Some(value.clone());
                    said.push((reported, value.value));
                }
            }
            Some("actual") => point.actual = Some(value),
            _ => {}
        }
    }
    indicator.points.retain(|_, point| point.target.is_some() || point.actual.is_some());
    for (year, said) in targets {
        let Some((_, last)) = said.last().copied() else { continue };
        let former = said.into_iter().filter(|(_, value)| *value != last);
        indicator.former_targets.extend(former.map(|(reported, value)| (year, value, reported)));
    }
}

/// The pairs that the analysis compares stand as it has them.
fn pairs(indicators: &mut [Indicator], rows: &ObservationRows<'_, '_>, tables: &Tables<'_>) {
    let Some(frame) = tables.get("trend_achievement") else { return };
    let achievements = frame.decimals("achievement");
    for (row, achievement) in achievements.into_iter().enumerate() {
        let id = frame.text("indicator_id").get(row);
        let indicator = indicators.iter_mut().find(|it| Some(it.id.as_str()) == id);
        let (Some(indicator), Some(year)) = (indicator, frame.i16("fiscal_year").get(row)) else { continue };
        let value = |column: &str| rows.value(*rows.by_id.get(frame.text(column).get(row)?)?);
        let (target, actual) = (value("target_observation_id"), value("actual_observation_id"));
        let met = frame.boolean("met").get(row).filter(|_| target.is_some() && actual.is_some());
        indicator.points.insert(year, Point { target, actual, achievement, met });
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
    let pair = |it: &&super::Indicator| year.and_then(|year| it.points.get(&year)).is_some_and(Point::is_pair);
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
