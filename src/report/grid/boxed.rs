//! Small boxes below a heading: ratings alone, `令和５年度の評価｜4｜前年度の評価｜3`, and goals by their numbers, `目標１｜利用率：30％`.

use super::Known;
use super::cell::{Grid, GridCell};
use super::entry::{Entry, Judge, PrintedGrade};
use crate::layout::Passage;
use crate::report::above::measure_title;
use crate::report::cells::{Body, Stem, body, head_facts, read_number_grade};
use crate::report::header_cell::HeadYear;
use crate::report::{Place, Reading, Role};
use crate::text::fold;

/// The grades of a box that holds nothing but labels that rate, each with a grade or a dash beside it; empty for others.
pub(in crate::report) fn rating_box(grid: &Grid, known: &Known) -> Vec<PrintedGrade> {
    let cells: Vec<&GridCell> = grid.cells.iter().filter(|it| !it.is_blank()).collect();
    if cells.is_empty() || cells.len() % 2 == 1 {
        return Vec::new();
    }
    let pairs = || cells.chunks_exact(2).map(|it| (it[0], it[1]));
    // 前年度 alone is that of the year before.
    let is_before =
        |label: &GridCell| label.head.as_ref().is_some_and(|it| it.year == HeadYear::Before && it.word.is_none());
    let rates = |label: &GridCell| label.word() == Some(Stem::Rating) || is_before(label);
    let is_rated = |it: &GridCell| {
        matches!(it.body, Body::Grade | Body::Missing) || read_number_grade(&it.text).is_some_and(|_| !it.has_year())
    };
    if !pairs().all(|(label, value)| rates(label) && is_rated(value) && label.rows == value.rows) {
        return Vec::new();
    }

    let given = pairs().filter(|(_, value)| value.body != Body::Missing);
    given
        .map(|(label, value)| PrintedGrade {
            // `前年度の評価` is of the year before the one reported on.
            fiscal_year: label.head.as_ref().and_then(|it| it.fiscal_year(known.reported)),
            judge: Judge::of(
                label.head.as_ref().and_then(|it| it.judge).map(|it| (it, label.printed.text().trim().to_owned())),
            ),
            ..PrintedGrade::new(value.printed.trimmed(), value.source, value.rows.clone())
        })
        .collect()
}

/// The grade of a box of one row that rates the measure above it, `施策の評価｜B｜概ね順調`, and the title of the measure where the box
/// prints it: `施策１－１ 災害対応力の充実｜総合評価｜Ｂ`.
pub(in crate::report) fn measure_box(grid: &Grid) -> Option<(Option<Passage>, PrintedGrade)> {
    let cells: Vec<&GridCell> = grid.beginning(0).collect();
    let [first, rest @ ..] = cells.as_slice() else { return None };
    let title = measure_title(first.printed);
    let pairs = if title.is_some() { rest } else { &cells };
    let [label, value, ..] = pairs else { return None };
    let rates = label.word() == Some(Stem::Rating) && label.text.contains("評価") && value.body == Body::Grade;
    let is_box = grid.row_count == 1 && rates && label.head.as_ref().is_some_and(|it| it.judge.is_none());
    is_box.then(|| (title, PrintedGrade::new(value.printed.trimmed(), value.source, value.rows.clone())))
}

/// The goals of a box of two columns that numbers them: `目標１｜利用率：30％`, `目標１の実績｜24.6％`, `目標１の進捗｜B`.
///
/// Empty where a row is anything else.
pub(in crate::report) fn numbered_goals(grid: &Grid, known: &Known) -> Vec<Entry> {
    let mut goals: Vec<(String, Entry)> = Vec::new();
    for row in 0..grid.row_count {
        let cells: Vec<&GridCell> = grid.beginning(row).collect();
        let [label, value] = cells.as_slice() else { return Vec::new() };
        let Some((number, said)) = goal_label(&label.text, known) else { return Vec::new() };
        if said.is_none() {
            goals.push((number, goal(value)));
            continue;
        }

        let Some((_, entry)) = goals.iter_mut().find(|it| it.0 == number) else { return Vec::new() };
        match said {
            Some(Stem::Actual) if value.body == Body::Figure => {
                entry.readings.push(Reading::of_the_report(Role::Actual, Place::Row, value.printed.trimmed()));
            }
            // A goal that is told in words is no indicator that its grade could belong to.
            Some(Stem::Rating) if value.body == Body::Grade && !entry.readings.is_empty() => {
                entry.grades.push(PrintedGrade::new(value.printed.trimmed(), value.source, value.rows.clone()));
            }
            _ => {}
        }
    }
    goals.into_iter().map(|it| it.1).collect()
}

/// `目標１の実績` -> the number of the goal and what is said of it; nothing more for the goal itself.
fn goal_label(text: &str, known: &Known) -> Option<(String, Option<Stem>)> {
    const WORDS: [&str; 5] = ["成果指標", "数値目標", "目標", "指標", "KPI"];
    let rest = WORDS.iter().find_map(|it| text.strip_prefix(it))?;
    let behind = rest.trim_start_matches(|it: char| it.is_numeric());
    let number = &rest[..rest.len() - behind.len()];
    if number.is_empty() {
        return None;
    }
    let word = behind.trim_start_matches('の');
    let said = head_facts(word, &known.vocabulary).and_then(|it| it.word);
    (word.is_empty() || said.is_some()).then(|| (number.to_owned(), said))
}

/// `利用率：30％` -> an indicator with its target; without one where the value is told in words.
fn goal(cell: &GridCell) -> Entry {
    let text = cell.printed.text();
    let at = text.rfind(['：', ':']).unwrap_or(text.len());
    let start = at + text[at..].chars().next().map_or(0, char::len_utf8);
    let (name, value) = (cell.printed.slice(0..at).trimmed(), cell.printed.slice(start..text.len()).trimmed());
    let target =
        (body(&fold(value.text())) == Body::Figure).then(|| Reading::of_the_report(Role::Target, Place::Row, value));
    Entry { indicator: Some(name), readings: target.into_iter().collect(), ..Entry::default() }
}
