//! Has as much of the way from baseline to final target been gone as of the time?

use rust_decimal::Decimal;

use super::caution::{APPROXIMATE, PATH_ASSUMED, holding};
use super::figures::{Indicator, Speaker, Value, indicators, of_indicators};
use super::pair::{on_line, percent};
use super::screen::{self, PLAN, ScreenColumn, words};
use super::sources::documents;
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::base::figures::rounded;
use crate::dataset::{Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_on_track", answer, show, at_end_of_build: false };

/// Digits after the point of a distance.
const GAP_DIGITS: u32 = 4;

/// An indicator on its way in a year.
pub(super) struct Track<'a> {
    pub indicator: &'a Indicator<'a>,
    pub fiscal_year: i16,
    pub actual: Value<'a>,
    baseline: (i16, Value<'a>),
    goal: (i16, Value<'a>),
    /// The year's target as printed, else on the straight line.
    planned: Decimal,
    caution: Vec<&'static str>,
}

impl Track<'_> {
    /// From baseline to final target.
    fn whole_way(&self) -> Decimal {
        self.goal.1.value - self.baseline.1.value
    }

    fn way_gone(&self) -> Decimal {
        self.actual.value - self.baseline.1.value
    }

    fn whole_time(&self) -> Decimal {
        Decimal::from(self.goal.0 - self.baseline.0)
    }

    fn time_gone(&self) -> Decimal {
        Decimal::from(self.fiscal_year - self.baseline.0)
    }

    fn progress(&self) -> Option<Decimal> {
        percent(self.way_gone(), self.whole_way())
    }

    fn elapsed(&self) -> Option<Decimal> {
        percent(self.time_gone(), self.whole_time())
    }

    /// The share of the way against that of the time, in percent: 100 is just on track.
    pub fn pace(&self) -> Option<Decimal> {
        percent(self.way_gone().checked_mul(self.whole_time())?, self.whole_way().checked_mul(self.time_gone())?)
    }

    fn on_track(&self) -> Option<bool> {
        self.pace().map(|it| it >= Decimal::ONE_HUNDRED)
    }

    /// How many years of the planned step the actual lies behind; ahead where it is below zero.
    fn years_behind(&self) -> Option<Decimal> {
        let behind = self.planned.checked_sub(self.actual.value)?.checked_mul(self.whole_time())?;
        Some(rounded(behind.checked_div(self.whole_way())?, GAP_DIGITS).normalize())
    }
}

/// Where the indicator is on its way in a year; `None` without baseline, later final target or actual in one unit, or where
/// there is no way to go.
pub(super) fn track<'a>(indicator: &'a Indicator<'a>, fiscal_year: i16, speaker: Speaker) -> Option<Track<'a>> {
    let actual = indicator.actual(fiscal_year, speaker)?;
    let baseline = indicator.baseline(speaker).filter(|it| it.0 < fiscal_year)?;
    let goal = indicator.final_target(fiscal_year, speaker)?;
    let one_unit = [baseline.1.unit, goal.1.unit].iter().all(|it| *it == actual.unit);
    if !one_unit || goal.1.value == baseline.1.value {
        return None;
    }
    let printed = indicator.target(fiscal_year, speaker).filter(|it| it.unit == actual.unit);
    let assumed = || on_line((baseline.0, baseline.1.value), (goal.0, goal.1.value), fiscal_year);
    let planned = printed.map(|it| it.value).or_else(assumed)?;
    let approximate = [actual, baseline.1, goal.1].iter().any(|it| it.approximate);
    let caution = holding([(printed.is_none(), PATH_ASSUMED), (approximate, APPROXIMATE)]);
    Some(Track { indicator, fiscal_year, actual, baseline, goal, planned, caution })
}

/// By series, indicator and fiscal year.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let indicators = indicators(frames, &documents);
    let mut tracks: Vec<(usize, Track)> = Vec::new();
    for indicator in &indicators {
        let of_years = indicator.years.keys().filter_map(|year| track(indicator, *year, Speaker::Latest));
        let of_years: Vec<Track> = of_years.collect();
        let count = of_years.len();
        tracks.extend(of_years.into_iter().map(|it| (count, it)));
    }
    of_indicators(&tracks, |(_, it)| it.indicator)
        .i16("fiscal_year", |(_, it)| Some(it.fiscal_year))
        .text("unit", |(_, it)| it.actual.unit)
        .decimal("baseline", |(_, it)| Some(it.baseline.1.value))
        .i16("baseline_fiscal_year", |(_, it)| Some(it.baseline.0))
        .decimal("final_target", |(_, it)| Some(it.goal.1.value))
        .i16("final_fiscal_year", |(_, it)| Some(it.goal.0))
        .decimal("actual", |(_, it)| Some(it.actual.value))
        .decimal("progress", |(_, it)| it.progress())
        .decimal("elapsed", |(_, it)| it.elapsed())
        .decimal("pace", |(_, it)| it.pace())
        .boolean("on_track", |(_, it)| it.on_track())
        .decimal("planned", |(_, it)| Some(it.planned))
        .decimal("gap", |(_, it)| it.actual.value.checked_sub(it.planned))
        .decimal("years_behind", |(_, it)| it.years_behind())
        .count("n", |(count, _)| *count)
        .text("method", |_| Some("way_against_time"))
        .text_list("caution", |(_, it)| Some(&it.caution))
        .text("baseline_observation_id", |(_, it)| Some(it.baseline.1.observation_id))
        .text("final_target_observation_id", |(_, it)| Some(it.goal.1.observation_id))
        .text("actual_observation_id", |(_, it)| Some(it.actual.observation_id))
        .finish(described(QUESTION.name))
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let columns: [ScreenColumn; 8] = [
        (PLAN, |it| it.series()),
        (words("指標", "indicator"), |it| it.text("name")),
        (words("年度", "year"), |it| it.year("fiscal_year")),
        (words("基準→実績→最終目標", "baseline→actual→final target"), |it| {
            format!("{}→{}→{}", it.measured("baseline"), it.measured("actual"), it.measured("final_target"))
        }),
        (words("進み", "way"), |it| it.percent("progress")),
        (words("経過", "time"), |it| it.percent("elapsed")),
        (words("順調", "on track"), |it| it.mark("on_track")),
        (words("遅れ（年）", "years behind"), |it| it.rounded("years_behind", 1)),
    ];
    screen::table(frame, language, words("順調か（国の基準）", "On track (the state's rule)"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::{measured_edition, observation};
    use crate::dataset::frames;
    use crate::indicator::{Observation, Role};

    /// Year, progress, elapsed, on track, gap, years behind.
    #[track_caller]
    fn check(observations: Vec<Observation>, expected: &[&str]) {
        let frame = answer(&frames(&[measured_edition(2023, observations)]));
        let row = |row: usize| {
            let number = |name: &str| frame.decimal(name, row).map(|it| it.to_string()).unwrap_or_default();
            let year = frame.i16("fiscal_year").get(row).unwrap_or_default();
            let on_track = frame.boolean("on_track").get(row) == Some(true);
            let [progress, elapsed, gap, behind] = ["progress", "elapsed", "gap", "years_behind"].map(number);
            format!("{year} {progress} {elapsed} {on_track} {gap} {behind}")
        };
        assert_eq!((0..frame.row_count()).map(row).collect::<Vec<_>>(), expected);
    }

    /// A baseline of 10 in 2020, a final target in 2025, an actual in 2023.
    fn way(goal: &str, actual: &str) -> Vec<Observation> {
        vec![
            observation(Role::Baseline, 2020, "10"),
            observation(Role::Actual, 2023, actual),
            observation(Role::Target, 2025, goal),
        ]
    }

    #[test]
    fn as_much_of_the_way_as_of_the_time_is_on_track() {
        check(way("20", "16"), &["2023 60 60 true 0 0"]);
        check(way("20", "15.9"), &["2023 59 60 false -0.1 0.05"]);
        check(way("20", "22"), &["2023 120 60 true 6 -3"]);
    }

    #[test]
    fn the_way_may_lead_down() {
        check(way("5", "7"), &["2023 60 60 true 0 0"]);
        check(way("5", "8"), &["2023 40 60 false 1 1"]);
        check(way("5", "11"), &["2023 -20 60 false 4 4"]);
    }

    #[test]
    fn the_distance_is_to_the_target_of_the_year_where_one_is_printed() {
        let mut observations = way("20", "16");
        observations.push(observation(Role::Target, 2023, "18"));
        check(observations, &["2023 60 60 true -2 1"]);
    }

    #[test]
    fn without_a_way_nothing_is_said() {
        check(way("10", "16"), &[]);
        check(way("20", "16")[1..].to_vec(), &[]);
        check(way("20", "16")[..2].to_vec(), &[]);
    }
}
