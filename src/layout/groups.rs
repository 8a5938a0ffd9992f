//! A column whose texts stand at the middle of several rows each -> merged cells.
//!
//! Without rules only the place of the text says how far a merged cell reaches: as far above its middle as below.

use super::wrapped::{Block, BodyCell};
use crate::base::Rect;

/// A text keeps this distance, in em, from the rows above and below where it has a row of its own.
const APART: f64 = 0.25;
/// Rows that the page end cut off from their text cost as much as a text this far from its middle, in em.
const NO_TEXT: f64 = 0.5;
/// Texts are at most this far from the middle of their rows, in em, on average.
const OFF_CENTRE: f64 = 1.0;

/// The cells of a group column. A text in a row of its own is a band over all columns and ends the groups above.
///
/// `None` where the texts do not stand at the middles of rows.
pub(super) fn rows_to_groups(
    rows: &[Rect],
    blocks: Vec<Block>,
    column: usize,
    column_count: usize,
    size: f64,
) -> Option<Vec<BodyCell>> {
    let mut cells = Vec::new();
    let mut start = 0;
    let mut open: Vec<Block> = Vec::new();
    for block in blocks {
        let band = rows
            .iter()
            .position(|it| (it.center_y() - block.bbox.center_y()).abs() < APART * size && *it == block.bbox);
        match band {
            Some(row) => {
                let open = std::mem::take(&mut open);
                cells.extend(group(rows, start..row, open, column, (start == 0, false), size)?);
                cells.push(BodyCell {
                    row,
                    row_span: 1,
                    column,
                    column_span: column_count - column,
                    lines: block.lines,
                });
                start = row + 1;
            }
            None => open.push(block),
        }
    }
    cells.extend(group(rows, start..rows.len(), open, column, (start == 0, true), size)?);
    Some(cells)
}

/// Parts rows among texts so that the texts stand as near to the middles as can be. `cut` says whether the page end may have cut
/// off the text of the first rows, and of the last.
fn group(
    rows: &[Rect],
    range: std::ops::Range<usize>,
    blocks: Vec<Block>,
    column: usize,
    cut: (bool, bool),
    size: f64,
) -> Option<Vec<BodyCell>> {
    let rows = &rows[range.clone()];
    if blocks.is_empty() || rows.is_empty() {
        return Some(Vec::new());
    }
    let count = rows.len();
    // least[row]: cost of the texts so far when they cover the rows before `row`; and for each text where its rows began.
    let without_text = |allowed: bool| if allowed { NO_TEXT } else { f64::INFINITY };
    let mut least = vec![without_text(cut.0); count + 1];
    least[0] = 0.0;
    let mut begins: Vec<Vec<usize>> = Vec::new();
    for block in &blocks {
        let (mut next, mut from) = (vec![f64::INFINITY; count + 1], vec![0; count + 1]);
        for first in (0..count).filter(|it| least[*it].is_finite()) {
            let ideal = 2.0 * block.bbox.center_y() - rows[first].y0;
            let nearest = rows.partition_point(|it| it.y1 < ideal);
            for last in nearest.saturating_sub(2).max(first)..(nearest + 2).min(count) {
                let middle = (rows[first].y0 + rows[last].y1) / 2.0;
                let cost = least[first] + (middle - block.bbox.center_y()).abs() / size;
                if cost < next[last + 1] {
                    (next[last + 1], from[last + 1]) = (cost, first);
                }
            }
        }
        least = next;
        begins.push(from);
    }
    let total = |end: &usize| least[*end] + if *end == count { 0.0 } else { without_text(cut.1) };
    let mut end = (0..=count).min_by(|a, b| total(a).total_cmp(&total(b)))?;
    if !total(&end).is_finite() || total(&end) > OFF_CENTRE * blocks.len() as f64 + 2.0 * NO_TEXT {
        return None;
    }
    let mut cells = Vec::new();
    if end < count {
        cells.push(cell(range.start, end..count, column, Vec::new()));
    }
    for (block, from) in blocks.into_iter().zip(begins).rev() {
        let first = from[end];
        cells.push(cell(range.start, first..end, column, block.lines));
        end = first;
    }
    if end > 0 {
        cells.push(cell(range.start, 0..end, column, Vec::new()));
    }
    Some(cells)
}

fn cell(start: usize, rows: std::ops::Range<usize>, column: usize, lines: Vec<super::Line>) -> BodyCell {
    BodyCell { row: start + rows.start, row_span: rows.len(), column, column_span: 1, lines }
}
