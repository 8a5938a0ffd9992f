//! The few formulas that the analyses need.

/// The standard normal quantile of 97.5 %.
const Z_95: f64 = 1.959_963_984_540_054;

/// Fewest initiatives for which shares are given.
pub(super) const FEWEST_FOR_SHARES: usize = 10;

/// Fewest changes that are tested: with four, no outcome has p below 0.1.
const FEWEST_CHANGES: usize = 5;

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
    let (n, z) = (whole as f64, Z_95);
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
    // Logarithms, because 0.5^n leaves the range of floats for n above 1074.
    let mut logarithm = changed as f64 * 0.5_f64.ln();
    let mut tail = logarithm.exp();
    for k in 0..improved.min(worsened) {
        logarithm += ((changed - k) as f64 / (k + 1) as f64).ln();
        tail += logarithm.exp();
    }
    Some(rounded((2.0 * tail).min(1.0)))
}

/// Rounded to 6 digits after the point: the same on every machine, whatever its mathematical library does to the last bit.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_wilson(part: usize, whole: usize, expected: &str) {
        let found = wilson(part, whole).map(|(low, high)| format!("[{low:.1}, {high:.1}]"));
        assert_eq!(found.as_deref(), Some(expected));
    }

    #[test]
    fn intervals_of_the_akita_report() {
        check_wilson(17, 82, "[13.4, 30.7]");
        check_wilson(5, 82, "[2.6, 13.5]");
        check_wilson(77, 82, "[86.5, 97.4]");
    }

    #[test]
    fn an_interval_stays_within_all_and_nothing() {
        check_wilson(0, 10, "[0.0, 27.8]");
        check_wilson(10, 10, "[72.2, 100.0]");
        assert_eq!(wilson(3, 9), None);
    }

    #[track_caller]
    fn check_sign_test(improved: usize, worsened: usize, expected: Option<&str>) {
        assert_eq!(sign_test(improved, worsened).map(|it| format!("{it:.4}")).as_deref(), expected);
    }

    #[test]
    fn sign_tests() {
        check_sign_test(11, 5, Some("0.2101"));
        check_sign_test(5, 11, Some("0.2101"));
        check_sign_test(5, 0, Some("0.0625"));
        check_sign_test(8, 8, Some("1.0000"));
        check_sign_test(2, 2, None);
        check_sign_test(3_000, 3_000, Some("1.0000"));
    }
}
