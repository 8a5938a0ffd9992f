//! How years, counts, shares and values are written for people.

use rust_decimal::Decimal;

use super::digest::{Indicator, Value};
use crate::base::figures::{self, fixed, fixed_float};
use crate::base::{FiscalYear, Language, Message};
use crate::text::UnitTable;

/// A sentence or word of the catalogue without arguments.
pub(super) fn word(key: &'static str, language: Language) -> String {
    Message::new(key).text(language)
}

/// A fiscal year as charts label it: `R5` or `FY2023`.
pub(super) fn year(year: i16, language: Language) -> String {
    match language {
        Language::Japanese => FiscalYear::new(year).map_or_else(|| year.to_string(), FiscalYear::label),
        Language::English => format!("FY{year}"),
    }
}

/// A fiscal year in a sentence: `R5年度` or `FY2023`.
pub(super) fn full_year(fiscal_year: i16, language: Language) -> String {
    match language {
        Language::Japanese => format!("{}年度", year(fiscal_year, language)),
        Language::English => year(fiscal_year, language),
    }
}

/// A number of initiatives or indicators: `17件` or `17`.
pub(super) fn count(count: impl std::fmt::Display, language: Language) -> String {
    let count = figures::grouped(&count.to_string());
    match language {
        Language::Japanese => format!("{count}件"),
        Language::English => count,
    }
}

/// A share with one digit after the point, written as the report would: `20.7％` or `20.7%`.
pub(super) fn percent(share: f64, language: Language) -> String {
    match language {
        Language::Japanese => format!("{}％", fixed_float(share, 1)),
        Language::English => format!("{}%", fixed_float(share, 1)),
    }
}

/// A decimal in percent, one digit after the point.
pub(super) fn decimal_percent(share: Decimal, language: Language) -> String {
    match language {
        Language::Japanese => format!("{}％", fixed(share, 1)),
        Language::English => format!("{}%", fixed(share, 1)),
    }
}

/// A value with its unit and what is printed with it: `162万PV`, `約1.2万人`, `80％以上`; `1,620,000 pageview`, `at least 80%`.
pub(super) fn value(value: &Value, indicator: &Indicator, language: Language) -> String {
    let unit = match language {
        Language::Japanese => indicator.unit.clone(),
        Language::English if indicator.unit_id == "percent" => "%".to_owned(),
        Language::English => format!(" {}", indicator.unit_id),
    };
    let unit = if unit.trim() == "%" && language == Language::Japanese { "％" } else { unit.trim_end() };
    bounded(&value.comparator, &format!("{}{unit}", number(value.value, language)), language)
}

/// The unit that stands behind a value as it is kept: 円 for what is printed in 億円, % for ‰, because the value is multiplied out.
pub(super) fn unit_of_value(printed: &str) -> &str {
    match UnitTable::built_in().find_scaled(printed) {
        Some((unit, factor)) if factor != Decimal::ONE => unit.symbol,
        _ => printed,
    }
}

/// A number with the words of its comparator.
pub(super) fn bounded(comparator: &str, number: &str, language: Language) -> String {
    let (japanese, english) = match comparator {
        "approx" => (("約", ""), "about "),
        "ge" => (("", "以上"), "at least "),
        "gt" => (("", "超"), "more than "),
        "le" => (("", "以下"), "at most "),
        "lt" => (("", "未満"), "less than "),
        "lt_approx" => (("", "弱"), "a little less than "),
        "gt_approx" => (("", "強"), "a little more than "),
        _ => (("", ""), ""),
    };
    match language {
        Language::Japanese => format!("{}{number}{}", japanese.0, japanese.1),
        Language::English => format!("{english}{number}"),
    }
}

/// A number with separators; in Japanese round ones from ten thousand on stand in 万, from a hundred million on in 億.
pub(super) fn number(value: Decimal, language: Language) -> String {
    let value = value.normalize();
    let scales = [("億", Decimal::from(100_000_000)), ("万", Decimal::from(10_000))];
    let scale = scales.into_iter().find(|(_, scale)| value.abs() >= *scale);
    if let Some((word, scale)) = scale.filter(|_| language == Language::Japanese) {
        let scaled = (value / scale).normalize();
        if scaled.scale() <= 1 {
            return format!("{}{word}", grouped(scaled));
        }
    }
    grouped(value)
}

fn grouped(value: Decimal) -> String {
    figures::grouped(&value.to_string()).replace('-', "−")
}

/// Things in a row: `A、B` or `A, B`.
pub(super) fn joined<Text: AsRef<str>>(texts: impl IntoIterator<Item = Text>, language: Language) -> String {
    let separator = if language == Language::Japanese { "、" } else { ", " };
    texts.into_iter().map(|it| it.as_ref().to_owned()).collect::<Vec<_>>().join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, japanese: &str, english: &str) {
        let value: Decimal = value.parse().expect("a decimal");
        assert_eq!(number(value, Language::Japanese), japanese);
        assert_eq!(number(value, Language::English), english);
    }

    #[test]
    fn numbers_are_grouped() {
        check("2730000", "273万", "2,730,000");
        check("15000", "1.5万", "15,000");
        check("12345", "12,345", "12,345");
        check("1550000000", "15.5億", "1,550,000,000");
        check("-1066.50", "−1,066.5", "−1,066.5");
        check("0", "0", "0");
    }

    #[test]
    fn a_value_that_is_multiplied_out_has_its_unit_without_the_scale() {
        for (printed, shown) in [("億円", "円"), ("千人", "人"), ("‰", "%"), ("人", "人"), ("歩", "歩")] {
            assert_eq!(unit_of_value(printed), shown);
        }
    }

    #[test]
    fn what_is_printed_with_a_number_is_kept() {
        let words = |comparator: &str| {
            [Language::Japanese, Language::English].map(|it| bounded(comparator, "80", it)).join("|")
        };
        assert_eq!(words("approx"), "約80|about 80");
        assert_eq!(words("ge"), "80以上|at least 80");
        assert_eq!(words("eq"), "80|80");
    }

    #[test]
    fn years_are_named_as_people_do() {
        assert_eq!(full_year(2023, Language::Japanese), "R5年度");
        assert_eq!(full_year(2023, Language::English), "FY2023");
    }
}
