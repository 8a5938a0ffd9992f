//! Rows of text -> regions where several rows in a row leave the same gaps: tables without rules.

use super::pieces::TextRow;
use super::region::Region;
use crate::base::Rect;

/// Rows of one table follow each other at most this far, in em.
const PITCH: f64 = 3.2;
/// Rows with one piece (a wrapped line, a group heading) that may stand between two rows with several.
const MAX_SINGLE: usize = 3;
/// A table has at least this many rows with two pieces or more.
const MIN_ROWS: usize = 3;
/// Lines closer than this, in em, belong to cells side by side whose lines are set to the middle.
const CLOSE: f64 = 1.0;
/// A gap that runs down is at least this wide, in em.
const MIN_GAP: f64 = 0.4;

/// Runs of rows with common gaps, from top to bottom.
pub(super) fn rows_to_runs(rows: &[TextRow<'_>]) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        if rows[start].pieces.len() < 2 {
            start += 1;
            continue;
        }
        let mut gaps = gaps_of(&rows[start]);
        let (mut last, mut multi) = (start, 1);
        for index in start + 1..rows.len() {
            let pitch = rows[index].baseline - rows[index - 1].baseline;
            if pitch > PITCH * rows[index].size.max(rows[index - 1].size) || index - last > MAX_SINGLE + 1 {
                break;
            }
            if rows[index].pieces.len() < 2 {
                continue;
            }
            let common = common_gaps(&gaps, &gaps_of(&rows[index]), MIN_GAP * rows[index].size);
            // The spaces left and right of all text are gaps too; at least one more must be left.
            if common.len() < 3 {
                break;
            }
            (gaps, last, multi) = (common, index, multi + 1);
        }
        if multi >= MIN_ROWS {
            let (first, end) = with_wrapped_lines(rows, start, last);
            let bbox = Rect::union_all(rows[first..=end].iter().map(|it| &it.bbox)).unwrap_or_default();
            last = end;
            regions.push(Region {
                bbox: bbox.grown(0.5),
                rules: Vec::new(),
                spanners: Vec::new(),
                columns: Vec::new(),
            });
            start = last + 1;
        } else {
            start += 1;
        }
    }
    regions
}

/// First and last row with the lines that stand so close above or below that they belong to cells of these rows.
fn with_wrapped_lines(rows: &[TextRow<'_>], first: usize, last: usize) -> (usize, usize) {
    let close = |above: usize| rows[above + 1].baseline - rows[above].baseline <= CLOSE * rows[above].size;
    let single = |row: usize| rows[row].pieces.len() == 1;
    let (mut first, mut last) = (first, last);
    while first > 0 && single(first - 1) && close(first - 1) {
        first -= 1;
    }
    while last + 1 < rows.len() && single(last + 1) && close(last) {
        last += 1;
    }
    (first, last)
}

/// Where a row leaves space: before, between and behind its pieces.
fn gaps_of(row: &TextRow<'_>) -> Vec<(f64, f64)> {
    let ends = std::iter::once(f64::NEG_INFINITY).chain(row.pieces.iter().map(|it| it.bbox.x1));
    let starts = row.pieces.iter().map(|it| it.bbox.x0).chain(std::iter::once(f64::INFINITY));
    ends.zip(starts).collect()
}

/// The parts of gaps that lie in both lists, from left to right.
fn common_gaps(first: &[(f64, f64)], second: &[(f64, f64)], least: f64) -> Vec<(f64, f64)> {
    let (mut a, mut b) = (0, 0);
    let mut common = Vec::new();
    while a < first.len() && b < second.len() {
        let (start, end) = (first[a].0.max(second[b].0), first[a].1.min(second[b].1));
        if end - start >= least {
            common.push((start, end));
        }
        if first[a].1 < second[b].1 { a += 1 } else { b += 1 }
    }
    common
}
