//! Headings inside a table: a text alone between two rules, over several columns.

use super::pieces::TextRow;

/// A band stands in a table of at least this many boundaries: one of three columns may hold long names.
const MIN_BAND: usize = 4;

/// For each row whether it is a band: the only text between two rules, which begins in the first column and runs on over the next.
pub(super) fn bands(rows: &[TextRow<'_>], boundaries: &[f64], rules: &[f64]) -> Vec<bool> {
    let zones: Vec<usize> = rows.iter().map(|row| zone(rules, row)).collect();
    let band = |(index, row): (usize, &TextRow<'_>)| is_alone(&zones, index) && is_band(row, boundaries);
    rows.iter().enumerate().map(band).collect()
}

/// Whether no other row stands between the same rules.
pub(super) fn is_alone(zones: &[usize], index: usize) -> bool {
    zones.iter().filter(|it| **it == zones[index]).count() == 1
}

pub(super) fn is_band(row: &TextRow<'_>, boundaries: &[f64]) -> bool {
    let [piece] = row.pieces.as_slice() else { return false };
    piece.bbox.x0 < boundaries[1] && boundaries[1] + piece.size < piece.bbox.x1 && boundaries.len() > MIN_BAND
}

/// Below how many rules a row stands.
pub(super) fn zone(rules: &[f64], row: &TextRow<'_>) -> usize {
    rules.partition_point(|it| *it < row.center_y())
}
