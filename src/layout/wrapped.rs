//! Lines of a body whose cells are wrapped and set to their middles -> cells: the white space between rows tells them apart.

use super::Line;
use super::columns::{column_of, median};
use super::groups::rows_to_groups;
use super::pieces::TextRow;
use crate::base::Rect;

/// Lines of one cell follow each other at most this far, in em.
const LEADING: f64 = 1.55;
/// The space between rows is larger than that between lines by this factor.
const WIDER: f64 = 1.15;
/// When more than this share of closely set lines fill several of the same columns, each line is a row.
const FULL_LINES: f64 = 0.3;
/// A block stands apart from those above and below when it keeps this distance from both, in em.
const APART: f64 = 0.25;

/// A cell of the body; rows are counted from the first of the body.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BodyCell {
    pub row: usize,
    pub row_span: usize,
    pub column: usize,
    pub column_span: usize,
    pub lines: Vec<Line>,
}

/// Lines of one cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub lines: Vec<Line>,
    pub bbox: Rect,
}

/// Cells and the boxes of the rows' text; `None` where the lines are not set in blocks.
pub(super) fn lines_to_blocks(rows: &[TextRow<'_>], boundaries: &[f64]) -> Option<(Vec<BodyCell>, Vec<Rect>)> {
    let size = median(rows.iter().map(|it| it.size).collect());
    let columns = lines_by_column(rows, boundaries);
    let leading = block_leading(&columns, size)?;
    if lines_are_rows(rows, boundaries, leading) {
        return None;
    }
    let columns: Vec<Vec<Block>> = columns.into_iter().map(|lines| to_blocks(lines, leading)).collect();
    let anchor = (0..columns.len()).max_by_key(|it| (columns[*it].len(), *it))?;
    let first_group = (0..anchor).find(|it| is_group_column(&columns[*it], &columns[anchor], size));
    // Rows: the blocks of the fullest column, and blocks beside none of them.
    let mut row_boxes: Vec<Rect> = columns[anchor].iter().map(|it| it.bbox).collect();
    for (column, blocks) in columns.iter().enumerate().filter(|(column, _)| *column != anchor) {
        let stands_alone = |block: &&Block| {
            let margin = if Some(column) == first_group { APART * size } else { -APART * size };
            row_boxes.iter().all(|row| block.bbox.y1 + margin <= row.y0 || row.y1 + margin <= block.bbox.y0)
        };
        let alone: Vec<Rect> = blocks.iter().filter(stands_alone).map(|it| it.bbox).collect();
        row_boxes.extend(alone);
    }
    row_boxes.sort_by(|a, b| a.center_y().total_cmp(&b.center_y()));
    let anchors = row_boxes.clone();
    let mut cells = Vec::new();
    for (column, blocks) in columns.into_iter().enumerate() {
        if Some(column) == first_group {
            cells.extend(rows_to_groups(&anchors, blocks, column, boundaries.len() - 1, size)?);
        } else {
            cells.extend(blocks.into_iter().map(|block| {
                let row = nearest_row(&anchors, &block.bbox);
                row_boxes[row] = row_boxes[row].union(&block.bbox);
                BodyCell { row, row_span: 1, column, column_span: 1, lines: block.lines }
            }));
        }
    }
    Some((merge_same_place(cells), row_boxes))
}

fn lines_by_column(rows: &[TextRow<'_>], boundaries: &[f64]) -> Vec<Vec<Line>> {
    let mut columns: Vec<Vec<Line>> = vec![Vec::new(); boundaries.len() - 1];
    for piece in rows.iter().flat_map(|it| &it.pieces) {
        columns[column_of(boundaries, piece)].push(piece.as_ref().clone());
    }
    columns
}

/// The largest distance between lines of one block, in points: it lies below a jump in the sorted distances.
fn block_leading(columns: &[Vec<Line>], size: f64) -> Option<f64> {
    let mut pitches: Vec<f64> = columns
        .iter()
        .flat_map(|lines| lines.windows(2).map(|it| it[1].baseline - it[0].baseline))
        .filter(|it| *it > 0.5 * size)
        .collect();
    pitches.sort_by(f64::total_cmp);
    let at = pitches.windows(2).position(|it| it[1] > WIDER * it[0])?;
    (pitches[at] <= LEADING * size).then(|| (pitches[at] + pitches[at + 1]) / 2.0)
}

/// Whether closely set lines fill several of the same columns: then they are rows of their own.
fn lines_are_rows(rows: &[TextRow<'_>], boundaries: &[f64], leading: f64) -> bool {
    let filled = |row: &TextRow<'_>| -> Vec<usize> { row.pieces.iter().map(|it| column_of(boundaries, it)).collect() };
    let (mut close, mut full) = (0, 0);
    for pair in rows.windows(2).filter(|it| it[1].baseline - it[0].baseline <= leading) {
        let (above, below) = (filled(&pair[0]), filled(&pair[1]));
        close += 1;
        full += usize::from(above.iter().filter(|it| below.contains(it)).count() >= 2);
    }
    f64::from(full as u32) > FULL_LINES * f64::from(close)
}

fn to_blocks(lines: Vec<Line>, leading: f64) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines {
        match blocks.last_mut() {
            Some(block) if line.baseline - block.lines[block.lines.len() - 1].baseline <= leading => {
                block.bbox = block.bbox.union(&line.bbox);
                block.lines.push(line);
            }
            _ => blocks.push(Block { bbox: line.bbox, lines: vec![line] }),
        }
    }
    blocks
}

/// Whether the blocks of a column stand beside several rows each: few of them, and not at the height of single rows.
fn is_group_column(blocks: &[Block], anchors: &[Block], size: f64) -> bool {
    let off = |block: &&Block| {
        let distance = |it: &Block| (it.bbox.center_y() - block.bbox.center_y()).abs();
        anchors.iter().map(distance).fold(f64::INFINITY, f64::min) > 0.35 * size
    };
    !blocks.is_empty()
        && 10 * blocks.len() <= 7 * anchors.len()
        && 5 * blocks.iter().filter(off).count() >= blocks.len()
}

fn nearest_row(rows: &[Rect], bbox: &Rect) -> usize {
    let after = rows.partition_point(|it| it.center_y() < bbox.center_y()).min(rows.len() - 1);
    let distance = |row: usize| (rows[row].center_y() - bbox.center_y()).abs();
    if after > 0 && distance(after - 1) <= distance(after) { after - 1 } else { after }
}

/// Blocks of one column that fell to the same row are one cell.
fn merge_same_place(mut cells: Vec<BodyCell>) -> Vec<BodyCell> {
    cells.sort_by_key(|it| (it.row, it.column));
    let mut merged: Vec<BodyCell> = Vec::with_capacity(cells.len());
    for cell in cells {
        match merged.last_mut() {
            Some(before) if (before.row, before.column) == (cell.row, cell.column) => before.lines.extend(cell.lines),
            _ => merged.push(cell),
        }
    }
    merged
}
