//! Were the targets met?

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::caution::sentences;
use super::figures::{Speaker, indicators};
use super::pair::{Pair, pair};
use super::screen::{Cells, PLAN};
use super::sources::{documents, series_name, year_name};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::base::figures::fixed;
use crate::dataset::{Columns, Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_achievement", answer, show, at_end_of_build: true };

/// A rate above this is shown as more than this; the data has it.
const MOST_SHOWN: Decimal = Decimal::from_parts(200, 0, 0, false, 0);

/// By series, indicator and fiscal year.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let indicators = indicators(frames, &documents);
    let pairs: Vec<(usize, Pair)> = indicators
        .iter()
        .flat_map(|it| {
            let pairs = it.years.keys().filter_map(|year| pair(it, *year, Speaker::Latest));
            let pairs: Vec<Pair> = pairs.collect();
            let count = pairs.len();
            pairs.into_iter().map(move |it| (count, it))
        })
        .collect();
    Columns::over(&pairs)
        .text("prefecture_code", |(_, it)| it.indicator.series.prefecture_code)
        .text("plan", |(_, it)| it.indicator.series.plan)
        .text("initiative_id", |(_, it)| it.indicator.initiative_id)
        .text("indicator_id", |(_, it)| Some(it.indicator.id))
        .text("name", |(_, it)| it.indicator.name)
        .i16("fiscal_year", |(_, it)| Some(it.fiscal_year))
        .text("unit", |(_, it)| it.actual.unit)
        .decimal("target", |(_, it)| Some(it.planned))
        .decimal("actual", |(_, it)| Some(it.actual.value))
        .decimal("baseline", |(_, it)| it.baseline.map(|it| it.1.value))
        .i16("baseline_fiscal_year", |(_, it)| it.baseline.map(|it| it.0))
        .decimal("achievement", |(_, it)| it.achievement().0)
        .decimal("ratio", |(_, it)| it.ratio())
        .decimal("gap", |(_, it)| it.actual.value.checked_sub(it.planned))
        .boolean("met", |(_, it)| it.met())
        .text("direction", |(_, it)| Some(it.indicator.direction_code))
        .text("direction_source", |(_, it)| it.indicator.direction_source)
        .i16("target_reported_fiscal_year", |(_, it)| it.target.document.fiscal_year)
        .i16("actual_reported_fiscal_year", |(_, it)| it.actual.document.fiscal_year)
        .count("n", |(count, _)| *count)
        .text("method", |(_, it)| it.achievement().1)
        .text_list("caution", |(_, it)| Some(&it.caution))
        .text("target_observation_id", |(_, it)| Some(it.target.observation_id))
        .text("actual_observation_id", |(_, it)| Some(it.actual.observation_id))
        .text("baseline_observation_id", |(_, it)| it.baseline.map(|it| it.1.observation_id))
        .finish(described(QUESTION.name))
}

/// An indicator on the screen.
struct Line<'a> {
    plan: String,
    id: &'a str,
    name: String,
    /// By fiscal year.
    cells: BTreeMap<i16, String>,
}

/// A line an indicator, a column a fiscal year, the plan before them where there are several; those followed for most years first.
fn show(frame: &Frame, language: Language) -> TerminalTable {
    let (title, first) = match language {
        Language::Japanese => ("目標の達成（実績／目標　達成率）", "指標"),
        Language::English => ("Achievement of targets (actual / target, share)", "indicator"),
    };
    let years: BTreeSet<i16> = (0..frame.row_count()).filter_map(|row| frame.i16("fiscal_year").get(row)).collect();
    let number = |row: usize, name: &str| Cells { frame, row, language }.number(name);
    let series = |row: usize| series_name(frame.text("prefecture_code").get(row), frame.text("plan").get(row));
    let mut lines: Vec<Line> = Vec::new();
    for row in 0..frame.row_count() {
        let (Some(name), Some(year)) = (frame.text("name").get(row), frame.i16("fiscal_year").get(row)) else {
            continue;
        };
        let share = frame.decimal("achievement", row).map(|it| format!("  {}", shown_rate(it))).unwrap_or_default();
        let cell = format!("{}/{}{share}", number(row, "actual"), number(row, "target"));
        let (plan, id) = (series(row), frame.text("indicator_id").get(row).unwrap_or_default());
        match lines.iter_mut().find(|it| it.plan == plan && it.id == id) {
            Some(line) => _ = line.cells.insert(year, cell),
            None => {
                let name = with_unit(name, Cells { frame, row, language }.unit());
                lines.push(Line { plan, id, name, cells: BTreeMap::from([(year, cell)]) });
            }
        }
    }
    lines.sort_by_key(|it| std::cmp::Reverse(it.cells.len()));
    let rows = lines.into_iter().map(|line| {
        let cells = years.iter().map(|year| line.cells.get(year).cloned().unwrap_or_default());
        [line.plan, line.name].into_iter().chain(cells).collect()
    });
    let first = [PLAN.text(language), first].map(str::to_owned);
    let header = first.into_iter().chain(years.iter().map(|year| year_name(Some(*year), language)));
    let (header, rows) = (header.collect(), rows.collect());
    TerminalTable { title: title.to_owned(), header, rows, caution: sentences(frame, language) }
}

/// The unit stands once, with the name: its numbers are narrower without it.
fn with_unit(name: &str, unit: &str) -> String {
    if unit.is_empty() { name.to_owned() } else { format!("{name} [{unit}]") }
}

/// A rate as it is shown: what is beyond all measure (a target of 1, an actual of 900) is not printed to the digit.
fn shown_rate(rate: Decimal) -> String {
    if rate > MOST_SHOWN { format!(">{MOST_SHOWN}%") } else { format!("{}%", fixed(rate, 1)) }
}

#[cfg(test)]
mod tests {
    use super::super::caution::DIRECTION_FROM_NAME;
    use super::*;
    use crate::dataset::examples::{measured_edition as edition, observation};
    use crate::dataset::{Edition, frames};
    use crate::indicator::{Observation, Role};

    /// Target, actual, achievement and its method, met; then the codes of caution but `direction_from_name`.
    #[track_caller]
    fn check(editions: &[Edition], expected: &[&str]) {
        let frame = answer(&frames(editions));
        let cautions = frame.text_lists("caution");
        let row = |row: usize| {
            let decimal = |name: &str| frame.decimals(name)[row].map_or("-".to_owned(), |it| it.to_string());
            let met = frame.boolean("met").get(row).map_or("-".to_owned(), |it| it.to_string());
            let method = frame.text("method").get(row).unwrap_or("-");
            let codes = cautions[row].iter().filter(|it| *it != DIRECTION_FROM_NAME);
            let words = ["target", "actual", "achievement"].map(decimal).join(" ");
            codes.fold(format!("{words} {method} {met}"), |words, code| format!("{words} {code}"))
        };
        let found: Vec<String> = (0..frame.row_count()).map(row).collect();
        assert_eq!(found, expected);
    }

    fn bound(comparator: &str, observation: Observation) -> Observation {
        Observation { comparator: comparator.to_owned(), ..observation }
    }

    #[test]
    fn a_target_missed_by_little() {
        let observations = vec![observation(Role::Target, 2023, "80"), observation(Role::Actual, 2023, "78.1")];
        check(&[edition(2023, observations)], &["80 78.1 97.625 ratio_up false"]);
    }

    #[test]
    fn the_ibaraki_sheet() {
        let observations = vec![observation(Role::Target, 2023, "2000"), observation(Role::Actual, 2023, "2748")];
        check(&[edition(2023, observations)], &["2000 2748 137.4 ratio_up true"]);
    }

    #[test]
    fn a_target_may_be_a_bound() {
        let observations = |bound_: &str, actual: &str| {
            vec![bound(bound_, observation(Role::Target, 2023, "15")), observation(Role::Actual, 2023, actual)]
        };
        check(&[edition(2023, observations("le", "18"))], &["15 18 83.3333 ratio_down false"]);
        check(&[edition(2023, observations("le", "15"))], &["15 15 100 ratio_down true"]);
        check(&[edition(2023, observations("lt", "15"))], &["15 15 100 ratio_down false"]);
        check(&[edition(2023, observations("ge", "18"))], &["15 18 120 ratio_up true"]);
    }

    #[test]
    fn with_a_baseline_the_way_gone_counts() {
        let began = |value: &str| observation(Role::Baseline, 2020, value);
        let observations =
            vec![began("4.2"), observation(Role::Target, 2021, "8"), observation(Role::Actual, 2021, "9.1")];
        check(&[edition(2021, observations)], &["8 9.1 128.9474 baseline true"]);
        let falling = vec![began("24"), observation(Role::Target, 2023, "15"), observation(Role::Actual, 2023, "18")];
        check(&[edition(2023, falling)], &["15 18 66.6667 baseline false"]);
        let negative =
            vec![began("0"), observation(Role::Target, 2023, "-30"), observation(Role::Actual, 2023, "-21.6")];
        check(&[edition(2023, negative)], &["-30 -21.6 72 baseline false"]);
    }

    #[test]
    fn what_lies_behind_the_baseline_is_not_measured_from_there() {
        let observations = vec![
            observation(Role::Baseline, 2020, "48308"),
            observation(Role::Target, 2023, "50648"),
            observation(Role::Actual, 2023, "22792"),
        ];
        check(&[edition(2023, observations)], &["50648 22792 45.0008 ratio_up false behind_baseline"]);
    }

    #[test]
    fn between_baseline_and_final_target_a_straight_line_is_assumed() {
        let observations = vec![
            observation(Role::Baseline, 2020, "10"),
            observation(Role::Actual, 2022, "16"),
            observation(Role::Target, 2025, "20"),
        ];
        check(&[edition(2022, observations)], &["14 16 150 path_assumed true path_assumed"]);
    }

    #[test]
    fn what_cannot_be_divided_has_no_rate() {
        let pair = |target: &str, actual: &str| {
            vec![observation(Role::Target, 2023, target), observation(Role::Actual, 2023, actual)]
        };
        check(&[edition(2023, pair("0", "3"))], &["0 3 - - true no_ratio"]);
        check(&[edition(2023, pair("5", "-1"))], &["5 -1 - - false no_ratio"]);
        check(&[edition(2023, pair("5", "0"))], &["5 0 0 ratio_up false"]);
    }

    #[test]
    fn an_unknown_direction_gives_neither_rate_nor_verdict() {
        let observations = vec![observation(Role::Target, 2023, "80"), observation(Role::Actual, 2023, "90")];
        let mut edition = edition(2023, observations);
        edition.measurements.indicators[0].name = "相談件数".to_owned();
        check(&[edition], &["80 90 - - - direction_unknown"]);
    }

    #[test]
    fn a_direction_known_under_one_name_holds_for_the_others() {
        let pair = |year| vec![observation(Role::Target, year, "80"), observation(Role::Actual, year, "90")];
        let mut renamed = edition(2023, pair(2023));
        renamed.measurements.indicators[0].name = "相談件数".to_owned();
        let expected = ["80 90 112.5 ratio_up true"; 2];
        check(&[edition(2022, pair(2022)), renamed], &expected);
    }

    #[test]
    fn other_units_other_years_other_areas_and_bounds_as_actuals_are_not_compared() {
        let target = || observation(Role::Target, 2023, "80");
        let actual = || observation(Role::Actual, 2023, "70");
        let other_unit = Observation { unit: Some("case".to_owned()), ..target() };
        let elsewhere = Observation { area: Some("全国".to_owned()), ..actual() };
        check(&[edition(2023, vec![target(), bound("ge", actual())])], &[]);
        check(&[edition(2023, vec![other_unit, actual()])], &[]);
        check(&[edition(2023, vec![target(), observation(Role::Actual, 2022, "70")])], &[]);
        check(&[edition(2023, vec![target(), elsewhere])], &[]);
    }

    #[test]
    fn the_latest_edition_speaks_for_a_year() {
        let earlier = edition(2022, vec![observation(Role::Target, 2022, "70"), observation(Role::Actual, 2022, "60")]);
        let later = edition(2023, vec![observation(Role::Target, 2022, "50"), observation(Role::Actual, 2022, "60")]);
        check(&[later, earlier], &["50 60 120 ratio_up true target_restated"]);
    }

    #[test]
    fn of_several_actuals_the_one_of_the_latest_date_counts() {
        let dated = |value: &str, as_of: &str| Observation {
            as_of: Some(as_of.to_owned()),
            ..observation(Role::Actual, 2023, value)
        };
        let actuals = [dated("60", "2023-09"), dated("70", "2024-03"), dated("65", "2024-03")];
        let observations = std::iter::once(observation(Role::Target, 2023, "100")).chain(actuals).collect();
        check(&[edition(2023, observations)], &["100 70 70 ratio_up false several_actuals"]);
    }

    #[test]
    fn rates_beyond_measure_are_not_shown_to_the_digit() {
        assert_eq!(
            ["97.625", "200", "90000"].map(|it| shown_rate(it.parse().expect("a decimal"))),
            ["97.6%", "200.0%", ">200%"]
        );
    }
}
