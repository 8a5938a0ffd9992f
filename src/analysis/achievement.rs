//! Were the targets met?

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::caution::{ACTUAL_REVISED, DIRECTION_UNKNOWN, SEVERAL_ACTUALS, SEVERAL_TARGETS, TARGET_RESTATED, sentences};
use super::sources::{Document, Series, documents, year_name};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::{Columns, Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_achievement", answer, show: Some(show) };

/// Digits of the achievement after the point.
const ACHIEVEMENT_DIGITS: u32 = 4;

/// An exact value of an indicator in a year.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Value<'a> {
    observation_id: &'a str,
    value: Decimal,
    unit: Option<&'a str>,
    as_of: Option<i32>,
    document: &'a Document<'a>,
}

/// What editions of a series say of an indicator and year, in the order of the table.
#[derive(Default)]
struct Said<'a> {
    targets: Vec<Value<'a>>,
    actuals: Vec<Value<'a>>,
}

/// The indicator, as its latest edition describes it.
#[derive(Clone, Copy)]
struct Described<'a> {
    initiative_id: Option<&'a str>,
    name: Option<&'a str>,
    direction: &'a str,
}

/// A target with its actual.
struct Pair<'a> {
    series: Series<'a>,
    indicator_id: &'a str,
    indicator: Described<'a>,
    fiscal_year: i16,
    target: Value<'a>,
    actual: Value<'a>,
    caution: Vec<&'static str>,
}

impl Pair<'_> {
    fn lower_is_better(&self) -> bool {
        self.indicator.direction == "down"
    }

    /// In percent; `None` where lower is better and the actual is not above zero.
    fn achievement(&self) -> Option<Decimal> {
        let (target, actual) = (self.target.value, self.actual.value);
        let ratio = if self.lower_is_better() {
            target.checked_div(actual).filter(|_| actual > Decimal::ZERO)
        } else {
            actual.checked_div(target)
        };
        Some(ratio?.checked_mul(Decimal::ONE_HUNDRED)?.round_dp(ACHIEVEMENT_DIGITS).normalize())
    }

    fn met(&self) -> bool {
        if self.lower_is_better() {
            self.actual.value <= self.target.value
        } else {
            self.actual.value >= self.target.value
        }
    }
}

/// By series, indicator and fiscal year. Only plain values (`eq`) of the report's own area are compared, only in equal units,
/// and only with a target above zero.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let indicators = indicators(frames);
    let mut pairs: Vec<Pair> = Vec::new();
    for ((series, indicator_id, fiscal_year), said) in said(frames, &documents) {
        let Some(indicator) = indicators.get(indicator_id).copied() else { continue };
        pairs.extend(pair(series, indicator_id, indicator, fiscal_year, &said));
    }
    let mut year_counts: BTreeMap<(Series, &str), usize> = BTreeMap::new();
    for pair in &pairs {
        *year_counts.entry((pair.series, pair.indicator_id)).or_default() += 1;
    }
    Columns::over(&pairs)
        .text("prefecture_code", |it| it.series.prefecture_code)
        .text("plan", |it| it.series.plan)
        .text("initiative_id", |it| it.indicator.initiative_id)
        .text("indicator_id", |it| Some(it.indicator_id))
        .text("name", |it| it.indicator.name)
        .i16("fiscal_year", |it| Some(it.fiscal_year))
        .text("unit", |it| it.target.unit)
        .decimal("target", |it| Some(it.target.value))
        .decimal("actual", |it| Some(it.actual.value))
        .decimal("achievement", Pair::achievement)
        .decimal("gap", |it| it.actual.value.checked_sub(it.target.value))
        .boolean("met", |it| Some(it.met()))
        .text("direction", |it| Some(it.indicator.direction))
        .i16("target_reported_fiscal_year", |it| it.target.document.fiscal_year)
        .i16("actual_reported_fiscal_year", |it| it.actual.document.fiscal_year)
        .count("n", |it| year_counts[&(it.series, it.indicator_id)])
        .text("method", |it| Some(if it.lower_is_better() { "ratio_down" } else { "ratio_up" }))
        .text_list("caution", |it| Some(&it.caution))
        .text("target_observation_id", |it| Some(it.target.observation_id))
        .text("actual_observation_id", |it| Some(it.actual.observation_id))
        .finish(described(QUESTION.name))
}

/// All indicators by id; the table's last row of an id is of its latest edition.
fn indicators(frames: &Frames) -> BTreeMap<&str, Described<'_>> {
    let Some(frame) = frames.get("indicators") else { return BTreeMap::new() };
    let (ids, initiatives, names) = (frame.text("indicator_id"), frame.text("initiative_id"), frame.text("name"));
    let directions = frame.text("direction");
    let described = |row: usize| {
        let direction = directions.get(row).unwrap_or("unknown");
        Some((ids.get(row)?, Described { initiative_id: initiatives.get(row), name: names.get(row), direction }))
    };
    (0..frame.row_count()).filter_map(described).collect()
}

/// Targets and actuals by series, indicator and fiscal year.
fn said<'a>(
    frames: &'a Frames,
    documents: &'a BTreeMap<&'a str, Document<'a>>,
) -> BTreeMap<(Series<'a>, &'a str, i16), Said<'a>> {
    let mut all: BTreeMap<(Series, &str, i16), Said> = BTreeMap::new();
    let Some(frame) = frames.get("observations") else { return all };
    let (ids, indicator_ids, fiscal_years) =
        (frame.text("observation_id"), frame.text("indicator_id"), frame.i16("fiscal_year"));
    let (roles, comparators, areas) = (frame.text("role"), frame.text("comparator"), frame.text("area"));
    let (units, document_ids) = (frame.text("unit"), frame.text("document_id"));
    for (row, value) in frame.decimals("value").into_iter().enumerate() {
        if comparators.get(row) != Some("eq") || areas.get(row).is_some() {
            continue;
        }
        let key =
            (indicator_ids.get(row), fiscal_years.get(row), document_ids.get(row).and_then(|it| documents.get(it)));
        let (Some(indicator_id), Some(fiscal_year), Some(document)) = key else { continue };
        let (Some(value), Some(observation_id)) = (value, ids.get(row)) else { continue };
        let as_of = frame.date("as_of").physical().get(row);
        let value = Value { observation_id, value, unit: units.get(row), as_of, document };
        let said = all.entry((document.series, indicator_id, fiscal_year)).or_default();
        match roles.get(row) {
            Some("target") => said.targets.push(value),
            Some("actual") => said.actuals.push(value),
            _ => {}
        }
    }
    all
}

fn pair<'a>(
    series: Series<'a>,
    indicator_id: &'a str,
    indicator: Described<'a>,
    fiscal_year: i16,
    said: &Said<'a>,
) -> Option<Pair<'a>> {
    let targets = latest_edition(&said.targets);
    let actuals = latest_edition(&said.actuals);
    let target = *targets.first()?;
    // Of several dates of one year, the last says how the year ended; of equal ones, the first printed is the main one.
    let actual = *actuals.iter().rev().max_by_key(|it| it.as_of)?;
    let comparable = target.unit == actual.unit && target.value > Decimal::ZERO;
    let rules = [
        (indicator.direction == "unknown", DIRECTION_UNKNOWN),
        (differ(&targets), SEVERAL_TARGETS),
        (differ(&actuals), SEVERAL_ACTUALS),
        (is_restated(&said.targets, &target), TARGET_RESTATED),
        (is_restated(&said.actuals, &actual), ACTUAL_REVISED),
    ];
    let caution = rules.into_iter().filter_map(|(holds, code)| holds.then_some(code)).collect();
    comparable.then_some(Pair { series, indicator_id, indicator, fiscal_year, target, actual, caution })
}

/// The values of the edition reported latest, as printed.
fn latest_edition<'a>(values: &[Value<'a>]) -> Vec<Value<'a>> {
    let latest = values.iter().map(|it| it.document).max();
    values.iter().filter(|it| Some(it.document) == latest).copied().collect()
}

fn differ(values: &[Value]) -> bool {
    values.iter().map(|it| it.value).collect::<BTreeSet<_>>().len() > 1
}

/// Whether an earlier edition said this year's value otherwise, and never as now.
fn is_restated(values: &[Value], now: &Value) -> bool {
    let earlier: Vec<&Value> = values.iter().filter(|it| it.document != now.document).collect();
    !earlier.is_empty() && earlier.iter().all(|it| it.value != now.value)
}

/// A line an indicator, a column a fiscal year; those followed for most years first.
fn show(frame: &Frame, language: Language) -> TerminalTable {
    let (title, first) = match language {
        Language::Japanese => ("目標の達成（実績／目標　達成率）", "指標"),
        Language::English => ("Achievement of targets (actual / target, share)", "indicator"),
    };
    let years: BTreeSet<i16> = (0..frame.row_count()).filter_map(|row| frame.i16("fiscal_year").get(row)).collect();
    let [targets, actuals, achievements] = ["target", "actual", "achievement"].map(|it| frame.decimals(it));
    let number = |value: Option<Decimal>| value.map(|it| it.to_string()).unwrap_or_default();
    let mut lines: Vec<(String, BTreeMap<i16, String>)> = Vec::new();
    for row in 0..frame.row_count() {
        let (Some(name), Some(year)) = (frame.text("name").get(row), frame.i16("fiscal_year").get(row)) else {
            continue;
        };
        let share = achievements[row].map(|it| format!("  {:.1}%", it.round_dp(1))).unwrap_or_default();
        let cell = format!("{}/{}{share}", number(actuals[row]), number(targets[row]));
        match lines.iter_mut().find(|(known, cells)| known == name && !cells.contains_key(&year)) {
            Some((_, cells)) => _ = cells.insert(year, cell),
            None => lines.push((name.to_owned(), BTreeMap::from([(year, cell)]))),
        }
    }
    lines.sort_by_key(|(_, cells)| std::cmp::Reverse(cells.len()));
    let rows = lines.into_iter().map(|(name, cells)| {
        let cell = |year: &i16| cells.get(year).cloned().unwrap_or_default();
        std::iter::once(name).chain(years.iter().map(cell)).collect()
    });
    let header = std::iter::once(first.to_owned()).chain(years.iter().map(|year| year_name(Some(*year), language)));
    let (header, rows) = (header.collect(), rows.collect());
    TerminalTable { title: title.to_owned(), header, rows, caution: sentences(frame, language) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::{measurements, observation, rated_edition};
    use crate::dataset::{Edition, frames};
    use crate::indicator::{Observation, Role};

    fn edition(year: i16, observations: Vec<Observation>) -> Edition {
        let mut edition = rated_edition(year, &[("電子申請", &[])]);
        edition.measurements = measurements(observations);
        edition
    }

    /// Target, actual, achievement, met; then the codes of caution but `direction_unknown`.
    #[track_caller]
    fn check(editions: &[Edition], expected: &[&str]) {
        let frame = answer(&frames(editions, Language::English));
        let row = |row: usize| {
            let decimal = |name: &str| frame.decimals(name)[row].map(|it| it.to_string()).unwrap_or_default();
            let met = frame.boolean("met").get(row).unwrap_or_default();
            let list = frame.data().column("caution").expect("a column").get(row).expect("a row").to_string();
            let known = [SEVERAL_TARGETS, SEVERAL_ACTUALS, TARGET_RESTATED, ACTUAL_REVISED];
            let codes: String = known.iter().filter(|it| list.contains(**it)).map(|it| format!(" {it}")).collect();
            format!("{} {} {} {met}{codes}", decimal("target"), decimal("actual"), decimal("achievement"))
        };
        let found: Vec<String> = (0..frame.row_count()).map(row).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_target_missed_by_little() {
        let observations = vec![observation(Role::Target, 2023, "80"), observation(Role::Actual, 2023, "78.1")];
        check(&[edition(2023, observations)], &["80 78.1 97.625 false"]);
    }

    #[test]
    fn the_ibaraki_sheet() {
        let observations = vec![observation(Role::Target, 2023, "2000"), observation(Role::Actual, 2023, "2748")];
        check(&[edition(2023, observations)], &["2000 2748 137.4 true"]);
    }

    #[test]
    fn bounds_zero_targets_other_units_and_other_years_are_not_compared() {
        let target = || observation(Role::Target, 2023, "80");
        let actual = || observation(Role::Actual, 2023, "70");
        let bound = Observation { comparator: "ge".to_owned(), ..target() };
        let other_unit = Observation { unit: Some("case".to_owned()), ..target() };
        let elsewhere = Observation { area: Some("全国".to_owned()), ..actual() };
        check(&[edition(2023, vec![bound, actual()])], &[]);
        check(&[edition(2023, vec![observation(Role::Target, 2023, "0"), actual()])], &[]);
        check(&[edition(2023, vec![other_unit, actual()])], &[]);
        check(&[edition(2023, vec![target(), observation(Role::Actual, 2022, "70")])], &[]);
        check(&[edition(2023, vec![target(), elsewhere])], &[]);
    }

    #[test]
    fn the_latest_edition_speaks_for_a_year() {
        let earlier = edition(2022, vec![observation(Role::Target, 2022, "70"), observation(Role::Actual, 2022, "60")]);
        let later = edition(2023, vec![observation(Role::Target, 2022, "50"), observation(Role::Actual, 2022, "60")]);
        check(&[later, earlier], &["50 60 120 true target_restated"]);
    }

    #[test]
    fn of_several_actuals_the_one_of_the_latest_date_counts() {
        let dated = |value: &str, as_of: &str| Observation {
            as_of: Some(as_of.to_owned()),
            ..observation(Role::Actual, 2023, value)
        };
        let actuals = [dated("60", "2023-09"), dated("70", "2024-03"), dated("65", "2024-03")];
        let observations = std::iter::once(observation(Role::Target, 2023, "100")).chain(actuals).collect();
        check(&[edition(2023, observations)], &["100 70 70 false several_actuals"]);
    }
}
