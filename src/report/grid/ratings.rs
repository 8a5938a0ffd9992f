//! Columns of ratings beside each other: which is the rating, which a measure, which year each is of.

use std::ops::Range;

use super::arrows::between_arrows;
use super::cell::{Grid, GridCell};
use super::columns::{Column, Kind, grade_in};
use super::entry::{Judge, PrintedGrade};
use super::heads::are_choices;
use super::label::ticked_choice;
use super::name_text::is_total;
use crate::base::FiscalYear;
use crate::layout::Passage;
use crate::report::cells::{Body, Stem, may_be_grade};

/// So many columns side by side are choices.
const MIN_CHOICES: usize = 3;

/// Settles what each column of ratings says, once all columns are typed.
pub(super) fn settle_ratings(grid: &Grid, body: &Range<usize>, columns: &mut [Column]) {
    no_legends(columns);
    choices_by_marks(grid, body, columns);
    progress_is_an_axis(columns);
    others_than_the_whole_are_axes(columns);
    date_stages(columns);
}

/// Grades in front, each once, are a legend: what they mean or how many there are stands right of them.
fn no_legends(columns: &mut [Column]) {
    let first = columns.iter_mut().find(|it| it.stats.filled > 0);
    if let Some(column) =
        first.filter(|it| it.kind == Kind::Rating && it.stats.filled > 1 && it.stats.distinct == it.stats.filled)
    {
        column.kind = Kind::Other;
    }
}

/// Beside another rating, how far the work has come is a measure of its own, and so is what that other one says.
fn progress_is_an_axis(columns: &mut [Column]) {
    let is_rating = |it: &&mut Column| it.kind == Kind::Rating;
    let has_progress = columns.iter().any(|it| it.kind == Kind::Rating && it.chain.word == Some(Stem::Progress));
    let has_other = columns.iter().any(|it| it.kind == Kind::Rating && it.chain.word != Some(Stem::Progress));
    for column in columns.iter_mut().filter(is_rating).filter(|_| has_progress && has_other) {
        let measure = column.chain.text.clone().map(|it| (Stem::Axis, it));
        column.chain.judge = column.chain.judge.take().or(measure);
    }
}

/// Beside 総合評価 other ratings are of measures, 目的達成度; so they are below one head that names who judges, 内部評価.
fn others_than_the_whole_are_axes(columns: &mut [Column]) {
    let text = |it: &Column| it.chain.text.clone().unwrap_or_default();
    let parent = |it: &Column| it.chain.cells.get(1).copied();
    let judged = |it: &Column| it.chain.judge.clone().filter(|it| it.0 == Stem::Evaluator);
    let is_of_one = |it: &Column| {
        it.kind == Kind::Rating && (it.chain.judge.is_none() || judged(it).is_some() && parent(it).is_some())
    };
    let wholes = columns.iter().filter(|it| is_of_one(it) && text(it).contains("総合"));
    let wholes: Vec<_> = wholes.map(|it| (judged(it), judged(it).and(parent(it)))).collect();
    let has_whole = |it: &Column| wholes.contains(&(judged(it), judged(it).and(parent(it))));
    for column in columns.iter_mut().filter(|it| is_of_one(it) && has_whole(it) && !text(it).contains("総合")) {
        column.chain.judge = Some((Stem::Axis, text(column))).filter(|it| !it.1.is_empty());
    }
}

/// A rating of a stage of the plan, 中間評価, is of the year that the values of that stage print. One that no values date may be of
/// any year: it is not read.
fn date_stages(columns: &mut [Column]) {
    const STAGES: [&str; 2] = ["中間", "最終"];
    let stage_of = |it: &Column| {
        let text = it.chain.text.as_deref()?;
        STAGES.iter().find(|stage| text.starts_with(**stage)).copied()
    };
    let dated: Vec<(&str, FiscalYear)> = columns
        .iter()
        .filter(|it| matches!(it.kind, Kind::Value(_)))
        .filter_map(|it| Some((stage_of(it)?, it.chain.year?)))
        .collect();
    let has_both = STAGES.iter().all(|stage| {
        columns.iter().any(|it| it.kind == Kind::Rating && it.chain.year.is_none() && stage_of(it) == Some(stage))
    });
    for column in columns.iter_mut().filter(|it| it.kind == Kind::Rating && it.chain.year.is_none()) {
        let Some(stage) = stage_of(column) else { continue };
        column.chain.year = dated.iter().find(|it| it.0 == stage).map(|it| it.1);
        if column.chain.year.is_none() && has_both && stage == STAGES[0] {
            column.kind = Kind::Other;
        }
    }
}

/// Columns below one head that rates, 進捗の段階 over 検討, 決定 and 実行, or a year over words of a scale, where each row has one mark at most: the head that it
/// stands below is the grade.
fn choices_by_marks(grid: &Grid, body: &Range<usize>, columns: &mut [Column]) {
    let parent = |it: &Column| it.chain.cells.last().copied().filter(|_| it.chain.cells.len() > 1);
    let rates = |cell: usize| {
        let head = &grid.cells[cell];
        head.word() == Some(Stem::Rating) || head.has_year() && are_choices(grid, head.rows.end, head)
    };
    let parents: Vec<Option<usize>> = columns.iter().map(|it| parent(it).filter(|it| rates(*it))).collect();
    let mut start = 0;
    for group in parents.chunk_by(|a, b| a == b) {
        let places = start..start + group.len();
        start = places.end;
        // A dash in each says that none was chosen.
        let filled = |row: usize| {
            let cells = places.clone().filter_map(move |at| grid.cell(row, at));
            cells.filter(|it| !it.is_blank() && it.body != Body::Missing).collect::<Vec<_>>()
        };
        // A last row counts the marks above it.
        let is_counted = |row: &usize| {
            grid.beginning(*row).next().is_some_and(|it| is_total(&it.text))
                || *row + 1 == body.end && filled(*row).iter().all(|it| it.body == Body::Figure)
        };
        let rows = || body.clone().filter(|it| grid.band(*it).is_none() && !is_counted(it)).map(filled);
        let are_marks = rows().all(|it| it.is_empty() || it.len() == 1 && is_choice_mark(&it[0].text));
        let has_marks = rows().any(|it| !it.is_empty());
        if group[0].is_some() && group.len() >= MIN_CHOICES && are_marks && has_marks {
            columns[places].iter_mut().for_each(|it| (it.kind, it.chain.judge) = (Kind::Choice, None));
        }
    }
}

/// A mark that chooses: `●`, `レ`.
fn is_choice_mark(text: &str) -> bool {
    ["●", "○", "〇", "◯", "◎", "■", "レ", "✓", "✔", "☑", "★", "*"].contains(&text)
}

/// The grades in a cell of a column of ratings, as printed; a dash is kept, for it says that none was given. `B → A` below `R4 → R5`
/// has one a year.
pub(super) fn grades(column: &Column, cell: &GridCell) -> Vec<PrintedGrade> {
    let grade = |printed: Passage, fiscal_year: Option<FiscalYear>| PrintedGrade {
        fiscal_year,
        judge: Judge::of(column.chain.judge.clone()),
        ..PrintedGrade::new(printed, cell.source, cell.rows.clone())
    };
    let years = &column.chain.years;
    let sequence = between_arrows(cell.printed);
    if sequence.len() > 1 {
        let agrees = sequence.len() == years.len();
        let dated = years.iter().filter(|_| agrees).zip(sequence);
        return dated.map(|(year, printed)| grade(printed, Some(*year))).collect();
    }

    if let Some(choice) = ticked_choice(cell.printed) {
        return vec![grade(choice, column.chain.year)];
    }

    // Where letters rate, a number counts them.
    let is_counted = column.stats.grades > 0 && cell.body == Body::Figure;
    let is_known = cell.body == Body::Grade;
    let is_grade = !is_counted && (is_known || grade_in(&cell.text).is_some() || may_be_grade(&cell.text));
    if is_grade || cell.body == Body::Missing {
        vec![grade(cell.printed.trimmed(), column.chain.year)]
    } else {
        Vec::new()
    }
}
