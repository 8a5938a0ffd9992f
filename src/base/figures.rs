//! How numbers are written for people: rounded as a reader does it, half away from zero, and with separators.

use rust_decimal::{Decimal, RoundingStrategy};

/// `value` with so many digits after the point: 97.25 is 97.3, and −97.25 is −97.3.
pub fn rounded(value: Decimal, digits: u32) -> Decimal {
    value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

/// A decimal written with so many digits after the point.
pub fn fixed(value: Decimal, digits: u32) -> String {
    format!("{:.places$}", rounded(value, digits), places = digits as usize)
}

/// A floating-point number written with so many digits after the point; of its shortest digits, not of the binary fraction that stands
/// for them.
///
/// ```
/// use shinchoku::base::figures::fixed_float;
/// assert_eq!(fixed_float(97.65, 1), "97.7");
/// assert_eq!(fixed_float(-0.04, 1), "0.0");
/// ```
pub fn fixed_float(value: f64, digits: u32) -> String {
    match value.to_string().parse::<Decimal>() {
        Ok(exact) => {
            let rounded = rounded(exact, digits);
            fixed(if rounded.is_zero() { Decimal::ZERO } else { rounded }, digits)
        }
        // Beyond 28 digits the last one shown is never in doubt.
        Err(_) => format!("{value:.places$}", places = digits as usize),
    }
}

/// The digits of a decimal number with a comma before every three of its whole part: `1,620,000`, `−0.5` as it stands.
///
/// ```
/// use shinchoku::base::figures::grouped;
/// assert_eq!(grouped("1620000.25"), "1,620,000.25");
/// assert_eq!(grouped("-1234"), "-1,234");
/// assert_eq!(grouped("R5"), "R5");
/// ```
pub fn grouped(digits: &str) -> String {
    let (sign, unsigned) = digits.strip_prefix('-').map_or(("", digits), |it| ("-", it));
    let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(whole, rest)| (whole, Some(rest)));
    if !whole.bytes().all(|it| it.is_ascii_digit()) {
        return digits.to_owned();
    }
    let mut out = sign.to_owned();
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out.extend(fraction.map(|it| format!(".{it}")));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, digits: u32, expected: &str) {
        assert_eq!(fixed(value.parse().expect("a decimal"), digits), expected);
        assert_eq!(fixed_float(value.parse().expect("a number"), digits), expected);
    }

    #[test]
    fn halves_go_away_from_zero() {
        check("97.25", 1, "97.3");
        check("97.35", 1, "97.4");
        check("97.65", 1, "97.7");
        check("2.5", 0, "3");
        check("-97.25", 1, "-97.3");
        check("97.249999", 1, "97.2");
    }

    #[test]
    fn digits_are_filled_up() {
        check("5", 1, "5.0");
        check("0.96", 1, "1.0");
    }
}
