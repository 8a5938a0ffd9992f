//! Values of frames as text that keeps every digit, for the formats that write text.

use jiff::ToSpan;
use jiff::civil::Date;
use polars::prelude::AnyValue;

/// A decimal kept as an integer of units of 10^-`scale`, without zeros at the end: `78.1`, `-0.5`, `1620000`.
pub(super) fn decimal_text(scaled: i128, scale: usize) -> String {
    let sign = if scaled < 0 { "-" } else { "" };
    let unit = 10_u128.pow(scale as u32);
    let (whole, fraction) = (scaled.unsigned_abs() / unit, scaled.unsigned_abs() % unit);
    if fraction == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{fraction:0scale$}");
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}

/// The date that is `days` after 1970-01-01.
pub(super) fn date(days: i32) -> Date {
    Date::constant(1970, 1, 1).saturating_add(days.days())
}

/// The elements of a list as text; none where the value is no list.
pub(super) fn elements(value: &AnyValue) -> Vec<String> {
    let AnyValue::List(list) = value else { return Vec::new() };
    let text = |element: AnyValue| element.get_str().map_or_else(|| element.to_string(), str::to_owned);
    list.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scaled: i128, expected: &str) {
        assert_eq!(decimal_text(scaled, 6), expected);
    }

    #[test]
    fn decimals_lose_their_zeros_and_nothing_else() {
        check(78_100_000, "78.1");
        check(-500_000, "-0.5");
        check(1, "0.000001");
        check(0, "0");
        check(1_620_000_000_000, "1620000");
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(date(19_783).to_string(), "2024-03-01");
        assert_eq!(date(-1).to_string(), "1969-12-31");
    }
}
