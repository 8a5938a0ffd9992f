//! The lines above the body of a table -> header cells on their levels, with spans.

use super::Line;
use super::characters::is_numeral;
use super::columns::columns_of;
use super::edges::Edge;
use super::pieces::PIECE_CUT;
use crate::base::Rect;

/// Lines of one header cell follow each other at most this far, in em.
const LEADING: f64 = 1.6;
/// Heads set to the left of their columns begin at one x within this many em.
const ONE_LEFT: f64 = 0.2;
/// A header stands over the middle of its columns within this many em.
const CENTRED: f64 = 1.0;

/// What it costs, in em, to leave a column out between two headers.
const LEFT_OUT: f64 = 0.5;
/// So many spans of a header are compared.
const MAX_CHOICES: usize = 12;
/// Headers with more cells are no headers; comparing all with all would take too long.
const MAX_CELLS: usize = 200;

/// A cell of the header before rows are counted.
#[derive(Debug, Clone)]
pub(super) struct HeaderCell {
    pub lines: Vec<Line>,
    /// First and last column.
    pub columns: (usize, usize),
    /// First and last level, from 0.
    pub levels: (usize, usize),
    bbox: Rect,
}

/// Header cells from pieces in the order of their rows; `spanners` are rules over a part of the table. Returns the cells and
/// the number of levels.
pub(super) fn pieces_to_header(pieces: Vec<Line>, boundaries: &[f64], spanners: &[Edge]) -> (Vec<HeaderCell>, usize) {
    let mut cells = pieces_to_cells(pieces, boundaries, spanners);
    cells.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
    if cells.len() <= MAX_CELLS {
        spread_over_columns(&mut cells, spanners, boundaries);
    }
    let count = set_levels(&mut cells);
    mark_unclear(&mut cells);
    (cells, count)
}

fn pieces_to_cells(pieces: Vec<Line>, boundaries: &[f64], spanners: &[Edge]) -> Vec<HeaderCell> {
    let mut cells: Vec<HeaderCell> = Vec::new();
    let levels = own_levels(&pieces, boundaries);
    for (piece, is_level) in pieces.into_iter().zip(levels) {
        let columns = columns_of(boundaries, piece.bbox.x0, piece.bbox.x1, 0.3 * piece.size);
        let goes_on = |cell: &HeaderCell| {
            let before = &cell.lines[cell.lines.len() - 1];
            let pitch = piece.baseline - before.baseline;
            let parted = spanners.iter().any(|it| {
                before.bbox.center_y() < it.position
                    && it.position < piece.bbox.center_y()
                    && it.start < piece.bbox.center_x()
                    && piece.bbox.center_x() < it.end
            });
            let same_columns = cell.columns == columns
                || (overlap(cell.columns, columns)
                    && (cell.bbox.center_x() - piece.bbox.center_x()).abs() <= 0.5 * piece.size);
            let level = pitch.abs() <= 0.3 * piece.size;
            let below = pitch > 0.0 && pitch <= LEADING * piece.size.max(before.size);
            !parted && (level && cell.columns == columns || below && !is_level && same_columns)
        };
        let above = cells.iter().rposition(|it| overlap(it.columns, columns));
        let found = above.filter(|it| goes_on(&cells[*it]));
        let found = found.or_else(|| cells.iter().rposition(|it| stand_over_one_rule(it, &piece, spanners)));
        match found.map(|it| &mut cells[it]) {
            Some(cell) => {
                cell.columns = (cell.columns.0.min(columns.0), cell.columns.1.max(columns.1));
                cell.bbox = cell.bbox.union(&piece.bbox);
                cell.lines.push(piece);
            }
            None => cells.push(HeaderCell { columns, levels: (0, 0), bbox: piece.bbox, lines: vec![piece] }),
        }
    }
    cells
}

/// Heads that claim one field were parted in the wrong places, as labels stretched from wall to wall are: what they say is not sure.
fn mark_unclear(cells: &mut [HeaderCell]) {
    let shares = |a: &HeaderCell, b: &HeaderCell| overlap(a.columns, b.columns) && overlap(a.levels, b.levels);
    let is_unclear = |at: usize| (0..cells.len()).any(|other| other != at && shares(&cells[at], &cells[other]));
    let unclear: Vec<usize> = (0..cells.len().min(MAX_CELLS)).filter(|it| is_unclear(*it)).collect();
    for at in unclear {
        if let Some(line) = cells[at].lines.last_mut() {
            let (page, bbox) = (line.page, line.bbox);
            line.text.push(char::REPLACEMENT_CHARACTER, page, bbox);
        }
    }
}

/// Whether each piece stands on a line that is a level of its own: where nothing stands over some of its texts, and these say the
/// same but for their figures as another one does, the line above spans them (`実績` over `R3｜R4｜R5`).
fn own_levels(pieces: &[Line], boundaries: &[f64]) -> Vec<bool> {
    let mut covered = vec![false; boundaries.len()];
    let mut levels = Vec::with_capacity(pieces.len());
    let columns = |it: &Line| columns_of(boundaries, it.bbox.x0, it.bbox.x1, 0.3 * it.size);
    for line in pieces.chunk_by(|a, b| (a.baseline - b.baseline).abs() <= 0.3 * a.size) {
        let shapes: Vec<String> = line.iter().map(|it| shape(it.text.text())).collect();
        let is_repeated = |at: usize| shapes.iter().filter(|it| **it == shapes[at]).count() > 1;
        let is_open = |it: &Line| !covered[columns(it).0];
        let is_level = !levels.is_empty() && (0..line.len()).any(|at| is_open(&line[at]) && is_repeated(at));
        levels.extend(line.iter().map(|_| is_level));
        line.iter().map(columns).for_each(|it| covered[it.0..=it.1].fill(true));
    }
    levels
}

/// A text without white space whose numbers are all the same.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for character in text.chars().filter(|it| !it.is_whitespace()) {
        match is_numeral(character) {
            true if shape.ends_with('0') => {}
            true => shape.push('0'),
            false => shape.push(character),
        }
    }
    shape
}

/// Whether a piece goes on with a header cell over the same rule: words that were parted at a column below.
fn stand_over_one_rule(cell: &HeaderCell, piece: &Line, spanners: &[Edge]) -> bool {
    let before = &cell.lines[cell.lines.len() - 1];
    let level = (piece.baseline - before.baseline).abs() <= 0.3 * piece.size;
    let is_close = (0.0..PIECE_CUT * piece.size).contains(&(piece.bbox.x0 - before.bbox.x1));
    let foot = before.bbox.y1.max(piece.bbox.y1);
    let is_over = |it: &Edge| {
        it.start <= before.bbox.center_x()
            && piece.bbox.center_x() <= it.end
            && (-0.3 * piece.size..1.5 * piece.size).contains(&(it.position - foot))
    };
    level && is_close && spanners.iter().any(is_over)
}

fn overlap(a: (usize, usize), b: (usize, usize)) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}

/// A header over several columns is printed over their middle, or where they begin, or over a rule that spans them.
fn spread_over_columns(cells: &mut [HeaderCell], spanners: &[Edge], boundaries: &[f64]) {
    let set_to_the_left = set_to_the_left(cells);
    let mut choices: Vec<Vec<Choice>> = vec![Vec::new(); cells.len()];
    for index in 0..cells.len() {
        let cell = &cells[index];
        let size = cell.lines[0].size;
        let (center, foot) = (cell.bbox.center_x(), cell.bbox.y1);
        let (from, to) = columns_between(cells, index, boundaries.len() - 1);
        let others = cells.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, it)| it);
        let below: Vec<&HeaderCell> =
            others.filter(|it| it.bbox.center_y() > foot && from <= it.columns.0 && it.columns.1 < to).collect();
        let rule = spanners.iter().find(|it| {
            (-0.3 * size..1.5 * size).contains(&(it.position - foot)) && it.start <= center && center <= it.end
        });
        if let Some(rule) = rule {
            let columns = columns_of(boundaries, rule.start, rule.end, 0.5 * size);
            cells[index].columns = (columns.0.max(from), columns.1.min(to - 1));
        } else if set_to_the_left[index] {
            cells[index].columns = begun_columns(cell, &below).unwrap_or(cell.columns);
        } else {
            choices[index] = centred_columns(cell, &below, center, size);
        }
    }
    share_columns(cells, &choices);
}

/// The columns between the cells on both sides of one.
fn columns_between(cells: &[HeaderCell], index: usize, count: usize) -> (usize, usize) {
    let cell = &cells[index];
    let (size, foot) = (cell.lines[0].size, cell.bbox.y1);
    let is_beside = |it: &&HeaderCell| it.bbox.y0 < foot - 0.3 * size && it.bbox.y1 > cell.bbox.y0 + 0.3 * size;
    let others = || cells.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, it)| it);
    let before = others().filter(is_beside).filter(|it| it.columns.1 < cell.columns.0).map(|it| it.columns.1 + 1);
    let behind = others().filter(is_beside).filter(|it| it.columns.0 > cell.columns.1).map(|it| it.columns.0);
    (before.max().unwrap_or(0), behind.min().unwrap_or(count))
}

/// Gives the cells of each line columns over whose middles they stand: all together as near as can be, with few columns left out
/// between them.
fn share_columns(cells: &mut [HeaderCell], choices: &[Vec<Choice>]) {
    let mut open: Vec<usize> = (0..cells.len()).filter(|it| !choices[*it].is_empty()).collect();
    open.sort_by(|a, b| {
        let (a, b) = (&cells[*a], &cells[*b]);
        a.lines[0].baseline.total_cmp(&b.lines[0].baseline).then(a.bbox.x0.total_cmp(&b.bbox.x0))
    });
    let is_level = |a: &usize, b: &usize| {
        let (a, b) = (&cells[*a].lines[0], &cells[*b].lines[0]);
        (a.baseline - b.baseline).abs() <= 0.3 * a.size
    };
    let lines: Vec<Vec<usize>> = open.chunk_by(is_level).map(<[usize]>::to_vec).collect();
    for line in lines {
        let own: Vec<&[Choice]> = line.iter().map(|it| choices[*it].as_slice()).collect();
        match shared(&own) {
            Some(columns) => line.iter().zip(columns).for_each(|(it, columns)| cells[*it].columns = columns),
            None => line.iter().for_each(|it| {
                let nearest = choices[*it].iter().min_by(|a, b| a.distance.total_cmp(&b.distance));
                cells[*it].columns = nearest.map_or(cells[*it].columns, |it| it.columns);
            }),
        }
    }
}

/// One choice for each cell of a line, from left to right, at the least cost; `None` where they do not go together.
fn shared(line: &[&[Choice]]) -> Option<Vec<(usize, usize)>> {
    let mut open: Vec<(f64, Vec<(usize, usize)>)> = vec![(0.0, Vec::new())];
    for choices in line {
        let mut next: Vec<(f64, Vec<(usize, usize)>)> = Vec::new();
        for (cost, taken) in &open {
            let first = taken.last().map(|it| it.1 + 1);
            for choice in choices.iter().filter(|it| first.is_none_or(|first| first <= it.columns.0)) {
                let left_out = first.map_or(0, |first| choice.columns.0 - first);
                let cost = cost + choice.distance + LEFT_OUT * left_out as f64;
                let taken = [taken.as_slice(), &[choice.columns]].concat();
                match next.iter_mut().find(|it| it.1.last().is_some_and(|it| it.1 == choice.columns.1)) {
                    Some(it) if it.0 <= cost => {}
                    Some(it) => *it = (cost, taken),
                    None => next.push((cost, taken)),
                }
            }
        }
        open = next;
    }
    open.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).map(|it| it.1)
}

/// Whether each cell stands on a line whose cells all begin where ones below them do, and not all over the middle of these.
fn set_to_the_left(cells: &[HeaderCell]) -> Vec<bool> {
    let is_level =
        |a: &HeaderCell, b: &HeaderCell| (a.lines[0].baseline - b.lines[0].baseline).abs() <= 0.3 * a.lines[0].size;
    let below = |cell: &HeaderCell| {
        let foot = cell.bbox.y1;
        let first = cells.iter().filter(|it| it.bbox.center_y() > foot && it.columns.0 == cell.columns.0);
        first.min_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0))
    };
    let of_line = |cell: &HeaderCell, differs: &dyn Fn(&Rect, &Rect) -> f64| {
        let pairs = cells.iter().filter(|it| is_level(cell, it)).filter_map(|it| Some((it, below(it)?)));
        pairs.map(|(it, below)| differs(&it.bbox, &below.bbox).abs() / it.lines[0].size).fold(0.0, f64::max)
    };
    let is_left = |cell: &HeaderCell| {
        below(cell).is_some()
            && of_line(cell, &|a, b| a.x0 - b.x0) <= ONE_LEFT
            && of_line(cell, &|a, b| a.center_x() - b.center_x()) > ONE_LEFT
    };
    cells.iter().map(is_left).collect()
}

/// The columns of the cells below, on one line, of which the first begins where the cell does.
fn begun_columns(cell: &HeaderCell, below: &[&HeaderCell]) -> Option<(usize, usize)> {
    let size = cell.lines[0].size;
    let begins = |it: &&&HeaderCell| (it.bbox.x0 - cell.bbox.x0).abs() <= ONE_LEFT * size;
    let first = below.iter().filter(begins).min_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0))?;
    let is_level = |it: &&&HeaderCell| (it.lines[0].baseline - first.lines[0].baseline).abs() <= 0.3 * size;
    let last = below.iter().filter(is_level).map(|it| it.columns.1).max()?;
    (cell.columns.0 == first.columns.0 && last > cell.columns.1).then_some((first.columns.0, last))
}

/// Columns that a cell may stand over, and how far from their middle it stands, in em.
#[derive(Debug, Clone, Copy)]
struct Choice {
    distance: f64,
    columns: (usize, usize),
}

/// The columns of the cells below whose common middles lie under the cell.
fn centred_columns(cell: &HeaderCell, below: &[&HeaderCell], center: f64, size: f64) -> Vec<Choice> {
    let mut below = below.to_vec();
    below.sort_by_key(|it| it.columns.0);
    let mut choices = Vec::new();
    for (first, left) in below.iter().enumerate() {
        let mut end = left.bbox.x1;
        for right in &below[first..] {
            end = end.max(right.bbox.x1);
            let columns = (left.columns.0, right.columns.1);
            if columns.0 > cell.columns.0 || columns.1 < cell.columns.1 {
                continue;
            }
            let distance = ((left.bbox.x0 + end) / 2.0 - center).abs() / size;
            if distance <= CENTRED {
                choices.push(Choice { distance, columns });
            }
        }
    }
    choices.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    choices.truncate(MAX_CHOICES);
    choices
}

/// Counts how many cells stand above each; a cell with nothing below reaches down to the last level.
fn set_levels(cells: &mut [HeaderCell]) -> usize {
    for index in 0..cells.len() {
        let above = cells[..index]
            .iter()
            .filter(|it| overlap(it.columns, cells[index].columns) && it.bbox.center_y() < cells[index].bbox.y0);
        let level = above.map(|it| it.levels.0 + 1).max().unwrap_or(0);
        cells[index].levels = (level, level);
    }
    let count = cells.iter().map(|it| it.levels.0 + 1).max().unwrap_or(0);
    let baselines: Vec<f64> = (0..count)
        .map(|level| {
            let at_level = cells.iter().filter(|it| it.levels.0 == level);
            at_level.map(|it| it.lines[0].baseline).fold(f64::INFINITY, f64::min)
        })
        .collect();
    for index in 0..cells.len() {
        let cell = &cells[index];
        let below = cells[index + 1..]
            .iter()
            .filter(|it| overlap(it.columns, cell.columns) && it.bbox.center_y() > cell.bbox.y1)
            .map(|it| it.levels.0)
            .min();
        let first = match below {
            // A cell at the foot of a header with more levels stands on the level of the cells beside it.
            None if cell.levels.0 == 0 && cell.lines.len() == 1 => {
                let on_level = |at: &f64| (at - cell.lines[0].baseline).abs() <= 0.3 * cell.lines[0].size;
                baselines.iter().position(on_level).unwrap_or(0)
            }
            _ => cell.levels.0,
        };
        cells[index].levels = (first, below.unwrap_or(count).max(first + 1) - 1);
    }
    count
}

#[cfg(test)]
mod tests;
