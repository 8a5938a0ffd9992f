//! Which of the grids that a region allows explains its text, and how sure that is.

use super::text_grid::{Evidence, TextGrid};
use super::{Measure, Reason, Table, TableKind};

/// Below this a ruled grid is a drawing and its text is read as lines.
pub(super) const MIN_RULED_CONFIDENCE: f64 = 0.55;
/// Below this a grid is text in columns, a list or a drawing. Over the tables of the ICDAR half and of the Japanese set true ones
/// lie above 0.75.
pub(super) const MIN_CONFIDENCE: f64 = 0.7;

/// A grid in which fewer fields are filled is a chart with its axes.
const MIN_FILLED: f64 = 0.25;

/// Columns that more text runs over are no columns.
const MIN_CLEAN: f64 = 0.75;

/// How sure it is that a region between rules is a table.
pub(super) fn half_ruled_confidence(grid: &TextGrid, rule_count: usize) -> f64 {
    let it = &grid.evidence;
    let listed = it.marks > 0.8 && it.columns == 2;
    let charted = it.filled < MIN_FILLED;
    let boxed = it.zones < 2 && it.numeric < 0.3;
    if it.body_rows == 0 || it.clean < MIN_CLEAN || listed || charted || boxed {
        return 0.0;
    }
    0.3 * it.multi + 0.2 * it.clean + 0.2 * it.short + 0.15 * rule_share(rule_count) + 0.15 * it.filled
}

/// How sure it is that a ruled grid that lacks walls is the table that its text shows.
pub(super) fn regridded_confidence(grid: &TextGrid, rule_count: usize) -> f64 {
    let it = &grid.evidence;
    if it.clean < 0.9 || it.multi < 0.6 || it.body_rows < 2 || it.numeric < 0.3 {
        return 0.0;
    }
    half_ruled_confidence(grid, rule_count.max(3))
}

/// How sure it is that lines with common gaps are a table.
pub(super) fn ruleless_confidence(grid: &TextGrid) -> f64 {
    let it = &grid.evidence;
    if it.body_rows < 2 || it.clean < MIN_CLEAN || it.marks > 0.5 || it.filled < MIN_FILLED || !has_values(it) {
        return 0.0;
    }
    0.25 * it.multi + 0.2 * it.clean + 0.2 * it.short + 0.2 * it.codes + 0.15 * it.filled
}

/// The table of a grid, with what it was chosen for.
pub(super) fn chosen(grid: TextGrid, kind: TableKind, rule_count: usize, confidence: f64) -> Table {
    let it = &grid.evidence;
    let measures = [
        (Measure::SeveralColumns, it.multi),
        (Measure::InColumn, it.clean),
        (Measure::Short, it.short),
        (Measure::Codes, it.codes),
        (Measure::FilledCells, it.filled),
        (Measure::Rules, rule_share(rule_count)),
    ];
    let reasons = measures.map(|(measure, share)| Reason { measure, share }).to_vec();
    Table { confidence, kind, reasons, ..grid.table }
}

fn rule_share(rule_count: usize) -> f64 {
    (rule_count as f64 / 4.0).min(1.0)
}

/// Without rules a table of two columns is known by its numbers, and one of more by numbers and short codes, or by many rows
/// of short texts with hardly a field left out.
fn has_values(it: &Evidence) -> bool {
    if it.numeric < 0.5 && it.body_rows < 4 && it.filled < 1.0 {
        // Formulas and places for signatures.
        return false;
    }
    if it.columns == 2 {
        it.numeric >= 0.7 && it.short > 0.6 && it.filled >= 0.6
    } else {
        it.codes >= 0.5 || (it.short > 0.9 && it.filled >= 0.8 && it.body_rows >= 4)
    }
}
