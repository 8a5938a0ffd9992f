//! Rows of text -> columns: the gaps that run down through most rows.

use std::borrow::Cow;

use super::Line;
use super::characters::is_numeral;
use super::pieces::{TextRow, is_numeric, split_piece};
use crate::base::Rect;

/// Rows with fewer pieces than this share of the fullest row do not say where the columns are.
const FULL_ROW: f64 = 0.6;
/// A gap between columns is at least this wide, in em.
const MIN_GAP: f64 = 0.2;
/// Texts of a column are aligned on the left when this share of them begin at one x; its boundary stands so far before it, in em.
const ALIGNED: f64 = 0.6;
const BESIDE: f64 = 0.4;
/// The number before a list item is narrower than this, in em.
const LABEL: f64 = 2.6;
/// Narrow gaps count where at least this many rows agree.
const ALIGNED_ROWS: usize = 8;
/// Two figures in so many rows tell a column where they are this far apart, in em.
const FIGURE_ROWS: usize = 3;
const FIGURE_GAP: f64 = 0.25;
/// Figures set to the left begin at one x within this, in em.
const EXACT: f64 = 0.05;
/// What stands in a figure beside its digits.
const FIGURE: &str = ".,%()-−+±△▲*";
/// Characters further apart than this, in em, do not touch.
const WORD_GAP: f64 = 0.15;
/// From this many rows on, one row in twenty, and one more, may run over a gap.
const MANY_ROWS: usize = 4;

/// x of the column boundaries, ascending, the sides of `bbox` first and last. Vertical rules (`hard`) decide where in a gap its
/// boundary lies.
pub(super) fn rows_to_columns(rows: &[TextRow<'_>], bbox: &Rect, hard: &[f64]) -> Vec<f64> {
    let most = rows.iter().map(|it| it.pieces.len()).max().unwrap_or(0);
    let full: Vec<&TextRow<'_>> =
        rows.iter().filter(|it| it.pieces.len() >= 2 && it.pieces.len() as f64 >= FULL_ROW * most as f64).collect();
    let allowed = if full.len() >= MANY_ROWS { 1 + full.len() / 20 } else { 0 };
    let size = median(full.iter().map(|it| it.size).collect());
    let spans = |rows: &[&TextRow<'_>]| -> Vec<(f64, f64)> {
        rows.iter().flat_map(|row| row.pieces.iter().map(|it| (it.bbox.x0, it.bbox.x1))).collect()
    };
    let spans = spans(&full);
    let clear = free_intervals(&spans, 0);
    let mut gaps: Vec<(f64, f64)> = free_intervals(&spans, allowed);
    gaps.retain(|(start, end)| end - start >= MIN_GAP * size);
    for gap in &mut gaps {
        // Where no row runs over the gap, the boundary stands there.
        let inside = clear.iter().filter(|it| gap.0 <= it.0 && it.1 <= gap.1 && it.1 - it.0 >= MIN_GAP * size);
        if let Some(widest) = inside.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0))) {
            *gap = *widest;
        }
    }
    let [aligned, between_figures] = narrow_gaps(&full, &gaps, allowed, size);
    gaps.extend(aligned);
    gaps.extend(gap_behind_labels(rows, &full, size));
    gaps.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut gaps = without_empty_columns(gaps, &spans);
    gaps.extend(between_figures);
    gaps.sort_by(|a, b| a.0.total_cmp(&b.0));
    let gaps = split_by_sparse_columns(gaps, rows, size);
    let mut boundaries = vec![bbox.x0];
    for (start, end) in gaps {
        let rule = hard.iter().find(|it| (start - 1.0..=end + 1.0).contains(it));
        // Where the texts behind the gap begin at one x, whatever stands before it is text of the column before that ran on.
        let aligned = full.iter().filter(|row| begins_at(row, end, size)).count() as f64 >= ALIGNED * full.len() as f64;
        let beside = if aligned { f64::max(end - BESIDE * size, (start + end) / 2.0) } else { (start + end) / 2.0 };
        boundaries.push(rule.copied().unwrap_or(beside));
    }
    boundaries.push(bbox.x1);
    boundaries
}

/// The gap behind labels that stand left of the full rows, on lines of their own: the names of groups of rows. A header
/// may stand above them.
fn gap_behind_labels(rows: &[TextRow<'_>], full: &[&TextRow<'_>], size: f64) -> Option<(f64, f64)> {
    let mut starts: Vec<f64> = full.iter().map(|it| it.bbox.x0).collect();
    starts.sort_by(f64::total_cmp);
    // One row of them is the header.
    let left = *starts.get(1)?;
    let before = |it: &&f64| **it < left - size;
    let head_ends: Vec<f64> =
        full.iter().map(|it| it.pieces[0].bbox).filter(|it| it.x0 < left - size).map(|it| it.x1).collect();
    if starts.iter().filter(before).count() > 1 || head_ends.iter().any(|it| *it + MIN_GAP * size > left) {
        return None;
    }

    // The numbers beside a chart are those of its axis.
    let is_label = |it: &&TextRow<'_>| it.pieces.len() == 1 && !is_numeric(it.pieces[0].text.text());
    let labels = rows.iter().filter(is_label).map(|it| it.bbox.x1).filter(|it| it + size <= left);
    let (count, end) = labels.fold((0, f64::NEG_INFINITY), |(count, end), it| (count + 1, end.max(it)));
    (count >= 2).then(|| (head_ends.into_iter().fold(end, f64::max), left))
}

/// Of two gaps with no text wholly between them only the wider one parts columns: one text ran over the first, another began in
/// the second.
fn without_empty_columns(gaps: Vec<(f64, f64)>, spans: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::with_capacity(gaps.len());
    for gap in gaps {
        match kept.last_mut() {
            Some(before) if !spans.iter().any(|it| before.0 <= it.0 && it.1 <= gap.1) => {
                if gap.1 - gap.0 > before.1 - before.0 {
                    *before = gap;
                }
            }
            _ => kept.push(gap),
        }
    }
    kept
}

/// Gaps too narrow to part a line into pieces: those behind which most of many rows begin anew at the same x, and those
/// between two figures.
fn narrow_gaps(full: &[&TextRow<'_>], gaps: &[(f64, f64)], allowed: usize, size: f64) -> [Vec<(f64, f64)>; 2] {
    if full.len() < FIGURE_ROWS {
        return [Vec::new(), Vec::new()];
    }
    let rows: Vec<Vec<(f64, f64)>> =
        full.iter().map(|row| row.pieces.iter().flat_map(|it| it.text.parts(WORD_GAP * size)).collect()).collect();
    let words: Vec<(f64, f64)> = rows.iter().flatten().copied().collect();
    let mut narrow = free_intervals(&words, allowed);
    narrow.retain(|gap| gaps.iter().all(|it| it.1 <= gap.0 || gap.1 <= it.0));
    let begun: Vec<(f64, f64)> = narrow.iter().copied().filter(|it| begins_figures(full, *it, size)).collect();
    narrow.retain(|gap| gap.1 - gap.0 >= MIN_GAP * size && !begun.contains(gap));
    let (mut between_figures, others): (Vec<_>, Vec<_>) =
        narrow.into_iter().partition(|gap| parts_figures(full, *gap, size));
    between_figures.extend(begun);
    let is_aligned = |gap: &(f64, f64)| full.len() >= ALIGNED_ROWS && begins_most_rows(&rows, *gap, size);
    [others.into_iter().filter(is_aligned).collect(), between_figures]
}

/// Whether most rows begin anew behind a gap, and not behind the numbers of a list.
fn begins_most_rows(rows: &[Vec<(f64, f64)>], gap: (f64, f64), size: f64) -> bool {
    let (mut begin, mut numbered) = (0, 0);
    for row in rows {
        let starts = |it: &(f64, f64)| (gap.1 - 0.1 * size..gap.1 + 0.3 * size).contains(&it.0);
        let Some(at) = row.iter().position(starts) else { continue };
        begin += 1;
        let label = at.checked_sub(1).map(|before| row[before]);
        numbered += usize::from(label.is_some_and(|it| it.1 - it.0 < LABEL * size && row[at].0 - it.1 < size));
    }
    2 * begin >= rows.len() && 2 * numbered < begin
}

/// Whether a gap parts two figures in most rows (`345 15.5`), and not the thousands of one (`1 345`).
fn parts_figures(full: &[&TextRow<'_>], gap: (f64, f64), size: f64) -> bool {
    let x = (gap.0 + gap.1) / 2.0;
    let (mut pairs, mut thousands) = (0, 0);
    for row in full {
        let parts = row.pieces.iter().map(|it| it.text.split_at_x(x)).collect::<Vec<_>>();
        let left = parts.iter().rev().find_map(|it| it.0.text().split_whitespace().next_back());
        let right = parts.iter().find_map(|it| it.1.text().split_whitespace().next());
        let (Some(left), Some(right)) = (left, right) else { continue };
        if is_figure(left) && is_figure(right) {
            pairs += 1;
            let group = right.chars().take_while(char::is_ascii_digit).count() == 3;
            thousands += usize::from(group && left.chars().all(|it| it.is_ascii_digit() || "-−△+".contains(it)));
        }
    }
    gap.1 - gap.0 >= FIGURE_GAP * size && pairs >= FIGURE_ROWS && 2 * pairs >= full.len() && 2 * thousands < pairs
}

/// Whether figures begin behind a gap at one x in nearly all rows, as those set to the left do beside names that fill their column.
fn begins_figures(full: &[&TextRow<'_>], gap: (f64, f64), size: f64) -> bool {
    let begins = |row: &&&TextRow<'_>| {
        row.pieces.iter().any(|it| {
            let (before, behind) = it.text.split_at_x(gap.1 - EXACT * size);
            // Between Latin words and figures that is a space.
            let is_space = before.text().trim_end().ends_with(|it: char| it.is_ascii());
            let starts = behind.character_boxes().next().is_some_and(|it| (it.x0 - gap.1).abs() <= EXACT * size);
            starts && !is_space && behind.text().trim_start().starts_with(is_numeral)
        })
    };
    full.len() >= FIGURE_ROWS && 5 * full.iter().filter(begins).count() >= 4 * full.len()
}

/// A number without a letter; `Q1` and years with their names are words.
fn is_figure(text: &str) -> bool {
    text.contains(|it: char| it.is_ascii_digit()) && text.chars().all(|it| it.is_ascii_digit() || FIGURE.contains(it))
}

fn begins_at(row: &TextRow<'_>, x: f64, size: f64) -> bool {
    row.pieces.iter().any(|it| (it.bbox.x0 - x).abs() <= 0.2 * size)
}

/// Intervals between the first start and the last end that at most `allowed` spans cover.
fn free_intervals(spans: &[(f64, f64)], allowed: usize) -> Vec<(f64, f64)> {
    // A span without width covers nothing.
    let wide = spans.iter().filter(|(start, end)| start < end);
    let mut events: Vec<(f64, bool)> = wide.flat_map(|(start, end)| [(*start, true), (*end, false)]).collect();
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut depth, mut open, mut seen) = (0_usize, None, false);
    let mut free = Vec::new();
    for (x, starts) in events {
        if starts {
            depth += 1;
            if depth == allowed + 1 {
                if let (Some(start), true) = (open.take(), seen) {
                    free.push((start, x));
                }
                seen = true;
            }
        } else {
            if depth == allowed + 1 {
                open = Some(x);
            }
            depth -= 1;
        }
    }
    free
}

/// A column that few rows fill stands wholly inside a gap: two such pieces part the gap in two.
fn split_by_sparse_columns(gaps: Vec<(f64, f64)>, rows: &[TextRow<'_>], size: f64) -> Vec<(f64, f64)> {
    let mut inside: Vec<Vec<(f64, f64)>> = vec![Vec::new(); gaps.len()];
    for piece in rows.iter().filter(|it| it.pieces.len() >= 2).flat_map(|it| &it.pieces) {
        let gap = gaps.partition_point(|it| it.1 < piece.bbox.x1);
        if gap < gaps.len() && gaps[gap].0 <= piece.bbox.x0 {
            inside[gap].push((piece.bbox.x0, piece.bbox.x1));
        }
    }
    let mut split = Vec::new();
    for (gap, pieces) in gaps.into_iter().zip(inside) {
        let start = pieces.iter().map(|it| it.0).fold(f64::INFINITY, f64::min);
        let end = pieces.iter().map(|it| it.1).fold(f64::NEG_INFINITY, f64::max);
        if pieces.len() >= 2 && start - gap.0 >= MIN_GAP * size && gap.1 - end >= MIN_GAP * size {
            split.extend([(gap.0, start), (end, gap.1)]);
        } else {
            split.push(gap);
        }
    }
    split
}

/// Parts pieces that run over a boundary at a space, but for those of `bands`.
pub(super) fn split_rows(rows: &mut [TextRow<'_>], boundaries: &[f64], bands: &[bool]) {
    for (row, _) in rows.iter_mut().zip(bands).filter(|it| !*it.1) {
        let mut index = 0;
        while index < row.pieces.len() {
            let bbox = row.pieces[index].bbox;
            let crossed = boundaries.iter().filter(|it| bbox.x0 < **it && **it < bbox.x1);
            let parts = crossed.copied().find_map(|x| split_piece(&row.pieces[index], x));
            if let Some((left, right)) = parts {
                row.pieces[index] = Cow::Owned(left);
                row.pieces.insert(index + 1, Cow::Owned(right));
            }
            index += 1;
        }
    }
}

/// First and last column that an extent covers by more than `slack` points, or the one in which its middle lies.
pub(super) fn columns_of(boundaries: &[f64], x0: f64, x1: f64, slack: f64) -> (usize, usize) {
    let last = boundaries.len() - 2;
    let field = |x: f64| boundaries.partition_point(|it| *it <= x).saturating_sub(1).min(last);
    let (first, end) = (field(x0 + slack), field(x1 - slack));
    if first <= end { (first, end) } else { (field((x0 + x1) / 2.0), field((x0 + x1) / 2.0)) }
}

/// The column that a text of one cell belongs to: the first one that it covers, unless less than a quarter of it stands there, as
/// with centred text that is wider than its column.
pub(super) fn column_of(boundaries: &[f64], text: &Line) -> usize {
    let Rect { x0, x1, .. } = text.bbox;
    let (first, last) = columns_of(boundaries, x0, x1, 0.3 * text.size);
    if first < last && boundaries[first + 1] - x0 < 0.25 * (x1 - x0) { first + 1 } else { first }
}

/// The median; 10 points for none.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(10.0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn two_figures_close_together_are_two_columns() {
        check(
            &[
                "----------------------------",
                "Place       Sum Rate   Rank ",
                "----------------------------",
                "North       345 15.5      1 ",
                "South     1,345  7.1      2 ",
                "Islands      12 21.0      3 ",
                "----------------------------",
            ],
            &[&[
                "Place | Sum Rate>2 | Rank",
                "North | 345 | 15.5 | 1",
                "South | 1,345 | 7.1 | 2",
                "Islands | 12 | 21.0 | 3",
            ]],
        );
    }

    #[test]
    fn thousands_after_a_space_are_one_figure() {
        check(
            &[
                "-----------------------",
                "Place       Sum   Rank ",
                "-----------------------",
                "North    12 345      1 ",
                "South     1 345      2 ",
                "Islands   4 112      3 ",
                "-----------------------",
            ],
            &[&["Place | Sum | Rank", "North | 12  345 | 1", "South | 1  345 | 2", "Islands | 4  112 | 3"]],
        );
    }
}
