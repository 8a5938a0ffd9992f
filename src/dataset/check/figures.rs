//! A target and its actual, side by side.

use rust_decimal::Decimal;

use crate::base::FiscalYear;
use crate::indicator::{Direction, Indicator, Measurements, Observation, Role, direction};

/// Target and actual of an indicator in one year, each with its place among the observations.
#[derive(Debug, Clone)]
pub(super) struct Figures<'a> {
    pub indicator: &'a Indicator,
    pub target: (usize, &'a Observation),
    pub actual: (usize, &'a Observation),
    /// Which way it should go, where that is known.
    pub direction: Option<Direction>,
    /// Where it began, in the unit of the target.
    pub baseline: Option<Decimal>,
}

impl Figures<'_> {
    /// In percent, more is better: actual to target; where less is better, the way gone to the way to go, and without a baseline
    /// target to actual. `None` where the direction is unknown or what is divided by is not above zero.
    pub fn achievement(&self) -> Option<Decimal> {
        match self.direction? {
            Direction::Up => self.ratio(),
            Direction::Down => self.way_gone().or_else(|| self.ratio()),
        }
    }

    /// The achievement by each method that a report may mean.
    pub fn achievements(&self) -> impl Iterator<Item = Decimal> {
        [self.ratio(), self.way_gone()].into_iter().flatten()
    }

    fn ratio(&self) -> Option<Decimal> {
        let (target, actual) = (self.target.1.value?, self.actual.1.value?);
        match self.direction? {
            Direction::Up => percent(actual, target),
            Direction::Down => percent(target, actual),
        }
    }

    /// How much of the way from where it began to the target was gone.
    fn way_gone(&self) -> Option<Decimal> {
        let (target, actual, baseline) = (self.target.1.value?, self.actual.1.value?, self.baseline?);
        match self.direction? {
            Direction::Up => percent(actual - baseline, target - baseline),
            Direction::Down => percent(baseline - actual, baseline - target),
        }
    }
}

/// `part` of `whole`; `None` where the whole is not above zero.
fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_div(whole).filter(|_| whole > Decimal::ZERO)?.checked_mul(Decimal::ONE_HUNDRED)
}

/// Which way an indicator should go, where that is known.
pub(super) fn direction_of(measurements: &Measurements, indicator: usize) -> Option<Direction> {
    let own = measurements.observations.iter().filter(move |it| it.indicator == indicator);
    direction(measurements.indicators.get(indicator)?, own).map(|it| it.0)
}

/// Whether a target asks for less than another one; `None` where the direction is unknown.
pub(super) fn is_easier(target: Decimal, than: Decimal, direction: Option<Direction>) -> Option<bool> {
    Some(match direction? {
        Direction::Up => target < than,
        Direction::Down => target > than,
    })
}

/// For each indicator its first target of the year and its actual of the latest date, where both are in one unit.
pub(super) fn figures(measurements: &Measurements, year: FiscalYear) -> Vec<Figures<'_>> {
    let of_year = |it: &&(usize, &Observation), indicator: usize, role: Role| {
        let own = it.1.area.is_none() && it.1.value.is_some();
        own && it.1.indicator == indicator && it.1.role == role && it.1.fiscal_year == Some(year)
    };
    let observations: Vec<(usize, &Observation)> = measurements.observations.iter().enumerate().collect();
    let figures = |(index, indicator)| {
        let target = *observations.iter().find(|it| of_year(it, index, Role::Target))?;
        // Of several dates the latest says how the year ended; of equal ones the first printed is the main one.
        let actuals = observations.iter().rev().filter(|it| of_year(it, index, Role::Actual));
        let actual = *actuals.max_by_key(|it| &it.1.as_of)?;
        let began = |it: &&Observation| it.indicator == index && it.role == Role::Baseline && it.unit == target.1.unit;
        let baseline = measurements.observations.iter().find(began).and_then(|it| it.value);
        let direction = direction_of(measurements, index);
        (target.1.unit == actual.1.unit).then_some(Figures { indicator, target, actual, direction, baseline })
    };
    measurements.indicators.iter().enumerate().filter_map(figures).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::figures::rounded;
    use crate::dataset::examples::{fiscal_year, measurements, observation};

    /// The achievement by the main method, then by each, in percent; `comparator` is that of the target.
    #[track_caller]
    fn check(comparator: &str, [baseline, target, actual]: [&str; 3], expected: &str) {
        let mut observations = vec![observation(Role::Target, 2023, target), observation(Role::Actual, 2023, actual)];
        observations[0].comparator = comparator.to_owned();
        if !baseline.is_empty() {
            observations.push(observation(Role::Baseline, 2021, baseline));
        }
        let measurements = measurements(observations);
        let figures = figures(&measurements, fiscal_year(2023));
        let percent = |it: Decimal| rounded(it, 1).normalize().to_string();
        let all: Vec<String> = figures[0].achievements().map(percent).collect();
        let main = figures[0].achievement().map_or_else(|| "-".to_owned(), percent);
        assert_eq!(format!("{main} of {}", all.join(" ")), expected);
    }

    #[test]
    fn more_is_better() {
        check("eq", ["", "80", "78.1"], "97.6 of 97.6");
        check("ge", ["32.4", "60", "57.8"], "96.3 of 96.3 92");
        check("ge", ["", "0", "5"], "- of ");
    }

    #[test]
    fn less_is_better() {
        check("le", ["", "10", "9"], "111.1 of 111.1");
        check("le", ["24", "15", "18"], "66.7 of 83.3 66.7");
        check("le", ["1204", "0", "86"], "92.9 of 0 92.9");
    }
}
