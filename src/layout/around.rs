//! A table read from alignment -> the rows around it that belong to it: totals, a header over its first rule, the rest
//! of a group.

use std::borrow::Cow;

use super::columns::columns_of;
use super::pieces::{TextRow, is_numeric, is_year};
use super::region::Region;
use super::text_grid::TextGrid;
use super::{Line, Table};
use crate::base::Rect;

/// The next line of a merged cell follows the last row within this, in em.
const GROUP_GAP: f64 = 0.5;
/// A header stands over the first rule within this, in em.
const HEADER_GAP: f64 = 0.8;

/// So many texts over as many columns are their heads.
const ALL_HEADS: usize = 4;

/// Lines of heads follow each other within this, in em, and stand over what is below within this.
const HEAD_LEADING: f64 = 1.6;
const HEAD_OFF: f64 = 0.3;

/// Rows right below the last rule that stand in the columns of the table, as totals do, belong to it: the region with
/// them.
pub(super) fn with_totals(region: &Region, grid: &TextGrid, page_rows: &[TextRow<'_>]) -> Option<Region> {
    let boundaries = &grid.table.boundaries;
    let bbox = region.bbox;
    let from = page_rows.partition_point(|it| it.center_y() <= bbox.y1);
    let mut foot = bbox.y1;
    for row in &page_rows[from..] {
        let within = |it: &&Cow<'_, Line>| bbox.x0 <= it.bbox.center_x() && it.bbox.center_x() <= bbox.x1;
        let pieces: Vec<&Cow<'_, Line>> = row.pieces.iter().filter(within).collect();
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

/// Lines right below the table in a column of merged cells go on with the last of these: the region with them.
pub(super) fn with_group_lines(region: &Region, grid: &TextGrid, page_rows: &[TextRow<'_>]) -> Option<Region> {
    let table = &grid.table;
    let bbox = region.bbox;
    let from = page_rows.partition_point(|it| it.center_y() <= bbox.y1);
    let mut foot = bbox.y1;
    for row in &page_rows[from..] {
        let piece = &row.pieces[0].bbox;
        let (first, last) = columns_of(&table.boundaries, piece.x0, piece.x1, 0.3 * row.size);
        let merged = table.cells.iter().any(|it| it.column == first && it.row_span > 1 && !it.text.is_blank());
        let inside = bbox.x0 <= piece.x0 && piece.x1 <= bbox.x1;
        if row.pieces.len() > 1 || first != last || !merged || !inside || row.bbox.y0 - foot > GROUP_GAP * row.size {
            break;
        }
        foot = row.bbox.y1;
    }
    (foot > bbox.y1).then(|| Region { bbox: Rect::new(bbox.x0, bbox.y0, bbox.x1, foot + 0.5), ..region.clone() })
}

/// A row of names right over the first rule that stands in the columns of a table without a header is its header: the
/// region with it.
pub(super) fn with_header_above(region: &Region, grid: &TextGrid, page_rows: &[TextRow<'_>]) -> Option<Region> {
    let table = &grid.table;
    let bbox = region.bbox;
    let is_value = |text: &str| is_numeric(text) && !is_year(text);
    let below = table.row(0).filter(|it| it.column > 0 && !it.text.is_blank());
    let (values, names): (Vec<_>, Vec<_>) = below.partition(|it| is_value(it.text.text()));
    let above = page_rows.partition_point(|it| it.center_y() < bbox.y0).checked_sub(1)?;
    let row = &page_rows[above];
    let inside: Vec<&Line> = row.pieces.iter().map(Cow::as_ref).filter(|it| bbox.x0 <= it.bbox.center_x()).collect();
    // Names of figures are set to the right and begin before them.
    let column = |it: &Line| columns_of(&table.boundaries, it.bbox.center_x(), it.bbox.center_x(), 0.0).0;
    let fits = inside.windows(2).all(|it| column(it[0]) < column(it[1]));
    let are_names = inside.iter().all(|it| !is_value(it.text.text()) && it.bbox.x1 <= bbox.x1 + it.size);
    let is_close = bbox.y0 - row.bbox.y1 <= HEADER_GAP * row.size;
    let has_none = values.len() > names.len();
    let is_over_values = has_none && inside.len() >= 2 && fits && 3 * inside.len() >= 2 * (table.column_count() - 1);
    let is_header = is_close && are_names && (is_over_values || heads_all(&inside, table));
    let top = page_rows[first_head(page_rows, above, &bbox, table.boundaries[1])].bbox.y0 - 0.5;
    let rules = std::iter::once(top).chain(region.rules.iter().copied()).collect();
    is_header.then(|| Region { bbox: Rect::new(bbox.x0, top, bbox.x1, bbox.y1), rules, ..region.clone() })
}

/// Whether a text stands over each column, and between what its neighbours hold: it heads that, whatever stands there.
fn heads_all(texts: &[&Line], table: &Table) -> bool {
    if texts.len() != table.column_count() || texts.len() < ALL_HEADS {
        return false;
    }
    let held = |column: usize| {
        let own = table.cells.iter().filter(move |it| it.column == column && it.column_span == 1);
        own.filter_map(|it| it.text.source()).map(|it| it.bbox)
    };
    texts.iter().enumerate().all(|(at, text)| {
        let before = at.checked_sub(1).into_iter().flat_map(held).map(|it| it.x1).fold(f64::NEG_INFINITY, f64::max);
        let behind = held(at + 1).map(|it| it.x0).fold(f64::INFINITY, f64::min);
        before <= text.bbox.x0 && text.bbox.x1 <= behind
    })
}

/// Lines of heads right above the first line of a table without rules: the region with them.
pub(super) fn with_heads_above(region: &Region, grid: &TextGrid, page_rows: &[TextRow<'_>]) -> Option<Region> {
    let bbox = region.bbox;
    let first = page_rows.partition_point(|it| it.center_y() < bbox.y0);
    let top = page_rows.get(first_head(page_rows, first, &bbox, grid.table.boundaries[1]))?.bbox.y0 - 0.5;
    (top < bbox.y0).then(|| Region { bbox: Rect::new(bbox.x0, top, bbox.x1, bbox.y1), ..region.clone() })
}

/// The first of the rows of heads that end with `row`: those above stand close, over columns behind the first, each text over the
/// beginning or the middle of one below.
fn first_head(page_rows: &[TextRow<'_>], row: usize, bbox: &Rect, first_column: f64) -> usize {
    let mut first = row;
    while let Some(above) = first.checked_sub(1) {
        let (upper, lower) = (&page_rows[above], &page_rows[first]);
        let is_close = lower.baseline - upper.baseline <= HEAD_LEADING * lower.size;
        let is_over = |it: &Cow<'_, Line>| {
            let below = lower.pieces.iter().map(|it| &it.bbox);
            let is_head = it.bbox.x0 >= first_column - it.size && it.bbox.x1 <= bbox.x1 + it.size;
            let text = it.text.text();
            is_head && (!is_numeric(text) || is_year(text)) && !text.starts_with(['（', '(']) && {
                let stands = |lower: &Rect| {
                    let (left, middle) = (it.bbox.x0 - lower.x0, it.bbox.center_x() - lower.center_x());
                    left.abs() <= HEAD_OFF * it.size || middle.abs() <= HEAD_OFF * it.size
                };
                below.into_iter().any(stands)
            }
        };
        if !is_close || !upper.pieces.iter().all(is_over) {
            break;
        }
        first = above;
    }
    first
}
