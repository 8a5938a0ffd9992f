//! Which glyph belongs to which cell.

use super::grid::Grid;
use super::lines::{glyphs_to_lines, lines_to_passage};
use super::{Cell, Table, TablePart};
use crate::base::Rect;
use crate::pdf::Glyph;

/// Lines in a cell are never cut at gaps.
const NO_CUT: f64 = f64::INFINITY;

/// Fills the cells of a grid with their text. `glyphs` are all glyphs of the page; those taken are marked in `taken`.
pub(super) fn fill_cells(grid: &Grid, glyphs: &[Glyph], taken: &mut [bool], page: u32) -> Table {
    let bbox = grid.bbox();
    let field_owner = field_owners(grid);
    let column_count = grid.columns.len() - 1;
    let mut per_cell: Vec<Vec<&Glyph>> = vec![Vec::new(); grid.cells.len()];
    for (index, glyph) in glyphs.iter().enumerate() {
        let (x, y) = (glyph.bbox.center_x(), glyph.bbox.center_y());
        if taken[index] || !bbox.contains(x, y) {
            continue;
        }
        let column = field(&grid.columns, x);
        let row = field(&grid.rows, y);
        if let Some(cell) = field_owner[row * column_count + column] {
            taken[index] = true;
            per_cell[cell].push(glyph);
        }
    }
    let cells = grid.cells.iter().zip(per_cell).map(|(cell, glyphs)| {
        let size = glyphs.iter().map(|it| f64::from(it.size)).fold(0.0, f64::max);
        let lines = glyphs_to_lines(glyphs.into_iter(), page, NO_CUT);
        Cell {
            row: cell.row,
            column: cell.column,
            row_span: cell.row_span,
            column_span: cell.column_span,
            text: lines_to_passage(&lines),
            size,
            page,
            bbox: grid.cell_bbox(cell),
        }
    });
    let cells: Vec<Cell> = cells.collect();
    let row_count = grid.rows.len() - 1;
    Table {
        parts: vec![TablePart { page, bbox, first_row: 0, row_count }],
        row_count,
        boundaries: grid.columns.clone(),
        confidence: confidence(&cells, &bbox),
        cells,
    }
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

/// Rules that enclose text in most of their cells are a table; a chart or a plan of boxes leaves most of them empty.
fn confidence(cells: &[Cell], bbox: &Rect) -> f64 {
    let filled: f64 = cells.iter().filter(|it| !it.text.is_blank()).map(|it| it.bbox.area()).sum();
    let share = filled / bbox.area().max(1.0);
    (0.5 + share / 2.0).clamp(0.0, 1.0)
}
