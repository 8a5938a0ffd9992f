//! What the analyses share in reading figures: the indicators over the years, and which of several values speaks for a year.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::sources::{Document, Series};
use crate::dataset::{Columns, Frame, Frames};

/// A plain value of an indicator in a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Value<'a> {
    pub observation_id: &'a str,
    pub value: Decimal,
    pub unit: Option<&'a str>,
    /// Whether it is printed as about so much.
    pub approximate: bool,
    /// 80％を超える is not met by 80.
    pub exclusive: bool,
    /// Days since 1970-01-01.
    pub as_of: Option<i32>,
    pub document: &'a Document<'a>,
}

/// What editions of a series say of an indicator and year, in the order of the table.
#[derive(Debug, Default)]
pub(super) struct Said<'a> {
    pub targets: Vec<Value<'a>>,
    pub actuals: Vec<Value<'a>>,
}

/// Which way an indicator should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
    /// To be kept at a level or within a range, whose width nobody states.
    Keep,
    Unknown,
}

impl Direction {
    fn parse(code: Option<&str>) -> Self {
        match code {
            Some("up") => Direction::Up,
            Some("down") => Direction::Down,
            Some("keep" | "range") => Direction::Keep,
            _ => Direction::Unknown,
        }
    }

    /// 1 where more is better, −1 where less is; `None` where neither can be said.
    pub fn sign(self) -> Option<Decimal> {
        match self {
            Direction::Up => Some(Decimal::ONE),
            Direction::Down => Some(Decimal::NEGATIVE_ONE),
            Direction::Keep | Direction::Unknown => None,
        }
    }
}

/// An indicator of a series over the years; described as by its latest edition.
#[derive(Debug)]
pub(super) struct Indicator<'a> {
    pub series: Series<'a>,
    pub id: &'a str,
    pub initiative_id: Option<&'a str>,
    pub name: Option<&'a str>,
    pub unit: Option<&'a str>,
    pub direction: Direction,
    /// As in the table.
    pub direction_code: &'a str,
    pub direction_source: Option<&'a str>,
    pub is_cumulative: bool,
    pub years: BTreeMap<i16, Said<'a>>,
    /// Where it began, with the year, in the order of the table.
    pub baselines: Vec<(i16, Value<'a>)>,
}

/// Whose values count.
#[derive(Debug, Clone, Copy)]
pub(super) enum Speaker<'a> {
    /// Those of the edition that speaks last of a year.
    Latest,
    /// Those of this document alone, by its id.
    Document(&'a str),
}

impl<'a> Indicator<'a> {
    /// The target of a year: of several in one edition the first printed, which is the main one.
    pub fn target(&self, fiscal_year: i16, speaker: Speaker) -> Option<Value<'a>> {
        spoken(&self.years.get(&fiscal_year)?.targets, speaker).first().copied()
    }

    /// The actual of a year: of several dates the last, which says how the year ended; of equal ones the first printed.
    pub fn actual(&self, fiscal_year: i16, speaker: Speaker) -> Option<Value<'a>> {
        spoken(&self.years.get(&fiscal_year)?.actuals, speaker).iter().rev().max_by_key(|it| it.as_of).copied()
    }

    /// Where it began, with the year; the first printed.
    pub fn baseline(&self, speaker: Speaker) -> Option<(i16, Value<'a>)> {
        let values: Vec<Value> = self.baselines.iter().map(|it| it.1).collect();
        let first = spoken(&values, speaker).first().copied()?;
        self.baselines.iter().find(|it| it.1 == first).copied()
    }

    /// The target farthest ahead, of `fiscal_year` or later, with its year.
    pub fn final_target(&self, fiscal_year: i16, speaker: Speaker) -> Option<(i16, Value<'a>)> {
        let ahead = self.years.range(fiscal_year..).rev();
        ahead.filter_map(|(year, _)| Some((*year, self.target(*year, speaker)?))).next()
    }

    /// The actuals over the years, each as the latest edition says, in the unit of the last; and whether other units were left
    /// out.
    pub fn actuals(&self) -> (Vec<(i16, Value<'a>)>, bool) {
        let actual = |year: &i16| Some((*year, self.actual(*year, Speaker::Latest)?));
        let all: Vec<(i16, Value)> = self.years.keys().filter_map(actual).collect();
        let unit = all.last().and_then(|it| it.1.unit);
        let count = all.len();
        let same_unit: Vec<(i16, Value)> = all.into_iter().filter(|it| it.1.unit == unit).collect();
        let differs = same_unit.len() < count;
        (same_unit, differs)
    }
}

/// The values that count, as printed.
pub(super) fn spoken<'a>(values: &[Value<'a>], speaker: Speaker) -> Vec<Value<'a>> {
    let latest = values.iter().map(|it| it.document).max();
    let counts = |it: &&Value| match speaker {
        Speaker::Latest => Some(it.document) == latest,
        Speaker::Document(id) => it.document.id == id,
    };
    values.iter().filter(counts).copied().collect()
}

/// Whether the values are not all one.
pub(super) fn differ(values: &[Value]) -> bool {
    values.iter().map(|it| it.value).collect::<BTreeSet<_>>().len() > 1
}

/// Whether the values of the years are of different months of their fiscal years.
pub(super) fn as_of_differs(values: &[(i16, Value)]) -> bool {
    let month = |(year, value): &(i16, Value)| {
        let date = Date::constant(1970, 1, 1).checked_add(value.as_of?.days()).ok()?;
        Some(i32::from(date.month()) + 12 * i32::from(date.year() - *year))
    };
    values.iter().filter_map(month).collect::<BTreeSet<_>>().len() > 1
}

/// All indicators with a target, an actual or a baseline, by series and id. Only values of the report's own area count: targets
/// also where they are bounds (80％以上), actuals and baselines where they are exact or about so much.
pub(super) fn indicators<'a>(frames: &'a Frames, documents: &'a BTreeMap<&'a str, Document<'a>>) -> Vec<Indicator<'a>> {
    let described = described(frames);
    let mut all: BTreeMap<(Series, &str), Indicator> = BTreeMap::new();
    let Some(frame) = frames.get("observations") else { return Vec::new() };
    let columns = ["observation_id", "indicator_id", "role", "comparator", "area", "unit", "document_id"];
    let [ids, indicator_ids, roles, comparators, areas, units, document_ids] = columns.map(|it| frame.text(it));
    let (fiscal_years, as_of) = (frame.i16("fiscal_year"), frame.date("as_of").physical());
    for (row, value) in frame.decimals("value").into_iter().enumerate().filter(|(row, _)| areas.get(*row).is_none()) {
        let key = (indicator_ids.get(row), fiscal_years.get(row), document_ids.get(row));
        let (Some(indicator_id), Some(fiscal_year), Some(document_id)) = key else { continue };
        let (Some(value), Some(observation_id)) = (value, ids.get(row)) else { continue };
        let (Some(document), Some(described)) = (documents.get(document_id), described.get(indicator_id)) else {
            continue;
        };
        let (role, comparator) = (roles.get(row).unwrap_or_default(), comparators.get(row).unwrap_or_default());
        let value = Value {
            observation_id,
            value,
            unit: units.get(row),
            approximate: comparator == "approx",
            exclusive: matches!(comparator, "gt" | "lt"),
            as_of: as_of.get(row),
            document,
        };
        let is_counted = match role {
            "target" => matches!(comparator, "eq" | "approx" | "ge" | "gt" | "le" | "lt"),
            "actual" | "baseline" => matches!(comparator, "eq" | "approx"),
            _ => false,
        };
        if !is_counted {
            continue;
        }
        let indicator = all.entry((document.series, indicator_id)).or_insert_with(|| described.of(document.series));
        match role {
            "target" => indicator.years.entry(fiscal_year).or_default().targets.push(value),
            "actual" => indicator.years.entry(fiscal_year).or_default().actuals.push(value),
            _ => indicator.baselines.push((fiscal_year, value)),
        }
    }
    all.into_values().collect()
}

/// The rows of the table `indicators` that describe one indicator.
#[derive(Clone, Copy)]
struct Described<'a> {
    frame: &'a Frame,
    /// Of its latest edition.
    row: usize,
    /// Of the latest edition that knows its direction, else the latest: under a new name it still goes the same way.
    direction_row: usize,
}

impl<'a> Described<'a> {
    fn of(self, series: Series<'a>) -> Indicator<'a> {
        let text = |name: &str| self.frame.text(name).get(self.row);
        let direction = self.frame.text("direction").get(self.direction_row);
        Indicator {
            series,
            id: text("indicator_id").unwrap_or_default(),
            initiative_id: text("initiative_id"),
            name: text("name"),
            unit: text("unit"),
            direction: Direction::parse(direction),
            direction_code: direction.unwrap_or("unknown"),
            direction_source: self.frame.text("direction_source").get(self.direction_row),
            is_cumulative: text("aggregation") == Some("cumulative"),
            years: BTreeMap::new(),
            baselines: Vec::new(),
        }
    }
}

/// All indicators by id; later rows are of later editions.
fn described(frames: &Frames) -> BTreeMap<&str, Described<'_>> {
    let Some(frame) = frames.get("indicators") else { return BTreeMap::new() };
    let (ids, directions) = (frame.text("indicator_id"), frame.text("direction"));
    let mut all: BTreeMap<&str, Described> = BTreeMap::new();
    for (row, id) in ids.iter().enumerate().filter_map(|(row, id)| Some((row, id?))) {
        let is_known = Direction::parse(directions.get(row)) != Direction::Unknown;
        let described = all.entry(id).or_insert(Described { frame, row, direction_row: row });
        described.row = row;
        if is_known {
            described.direction_row = row;
        }
    }
    all
}

/// Columns over rows of which each is about one indicator: which it is.
pub(super) fn of_indicators<'a, 'b: 'a, Row>(
    rows: &'a [Row],
    indicator: impl Fn(&'a Row) -> &'a Indicator<'b> + Copy,
) -> Columns<'a, Row> {
    Columns::over(rows)
        .text("prefecture_code", |it| indicator(it).series.prefecture_code)
        .text("plan", |it| indicator(it).series.plan)
        .text("initiative_id", |it| indicator(it).initiative_id)
        .text("indicator_id", |it| Some(indicator(it).id))
        .text("name", |it| indicator(it).name)
}
