//! Tables cut over two facing pages, the left columns on one and the right columns on the other -> whole tables.
//!
//! Books of accounts are printed so. Two tables side by side on paper may also be two tables: only a person, or the profile of a
//! design, can tell, so this is done where it is asked for.

use super::continuation::{SAME_BOUNDARY, join};
use super::head::set_header;
use super::{Cell, DocumentLayout, Flow, Table, TablePart};

/// The tops and feet of the halves agree within this many points.
const SAME_SIDE: f64 = 8.0;
/// Row boundaries of the halves agree within this many points.
const SAME_ROW: f64 = 3.0;
/// So many of the row boundaries of the half with fewer rows are boundaries of the other too.
const SHARED_ROWS: f64 = 0.6;

/// Joins each table to the one that goes on beside it on the next page, and then to the one that goes on below.
///
/// Cells keep their page and box; the columns of the right half follow those of the left one. Nothing is joined whose rows do not
/// line up.
pub fn join_facing_pages(layout: DocumentLayout) -> DocumentLayout {
    let DocumentLayout { pages, tables, flow } = layout;
    let mut joined: Vec<Table> = Vec::with_capacity(tables.len());
    // Where each table went, and whether it stays a thing of its own in reading order.
    let mut places: Vec<(usize, bool)> = Vec::with_capacity(tables.len());
    let mut halves = tables.into_iter().peekable();
    while let Some(left) = halves.next() {
        let right = halves.next_if(|right| are_facing(&left, right));
        let halves_count = 1 + usize::from(right.is_some());
        let spread = match right {
            Some(right) => side_by_side(left, right),
            None => left,
        };
        let goes_on = joined.last().is_some_and(|above| goes_on_below(above, &spread));
        match joined.last_mut() {
            Some(above) if goes_on => join(above, spread),
            _ => joined.push(spread),
        }
        places.push((joined.len() - 1, !goes_on));
        places.extend((1..halves_count).map(|_| (joined.len() - 1, false)));
    }
    joined.iter_mut().for_each(set_header);
    let kept = flow.into_iter().filter_map(|it| match it {
        Flow::Line(line) => Some(Flow::Line(line)),
        Flow::Table(table) => places[table].1.then_some(Flow::Table(places[table].0)),
    });
    DocumentLayout { pages, tables: joined, flow: kept.collect() }
}

/// The tables that may be halves of one, by their indices, left and right.
pub fn facing_tables(layout: &DocumentLayout) -> Vec<(usize, usize)> {
    let pairs = layout.tables.windows(2).enumerate().filter(|(_, it)| are_facing(&it[0], &it[1]));
    pairs.map(|(at, _)| (at, at + 1)).collect()
}

/// Whether `right` stands beside `left` on the next page.
fn are_facing(left: &Table, right: &Table) -> bool {
    let ([first], [second]) = (left.parts.as_slice(), right.parts.as_slice()) else { return false };
    let level =
        (first.bbox.y0 - second.bbox.y0).abs() <= SAME_SIDE && (first.bbox.y1 - second.bbox.y1).abs() <= SAME_SIDE;
    if second.page != first.page + 1 || !level || left.row_count < 2 || right.row_count < 2 {
        return false;
    }
    let (left, right) = (row_boundaries(left), row_boundaries(right));
    let (fewer, more) = if left.len() <= right.len() { (&left, &right) } else { (&right, &left) };
    let shared = fewer.iter().filter(|y| nearest(more, **y).is_some()).count();
    shared as f64 >= SHARED_ROWS * fewer.len() as f64
}

/// y of the boundaries between rows, ascending.
fn row_boundaries(table: &Table) -> Vec<f64> {
    merged(table.cells.iter().flat_map(|it| [it.bbox.y0, it.bbox.y1]).collect())
}

fn merged(mut positions: Vec<f64>) -> Vec<f64> {
    positions.sort_by(f64::total_cmp);
    positions.dedup_by(|next, kept| *next - *kept <= SAME_ROW);
    positions
}

/// The boundary at `y`.
fn nearest(boundaries: &[f64], y: f64) -> Option<usize> {
    let from = boundaries.partition_point(|it| *it < y - SAME_ROW);
    boundaries.get(from).filter(|it| **it <= y + SAME_ROW).map(|_| from)
}

/// One table of both halves: a row for every row of either.
fn side_by_side(left: Table, right: Table) -> Table {
    let rows = merged([row_boundaries(&left), row_boundaries(&right)].concat());
    let row_count = rows.len() - 1;
    let shift =
        left.boundaries.last().copied().unwrap_or_default() - right.boundaries.first().copied().unwrap_or_default();
    let (column_count, confidence) = (left.column_count(), left.confidence.min(right.confidence));
    let boundaries =
        left.boundaries.iter().copied().chain(right.boundaries.iter().skip(1).map(|x| x + shift)).collect();
    let place = |cell: Cell, columns_before: usize| {
        let first = nearest(&rows, cell.bbox.y0).unwrap_or(cell.row).min(row_count - 1);
        let end = nearest(&rows, cell.bbox.y1).unwrap_or(row_count).clamp(first + 1, row_count);
        Cell { row: first, row_span: end - first, column: cell.column + columns_before, ..cell }
    };
    let mut cells: Vec<Cell> = left.cells.into_iter().map(|it| place(it, 0)).collect();
    cells.extend(right.cells.into_iter().map(|it| place(it, column_count)));
    cells.sort_by_key(|it| (it.row, it.column));
    let parts = left.parts.into_iter().chain(right.parts);
    let parts = parts.map(|part| TablePart { first_row: 0, row_count, ..part }).collect();
    Table { parts, row_count, boundaries, cells, confidence, header_rows: 0, header_columns: 0, ..left }
}

/// Whether `next` has the columns of `above` and stands on the pages after it.
fn goes_on_below(above: &Table, next: &Table) -> bool {
    let (Some(last), Some(first)) = (above.parts.last(), next.parts.first()) else { return false };
    let is_spread = |table: &Table| table.parts.len() >= 2;
    let same = |(a, b): (&f64, &f64)| (a - b).abs() <= SAME_BOUNDARY;
    is_spread(above)
        && is_spread(next)
        && first.page == last.page + 1
        && above.boundaries.len() == next.boundaries.len()
        && above.boundaries.iter().zip(&next.boundaries).all(same)
}

#[cfg(test)]
mod tests {
    use super::super::{Passage, TableKind};
    use super::*;
    use crate::base::Rect;

    /// A table on one page: rows of texts, each row as high as `heights` says.
    fn half(page: u32, rows: &[(&[&str], f64)]) -> Table {
        let mut cells = Vec::new();
        let mut top = 100.0;
        for (row, (texts, height)) in rows.iter().enumerate() {
            for (column, text) in texts.iter().enumerate() {
                let left = 50.0 + 100.0 * column as f64;
                let bbox = Rect::new(left, top, left + 100.0, top + height);
                let mut passage = Passage::default();
                text.chars().for_each(|it| passage.push(it, page, bbox));
                cells.push(Cell { row, column, row_span: 1, column_span: 1, text: passage, size: 9.0, page, bbox });
            }
            top += height;
        }
        let columns = rows[0].0.len();
        let bbox = Rect::new(50.0, 100.0, 50.0 + 100.0 * columns as f64, top);
        Table {
            parts: vec![TablePart { page, bbox, row_count: rows.len(), ..TablePart::default() }],
            row_count: rows.len(),
            boundaries: (0..=columns).map(|it| 50.0 + 100.0 * it as f64).collect(),
            cells,
            confidence: 1.0,
            kind: TableKind::Ruled,
            ..Table::default()
        }
    }

    #[track_caller]
    fn check(tables: Vec<Table>, expected: &[&[&str]]) {
        let flow = (0..tables.len()).map(Flow::Table).collect();
        let layout = join_facing_pages(DocumentLayout { tables, flow, ..DocumentLayout::default() });
        let cell = |it: &Cell| {
            if it.row_span > 1 { format!("{}^{}", it.text.text(), it.row_span) } else { it.text.text().to_owned() }
        };
        let show = |table: &Table| -> Vec<String> {
            (0..table.row_count).map(|row| table.row(row).map(cell).collect::<Vec<_>>().join(" | ")).collect()
        };
        assert_eq!(layout.tables.iter().map(show).collect::<Vec<_>>(), expected);
        assert_eq!(layout.flow, (0..expected.len()).map(Flow::Table).collect::<Vec<_>>());
    }

    #[test]
    fn the_right_half_may_have_more_rows() {
        let left = half(1, &[(&["目", "本年度"], 20.0), (&["総務費", "120"], 40.0)]);
        let right = half(2, &[(&["節", "説明"], 20.0), (&["報酬", "委員"], 20.0), (&["旅費", "視察"], 20.0)]);
        check(vec![left, right], &[&["目 | 本年度 | 節 | 説明", "総務費^2 | 120^2 | 報酬 | 委員", "旅費 | 視察"]]);
    }

    #[test]
    fn spreads_go_on_below_each_other() {
        let page = |page: u32, name: &'static str, value: &'static str| {
            half(page, &[(&["目", "額"], 20.0), (&[name, value], 20.0)])
        };
        let right = |page: u32, name: &'static str| half(page, &[(&["節", "説明"], 20.0), (&[name, "摘要"], 20.0)]);
        let tables = vec![page(1, "総務費", "120"), right(2, "報酬"), page(3, "民生費", "300"), right(4, "扶助費")];
        check(tables, &[&["目 | 額 | 節 | 説明", "総務費 | 120 | 報酬 | 摘要", "民生費 | 300 | 扶助費 | 摘要"]]);
    }

    #[test]
    fn rows_that_do_not_line_up_stay_apart() {
        let left = half(1, &[(&["目"], 20.0), (&["総務費"], 40.0), (&["民生費"], 35.0)]);
        let right = half(2, &[(&["節"], 31.0), (&["報酬"], 11.0), (&["旅費"], 53.0)]);
        check(vec![left, right], &[&["目", "総務費", "民生費"], &["節", "報酬", "旅費"]]);
    }
}
