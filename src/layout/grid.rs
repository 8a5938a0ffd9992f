//! A group of crossing edges -> the cells they enclose, with their spans.

use super::edges::Edge;
use crate::base::Rect;
use crate::pdf::Axis;

/// Grid lines closer than this are one line.
const SAME_LINE: f64 = 3.0;
/// A rule that ends further from every column line, in points, and crosses none, is an underline.
const UNDERLINE_END: f64 = 4.0;
/// A row without an outer rule is between so many times as high as those inside, of which there are so many.
const LIKE_OTHERS: (f64, f64) = (0.7, 1.5);
const MIN_ROWS: usize = 3;
/// A wall stands between two cells when an edge covers at least this share of their common side.
const WALL_SHARE: f64 = 0.6;

/// The grid of one ruled table on one page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    /// x of the column boundaries, ascending.
    pub columns: Vec<f64>,
    /// y of the row boundaries, ascending.
    pub rows: Vec<f64>,
    /// Cells by row, then column.
    pub cells: Vec<GridCell>,
}

/// A rectangle of grid fields without a wall inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GridCell {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
}

impl Grid {
    /// Box of the whole grid.
    pub fn bbox(&self) -> Rect {
        Rect::new(self.columns[0], self.rows[0], self.columns[self.columns.len() - 1], self.rows[self.rows.len() - 1])
    }

    /// Box of a cell.
    pub fn cell_bbox(&self, cell: &GridCell) -> Rect {
        Rect::new(
            self.columns[cell.column],
            self.rows[cell.row],
            self.columns[cell.column + cell.column_span],
            self.rows[cell.row + cell.row_span],
        )
    }
}

/// Where the walls between the fields of a grid stand.
struct Walls {
    rows: usize,
    columns: usize,
    /// `above[line * columns + column]`: a wall on row line `line` (0 is the top) over `column`.
    above: Vec<bool>,
    /// `before[line * rows + row]`: a wall on column line `line` (0 is the left) beside `row`.
    before: Vec<bool>,
}

/// The cells of a group of edges; `None` where it encloses none.
///
/// A side of the table may be open: the ends of the rules stand for it. A field that is open on two neighbouring sides lies
/// outside the table and is left out.
pub(super) fn edges_to_grid(edges: &[Edge]) -> Option<Grid> {
    let edges = &without_underlines(edges);
    let columns = grid_lines(edges, Axis::Vertical);
    let rows = grid_lines(edges, Axis::Horizontal);
    if columns.len() < 2 || rows.len() < 2 {
        return None;
    }
    let walls = Walls::of(edges, &columns, &rows);
    let cells: Vec<GridCell> = walls.rectangles().into_iter().filter(|it| walls.enclose(it)).collect();
    (!cells.is_empty()).then_some(Grid { columns, rows, cells })
}

/// The edges without those under words: they cross no other rule and end where no column does.
fn without_underlines(edges: &[Edge]) -> Vec<Edge> {
    let mut ends: Vec<f64> = edges.iter().filter(|it| it.axis == Axis::Vertical).map(|it| it.position).collect();
    let horizontal = || edges.iter().filter(|it| it.axis == Axis::Horizontal);
    ends.push(horizontal().map(|it| it.start).fold(f64::INFINITY, f64::min));
    ends.push(horizontal().map(|it| it.end).fold(f64::NEG_INFINITY, f64::max));
    ends.sort_by(f64::total_cmp);
    let is_underline = |edge: &Edge| {
        let inside = ends.partition_point(|it| *it <= edge.start + UNDERLINE_END);
        let crosses = ends.get(inside).is_some_and(|it| *it < edge.end - UNDERLINE_END);
        let meets = |x: f64| (ends[nearest(&ends, x)] - x).abs() <= UNDERLINE_END;
        edge.axis == Axis::Horizontal && !crosses && !(meets(edge.start) && meets(edge.end))
    };
    edges.iter().filter(|it| !is_underline(it)).copied().collect()
}

/// Positions of the edges along an axis, with the outermost ends of the edges across it, merged where they nearly agree.
fn grid_lines(edges: &[Edge], axis: Axis) -> Vec<f64> {
    let mut positions: Vec<f64> = edges.iter().filter(|it| it.axis == axis).map(|it| it.position).collect();
    let across = || edges.iter().filter(|it| it.axis != axis);
    let low = across().map(|it| it.start).fold(f64::INFINITY, f64::min);
    let high = across().map(|it| it.end).fold(f64::NEG_INFINITY, f64::max);
    positions.sort_by(f64::total_cmp);
    let (Some(first), Some(last)) = (positions.first().copied(), positions.last().copied()) else { return Vec::new() };
    let is_only = axis == Axis::Horizontal && across().count() == 1;
    let is_row = |height: f64| is_only && is_like_others(height, &positions);
    let above = shared_ends(across().map(|it| it.start), low) || is_row(first - low);
    let below = shared_ends(across().map(|it| it.end), high) || is_row(high - last);
    if low < first - 2.0 * SAME_LINE && above {
        positions.insert(0, low);
    }
    if high > last + 2.0 * SAME_LINE && below {
        positions.push(high);
    }
    let mut lines: Vec<f64> = Vec::new();
    let mut first_of_line = f64::NEG_INFINITY;
    for position in positions {
        if position - first_of_line > SAME_LINE {
            lines.push(position);
            first_of_line = position;
        }
    }
    lines
}

/// Whether the only vertical rule goes on by the height of a row beyond rows that all are about as high.
fn is_like_others(height: f64, positions: &[f64]) -> bool {
    let mut heights: Vec<f64> = positions.windows(2).map(|it| it[1] - it[0]).filter(|it| *it > SAME_LINE).collect();
    heights.sort_by(f64::total_cmp);
    let median = heights.get(heights.len() / 2).copied().unwrap_or(f64::INFINITY);
    heights.len() >= MIN_ROWS && (LIKE_OTHERS.0 * median..=LIKE_OTHERS.1 * median).contains(&height)
}

/// Whether at least two edges end at `position`: then it is an open side and not one rule drawn too long.
fn shared_ends(ends: impl Iterator<Item = f64>, position: f64) -> bool {
    ends.filter(|it| (it - position).abs() <= SAME_LINE).count() >= 2
}

impl Walls {
    fn of(edges: &[Edge], columns: &[f64], rows: &[f64]) -> Self {
        let (row_count, column_count) = (rows.len() - 1, columns.len() - 1);
        let mut walls = Walls {
            rows: row_count,
            columns: column_count,
            above: vec![false; rows.len() * column_count],
            before: vec![false; columns.len() * row_count],
        };
        for edge in edges {
            let (lines, fields, marks) = match edge.axis {
                Axis::Horizontal => (rows, columns, &mut walls.above),
                Axis::Vertical => (columns, rows, &mut walls.before),
            };
            let line = nearest(lines, edge.position);
            let count = fields.len() - 1;
            let from = fields.partition_point(|it| *it < edge.start - SAME_LINE).saturating_sub(1);
            for field in from..count {
                let (start, end) = (fields[field], fields[field + 1]);
                if start > edge.end {
                    break;
                }
                let covered = edge.end.min(end) - edge.start.max(start);
                if covered >= WALL_SHARE * (end - start) {
                    marks[line * count + field] = true;
                }
            }
        }
        walls.close_open_sides();
        walls
    }

    /// A side of the table without any wall is open, and as good as one: its corners are cells as well.
    fn close_open_sides(&mut self) {
        let close = |walls: &mut [bool]| {
            if walls.iter().all(|it| !it) {
                walls.fill(true);
            }
        };
        let (columns, rows) = (self.columns, self.rows);
        close(&mut self.above[..columns]);
        close(&mut self.above[rows * columns..]);
        close(&mut self.before[..rows]);
        close(&mut self.before[columns * rows..]);
    }

    fn wall_above(&self, line: usize, column: usize) -> bool {
        self.above[line * self.columns + column]
    }

    fn wall_before(&self, line: usize, row: usize) -> bool {
        self.before[line * self.rows + row]
    }

    /// Covers the grid with the largest rectangles that have no wall inside, from the top left.
    fn rectangles(&self) -> Vec<GridCell> {
        let mut taken = vec![false; self.rows * self.columns];
        let mut cells = Vec::new();
        for row in 0..self.rows {
            for column in 0..self.columns {
                if taken[row * self.columns + column] {
                    continue;
                }
                let mut right = column + 1;
                while right < self.columns && !taken[row * self.columns + right] && !self.wall_before(right, row) {
                    right += 1;
                }
                // A row that is open to the right is a cell of its own: the name of a sum below the rows that it adds
                // up.
                let closed = right < self.columns && self.wall_before(right, row);
                let opens = |bottom: usize| closed && !self.wall_before(right, bottom);
                let mut bottom = row + 1;
                while bottom < self.rows && self.open_downwards(bottom, column, right) && !opens(bottom) {
                    bottom += 1;
                }
                for y in row..bottom {
                    taken[y * self.columns + column..y * self.columns + right].fill(true);
                }
                cells.push(GridCell { row, column, row_span: bottom - row, column_span: right - column });
            }
        }
        cells
    }

    /// Whether a rectangle over `left..right` may grow into row `row`.
    fn open_downwards(&self, row: usize, left: usize, right: usize) -> bool {
        (left..right).all(|column| !self.wall_above(row, column))
            && (left + 1..right).all(|line| !self.wall_before(line, row))
    }

    /// Whether the cell has walls on two opposite sides.
    fn enclose(&self, cell: &GridCell) -> bool {
        let (bottom, right) = (cell.row + cell.row_span, cell.column + cell.column_span);
        let all_above = |line: usize| (cell.column..right).all(|column| self.wall_above(line, column));
        let all_before = |line: usize| (cell.row..bottom).all(|row| self.wall_before(line, row));
        (all_above(cell.row) && all_above(bottom)) || (all_before(cell.column) && all_before(right))
    }
}

fn nearest(lines: &[f64], position: f64) -> usize {
    let after = lines.partition_point(|it| *it < position);
    if after == 0 {
        return 0;
    }
    if after == lines.len() || position - lines[after - 1] <= lines[after] - position { after - 1 } else { after }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Edges from a drawing: `-` and `|` walls, `+` crossings; a field is 40 by 20 points, three characters by one line.
    fn edges(drawing: &[&str]) -> Vec<Edge> {
        let field: Vec<Vec<char>> = drawing.iter().map(|it| it.chars().collect()).collect();
        let mut edges = Vec::new();
        for (line, row) in field.iter().enumerate() {
            for (index, mark) in row.iter().enumerate() {
                let (x, y) = ((index / 4) as f64 * 40.0, (line / 2) as f64 * 20.0);
                match mark {
                    '-' if index % 4 == 1 => {
                        edges.push(Edge { axis: Axis::Horizontal, position: y, start: x, end: x + 40.0 });
                    }
                    '|' => edges.push(Edge { axis: Axis::Vertical, position: x, start: y, end: y + 20.0 }),
                    _ => {}
                }
            }
        }
        edges
    }

    #[track_caller]
    fn check(drawing: &[&str], expected: &[(usize, usize, usize, usize)]) {
        let grid = edges_to_grid(&edges(drawing)).expect("a grid");
        let found: Vec<_> = grid.cells.iter().map(|it| (it.row, it.column, it.row_span, it.column_span)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_plain_grid() {
        check(
            &["+---+---+", "|   |   |", "+---+---+", "|   |   |", "+---+---+"],
            &[(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
        );
    }

    #[test]
    fn a_merged_section_cell() {
        check(
            &["+---+---+", "|   |   |", "+   +---+", "|   |   |", "+---+---+"],
            &[(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)],
        );
    }

    #[test]
    fn the_name_of_a_sum_lies_around_the_rows_that_it_adds_up() {
        check(
            &["+---+---+", "|   |   |", "+   +---+", "|   |   |", "+   +---+", "|       |", "+---+---+"],
            &[(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1), (2, 0, 1, 2)],
        );
    }

    #[test]
    fn a_band_over_all_columns() {
        check(
            &["+---+---+", "|       |", "+---+---+", "|   |   |", "+---+---+"],
            &[(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)],
        );
    }

    #[test]
    fn rows_without_an_outer_rule_beside_the_only_vertical_one() {
        let rows = |first: f64, last: f64| -> Option<Vec<f64>> {
            let rule = |y: f64| Edge { axis: Axis::Horizontal, position: y, start: 0.0, end: 80.0 };
            let mut edges: Vec<Edge> = [20.0, 40.0, 60.0, 80.0].map(rule).to_vec();
            edges.push(Edge { axis: Axis::Vertical, position: 40.0, start: first, end: last });
            edges_to_grid(&edges).map(|it| it.rows)
        };
        assert_eq!(rows(0.0, 100.0), Some(vec![0.0, 20.0, 40.0, 60.0, 80.0, 100.0]));
        assert_eq!(rows(10.0, 112.0), Some(vec![20.0, 40.0, 60.0, 80.0]));
    }

    #[test]
    fn the_corner_of_two_open_sides_is_a_cell() {
        check(
            &["    |   |   |", "+---+---+---+", "    |   |   |", "+---+---+---+"],
            &[(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)],
        );
    }

    #[test]
    fn open_sides() {
        check(
            &["+---+---+---+", "    |   |    ", "+---+---+---+", "    |   |    ", "+---+---+---+"],
            &[(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)],
        );
    }

    #[test]
    fn cut_by_the_page_end() {
        check(
            &["+---+---+", "|   |   |", "+---+---+", "|   |   |"],
            &[(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
        );
    }

    #[test]
    fn the_empty_corner_is_outside() {
        check(
            &["    +---+", "    |   |", "+---+---+", "|   |   |", "+---+---+"],
            &[(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)],
        );
    }
}
