//! Any report, whoever designed it: its tables, each interpreted by itself, -> what the report says.

use super::above::is_level;
use super::above::{caption_year, heading, lines_above, measure_title, title_with_departments};
use super::block::read_blocks;
use super::cells::Body;
use super::grid::{Entry, Form, Grid, Known, PrintedGrade, read_grid};
use super::legends::legend_signs;
use super::levels::Levels;
use super::profile::boxes;
use super::read::take_blocks;
use super::take::{settle, take};
use super::totals::{read_totals, recount};
use super::{Profile, Report};
use crate::base::{FiscalYear, Note};
use crate::layout::{DocumentLayout, Flow, Line, Passage, Table, facing_tables, join_facing_pages};
use crate::text::UnitTable;

/// Words of which a table has one at least, if it says how a plan goes on.
const HINTS: [&str; 12] =
    ["実績", "目標", "評価", "達成", "進捗", "判定", "指標", "現状", "基準値", "計画値", "KPI", "ＫＰＩ"];

/// Words set with gaps are at most this long, in bytes.
const SPACED: usize = 40;

/// Takes in what the tables and boxes of a report say that no profile describes.
///
/// Notes: `rating_without_year`, `block_unlinked`, `rating_unreadable`, `meaning_differs`.
pub(super) fn read_any(layout: &DocumentLayout, units: &UnitTable, report: &mut Report) -> Vec<Note> {
    let reported = report.identity.near_year;
    let legend = legend_signs(layout);
    let read = interpret(layout, &legend, units, reported);
    let joined = facing_halves(layout, &read).map(|layout| (interpret(&layout, &legend, units, reported), layout));
    let (read, layout) = match &joined {
        Some((joined, layout)) => (joined, layout),
        None => (&read, layout),
    };
    let mut notes = take(read, layout, units, report);

    // Boxes with labels in 【】 belong to a list; sheets have said what they say.
    let is_list = !report.initiatives.is_empty() && !read.iter().flat_map(|it| &it.1).any(|it| it.is_sheet);
    let tables: Vec<usize> = read.iter().filter_map(|it| it.0).collect();
    if is_list {
        notes.extend(take_blocks(read_blocks(layout, &tables, boxes()), report));
    }
    notes.extend(settle(report, layout, &legend, boxes()));

    if is_list {
        let profile = Profile { scale: boxes().scale.of_order(&report.identity.scale), ..boxes().clone() };
        let totals = read_totals(layout, &tables, &profile);
        notes.extend(totals.notes);
        report.stated_totals = totals.value;
        recount(report);
    }
    notes
}

/// The entries of each table that has any, by its index; those of running text have none.
fn interpret(
    layout: &DocumentLayout,
    legend: &[String],
    units: &UnitTable,
    reported: Option<FiscalYear>,
) -> Vec<(Option<usize>, Vec<Entry>)> {
    let mut form = Form::default();
    let mut read = Vec::new();
    let has_titles = has_titles(layout);
    // The lines since the last table, and the last of all lines that is the title of a measure.
    let (mut lines, mut titled): (Vec<&Line>, Option<Passage>) = (Vec::new(), None);
    let mut levels = Levels::default();
    let outside = Known { reported, caption: None, heading: None, levels: &[], legend, units };
    for thing in &layout.flow {
        let index = match thing {
            Flow::Line(line) => {
                lines.push(line);
                if is_level(line.text.text()) {
                    levels.open(line.text.text().trim());
                }
                titled = measure_title(&line.text).or(titled);
                let ended = match title_with_departments(&line.text).filter(|_| has_titles) {
                    Some((title, departments)) => form.begin(title, departments).into_iter().collect(),
                    None => form.take_line(&line.text, &outside),
                };
                read.extend((!ended.is_empty()).then_some((None, ended)));
                continue;
            }
            Flow::Table(index) => *index,
        };
        let since = std::mem::take(&mut lines);
        let table = &layout.tables[index];
        if !has_hint(table) && form.initiative.is_none() {
            continue;
        }
        let above = lines_above(&since, table);
        let heading = heading(&above);
        let open: Vec<String> = levels.texts().cloned().collect();
        let (caption, heading) = (caption_year(&above), heading.as_ref());
        let known = Known { reported, caption, heading, levels: &open, legend, units };
        let grid = Grid::new(table, &known);
        let rates = since.iter().any(|it| it.text.text().contains("評価"));
        if let Some((title, grade)) = titled.clone().filter(|_| rates).zip(lone_grade(&grid)) {
            let entry = Entry { initiative: Some(title), grades: vec![grade], is_sheet: true, ..Entry::default() };
            read.push((Some(index), vec![entry]));
            continue;
        }
        let entries = read_table(&grid, &known, &mut form);
        form.is_followed |= entries.iter().any(|it| it.is_sheet && !it.readings.is_empty());
        if weight(&entries) > 0 {
            read.push((Some(index), entries));
        }
    }
    read.extend(form.end().map(|entry| (None, vec![entry])));
    read
}

/// Whether titles with their departments stand in running text: one alone may be anything.
fn has_titles(layout: &DocumentLayout) -> bool {
    let lines = layout.flow.iter().filter_map(|it| match it {
        Flow::Line(line) => Some(line),
        Flow::Table(_) => None,
    });
    lines.filter(|it| title_with_departments(&it.text).is_some()).nth(1).is_some()
}

/// Reads a table as it stands, or where that says nothing, with its rows as columns.
fn read_table(grid: &Grid, known: &Known, form: &mut Form) -> Vec<Entry> {
    let mut before = form.clone();
    let upright = read_grid(grid, known, form);
    if weight(&upright) > 0 { upright } else { read_grid(&grid.transposed(), known, &mut before) }
}

/// The layout with tables joined that are cut over two facing pages: only where the right halves say nothing alone.
fn facing_halves(layout: &DocumentLayout, read: &[(Option<usize>, Vec<Entry>)]) -> Option<DocumentLayout> {
    let pairs = facing_tables(layout);
    let is_read = |table: usize| read.iter().any(|it| it.0 == Some(table));
    let are_halves = pairs.iter().any(|it| is_read(it.0)) && !pairs.iter().any(|it| is_read(it.1));
    are_halves.then(|| join_facing_pages(layout.clone()))
}

/// How much of a table was read.
fn weight(entries: &[Entry]) -> usize {
    entries.iter().map(|it| it.readings.len() + it.grades.len() + usize::from(it.texts.is_some())).sum()
}

/// Whether a table may be about targets or ratings. Cheap, for every table of every document is asked.
fn has_hint(table: &Table) -> bool {
    let has = |text: &str| HINTS.iter().any(|it| text.contains(it));
    // 目　標 is set with a gap.
    let is_hint = |text: &str| {
        has(text)
            || text.len() < SPACED
                && text.contains(char::is_whitespace)
                && has(&text.split_whitespace().collect::<String>())
    };
    let texts = table.cells.iter().map(|it| it.text.text()).filter(|it| it.len() < 200);
    table.column_count() > 1 && texts.into_iter().any(is_hint)
}

/// The only grade in a table that else holds what it means, at most: `C｜目標を一部達成している`.
fn lone_grade(grid: &Grid) -> Option<PrintedGrade> {
    let filled: Vec<_> = grid.cells.iter().filter(|it| !it.is_blank()).collect();
    let mut grades = filled.iter().filter(|it| it.body == Body::Grade);
    let grade = grades.next().filter(|_| grades.next().is_none() && filled.len() <= 3)?;
    let is_meaning = filled
        .iter()
        .all(|it| std::ptr::eq(*it, *grade) || matches!(it.body, Body::Prose | Body::Words) && !it.is_understood());
    is_meaning.then(|| PrintedGrade {
        fiscal_year: None,
        printed: grade.printed.trimmed(),
        cell: grade.source,
        judge: None,
        rows: grade.rows.clone(),
    })
}
