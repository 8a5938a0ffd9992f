//! Columns whose heads stand at their left walls and whose figures stand at their right ones.
//!
//! There a head may stand beside the figures of the column before, and no gap runs down through all rows. Each head then tells
//! where its column begins, if the figures say the same.

use super::pieces::TextRow;
use crate::base::Rect;

/// Characters further apart than this, in em, do not touch.
const WORD_GAP: f64 = 0.15;
/// What stands over a boundary by less than this, in em, stands before it.
const SLACK: f64 = 0.1;
/// Fewer heads say too little.
const MIN_HEADS: usize = 3;
/// Each column is filled in this share of the rows at least.
const FILLED: f64 = 0.5;

/// A start and an end.
type Span = (f64, f64);

/// The boundaries of columns that begin at their heads, where those that the gaps tell leave a column without its head, or part
/// one; `None` where the gaps say as much, or the texts of rows run over such boundaries.
pub(super) fn columns_at_heads(
    rows: &[TextRow<'_>],
    head_count: usize,
    bbox: &Rect,
    boundaries: &[f64],
) -> Option<Vec<f64>> {
    let (head, body) = rows.split_at(head_count.min(rows.len()));
    let lines: Vec<Vec<Span>> = head.iter().map(words).collect();
    let body: Vec<Vec<Span>> = body.iter().map(words).filter(|it| it.len() >= 2).collect();
    let size = rows.first()?.size;
    let stub = body.iter().filter_map(|it| it.first()).map(|it| it.0).fold(f64::INFINITY, f64::min);
    let behind_stub = |line: &Vec<Span>| line.iter().filter(|it| it.0 > stub + size).count();
    let line = lines.iter().max_by_key(|it| behind_stub(it))?;
    let heads = &line[line.len() - behind_stub(line)..];
    if heads.len() < MIN_HEADS || body.len() < 2 || fits(heads, &body, boundaries, size) {
        return None;
    }
    // The first heads may stand over the middles of their names. Each has its column.
    let mut found =
        (0..=heads.len() - MIN_HEADS).filter_map(|first| boundaries_at(&heads[first..], &body, bbox, boundaries, size));
    found.find(|it| it.len() > line.len())
}

/// The boundaries before heads, and those of the gaps before the first of them; `None` where texts run over them.
fn boundaries_at(heads: &[Span], body: &[Vec<Span>], bbox: &Rect, boundaries: &[f64], size: f64) -> Option<Vec<f64>> {
    if fits(heads, body, boundaries, size) {
        return None;
    }
    let mut found = boundaries_before(heads, body, bbox, size)?;
    let is_crossed = |x: f64| body.iter().flatten().any(|it| it.0 < x - SLACK * size && x + SLACK * size < it.1);
    let before = boundaries[1..boundaries.len() - 1].iter().copied().take_while(|it| *it < found[1] - size);
    let before: Vec<f64> = before.filter(|it| !is_crossed(*it)).collect();
    found.splice(1..1, before);
    fits(heads, body, &found, size).then_some(found)
}

/// The words of a row, from left to right.
fn words(row: &TextRow<'_>) -> Vec<Span> {
    let mut words: Vec<Span> = row.pieces.iter().flat_map(|it| it.text.parts(WORD_GAP * it.size)).collect();
    words.sort_by(|a, b| a.0.total_cmp(&b.0));
    words
}

/// Halfway between each head and what stands before it; `None` where that goes on beside the head.
fn boundaries_before(heads: &[Span], body: &[Vec<Span>], bbox: &Rect, size: f64) -> Option<Vec<f64>> {
    let mut found = vec![bbox.x0];
    for (at, head) in heads.iter().enumerate() {
        let beside = |it: &&Span| it.0 < head.0 - SLACK * size;
        let before = body.iter().flatten().filter(beside).map(|it| it.1);
        let before = before.chain(at.checked_sub(1).map(|it| heads[it].1)).fold(bbox.x0, f64::max);
        if before > head.0 + SLACK * size {
            return None;
        }
        let behind = body.iter().flatten().map(|it| it.0).filter(|it| (it - head.0).abs() <= SLACK * size);
        let start = behind.fold(head.0, f64::min);
        found.push((before.min(start) + start) / 2.0);
    }
    found.push(bbox.x1);
    Some(found)
}

/// Whether each column but the first has one head, is filled in most rows, and nothing runs over its sides.
fn fits(heads: &[Span], body: &[Vec<Span>], boundaries: &[f64], size: f64) -> bool {
    let column = |it: &Span| {
        let (first, last) = (it.0 + SLACK * size, it.1 - SLACK * size);
        let at = boundaries.partition_point(|it| *it <= first);
        (at == boundaries.partition_point(|it| *it <= last.max(first))).then_some(at)
    };
    let count = boundaries.len();
    if heads.len() + 1 >= count {
        return false;
    }
    let (mut headed, mut filled) = (vec![0; count + 1], vec![0; count + 1]);
    for head in heads {
        match column(head) {
            Some(at) => headed[at] += 1,
            None => return false,
        }
    }
    for row in body {
        let columns: Option<Vec<usize>> = row.iter().map(column).collect();
        let Some(mut columns) = columns else { return false };
        columns.dedup();
        columns.into_iter().for_each(|it| filled[it] += 1);
    }
    let is_filled = |it: &usize| *it as f64 >= FILLED * body.len() as f64;
    let first = count - heads.len();
    headed[first..count].iter().all(|it| *it == 1) && filled[first..count].iter().all(is_filled)
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn heads_at_the_left_of_columns_tell_them_from_figures_at_the_right() {
        check(
            &[
                "---------------------------------------------",
                "Name      R3          R4          R5         ",
                "---------------------------------------------",
                "North           1,345       7,344         222",
                "South                5                     12",
                "Islands     2,500,123   1,234,567   7,654,321",
                "---------------------------------------------",
            ],
            &[&[
                "Name | R3 | R4 | R5",
                "North | 1,345 | 7,344 | 222",
                "South | 5 |  | 12",
                "Islands | 2,500,123 | 1,234,567 | 7,654,321",
            ]],
        );
    }
}
