//! When will the target be reached if it goes on like this?

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::caution::{
    APPROXIMATE, AS_OF_DIFFERS, CUMULATIVE, DIRECTION_FROM_NAME, DIRECTION_UNKNOWN, FEW_YEARS, UNIT_DIFFERS, holding,
};
use super::figures::{Indicator, Speaker, Value, as_of_differs, indicators, of_indicators};
use super::screen::{self, Cells, PLAN, ScreenColumn, words};
use super::sources::documents;
use super::statistics::series::{slope, theil_sen};
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::base::figures::rounded;
use crate::dataset::schema::Wording;
use crate::dataset::{Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_years_to_target", answer, show, at_end_of_build: false };

/// Years of actuals below which the answer is an indication only.
const FEWEST_YEARS: usize = 3;
/// Digits after the point of a speed and of years.
const DIGITS: u32 = 4;
/// A target farther away than this is not given a year.
const MOST_YEARS: i64 = 100;

/// An indicator, the speeds of its actuals, and the target farthest ahead.
struct Course<'a> {
    indicator: &'a Indicator<'a>,
    actual: (i16, Value<'a>),
    goal: (i16, Value<'a>),
    year_count: usize,
    /// The last step, the mean step, and Theil's and Sen's slope, in units a year.
    speeds: [Option<Decimal>; 3],
    caution: Vec<&'static str>,
}

impl Course<'_> {
    fn has_reached(&self) -> Option<bool> {
        let beyond = (self.actual.1.value - self.goal.1.value) * self.indicator.direction.sign()?;
        Some(if self.goal.1.exclusive { beyond > Decimal::ZERO } else { beyond >= Decimal::ZERO })
    }

    /// Years to the target at each speed; `None` where it leads away, and everywhere once the target is reached or where it is
    /// not known whether more is better.
    fn years(&self) -> [Option<Decimal>; 3] {
        let distance = self.goal.1.value - self.actual.1.value;
        let open = self.has_reached() == Some(false);
        self.speeds.map(|speed| {
            let years = distance.checked_div(speed?)?;
            (open && years >= Decimal::ZERO).then(|| rounded(years, DIGITS).normalize())
        })
    }

    /// The fewest and the most years; the most is `None` where a speed leads away.
    fn range(&self) -> (Option<Decimal>, Option<Decimal>) {
        let years = self.years();
        let all = years.iter().all(Option::is_some);
        (years.iter().flatten().min().copied(), years.iter().flatten().max().copied().filter(|_| all))
    }

    fn arrival(&self, years: Option<Decimal>) -> Option<i16> {
        let years = years?.ceil().to_i64().filter(|it| *it <= MOST_YEARS)?;
        self.actual.0.checked_add(i16::try_from(years).ok()?)
    }

    fn verdict(&self) -> Option<&'static str> {
        if self.has_reached()? {
            return Some("reached");
        }
        let due = Decimal::from(self.goal.0 - self.actual.0);
        Some(match self.range() {
            (None, _) => "moving_away",
            (Some(fewest), _) if fewest.ceil() > due => "late",
            (_, Some(most)) if most.ceil() <= due => "in_time",
            _ => "open",
        })
    }
}

/// By series and indicator, those with a target and two years of actuals.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let indicators = indicators(frames, &documents);
    let courses: Vec<Course> = indicators.iter().filter_map(course).collect();
    of_indicators(&courses, |it| it.indicator)
        .i16("fiscal_year", |it| Some(it.actual.0))
        .text("unit", |it| it.actual.1.unit)
        .decimal("actual", |it| Some(it.actual.1.value))
        .decimal("target", |it| Some(it.goal.1.value))
        .i16("target_fiscal_year", |it| Some(it.goal.0))
        .text("direction", |it| Some(it.indicator.direction_code))
        .count("n", |it| it.year_count)
        .decimal("speed_last", |it| it.speeds[0])
        .decimal("speed_mean", |it| it.speeds[1])
        .decimal("speed_theil_sen", |it| it.speeds[2])
        .decimal("years_last", |it| it.years()[0])
        .decimal("years_mean", |it| it.years()[1])
        .decimal("years_theil_sen", |it| it.years()[2])
        .decimal("years_low", |it| it.range().0)
        .decimal("years_high", |it| it.range().1)
        .i16("arrival_low", |it| it.arrival(it.range().0))
        .i16("arrival_high", |it| it.arrival(it.range().1))
        .text("verdict", Course::verdict)
        .text("method", |_| Some("last_mean_theil_sen"))
        .text_list("caution", |it| Some(&it.caution))
        .text("actual_observation_id", |it| Some(it.actual.1.observation_id))
        .text("target_observation_id", |it| Some(it.goal.1.observation_id))
        .finish(described(QUESTION.name))
}

fn course<'a>(indicator: &'a Indicator<'a>) -> Option<Course<'a>> {
    let (actuals, unit_differs) = indicator.actuals();
    let (first, last) = (*actuals.first()?, *actuals.last()?);
    let before = *actuals.get(actuals.len().checked_sub(2)?)?;
    let goal = indicator.final_target(i16::MIN, Speaker::Latest).filter(|it| it.1.unit == last.1.unit)?;
    let points: Vec<(i16, Decimal)> = actuals.iter().map(|(year, it)| (*year, it.value)).collect();
    let between = |from: (i16, Value), to: (i16, Value)| slope((from.0, from.1.value), (to.0, to.1.value));
    let speeds = [between(before, last), between(first, last), theil_sen(&points)];
    let approximate = goal.1.approximate || actuals.iter().any(|it| it.1.approximate);
    let caution = holding([
        (actuals.len() < FEWEST_YEARS, FEW_YEARS),
        (indicator.direction.sign().is_none(), DIRECTION_UNKNOWN),
        (indicator.direction_source == Some("lexicon"), DIRECTION_FROM_NAME),
        (indicator.is_cumulative, CUMULATIVE),
        (as_of_differs(&actuals), AS_OF_DIFFERS),
        (unit_differs, UNIT_DIFFERS),
        (approximate, APPROXIMATE),
    ]);
    let speeds = speeds.map(|it| it.map(|it| rounded(it, DIGITS).normalize()));
    Some(Course { indicator, actual: last, goal, year_count: actuals.len(), speeds, caution })
}

const VERDICTS: [(&str, Wording); 5] = [
    ("reached", words("達成済み", "reached")),
    ("in_time", words("期限内", "in time")),
    ("late", words("期限後", "late")),
    ("open", words("速さの取り方による", "depends on the speed")),
    ("moving_away", words("遠ざかる", "moving away")),
];

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let range = |it: &Cells| match (it.rounded("years_low", 1), it.rounded("years_high", 1)) {
        (low, high) if low == high => low,
        (low, high) => format!("{low}–{high}"),
    };
    let columns: [ScreenColumn; 7] = [
        (PLAN, |it| it.series()),
        (words("指標", "indicator"), |it| it.text("name")),
        (words("実績", "actual"), |it| format!("{} {}", it.year("fiscal_year"), it.measured("actual"))),
        (words("目標", "target"), |it| format!("{} {}", it.year("target_fiscal_year"), it.measured("target"))),
        (words("年度数", "n"), |it| it.number("n")),
        (words("あと（年）", "years to go"), range),
        (words("見通し", "outlook"), |it| it.word("verdict", &VERDICTS)),
    ];
    screen::table(frame, language, words("目標までの年数", "Years to target"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::{measured_edition, observation};
    use crate::dataset::frames;
    use crate::indicator::{Observation, Role};

    /// Speeds, years at them, arrival, verdict.
    #[track_caller]
    fn check(target: (i16, &str), actuals: &[(i16, &str)], expected: &str) {
        let mut observations = vec![observation(Role::Target, target.0, target.1)];
        observations.extend(actuals.iter().map(|(year, value)| observation(Role::Actual, *year, value)));
        check_observations(observations, expected);
    }

    #[track_caller]
    fn check_observations(observations: Vec<Observation>, expected: &str) {
        let frame = answer(&frames(&[measured_edition(2023, observations)]));
        let number = |name: &str| frame.decimal(name, 0).map_or("-".to_owned(), |it| it.to_string());
        let speeds = ["speed_last", "speed_mean", "speed_theil_sen"].map(number).join(" ");
        let years = ["years_last", "years_mean", "years_theil_sen"].map(number).join(" ");
        let arrival = ["arrival_low", "arrival_high"].map(|it| frame.i16(it).get(0).unwrap_or_default());
        let verdict = frame.text("verdict").get(0).unwrap_or("-");
        assert_eq!(format!("{speeds} | {years} | {arrival:?} {verdict}"), expected);
    }

    #[test]
    fn three_speeds_give_a_range() {
        // theilslopes([10, 12, 11, 20], [2019, 2020, 2022, 2023])[0] is 2.25 in SciPy 1.17.1.
        let actuals = [(2019, "10"), (2020, "12"), (2022, "11"), (2023, "20")];
        check((2025, "29"), &actuals, "9 2.5 2.25 | 1 3.6 4 | [2024, 2027] open");
        check((2027, "29"), &actuals, "9 2.5 2.25 | 1 3.6 4 | [2024, 2027] in_time");
    }

    #[test]
    fn a_target_that_comes_too_soon() {
        check((2024, "20"), &[(2022, "10"), (2023, "11")], "1 1 1 | 9 9 9 | [2032, 2032] late");
    }

    #[test]
    fn a_target_that_is_reached() {
        check((2023, "10"), &[(2022, "9"), (2023, "10")], "1 1 1 | - - - | [0, 0] reached");
    }

    #[test]
    fn a_speed_may_lead_away() {
        check((2025, "30"), &[(2022, "20"), (2023, "18")], "-2 -2 -2 | - - - | [0, 0] moving_away");
        check((2025, "30"), &[(2022, "20"), (2023, "20")], "0 0 0 | - - - | [0, 0] moving_away");
        let actuals = [(2021, "10"), (2022, "20"), (2023, "18")];
        check((2025, "30"), &actuals, "-2 4 4 | - 3 3 | [2026, 0] late");
    }

    #[test]
    fn less_may_be_better() {
        let mut observations: Vec<Observation> =
            [(2022, "20"), (2023, "18")].map(|(year, value)| observation(Role::Actual, year, value)).to_vec();
        observations.push(Observation { comparator: "le".to_owned(), ..observation(Role::Target, 2025, "14") });
        check_observations(observations, "-2 -2 -2 | 2 2 2 | [2025, 2025] in_time");
    }

    #[test]
    fn one_year_has_no_speed() {
        let observations = vec![observation(Role::Target, 2025, "20"), observation(Role::Actual, 2023, "10")];
        let frame = answer(&frames(&[measured_edition(2023, observations)]));
        assert_eq!(frame.row_count(), 0);
    }
}
