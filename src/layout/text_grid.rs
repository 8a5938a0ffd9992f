//! A region and the text in it -> the table that the alignment of the text shows.

use std::borrow::Cow;

use super::bands::{bands, is_alone, is_band, zone};
use super::body::{lines_to_rows, with_lines_between};
use super::characters::is_numeral;
use super::columns::{column_of, columns_of, rows_to_columns, split_rows};
use super::head_columns::{columns_at_heads, move_beside_heads};
use super::header::{HeaderCell, pieces_to_header};
use super::inner_rules::{boundaries_at_inner_rules, lines_to_grouped_rows};
use super::lines::lines_to_passage;
use super::name_lines::lines_to_named_rows;
use super::pieces::{TextRow, is_numeric, is_year, pieces_to_lines};
use super::region::Region;
use super::wrapped::{BodyCell, lines_to_blocks};
use super::zone_labels::span_zone_labels;
use super::{Cell, Line, Passage, Table, TablePart};
use crate::base::Rect;

/// A table with at most this many rules over its width has none between its rows: top, header, foot.
pub(super) const MAX_FRAME_RULES: usize = 3;
/// Where fewer lines than this share hold numbers, numbers do not tell header from body.
const NUMBER_LINES: f64 = 0.5;
/// Letters of code are as wide as each other within this, in em; so many tell it, and so few of its words are numbers.
const ONE_WIDTH: f64 = 0.02;
const MIN_LETTERS: usize = 20;
const CODE_NUMBERS: f64 = 0.3;
/// Signs of which code has this share among its characters.
const CODE_SIGNS: &str = "{}[]<>=;#$@&|\\/_\"'*+!";
const SIGN_SHARE: f64 = 0.03;
/// The first lines of a name end at most this far before the next column, in em.
const FULL_NAME: f64 = 2.0;

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
    /// Share of fields behind the first column that are numbers.
    pub numeric: f64,
    /// Share of fields behind the first column that are numbers or no wider than a short code.
    pub codes: f64,
    /// How many spaces between rules hold text.
    pub zones: usize,
    /// Share of body pieces that are short.
    pub short: f64,
    /// Share of fields behind the first column that are filled.
    pub filled: f64,
    /// Share of first-column pieces that are nothing but a list mark or number.
    pub marks: f64,
}

/// The rows inside a box, with the pieces whose middle lies in it.
fn rows_in<'a>(rows: &'a [TextRow<'_>], bbox: &Rect) -> Vec<TextRow<'a>> {
    let from = rows.partition_point(|it| it.baseline < bbox.y0);
    let inside = rows[from..].iter().take_while(|it| it.baseline < bbox.y1 + 2.0 * it.size).filter_map(|row| {
        let within = |it: &&Cow<'_, Line>| bbox.contains(it.bbox.center_x(), it.bbox.center_y());
        let pieces: Vec<Cow<'_, Line>> = row.pieces.iter().filter(within).map(|it| Cow::Borrowed(&**it)).collect();
        let bbox = Rect::union_all(pieces.iter().map(|it| &it.bbox))?;
        Some(TextRow { bbox, pieces, baseline: row.baseline, size: row.size })
    });
    inside.collect()
}

/// Whether the text of a region is code: Latin letters of one width, narrow and wide ones alike, signs, and hardly a
/// number alone.
pub(super) fn is_code(region: &Region, page_rows: &[TextRow<'_>]) -> bool {
    let rows = rows_in(page_rows, &region.bbox);
    let pieces = || rows.iter().flat_map(|it| &it.pieces);
    let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
    let (mut letters, mut signs, mut all) = (0, 0, 0);
    for piece in pieces() {
        for (character, width) in piece.text.widths() {
            all += 1;
            signs += usize::from(CODE_SIGNS.contains(character));
            if character.is_ascii_alphabetic() {
                letters += 1;
                (least, most) = (least.min(width / piece.size), most.max(width / piece.size));
            }
        }
    }
    let numbers = pieces().filter(|it| is_numeric(it.text.text())).count();
    letters >= MIN_LETTERS
        && 2 * letters > all
        && signs as f64 >= SIGN_SHARE * all as f64
        && most - least <= ONE_WIDTH
        && (numbers as f64) < CODE_NUMBERS * pieces().count() as f64
}

/// The table of a region; `None` where its text shows no columns.
pub(super) fn region_to_grid(region: &Region, page_rows: &[TextRow<'_>], page: u32) -> Option<TextGrid> {
    let mut rows = rows_in(page_rows, &region.bbox);
    if rows.len() < 2 {
        return None;
    }
    let joined = with_lines_between(&rows, &region.rules);
    let mut boundaries = rows_to_columns(&joined, &region.bbox, &region.columns);
    if boundaries.len() < 3 {
        return None;
    }
    let head_count = header_lines(&joined, &boundaries, &region.rules);
    if let Some(found) = columns_at_heads(&joined, head_count, &region.bbox, &boundaries) {
        boundaries = found;
    }
    boundaries = boundaries_at_inner_rules(boundaries, &rows, region);
    move_beside_heads(&mut boundaries, &joined, head_count, &region.spanners);
    let bands = bands(&rows, &boundaries, &region.rules);
    split_rows(&mut rows, &boundaries, &bands);
    let zones = rows.chunk_by(|a, b| zone(&region.rules, a) == zone(&region.rules, b)).count();
    let header_count = header_lines(&rows, &boundaries, &region.rules);
    let body = rows.split_off(header_count);
    let (mut cells, tops) = body_cells(&rows, body, &boundaries, region);
    if region.rules.is_empty() && cells.iter().all(|it| it.column > 0) {
        // Nothing in the first column of a whole page: the rest of a merged cell.
        cells.push(BodyCell { row: 0, row_span: tops.len() - 1, column: 0, column_span: 1, lines: Vec::new() });
    }
    join_broken_numbers(&mut cells);
    let evidence = Evidence { zones, ..evidence(&cells, tops.len() - 1, &boundaries) };
    let header_pieces = rows.into_iter().flat_map(|it| it.pieces).map(Cow::into_owned).collect();
    let (header, level_count) = pieces_to_header(header_pieces, &boundaries, &region.spanners);
    let mut builder = Builder::new(region, boundaries, level_count, tops, page);
    for cell in header {
        builder.add_header(cell);
    }
    for cell in cells {
        builder.add((level_count + cell.row, cell.row_span), (cell.column, cell.column_span), cell.lines);
    }
    let table = Table { header_rows: level_count, ..builder.finish() };
    Some(TextGrid { table, evidence })
}

/// Puts the rest of a number back below its beginning: `３，４０` over `３`, `100` over `.0`.
fn join_broken_numbers(cells: &mut Vec<BodyCell>) {
    let text = |cell: &BodyCell| cell.lines.iter().map(|it| it.text.text()).collect::<String>();
    for at in (0..cells.len()).rev() {
        let lower = &cells[at];
        let is_above = |it: &BodyCell| it.column == lower.column && it.row + it.row_span == lower.row && lower.row > 0;
        let Some(above) = cells.iter().position(is_above) else { continue };
        if goes_on_below(&text(&cells[above]), &text(lower)) {
            let lines = std::mem::take(&mut cells[at].lines);
            cells[above].lines.extend(lines);
            cells.remove(at);
        }
    }
}

/// Whether a number ends in its point, or before its last group is whole, or its rest begins with its point, and figures follow.
fn goes_on_below(upper: &str, lower: &str) -> bool {
    let is_point = |it: char| matches!(it, '.' | ',' | '．' | '，');
    let is_part = |text: &str| !text.is_empty() && text.chars().all(|it| is_numeral(it) || is_point(it));
    let begins = lower.trim_start_matches(is_point).starts_with(is_numeral);
    if !is_part(upper.trim()) || !begins {
        return false;
    }
    let group = upper.trim().rsplit([',', '，']).next().unwrap_or_default();
    let is_short = group.len() < upper.trim().len() && !group.contains(is_point) && group.chars().count() < 3;
    upper.trim().ends_with(is_point) || lower.starts_with(is_point) || is_short
}

/// The cells below the header, and where each of their rows begins, with the foot of the table.
fn body_cells(
    header: &[TextRow<'_>],
    body: Vec<TextRow<'_>>,
    boundaries: &[f64],
    region: &Region,
) -> (Vec<BodyCell>, Vec<f64>) {
    if let Some(found) = lines_to_grouped_rows(&body, boundaries, region) {
        return found;
    }
    let zones: Vec<usize> = body.iter().map(|row| zone(&region.rules, row)).collect();
    if let Some((cells, rows)) = lines_to_named_rows(&body, boundaries, &zones) {
        let above = header.last().map_or(region.bbox.y0, |it| it.bbox.y1);
        return (cells, boxes_to_tops(above, &rows, region));
    }
    if region.rules.len() <= MAX_FRAME_RULES
        && let Some((cells, rows)) = lines_to_blocks(&body, boundaries)
    {
        let above = header.last().map_or(region.bbox.y0, |it| it.bbox.y1);
        return (cells, boxes_to_tops(above, &rows, region));
    }
    let first_of = lines_to_rows(&body, boundaries, &zones);
    let mut row_zones: Vec<usize> = Vec::new();
    let mut boxes: Vec<Rect> = Vec::new();
    let mut cells: Vec<BodyCell> = Vec::new();
    for (index, line) in body.into_iter().enumerate() {
        if first_of[index] == index {
            boxes.push(line.bbox);
            row_zones.push(zones[index]);
        }
        let row = boxes.len() - 1;
        boxes[row] = boxes[row].union(&line.bbox);
        let is_band = line.pieces.len() == 1 && is_alone(&zones, index) && is_band(&line, boundaries);
        for piece in line.pieces.into_iter().map(Cow::into_owned) {
            if is_band {
                let column_span = boundaries.len() - 1;
                cells.push(BodyCell { row, row_span: 1, column: 0, column_span, lines: vec![piece] });
                continue;
            }
            let column = column_of(boundaries, &piece);
            match cells.iter_mut().rev().take_while(|it| it.row == row).find(|it| it.column == column) {
                Some(cell) => cell.lines.push(piece),
                None => cells.push(BodyCell { row, row_span: 1, column, column_span: 1, lines: vec![piece] }),
            }
        }
    }
    span_zone_labels(&mut cells, &mut boxes, &row_zones);
    let above = header.last().map_or(region.bbox.y0, |it| it.bbox.y1);
    (cells, boxes_to_tops(above, &boxes, region))
}

/// Halfway between the text of each row and that above.
fn boxes_to_tops(above: f64, rows: &[Rect], region: &Region) -> Vec<f64> {
    let (mut before, mut last) = (above, region.bbox.y0);
    let mut tops = Vec::with_capacity(rows.len() + 1);
    for row in rows {
        last = f64::max((before + row.y0) / 2.0, last);
        tops.push(last);
        before = row.y1;
    }
    tops.push(region.bbox.y1.max(last));
    tops
}

/// How many of the first lines are header: those above the first rule inside, else those above the first line of numbers.
fn header_lines(rows: &[TextRow<'_>], boundaries: &[f64], rules: &[f64]) -> usize {
    let numbers = |row: &TextRow<'_>| {
        let values = row.pieces.iter().filter(|it| it.bbox.x0 >= boundaries[1]);
        let (mut count, mut numeric) = (0, 0);
        for piece in values {
            count += 1;
            numeric += usize::from(is_numeric(piece.text.text()) && !is_year(piece.text.text()));
        }
        count > 0 && 2 * numeric >= count
    };
    let number_lines = rows.iter().filter(|it| numbers(it)).count();
    let telling = number_lines as f64 >= NUMBER_LINES * rows.len() as f64;
    let first_numbers = rows.iter().position(numbers).filter(|_| telling);
    let below_rule =
        rules.iter().skip(1).map(|rule| rows.partition_point(|it| it.center_y() < *rule)).find(|it| *it > 0);
    let limit = MAX_HEADER_LINES.min(rows.len() - 1);
    match (below_rule, first_numbers) {
        (Some(count), Some(numbers)) if count <= limit => count.min(numbers.max(1)),
        (Some(count), None) if count <= limit => count,
        (_, Some(numbers)) => without_name(&rows[..=numbers.min(limit)], boundaries),
        _ => 1.min(limit),
    }
}

/// How many of the lines before the first line of numbers are header: not the last ones that hold the beginning of its name alone,
/// each as full as the widest line.
fn without_name(rows: &[TextRow<'_>], boundaries: &[f64]) -> usize {
    let Some((numbers, header)) = rows.split_last() else { return 0 };
    let goes_on = numbers.pieces.first().is_some_and(|it| it.bbox.x0 < boundaries[1]);
    let in_names = |row: &&TextRow<'_>| {
        let is_full = boundaries[1] - row.bbox.x1 < FULL_NAME * row.size;
        row.pieces.len() == 1 && row.bbox.x1 <= boundaries[1] && is_full && !is_numeric(row.pieces[0].text.text())
    };
    let begun = header.iter().rev().take_while(in_names).count();
    if goes_on && begun < header.len() { header.len() - begun } else { header.len() }
}

fn evidence(cells: &[BodyCell], row_count: usize, boundaries: &[f64]) -> Evidence {
    let column_count = boundaries.len() - 1;
    let mut columns_filled = vec![0; row_count];
    let (mut clean, mut values, mut numeric, mut codes, mut short) = (0, 0, 0, 0, 0);
    let (mut stubs, mut marks, mut texts) = (0, 0, 0);
    for cell in cells.iter().filter(|it| !it.lines.is_empty()) {
        texts += 1;
        columns_filled[cell.row..cell.row + cell.row_span].iter_mut().for_each(|it| *it += 1);
        let inside = |it: &Line| {
            let (first, last) = columns_of(boundaries, it.bbox.x0, it.bbox.x1, 0.3 * it.size);
            first == last
        };
        clean += usize::from(cell.column_span > 1 || cell.lines.iter().all(inside));
        let narrow = |em: f64| cell.lines.iter().all(|it| it.bbox.width() <= em * it.size);
        short += usize::from(narrow(12.0));
        if cell.column > 0 {
            values += cell.row_span;
            let is_number = cell.lines.iter().all(|it| is_numeric(it.text.text()));
            numeric += cell.row_span * usize::from(is_number);
            codes += cell.row_span * usize::from(is_number || narrow(3.0));
        } else {
            stubs += 1;
            marks += usize::from(cell.lines.iter().all(|it| is_list_mark(it.text.text())));
        }
    }
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    Evidence {
        columns: column_count,
        body_rows: row_count,
        multi: share(columns_filled.iter().filter(|it| **it >= 2).count(), row_count),
        clean: share(clean, texts),
        numeric: share(numeric, values),
        codes: share(codes, values),
        zones: 0,
        short: share(short, texts),
        filled: share(values, row_count * (column_count - 1)).min(1.0),
        marks: share(marks, stubs),
    }
}

/// `・`, `①`, `(1)`, `a.`: what stands before the items of a list.
fn is_list_mark(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 3 && text.chars().any(|it| !it.is_ascii_digit())
}

/// Puts cells on the grid.
struct Builder<'a> {
    region: &'a Region,
    boundaries: Vec<f64>,
    /// y of the row boundaries.
    rows: Vec<f64>,
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
        Self { region, boundaries, rows, page, cells: Vec::new() }
    }

    fn add_header(&mut self, cell: HeaderCell) {
        let (rows, columns) = (cell.levels, cell.columns);
        self.add((rows.0, rows.1 - rows.0 + 1), (columns.0, columns.1 - columns.0 + 1), cell.lines);
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
            parts: vec![TablePart { page: self.page, bbox: self.region.bbox, row_count, ..TablePart::default() }],
            row_count,
            boundaries: self.boundaries,
            cells: self.cells,
            ..Table::default()
        }
    }
}
