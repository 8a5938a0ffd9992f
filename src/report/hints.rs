//! Whether a table, or running text, may be about targets or ratings at all. Cheap, for every document is asked.

use std::sync::LazyLock;

use regex::Regex;

use super::above::title_with_departments;
use crate::layout::{DocumentLayout, Table};

/// Words of which a table has one at least, if it says how a plan goes on. One pass over a text looks for all.
static HINTS: LazyLock<Regex> = LazyLock::new(|| {
    let words = "実績|目標|評価|達成|進捗|判定|指標|現状|基準値|計画値|KPI|ＫＰＩ|取組|施策|事業名|量の見込|確保";
    Regex::new(words).expect("the words are letters")
});

/// Words set with gaps are at most this long, in bytes.
const SPACED: usize = 40;

/// Longer texts say what they are about in their labels only, in bytes.
const LONG: usize = 200;

/// Whether titles with their departments stand in running text: one alone may be anything.
pub(super) fn has_titles(layout: &DocumentLayout) -> bool {
    layout.lines().filter(|it| title_with_departments(&it.text).is_some()).nth(1).is_some()
}

/// Whether a table may be about targets or ratings. Cheap, for every table of every document is asked.
pub(super) fn has_hint(table: &Table) -> bool {
    // 目　標 is set with a gap.
    let is_hint = |text: &str| {
        HINTS.is_match(text)
            || text.len() < SPACED
                && text.contains(char::is_whitespace)
                && HINTS.is_match(&text.split_whitespace().collect::<String>())
    };
    // A long text says what it is about in its labels: 【計画】… 【評価】…
    let has_label = |text: &str| {
        text.split('【')
            .skip(1)
            .filter_map(|it| it.split_once('】'))
            .any(|it| it.0.len() < SPACED && HINTS.is_match(it.0))
    };
    let is_hint = |text: &str| if text.len() < LONG { is_hint(text) } else { has_label(text) };
    let mut texts = table.cells.iter().map(|it| it.text.text());
    table.column_count() > 1 && texts.any(is_hint)
}

/// Whether two tables stand on one height of a page.
pub(super) fn are_side_by_side(before: &Table, table: &Table) -> bool {
    let places = before.source().zip(table.source());
    places.is_some_and(|(a, b)| {
        let apart = a.bbox.x1 <= b.bbox.x0 || b.bbox.x1 <= a.bbox.x0;
        a.page == b.page && apart && a.bbox.y0 < b.bbox.y1 && b.bbox.y0 < a.bbox.y1
    })
}
