//! Denominators: what a quantity is counted over.

use rust_decimal::Decimal;

use super::number::{Reading, read_numeral};
use super::unit::UnitTable;

/// Reads `年`, `1年間`, `10a`, `千人`, `人・日` at byte `at`: the denominator as data has it (`year`, `10 are`, `1000 person`,
/// `person day`) and the byte after it.
pub(super) fn read_denominator(text: &str, at: usize, units: &UnitTable) -> Option<(String, usize)> {
    let (first, end) = read_one(text, at, units)?;
    let Some(rest) = text[end..].strip_prefix('・') else { return Some((first, end)) };
    match read_one(text, text.len() - rest.len(), units) {
        Some((second, end)) => Some((format!("{first} {second}"), end)),
        None => Some((first, end)),
    }
}

fn read_one(text: &str, at: usize, units: &UnitTable) -> Option<(String, usize)> {
    let (count, start) = match read_numeral(text, at) {
        Reading::Number(numeral) => (numeral.value, numeral.end),
        Reading::None => (Decimal::ONE, at),
        Reading::Invalid(_) => return None,
    };
    let (id, factor, end) = match units.longest_at(text, start) {
        Some(found) => (found.unit.id, found.factor, start + found.length),
        None => ("month", Decimal::ONE, start + text[start..].starts_with('月').then_some('月'.len_utf8())?),
    };
    let count = count.checked_mul(factor)?.normalize();
    Some((with_count(count, id), end))
}

/// `person`, `1000 person`
pub(super) fn with_count(count: Decimal, id: &str) -> String {
    if count == Decimal::ONE { id.to_owned() } else { format!("{count} {id}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(printed: &str, expected: &str) {
        let found = read_denominator(printed, 0, UnitTable::built_in());
        let shown = found.map_or_else(|| "none".to_owned(), |(per, end)| format!("{per}|{}", &printed[end..]));
        assert_eq!(shown, expected);
    }

    #[test]
    fn one_unit() {
        check("年", "year|");
        check("月の", "month|の");
        check("1年間", "year|");
        check("10a", "10 are|");
        check("千人", "1000 person|");
        check("10万人", "100000 person|");
    }

    #[test]
    fn two_units() {
        check("人・日", "person day|");
        check("人・それ", "person|・それ");
    }

    #[test]
    fn a_number_alone_is_none() {
        check("25", "none");
        check("総数", "none");
    }
}
