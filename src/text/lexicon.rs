//! The words around values, read once from `lexicon.tsv`.

use std::sync::LazyLock;

use super::vocabulary::{Comparator, CountMode, ObsStatus, Role};
use super::words::WordTable;

/// What a word directly before or behind a number says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Compare(Comparator),
    Per(&'static str),
    Count(CountMode),
    Status(ObsStatus),
    Change(Change),
    Achievement,
    Worst,
    /// 計, 平均: only quantities have it in front of them.
    Sum,
    /// 台: all that begins with the digits before it.
    Band,
    /// の, は: what stands before it is said of the number too.
    Joint,
}

/// Which way a printed change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Up,
    Down,
}

pub(super) static BEFORE: LazyLock<WordTable<Word>> = LazyLock::new(|| WordTable::by_end(rows("before", word)));
pub(super) static AFTER: LazyLock<WordTable<Word>> = LazyLock::new(|| WordTable::by_start(rows("after", word)));
pub(super) static MISSING: LazyLock<WordTable<ObsStatus>> =
    LazyLock::new(|| WordTable::by_start(rows("missing", status)));
pub(super) static ROLES: LazyLock<WordTable<Role>> = LazyLock::new(|| WordTable::by_start(rows("role", role)));
pub(super) static BASES: LazyLock<WordTable<()>> =
    LazyLock::new(|| WordTable::by_start(rows("base", |meaning| (meaning == "base").then_some(()))));
pub(super) static COMPARISONS: LazyLock<WordTable<Comparator>> =
    LazyLock::new(|| WordTable::by_start(rows("comparison", comparator)));
pub(super) static WHOLE: LazyLock<WordTable<Comparator>> =
    LazyLock::new(|| WordTable::by_start(rows("whole", comparator)));

const SOURCE: &str = include_str!("lexicon.tsv");

/// The words at `place` with their meaning.
fn rows<T: Copy + 'static>(
    place: &'static str,
    read: fn(&'static str) -> Option<T>,
) -> impl Iterator<Item = (&'static str, T)> {
    lines().filter(move |(there, ..)| *there == place).flat_map(move |(_, meaning, words)| {
        let meaning = read(meaning);
        words.split(' ').filter_map(move |word| Some((word, meaning?)))
    })
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    SOURCE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (place, rest) = line.split_once('\t')?;
        let (meaning, words) = rest.split_once('\t')?;
        Some((place, meaning, words))
    })
}

fn word(meaning: &'static str) -> Option<Word> {
    if let Some(unit) = meaning.strip_prefix("per ") {
        return Some(Word::Per(unit));
    }
    Some(match meaning {
        "gross" => Word::Count(CountMode::Gross),
        "distinct" => Word::Count(CountMode::Distinct),
        "up" => Word::Change(Change::Up),
        "down" => Word::Change(Change::Down),
        "achievement" => Word::Achievement,
        "worst" => Word::Worst,
        "sum" => Word::Sum,
        "band" => Word::Band,
        "joint" => Word::Joint,
        _ => return comparator(meaning).map(Word::Compare).or_else(|| status(meaning).map(Word::Status)),
    })
}

fn comparator(meaning: &'static str) -> Option<Comparator> {
    Some(match meaning {
        "eq" => Comparator::Eq,
        "ge" => Comparator::Ge,
        "gt" => Comparator::Gt,
        "le" => Comparator::Le,
        "lt" => Comparator::Lt,
        "approx" => Comparator::Approx,
        "lt_approx" => Comparator::LtApprox,
        "gt_approx" => Comparator::GtApprox,
        _ => return None,
    })
}

fn status(meaning: &'static str) -> Option<ObsStatus> {
    Some(match meaning.strip_prefix("status ")? {
        "A" => ObsStatus::A,
        "P" => ObsStatus::P,
        "E" => ObsStatus::E,
        "F" => ObsStatus::F,
        "L" => ObsStatus::L,
        "M" => ObsStatus::M,
        "O" => ObsStatus::O,
        "Q" => ObsStatus::Q,
        _ => return None,
    })
}

fn role(meaning: &'static str) -> Option<Role> {
    Some(match meaning {
        "target" => Role::Target,
        "actual" => Role::Actual,
        "baseline" => Role::Baseline,
        "forecast" => Role::Forecast,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let is_read = |(place, meaning, _): (&'static str, &'static str, &'static str)| match place {
            "before" | "after" => word(meaning).is_some(),
            "missing" => status(meaning).is_some(),
            "role" => role(meaning).is_some(),
            "base" => meaning == "base",
            "comparison" | "whole" => comparator(meaning).is_some(),
            _ => false,
        };
        let unread: Vec<_> = lines().filter(|line| !is_read(*line)).collect();
        assert!(unread.is_empty(), "{unread:?}");
        assert_eq!(lines().count(), SOURCE.lines().filter(|line| !line.starts_with('#')).count());
    }

    #[test]
    fn no_word_stands_twice_at_one_place() {
        let mut words: Vec<(&str, &str)> =
            lines().flat_map(|(place, _, words)| words.split(' ').map(move |word| (place, word))).collect();
        words.sort_unstable();
        let doubled: Vec<_> = words.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(doubled.is_empty(), "{doubled:?}");
    }

    #[test]
    fn words_are_in_normal_form() {
        let words = lines().flat_map(|(_, _, words)| words.split(' '));
        let others: Vec<_> = words.filter(|word| crate::text::normalize(word).text != *word).collect();
        assert!(others.is_empty(), "{others:?}");
    }
}
