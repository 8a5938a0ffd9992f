//! Ruled columns that hold names and, at their right, short texts that come again -> two columns.
//!
//! Statements print `売上高　（百万円）` in one ruled field: without a rule between them the unit was woven into a name of two
//! lines.

use super::Line;
use super::grid::{Grid, GridCell};
use super::pieces::{is_numeric, split_piece};

/// A name and its unit are at least this far apart, in em.
const GAP: f64 = 1.0;
/// Units are at most so wide, in em.
const UNIT_WIDTH: f64 = 6.0;
/// So many cells of a column show the gap, and half of all.
const MIN_CELLS: usize = 3;
/// A text that stands in the middle of its field is off it by at most this, in em.
const CENTRED: f64 = 0.7;

/// The grid with its names and units in columns of their own, and the lines of its cells.
pub(super) fn split_unit_columns(mut grid: Grid, mut lines: Vec<Vec<Line>>) -> (Grid, Vec<Vec<Line>>) {
    let mut columns: Vec<Vec<&[Line]>> = vec![Vec::new(); grid.columns.len() - 1];
    for (cell, lines) in
        grid.cells.iter().zip(&lines).filter(|(cell, lines)| cell.column_span == 1 && !lines.is_empty())
    {
        columns[cell.column].push(lines);
    }
    let boundaries: Vec<Option<f64>> = columns.iter().map(|it| unit_boundary(it)).collect();

    // From the last to the first, so that columns before stay where they are.
    for (column, boundary) in boundaries.into_iter().enumerate().rev() {
        if let Some(x) = boundary {
            (grid, lines) = with_boundary(grid, lines, column, x);
        }
    }
    (grid, lines)
}

/// x between the names and the units in the cells of a column; `None` where they are not two.
fn unit_boundary(cells: &[&[Line]]) -> Option<f64> {
    if cells.len() < MIN_CELLS {
        return None;
    }
    let (mut start, mut end, mut size) = (f64::NEG_INFINITY, f64::INFINITY, 0.0_f64);
    let mut gapped = 0;
    for lines in cells {
        let gaps = lines.iter().filter_map(|line| {
            let parts = line.text.parts(GAP * line.size);
            let [.., before, last] = parts.as_slice() else { return None };
            size = size.max(line.size);
            Some((before.1, last.0))
        });
        let Some(gap) = gaps.reduce(|a, b| (a.0.max(b.0), a.1.min(b.1))) else { continue };
        (start, end) = (start.max(gap.0), end.min(gap.1));
        gapped += 1;
    }
    if gapped < MIN_CELLS || 2 * gapped < cells.len() || end - start < GAP * size {
        return None;
    }

    // Beside the units, for a longer name than the others may reach far.
    let x = end - 0.3 * size;
    let crosses =
        |lines: &&&[Line]| lines.iter().any(|it| it.bbox.x0 < x && x < it.bbox.x1 && split_piece(it, x).is_none());
    let right: Vec<String> = cells.iter().flat_map(|it| it.iter()).filter_map(|it| right_of(it, x)).collect();
    let mut texts: Vec<&String> = right.iter().collect();
    texts.sort();
    texts.dedup();
    // Stretched labels (`区　分`) leave gaps too; a unit stands in brackets.
    let is_bracketed = |it: &String| it.starts_with(['(', '（', '[', '［', '〔']);
    let are_units = right.iter().all(is_bracketed) && 3 * texts.len() <= 2 * right.len();
    let are_short =
        cells.iter().flat_map(|it| it.iter()).all(|it| it.bbox.x1 - x <= UNIT_WIDTH * it.size || it.bbox.x0 < x);
    let numbers = cells.iter().filter(|it| it.iter().all(|line| is_numeric(left_of(line, x).as_str()))).count();
    let is_clear = 5 * cells.iter().filter(crosses).count() <= cells.len();
    (are_units && are_short && is_clear && 2 * numbers < cells.len()).then_some(x)
}

fn right_of(line: &Line, x: f64) -> Option<String> {
    let text = line.text.split_at_x(x).1;
    (!text.is_blank()).then(|| text.text().trim().to_owned())
}

fn left_of(line: &Line, x: f64) -> String {
    line.text.split_at_x(x).0.text().trim().to_owned()
}

/// Parts a column at `x`. What runs over `x`, and what stands in the middle of its field, covers both columns.
fn with_boundary(grid: Grid, lines: Vec<Vec<Line>>, column: usize, x: f64) -> (Grid, Vec<Vec<Line>>) {
    let Grid { mut columns, rows, cells } = grid;
    let middle = (columns[column] + columns[column + 1]) / 2.0;
    columns.insert(column + 1, x);
    let mut parted: Vec<(GridCell, Vec<Line>)> = Vec::with_capacity(cells.len() + rows.len());
    for (cell, lines) in cells.into_iter().zip(lines) {
        let GridCell { column: first, column_span, .. } = cell;
        let over = first <= column && column < first + column_span;
        if !over || column_span > 1 {
            let moved = GridCell {
                column: first + usize::from(first > column),
                column_span: column_span + usize::from(over),
                ..cell
            };
            parted.push((moved, lines));
            continue;
        }
        let is_centred = |it: &Line| {
            (it.bbox.center_x() - middle).abs() <= CENTRED * it.size
                && it.bbox.x0 < x
                && !it.text.has_gap(GAP * it.size)
        };
        let whole = lines.iter().all(is_centred) && !lines.is_empty();
        match lines_to_sides(&lines, x).filter(|_| !whole) {
            Some((left, right)) => {
                parted.push((cell, left));
                parted.push((GridCell { column: column + 1, ..cell }, right));
            }
            None => parted.push((GridCell { column_span: 2, ..cell }, lines)),
        }
    }
    let (cells, lines) = parted.into_iter().unzip();
    (Grid { columns, rows, cells }, lines)
}

/// The parts of lines on both sides of `x`; `None` where one runs over it.
fn lines_to_sides(lines: &[Line], x: f64) -> Option<(Vec<Line>, Vec<Line>)> {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for line in lines {
        if line.bbox.x1 <= x {
            left.push(line.clone());
        } else if line.bbox.x0 >= x {
            right.push(line.clone());
        } else {
            let (before, behind) = split_piece(line, x)?;
            left.push(before);
            right.push(behind);
        }
    }
    Some((left, right))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn units_beside_names_have_a_column() {
        check(
            &[
                "--------------------------------",
                "|        Year        |  R4 | R5 |",
                "--------------------------------",
                "|Sales        (yen)  |  12 | 14 |",
                "--------------------------------",
                "|Profit of           |     |    |",
                "|all the      (yen)  |   3 |  4 |",
                "|parents             |     |    |",
                "--------------------------------",
                "|Staff        (heads)|   8 |  9 |",
                "--------------------------------",
                "|Staff at home       |   1 |  2 |",
                "--------------------------------",
            ],
            &[&[
                "Year>2 | R4 | R5",
                "Sales | (yen) | 12 | 14",
                "Profit of all the parents | (yen) | 3 | 4",
                "Staff | (heads) | 8 | 9",
                "Staff at home>2 | 1 | 2",
            ]],
        );
    }

    #[test]
    fn texts_that_differ_and_stretched_labels_are_no_units() {
        check(
            &[
                "-----------------------------",
                "|歳       出        |   1|  B |",
                "-----------------------------",
                "|収       出        |   2|  A |",
                "-----------------------------",
                "|支       出        |   3|  B |",
                "-----------------------------",
            ],
            &[&["歳 出 | 1 | B", "収 出 | 2 | A", "支 出 | 3 | B"]],
        );
        check(
            &[
                "-----------------------------",
                "|filing    on line|   1|  B |",
                "-----------------------------",
                "|cards      at all|   2|  A |",
                "-----------------------------",
                "|offices   of ours|   3|  B |",
                "-----------------------------",
            ],
            &[&["filing on line | 1 | B", "cards at all | 2 | A", "offices of ours | 3 | B"]],
        );
    }
}
