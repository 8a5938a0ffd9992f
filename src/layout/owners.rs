//! Which glyph belongs to which cell of a ruled grid.

use std::cmp::Ordering;

use super::characters::is_numeral;
use super::grid::Grid;
use super::stacks::keep_stacks_together;
use crate::pdf::{Direction, Glyph};

/// Glyphs of one run follow each other with a gap of at most this, in em, on one baseline.
const TIGHT: f64 = 0.1;
/// Cells of a column begin at the same x within this, in em, and the gaps within one run agree as closely.
const EXACT: f64 = 0.02;
/// As [`EXACT`], for the gaps between figures: two numbers that fill their cells nearly touch, and must not become one.
const EXACT_FIGURES: f64 = 0.005;
/// Text set to a wall ends at most this far from it, in em.
const AT_WALL: f64 = 0.35;
/// Glyphs of one line stand on one baseline within this, in points.
const SAME: f64 = 0.01;
/// Clipped glyphs of a line that are looked at.
const MAX_LEVEL: usize = 1024;
/// Runs on one baseline that may be open at once: text of two cells drawn over each other.
const MAX_OPEN: usize = 4;
/// Type this much larger than that of the table, and that its cell does not hold, is a stamp.
const STAMP_SIZE: f64 = 1.5;
/// It reaches over the upper or lower side of its cell by more than this, in em.
const STAMP_REACH: f64 = 0.25;
/// Larger glyphs of a grid that are looked at; a stamp has a few, a poster is no table.
const MAX_STAMPS: usize = 64;

/// The cell of each glyph; `None` for those outside the grid, those that are `taken`, and stamps over several cells,
/// which are marked as taken.
///
/// `clipped` are glyphs of which a clip hides a good part.
pub(super) fn owners(grid: &Grid, glyphs: &[Glyph], clipped: &[Glyph], taken: &mut [bool]) -> Vec<Option<usize>> {
    let mut owners = owners_by_place(grid, glyphs, taken);
    leave_stamps_out(grid, glyphs, taken, &mut owners);
    keep_runs_together(grid, glyphs, clipped, taken, &mut owners);
    keep_stacks_together(glyphs, taken, &mut owners);
    owners
}

/// The cell in which the middle of each glyph lies.
fn owners_by_place(grid: &Grid, glyphs: &[Glyph], taken: &[bool]) -> Vec<Option<usize>> {
    let bbox = grid.bbox();
    let fields = field_owners(grid);
    let column_count = grid.columns.len() - 1;
    let owner = |(glyph, taken): (&Glyph, &bool)| {
        let (x, y) = (glyph.bbox.center_x(), glyph.bbox.center_y());
        if *taken || !bbox.contains(x, y) {
            return None;
        }
        fields[field(&grid.rows, y) * column_count + field(&grid.columns, x)]
    };
    glyphs.iter().zip(taken).map(owner).collect()
}

/// A watermark or stamp stands over several cells and in none of them.
fn leave_stamps_out(grid: &Grid, glyphs: &[Glyph], taken: &mut [bool], owners: &mut [Option<usize>]) {
    let mut sizes: Vec<f32> = glyphs.iter().zip(&*owners).filter(|it| it.1.is_some()).map(|it| it.0.size).collect();
    if sizes.is_empty() {
        return;
    }
    let middle = sizes.len() / 2;
    let usual = f64::from(*sizes.select_nth_unstable_by(middle, f32::total_cmp).1);
    let is_large = |it: &usize| owners[*it].is_some() && f64::from(glyphs[*it].size) > STAMP_SIZE * usual;
    let large: Vec<usize> = (0..glyphs.len()).filter(is_large).take(MAX_STAMPS).collect();
    let is_stamp = |index: &&usize| {
        let glyph = &glyphs[**index];
        let cell = owners[**index].map(|it| grid.cell_bbox(&grid.cells[it])).unwrap_or_default();
        let reach = (cell.y0 - glyph.bbox.y0).max(glyph.bbox.y1 - cell.y1);
        reach > STAMP_REACH * f64::from(glyph.size) || glyphs.iter().any(|it| is_printed_over(glyph, it))
    };
    let stamps: Vec<&Glyph> = large.iter().filter(is_stamp).map(|it| &glyphs[*it]).collect();

    // What is stamped beside one that reaches over its cell is part of the stamp.
    let of_stamp = |glyph: &Glyph| {
        let level = |it: &&Glyph| (it.baseline - glyph.baseline).abs() <= TIGHT * f64::from(glyph.size);
        stamps.iter().any(|it| it.size == glyph.size && level(it))
    };
    for index in large.into_iter().filter(|it| of_stamp(&glyphs[*it])) {
        (owners[index], taken[index]) = (None, true);
    }
}

/// Whether a large glyph stands over a smaller one. Rings are typed around the letters that they choose.
fn is_printed_over(large: &Glyph, other: &Glyph) -> bool {
    let is_smaller = f64::from(other.size) * STAMP_SIZE < f64::from(large.size);
    is_smaller
        && !matches!(large.character, '○' | '◯' | '〇' | '◎')
        && !other.character.is_whitespace()
        && large.bbox.contains(other.bbox.center_x(), other.bbox.center_y())
}

/// Text that is too long for its cell is drawn over the next one: a run that a wall cuts through belongs to one cell.
///
/// That is the cell in which it begins, or for a number that ends at a wall the one in which it ends. Behind a wall a
/// run goes on with the same gap, or it is another one. Text cut off at the wall touches the text of the next cell,
/// which then begins where the cells of its column do.
fn keep_runs_together(grid: &Grid, glyphs: &[Glyph], clipped: &[Glyph], taken: &[bool], owners: &mut [Option<usize>]) {
    let starts = column_starts(grid, glyphs, owners);
    let mut clipped: Vec<&Glyph> = clipped.iter().collect();
    clipped.sort_by(|a, b| (a.baseline, a.bbox.x0).partial_cmp(&(b.baseline, b.bbox.x0)).unwrap_or(Ordering::Equal));
    let runs = Runs { grid, glyphs, clipped, owners, starts: &starts };
    let moved: Vec<(usize, Vec<usize>)> =
        runs.all(taken).into_iter().filter_map(|run| Some((runs.owner(&run)?, run))).collect();
    for (owner, run) in moved {
        let cell = grid.cell_bbox(&grid.cells[owner]);
        let level = |it: &usize| (cell.y0..=cell.y1).contains(&glyphs[*it].bbox.center_y());
        run.iter().filter(|it| level(it)).for_each(|it| owners[*it] = Some(owner));
    }
}

/// What tells where the runs of glyphs on a page end.
struct Runs<'a> {
    grid: &'a Grid,
    glyphs: &'a [Glyph],
    /// Glyphs of which a clip hides a good part, by their lines.
    clipped: Vec<&'a Glyph>,
    /// By place.
    owners: &'a [Option<usize>],
    /// Where the cells of each column begin.
    starts: &'a [Vec<f64>],
}

impl Runs<'_> {
    /// The runs of upright glyphs in or beside the grid that are in two cells, or in one and outside.
    fn all(&self, taken: &[bool]) -> Vec<Vec<usize>> {
        let bbox = self.grid.bbox();
        let is_beside = |it: &usize| {
            let glyph = &self.glyphs[*it];
            let y = glyph.bbox.center_y();
            !taken[*it] && glyph.direction == Direction::Right && bbox.y0 <= y && y <= bbox.y1
        };
        let mut order: Vec<usize> = (0..self.glyphs.len()).filter(is_beside).collect();
        order.sort_by(|a, b| self.glyphs[*a].baseline.total_cmp(&self.glyphs[*b].baseline));
        let same_line = |a: &usize, b: &usize| {
            let size = f64::from(self.glyphs[*b].size);
            self.glyphs[*b].baseline - self.glyphs[*a].baseline <= TIGHT * size
        };
        let mut runs = Vec::new();
        for line in order.chunk_by_mut(same_line) {
            line.sort_by(|a, b| self.glyphs[*a].bbox.x0.total_cmp(&self.glyphs[*b].bbox.x0));
            self.add_runs(line, &mut runs);
        }
        // What a run is outside of the grid, before it comes in, is not asked.
        for run in &mut runs {
            let outside = run.iter().take_while(|it| self.owners[**it].is_none()).count();
            run.drain(..outside);
        }
        runs.retain(|run| run.iter().any(|it| self.owners[*it] != self.owners[run[0]]));
        runs
    }

    /// Adds the runs of one line, whose glyphs come from left to right.
    fn add_runs(&self, line: &[usize], runs: &mut Vec<Vec<usize>>) {
        let first = runs.len();
        for index in line {
            let open = first.max(runs.len().saturating_sub(MAX_OPEN));
            match runs[open..].iter_mut().rev().find(|run| self.goes_on(run, *index)) {
                Some(run) => run.push(*index),
                None => runs.push(vec![*index]),
            }
        }
    }

    fn goes_on(&self, run: &[usize], next: usize) -> bool {
        let last = run[run.len() - 1];
        let (before, glyph) = (&self.glyphs[last], &self.glyphs[next]);
        let size = f64::from(glyph.size);
        let gap = glyph.bbox.x0 - before.bbox.x1;
        // Two spaces are a gap between columns that were drawn as one string.
        let two_spaces = before.character == ' ' && glyph.character == ' ';
        if gap.abs() > TIGHT * size || two_spaces {
            return false;
        }
        if self.owners[last] == self.owners[next] {
            return true;
        }
        if self.is_cut_behind(before) {
            return false;
        }
        let before_gap = run.len().checked_sub(2).map(|it| before.bbox.x0 - self.glyphs[run[it]].bbox.x1);
        let is_figure = is_numeral(before.character) || is_numeral(glyph.character);
        let exact = if is_figure { EXACT_FIGURES } else { EXACT } * size;
        // Where the wall stands between two characters, only what touches goes on.
        let stands_between =
            self.wall_between(last, next).is_some_and(|it| before.bbox.x1 <= it && it <= glyph.bbox.x0);
        let before_gap = before_gap.filter(|_| !stands_between);
        let follows = [Some(0.0), before_gap].into_iter().flatten().any(|it| (gap - it).abs() <= exact);
        follows && !self.begins_cell(next)
    }

    /// The wall between the cells of two glyphs side by side.
    fn wall_between(&self, left: usize, right: usize) -> Option<f64> {
        let cell = |it: usize| self.owners[it].map(|it| self.grid.cell_bbox(&self.grid.cells[it]));
        cell(right).map(|it| it.x0).or_else(|| cell(left).map(|it| it.x1))
    }

    /// Whether a run goes on behind a glyph where a clip hides it: what is seen there is another run.
    fn is_cut_behind(&self, glyph: &Glyph) -> bool {
        let reach = TIGHT * f64::from(glyph.size);
        let from = self.clipped.partition_point(|it| it.baseline < glyph.baseline - SAME);
        let level = self.clipped[from..].iter().take_while(|it| it.baseline <= glyph.baseline + SAME);
        level.take(MAX_LEVEL).any(|it| (it.bbox.x0 - glyph.bbox.x1).abs() <= reach || it.bbox == glyph.bbox)
    }

    fn begins_cell(&self, index: usize) -> bool {
        let (x, size) = (self.glyphs[index].bbox.x0, f64::from(self.glyphs[index].size));
        self.owners[index].is_some_and(|it| begins_most(&self.starts[self.grid.cells[it].column], x, EXACT * size))
    }

    /// The cell that a run over a wall belongs to; `None` where it begins in none, or is none.
    fn owner(&self, run: &[usize]) -> Option<usize> {
        let first = self.owners[run[0]]?;
        let (start, end) = (&self.glyphs[run[0]], &self.glyphs[run[run.len() - 1]]);
        let reach = AT_WALL * f64::from(end.size);
        let cell = |it: usize| self.grid.cell_bbox(&self.grid.cells[it]);
        let is_digit = |it: &&usize| is_numeral(self.glyphs[**it].character);
        let is_number = 2 * run.iter().filter(is_digit).count() > run.len();
        let begins_at_wall = start.bbox.x0 - cell(first).x0 <= reach;
        let ends_at_wall = |it: &usize| (cell(*it).x1 - end.bbox.x1).abs() <= reach;
        match self.owners[run[run.len() - 1]].filter(ends_at_wall) {
            // From wall to wall they are two numbers that fill their cells.
            Some(_) if is_number && begins_at_wall => None,
            Some(last) if is_number => Some(last),
            _ => Some(first),
        }
    }
}

/// Where the text of each cell begins, by column, ascending.
fn column_starts(grid: &Grid, glyphs: &[Glyph], owners: &[Option<usize>]) -> Vec<Vec<f64>> {
    let mut starts = vec![f64::INFINITY; grid.cells.len()];
    for (glyph, owner) in glyphs.iter().zip(owners) {
        if let (Some(cell), false) = (owner, glyph.character.is_whitespace()) {
            starts[*cell] = starts[*cell].min(glyph.bbox.x0);
        }
    }
    let mut by_column = vec![Vec::new(); grid.columns.len()];
    for (cell, start) in grid.cells.iter().zip(starts).filter(|(_, start)| start.is_finite()) {
        by_column[cell.column].push(start);
    }
    by_column.iter_mut().for_each(|it| it.sort_by(f64::total_cmp));
    by_column
}

/// Whether at least three cells of a column, and half of them, begin at `x`.
fn begins_most(starts: &[f64], x: f64, tolerance: f64) -> bool {
    let from = starts.partition_point(|it| *it < x - tolerance);
    let count = starts[from..].partition_point(|it| *it <= x + tolerance);
    count >= 3 && 2 * count >= starts.len()
}

/// The cell of each field of the grid, by row, then column.
fn field_owners(grid: &Grid) -> Vec<Option<usize>> {
    let column_count = grid.columns.len() - 1;
    let mut owners = vec![None; column_count * (grid.rows.len() - 1)];
    for (index, cell) in grid.cells.iter().enumerate() {
        for row in cell.row..cell.row + cell.row_span {
            owners[row * column_count + cell.column..row * column_count + cell.column + cell.column_span]
                .fill(Some(index));
        }
    }
    owners
}

fn field(lines: &[f64], position: f64) -> usize {
    lines.partition_point(|it| *it <= position).saturating_sub(1).min(lines.len() - 2)
}

#[cfg(test)]
mod tests;
