//! How years, counts, shares and values are written for people.

use rust_decimal::Decimal;

use super::digest::{Changes, Indicator, Value};
use crate::base::figures::{self, fixed, fixed_float};
use crate::base::{FiscalYear, Language, Message};
use crate::text::{UnitTable, unit_of_cell};

/// A p value below which a difference is called more than chance.
const SIGNIFICANT: f64 = 0.05;

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

/// How ratings changed from a year to the next, and whether chance may have done it.
pub(super) fn changes(changes: &Changes, language: Language) -> String {
    let (key, p) = match changes.p_value {
        None => ("page_finding_no_test", String::new()),
        Some(p) if p < SIGNIFICANT => ("page_finding_significant", p_value(p)),
        Some(p) => ("page_finding_by_chance", p_value(p)),
    };
    let message = with_changes(Message::new("page_finding_changes"), changes, language);
    message.text(language) + &Message::new(key).with("p", p).text(language)
}

/// A message with the years and counts of changed ratings: `{from}`, `{to}`, `{n}`, `{improved}`, `{same}`, `{worsened}`.
pub(super) fn with_changes(message: Message, changes: &Changes, language: Language) -> Message {
    message
        .with("from", full_year(changes.from_year, language))
        .with("to", full_year(changes.to_year, language))
        .with("n", count(changes.n, language))
        .with("improved", count(changes.improved, language))
        .with("same", count(changes.same, language))
        .with("worsened", count(changes.worsened, language))
}

/// `=0.03`; what would be rounded to nothing as `<0.01`.
fn p_value(p: f64) -> String {
    if p < 0.01 { "<0.01".to_owned() } else { format!("={p:.2}") }
}

/// A value with its unit and what is printed with it: `162万PV`, `約1.2万人`, `80％以上`; `1,620,000 pageview`, `at least 80%`.
pub(super) fn value(value: &Value, indicator: &Indicator, language: Language) -> String {
    // A value that prints none is in the unit of its indicator.
    let (id, symbol) = match &value.unit {
        Some(id) => (id.as_str(), value.symbol.as_str()),
        None => (indicator.unit_id.as_str(), indicator.unit.as_str()),
    };
    with_unit(value, id, symbol, language)
}

/// A value in the unit of this id, which is shown so in Japanese.
pub(super) fn with_unit(value: &Value, id: &str, symbol: &str, language: Language) -> String {
    let unit = match (language, symbol.trim(), id) {
        (Language::Japanese, "%", _) => "％".to_owned(),
        (Language::Japanese, symbol, _) => symbol.to_owned(),
        (Language::English, _, "percent") => "%".to_owned(),
        (Language::English, _, "") => String::new(),
        (Language::English, _, id) => format!(" {id}"),
    };
    let bounded = bounded(&value.comparator, &format!("{}{unit}", number(value.value, language)), language);
    match language {
        Language::Japanese if value.is_assumed => format!("{bounded}（想定）"),
        Language::English if value.is_assumed => format!("{bounded} (assumed)"),
        _ => bounded,
    }
}

/// The unit that stands behind a value as it is kept, `id` being that of its unit: 円 for what is printed in 億円, 円/人 for 千円/人, %
/// for ‰, because the value is multiplied out.
pub(super) fn unit_of_value<'a>(printed: &'a str, id: Option<&'a str>) -> &'a str {
    let is_plain = |text: &str| {
        unit_of_cell(text, UnitTable::built_in())
            .is_some_and(|it| it.factor == Decimal::ONE && id.is_none_or(|id| it.id() == id))
    };
    let bare = printed.trim_start_matches(|it| "十百千万億兆".contains(it));
    [printed, bare].into_iter().find(|it| is_plain(it)).unwrap_or_else(|| {
        let id = id.unwrap_or(printed);
        UnitTable::built_in().by_id(id).map_or(id, |it| it.symbol)
    })
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
        for (printed, id, shown) in [
            ("億円", "JPY", "円"),
            ("千人", "person", "人"),
            ("‰", "percent", "%"),
            ("人", "person", "人"),
            ("歩", "歩", "歩"),
            ("千円/人", "JPY", "円/人"),
            ("千人(延べ)", "person", "人(延べ)"),
            ("千ケース", "ケース", "ケース"),
            // A project of its own made litres of barrels.
            ("樽", "litre", "L"),
        ] {
            assert_eq!(unit_of_value(printed, Some(id)), shown);
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
