//! Columns whose heads stand at their left walls and whose figures stand at their right ones.
//!
//! There a head may stand beside the figures of the column before, and no gap runs down through all rows. Each head then tells
//! where its column begins, if the figures say the same.

use super::Line;
use super::edges::Edge;
use super::pieces::TextRow;
use crate::base::Rect;
use crate::pdf::Axis;

/// Characters further apart than this, in em, do not touch.
const WORD_GAP: f64 = 0.15;
/// What stands over a boundary by less than this, in em, stands before it.
const SLACK: f64 = 0.1;
/// A rule belongs to the head above it within this, in em.
const UNDER: f64 = 1.5;
/// Lines of one head follow each other at most this far, in em.
const LEADING: f64 = 1.6;
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
    // One gap may run through a column; where several fell away, heads of another level stood in other lines.
    found.find(|it| it.len() > line.len() && it.len() + 1 >= boundaries.len())
}

/// Moves boundaries out of the heads that they run through, as far as the gap between the texts below reaches: heads over the middles
/// of their columns are wider than the figures at their right sides.
///
/// A head over a rule of its own, and one beside a column that nothing else heads, may stand over both.
pub(super) fn move_beside_heads(boundaries: &mut [f64], rows: &[TextRow<'_>], head_count: usize, spanners: &[Edge]) {
    let (head, body) = rows.split_at(head_count.min(rows.len()));
    let heads: Vec<&Line> = head.iter().flat_map(|it| &it.pieces).map(|it| &**it).collect();
    let texts: Vec<&Rect> =
        body.iter().filter(|it| it.pieces.len() > 1).flat_map(|it| &it.pieces).map(|it| &it.bbox).collect();
    for at in 1..boundaries.len().saturating_sub(1) {
        let x = boundaries[at];
        let left = texts.iter().map(|it| it.x1).filter(|it| *it <= x).fold(boundaries[at - 1], f64::max);
        let right = texts.iter().map(|it| it.x0).filter(|it| *it >= x).fold(boundaries[at + 1], f64::min);
        let crosses = |it: &&&Line| {
            let slack = SLACK * it.size;
            it.bbox.x0 + slack < x && x < it.bbox.x1 - slack
        };
        let mut crossing = heads.iter().filter(crosses);
        let (Some(one), None) = (crossing.next(), crossing.next()) else { continue };
        if texts.iter().any(|it| it.x0 < x && x < it.x1) || is_over_rule(one, x, spanners) {
            continue;
        }

        // It is that of the side on which more of it stands, where another heads the other side.
        let is_right = one.bbox.center_x() > x;
        let (start, end) = if is_right { (boundaries[at - 1], left) } else { (right, boundaries[at + 1]) };
        let heads_it = |it: &&&Line| {
            !std::ptr::eq(**it, *one)
                && it.bbox.x0 < end
                && start < it.bbox.x1
                && (it.bbox.center_y() <= one.bbox.y1
                    || is_headed_by_rule(&heads, it, start, end, spanners)
                    || stands_beside_lines(&heads, one, it))
        };
        let others: Vec<&&Line> = heads.iter().filter(heads_it).collect();
        let moved = match is_right {
            true => {
                let before = others.iter().map(|it| it.bbox.x1).fold(left, f64::max);
                (before + SLACK * one.size < one.bbox.x0).then(|| (before + one.bbox.x0) / 2.0)
            }
            false => {
                let behind = others.iter().map(|it| it.bbox.x0).fold(right, f64::min);
                (one.bbox.x1 + SLACK * one.size < behind).then(|| (one.bbox.x1 + behind) / 2.0)
            }
        };
        if let Some(moved) = moved.filter(|_| !others.is_empty()) {
            boundaries[at] = moved;
        }
    }
}

/// Whether a head stands beside the middle of two lines, `one` and the next below it: these are one head then.
fn stands_beside_lines(heads: &[&Line], one: &Line, head: &Line) -> bool {
    let is_next = |it: &&&Line| {
        let pitch = it.baseline - one.baseline;
        let is_centred = (it.bbox.center_x() - one.bbox.center_x()).abs() <= 0.5 * one.size;
        0.0 < pitch && pitch <= LEADING * one.size && is_centred
    };
    heads.iter().filter(is_next).any(|it| {
        let middle = (one.bbox.center_y() + it.bbox.center_y()) / 2.0;
        (head.bbox.center_y() - middle).abs() <= 0.3 * one.size
    })
}

/// Whether a rule below a head runs over `x` too: the head stands over all of the rule.
fn is_over_rule(head: &Line, x: f64, spanners: &[Edge]) -> bool {
    let is_below = |it: &Edge| (-0.3 * head.size..UNDER * head.size).contains(&(it.position - head.bbox.y1));
    spanners.iter().any(|it| it.axis == Axis::Horizontal && is_below(it) && it.start < x && x < it.end)
}

/// Whether a head stands below one that a rule spreads over its column.
fn is_headed_by_rule(heads: &[&Line], head: &Line, start: f64, end: f64, spanners: &[Edge]) -> bool {
    let middle = (start + end) / 2.0;
    heads.iter().any(|it| it.bbox.y1 <= head.bbox.y0 && is_over_rule(it, middle, spanners))
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

    #[test]
    fn a_head_wider_than_its_figures_moves_the_boundary() {
        check(
            &[
                "---------------------------------------------------------",
                "Name      Unit       Fiscal R5                           ",
                "                                   2007    2008    2009  ",
                "---------------------------------------------------------",
                "North     km             1,345    7,344    1,145   1,244 ",
                "South     km             2,325    1,412    1,815   2,224 ",
                "Islands   km             2,500    1,567    1,125   1,214 ",
                "---------------------------------------------------------",
            ],
            &[&[
                "Name | Unit | Fiscal R5 | 2007 | 2008 | 2009",
                "North | km | 1,345 | 7,344 | 1,145 | 1,244",
                "South | km | 2,325 | 1,412 | 1,815 | 2,224",
                "Islands | km | 2,500 | 1,567 | 1,125 | 1,214",
            ]],
        );
    }

    #[test]
    fn a_text_alone_between_rules_is_a_band() {
        check(
            &[
                "-------------------------------------",
                "No  Name      Office    R5      R6   ",
                "-------------------------------------",
                "Part one of the whole plan           ",
                "-------------------------------------",
                "1   North     Roads      345    7,344",
                "-------------------------------------",
                "2   South     Roads        5       12",
                "-------------------------------------",
                "3   Islands   Water      500    1,567",
                "-------------------------------------",
            ],
            &[&[
                "No | Name | Office | R5 | R6",
                "Part one of the whole plan>5",
                "1 | North | Roads | 345 | 7,344",
                "2 | South | Roads | 5 | 12",
                "3 | Islands | Water | 500 | 1,567",
            ]],
        );
    }
}
