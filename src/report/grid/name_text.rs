//! The texts of names: what stands above, below and behind them in one cell, and what is no name.

use std::ops::Range;

use super::cell::GridCell;
use crate::layout::Passage;
use crate::report::cells::Stem;
use crate::text::without_footnote;

/// A line that ends further than this before its cell does, in em, ends a paragraph.
const SHORT_LINE: f64 = 1.5;

/// A name that begins so much further right than the one above, in em, is a part of that.
const INDENT: f64 = 0.8;

/// The initiative and its indicator that one cell names, the one over the other.
pub(super) fn two_levels(name: &Passage) -> (Option<Passage>, Option<Passage>) {
    let lines = name.lines();
    let text = name.text();
    let at = match lines.as_slice() {
        // A line that only goes on has no gap before it.
        [_, second]
            if text[..second.start].ends_with(char::is_whitespace) || begins_with_gap(&text[second.start..]) =>
        {
            Some(second.start)
        }
        [_, _] => None,
        _ => text.find(['\n', '　']),
    };
    match at {
        Some(at) => (Some(name.slice(0..at).trimmed()), Some(name.slice(at..text.len()).trimmed())),
        None => (None, Some(name.clone())),
    }
}

/// The lines of a name over its description: up to the first that ends well before its cell does.
pub(super) fn first_lines(cell: &GridCell) -> Passage {
    let larger = cell.printed.lines_in_larger_type();
    if larger.text().len() < cell.printed.text().len() {
        return larger;
    }

    let ends = |it: &Range<usize>| {
        let line = cell.printed.slice(it.clone());
        line.source().is_some_and(|it| cell.source.bbox.x1 - it.bbox.x1 > SHORT_LINE * cell.size)
    };
    let last = cell.printed.lines().into_iter().find(ends);
    last.map_or_else(|| cell.printed.trimmed(), |it| cell.printed.slice(0..it.end).trimmed())
}

/// `離乳食教室（健康づくり課）` -> the name, and the office in the last brackets.
pub(super) fn split_office(name: &Passage) -> (Option<Passage>, Option<Passage>) {
    let text = name.text().trim_end();
    let open = text.strip_suffix([')', '）']).and_then(|it| it.rfind(['(', '（'])).filter(|it| *it > 0);
    let Some(open) = open else { return (Some(name.clone()), None) };
    let width = |it: Option<char>| it.map_or(0, char::len_utf8);
    let inside = open + width(text[open..].chars().next())..text.len() - width(text.chars().next_back());
    (Some(name.slice(0..open).trimmed()), Some(name.slice(inside).trimmed()))
}

fn begins_with_gap(text: &str) -> bool {
    text.starts_with(char::is_whitespace)
}

pub(super) fn one_line(text: &Passage) -> String {
    text.text().replace('\n', "").trim().to_owned()
}

/// Whether a cell among names is a label: 担当部局, 達成度.
pub(super) fn is_label(cell: &GridCell) -> bool {
    cell.is_understood()
        && !matches!(cell.word(), Some(Stem::Named | Stem::Indicator | Stem::Initiative | Stem::Section | Stem::Count))
}

/// Whether a row of a sheet says how far its work has come, rather than naming work: 実施計画, 取組状況.
pub(super) fn is_stage(cell: &GridCell) -> bool {
    const LONGEST: usize = 6;
    const ENDS: [&str; 5] = ["計画", "実績", "予定", "状況", "目標"];
    cell.text.chars().count() <= LONGEST && ENDS.iter().any(|it| cell.text.ends_with(it))
}

/// How long the number in front of a goal is: `目標1_`, `KPI2．`.
pub(super) fn goal_number(text: &str) -> usize {
    let rest = ["目標", "指標", "KPI", "ＫＰＩ"].iter().find_map(|it| text.strip_prefix(it)).unwrap_or(text);
    let bare = rest.trim_start_matches(char::is_numeric);
    let mark = bare.trim_start_matches(['_', '＿', '.', '．', '：', ':', ' ', '　']);
    if bare.len() < rest.len() && mark.len() < bare.len() { text.len() - mark.len() } else { 0 }
}

/// Whether the rows of a cell part those of another, which has no values: it begins with a bullet, or further right.
pub(super) fn is_child(parent: &GridCell, cell: &GridCell) -> bool {
    let left = |it: &GridCell| {
        let text = it.printed.text();
        let start = text.len() - text.trim_start().len();
        it.printed.place(start..text.len()).map(|it| it.bbox.x0)
    };
    let is_indented = || Some(left(cell)? - left(parent)? >= INDENT * cell.size && cell.size > 0.0);
    // A band over the columns groups rows, and names none.
    is_bullet(cell.printed) || parent.columns == cell.columns && is_indented().unwrap_or(false)
}

/// Whether a text begins with the bullet of a part.
pub(super) fn is_bullet(text: &Passage) -> bool {
    text.text().trim_start().starts_with(['・', '･', '-', '－', '－', '└', '∟'])
}

/// A name without the mark in front of it and that of a footnote behind it: `★出生率`, `・市職員`, `リサイクル率※１`.
pub(super) fn without_mark(name: &Passage) -> Passage {
    let marks = |it: char| it.is_whitespace() || "★☆◎○●◆◇■□▼▽・･※＊*".contains(it);
    let start = name.text().len() - name.text().trim_start_matches(marks).len();
    let end = without_footnote(name.text()).len();
    if start < end { name.slice(start..end).trimmed() } else { name.trimmed() }
}

/// Rows that add up others.
pub(super) fn is_total(text: &str) -> bool {
    matches!(text, "計" | "合計" | "総計" | "小計" | "全体" | "総合計")
        || ["区分ごと", "区分別", "評価ごと", "評価別", "判定別"].iter().any(|it| text.starts_with(it))
            && text.ends_with('数')
}
