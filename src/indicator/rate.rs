//! Rates of achievement that a table prints beside its values: where one follows from a target and an actual, both are confirmed.

use rust_decimal::Decimal;

use super::cell::{CellValue, read_cell};
use crate::base::FiscalYear;
use crate::report::{PrintedRate, Reading, Role};
use crate::text::{Quantity, UnitTable};

/// For each reading of a row whether a printed rate confirms it.
pub(super) fn confirmed(
    rates: &[PrintedRate],
    readings: &[Reading],
    cells: &[CellValue],
    units: &UnitTable,
) -> Vec<bool> {
    let mut confirmed = vec![false; readings.len()];
    for rate in rates {
        let Some(percent) = read_cell(rate.printed.text(), units).quantity.and_then(|it| it.value) else { continue };
        for (target, actual, baseline) in pairs(readings, rate.fiscal_year) {
            let number = |at: usize| cells[at].quantity.as_ref().and_then(value);
            let (Some(of_target), Some(of_actual)) = (number(target), number(actual)) else { continue };
            if follows(percent, of_target, of_actual, baseline.and_then(number)) {
                (confirmed[target], confirmed[actual]) = (true, true);
            }
        }
    }
    confirmed
}

fn value(quantity: &Quantity) -> Option<Decimal> {
    // A target of 15以下 is one of 15.
    quantity.value.or(quantity.value_max).or(quantity.value_min)
}

/// The targets and actuals that a rate may be about, with the row's baseline: of its year where it has one; the target of that
/// year, else the only one.
fn pairs(readings: &[Reading], year: Option<FiscalYear>) -> Vec<(usize, usize, Option<usize>)> {
    let of = |role: Role| readings.iter().enumerate().filter(move |it| it.1.role == role).map(|it| it.0);
    let targets: Vec<usize> = of(Role::Target).collect();
    let baseline = of(Role::Baseline).next();
    let is_of_year = |it: &usize| year.is_none() || readings[*it].fiscal_year == year;
    let target = |actual: usize| {
        let same_year = targets.iter().find(|it| readings[**it].fiscal_year == readings[actual].fiscal_year);
        same_year.or(targets.first().filter(|_| targets.len() == 1)).copied()
    };
    of(Role::Actual).filter(is_of_year).filter_map(|it| Some((target(it)?, it, baseline))).collect()
}

/// Whether a rate in percent is what reports compute from a target and an actual: their quotient, the other way round where less is
/// better, or the way from the baseline.
fn follows(percent: Decimal, target: Decimal, actual: Decimal, baseline: Option<Decimal>) -> bool {
    let step = Decimal::new(1, percent.scale());
    let agrees = |part: Decimal, whole: Decimal| {
        let rate = part.checked_mul(Decimal::ONE_HUNDRED).and_then(|it| it.checked_div(whole));
        // Rounded or cut off.
        rate.is_some_and(|it| (it - percent).abs() < step && (it >= percent || percent - it <= step / Decimal::TWO))
    };
    agrees(actual, target) || agrees(target, actual) || baseline.is_some_and(|it| agrees(actual - it, target - it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Passage, Place};

    fn passage(text: &str) -> Passage {
        let mut printed = Passage::default();
        text.chars().for_each(|it| printed.push(it, 1, crate::base::Rect::default()));
        printed
    }

    /// Which values of a row a rate confirms; `R5 T 80` is a target of 80 for R5.
    fn check(values: &[(Role, i16, &str)], rate: (Option<i16>, &str), expected: &[bool]) {
        let units = UnitTable::built_in();
        let reading = |it: &(Role, i16, &str)| Reading {
            role: it.0,
            fiscal_year: FiscalYear::new(it.1),
            is_about_document: false,
            printed: passage(it.2),
            unit: None,
            role_place: Place::Head,
            year_place: Place::Head,
        };
        let readings: Vec<Reading> = values.iter().map(reading).collect();
        let cells: Vec<CellValue> = values.iter().map(|it| read_cell(it.2, units)).collect();
        let rate = PrintedRate { fiscal_year: rate.0.and_then(FiscalYear::new), printed: passage(rate.1) };
        assert_eq!(confirmed(&[rate], &readings, &cells, units), expected, "{values:?}");
    }

    const T: Role = Role::Target;
    const A: Role = Role::Actual;
    const B: Role = Role::Baseline;

    #[test]
    fn a_rate_confirms_the_values_that_it_follows_from() {
        check(&[(T, 2023, "3,000人"), (A, 2023, "2,410人")], (None, "80.3％"), &[true, true]);
        check(&[(T, 2023, "3,000人"), (A, 2023, "2,410人")], (None, "80％"), &[true, true]);
        check(&[(T, 2023, "3,000人"), (A, 2023, "2,410人")], (None, "81％"), &[false, false]);
        check(&[(T, 2023, "3,000人"), (A, 2023, "2,390人")], (None, "80％"), &[true, true]);
    }

    #[test]
    fn less_may_be_better_and_the_way_may_begin_at_the_baseline() {
        check(&[(T, 2023, "15人以下"), (A, 2023, "20人")], (None, "75.0％"), &[true, true]);
        check(&[(B, 2020, "40"), (T, 2023, "60"), (A, 2023, "55")], (None, "75.0％"), &[false, true, true]);
    }

    #[test]
    fn a_rate_is_about_the_values_of_its_year() {
        let row = [(T, 2022, "100"), (A, 2022, "70"), (T, 2023, "200"), (A, 2023, "140")];
        check(&row, (Some(2023), "70.0％"), &[false, false, true, true]);
        check(&row, (None, "70.0％"), &[true, true, true, true]);
        check(&[(T, 2025, "200"), (A, 2022, "70"), (A, 2023, "140")], (Some(2023), "70.0％"), &[true, false, true]);
    }
}
