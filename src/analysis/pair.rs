//! A target with its actual, and the rates that they give.

use rust_decimal::Decimal;

use super::caution::{
    ACTUAL_REVISED, APPROXIMATE, BEHIND_BASELINE, DIRECTION_FROM_NAME, DIRECTION_UNKNOWN, NO_RATIO, PATH_ASSUMED,
    SEVERAL_ACTUALS, SEVERAL_TARGETS, TARGET_RESTATED, TOLERANCE_UNKNOWN, holding,
};
use super::figures::{Direction, Indicator, Speaker, Value, differ, spoken};
use crate::base::figures::rounded;

/// Digits of a rate in percent after the point.
const RATE_DIGITS: u32 = 4;

/// Target and actual of an indicator in a year.
pub(super) struct Pair<'a> {
    pub indicator: &'a Indicator<'a>,
    pub fiscal_year: i16,
    /// What was to be reached: the year's target as printed, else the value on the straight line to the final one.
    pub planned: Decimal,
    /// The target that is printed: the year's, else the final one.
    pub target: Value<'a>,
    /// Whether `planned` is not printed.
    pub is_assumed: bool,
    pub actual: Value<'a>,
    pub baseline: Option<(i16, Value<'a>)>,
    pub caution: Vec<&'static str>,
}

/// The target of a year with its actual, in equal units; `None` where one of them is missing.
pub(super) fn pair<'a>(indicator: &'a Indicator<'a>, fiscal_year: i16, speaker: Speaker) -> Option<Pair<'a>> {
    let actual = indicator.actual(fiscal_year, speaker)?;
    let baseline = indicator.baseline(speaker).filter(|(year, it)| *year < fiscal_year && it.unit == actual.unit);
    let target = indicator.target(fiscal_year, speaker).map(|it| (it, it.value));
    let assumed = || {
        let (year, target) = indicator.final_target(fiscal_year, speaker)?;
        let (from_year, from) = baseline?;
        Some((target, on_line((from_year, from.value), (year, target.value), fiscal_year)?))
    };
    let (target, planned) = target.or_else(assumed)?;
    if target.unit != actual.unit {
        return None;
    }
    let is_assumed = indicator.target(fiscal_year, speaker).is_none();
    let mut pair = Pair { indicator, fiscal_year, planned, target, is_assumed, actual, baseline, caution: Vec::new() };
    pair.caution = pair.cautions(speaker);
    Some(pair)
}

/// The value at `year` on the straight line between two points of different years.
pub(super) fn on_line(from: (i16, Decimal), to: (i16, Decimal), year: i16) -> Option<Decimal> {
    let elapsed = Decimal::from(year - from.0).checked_div(Decimal::from(to.0 - from.0))?;
    Some(rounded(from.1 + to.1.checked_sub(from.1)?.checked_mul(elapsed)?, RATE_DIGITS).normalize())
}

/// `part` of `whole` in percent, rounded; `None` where `whole` is zero.
pub(super) fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    let share = part.checked_div(whole)?.checked_mul(Decimal::ONE_HUNDRED)?;
    Some(rounded(share, RATE_DIGITS).normalize())
}

impl Pair<'_> {
    /// Actual ÷ target where more is better, target ÷ actual where less is; in percent. `None` where the direction is not known,
    /// where the target is not above zero, or where the actual is below zero (or zero, where it is divided by).
    pub fn ratio(&self) -> Option<Decimal> {
        let (planned, actual) = (self.planned, self.actual.value);
        match self.indicator.direction {
            _ if planned <= Decimal::ZERO || actual < Decimal::ZERO => None,
            Direction::Up => percent(actual, planned),
            Direction::Down => percent(planned, actual),
            Direction::Keep | Direction::Unknown => None,
        }
    }

    /// (actual − baseline) ÷ (target − baseline) in percent, valid both ways; `None` without a baseline, where the target does not
    /// differ from it, or where the two tell another direction than the indicator has.
    pub fn progress(&self) -> Option<Decimal> {
        let (_, baseline) = self.baseline?;
        let step = self.planned.checked_sub(baseline.value)?;
        let agrees = self.indicator.direction.sign().is_some_and(|sign| step * sign > Decimal::ZERO);
        percent(self.actual.value.checked_sub(baseline.value)?, step).filter(|_| agrees)
    }

    /// Whether the actual lies behind the baseline: how much of the way was gone then says nothing. 22,792 against 50,648, begun at
    /// 48,308, would be −1,091 %.
    fn fell_behind(&self) -> bool {
        self.progress().is_some_and(|it| it < Decimal::ZERO)
    }

    /// The rate by the method that the figures allow, with its name: by the baseline where it is known and was not fallen behind,
    /// else the ratio.
    pub fn achievement(&self) -> (Option<Decimal>, Option<&'static str>) {
        let progress = self.progress().filter(|_| !self.fell_behind());
        match (progress, self.ratio(), self.indicator.direction) {
            (Some(rate), _, _) => (Some(rate), Some(if self.is_assumed { "path_assumed" } else { "baseline" })),
            (None, Some(rate), Direction::Down) => (Some(rate), Some("ratio_down")),
            (None, Some(rate), _) => (Some(rate), Some("ratio_up")),
            (None, None, _) => (None, None),
        }
    }

    /// Whether the actual reaches the target; `None` where the direction is not known, or where the target is to be kept.
    pub fn met(&self) -> Option<bool> {
        let beyond = (self.actual.value - self.planned) * self.indicator.direction.sign()?;
        Some(if self.target.exclusive { beyond > Decimal::ZERO } else { beyond >= Decimal::ZERO })
    }

    fn cautions(&self, speaker: Speaker) -> Vec<&'static str> {
        let empty = Vec::new();
        let said = self.indicator.years.get(&self.fiscal_year);
        let (targets, actuals) = said.map_or((&empty, &empty), |it| (&it.targets, &it.actuals));
        let is_latest = matches!(speaker, Speaker::Latest);
        let has_direction = self.indicator.direction.sign().is_some();
        holding([
            (self.indicator.direction == Direction::Unknown, DIRECTION_UNKNOWN),
            (self.indicator.direction_source == Some("lexicon"), DIRECTION_FROM_NAME),
            (self.indicator.direction == Direction::Keep, TOLERANCE_UNKNOWN),
            (has_direction && self.achievement().0.is_none(), NO_RATIO),
            (self.fell_behind(), BEHIND_BASELINE),
            (self.is_assumed, PATH_ASSUMED),
            (differ(&spoken(targets, speaker)), SEVERAL_TARGETS),
            (differ(&spoken(actuals, speaker)), SEVERAL_ACTUALS),
            (is_latest && !self.is_assumed && is_restated(targets, &self.target), TARGET_RESTATED),
            (is_latest && is_restated(actuals, &self.actual), ACTUAL_REVISED),
            (self.target.approximate || self.actual.approximate, APPROXIMATE),
        ])
    }
}

/// Whether an earlier edition said this year's value otherwise, and never as now.
fn is_restated(values: &[Value], now: &Value) -> bool {
    let earlier: Vec<&Value> = values.iter().filter(|it| it.document != now.document).collect();
    !earlier.is_empty() && earlier.iter().all(|it| it.value != now.value)
}
