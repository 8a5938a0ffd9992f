//! Fiscal years as reports label them: `R5`, `令和五年度`, `昭和63年度`, `令和5・6年度`, `2023年度`.

use std::sync::LazyLock;

use regex::Regex;

use crate::base::FiscalYear;
use crate::base::calendar::Era;
use crate::text::parse_number;

/// What `{FY}` matches, as a regular expression.
pub(super) const FISCAL_YEAR: &str = "(?:[RHSrhs](?:[0-9]{1,2}|元)|(?:令和|平成|昭和)(?:[0-9]{1,2}|元|[一二三四五六七八九十]{1,3})\
                                      |(?:19|20)[0-9]{2})(?:年度|年)?";

/// The same, compiled.
pub(super) fn year_label() -> &'static Regex {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| Regex::new(FISCAL_YEAR).expect("a literal expression"));
    &LABEL
}

/// Reads a label; of two years (`令和5・6年度`) the later.
pub(super) fn fiscal_year(label: &str) -> Option<FiscalYear> {
    let label = label.trim_end_matches("年度").trim_end_matches('年');
    let named = Era::ALL.into_iter().find_map(|era| Some((era, label.strip_prefix(era.name())?)));
    let Some((era, rest)) = named else { return FiscalYear::parse(label) };
    let last = rest.rsplit('・').next().unwrap_or(rest);
    let number = parse_number(last).map_or_else(|| last.to_owned(), |it| it.to_string());
    FiscalYear::parse(&format!("{}{number}", era.letter()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_year_in_many_forms() {
        for label in ["R5", "令和5年度", "2023年度", "R5年度", "令和五年度", "令和4・5年度"] {
            assert_eq!(fiscal_year(label), FiscalYear::new(2023), "{label}");
        }
    }

    #[test]
    fn earlier_eras() {
        assert_eq!(fiscal_year("昭和63年度"), FiscalYear::new(1988));
        assert_eq!(fiscal_year("平成三十一年度"), FiscalYear::new(2019));
        assert_eq!(fiscal_year("令和元年度"), FiscalYear::new(2019));
    }
}
