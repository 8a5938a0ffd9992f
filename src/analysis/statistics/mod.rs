//! The few formulas that the analyses need: shares and signs here, series over the years in [`series`].

pub(super) mod series;

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, Normal};

/// Fewest initiatives for which shares are given.
pub(super) const FEWEST_FOR_SHARES: usize = 10;

/// Fewest changes that are tested: with four, no outcome has p below 0.1.
const FEWEST_CHANGES: usize = 5;

/// A test says that there is a difference where its p value is below this.
pub(super) const SIGNIFICANCE: f64 = 0.05;

/// `part` of `whole` in percent; `None` where `whole` is too small for shares.
pub(super) fn share(part: f64, whole: usize) -> Option<f64> {
    (whole >= FEWEST_FOR_SHARES).then(|| rounded(100.0 * part / whole as f64))
}

/// Wilson's 95 % interval of a share, in percent; `None` where `whole` is too small for shares.
///
/// Method: Wilson (1927), without continuity correction.
pub(super) fn wilson(part: usize, whole: usize) -> Option<(f64, f64)> {
    if whole < FEWEST_FOR_SHARES {
        return None;
    }
    let (n, z) = (whole as f64, Normal::standard().inverse_cdf(0.975));
    let p = part as f64 / n;
    let center = p + z * z / (2.0 * n);
    let half_width = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let end = |value: f64| rounded(100.0 * (value / (1.0 + z * z / n)).clamp(0.0, 1.0));
    Some((end(center - half_width), end(center + half_width)))
}

/// The exact two-sided p value of the sign test; `None` where fewer than five changed.
pub(super) fn sign_test(improved: usize, worsened: usize) -> Option<f64> {
    let changed = improved + worsened;
    if changed < FEWEST_CHANGES {
        return None;
    }
    let tosses = Binomial::new(0.5, changed as u64).expect("one half is a probability");
    Some(rounded((2.0 * tosses.cdf(improved.min(worsened) as u64)).min(1.0)))
}

/// Rounded to 6 digits after the point: the same on every machine, whatever its mathematical library does to the last bit.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// Expected figures are those of SciPy 1.17.1: `binomtest(k, n).proportion_ci(method="wilson")`, `binomtest(k, n, 0.5).pvalue`.
#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_wilson(part: usize, whole: usize, expected: &str) {
        let found = wilson(part, whole).map(|(low, high)| format!("[{low:.2}, {high:.2}]"));
        assert_eq!(found.as_deref(), Some(expected));
    }

    #[test]
    fn intervals_of_the_akita_report() {
        check_wilson(17, 82, "[13.37, 30.72]");
        check_wilson(5, 82, "[2.63, 13.49]");
        check_wilson(77, 82, "[86.51, 97.37]");
    }

    #[test]
    fn an_interval_stays_within_all_and_nothing() {
        check_wilson(0, 10, "[0.00, 27.75]");
        check_wilson(10, 10, "[72.25, 100.00]");
        assert_eq!(wilson(3, 9), None);
    }

    #[track_caller]
    fn check_sign_test(improved: usize, worsened: usize, expected: Option<f64>) {
        assert_eq!(sign_test(improved, worsened), expected);
    }

    #[test]
    fn sign_tests() {
        check_sign_test(11, 5, Some(0.210114));
        check_sign_test(5, 11, Some(0.210114));
        check_sign_test(5, 0, Some(0.0625));
        check_sign_test(8, 8, Some(1.0));
        check_sign_test(20, 3, Some(0.000488));
        check_sign_test(300, 240, Some(0.01105));
        check_sign_test(2, 2, None);
        check_sign_test(3_000, 3_000, Some(1.0));
    }
}
