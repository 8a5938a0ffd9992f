//! Tables -> what each edition says of each indicator, year and role.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use crate::analysis::sources::{Document, Series};
use crate::dataset::{Frame, Frames};

/// An indicator through the editions of its plan.
pub(super) struct History<'a> {
    pub series: Series<'a>,
    pub indicator_id: &'a str,
    /// How each edition describes it, the earliest first; never empty.
    pub editions: Vec<Edition<'a>>,
    /// By role and fiscal year, the earliest edition first. A figure of the original plan stands before the target of its report.
    pub versions: BTreeMap<(&'a str, i16), Vec<Value<'a>>>,
}

/// An indicator in an edition.
pub(super) struct Edition<'a> {
    pub reported_fiscal_year: Option<i16>,
    pub document_id: &'a str,
    pub described: Described<'a>,
}

/// How an edition describes an indicator.
#[derive(Clone, Copy)]
pub(super) struct Described<'a> {
    pub initiative_id: Option<&'a str>,
    pub name: Option<&'a str>,
    pub name_normalised: Option<&'a str>,
    pub unit: Option<&'a str>,
    pub aggregation: Option<&'a str>,
    pub direction: &'a str,
    pub page: Option<i32>,
}

/// An exact value of a role and year.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub value: Decimal,
    pub unit: Option<&'a str>,
    pub printed: &'a str,
    pub fiscal_year: i16,
    pub reported_fiscal_year: Option<i16>,
    pub observation_id: &'a str,
    pub document_id: &'a str,
    pub page: Option<i32>,
    /// Whether its edition prints another value for the same role and year.
    pub is_one_of_several: bool,
}

impl<'a> History<'a> {
    pub fn latest(&self) -> &Described<'a> {
        &self.editions.last().expect("an indicator stands in an edition").described
    }

    /// The direction that the latest edition tells, else the one before, and so on.
    pub fn direction(&self) -> &'a str {
        let mut known = self.editions.iter().rev().map(|it| it.described.direction);
        known.find(|it| *it != "unknown").unwrap_or("unknown")
    }

    /// The first baseline of each edition, the earliest edition first.
    pub fn base_years(&self) -> Vec<&Value<'a>> {
        let mut baselines: Vec<&Value> =
            self.versions.iter().filter(|(key, _)| key.0 == "baseline").flat_map(|(_, values)| values).collect();
        baselines.sort_by_key(|it| (it.reported_fiscal_year, it.document_id, it.fiscal_year));
        baselines.dedup_by_key(|it| it.document_id);
        baselines
    }
}

/// The indicators, by series and id.
pub(super) fn histories<'a>(frames: &'a Frames, documents: &BTreeMap<&'a str, Document<'a>>) -> Vec<History<'a>> {
    let mut all: BTreeMap<(Series, &str), History> = BTreeMap::new();
    if let Some(frame) = frames.get("indicators") {
        read_indicators(frame, documents, &mut all);
    }
    if let Some(frame) = frames.get("observations") {
        read_values(frame, documents, &mut all);
    }
    let mut all: Vec<History> = all.into_values().collect();
    for history in &mut all {
        history.editions.sort_by_key(|it| (it.reported_fiscal_year, it.document_id));
        for versions in history.versions.values_mut() {
            versions.sort_by_key(|it| (it.reported_fiscal_year, it.document_id));
        }
    }
    all
}

fn read_indicators<'a>(
    frame: &'a Frame,
    documents: &BTreeMap<&'a str, Document<'a>>,
    all: &mut BTreeMap<(Series<'a>, &'a str), History<'a>>,
) {
    let [document_ids, ids, initiatives, names, plain_names, units] =
        ["document_id", "indicator_id", "initiative_id", "name", "name_normalised", "unit"].map(|it| frame.text(it));
    let (aggregations, directions, pages) = (frame.text("aggregation"), frame.text("direction"), frame.i32("page"));
    for row in 0..frame.row_count() {
        let document = document_ids.get(row).and_then(|it| documents.get(it));
        let (Some(document), Some(indicator_id)) = (document, ids.get(row)) else { continue };
        let described = Described {
            initiative_id: initiatives.get(row),
            name: names.get(row),
            name_normalised: plain_names.get(row),
            unit: units.get(row),
            aggregation: aggregations.get(row),
            direction: directions.get(row).unwrap_or("unknown"),
            page: pages.get(row),
        };
        let empty =
            || History { series: document.series, indicator_id, editions: Vec::new(), versions: BTreeMap::new() };
        let history = all.entry((document.series, indicator_id)).or_insert_with(empty);
        let (reported_fiscal_year, document_id) = (document.fiscal_year, document.id);
        history.editions.push(Edition { reported_fiscal_year, document_id, described });
    }
}

fn read_values<'a>(
    frame: &'a Frame,
    documents: &BTreeMap<&'a str, Document<'a>>,
    all: &mut BTreeMap<(Series<'a>, &'a str), History<'a>>,
) {
    let [document_ids, ids, indicators, roles, comparators, areas, units, printed] =
        ["document_id", "observation_id", "indicator_id", "role", "comparator", "area", "unit", "printed"]
            .map(|it| frame.text(it));
    let (years, pages) = (frame.i16("fiscal_year"), frame.i32("page"));
    let reasons = frame.text_lists("reasons");
    // A figure of the original plan is sorted before the target: it is read first.
    let is_original = |row: usize| reasons[row].iter().any(|it| it == "original_plan");
    let values = frame.decimals("value");
    let mut order: Vec<usize> = (0..frame.row_count()).collect();
    order.sort_by_key(|row| !is_original(*row));
    let mut seen: HashMap<(&str, &str, &str, i16, bool), usize> = HashMap::new();
    for row in order {
        let document = document_ids.get(row).and_then(|it| documents.get(it));
        let (Some(document), Some(indicator), Some(observation_id)) = (document, indicators.get(row), ids.get(row))
        else {
            continue;
        };
        let role = match roles.get(row) {
            Some("reference") if is_original(row) => "target",
            Some(role @ ("target" | "actual" | "baseline")) => role,
            _ => continue,
        };
        let is_plain = comparators.get(row) == Some("eq") && areas.get(row).is_none();
        let (true, Some(value), Some(fiscal_year)) = (is_plain, values[row], years.get(row)) else { continue };
        let Some(history) = all.get_mut(&(document.series, indicator)) else { continue };
        let versions = history.versions.entry((role, fiscal_year)).or_default();
        let key = (document.id, indicator, role, fiscal_year, is_original(row));
        if let Some(first) = seen.get(&key) {
            let first = &mut versions[*first];
            first.is_one_of_several |= first.value != value;
            continue;
        }
        seen.insert(key, versions.len());
        versions.push(Value {
            value,
            unit: units.get(row),
            printed: printed.get(row).unwrap_or_default(),
            fiscal_year,
            reported_fiscal_year: document.fiscal_year,
            observation_id,
            document_id: document.id,
            page: pages.get(row),
            is_one_of_several: false,
        });
    }
}
