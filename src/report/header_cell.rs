//! What one header cell says: the word that it heads its column with, its year, its unit.

use std::sync::LazyLock;

use regex::Regex;

use super::Role;
use super::cells::{Stem, Vocabulary, head_facts};
use super::compact::Compact;
use super::pattern::fiscal_year;
use super::profile::{Head, IndicatorForm};
use crate::base::FiscalYear;
use crate::text::{ItemKind, Time, UnitTable, fold, scan};

/// Header texts are at most this long, in characters: longer ones are prose.
const MAX_HEADER: usize = 40;

/// The year that a header prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum HeadYear {
    #[default]
    None,
    One(FiscalYear),
    /// Several years or a part of one: the values are about none of them alone.
    Several,
    /// 前年度: the year before the one reported on.
    Before,
}

/// What one header cell says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Meaning {
    pub head: Option<Head>,
    pub year: HeadYear,
    pub unit: Option<String>,
}

/// Whether a cell heads the column of names. Cheap, for every cell of a document is asked.
pub(super) fn names_indicators(text: &str, form: &IndicatorForm) -> bool {
    if text.len() > 4 * MAX_HEADER || !text.contains(char::is_alphabetic) {
        return false;
    }
    let compact = Compact::new(text);
    let is_name = |word: &str| form.words.get(word) == Some(&Head::Indicator);
    is_name(&compact.text)
        || without_unit(&compact.text, form.units()).is_some_and(|(word, _)| is_name(word))
        || form.patterns.iter().any(|(head, it)| *head == Head::Indicator && it.whole(&compact).is_some())
}

/// What a header cell says, by the words of the form, else by their stems; `None` where neither knows one of its words.
pub(super) fn meaning(text: &str, form: &IndicatorForm) -> Option<Meaning> {
    by_words(text, form).or_else(|| by_stems(text, form))
}

/// What a head says whose words the form does not list, though all their parts are known: 最新の実績, 策定時の数値.
///
/// Only a form that knows roles has a use for it. A head that narrows down a role to a year, or names rows, is left to the form.
fn by_stems(text: &str, form: &IndicatorForm) -> Option<Meaning> {
    if text.len() > 4 * MAX_HEADER || form.words.is_empty() {
        return None;
    }
    let compact = fold(text);
    let facts = head_facts(&compact, &Vocabulary::plain(form.units()))?;
    let head = match facts.word? {
        Stem::Target => Head::Value(Role::Target),
        Stem::Baseline => Head::Value(Role::Baseline),
        Stem::Actual => Head::Value(Role::Actual),
        Stem::Forecast => Head::Value(Role::Forecast),
        Stem::Rate => Head::Achievement,
        Stem::Unit => Head::Unit,
        Stem::Department => Head::Departments,
        _ => return None,
    };
    // A column of values has one role: 目標と実績 has two.
    let is_plain = facts.role.is_none() || facts.role == facts.word || head == Head::Achievement;
    is_plain.then_some(Meaning { head: Some(head), year: facts.year, unit: facts.unit })
}

/// What a header cell says by the words of the form.
fn by_words(text: &str, form: &IndicatorForm) -> Option<Meaning> {
    if text.len() > 4 * MAX_HEADER {
        return None;
    }
    let compact = Compact::new(text);
    if compact.text.is_empty() || compact.text.chars().count() > MAX_HEADER {
        return None;
    }
    let plain = |head: Head| Meaning { head: Some(head), ..Meaning::default() };
    if let Some(head) = form.words.get(&compact.text) {
        return Some(plain(*head));
    }
    for (head, pattern) in &form.patterns {
        if let Some(found) = pattern.whole(&compact) {
            return Some(Meaning { year: found.fiscal_year().map_or(HeadYear::None, HeadYear::One), ..plain(*head) });
        }
    }
    let (rest, year) = without_years(&compact.text);
    if rest.is_empty() {
        return (year != HeadYear::None).then_some(Meaning { year, ..Meaning::default() });
    }
    let named = |rest: &str, year: HeadYear| {
        if let Some(head) = form.words.get(rest) {
            return Some(Meaning { year, ..plain(*head) });
        }
        let (word, unit) = without_unit(rest, form.units())?;
        let head = form.words.get(word)?;
        Some(Meaning { head: Some(*head), year, unit: unit.map(str::to_owned) })
    };
    let of_values = |it: &Meaning| matches!(it.head, Some(Head::Value(_) | Head::Dated(_) | Head::Achievement));
    let named_or_formula =
        |rest: &str, year| named(without_formula(rest), year).filter(of_values).or_else(|| named(rest, year));
    named_or_formula(&rest, year).or_else(|| {
        let (rest, year) = without_bare_years(&rest, year)?;
        match rest.as_str() {
            "" => Some(Meaning { year, ..Meaning::default() }),
            rest => named_or_formula(rest, year).filter(of_values),
        }
    })
}

/// The text without the years that are printed as four digits beside words or another year (`現状値(2018)`, `目標値2027(R9)`),
/// and the year, where all agree.
pub(super) fn without_bare_years(text: &str, year: HeadYear) -> Option<(String, HeadYear)> {
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(^|[^0-9.,])\(?((?:199|20[0-5])[0-9]|2060)\)?($|[^0-9.,%])").expect("a literal expression")
    });
    let found = BARE.captures(text)?;
    let bare = found[2].parse().ok().and_then(FiscalYear::new).map(HeadYear::One)?;
    let agrees = year == HeadYear::None || year == bare;
    let rest = format!("{}{}{}{}", &text[..found.get(0)?.start()], &found[1], &found[3], &text[found.get(0)?.end()..]);
    Some((trimmed(&without_empty_brackets(rest)).to_owned(), if agrees { bare } else { HeadYear::Several }))
}

/// The text without what a formula calls the column: `目標値(A)`, `達成率(B/A)`, `実績値②`.
pub(super) fn without_formula(text: &str) -> &str {
    static FORMULA: LazyLock<Regex> = LazyLock::new(|| {
        let term = "(?:[A-Ha-e①-⑳]|100)";
        let whole = format!("(?:{term}(?:[-/÷×*+=]{term})*)");
        let chain = format!("(?:{term}(?:[-/÷×*+=]{term})+)");
        Regex::new(&format!(r"(?:\({whole}%?\)|{chain}|[①-⑳])$")).expect("a literal expression")
    });
    FORMULA.find(text).map_or(text, |it| &text[..it.start()])
}

/// A Western year that stands alone.
pub(super) fn is_bare_year(text: &str) -> bool {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new("^(?:19|20)[0-9]{2}$").expect("a literal expression"));
    YEAR.is_match(text)
}

/// The text without years and the brackets around them, and the year.
pub(super) fn without_years(text: &str) -> (String, HeadYear) {
    if is_bare_year(text) {
        return (String::new(), fiscal_year(text).map_or(HeadYear::None, HeadYear::One));
    }
    let mut rest = String::new();
    let mut end = 0;
    let mut years: Vec<HeadYear> = Vec::new();
    for item in scan(text) {
        let ItemKind::Time(time) = item.kind else { continue };
        let year = match time {
            Time::FiscalYear(year) => HeadYear::One(year),
            Time::CalendarYear(year) => FiscalYear::new(year).map_or(HeadYear::None, HeadYear::One),
            Time::AsOf(date) | Time::Date(date) => date.fiscal_year().map_or(HeadYear::None, HeadYear::One),
            Time::FiscalYears { .. } | Time::Period { .. } => HeadYear::Several,
            Time::Undated => continue,
        };
        rest.push_str(&text[end..item.range.start]);
        end = item.range.end;
        years.push(year);
    }
    rest.push_str(&text[end..]);
    let year = match years.as_slice() {
        [] => HeadYear::None,
        [first, others @ ..] if others.iter().all(|it| it == first) => *first,
        _ => HeadYear::Several,
    };
    if year != HeadYear::None {
        rest = without_brackets(trimmed(&without_empty_brackets(rest))).to_owned();
    }
    (rest, year)
}

fn without_empty_brackets(text: String) -> String {
    let brackets = ["(度)", "(末)", "()", "[]", "【】", "〔〕", "<>"];
    brackets.into_iter().fold(text, |text, around| text.replace(around, ""))
}

/// Without what joined the year to the words, and without half a pair of brackets.
fn trimmed(text: &str) -> &str {
    let has_pairs = text.matches('(').count() == text.matches(')').count();
    let joins = |it: char| "の:・/末度、".contains(it) || !has_pairs && "()".contains(it);
    text.trim_matches(joins)
}

/// `(実績)` beside a year -> 実績.
fn without_brackets(text: &str) -> &str {
    let inside = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    inside.filter(|it| !it.contains(['(', ')'])).unwrap_or(text)
}

/// `実績値(人)`, `実績値[単位:人]` -> the word and the unit; `指標(単位)` has none.
fn without_unit<'a>(text: &'a str, units: &UnitTable) -> Option<(&'a str, Option<&'a str>)> {
    let brackets = [('(', ')'), ('[', ']'), ('〔', '〕'), ('【', '】')];
    let (word, inside) = brackets.into_iter().find_map(|(open, close)| text.strip_suffix(close)?.rsplit_once(open))?;
    let printed = inside.trim_start_matches("単位").trim_start_matches(':');
    if printed.is_empty() {
        return Some((word, None)).filter(|_| !inside.is_empty());
    }
    units.find(printed).map(|_| (word, Some(printed)))
}

/// `5年度`, `5年度実績`: a year whose era stands in the column before, and which comes after it.
pub(super) fn bare_year(text: &str, before: Option<FiscalYear>, form: &IndicatorForm) -> Option<Meaning> {
    let compact = fold(text);
    let (number, word) = compact.split_once("年度")?;
    let number: i16 = number.parse().ok()?;
    let head = if word.is_empty() { None } else { Some(*form.words.get(word)?) };
    let before = before?;
    let offset =
        before.year() - before.label().trim_start_matches(|it: char| !it.is_ascii_digit()).parse::<i16>().ok()?;
    let year = FiscalYear::new(offset + number).filter(|it| *it > before && number < 100)?;
    Some(Meaning { head, year: HeadYear::One(year), unit: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Role;
    use crate::report::parse_profile;
    use crate::report::profile::Profile;

    fn general() -> Profile {
        parse_profile("general.toml", include_str!("../../fixtures/profiles/general.toml")).unwrap()
    }

    #[track_caller]
    fn check(text: &str, head: Option<Head>, year: Option<i16>, unit: Option<&str>) {
        let profile = general();
        let found = meaning(text, profile.indicators.as_ref().unwrap()).expect("a header word");
        let expected = year.and_then(FiscalYear::new).map_or(HeadYear::None, HeadYear::One);
        assert_eq!((found.head, found.year, found.unit.as_deref()), (head, expected, unit), "{text}");
    }

    #[test]
    fn a_role_with_its_year() {
        check("目標値\n(R5)", Some(Head::Value(Role::Target)), Some(2023), None);
        check("R5実績", Some(Head::Value(Role::Actual)), Some(2023), None);
        check("令和5年度\n（実績）", Some(Head::Value(Role::Actual)), Some(2023), None);
        check("令和５年度 実績値", Some(Head::Value(Role::Actual)), Some(2023), None);
        check("現状値（2014年度）", Some(Head::Value(Role::Baseline)), Some(2014), None);
        check("基準値（H30年度末）", Some(Head::Value(Role::Baseline)), Some(2018), None);
        check("実績値（R6.3末時点）", Some(Head::Value(Role::Actual)), Some(2023), None);
    }

    #[test]
    fn words_by_their_stems() {
        check("最新の実績", Some(Head::Value(Role::Actual)), None, None);
        check("設定時の値（年度）", Some(Head::Value(Role::Baseline)), None, None);
        check("基準値\n（時期）", Some(Head::Value(Role::Baseline)), None, None);
        check("R7の目標の数値", Some(Head::Value(Role::Target)), Some(2025), None);
        let profile = general();
        for text in ["目標年月", "目標と実績", "実績のある事業者"] {
            assert_eq!(meaning(text, profile.indicators.as_ref().unwrap()), None, "{text}");
        }
    }

    #[test]
    fn a_year_alone() {
        check("Ｒ７", None, Some(2025), None);
        check("2019", None, Some(2019), None);
    }

    #[test]
    fn a_unit_in_the_header() {
        check("実績値（人）", Some(Head::Value(Role::Actual)), None, Some("人"));
        check("R5目標値（％）", Some(Head::Value(Role::Target)), Some(2023), Some("%"));
        check("令和５年度末実績（単位：千円）", Some(Head::Value(Role::Actual)), Some(2023), Some("千円"));
        check("目標値（％）R5", Some(Head::Value(Role::Target)), Some(2023), Some("%"));
    }

    #[test]
    fn both_calendars() {
        check("現状値2018（H30）", Some(Head::Value(Role::Baseline)), Some(2018), None);
        check("現状値（2018）", Some(Head::Value(Role::Baseline)), Some(2018), None);
        check("目標値\n2027（Ｒ９）", Some(Head::Value(Role::Target)), Some(2027), None);
        check("R5(2023)実績", Some(Head::Value(Role::Actual)), Some(2023), None);
        check("実績値（2023）（人）", Some(Head::Value(Role::Actual)), Some(2023), Some("人"));
        check("2018（H30）", None, Some(2018), None);
        check("2030目標", Some(Head::Value(Role::Target)), Some(2030), None);
    }

    #[test]
    fn years_that_disagree_are_none() {
        let profile = general();
        let found = meaning("現状値2018（H29）", profile.indicators.as_ref().unwrap()).unwrap();
        assert_eq!((found.head, found.year), (Some(Head::Value(Role::Baseline)), HeadYear::Several));
    }

    #[test]
    fn four_digits_that_are_no_year() {
        let profile = general();
        for text in ["目標値2,000", "指標2023", "目標値1800", "目標値12018", "2018人", "目標値2018人", "目標値2018%"]
        {
            assert_eq!(meaning(text, profile.indicators.as_ref().unwrap()), None, "{text}");
        }
    }

    #[test]
    fn letters_of_a_formula() {
        check("令和5年度\n目標値（Ａ）", Some(Head::Value(Role::Target)), Some(2023), None);
        check("実績値（b）", Some(Head::Value(Role::Actual)), None, None);
        check("R5実績（人）②", Some(Head::Value(Role::Actual)), Some(2023), Some("人"));
        check("達成率（Ｂ／Ａ）", Some(Head::Achievement), None, None);
        check("達成率(%)②÷①×100", Some(Head::Achievement), None, None);
        check("実績値（L）", Some(Head::Value(Role::Actual)), None, Some("L"));
    }

    #[test]
    fn words_that_need_a_year() {
        check("中間目標値\n2024（R6）", Some(Head::Dated(Role::Target)), Some(2024), None);
        check("令和８年度\n（目標年度）", Some(Head::Dated(Role::Target)), Some(2026), None);
        check("前回値（R4）", Some(Head::Dated(Role::Actual)), Some(2022), None);
    }

    #[test]
    fn names_with_units() {
        for text in ["指標［単位］", "指標名（単位）", "成果指標〔単位〕"] {
            check(text, Some(Head::Indicator), None, None);
        }
        check("実績値［千円］", Some(Head::Value(Role::Actual)), None, Some("千円"));
    }

    #[test]
    fn letters_set_apart() {
        check("指　標　名", Some(Head::Indicator), None, None);
    }

    #[test]
    fn several_years_are_no_year() {
        let profile = general();
        let found = meaning("目標値（R3～R7）", profile.indicators.as_ref().unwrap()).unwrap();
        assert_eq!(found.year, HeadYear::Several);
    }

    #[test]
    fn prose_is_no_header() {
        let profile = general();
        let form = profile.indicators.as_ref().unwrap();
        for text in ["目標値を上回る実績となった。", "実績のない事業", ""] {
            assert_eq!(meaning(text, form), None, "{text}");
        }
    }

    #[test]
    fn a_year_without_its_era_follows_one_with_it() {
        let profile = general();
        let form = profile.indicators.as_ref().unwrap();
        let found = |text, before| bare_year(text, FiscalYear::new(before), form).map(|it| (it.head, it.year));
        let year = FiscalYear::new(2024).map(HeadYear::One).unwrap();
        assert_eq!(found("6年度", 2023), Some((None, year)));
        assert_eq!(found("6年度実績", 2023), Some((Some(Head::Value(Role::Actual)), year)));
        assert_eq!(found("6年度予算", 2023), None);
        assert_eq!(found("4年度", 2023), None);
    }
}
