//! Frames -> series of editions, each with its initiatives and indicators as far as linking needs them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::dataset::{Frame, Frames};

/// The editions of one plan of one prefecture or municipality.
pub(super) struct Series<'a> {
    pub prefecture_code: Option<&'a str>,
    pub plan: Option<&'a str>,
    /// The earliest first, one a fiscal year.
    pub editions: Vec<Edition<'a>>,
}

/// What the reports of one fiscal year list, in the order printed.
#[derive(Default)]
pub(super) struct Edition<'a> {
    pub fiscal_year: i16,
    pub initiatives: Vec<Initiative<'a>>,
    pub indicators: Vec<Indicator<'a>>,
}

/// A row of the table `initiatives`.
pub(super) struct Initiative<'a> {
    pub document_id: &'a str,
    pub id: &'a str,
    pub number: Option<i32>,
    pub page: Option<i32>,
    pub area: Option<&'a str>,
    pub section: Option<&'a str>,
    pub title: &'a str,
    pub departments: Vec<String>,
    /// What the list prints of a fiscal year: a place on the scale, or nothing readable.
    pub ratings: BTreeMap<i16, Option<i8>>,
    /// Plan, progress and next steps of its block.
    pub text: String,
    /// Indices in [`Edition::indicators`].
    pub indicators: Vec<usize>,
}

/// A row of the table `indicators` with its plain values.
pub(super) struct Indicator<'a> {
    pub document_id: &'a str,
    pub id: &'a str,
    /// Index in [`Edition::initiatives`].
    pub initiative: Option<usize>,
    pub page: Option<i32>,
    pub name: &'a str,
    /// The part that it is about: 男性 and 女性 are two indicators of one name.
    pub part: Option<&'a str>,
    pub unit: Option<&'a str>,
    pub aggregation: Option<&'a str>,
    /// The first plain value of each role (target, actual, baseline) and fiscal year.
    pub values: BTreeMap<(&'a str, i16), Decimal>,
}

impl Indicator<'_> {
    /// Whether a value that both print for the same role and year is the same; `None` where there is none.
    pub fn values_continue(&self, other: &Indicator) -> Option<bool> {
        let mut shared = self.values.iter().filter_map(|(key, value)| Some((value, other.values.get(key)?))).peekable();
        shared.peek()?;
        Some(shared.any(|(first, second)| first == second))
    }
}

/// Where an edition is: series, edition in it.
type Place = (usize, usize);
/// Where rows are, by document and id: edition, index in it.
type Found<'a> = FxHashMap<(&'a str, &'a str), (Place, usize)>;

/// All series with at least one dated edition, by prefecture and plan. A document whose prefecture and plan are both unknown
/// belongs to no series, and neither does one without a fiscal year.
pub(super) fn series(frames: &Frames) -> Vec<Series<'_>> {
    let Some(documents) = frames.get("documents") else { return Vec::new() };
    let (mut all, places) = editions(documents);
    let mut initiatives: Found = FxHashMap::default();
    if let Some(frame) = frames.get("initiatives") {
        read_initiatives(frame, &places, &mut all, &mut initiatives);
    }
    if let Some(frame) = frames.get("ratings") {
        read_ratings(frame, &initiatives, &mut all);
    }
    if let Some(frame) = frames.get("blocks") {
        read_texts(frame, &initiatives, &mut all);
    }
    let mut indicators = FxHashMap::default();
    if let Some(frame) = frames.get("indicators") {
        read_indicators(frame, &places, &initiatives, &mut all, &mut indicators);
    }
    if let Some(frame) = frames.get("observations") {
        read_observations(frame, &indicators, &mut all);
    }
    all
}

/// The series with empty editions, and where each document belongs.
fn editions(documents: &Frame) -> (Vec<Series<'_>>, FxHashMap<&str, Place>) {
    let [ids, codes, areas, plans] =
        ["document_id", "prefecture_code", "area_code", "plan"].map(|name| documents.text(name));
    let years = documents.i16("fiscal_year");
    let mut by_series: BTreeMap<_, BTreeMap<i16, Vec<&str>>> = BTreeMap::new();
    for row in 0..documents.row_count() {
        let key = (codes.get(row), areas.get(row), plans.get(row));
        let is_known = key.0.is_some() || key.2.is_some();
        let (Some(id), Some(year), true) = (ids.get(row), years.get(row), is_known) else { continue };
        by_series.entry(key).or_default().entry(year).or_default().push(id);
    }
    let mut places = FxHashMap::default();
    let mut all = Vec::new();
    for ((prefecture_code, _, plan), years) in by_series {
        let mut editions = Vec::new();
        for (fiscal_year, ids) in years {
            places.extend(ids.into_iter().map(|id| (id, (all.len(), editions.len()))));
            editions.push(Edition { fiscal_year, ..Edition::default() });
        }
        all.push(Series { prefecture_code, plan, editions });
    }
    (all, places)
}

fn read_initiatives<'a>(
    frame: &'a Frame,
    places: &FxHashMap<&'a str, Place>,
    all: &mut [Series<'a>],
    found: &mut Found<'a>,
) {
    let [documents, ids, areas, sections, titles] =
        ["document_id", "initiative_id", "area", "section", "title"].map(|name| frame.text(name));
    let (numbers, pages, departments) = (frame.i32("number"), frame.i32("page"), frame.text_lists("departments"));
    for (row, departments) in departments.into_iter().enumerate() {
        let (Some(document_id), Some(id)) = (documents.get(row), ids.get(row)) else { continue };
        let Some((series, edition)) = places.get(document_id).copied() else { continue };
        let initiatives = &mut all[series].editions[edition].initiatives;
        found.insert((document_id, id), ((series, edition), initiatives.len()));
        initiatives.push(Initiative {
            document_id,
            id,
            number: numbers.get(row),
            page: pages.get(row),
            area: areas.get(row),
            section: sections.get(row),
            title: titles.get(row).unwrap_or_default(),
            departments,
            ratings: BTreeMap::new(),
            text: String::new(),
            indicators: Vec::new(),
        });
    }
}

fn read_ratings<'a>(frame: &'a Frame, initiatives: &Found<'a>, all: &mut [Series<'a>]) {
    let [documents, ids, origins, indicators] =
        ["document_id", "initiative_id", "origin", "indicator_id"].map(|name| frame.text(name));
    let (years, ranks) = (frame.i16("fiscal_year"), frame.i8("rank"));
    for row in 0..frame.row_count() {
        if origins.get(row) != Some("list") || indicators.get(row).is_some() {
            continue;
        }
        let key = documents.get(row).zip(ids.get(row));
        let place = key.and_then(|key| initiatives.get(&key));
        let (Some(((series, edition), index)), Some(year)) = (place, years.get(row)) else { continue };
        let initiative = &mut all[*series].editions[*edition].initiatives[*index];
        initiative.ratings.entry(year).or_insert(ranks.get(row));
    }
}

fn read_texts<'a>(frame: &'a Frame, initiatives: &Found<'a>, all: &mut [Series<'a>]) {
    let (documents, ids) = (frame.text("document_id"), frame.text("initiative_id"));
    let parts = ["plan", "progress", "next"].map(|name| frame.text(name));
    for row in 0..frame.row_count() {
        let key = documents.get(row).zip(ids.get(row));
        let Some(((series, edition), index)) = key.and_then(|key| initiatives.get(&key)) else { continue };
        let initiative = &mut all[*series].editions[*edition].initiatives[*index];
        for part in &parts {
            initiative.text.push_str(part.get(row).unwrap_or_default());
            initiative.text.push('\n');
        }
    }
}

fn read_indicators<'a>(
    frame: &'a Frame,
    places: &FxHashMap<&'a str, Place>,
    initiatives: &Found<'a>,
    all: &mut [Series<'a>],
    found: &mut Found<'a>,
) {
    let [documents, ids, initiative_ids, names, parts, units, aggregations] =
        ["document_id", "indicator_id", "initiative_id", "name", "part", "unit", "aggregation"]
            .map(|name| frame.text(name));
    let pages = frame.i32("page");
    for row in 0..frame.row_count() {
        let (Some(document_id), Some(id)) = (documents.get(row), ids.get(row)) else { continue };
        let Some((series, edition)) = places.get(document_id).copied() else { continue };
        let edition_of = &mut all[series].editions[edition];
        let key = initiative_ids.get(row).map(|id| (document_id, id));
        let initiative = key.and_then(|key| initiatives.get(&key)).map(|(_, index)| *index);
        let index = edition_of.indicators.len();
        if let Some(initiative) = initiative {
            edition_of.initiatives[initiative].indicators.push(index);
        }
        found.entry((document_id, id)).or_insert(((series, edition), index));
        edition_of.indicators.push(Indicator {
            document_id,
            id,
            initiative,
            page: pages.get(row),
            name: names.get(row).unwrap_or_default(),
            part: parts.get(row),
            unit: units.get(row),
            aggregation: aggregations.get(row),
            values: BTreeMap::new(),
        });
    }
}

fn read_observations<'a>(frame: &'a Frame, indicators: &Found<'a>, all: &mut [Series<'a>]) {
    let [documents, ids, roles, areas] = ["document_id", "indicator_id", "role", "area"].map(|name| frame.text(name));
    let years = frame.i16("fiscal_year");
    for (row, value) in frame.decimals("value").into_iter().enumerate() {
        let key = documents.get(row).zip(ids.get(row));
        let place = key.and_then(|key| indicators.get(&key)).filter(|_| areas.get(row).is_none());
        let (Some(((series, edition), index)), Some(year), Some(value)) = (place, years.get(row), value) else {
            continue;
        };
        let Some(role) = roles.get(row).filter(|it| matches!(*it, "target" | "actual" | "baseline")) else { continue };
        let indicator = &mut all[*series].editions[*edition].indicators[*index];
        indicator.values.entry((role, year)).or_insert(value);
    }
}
