//! How far beyond what was reached do the next targets go?

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::caution::{APPROXIMATE, AS_OF_DIFFERS, DIRECTION_FROM_NAME, DIRECTION_UNKNOWN, NO_RATIO, holding};
use super::figures::{Indicator, Speaker, Value, as_of_differs, indicators, of_indicators};
use super::pair::percent;
use super::promises::{Texts, texts};
use super::screen::{self, Cells, PLAN, ScreenColumn, words};
use super::sources::documents;
use super::{Question, TerminalTable, described};
use crate::base::Language;
use crate::dataset::{Frame, Frames};

pub(super) const QUESTION: Question = Question { name: "trend_ambition", answer, show, at_end_of_build: false };

/// An actual with the target of the next year.
struct Step<'a> {
    indicator: &'a Indicator<'a>,
    fiscal_year: i16,
    actual: Value<'a>,
    target: Value<'a>,
    plan_unchanged: Option<bool>,
    year_count: usize,
}

impl Step<'_> {
    /// (next target − actual) ÷ actual in percent.
    fn step(&self) -> Option<Decimal> {
        let (actual, target) = (self.actual.value, self.target.value);
        (actual > Decimal::ZERO).then(|| percent(target.checked_sub(actual)?, actual))?
    }

    /// Whether the actual already reaches the next target.
    fn already_reached(&self) -> Option<bool> {
        let beyond = (self.actual.value - self.target.value) * self.indicator.direction.sign()?;
        Some(if self.target.exclusive { beyond > Decimal::ZERO } else { beyond >= Decimal::ZERO })
    }

    fn cautions(&self) -> Vec<&'static str> {
        let previous = self.indicator.actual(self.fiscal_year + 1, Speaker::Latest);
        let dated = previous.map(|it| vec![(self.fiscal_year, self.actual), (self.fiscal_year + 1, it)]);
        holding([
            (self.indicator.direction.sign().is_none(), DIRECTION_UNKNOWN),
            (self.indicator.direction_source == Some("lexicon"), DIRECTION_FROM_NAME),
            (self.step().is_none(), NO_RATIO),
            (dated.is_some_and(|it| as_of_differs(&it)), AS_OF_DIFFERS),
            (self.actual.approximate || self.target.approximate, APPROXIMATE),
        ])
    }
}

/// By series, indicator and fiscal year.
fn answer(frames: &Frames) -> Frame {
    let documents = documents(frames);
    let indicators = indicators(frames, &documents);
    let texts = texts(frames, &documents);
    let steps: Vec<Step> = indicators.iter().flat_map(|it| steps(it, &texts)).collect();
    let steps: Vec<(Vec<&str>, Step)> = steps.into_iter().map(|it| (it.cautions(), it)).collect();
    of_indicators(&steps, |(_, it)| it.indicator)
        .i16("fiscal_year", |(_, it)| Some(it.fiscal_year))
        .text("unit", |(_, it)| it.actual.unit)
        .decimal("actual", |(_, it)| Some(it.actual.value))
        .decimal("next_target", |(_, it)| Some(it.target.value))
        .decimal("step", |(_, it)| it.step())
        .boolean("already_reached", |(_, it)| it.already_reached())
        .boolean("plan_unchanged", |(_, it)| it.plan_unchanged)
        .text("direction", |(_, it)| Some(it.indicator.direction_code))
        .count("n", |(_, it)| it.year_count)
        .text("method", |_| Some("relative_step"))
        .text_list("caution", |(caution, _)| Some(caution))
        .text("actual_observation_id", |(_, it)| Some(it.actual.observation_id))
        .text("next_target_observation_id", |(_, it)| Some(it.target.observation_id))
        .finish(described(QUESTION.name))
}

fn steps<'a>(indicator: &'a Indicator<'a>, texts: &BTreeMap<&str, BTreeMap<i16, Texts>>) -> Vec<Step<'a>> {
    let plans = indicator.initiative_id.and_then(|it| texts.get(it));
    let plan_unchanged = |year: i16| {
        let plan = |year: i16| plans?.get(&year).map(|it| it.plan_words());
        Some(plan(year)? == plan(year + 1)?)
    };
    let step = |year: &i16| {
        let actual = indicator.actual(*year, Speaker::Latest)?;
        let target = indicator.target(year + 1, Speaker::Latest).filter(|it| it.unit == actual.unit)?;
        let plan_unchanged = plan_unchanged(*year);
        Some(Step { indicator, fiscal_year: *year, actual, target, plan_unchanged, year_count: 0 })
    };
    let mut steps: Vec<Step> = indicator.years.keys().filter_map(step).collect();
    let year_count = steps.len();
    steps.iter_mut().for_each(|it| it.year_count = year_count);
    steps
}

fn show(frame: &Frame, language: Language) -> TerminalTable {
    let step = |it: &Cells| match it.percent("step") {
        step if step.is_empty() || step.starts_with('-') => step,
        step => format!("+{step}"),
    };
    let columns: [ScreenColumn; 7] = [
        (PLAN, |it| it.series()),
        (words("指標", "indicator"), |it| it.text("name")),
        (words("年度", "year"), |it| it.year("fiscal_year")),
        (words("実績→翌年度目標", "actual→next target"), |it| {
            format!("{}→{}", it.measured("actual"), it.measured("next_target"))
        }),
        (words("上積み", "step"), step),
        (words("既に達成", "already reached"), |it| it.mark("already_reached")),
        (words("計画文が同じ", "plan unchanged"), |it| it.mark("plan_unchanged")),
    ];
    screen::table(frame, language, words("目標の高さ", "Ambition of targets"), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::{block, measured_edition, observation};
    use crate::dataset::{Edition, frames};
    use crate::indicator::Role;

    /// Step, whether it is already reached, whether the plan is unchanged.
    #[track_caller]
    fn check(editions: &[Edition], expected: &[&str]) {
        let frame = answer(&frames(editions));
        let row = |row: usize| {
            let step = frame.decimal("step", row).map_or("-".to_owned(), |it| it.to_string());
            let flag = |name: &str| frame.boolean(name).get(row).map_or("-".to_owned(), |it| it.to_string());
            format!("{step} {} {}", flag("already_reached"), flag("plan_unchanged"))
        };
        assert_eq!((0..frame.row_count()).map(row).collect::<Vec<_>>(), expected);
    }

    fn editions(actual: &str, target: &str) -> [Edition; 2] {
        [
            measured_edition(2022, vec![observation(Role::Actual, 2022, actual)]),
            measured_edition(2023, vec![observation(Role::Target, 2023, target)]),
        ]
    }

    #[test]
    fn a_higher_target() {
        check(&editions("62.4", "80"), &["28.2051 false -"]);
    }

    #[test]
    fn a_target_below_what_was_reached() {
        check(&editions("93", "80"), &["-13.9785 true -"]);
    }

    #[test]
    fn of_nothing_there_is_no_share() {
        check(&editions("0", "80"), &["- false -"]);
    }

    #[test]
    fn the_same_words_of_a_plan_but_for_numbers() {
        let mut editions = editions("62.4", "80");
        for (edition, plan) in editions.iter_mut().zip(["・電子化率　R4：65%", "・電子化率 R5：80％"]) {
            edition.report.blocks = vec![block(plan, "", "")];
        }
        check(&editions, &["28.2051 false true"]);
        editions[1].report.blocks = vec![block("・申請率 R5：80%", "", "")];
        check(&editions, &["28.2051 false false"]);
    }
}
