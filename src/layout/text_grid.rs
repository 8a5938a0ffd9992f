//! A region and the text in it -> the table that the alignment of the text shows.

use super::body::lines_to_rows;
use super::columns::{columns_of, rows_to_columns, split_rows};
use super::header::{HeaderCell, pieces_to_header};
use super::lines::lines_to_passage;
use super::pieces::{TextRow, is_numeric, pieces_to_lines};
use super::region::Region;
use super::{Cell, Line, Passage, Table, TablePart};
use crate::base::Rect;

/// Headers have at most this many lines.
const MAX_HEADER_LINES: usize = 8;

/// A table read from alignment, and what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextGrid {
    pub table: Table,
    pub evidence: Evidence,
}

/// How well columns and rows explain the text of a region; shares are between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Evidence {
    pub columns: usize,
    /// Rows below the header.
    pub body_rows: usize,
    /// Share of body rows that fill two columns or more.
    pub multi: f64,
    /// Share of body pieces that stay in their column.
    pub clean: f64,
    /// Share of body pieces behind the first column that are numbers.
    pub numeric: f64,
    /// Share of body pieces that are short.
    pub short: f64,
    /// Share of fields behind the first column that are filled.
    pub filled: f64,
    /// Share of first-column pieces that are nothing but a list mark or number.
    pub marks: f64,
}

/// The rows inside a box, with the pieces whose middle lies in it.
pub(super) fn rows_in(rows: &[TextRow], bbox: &Rect) -> Vec<TextRow> {
    let from = rows.partition_point(|it| it.baseline < bbox.y0);
    let inside = rows[from..].iter().take_while(|it| it.baseline < bbox.y1 + 2.0 * it.size).filter_map(|row| {
        let within = |it: &&Line| bbox.contains(it.bbox.center_x(), it.bbox.center_y());
        let pieces: Vec<Line> = row.pieces.iter().filter(within).cloned().collect();
        let bbox = Rect::union_all(pieces.iter().map(|it| &it.bbox))?;
        Some(TextRow { bbox, pieces, baseline: row.baseline, size: row.size })
    });
    inside.collect()
}

/// The table of a region; `None` where its text shows no columns.
pub(super) fn region_to_grid(region: &Region, page_rows: &[TextRow], page: u32) -> Option<TextGrid> {
    let mut rows = rows_in(page_rows, &region.bbox);
    if rows.len() < 2 {
        return None;
    }
    let boundaries = rows_to_columns(&rows, &region.bbox, &region.columns);
    if boundaries.len() < 3 {
        return None;
    }
    split_rows(&mut rows, &boundaries);
    let header_count = header_lines(&rows, &boundaries, &region.rules);
    let body = rows.split_off(header_count);
    let evidence = evidence(&body, &boundaries);
    let zones: Vec<usize> = body.iter().map(|row| region.rules.partition_point(|it| *it < row.center_y())).collect();
    let first_of = lines_to_rows(&body, &boundaries, &zones);
    let tops = row_tops(&rows, &body, &first_of, region);
    let header_pieces = rows.into_iter().flat_map(|it| it.pieces).collect();
    let (header, level_count) = pieces_to_header(header_pieces, &boundaries, &region.spanners);
    let mut builder = Builder::new(region, boundaries, level_count, tops, page);
    for cell in header {
        builder.add_header(cell);
    }
    builder.add_body(body, &first_of);
    Some(TextGrid { table: builder.finish(), evidence })
}

/// Rows right below the last rule that stand in the columns of the table, as totals do, belong to it: the region with them.
pub(super) fn with_totals(region: &Region, grid: &TextGrid, page_rows: &[TextRow]) -> Option<Region> {
    let boundaries = &grid.table.boundaries;
    let bbox = region.bbox;
    let from = page_rows.partition_point(|it| it.center_y() <= bbox.y1);
    let mut foot = bbox.y1;
    for row in &page_rows[from..] {
        let within = |it: &&Line| bbox.x0 <= it.bbox.center_x() && it.bbox.center_x() <= bbox.x1;
        let pieces: Vec<&Line> = row.pieces.iter().filter(within).collect();
        if pieces.is_empty() {
            continue;
        }
        let mut columns: Vec<(usize, usize)> =
            pieces.iter().map(|it| columns_of(boundaries, it.bbox.x0, it.bbox.x1, 0.3 * it.size)).collect();
        columns.dedup();
        let fits = columns.len() == pieces.len() && columns.iter().all(|it| it.0 == it.1);
        let numbers = pieces.iter().skip(1).all(|it| is_numeric(it.text.text()));
        if row.bbox.y0 - foot > 0.8 * row.size || pieces.len() < 2 || columns[0].0 != 0 || !fits || !numbers {
            break;
        }
        foot = row.bbox.y1;
    }
    (foot > bbox.y1).then(|| Region { bbox: Rect::new(bbox.x0, bbox.y0, bbox.x1, foot), ..region.clone() })
}

/// How many of the first lines are header: those above the first rule inside, else those above the first line of numbers.
fn header_lines(rows: &[TextRow], boundaries: &[f64], rules: &[f64]) -> usize {
    let numbers = |row: &TextRow| {
        let values = row.pieces.iter().filter(|it| it.bbox.x0 >= boundaries[1]);
        let (mut count, mut numeric) = (0, 0);
        for piece in values {
            count += 1;
            numeric += usize::from(is_numeric(piece.text.text()) && !is_year(piece.text.text()));
        }
        count > 0 && 2 * numeric >= count
    };
    let first_numbers = rows.iter().position(numbers);
    let below_rule =
        rules.iter().skip(1).map(|rule| rows.partition_point(|it| it.center_y() < *rule)).find(|it| *it > 0);
    let limit = MAX_HEADER_LINES.min(rows.len() - 1);
    match (below_rule, first_numbers) {
        (Some(count), Some(numbers)) if count <= limit => count.min(numbers.max(1)),
        (Some(count), None) if count <= limit => count,
        (_, Some(numbers)) => numbers.min(limit),
        _ => 1.min(limit),
    }
}

fn is_year(text: &str) -> bool {
    text.trim().parse::<u32>().is_ok_and(|it| (1900..2100).contains(&it))
}

/// y where each body row begins, and the foot of the table: halfway between its lines and those above.
fn row_tops(header: &[TextRow], body: &[TextRow], first_of: &[usize], region: &Region) -> Vec<f64> {
    let mut tops = Vec::new();
    for (index, row) in body.iter().enumerate().filter(|(index, _)| first_of[*index] == *index) {
        let above = if index > 0 { body.get(index - 1) } else { header.last() };
        let top = above.map_or(region.bbox.y0, |it| (it.bbox.y1 + row.bbox.y0) / 2.0);
        let before = tops.last().copied().unwrap_or(region.bbox.y0);
        tops.push(f64::max(top, before));
    }
    tops.push(region.bbox.y1.max(tops.last().copied().unwrap_or(region.bbox.y1)));
    tops
}

fn evidence(body: &[TextRow], boundaries: &[f64]) -> Evidence {
    let column_count = boundaries.len() - 1;
    let (mut pieces, mut clean, mut values, mut numeric, mut short, mut multi) = (0, 0, 0, 0, 0, 0);
    let (mut stubs, mut marks) = (0, 0);
    for row in body {
        multi += usize::from(row.pieces.len() >= 2);
        for piece in &row.pieces {
            let (first, last) = columns_of(boundaries, piece.bbox.x0, piece.bbox.x1, 0.3 * piece.size);
            pieces += 1;
            clean += usize::from(first == last);
            short += usize::from(piece.bbox.width() <= 12.0 * piece.size);
            if first > 0 {
                values += 1;
                numeric += usize::from(is_numeric(piece.text.text()));
            } else {
                stubs += 1;
                let text = piece.text.text().trim();
                marks += usize::from(text.chars().count() <= 3 && text.chars().any(|it| !it.is_numeric()));
            }
        }
    }
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    Evidence {
        columns: column_count,
        body_rows: body.len(),
        multi: share(multi, body.len()),
        clean: share(clean, pieces),
        numeric: share(numeric, values),
        short: share(short, pieces),
        filled: share(values, body.len() * (column_count - 1)).min(1.0),
        marks: share(marks, stubs),
    }
}

/// Puts cells on the grid.
struct Builder<'a> {
    region: &'a Region,
    boundaries: Vec<f64>,
    /// y of the row boundaries.
    rows: Vec<f64>,
    level_count: usize,
    page: u32,
    cells: Vec<Cell>,
}

impl<'a> Builder<'a> {
    /// `tops` are the tops of the body rows and the foot of the table.
    fn new(region: &'a Region, boundaries: Vec<f64>, level_count: usize, tops: Vec<f64>, page: u32) -> Self {
        let header_foot = tops[0];
        let step = (header_foot - region.bbox.y0) / level_count.max(1) as f64;
        let mut rows: Vec<f64> = (0..level_count).map(|it| region.bbox.y0 + step * it as f64).collect();
        rows.extend(tops);
        Self { region, boundaries, rows, level_count, page, cells: Vec::new() }
    }

    fn add_header(&mut self, cell: HeaderCell) {
        let (rows, columns) = (cell.levels, cell.columns);
        self.add((rows.0, rows.1 - rows.0 + 1), (columns.0, columns.1 - columns.0 + 1), cell.lines);
    }

    fn add_body(&mut self, body: Vec<TextRow>, first_of: &[usize]) {
        let mut row = self.level_count;
        let mut index = 0;
        let mut lines = body.into_iter().peekable();
        while lines.peek().is_some() {
            let mut by_column: Vec<Vec<Line>> = vec![Vec::new(); self.boundaries.len() - 1];
            let first = first_of[index];
            while let Some(line) = lines.next_if(|_| first_of[index] == first) {
                for piece in line.pieces {
                    by_column[columns_of(&self.boundaries, piece.bbox.x0, piece.bbox.x1, 0.3 * piece.size).0]
                        .push(piece);
                }
                index += 1;
                if index == first_of.len() {
                    break;
                }
            }
            for (column, lines) in by_column.into_iter().enumerate().filter(|(_, it)| !it.is_empty()) {
                self.add((row, 1), (column, 1), lines);
            }
            row += 1;
        }
    }

    fn add(&mut self, (row, row_span): (usize, usize), (column, column_span): (usize, usize), lines: Vec<Line>) {
        let lines = pieces_to_lines(lines, f64::INFINITY);
        self.cells.push(Cell {
            row,
            column,
            row_span,
            column_span,
            text: lines_to_passage(&lines),
            size: lines.iter().map(|it| it.size).fold(0.0, f64::max),
            page: self.page,
            bbox: self.field_bbox((row, row_span), (column, column_span)),
        });
    }

    fn field_bbox(&self, (row, row_span): (usize, usize), (column, column_span): (usize, usize)) -> Rect {
        let (left, right) = (self.boundaries[column], self.boundaries[column + column_span]);
        Rect::new(left, self.rows[row], right, self.rows[row + row_span])
    }

    /// Adds the blank cells, sorts, and gives the table.
    fn finish(mut self) -> Table {
        let (row_count, column_count) = (self.rows.len() - 1, self.boundaries.len() - 1);
        let mut covered = vec![false; row_count * column_count];
        for cell in &self.cells {
            for row in cell.row..cell.row + cell.row_span {
                covered[row * column_count + cell.column..row * column_count + cell.column + cell.column_span]
                    .fill(true);
            }
        }
        for field in (0..covered.len()).filter(|it| !covered[*it]) {
            let (row, column) = (field / column_count, field % column_count);
            let (bbox, page) = (self.field_bbox((row, 1), (column, 1)), self.page);
            let text = Passage::default();
            self.cells.push(Cell { row, column, row_span: 1, column_span: 1, text, size: 0.0, page, bbox });
        }
        self.cells.sort_by_key(|it| (it.row, it.column));
        Table {
            parts: vec![TablePart { page: self.page, bbox: self.region.bbox, first_row: 0, row_count }],
            row_count,
            boundaries: self.boundaries,
            cells: self.cells,
            confidence: 0.0,
        }
    }
}
