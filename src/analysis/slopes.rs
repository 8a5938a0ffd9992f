//! Do the indicators rise or fall over the years, more than chance would have it?

use rust_decimal::Decimal;

use super::caution::{
    APPROXIMATE, AS_OF_DIFFERS, CUMULATIVE, DIRECTION_FROM_NAME, DIRECTION_UNKNOWN, MANY_TESTS, NO_TREND_SHOWN,
    NOT_TESTED, UNIT_DIFFERS, holding,
};
use super::figures::{Indicator, as_of_differs, indicators, of_indicators};
use super::screen::{self, Cells, PLAN, ScreenColumn, words};
use super::sources::documents;
use super::statistics::SIGNIFICANCE;
use super::statistics::series::{
    FEWEST_FOR_SLOPE, MOST_UNCORRECTED, MannKendall, benjamini_hochberg, mann_kendall, theil_sen,
};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::schema::Wording;
use crate::dataset::{Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_slopes", answer, show, at_end_of_build: false };

/// An indicator with its actuals over the years.
struct Run<'a> {
    indicator: &'a Indicator<'a>,
    points: Vec<(i16, Decimal)>,
    slope: Option<Decimal>,
    test: Option<MannKendall>,
    /// The corrected p value, where many indicators of the series are tested.
    q_value: Option<f64>,
    caution: Vec<&'static str>,
}

impl Run<'_> {
    /// What the test says; `None` where there is none.
    fn verdict(&self) -> Option<&'static str> {
        let test = self.test?;
        if self.q_value.unwrap_or(test.p_value) >= SIGNIFICANCE {
            return Some(NO_TREND_SHOWN);
        }
        let rises = Decimal::from(test.statistic.signum());
        Some(match self.indicator.direction.sign() {
            None if test.statistic > 0 => "rising",
            None => "falling",
            Some(sign) if rises * sign > Decimal::ZERO => "improving",
            Some(_) => "worsening",
        })
    }

    fn method(&self) -> &'static str {
        match (self.test, self.slope) {
            (Some(_), _) => "theil_sen_mann_kendall_exact",
            (None, Some(_)) => "theil_sen",
            (None, None) => "points_only",
        }
    }
}

/// By series and indicator, those with two years of actuals.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let indicators = indicators(frames, &documents);
    let mut runs: Vec<Run> = indicators.iter().filter_map(run).collect();
    for series in runs.chunk_by_mut(|a, b| a.indicator.series == b.indicator.series) {
        correct(series);
    }
    runs.iter_mut().for_each(|it| it.caution = cautions(it));
    of_indicators(&runs, |it| it.indicator)
        .text("unit", |it| it.indicator.unit)
        .text("direction", |it| Some(it.indicator.direction_code))
        .i16("from_fiscal_year", |it| it.points.first().map(|it| it.0))
        .i16("to_fiscal_year", |it| it.points.last().map(|it| it.0))
        .decimal("first", |it| it.points.first().map(|it| it.1))
        .decimal("last", |it| it.points.last().map(|it| it.1))
        .count("n", |it| it.points.len())
        .decimal("slope", |it| it.slope)
        .i32("statistic", |it| it.test.and_then(|it| i32::try_from(it.statistic).ok()))
        .f64("p_value", |it| it.test.map(|it| it.p_value))
        .f64("q_value", |it| it.q_value)
        .text("verdict", Run::verdict)
        .text("method", |it| Some(it.method()))
        .text_list("caution", |it| Some(&it.caution))
        .finish(described(QUESTION.name))
}

fn run<'a>(indicator: &'a Indicator<'a>) -> Option<Run<'a>> {
    let points: Vec<(i16, Decimal)> = indicator.actuals().0.into_iter().map(|(year, it)| (year, it.value)).collect();
    let values: Vec<Decimal> = points.iter().map(|it| it.1).collect();
    let slope = if points.len() >= FEWEST_FOR_SLOPE { theil_sen(&points) } else { None };
    let test = mann_kendall(&values);
    (points.len() > 1).then_some(Run { indicator, points, slope, test, q_value: None, caution: Vec::new() })
}

/// Gives the tests of one series their q values where they are many.
fn correct(series: &mut [Run]) {
    let p_values: Vec<f64> = series.iter().filter_map(|it| it.test.map(|it| it.p_value)).collect();
    if p_values.len() > MOST_UNCORRECTED {
        let tested = series.iter_mut().filter(|it| it.test.is_some());
        tested.zip(benjamini_hochberg(&p_values)).for_each(|(it, q_value)| it.q_value = Some(q_value));
    }
}

fn cautions(run: &Run) -> Vec<&'static str> {
    let (actuals, unit_differs) = run.indicator.actuals();
    holding([
        (run.test.is_none(), NOT_TESTED),
        (run.verdict() == Some(NO_TREND_SHOWN), NO_TREND_SHOWN),
        (run.q_value.is_some(), MANY_TESTS),
        (run.indicator.direction.sign().is_none(), DIRECTION_UNKNOWN),
        (run.indicator.direction_source == Some("lexicon"), DIRECTION_FROM_NAME),
        (run.indicator.is_cumulative, CUMULATIVE),
        (as_of_differs(&actuals), AS_OF_DIFFERS),
        (unit_differs, UNIT_DIFFERS),
        (actuals.iter().any(|it| it.1.approximate), APPROXIMATE),
    ])
}

const VERDICTS: [(&str, Wording); 5] = [
    (NO_TREND_SHOWN, words("傾向があるとは言えない", "no trend shown")),
    ("improving", words("改善傾向", "improving")),
    ("worsening", words("悪化傾向", "worsening")),
    ("rising", words("増加傾向（向き不明）", "rising, direction unknown")),
    ("falling", words("減少傾向（向き不明）", "falling, direction unknown")),
];

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let p_or_q = |it: &Cells| match it.rounded("q_value", 3) {
        q_value if q_value.is_empty() => it.rounded("p_value", 3),
        q_value => q_value,
    };
    let columns: [ScreenColumn; 8] = [
        (PLAN, |it| it.series()),
        (words("指標", "indicator"), |it| it.text("name")),
        (words("年度", "years"), |it| it.years("from_fiscal_year", "to_fiscal_year")),
        (words("実績", "actuals"), |it| format!("{}→{}", it.measured("first"), it.measured("last"))),
        (words("年度数", "n"), |it| it.number("n")),
        (words("傾き（年）", "slope a year"), |it| it.measured("slope")),
        (words("p値（多数ならq値）", "p (q where many)"), p_or_q),
        (words("判定", "verdict"), |it| it.word("verdict", &VERDICTS)),
    ];
    screen::table(frame, language, words("指標の推移", "How indicators moved"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::{measured_edition, observation};
    use crate::dataset::{Edition, frames};
    use crate::indicator::Role;

    fn edition(actuals: &str) -> Edition {
        let years = 2014..;
        let values = actuals.split(' ').zip(years);
        measured_edition(2023, values.map(|(value, year)| observation(Role::Actual, year, value)).collect())
    }

    /// n, slope, p value, verdict.
    #[track_caller]
    fn check(edition: Edition, expected: &[&str]) {
        let frame = answer(&frames(&[edition]));
        let row = |row: usize| {
            let n = frame.i32("n").get(row).unwrap_or_default();
            let slope = frame.decimal("slope", row).map_or("-".to_owned(), |it| it.to_string());
            let p_value = frame.f64("p_value").get(row).map_or("-".to_owned(), |it| it.to_string());
            let q_value = frame.f64("q_value").get(row).map_or(String::new(), |it| format!(" q {it}"));
            format!("{n} {slope} {p_value}{q_value} {}", frame.text("verdict").get(row).unwrap_or("-"))
        };
        assert_eq!((0..frame.row_count()).map(row).collect::<Vec<_>>(), expected);
    }

    // Figures of SciPy 1.17.1: theilslopes, kendalltau(method="exact").

    #[test]
    fn three_years_are_points_only() {
        check(edition("62.4 78.1 88.2"), &["3 - - -"]);
    }

    #[test]
    fn four_years_have_a_slope() {
        check(edition("10 12 11 20"), &["4 2.666667 - -"]);
    }

    #[test]
    fn five_years_are_tested() {
        check(edition("62.4 65 70.1 78.1 88.2"), &["5 6.5 0.016667 improving"]);
        check(edition("9 8 7 6 5"), &["5 -1 0.016667 worsening"]);
        check(edition("1 3 2 5 4"), &["5 0.875 0.233333 no_trend_shown"]);
    }

    #[test]
    fn without_a_direction_a_rise_is_a_rise() {
        let mut edition = edition("1 2 3 4 5");
        edition.measurements.indicators[0].name = "相談件数".to_owned();
        check(edition, &["5 1 0.016667 rising"]);
    }

    #[test]
    fn many_tests_are_corrected() {
        let mut all = edition("1 3 2 5 4");
        let indicator = all.measurements.indicators[0].clone();
        let one = all.measurements.observations.clone();
        for number in 1..21 {
            let mut indicator = indicator.clone();
            indicator.id = format!("indicator {number:02}");
            all.measurements.indicators.push(indicator);
            let values = one.iter().cloned().map(|it| crate::indicator::Observation { indicator: number, ..it });
            all.measurements.observations.extend(values);
        }
        // The last one rises steadily: p = 2/120; among 21 tests its q is 0.233 (false_discovery_control).
        for (step, it) in all.measurements.observations.iter_mut().filter(|it| it.indicator == 20).enumerate() {
            it.value = Some(Decimal::from(step));
        }
        let frame = answer(&frames(&[all]));
        let row = (0..21).find(|row| frame.text("indicator_id").get(*row) == Some("indicator 20"));
        let row = row.expect("the last indicator has a row");
        assert_eq!((frame.f64("p_value").get(row), frame.f64("q_value").get(row)), (Some(0.016667), Some(0.233333)));
        assert_eq!(frame.text("verdict").get(row), Some(NO_TREND_SHOWN));
    }
}
