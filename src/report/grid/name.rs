//! Which columns name the rows: sections, initiative, indicator and part, from left to right.

use std::ops::Range;

use super::Known;
use super::cell::Grid;
use super::columns::{Column, Kind};
use crate::report::cells::{Stem, head_facts, names_measure};

/// Texts of a column of names are at most this long on average, in characters.
const MAX_NAME: usize = 70;

/// The names of work that a head does not call names are at most this long on average, in characters.
const MAX_NAMED_WORK: usize = 30;

/// 事業名／事業の概要 heads names with what they are below them, in one cell.
pub(super) fn names_over_descriptions(grid: &Grid, columns: &mut [Column], known: &Known) {
    for column in columns {
        let head = column.chain.cells.first().map_or("", |it| grid.cells[*it].text.as_str());
        let Some((name, description)) = head.split_once(['/', '・']) else { continue };
        let word = |text: &str| head_facts(text, &known.vocabulary).and_then(|it| it.word);
        let names = word(name).filter(|it| matches!(it, Stem::Indicator | Stem::Initiative | Stem::Item));
        if names.is_some() && matches!(word(description), Some(Stem::Plan | Stem::Remark)) {
            (column.chain.word, column.is_described) = (names, true);
        }
    }
}

/// 主な取組 heads what was done, or right behind the numbers of the rows their names: short ones, each once.
pub(super) fn numbered_work_is_named(columns: &mut [Column]) {
    if columns.iter().any(|it| it.chain.word == Some(Stem::Initiative)) {
        return;
    }

    let is_named = |it: &Column| {
        let stats = &it.stats;
        matches!(it.chain.word, Some(Stem::Progress | Stem::Plan))
            && stats.prose == 0
            && stats.filled >= 2
            && stats.named_cells == stats.filled
            && stats.distinct == stats.filled
            && stats.mean_length() <= MAX_NAMED_WORK
    };
    let is_number = |it: &Column| it.chain.word == Some(Stem::Number) && it.stats.filled > 0;
    let behind = (1..columns.len()).find(|at| is_number(&columns[at - 1]) && is_named(&columns[*at]));
    if let Some(at) = behind {
        columns[at].chain.word = Some(Stem::Initiative);
    }
}

/// Types the columns of words: one names the rows, those left of it group them, those right of it part them.
pub(super) fn name_columns(grid: &Grid, body: &Range<usize>, columns: &mut [Column]) {
    names_headed_as_targets(columns);
    let first_value = columns.iter().position(|it| matches!(it.kind, Kind::Value(_) | Kind::Rating));
    let candidates: Vec<usize> = (0..columns.len()).filter(|it| is_candidate(&columns[*it])).collect();
    let numbers: Vec<usize> = candidates.iter().copied().filter(|it| is_numbering(&columns[*it])).collect();
    for at in &numbers {
        columns[*at].kind = Kind::Number;
    }
    let texts: Vec<usize> = candidates.into_iter().filter(|it| !numbers.contains(it)).collect();
    // Between what rates an initiative and the values stand the names of what measures it.
    let last_value = columns.iter().rposition(|it| matches!(it.kind, Kind::Value(_)));
    let is_measured =
        |it: &usize| columns[*it].chain.word == Some(Stem::Indicator) && last_value.is_some_and(|last| *it < last);
    let is_left = |it: &usize| first_value.is_none_or(|first| *it < first) || is_measured(it);
    let left: Vec<usize> = texts.iter().copied().filter(is_left).collect();
    // Right of the values only a head that says so names the rows.
    let says_name =
        |it: &usize| matches!(columns[*it].chain.word, Some(Stem::Indicator | Stem::Initiative | Stem::Item));
    let right: Vec<usize> = texts.iter().copied().filter(says_name).collect();
    let Some(name) = choose(columns, if left.is_empty() { &right } else { &left }) else {
        return goals(columns);
    };
    let name = measured_beside(grid, body, columns, name);

    // A list that only rates is one of initiatives.
    let has_values = columns.iter().any(|it| matches!(it.kind, Kind::Value(_)));
    let is_initiative = match columns[name].chain.word {
        Some(Stem::Initiative) => true,
        Some(Stem::Indicator) => false,
        _ => !has_values,
    };
    columns[name].kind = if is_initiative { Kind::Initiative } else { Kind::Indicator };
    group(columns, &texts, name);
    if !columns.iter().any(|it| it.kind == Kind::Part) {
        part(grid, body, columns, &texts, name);
    }
}

/// 達成目標 over names alone heads what is measured, 主な取組 over names what is rated, where no other head says that it does.
fn names_headed_as_targets(columns: &mut [Column]) {
    let says_name =
        |it: &Column| matches!(it.chain.word, Some(Stem::Indicator | Stem::Initiative | Stem::Item | Stem::Named));
    let is_work = |it: &Column| {
        it.chain.word == Some(Stem::Progress) && it.chain.text.as_deref().is_some_and(|text| text.contains("取組"))
    };
    let first_value = columns.iter().position(|it| matches!(it.kind, Kind::Value(_) | Kind::Rating));
    if columns.iter().any(says_name) {
        return;
    }

    let names = |it: &Column| {
        let stats = &it.stats;
        it.kind == Kind::Other
            && (it.chain.word == Some(Stem::Target) || is_work(it))
            && it.chain.year.is_none()
            && stats.filled >= 2
            && stats.figures == 0
            && 10 * stats.named_cells >= 9 * stats.filled
            && 10 * stats.distinct >= 9 * stats.filled
            && 2 * stats.prose <= stats.filled
    };
    if let Some(at) = columns.iter().position(names).filter(|it| first_value.is_some_and(|first| *it < first)) {
        let word = if is_work(&columns[at]) { Stem::Initiative } else { Stem::Indicator };
        (columns[at].chain.word, columns[at].chain.role) = (Some(word), None);
    }
}

/// The column below the same head whose cells say what is measured, 産業部門の排出量, where those of the chosen one do not:
/// エネルギー起源ＣＯ２ groups them.
fn measured_beside(grid: &Grid, body: &Range<usize>, columns: &[Column], name: usize) -> usize {
    let own = |at: usize| {
        let cells = body.clone().filter_map(move |row| grid.cell(row, at).filter(|it| it.rows.start == row));
        cells.filter(move |it| it.columns == (at..at + 1) && !it.is_blank())
    };
    let head = columns[name].chain.cells.first();
    let is_measured = |at: &usize| {
        columns[*at].kind == Kind::Other
            && columns[*at].chain.cells.first() == head
            && own(*at).count() >= 2
            && own(*at).all(|it| names_measure(&it.text))
    };
    let next = Some(name + 1).filter(|it| *it < columns.len() && head.is_some()).filter(is_measured);
    next.filter(|_| own(name).count() > 0 && !own(name).any(|it| names_measure(&it.text))).unwrap_or(name)
}

/// A column of targets that names what they are of, `目標1_利用率：50％`, where no other column does.
fn goals(columns: &mut [Column]) {
    let is_goal = |it: &&mut Column| {
        let stats = &it.stats;
        let is_open = matches!(it.kind, Kind::Other | Kind::Value(_));
        is_open && it.chain.word == Some(Stem::Target) && 10 * stats.goals >= 6 * stats.filled.max(1)
    };
    if let Some(column) = columns.iter_mut().find(is_goal) {
        (column.kind, column.names_goals) = (Kind::Indicator, true);
    }
}

/// Columns of words that may name rows.
fn is_candidate(column: &Column) -> bool {
    let stats = &column.stats;
    let words = stats.named_cells;
    let may_name = matches!(
        column.chain.word,
        None | Some(
            Stem::Indicator
                | Stem::Initiative
                | Stem::Item
                | Stem::Section
                | Stem::Kind
                | Stem::Plan
                | Stem::Money
                | Stem::Year
        )
    );
    let is_plain = !matches!(column.chain.word, Some(Stem::Plan | Stem::Money))
        || stats.prose == 0 && stats.distinct == stats.filled;
    // 項目 may stand below the year that spans its values.
    let says_name = matches!(column.chain.word, Some(Stem::Indicator | Stem::Item | Stem::Initiative));
    // 目標の内容 below 目標 names what is aimed at, 計画事業名 what is planned.
    let is_named = column.chain.word == Some(Stem::Indicator) || says_name && stats.figures == 0;
    let is_headless = (column.chain.role.is_none() || is_named) && (says_name || column.chain.year.is_none());
    column.kind == Kind::Other
        && is_headless
        && stats.filled > 0
        && 3 * stats.labels <= 2 * stats.filled
        && may_name
        && is_plain
        && (column.chain.word != Some(Stem::Initiative) || column.is_described || 2 * stats.prose <= stats.filled)
        && (2 * words > stats.filled - stats.missing || is_numbering(column))
        && (column.is_described || stats.mean_length() <= MAX_NAME)
}

/// A column of numbers or codes in front.
fn is_numbering(column: &Column) -> bool {
    let stats = &column.stats;
    let is_headless = column.chain.year.is_none() && column.chain.role.is_none();
    is_headless && stats.filled > 0 && 10 * stats.codes >= 6 * stats.filled && stats.mean_length() <= 5
}

/// The column of names: the last one that says so, else the last that its texts allow.
fn choose(columns: &[Column], texts: &[usize]) -> Option<usize> {
    let with_word = |word: Stem| -> Option<usize> {
        let of_word: Vec<usize> = texts.iter().copied().filter(|it| columns[*it].chain.word == Some(word)).collect();
        let last = *of_word.last()?;
        // A head over two columns: the left one names, the right one parts, unless the left only numbers.
        let head = columns[last].chain.cells.first();
        of_word.iter().copied().find(|it| columns[*it].chain.cells.first() == head)
    };
    // 項目 right of プロジェクト名 is what the project is followed by.
    let item = with_word(Stem::Item).filter(|item| with_word(Stem::Initiative).is_none_or(|it| it < *item));
    let by_word =
        with_word(Stem::Indicator).or(item).or_else(|| with_word(Stem::Initiative)).or_else(|| with_word(Stem::Item));
    let is_short = |it: &usize| columns[*it].stats.prose * 2 <= columns[*it].stats.filled;
    let by_body = || -> Option<usize> {
        let plain = texts.iter().copied().filter(is_short).filter(|it| columns[*it].chain.word != Some(Stem::Kind));
        let Some(best) = plain.clone().map(|it| columns[it].stats.distinct).max() else {
            // 区分 may head the names where nothing else does.
            return texts.first().copied();
        };
        // Groups repeat or span rows; names are the first of those with the most different texts.
        plain.into_iter().find(|it| 10 * columns[*it].stats.distinct >= 9 * best)
    };
    by_word.or_else(by_body)
}

/// Columns left of the names: the initiative where a head says so, the others group.
fn group(columns: &mut [Column], texts: &[usize], name: usize) {
    let mut groups: Vec<usize> = texts.iter().copied().filter(|it| *it < name).collect();
    if columns[name].kind == Kind::Indicator {
        let initiative = groups.iter().rposition(|it| columns[*it].chain.word == Some(Stem::Initiative));
        if let Some(at) = initiative {
            columns[groups.remove(at)].kind = Kind::Initiative;
        }
    }
    if let Some(section) = groups.pop() {
        columns[section].kind = Kind::Section;
    }
    if let Some(area) = groups.pop() {
        columns[area].kind = Kind::Area;
    }
}

/// The column right of the names whose texts tell rows of one name apart.
fn part(grid: &Grid, body: &Range<usize>, columns: &mut [Column], texts: &[usize], name: usize) {
    let head = columns[name].chain.cells.first().copied();
    // 小６ and 中３ are too short for names.
    let is_beside = |at: usize| {
        let column = &columns[at];
        column.kind == Kind::Other && head.is_some() && column.chain.cells.first().copied() == head
    };
    let beside = Some(name + 1).filter(|it| *it < columns.len() && is_beside(*it) && !texts.contains(it));
    for at in beside.into_iter().chain(texts.iter().copied().filter(|it| *it > name)) {
        let column = &columns[at];
        let says_part =
            matches!(column.chain.word, Some(Stem::Kind) | None) || column.chain.cells.first().copied() == head;
        if says_part && tells_apart(grid, body, name, at) {
            columns[at].kind = Kind::Part;
            return;
        }
    }
}

/// Whether one name stands beside several different texts of a column, and never beside one twice.
fn tells_apart(grid: &Grid, body: &Range<usize>, name: usize, at: usize) -> bool {
    let mut has_several = false;
    let mut seen: Vec<(usize, usize)> = Vec::new();
    for row in body.clone() {
        let (Some(name), Some(part)) = (grid.at(row, name), grid.at(row, at)) else { continue };
        if name == part || grid.cells[part].is_blank() || seen.contains(&(name, part)) {
            continue;
        }
        let others = || seen.iter().filter(|it| it.0 == name).map(|it| &grid.cells[it.1].text);
        if others().any(|it| *it == grid.cells[part].text) {
            return false;
        }
        has_several |= others().next().is_some();
        seen.push((name, part));
    }
    has_several
}
