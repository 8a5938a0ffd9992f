//! The small pattern language of profiles.
//!
//! A pattern is text as printed, with slots in braces. Width, white space and the shape of dashes and brackets do not matter.
//!
//! | slot | matches |
//! | --- | --- |
//! | `{FY}` | a fiscal year: `R5`, `R5年度`, `令和5年度`, `2023年度` |
//! | `{n}`, `{count}` | a whole number |
//! | `{share}` | a number with decimals |
//! | `{tenths}` | 1 to 9, as digit or kanji |
//! | `{circled}` | ① to ㊿ |
//! | `{rating}` | a letter of the profile's scale |
//! | `{keys}` | letters of the scale joined by 及び, 、, ・ or と |
//! | `{words}` | at most 12 characters without brackets, or none |
//! | `{departments}` | any text without brackets |
//! | any other name | any text, as short as possible |
//!
//! A pattern that begins with `regex:` is a regular expression over the compact text.

use std::sync::{LazyLock, OnceLock};

use regex::Regex;

use super::compact::Compact;
use crate::base::FiscalYear;
use crate::base::calendar::Era;
use crate::text::fold;

/// A compiled pattern.
///
/// Thousands of cells are tried for each that fits, so what is certain of a match is looked for first.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    whole: Regex,
    prefix: LazyRegex,
    anywhere: LazyRegex,
    /// What every match begins with, in compact form.
    beginning: String,
    /// Whether it begins with a bracket or a mark that prose does not begin with.
    bracketed: bool,
    source: String,
}

/// A match: the compact text, and what its slots hold.
pub(super) struct Match<'t> {
    captures: regex::Captures<'t>,
    compact: &'t Compact,
}

impl Pattern {
    /// Compiles a pattern; `scale` holds the letters of the rating scale.
    ///
    /// # Errors
    /// The pattern begins with `regex:` and is no regular expression, or a slot stands twice.
    pub fn new(source: &str, scale: &[String]) -> Result<Self, regex::Error> {
        let body = match source.strip_prefix("regex:") {
            Some(expression) => expression.to_owned(),
            None => slots_to_regex(source, scale),
        };
        let beginning = match source.strip_prefix("regex:") {
            Some(_) => String::new(),
            None => fold(source.split('{').next().unwrap_or_default()),
        };
        Ok(Pattern {
            whole: Regex::new(&format!("^(?:{body})$"))?,
            prefix: LazyRegex::new(format!("^(?:{body})")),
            anywhere: LazyRegex::new(body),
            beginning,
            source: source.to_owned(),
            bracketed: source.starts_with(['【', '〔', '［', '[', '<', '＜', '《', '「', '■', '◆', '●', '□', '◇', '▼']),
        })
    }

    /// The pattern as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it may be looked for inside a text: it begins with a bracket or a mark that prose does not begin with.
    pub fn is_bracketed(&self) -> bool {
        self.bracketed
    }

    /// Matches the whole text.
    pub fn whole<'t>(&self, compact: &'t Compact) -> Option<Match<'t>> {
        let found = if self.may_begin(compact) { self.whole.captures(&compact.text) } else { None };
        found.map(|captures| Match { captures, compact })
    }

    /// Matches the beginning of the text.
    pub fn prefix<'t>(&self, compact: &'t Compact) -> Option<Match<'t>> {
        let found = if self.may_begin(compact) { self.prefix.get().captures(&compact.text) } else { None };
        found.map(|captures| Match { captures, compact })
    }

    /// All matches in the text, from left to right.
    pub fn all<'t>(&self, compact: &'t Compact) -> impl Iterator<Item = Match<'t>> {
        let tried = compact.text.contains(&self.beginning).then(|| self.anywhere.get().captures_iter(&compact.text));
        tried.into_iter().flatten().map(move |captures| Match { captures, compact })
    }

    fn may_begin(&self, compact: &Compact) -> bool {
        compact.text.starts_with(&self.beginning)
    }
}

/// An expression that is compiled when it is first needed; that it is one was seen when the pattern was made.
#[derive(Debug, Clone)]
struct LazyRegex {
    expression: String,
    compiled: OnceLock<Regex>,
}

impl LazyRegex {
    fn new(expression: String) -> Self {
        Self { expression, compiled: OnceLock::new() }
    }

    fn get(&self) -> &Regex {
        self.compiled.get_or_init(|| Regex::new(&self.expression).expect("Pattern::new compiled the same body"))
    }
}

impl Match<'_> {
    /// What a slot holds, in compact form.
    pub fn slot(&self, name: &str) -> Option<&str> {
        self.captures.name(name).map(|it| it.as_str())
    }

    /// The printed bytes of a slot.
    pub fn slot_range(&self, name: &str) -> Option<std::ops::Range<usize>> {
        self.captures.name(name).map(|it| self.compact.raw_range(it.range()))
    }

    /// The printed bytes of the whole match.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.captures.get(0).map_or(0..0, |it| self.compact.raw_range(it.range()))
    }

    /// The fiscal year in the slot `{FY}`.
    pub fn fiscal_year(&self) -> Option<FiscalYear> {
        fiscal_year(self.slot("FY")?)
    }
}

const FISCAL_YEAR: &str =
    "(?:[RHSrhs](?:[0-9]{1,2}|元)|(?:令和|平成|昭和)(?:[0-9]{1,2}|元)|(?:19|20)[0-9]{2})(?:年度|年)?";

/// What `{FY}` matches.
pub(super) fn year_label() -> &'static Regex {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| Regex::new(FISCAL_YEAR).expect("a literal expression"));
    &LABEL
}

/// Reads what `{FY}` matches.
pub(super) fn fiscal_year(label: &str) -> Option<FiscalYear> {
    let label = label.trim_end_matches("年度").trim_end_matches('年');
    let named = Era::ALL.into_iter().find_map(|era| Some((era, label.strip_prefix(era.name())?)));
    match named {
        Some((era, rest)) => FiscalYear::parse(&format!("{}{rest}", era.letter())),
        None => FiscalYear::parse(label),
    }
}

fn slots_to_regex(source: &str, scale: &[String]) -> String {
    static SLOT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{(\w+)\}").expect("a literal expression"));
    let letters = scale.iter().map(|it| regex::escape(&fold(it))).collect::<Vec<_>>().join("|");
    let mut expression = String::new();
    let mut end = 0;
    for slot in SLOT.captures_iter(source) {
        let (Some(whole), Some(name)) = (slot.get(0), slot.get(1)) else { continue };
        expression.push_str(&regex::escape(&fold(&source[end..whole.start()])));
        let body = match name.as_str() {
            "FY" => FISCAL_YEAR.to_owned(),
            "n" | "count" => "[0-9][0-9,]{0,6}".to_owned(),
            "share" => r"[0-9]{1,3}(?:\.[0-9]+)?".to_owned(),
            "tenths" => "[1-9一二三四五六七八九]".to_owned(),
            "circled" => "[①-⑳㉑-㉟㊱-㊿]".to_owned(),
            "rating" => format!("(?:{letters})"),
            "keys" => format!("(?:{letters})(?:(?:及び|・|、|,|と)(?:{letters}))*"),
            "words" => "[^()]{0,12}?".to_owned(),
            "departments" => "[^()]+".to_owned(),
            _ => ".+?".to_owned(),
        };
        expression.push_str(&format!("(?P<{}>{body})", name.as_str()));
        end = whole.end();
    }
    expression.push_str(&regex::escape(&fold(&source[end..])));
    expression
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale() -> Vec<String> {
        ["A", "B", "C"].map(str::to_owned).to_vec()
    }

    #[track_caller]
    fn check(pattern: &str, text: &str, slots: &[(&str, &str)]) {
        let pattern = Pattern::new(pattern, &scale()).unwrap();
        let compact = Compact::new(text);
        let found = pattern.whole(&compact).expect("a match");
        for (name, expected) in slots {
            assert_eq!(found.slot_range(name).map(|it| &text[it]), Some(*expected), "slot {name}");
        }
    }

    #[test]
    fn a_fiscal_year_label_in_any_width() {
        check("【{FY}計画】", "【 Ｒ５ 計画】", &[("FY", "Ｒ５")]);
    }

    #[test]
    fn the_last_bracket_holds_the_departments() {
        let text = "② 運転免許証のデジタル化（マイナンバーカードとの一体化）（警察本部）";
        let slots = [("title", "運転免許証のデジタル化（マイナンバーカードとの一体化）"), ("departments", "警察本部")];
        check("{circled}{title}({departments})", text, &slots);
    }

    #[test]
    fn a_stated_total() {
        let slots = [("rating", "Ａ"), ("label", "計画を上回る"), ("count", "17"), ("share", "20.7")];
        check("{rating}:{label}{count}件({share}%)", "Ａ：計画を上回る　17件（20.7％）", &slots);
    }

    #[test]
    fn fiscal_years() {
        for label in ["R5", "令和5年度", "2023年度", "R5年度"] {
            assert_eq!(fiscal_year(label), FiscalYear::new(2023), "{label}");
        }
    }
}
