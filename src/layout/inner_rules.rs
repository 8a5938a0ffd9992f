//! Rows that rules over a part of the width part: a group stands in front of them, in one cell beside all of its rows.

use std::borrow::Cow;

use super::Line;
use super::bands::zone;
use super::body::zones_are_rows;
use super::columns::column_of;
use super::edges::Edge;
use super::pieces::TextRow;
use super::region::Region;
use super::wrapped::BodyCell;
use crate::pdf::Axis;

/// A rule inside the body covers at least this share of the width; shorter ones stand above sums.
const SHARE: f64 = 0.4;
/// It ends where the table does, within this, in points.
const SAME_END: f64 = 5.0;
/// Rules beside the groups begin at one x within this, in points.
const SAME_START: f64 = 2.0;
/// A boundary within this, in em, is that at which they begin.
const NEAR: f64 = 1.0;
/// Characters further apart than this, in em, are of two words.
const WORD_GAP: f64 = 0.15;
/// What reaches over a rule's start by less than this, in em, stands before it.
const SLACK: f64 = 0.1;
/// So many of them part rows.
const MIN_RULES: usize = 2;

/// A rule of the body.
struct Wall {
    y: f64,
    start: f64,
    end: f64,
}

/// The cells below the header, and where each row begins, with the foot; `None` where no rules part the rows of groups so, or where
/// what stands between two of them is not one row.
pub(super) fn lines_to_grouped_rows(
    body: &[TextRow<'_>],
    boundaries: &[f64],
    region: &Region,
) -> Option<(Vec<BodyCell>, Vec<f64>)> {
    let top = body.first()?.bbox.y0;
    let inner: Vec<&Edge> = region.spanners.iter().filter(|it| it.position > top && parts_rows(it, region)).collect();
    if inner.len() < MIN_RULES {
        return None;
    }

    let mut walls: Vec<Wall> = inner.iter().map(|it| Wall { y: it.position, start: it.start, end: it.end }).collect();
    walls.extend(region.rules.iter().map(|it| Wall { y: *it, start: region.bbox.x0, end: region.bbox.x1 }));
    walls.sort_by(|a, b| a.y.total_cmp(&b.y));
    let rules: Vec<f64> = walls.iter().map(|it| it.y).collect();
    let zones: Vec<usize> = body.iter().map(|row| zone(&rules, row)).collect();
    if !zones_are_rows(body, boundaries, &zones) {
        return None;
    }

    // The rows are the zones that hold text; each column has a wall where a rule covers it.
    let mut rows: Vec<usize> = zones.clone();
    rows.dedup();
    let begins =
        |at: usize, x: f64| at == 0 || walls[rows[at - 1]..rows[at]].iter().any(|it| it.start <= x && x <= it.end);
    let mut cells: Vec<BodyCell> = Vec::new();
    for column in 0..boundaries.len() - 1 {
        let x = (boundaries[column] + boundaries[column + 1]) / 2.0;
        let starts: Vec<usize> = (0..rows.len()).filter(|at| begins(*at, x)).collect();
        let ends = starts.iter().skip(1).copied().chain([rows.len()]);
        for (start, end) in starts.iter().copied().zip(ends) {
            let is_inside = |zone: usize| rows[start] <= zone && zone <= rows[end - 1];
            let within = body.iter().zip(&zones).filter(|it| is_inside(*it.1)).flat_map(|it| &it.0.pieces);
            let own = within.filter(|it| column_of(boundaries, it) == column);
            let lines: Vec<Line> = own.map(|it: &Cow<'_, Line>| it.clone().into_owned()).collect();
            if !lines.is_empty() || end - start > 1 {
                cells.push(BodyCell { row: start, row_span: end - start, column, column_span: 1, lines });
            }
        }
    }
    cells.sort_by_key(|it| (it.row, it.column));

    let top_of = |row: usize| rules.get(row.wrapping_sub(1)).copied().unwrap_or(region.bbox.y0);
    let tops = rows.iter().map(|it| top_of(*it)).chain([region.bbox.y1]).collect();
    Some((cells, tops))
}

/// The boundaries with those where rules of the body begin, which no word runs over: groups end there.
pub(super) fn boundaries_at_inner_rules(mut boundaries: Vec<f64>, rows: &[TextRow<'_>], region: &Region) -> Vec<f64> {
    let starts: Vec<f64> = region.spanners.iter().filter(|it| parts_rows(it, region)).map(|it| it.start).collect();
    for start in starts.iter().copied() {
        let is_shared = starts.iter().filter(|it| (*it - start).abs() <= SAME_START).count() >= MIN_RULES;
        let size = rows.first().map_or(0.0, |it| it.size);
        let runs_over = |row: &TextRow<'_>| {
            let words = row.pieces.iter().flat_map(|it| it.text.parts(WORD_GAP * it.size));
            words.into_iter().any(|it| it.0 + SLACK * size < start && start < it.1 - SLACK * size)
        };
        if !is_shared || rows.iter().any(runs_over) {
            continue;
        }

        let last = boundaries.len() - 1;
        match boundaries[1..last].iter_mut().find(|it| (**it - start).abs() <= f64::max(NEAR * size, SAME_START)) {
            Some(near) => *near = start,
            None => {
                boundaries.push(start);
                boundaries.sort_by(f64::total_cmp);
            }
        }
    }
    boundaries
}

/// Whether a rule goes from inside the table to its right side.
fn parts_rows(rule: &Edge, region: &Region) -> bool {
    let bbox = &region.bbox;
    rule.axis == Axis::Horizontal
        && rule.end >= bbox.x1 - SAME_END
        && rule.start > bbox.x0 + SAME_END
        && rule.end - rule.start >= SHARE * bbox.width()
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;
    use crate::base::Rect;

    #[test]
    fn rules_beside_a_group_part_its_rows() {
        check(
            &[
                "------------------------------------",
                "Goal      Measure    Office   Grade ",
                "------------------------------------",
                "Goal one  Watching   Water    A     ",
                "of the    --------------------------",
                "plan      Changing   Sewer    B     ",
                "          --------------------------",
                "          Looking    Water    C     ",
                "------------------------------------",
                "Goal two  Helping    School   A     ",
                "          --------------------------",
                "          Teaching   School   B     ",
                "------------------------------------",
            ],
            &[&[
                "Goal | Measure | Office | Grade",
                "Goal one of the plan^3 | Watching | Water | A",
                "Changing | Sewer | B",
                "Looking | Water | C",
                "Goal two^2 | Helping | School | A",
                "Teaching | School | B",
            ]],
        );
    }

    #[test]
    fn a_column_begins_where_the_rules_beside_its_groups_do() {
        let rule = |start: f64, y: f64| Edge { axis: Axis::Horizontal, position: y, start, end: 100.0 };
        let at = |spanners: Vec<Edge>| {
            let bbox = Rect::new(0.0, 0.0, 100.0, 50.0);
            let region = Region { bbox, rules: vec![0.0, 50.0], spanners, columns: Vec::new() };
            boundaries_at_inner_rules(vec![0.0, 100.0], &[], &region)
        };
        assert_eq!(at(vec![rule(30.0, 20.0), rule(30.5, 30.0)]), [0.0, 30.5, 100.0]);
        // One rule alone may stand above a sum.
        assert_eq!(at(vec![rule(30.0, 20.0)]), [0.0, 100.0]);
        assert_eq!(at(vec![rule(80.0, 20.0), rule(80.0, 30.0)]), [0.0, 100.0]);
    }
}
