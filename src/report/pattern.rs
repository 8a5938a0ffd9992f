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

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use regex::Regex;

use super::compact::Compact;
use super::fiscal_label::FISCAL_YEAR;
pub(super) use super::fiscal_label::{fiscal_year, year_label};
use crate::base::FiscalYear;
use crate::text::fold;

/// Brackets and marks that labels begin with and prose does not.
const BRACKETS: [char; 14] = ['【', '〔', '［', '[', '<', '＜', '《', '「', '■', '◆', '●', '□', '◇', '▼'];

/// A compiled pattern.
///
/// Thousands of cells are tried for each that fits, and to compile an expression costs as much as reading a page: what is certain
/// of a match is looked for first, and an expression is compiled when a text has it.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    outline: Outline,
    whole: LazyRegex,
    prefix: LazyRegex,
    anywhere: LazyRegex,
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
        let Expression { outline, body, is_certain } = match source.strip_prefix("regex:") {
            Some(body) => Expression { outline: Outline::default(), body: body.to_owned(), is_certain: false },
            None => slots_to_regex(source, scale),
        };
        let whole = LazyRegex::new(format!("^(?:{body})$"));
        let prefix = LazyRegex::new(format!("^(?:{body})"));
        let anywhere = LazyRegex::new(body);
        if !is_certain {
            // `A)|(?:B` is none, though it is one in brackets.
            anywhere.compile()?;
            whole.compile()?;
        }
        Ok(Pattern {
            outline,
            whole,
            prefix,
            anywhere,
            source: source.to_owned(),
            bracketed: source.starts_with(BRACKETS),
        })
    }

    /// The pattern as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether a text may hold a pattern that begins with a bracket. Cheap.
    pub fn may_hold_bracketed(text: &str) -> bool {
        text.contains(BRACKETS)
    }

    /// Whether it may be looked for inside a text: it begins with a bracket or a mark that prose does not begin with.
    pub fn is_bracketed(&self) -> bool {
        self.bracketed
    }

    /// Matches the whole text.
    pub fn whole<'t>(&self, compact: &'t Compact) -> Option<Match<'t>> {
        let is_possible = self.outline.may_begin(&compact.text) && self.outline.may_end(&compact.text);
        let found = if is_possible { self.whole.get().captures(&compact.text) } else { None };
        found.map(|captures| Match { captures, compact })
    }

    /// Matches the beginning of the text.
    pub fn prefix<'t>(&self, compact: &'t Compact) -> Option<Match<'t>> {
        let is_possible = self.outline.may_begin(&compact.text);
        let found = if is_possible { self.prefix.get().captures(&compact.text) } else { None };
        found.map(|captures| Match { captures, compact })
    }

    /// All matches in the text, from left to right.
    pub fn all<'t>(&self, compact: &'t Compact) -> impl Iterator<Item = Match<'t>> {
        let is_possible = self.outline.may_stand_in(&compact.text);
        let tried = is_possible.then(|| self.anywhere.get().captures_iter(&compact.text));
        tried.into_iter().flatten().map(move |captures| Match { captures, compact })
    }
}

/// What every text that a pattern matches has, in compact form; empty for regular expressions.
#[derive(Debug, Clone, Default)]
struct Outline {
    /// What stands before, between and after the slots, in this order; the first and the last may be empty.
    pieces: Vec<String>,
    /// What the first slot may begin with, if the pattern begins with a slot that does not begin with just anything.
    opening: Option<String>,
}

impl Outline {
    fn may_begin(&self, text: &str) -> bool {
        let first = self.pieces.first().map_or("", String::as_str);
        let opens = |opening: &String| text.starts_with(|it| opening.contains(it));
        text.starts_with(first) && self.opening.as_ref().is_none_or(opens) && self.holds_pieces(text)
    }

    fn may_end(&self, text: &str) -> bool {
        self.pieces.last().is_none_or(|last| text.ends_with(last.as_str()))
    }

    fn may_stand_in(&self, text: &str) -> bool {
        let opens = |opening: &String| text.contains(|it| opening.contains(it));
        self.opening.as_ref().is_none_or(opens) && self.holds_pieces(text)
    }

    fn holds_pieces(&self, text: &str) -> bool {
        let after = |rest: &'_ str, piece: &String| rest.find(piece.as_str()).map(|at| at + piece.len());
        let mut rest = text;
        self.pieces.iter().all(|piece| after(rest, piece).map(|end| rest = &rest[end..]).is_some())
    }
}

/// An expression that is compiled when it is first needed; that it is one is known when the pattern is made.
#[derive(Debug, Clone)]
struct LazyRegex {
    expression: String,
    compiled: OnceLock<Regex>,
}

impl LazyRegex {
    fn new(expression: String) -> Self {
        Self { expression, compiled: OnceLock::new() }
    }

    /// Compiles it at once, for an expression that may be none.
    fn compile(&self) -> Result<(), regex::Error> {
        let regex = Regex::new(&self.expression)?;
        self.compiled.get_or_init(|| regex);
        Ok(())
    }

    fn get(&self) -> &Regex {
        self.compiled.get_or_init(|| Regex::new(&self.expression).expect("slots make an expression, others were tried"))
    }
}

impl Match<'_> {
    /// What a slot holds, in compact form.
    pub fn slot(&self, name: &str) -> Option<&str> {
        self.captures.name(name).map(|it| it.as_str())
    }

    /// The whole match, in compact form.
    pub fn text(&self) -> &str {
        self.captures.get(0).map_or("", |it| it.as_str())
    }

    /// The printed bytes of a slot.
    pub fn slot_range(&self, name: &str) -> Option<Range<usize>> {
        self.captures.name(name).map(|it| self.compact.raw_range(it.range()))
    }

    /// The printed bytes of the whole match.
    pub fn range(&self) -> Range<usize> {
        self.captures.get(0).map_or(0..0, |it| self.compact.raw_range(it.range()))
    }

    /// The fiscal year in the slot `{FY}`.
    pub fn fiscal_year(&self) -> Option<FiscalYear> {
        fiscal_year(self.slot("FY")?)
    }
}

/// Bytes of an expression that surely compiles; larger ones are tried.
const MAX_CERTAIN: usize = 10_000;

/// A pattern as a regular expression.
struct Expression {
    outline: Outline,
    body: String,
    /// Whether it surely is one: no slot stands twice or has a name that a group cannot have, and it is not too large to compile.
    is_certain: bool,
}

fn slots_to_regex(source: &str, scale: &[String]) -> Expression {
    static SLOT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{(\w+)\}").expect("a literal expression"));
    let letters: Vec<String> = scale.iter().map(|it| fold(it)).collect();
    let (mut outline, mut body) = (Outline::default(), String::new());
    let mut names: Vec<&str> = Vec::new();
    let mut is_certain = true;
    let mut end = 0;
    for slot in SLOT.captures_iter(source) {
        let (Some(whole), Some(name)) = (slot.get(0), slot.get(1).map(|it| it.as_str())) else { continue };
        let piece = fold(&source[end..whole.start()]);
        let Slot { body: inside, opening } = Slot::named(name, &letters);
        body.push_str(&format!("{}(?P<{name}>{inside})", regex::escape(&piece)));
        if outline.pieces.is_empty() && piece.is_empty() {
            outline.opening = opening;
        }
        outline.pieces.push(piece);
        is_certain &=
            !names.contains(&name) && name.starts_with(|it: char| it.is_ascii_alphabetic()) && name.is_ascii();
        names.push(name);
        end = whole.end();
    }
    let rest = fold(&source[end..]);
    body.push_str(&regex::escape(&rest));
    outline.pieces.push(rest);
    is_certain &= body.len() < MAX_CERTAIN;
    Expression { outline, body, is_certain }
}

/// What a slot matches.
struct Slot {
    /// As a regular expression.
    body: String,
    /// The characters that it may begin with; `None` where it may begin with any or be empty.
    opening: Option<String>,
}

impl Slot {
    fn named(name: &str, letters: &[String]) -> Slot {
        const DIGITS: &str = "0123456789";
        let escaped = || letters.iter().map(|it| regex::escape(it)).collect::<Vec<_>>().join("|");
        // A scale without letters, or with an empty one, makes a slot that may be empty.
        let first_letters = || letters.iter().map(|it| it.chars().next()).collect::<Option<String>>();
        let slot = |body: &str, opening: &str| Slot { body: body.to_owned(), opening: Some(opening.to_owned()) };
        let any = |body: &str| Slot { body: body.to_owned(), opening: None };
        match name {
            "FY" => slot(FISCAL_YEAR, "RHSrhs令平昭12"),
            "n" | "count" => slot("[0-9][0-9,]{0,6}", DIGITS),
            "share" => slot(r"[0-9]{1,3}(?:\.[0-9]+)?", DIGITS),
            "tenths" => slot("[1-9一二三四五六七八九]", "123456789一二三四五六七八九"),
            "circled" => {
                let circled = ('①'..='⑳').chain('㉑'..='㉟').chain('㊱'..='㊿').collect();
                Slot { body: "[①-⑳㉑-㉟㊱-㊿]".to_owned(), opening: Some(circled) }
            }
            "rating" => {
                Slot { body: format!("(?:{})", escaped()), opening: first_letters().filter(|it| !it.is_empty()) }
            }
            "keys" => Slot {
                body: format!("(?:{0})(?:(?:及び|・|、|,|と)(?:{0}))*", escaped()),
                opening: first_letters().filter(|it| !it.is_empty()),
            },
            "words" => any("[^()]{0,12}?"),
            "departments" => any("[^()]+"),
            _ => any(".+?"),
        }
    }
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
    fn slots_that_make_no_expression_are_told_at_once() {
        for wrong in ["{title}({title})", "No.{1}", "{‿}", "regex:(", "regex:A)|(?:B"] {
            assert!(Pattern::new(wrong, &scale()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_certain_of_a_match_never_loses_one() {
        let texts = [
            "A:計画を上回る17件(20.7%)",
            "約7割(A及びB)",
            "7割(上位A)",
            "【R5計画】",
            "【令和元年度計画】と【H30計画】",
            "(3)題",
        ];
        let patterns = [
            "{rating}:{label}{count}件({share}%)",
            "約{tenths}割({words}{keys})",
            "{tenths}割({words}{keys})",
            "【{FY}計画】",
            "({n}){title}",
        ];
        let mut matches = 0;
        for (pattern, text) in patterns.iter().flat_map(|pattern| texts.map(|text| (pattern, text))) {
            let (pattern, compact) = (Pattern::new(pattern, &scale()).unwrap(), Compact::new(text));
            let expression = pattern.anywhere.get();
            assert_eq!(pattern.all(&compact).count(), expression.find_iter(text).count(), "{pattern:?} in {text}");
            assert_eq!(
                pattern.prefix(&compact).is_some(),
                pattern.prefix.get().is_match(text),
                "{pattern:?} begins {text}"
            );
            assert_eq!(pattern.whole(&compact).is_some(), pattern.whole.get().is_match(text), "{pattern:?} is {text}");
            matches += expression.find_iter(text).count();
        }
        assert_eq!(matches, 8);
    }

    #[test]
    fn a_pattern_too_large_to_compile_is_told_at_once() {
        let slots: String = (0..20_000).map(|it| format!("{{a{it}}}")).collect();
        assert!(Pattern::new(&slots, &scale()).is_err());
    }

    #[test]
    fn a_rating_of_no_letters_may_be_empty() {
        for scale in [vec![], vec!["A".to_owned(), String::new()]] {
            let pattern = Pattern::new("{rating}【進捗】", &scale).unwrap();
            assert!(pattern.whole(&Compact::new("【進捗】")).is_some(), "{scale:?}");
        }
    }

    #[test]
    fn a_text_without_the_pieces_compiles_nothing() {
        let pattern = Pattern::new("{rating}:{label}({threshold})", &scale()).unwrap();
        assert!(
            pattern.whole(&Compact::new("A)(:")).is_none() && pattern.whole(&Compact::new("D:計画(70%)")).is_none()
        );
        assert!(pattern.whole.compiled.get().is_none());
        assert!(pattern.whole(&Compact::new("A:計画(70%)")).is_some());
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
}
