//! The stems of header words, from `stems.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a stem says of the column, row or box that it heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::report) enum Stem {
    Target,
    /// A target over figures, a text over prose.
    Planned,
    /// A target that names itself, so that a part of the plan goes by it: 量の見込み, 確保方策.
    Named,
    Baseline,
    /// A baseline where no other column is one, else the latest actual.
    Current,
    Actual,
    Forecast,
    Rate,
    Difference,
    Rating,
    Unit,
    Indicator,
    Initiative,
    Item,
    Section,
    Number,
    Kind,
    Department,
    Year,
    Data,
    Money,
    Direction,
    Remark,
    Plan,
    Progress,
    Next,
    Reason,
    Count,
    Group,
    Evaluator,
    Axis,
    Last,
    Filler,
}

impl Stem {
    fn parse(word: &str) -> Option<Stem> {
        Some(match word {
            "target" => Stem::Target,
            "named" => Stem::Named,
            "planned" => Stem::Planned,
            "baseline" => Stem::Baseline,
            "current" => Stem::Current,
            "actual" => Stem::Actual,
            "forecast" => Stem::Forecast,
            "rate" => Stem::Rate,
            "difference" => Stem::Difference,
            "rating" => Stem::Rating,
            "unit" => Stem::Unit,
            "indicator" => Stem::Indicator,
            "initiative" => Stem::Initiative,
            "item" => Stem::Item,
            "section" => Stem::Section,
            "number" => Stem::Number,
            "kind" => Stem::Kind,
            "department" => Stem::Department,
            "year" => Stem::Year,
            "data" => Stem::Data,
            "money" => Stem::Money,
            "direction" => Stem::Direction,
            "remark" => Stem::Remark,
            "plan" => Stem::Plan,
            "progress" => Stem::Progress,
            "next" => Stem::Next,
            "reason" => Stem::Reason,
            "count" => Stem::Count,
            "group" => Stem::Group,
            "evaluator" => Stem::Evaluator,
            "axis" => Stem::Axis,
            "last" => Stem::Last,
            "filler" => Stem::Filler,
            _ => return None,
        })
    }

    /// Whether it gives values a role.
    pub fn is_role(self) -> bool {
        use Stem::{Actual, Baseline, Current, Forecast, Named, Planned, Target};
        matches!(self, Target | Named | Planned | Baseline | Current | Actual | Forecast)
    }

    /// Whether it only narrows down another word.
    pub fn is_weak(self) -> bool {
        matches!(self, Stem::Filler | Stem::Last | Stem::Group | Stem::Evaluator | Stem::Axis)
    }
}

/// Stems by their text, and the longest one's length in characters.
struct Stems {
    by_text: FxHashMap<&'static str, Stem>,
    longest: usize,
}

static STEMS: LazyLock<Stems> = LazyLock::new(|| {
    let lines = include_str!("stems.tsv").lines().filter(|it| !it.starts_with('#'));
    let mut by_text = FxHashMap::default();
    for line in lines {
        let (stem, words) = line.split_once('\t').expect("a test reads every line");
        let stem = Stem::parse(stem).expect("a test reads every line");
        by_text.extend(words.split(' ').map(|it| (it, stem)));
    }
    let longest = by_text.keys().map(|it| it.chars().count()).max().unwrap_or(0);
    Stems { by_text, longest }
});

/// The longest stem that `text` begins with.
pub(super) fn stem_at(text: &str) -> Option<(Stem, &str)> {
    let ends: Vec<usize> = text.char_indices().map(|(at, it)| at + it.len_utf8()).take(STEMS.longest).collect();
    ends.into_iter().rev().find_map(|end| STEMS.by_text.get(&text[..end]).map(|stem| (*stem, &text[..end])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_stem_counts() {
        assert_eq!(stem_at("達成率（％）"), Some((Stem::Rate, "達成率")));
        assert_eq!(stem_at("実績額"), Some((Stem::Money, "実績額")));
        assert_eq!(stem_at("観光"), None);
    }
}
