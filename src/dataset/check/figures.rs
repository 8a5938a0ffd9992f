//! A target and its actual, side by side.

use rust_decimal::Decimal;

use crate::base::FiscalYear;
use crate::indicator::{Indicator, Measurements, Observation, Role};
use crate::text::{Polarity, polarity};

/// Target and actual of an indicator in one year, each with its place among the observations.
#[derive(Debug, Clone)]
pub(super) struct Figures<'a> {
    pub indicator: &'a Indicator,
    pub target: (usize, &'a Observation),
    pub actual: (usize, &'a Observation),
}

impl Figures<'_> {
    /// In percent, more is better; `None` where the target is not above zero, or less is better and the actual is not.
    pub fn achievement(&self) -> Option<Decimal> {
        let (target, actual) = (self.target.1.value?, self.actual.1.value?);
        let (part, whole) =
            if is_lower_better(self.indicator, self.target.1) { (target, actual) } else { (actual, target) };
        let positive = target > Decimal::ZERO && whole > Decimal::ZERO;
        part.checked_div(whole).filter(|_| positive)?.checked_mul(Decimal::ONE_HUNDRED)
    }
}

/// Whether less of it is better, as far as name and target (`10地区以下`) tell.
pub(super) fn is_lower_better(indicator: &Indicator, target: &Observation) -> bool {
    matches!(target.comparator.as_str(), "le" | "lt") || polarity(&indicator.name) == Some(Polarity::Lower)
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
        (target.1.unit == actual.1.unit).then_some(Figures { indicator, target, actual })
    };
    measurements.indicators.iter().enumerate().filter_map(figures).collect()
}
