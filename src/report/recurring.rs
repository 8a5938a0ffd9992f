//! Labels that recur with changing values, 【計画】 … 【評価】 …: what stands right in front of the first of them is a title.
//!
//! Comes in: a layout. Goes out: the lines and the rows of tables that are titles of what the labels below them say. The labels may
//! stand in boxes or in running text. Deliberately knows no sheet whose title has a label of its own.

use rustc_hash::{FxHashMap, FxHashSet};

use super::above::{is_level, numbered_title, title_with_departments, without_mark};
use super::cells::{HeadFacts, Stem, head_facts, read_grade, read_number_grade};
use super::grid::{Known, label_in_front, label_starts};
use super::prose::ProseTitle;
use crate::layout::{Cell, DocumentLayout, Flow, Passage, Table};
use crate::text::fold;

/// So many rated titles are those of a report.
const MIN_TITLES: usize = 3;
/// A title is at most this long, in characters.
const MAX_TITLE: usize = 60;
/// A label alone in its line or cell is at most this long, in characters.
const MAX_LABEL: usize = 14;
/// Titles of one report are set in one size, within this share.
const ONE_SIZE: f64 = 0.06;
/// What a box may begin with. Other labels head lists, and sheets whose title has a label of its own.
const OPENERS: [Stem; 8] =
    [Stem::Department, Stem::Plan, Stem::Planned, Stem::Progress, Stem::Actual, Stem::Rating, Stem::Target, Stem::Next];

/// Where a title stands: a line of the flow, or a row of one of its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum At {
    /// A line, by its index in the flow.
    Line(usize),
    /// A row of the table with this index.
    Row(usize, usize),
}

/// A line, or a row of a table, and what it says as a label.
struct Mark {
    at: At,
    text: Passage,
    size: f64,
    label: Option<Stem>,
    is_rated: bool,
}

/// The titles by their places; empty where too few of what stands in front of a label are rated below it.
pub(super) fn recurring_titles(layout: &DocumentLayout, known: &Known) -> FxHashMap<At, ProseTitle> {
    let marks = marks(layout, known);
    let has_own_titles = marks.iter().filter(|it| it.label == Some(Stem::Initiative)).count() >= MIN_TITLES;
    if has_own_titles || marks.iter().filter(|it| it.is_rated).count() < MIN_TITLES {
        return FxHashMap::default();
    }

    // The label that comes first in the report is the first of its boxes, unless something else stands in front of some.
    let mut openers: Vec<Stem> = Vec::new();
    for label in marks.iter().filter_map(|it| it.label).filter(|it| OPENERS.contains(it)) {
        if !openers.contains(&label) {
            openers.push(label);
        }
    }
    let titles = openers.into_iter().find_map(|opener| opened_by(opener, &marks));
    titles.unwrap_or_default().into_iter().filter_map(|it| Some((marks[it].at, title(&marks[it].text)?))).collect()
}

/// The marks that stand right in front of each `opener`, where all of them may be titles and enough are rated.
fn opened_by(opener: Stem, marks: &[Mark]) -> Option<Vec<usize>> {
    let opens = |it: &usize| marks[*it].label == Some(opener) && (*it == 0 || marks[it - 1].label != Some(opener));
    let places: Vec<usize> = (0..marks.len()).filter(opens).collect();
    if places.len() < MIN_TITLES || places[0] == 0 {
        return None;
    }

    let titles: Vec<usize> = places.iter().map(|it| it - 1).collect();
    let is_title = |it: &usize| marks[*it].label.is_none() && title(&marks[*it].text).is_some();
    let different: FxHashSet<String> = titles.iter().map(|it| fold(marks[*it].text.text())).collect();
    let size = marks[titles[0]].size;
    let is_of_size = |it: &&usize| (marks[**it].size - size).abs() <= ONE_SIZE * size;
    let are_titles = titles.iter().all(is_title)
        && different.len() * 2 > titles.len()
        && titles.iter().filter(is_of_size).count() * 10 >= titles.len() * 9;
    if !are_titles {
        return None;
    }

    let ends = places.iter().skip(1).copied().chain([marks.len()]);
    let rated = places.iter().zip(ends).filter(|(from, to)| marks[**from..*to].iter().any(|it| it.is_rated));
    let rated: Vec<usize> = rated.map(|(from, _)| from - 1).collect();
    (rated.len() >= MIN_TITLES && rated.len() * 2 > titles.len()).then_some(titles)
}

/// The lines and the rows of tables, in reading order.
fn marks(layout: &DocumentLayout, known: &Known) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (at, thing) in layout.flow.iter().enumerate() {
        match thing {
            Flow::Line(line) => marks.push(mark(At::Line(at), &line.text, line.size, known)),
            Flow::Table(index) => table_marks(*index, &layout.tables[*index], known, &mut marks),
        }
    }
    marks
}

/// The rows of a box: bands over all of it, labels with their values beside them, and heads over the only row below them.
fn table_marks(index: usize, table: &Table, known: &Known, marks: &mut Vec<Mark>) {
    let word = |it: &Cell| label_alone(&it.text, known).and_then(|it| it.word);
    for row in 0..table.row_count {
        let cells: Vec<&Cell> = table.row(row).filter(|it| !it.text.is_blank()).collect();
        let at = At::Row(index, row);
        let [first, rest @ ..] = cells.as_slice() else { continue };
        let Some(second) = rest.first() else {
            // 【計画】…【評価】A may stand in one cell.
            let starts = label_starts(&first.text);
            let parts = if starts.len() > 2 && starts[0] == 0 { starts } else { vec![0, first.text.text().len()] };
            let parts = parts.windows(2).map(|it| first.text.slice(it[0]..it[1]).trimmed());
            marks.extend(parts.map(|it| mark(at, &it, first.size, known)));
            continue;
        };

        let are_heads = word(first).is_some() && word(second).is_some();
        let (label, is_rated) = if are_heads {
            // A list names what its rows are about.
            let names = |it: &Stem| matches!(it, Stem::Initiative | Stem::Indicator | Stem::Item);
            let is_box = row + 2 == table.row_count && !cells.iter().filter_map(|it| word(it)).any(|it| names(&it));
            let rates = cells.iter().any(|it| word(it) == Some(Stem::Rating));
            (word(first).filter(|_| is_box), is_box && rates)
        } else {
            let rates = |it: &[&Cell]| word(it[0]) == Some(Stem::Rating) && is_grade(&it[1].text);
            (word(first), cells.windows(2).any(rates))
        };
        marks.push(Mark { at, text: first.text.clone(), size: first.size, label, is_rated });
    }
}

fn mark(at: At, text: &Passage, size: f64, known: &Known) -> Mark {
    let (label, value) = match label_in_front(text, known) {
        Some((facts, start)) => (Some(facts), start..text.text().len()),
        None => (label_alone(text, known), 0..0),
    };
    let label = label.and_then(|it| it.word);
    let is_rated = label == Some(Stem::Rating) && is_grade(&text.slice(value));
    Mark { at, text: text.trimmed(), size, label, is_rated }
}

/// `■進捗状況`: a label with nothing behind it.
fn label_alone(text: &Passage, known: &Known) -> Option<HeadFacts> {
    let bare = text.text().trim();
    if bare.chars().count() > MAX_LABEL {
        return None;
    }
    head_facts(bare.trim_matches(|it: char| !it.is_alphanumeric()), &known.vocabulary).filter(|it| it.word.is_some())
}

fn is_grade(value: &Passage) -> bool {
    let compact = fold(value.text());
    read_grade(&compact).or_else(|| read_number_grade(&compact)).is_some()
}

/// The title in a line: without its mark and number, and the departments in brackets behind it.
fn title(line: &Passage) -> Option<ProseTitle> {
    let line = without_mark(line);
    let (number, rest) = match numbered_title(&line) {
        Some((number, title)) => (Some(number), title),
        None => (None, line.clone()),
    };
    let (title, departments) = match title_with_departments(&rest) {
        Some((title, departments)) => (title, Some(departments)),
        None => (rest, None),
    };

    let text = title.text();
    let letters = text.chars().count();
    let is_title = (3..=MAX_TITLE).contains(&letters)
        && text.chars().filter(|it| it.is_alphabetic()).count() >= 2
        && !text.contains(['。', '：', ':'])
        && !text.starts_with(['（', '(', '※', '【', '・'])
        && !is_level(text);
    is_title.then_some(ProseTitle { number, title, departments, grade: None })
}

/// The titles among the rows of a table.
pub(super) fn in_table(titles: &FxHashMap<At, ProseTitle>, table: usize, rows: usize) -> Vec<(usize, ProseTitle)> {
    (0..rows).filter_map(|row| Some((row, titles.get(&At::Row(table, row))?.clone()))).collect()
}
