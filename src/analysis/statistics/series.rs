//! Formulas for values over the years.

use rust_decimal::Decimal;

use super::rounded;
use crate::base::figures;

/// Fewest values for Theil's and Sen's slope.
pub(in crate::analysis) const FEWEST_FOR_SLOPE: usize = 4;

/// Fewest values that are tested: with four, no order has p below 2/24 = 0.083.
pub(in crate::analysis) const FEWEST_FOR_TEST: usize = 5;

/// More tests than these are corrected for their number.
pub(in crate::analysis) const MOST_UNCORRECTED: usize = 20;

/// Digits of a slope after the point.
const SLOPE_DIGITS: u32 = 6;

/// The median of values in any order; the mean of the two middle ones of an even number. `None` where there are none.
pub(in crate::analysis) fn median(mut values: Vec<Decimal>) -> Option<Decimal> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    values[middle - 1].checked_add(upper)?.checked_div(Decimal::TWO).map(|it| it.normalize())
}

/// The change a year between two points; `None` beyond the range of decimals.
pub(in crate::analysis) fn slope(from: (i16, Decimal), to: (i16, Decimal)) -> Option<Decimal> {
    let years = Decimal::from(to.0.checked_sub(from.0)?);
    to.1.checked_sub(from.1)?.checked_div(years)
}

/// Theil's and Sen's slope: the median of the slopes between all pairs of points, in units a year, rounded to 6 digits.
///
/// Points have years of their own, in their order. Methods: Theil (1950), Sen (1968).
pub(in crate::analysis) fn theil_sen(points: &[(i16, Decimal)]) -> Option<Decimal> {
    let pairs = points.iter().enumerate().flat_map(|(at, from)| points[at + 1..].iter().map(move |to| (*from, *to)));
    let slopes: Option<Vec<Decimal>> = pairs.map(|(from, to)| slope(from, to)).collect();
    median(slopes?).map(|it| figures::rounded(it, SLOPE_DIGITS).normalize())
}

/// What Mann's and Kendall's test says of values in the order of their years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::analysis) struct MannKendall {
    /// Pairs that rise less pairs that fall.
    pub statistic: i64,
    /// Exact, two-sided; rounded to 6 digits.
    pub p_value: f64,
}

/// Mann's and Kendall's test for a trend; `None` where there are fewer than five values.
///
/// Exact for any number of values, ties included. The statistic is the number of pairs that are not tied less twice the number
/// of inversions, and all orders of values of which m₁, m₂ … are equal have inversions distributed as the coefficients of the
/// Gaussian multinomial n! / (m₁! m₂! …) (MacMahon 1916), so no order needs to be counted one by one.
pub(in crate::analysis) fn mann_kendall(values: &[Decimal]) -> Option<MannKendall> {
    if values.len() < FEWEST_FOR_TEST {
        return None;
    }
    let pairs = values.iter().enumerate().flat_map(|(at, from)| values[at + 1..].iter().map(move |to| to.cmp(from)));
    let statistic: i64 = pairs.map(|it| it as i64).sum();
    let chances = inversion_chances(values);
    let untied = chances.len() as i64 - 1;
    let is_as_far = |inversions: usize| (untied - 2 * inversions as i64).abs() >= statistic.abs();
    let p_value: f64 = chances.iter().enumerate().filter(|(inversions, _)| is_as_far(*inversions)).map(|it| it.1).sum();
    Some(MannKendall { statistic, p_value: rounded(p_value.min(1.0)) })
}

/// The chance of each number of inversions, from 0 to the number of pairs that are not tied, where all orders are equally likely.
fn inversion_chances(values: &[Decimal]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let mut chances = vec![1.0];
    let mut placed = 0;
    for tied in sorted.chunk_by(|a, b| a == b) {
        // Value by value: the q-binomial (placed + m choose m) as quotients [placed + k] / [k], each kept a distribution.
        for k in 1..=tied.len() {
            chances = times_quotient(&chances, placed + k, k);
        }
        placed += tied.len();
    }
    chances
}

/// A distribution times (1 + q + … + q^(upper−1)) / (1 + q + … + q^(lower−1)), which is a polynomial again where it is used.
fn times_quotient(chances: &[f64], upper: usize, lower: usize) -> Vec<f64> {
    let mut product = vec![0.0; chances.len() + upper - 1];
    for (at, chance) in chances.iter().enumerate() {
        product[at..at + upper].iter_mut().for_each(|it| *it += chance / upper as f64);
    }
    let mut quotient = vec![0.0; product.len() + 1 - lower];
    for at in 0..quotient.len() {
        let taken: f64 = quotient[at.saturating_sub(lower - 1)..at].iter().sum();
        quotient[at] = (product[at] * lower as f64 - taken).max(0.0);
    }
    quotient
}

/// p values corrected for their number, in the order given: the least share of false findings at which each is one.
///
/// Method: Benjamini and Hochberg (1995).
pub(in crate::analysis) fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*b].total_cmp(&p_values[*a]));
    let mut corrected = vec![0.0; p_values.len()];
    let mut least: f64 = 1.0;
    for (above, at) in order.into_iter().enumerate() {
        let rank = p_values.len() - above;
        least = least.min(p_values[at] * p_values.len() as f64 / rank as f64);
        corrected[at] = rounded(least);
    }
    corrected
}

/// Expected figures are those of SciPy 1.17.1: `theilslopes`, `kendalltau(method="exact")`, `false_discovery_control`; for ties,
/// which its exact method refuses, the count over all orders (`itertools.permutations`).
#[cfg(test)]
mod tests {
    use super::*;

    fn decimals(values: &str) -> Vec<Decimal> {
        values.split(' ').map(|it| it.parse().expect("tests give decimals")).collect()
    }

    #[track_caller]
    fn check_slope(years: &[i16], values: &str, expected: &str) {
        let points: Vec<(i16, Decimal)> = years.iter().copied().zip(decimals(values)).collect();
        assert_eq!(theil_sen(&points).map(|it| it.to_string()).as_deref(), Some(expected));
    }

    #[test]
    fn slopes() {
        check_slope(&[2019, 2020, 2021, 2022, 2023], "62.4 65 70.1 78.1 88.2", "6.5");
        check_slope(&[2019, 2020, 2022, 2023], "10 12 11 20", "2.25");
        check_slope(&[2020, 2021, 2022, 2023, 2024], "9 8 8 6 7", "-0.5");
    }

    #[test]
    fn one_point_has_no_slope() {
        assert_eq!(theil_sen(&[(2023, Decimal::ONE)]), None);
    }

    #[track_caller]
    fn check_test(values: &str, expected: (i64, f64)) {
        let found = mann_kendall(&decimals(values)).expect("five values or more");
        assert_eq!((found.statistic, found.p_value), expected);
    }

    #[test]
    fn tests_without_ties() {
        check_test("62.4 65 70.1 78.1 88.2", (10, 0.016667));
        check_test("9 8 7 6 5", (-10, 0.016667));
        check_test("1 3 2 5 4", (6, 0.233333));
        check_test("3 1 4 1.5 9 2.6 5.3 5.8 9.7 9.3", (27, 0.016666));
        check_test("1 3 2 5 4 7 6 9 8 11 10 12", (56, 0.000016));
    }

    #[test]
    fn tests_with_ties() {
        check_test("1 2 2 3 4", (9, 0.033333));
        check_test("5 5 6 7 7 8", (13, 0.011111));
        check_test("1 1 1 2 2 3 3 1", (12, 0.142857));
        check_test("2 2 2 2 2", (0, 1.0));
    }

    #[test]
    fn four_values_are_not_tested() {
        assert_eq!(mann_kendall(&decimals("1 2 3 4")), None);
    }

    #[test]
    fn forty_years_stay_within_the_range_of_floats() {
        let values: Vec<Decimal> = (0..40).map(Decimal::from).collect();
        assert_eq!(mann_kendall(&values), Some(MannKendall { statistic: 780, p_value: 0.0 }));
    }

    #[test]
    fn corrected_p_values() {
        let found = benjamini_hochberg(&[0.039, 0.001, 0.041, 0.008, 0.042, 0.06, 0.074, 0.205]);
        assert_eq!(found, [0.0672, 0.008, 0.0672, 0.032, 0.0672, 0.08, 0.084571, 0.205]);
        assert_eq!(benjamini_hochberg(&[]), [0.0; 0]);
    }

    #[test]
    fn medians() {
        assert_eq!(median(decimals("97.6 40.5 81.3 106.6")), Some(Decimal::new(8945, 2)));
        assert_eq!(median(decimals("3 1 2")), Some(Decimal::TWO));
        assert_eq!(median(Vec::new()), None);
    }
}
