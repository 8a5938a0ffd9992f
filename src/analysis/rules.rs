//! Published rules by which prefectures rate from figures alone: data, in `comparison_rules.toml`.

use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::base::Language;

/// What a rule goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleRate {
    /// Actual ÷ target of the year.
    Ratio,
    /// Share of the way from baseline to final target ÷ share of the time.
    Pace,
}

/// A level of a rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleLevel {
    /// How the rule calls it.
    pub letter: String,
    /// The rate in percent from which it is given; `None` for the last level.
    pub from: Option<Decimal>,
}

/// A published rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The name that it is asked for by.
    pub id: String,
    name_ja: String,
    name_en: String,
    source_ja: String,
    source_en: String,
    /// What it goes by.
    pub rate: RuleRate,
    /// The best first.
    pub levels: Vec<RuleLevel>,
}

impl Rule {
    /// How it is called.
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::Japanese => &self.name_ja,
            Language::English => &self.name_en,
        }
    }

    /// Who published it, and what it says.
    pub fn source(&self, language: Language) -> &str {
        match language {
            Language::Japanese => &self.source_ja,
            Language::English => &self.source_en,
        }
    }

    /// The index of the level of a rate in percent.
    pub fn level(&self, rate: Decimal) -> Option<usize> {
        self.levels.iter().position(|it| it.from.is_none_or(|from| rate >= from))
    }
}

/// All rules, in the order of the file; the first is the one taken where none is asked for.
///
/// ```
/// use shinchoku::analysis::rules;
/// let ibaraki = &rules()[0];
/// let level = |rate: i64| ibaraki.level(rate.into()).map(|it| ibaraki.levels[it].letter.as_str());
/// assert_eq!((level(137), level(80), level(49)), (Some("A"), Some("B+"), Some("C")));
/// ```
pub fn rules() -> &'static [Rule] {
    #[derive(Deserialize)]
    struct File {
        rule: Vec<Rule>,
    }
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("comparison_rules.toml")).expect("a test reads the rules");
        file.rule
    });
    &RULES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_fall_and_the_last_takes_the_rest() {
        for rule in rules() {
            let from: Vec<Option<Decimal>> = rule.levels.iter().map(|it| it.from).collect();
            assert!(from.is_sorted_by(|a, b| a > b), "{}: {from:?}", rule.id);
            assert!(from.last().is_some_and(Option::is_none), "{}", rule.id);
        }
    }
}
