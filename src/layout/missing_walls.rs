//! A ruled grid with its text -> whether rules are missing in it.

use super::Line;
use super::grid::Grid;
use super::pieces::is_numeric;

/// A gap this wide in a line, in em, is one between columns.
const COLUMN_GAP: f64 = 1.2;
/// When lines with such a gap make up more than this share of all, by their width, walls are missing.
const GAP_SHARE: f64 = 0.25;
/// Cells side by side with at least this many lines may be several rows, when this share of their baselines agrees.
const STACKED_LINES: usize = 3;
const STACKED_SHARE: f64 = 0.8;

/// Whether cells hold text in columns or rows of its own: then rules are missing, or there is none but a frame.
pub(super) fn lacks_walls(grid: &Grid, lines: &[Vec<Line>]) -> bool {
    let (mut width, mut gapped_width, mut columned_width) = (0.0, 0.0, 0.0);
    for line in lines.iter().flatten() {
        width += line.bbox.width();
        if line.text.has_gap(COLUMN_GAP * line.size) {
            gapped_width += line.bbox.width();
            // Figures side by side stand in columns of their own, whatever rules there are.
            columned_width += if holds_several_figures(line) { line.bbox.width() } else { 0.0 };
        }
    }

    let baselines: Vec<Vec<f64>> = lines.iter().map(|it| it.iter().map(|it| it.baseline).collect()).collect();
    columned_width > GAP_SHARE * width
        || (gapped_width > GAP_SHARE * width && !has_column_rules(grid))
        || are_stacked(grid, &baselines)
        || holds_columns(grid, lines)
}

/// Whether at least two walls inside run down most of the grid: then gaps in a cell are the cell's own.
fn has_column_rules(grid: &Grid) -> bool {
    let mut crossed = vec![0; grid.columns.len()];
    for cell in &grid.cells {
        for count in &mut crossed[cell.column + 1..cell.column + cell.column_span] {
            *count += cell.row_span;
        }
    }
    let row_count = grid.rows.len() - 1;
    let inside = 1..crossed.len() - 1;
    crossed[inside].iter().filter(|it| 2 * **it <= row_count).count() >= 2
}

/// Whether most lines stand in cells side by side whose lines share their baselines: rows without rules between them.
fn are_stacked(grid: &Grid, baselines: &[Vec<f64>]) -> bool {
    let is_in = |a: f64, b: &[f64]| b.get(b.partition_point(|it| *it < a - 1.0)).is_some_and(|it| *it <= a + 1.0);
    let shared = |a: &[f64], b: &[f64]| a.iter().filter(|a| is_in(**a, b)).count();
    let (mut all, mut stacked) = (0, 0);
    for (index, lines) in baselines.iter().enumerate() {
        all += lines.len();
        let Some(before) = index.checked_sub(1).filter(|before| grid.cells[*before].row == grid.cells[index].row)
        else {
            continue;
        };
        let before = &baselines[before];
        let fewer = lines.len().min(before.len());
        if fewer >= STACKED_LINES && shared(lines, before) as f64 >= STACKED_SHARE * fewer as f64 {
            stacked += lines.len();
        }
    }
    stacked as f64 > 0.5 * f64::from(all as u32)
}

/// Whether a column holds nothing but several figures a line, below its header: two columns without a wall.
fn holds_columns(grid: &Grid, lines: &[Vec<Line>]) -> bool {
    let mut counts = vec![(0, 0); grid.columns.len() - 1];
    let body = grid.cells.iter().zip(lines).filter(|(cell, _)| cell.row > 0 && cell.column_span == 1);
    for (cell, lines) in body {
        let (all, several) = &mut counts[cell.column];
        *all += lines.len();
        *several += lines.iter().filter(|it| holds_several_figures(it)).count();
    }
    counts.into_iter().any(|(all, several)| all >= 2 && several == all)
}

/// Whether a line is nothing but numbers with gaps as between columns. A sign far before its number is none.
fn holds_several_figures(line: &Line) -> bool {
    let parts = line.text.parts(COLUMN_GAP * line.size);
    let cuts = parts.windows(2).map(|it| (it[0].1 + it[1].0) / 2.0);
    let has_digit = |text: &str| text.contains(|it: char| it.is_ascii_digit());
    parts.len() > 1
        && is_numeric(line.text.text())
        && cuts.into_iter().all(|x| {
            let (before, behind) = line.text.split_at_x(x);
            has_digit(before.text()) && has_digit(behind.text())
        })
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn most_of_a_table_are_figures_side_by_side_below_names() {
        check(
            &[
                "----------------------------------",
                "|Method  |     Diversity    |  R |",
                "|        |------------------|    |",
                "|        |  AA    BB    CC  |    |",
                "----------------------------------",
                "|First   | 1.1   2.2   3.3  |  5 |",
                "|Second  | 4.4   5.5   6.6  |  4 |",
                "|Third   | 7.7   8.8   9.9  |  3 |",
                "----------------------------------",
            ],
            &[&[
                "Method^2 | Diversity>3 | R^2",
                "AA | BB | CC",
                "First | 1.1 | 2.2 | 3.3 | 5",
                "Second | 4.4 | 5.5 | 6.6 | 4",
                "Third | 7.7 | 8.8 | 9.9 | 3",
            ]],
        );
    }
}
