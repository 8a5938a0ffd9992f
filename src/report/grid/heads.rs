//! The rows of heads in a table, and what the heads over a column say together.

use std::ops::Range;

use super::Known;
use super::arrows::ARROWS;
use super::cell::{Grid, GridCell};
use super::stats::is_ticked;
use super::values::line_roles;
use crate::base::FiscalYear;
use crate::report::Role;
use crate::report::cells::{Body, Stem};
use crate::report::header_cell::{HeadYear, without_years};

/// A row with so many understood heads is one, though a word of it may be a grade.
const CLEAR_HEADS: usize = 6;

/// A header has at most this many rows.
const MAX_ROWS: usize = 6;

/// Rows of heads: those from `start` on that stand together; `None` where the row is none.
///
/// A row of heads has two heads or more that are understood, they are half of its texts, and no figure stands in it. Rows that the
/// heads reach down to, and rows of heads below them, are part of it.
pub(in crate::report) fn head_rows(grid: &Grid, start: usize) -> Option<Range<usize>> {
    let mut first = start;
    // A row of years or roles above the row of names: 令和5年度 over 目標｜実績.
    while first < grid.row_count && is_upper_row(grid, first) {
        first += 1;
    }
    if !is_head_row(grid, first) {
        return None;
    }
    let mut end = first + 1;
    while end < grid.row_count && end - start < MAX_ROWS {
        let reach = grid.beginning(end - 1).filter(|it| it.is_understood()).map(|it| it.rows.end).max().unwrap_or(end);
        let reach = reach.min(start + MAX_ROWS).min(grid.row_count);
        if reach > end && !(end..reach).any(|row| has_figures(grid, row)) {
            end = reach;
        } else if goes_on(grid, end) {
            end += 1;
        } else {
            break;
        }
    }
    Some(start..end)
}

/// A row with at least two understood heads and nothing that belongs to a body.
pub(super) fn is_head_row(grid: &Grid, row: usize) -> bool {
    let (mut understood, mut words, mut others, mut grades) = (0, 0, 0, 0);
    for cell in grid.beginning(row) {
        match cell.body {
            _ if cell.is_understood() => {
                understood += 1;
                words += usize::from(cell.word().is_some());
            }
            Body::Figure | Body::Prose | Body::Missing => return false,
            Body::Grade => grades += 1,
            _ if is_ticked(cell) => return false,
            _ => others += 1,
        }
    }
    // Beside a name from above 実績 stands in front of its row: 実績｜計画｜計画｜設計.
    if (0..grid.column_count).any(|it| is_named_from_above(grid, row, it)) {
        return false;
    }

    // 達成 may head a column of marks.
    if grades > 1 || grades == 1 && understood < CLEAR_HEADS {
        return false;
    }
    // Years below a name that spans them are those of the values above.
    let are_years = || understood >= 3 && others == 0 && !grid.is_reached(row);
    understood >= 2 && understood > others && (words >= 1 || are_years())
}

/// Whether a name below a head reaches into a row from above. A head that nobody understands stands at the top, or comes again.
fn is_named_from_above(grid: &Grid, row: usize, column: usize) -> bool {
    let names = |it: &&GridCell| it.rows.start < row && it.body == Body::Words && !it.is_understood();
    let Some(name) = grid.cell(row, column).filter(names) else { return false };
    let mut above = name.rows.start;
    while let Some(cell) = above.checked_sub(1).and_then(|it| grid.cell(it, column)) {
        if cell.is_understood() || cell.text == name.text {
            return cell.is_understood();
        }
        above = cell.rows.start;
    }
    false
}

/// A row over the row of names that has only years, roles and the like, and does not span the table.
fn is_upper_row(grid: &Grid, row: usize) -> bool {
    let mut cells = grid.beginning(row).peekable();
    cells.peek().is_some()
        && grid.band(row).is_none()
        && cells.all(|it| it.is_understood() && (it.has_year() || it.word().is_some_and(Stem::is_role)))
        && !is_head_row(grid, row)
        && row + 1 < grid.row_count
        && is_head_row(grid, row + 1)
}

/// Whether a row holds figures or several grades: 年度別計画 beside rows of them names these, and heads nothing.
fn has_figures(grid: &Grid, row: usize) -> bool {
    // 完了, 順調 and 遅れ below 進捗状況, or below a year that spans them, are choices.
    let is_choice = |it: &GridCell| {
        let above = row.checked_sub(1).and_then(|above| grid.cell(above, it.columns.start));
        let above = above.filter(|above| above.columns.len() > 1);
        above.is_some_and(|above| {
            above.word() == Some(Stem::Rating) || above.has_year() && are_choices(grid, row, above)
        })
    };
    let is_grade = |it: &&GridCell| it.body == Body::Grade && !it.is_understood() && !is_choice(it);
    grid.beginning(row).any(|it| it.body == Body::Figure && !it.has_year())
        || grid.beginning(row).filter(is_grade).count() >= 2
}

/// Whether the cells of a row below a head are words of a scale, each once: 完了, 順調 and 遅れ below 令和5年度.
pub(super) fn are_choices(grid: &Grid, row: usize, head: &GridCell) -> bool {
    let below: Vec<&GridCell> = grid
        .beginning(row)
        .filter(|it| head.columns.start <= it.columns.start && it.columns.end <= head.columns.end)
        .collect();
    let is_word = |it: &&GridCell| it.body == Body::Grade && it.text.chars().count() > 1;
    let is_other = |at: usize| below[..at].iter().all(|it| it.text != below[at].text);
    below.len() == head.columns.len()
        && below.iter().filter(|it| is_word(it)).count() + 1 >= below.len()
        && (0..below.len()).all(is_other)
}

/// Whether a row below a row of heads goes on with them: years, units, roles; no names, no figures.
fn goes_on(grid: &Grid, row: usize) -> bool {
    let mut cells = grid.beginning(row).peekable();
    if cells.peek().is_none() {
        return false;
    }
    let says_more = |it: &GridCell| {
        it.is_understood()
            && (it.has_year() || it.word().is_some() || it.head.as_ref().is_some_and(|head| head.unit.is_some()))
            && !matches!(it.body, Body::Missing)
    };
    let is_first_text =
        grid.cell(row, 0).is_some_and(|it| it.rows.start == row && !it.is_blank() && !it.is_understood());
    let (mut good, mut bad) = (0, 0);
    for cell in cells {
        match says_more(cell) {
            true => good += 1,
            false if cell.body == Body::Figure || cell.body == Body::Prose || cell.body == Body::Grade => return false,
            false => bad += 1,
        }
    }
    good >= 1 && good >= bad && !is_first_text
}

/// What the heads over a column say together, each fact from the nearest head that says it.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    /// What the column holds.
    pub word: Option<Stem>,
    /// The role of its values.
    pub role: Option<Stem>,
    pub year: Option<FiscalYear>,
    /// Whether a head names several years, or a span of them.
    pub is_of_several: bool,
    /// Whether any head says that the column rates.
    pub is_rated: bool,
    pub unit: Option<String>,
    /// Whether its heads reach over one another's sides, so that nobody knows which of them are its own.
    pub is_torn: bool,
    /// Whether nobody understands the nearest head.
    pub begins_unknown: bool,
    /// Whether a head says two roles: a value has one or the other.
    pub has_two_roles: bool,
    /// The years of a head that joins them by arrows: R3 → R4 → R5.
    pub years: Vec<FiscalYear>,
    /// The roles of the nearest head where it has one a line: 目標値 over 実績値 in one cell.
    pub line_roles: Vec<Role>,
    /// Whether a head says that the values are of the year reported on.
    pub is_of_the_year: bool,
    /// Whether a head says that sums stand in brackets behind the values.
    pub has_sums: bool,
    /// Whether it names no year, as columns of its table do that nothing else tells apart.
    pub has_twin: bool,
    /// Who rates, or by which measure, with the text that says it.
    pub judge: Option<(Stem, String)>,
    /// The text of the nearest head that is understood.
    pub text: Option<String>,
    /// What the nearest head holds in brackets that is not understood, or the nearest head below that of the role.
    pub part: Option<String>,
    /// The texts of heads that nobody understands, the nearest first.
    pub labels: Vec<String>,
    /// The cells, the nearest first.
    pub cells: Vec<usize>,
}

/// Reads the heads over a column, from the lowest up.
pub(super) fn chain(grid: &Grid, rows: &Range<usize>, column: usize, known: &Known) -> Chain {
    let mut chain = Chain::default();
    for row in rows.clone().rev() {
        let Some(index) = grid.at(row, column).filter(|it| !chain.cells.contains(it)) else { continue };
        if grid.cells[index].is_blank() || grid.cells[index].rows.end > rows.end {
            continue;
        }
        let is_over = |it: &usize| is_within(&grid.cells[*it].columns, &grid.cells[index].columns);
        chain.is_torn |= chain.cells.last().is_some_and(|it| !is_over(it));
        chain.cells.push(index);
        if chain.line_roles.is_empty() {
            chain.line_roles = line_roles(&grid.cells[index], known);
        }
        take_head(&mut chain, &grid.cells[index], known);
    }
    // What a person says of cells with several lines, or else the report, holds where no head says it.
    if chain.line_roles.is_empty() && chain.role.is_none() && chain.year.is_some() {
        let corrected = &known.vocabulary.corrections.lines;
        chain.line_roles = if corrected.is_empty() { known.line_roles.to_vec() } else { corrected.clone() };
    }
    // 年度 over H26 says no more than that.
    if chain.word == Some(Stem::Year) && chain.year.is_some() {
        chain.word = chain.role;
    }
    chain
}

/// Whether the columns of a head lie within those of another.
fn is_within(head: &Range<usize>, other: &Range<usize>) -> bool {
    other.start <= head.start && head.end <= other.end
}

/// Heads of one width that stand one over the other and each have a role: 年度目標値 over R7の目標値. From the top; empty where there
/// is only one.
pub(super) fn stacked(grid: &Grid, rows: &Range<usize>, column: usize, known: &Known) -> Vec<Chain> {
    let cells: Vec<usize> = chain(grid, rows, column, known).cells;
    let has_role =
        |it: &&usize| grid.cells[**it].head.as_ref().is_some_and(|head| head.role.is_some() && head.word == head.role);
    let stack: Vec<usize> = cells.iter().take_while(has_role).copied().collect();
    let is_one_width = stack.windows(2).all(|it| grid.cells[it[0]].columns == grid.cells[it[1]].columns);
    if stack.len() < 2 || !is_one_width {
        return Vec::new();
    }
    let of = |own: &usize| {
        let mut chain = Chain::default();
        for index in cells.iter().filter(|it| *it == own || !stack.contains(it)) {
            chain.cells.push(*index);
            take_head(&mut chain, &grid.cells[*index], known);
        }
        chain
    };
    stack.iter().rev().map(of).collect()
}

fn take_head(chain: &mut Chain, cell: &GridCell, known: &Known) {
    // 計画期間 over years is understood and says nothing.
    let Some(head) = cell.head.as_ref() else {
        // 達成 over 〇 and ×.
        if cell.body == Body::Grade && chain.word.is_none() {
            (chain.word, chain.is_rated) = (Some(Stem::Rating), true);
            chain.text.get_or_insert_with(|| cell.text.clone());
            return;
        }
        chain.begins_unknown |= chain.cells.len() == 1;
        chain.labels.push(cell.text.clone());
        if chain.role.is_none() && chain.year.is_none() {
            chain.part.get_or_insert_with(|| cell.printed.text().replace('\n', "").trim().to_owned());
        }
        return;
    };
    // 評価 over 所管課 and 協議会: the office rates; over 有効性 and 成果: that is the measure.
    if head.word == Some(Stem::Rating) && chain.judge.is_none() && chain.word != Some(Stem::Rating) {
        let names_judge = chain.word.is_some() || !chain.labels.is_empty();
        let name = chain.labels.first().cloned().or_else(|| chain.text.clone());
        chain.judge = name.filter(|_| names_judge).map(|it| (kind_of_judge(&it), it));
    }
    // 評価項目 over 妥当性 and 効率性 names no rows: these are what is rated.
    let names_measure = chain.judge.is_some() || !chain.labels.is_empty();
    if names_measure && chain.word.is_none() && head.word == Some(Stem::Item) && cell.text.contains("評価") {
        (chain.word, chain.is_rated) = (Some(Stem::Rating), true);
        let label = chain.labels.first().map(|it| (kind_of_judge(it), it.clone()));
        chain.judge = chain.judge.take().or(label);
    }
    chain.text.get_or_insert_with(|| cell.text.clone());
    // A nearer word that says what stands there is not undone by what spans it: 達成率 under 実績値.
    if matches!(chain.word, None | Some(Stem::Data)) {
        chain.word = head.word.or(chain.word);
    }
    chain.role = chain.role.or(head.role);
    if chain.part.is_none() {
        chain.part.clone_from(&head.rest);
    }
    chain.has_two_roles |= head.has_two_roles;
    chain.is_of_the_year |= head.is_of_the_year;
    chain.has_sums |= head.has_sums;
    chain.is_rated |= head.word == Some(Stem::Rating);
    if chain.year.is_none() && !chain.is_of_several {
        chain.year = head.fiscal_year(known.reported);
        if head.year == HeadYear::Several {
            chain.is_of_several = true;
            chain.years = years_in(&cell.text);
        }
    }
    chain.unit = chain.unit.take().or_else(|| head.unit.clone());
    if let Some(stem) = head.judge.filter(|_| chain.judge.is_none()) {
        chain.judge = Some((stem, cell.text.clone()));
    }
}

/// The years that arrows join: R3 → R4 → R5.
fn years_in(text: &str) -> Vec<FiscalYear> {
    if !text.contains(ARROWS) {
        return Vec::new();
    }
    let inside = text.split(['(', '【']).next_back().unwrap_or(text);
    let years = inside.split(ARROWS).map(|it| match without_years(it.trim_matches([')', '】'])).1 {
        HeadYear::One(year) => Some(year),
        _ => None,
    });
    years.collect::<Option<Vec<FiscalYear>>>().unwrap_or_default()
}

/// Whether a head names who rates, or by which measure.
fn kind_of_judge(text: &str) -> Stem {
    let is_office = text.ends_with(['課', '会', '者', '員', '部', '局', '室']);
    if is_office { Stem::Evaluator } else { Stem::Axis }
}
