//! Filled boxes -> the walls that their sides are.
//!
//! Slides, magazines and styled sheets set tables as boxes of colour side by side, with white or no lines between them.

use super::edges::{Edge, REACH};
use super::tiled::{TiledHeader, tiled_headers};
use crate::base::Rect;
use crate::pdf::{Axis, Ruling};

/// Boxes of one row begin and end within this many points of each other.
const SAME_SIDE: f64 = 1.0;
/// Neighbouring boxes are at most this far apart, in points: white lines between cells are up to 3 points wide.
const BESIDE: f64 = 3.2;
/// A box stands on a rule within this many points.
const ON_RULE: f64 = 2.0;
/// Smaller boxes, in points, are marks and letters.
const MIN_SIDE: f64 = 6.0;
/// Every other row of a striped table has no fill: the space between two filled rows is at most so many times as high
/// as the lower of these.
const UNFILLED: f64 = 1.6;
/// The margin of a cell beside its shaded lines is at most so wide, in points.
const CELL_MARGIN: f64 = 8.0;
/// More boxes are the dots of a picture.
const MAX_BOXES: usize = 3000;
/// Blocks that are looked at for each row of boxes.
const MAX_OPEN: usize = 8;

/// Boxes side by side, from left to right.
struct Strip {
    boxes: Vec<Rect>,
}

impl Strip {
    fn bbox(&self) -> Rect {
        let (first, last) = (&self.boxes[0], &self.boxes[self.boxes.len() - 1]);
        Rect::new(first.x0, first.y0, last.x1, first.y1)
    }

    /// x between neighbouring boxes.
    fn inner_sides(&self) -> impl Iterator<Item = f64> {
        self.boxes.windows(2).map(|it| (it[0].x1 + it[1].x0) / 2.0)
    }
}

/// The sides of filled boxes that are the cells of a table, as rules: boxes in rows with the same inner sides, and rows
/// of boxes that stand on the rules of a table. `edges` are the rules that are drawn.
pub(super) fn filled_walls(fills: &[Rect], edges: &[Edge]) -> Vec<Ruling> {
    let headers = tiled_headers(fills);
    let strips = fills_to_strips(fills, &headers);
    let split = edges.partition_point(|it| it.axis == Axis::Horizontal);
    let (horizontal, vertical) = edges.split_at(split);
    let mut feet: Vec<Rect> = strips.iter().map(Strip::bbox).collect();
    feet.sort_by(|a, b| a.y1.total_cmp(&b.y1));
    let mut walls = Vec::new();
    headers.iter().flat_map(|it| &it.boxes).for_each(|it| add_sides(it, &mut walls));
    // Merged cells are shaded a piece a row: between pieces there is no wall.
    let stands_alone = |it: &&Strip| !is_ruled(it, horizontal) && !continues_above_or_below(it, &strips, &feet);
    for strip in strips.iter().filter(stands_alone) {
        add_sides_on_rules(strip, vertical, &mut walls);
    }

    for block in strips_to_blocks(&strips) {
        let boxes: Vec<Rect> = block.iter().map(|it| strips[*it].bbox()).collect();
        let Some(bbox) = Rect::union_all(&boxes) else { continue };
        // Where rules go on beyond the boxes, these are a part of a table that the rules tell better.
        if goes_beyond(&bbox, vertical) {
            continue;
        }
        for pair in block.windows(2) {
            add_unfilled_row(&strips[pair[0]], &strips[pair[1]], &mut walls);
        }
        let from = strips.partition_point(|it| it.bbox().y0 < bbox.y0 - BESIDE);
        let rows = strips[from..].iter().take_while(|it| it.bbox().y0 < bbox.y1 + BESIDE);
        let cells = rows.filter(|it| belongs(&it.bbox(), &bbox, &boxes));
        cells.flat_map(|it| &it.boxes).for_each(|it| add_sides(it, &mut walls));
    }
    walls
}

/// Adds the upper and lower side of a row of boxes that stands on vertical rules, at its left, at its right and
/// between: a frame alone stands around code. Its inner sides are added where each goes on as a rule.
fn add_sides_on_rules(strip: &Strip, vertical: &[Edge], walls: &mut Vec<Ruling>) {
    let bbox = strip.bbox();
    let from = vertical.partition_point(|it| it.position < bbox.x0 - ON_RULE);
    let touching = vertical[from..]
        .iter()
        .take_while(|it| it.position <= bbox.x1 + ON_RULE)
        .filter(|it| it.start <= bbox.y1 + REACH && bbox.y0 - REACH <= it.end);
    let rules: Vec<f64> = touching.map(|it| it.position).collect();
    let inside = |it: &f64| bbox.x0 + ON_RULE < *it && *it < bbox.x1 - ON_RULE;
    if !has_near(&rules, bbox.x0) || !has_near(&rules, bbox.x1) || !rules.iter().any(inside) {
        return;
    }

    if strip.inner_sides().all(|it| has_near(&rules, it)) {
        strip.boxes.iter().for_each(|it| add_sides(it, walls));
    } else {
        walls.extend([bbox.y0, bbox.y1].map(|y| ruling(Axis::Horizontal, y, (bbox.x0, bbox.x1))));
    }
}

/// Whether rules run along the lower side of a row of boxes, if only in part: then they tell its cells.
fn is_ruled(strip: &Strip, horizontal: &[Edge]) -> bool {
    let bbox = strip.bbox();
    let runs_along = |it: &Edge| it.end.min(bbox.x1) - it.start.max(bbox.x0) > MIN_SIDE;
    let from = horizontal.partition_point(|it| it.position < bbox.y1 - BESIDE);
    horizontal[from..].iter().take_while(|it| it.position <= bbox.y1 + BESIDE).any(runs_along)
}

/// Whether a row of boxes touches the strip from above or below; `feet` are the boxes of all strips by their lower
/// sides.
fn continues_above_or_below(strip: &Strip, strips: &[Strip], feet: &[Rect]) -> bool {
    let bbox = strip.bbox();
    let overlaps = |it: &Rect| it.x1.min(bbox.x1) - it.x0.max(bbox.x0) > MIN_SIDE;
    let first = strips.partition_point(|it| it.bbox().y0 < bbox.y1 - SAME_SIDE);
    let mut below = strips[first..].iter().map(Strip::bbox).take_while(|it| it.y0 <= bbox.y1 + SAME_SIDE);
    let first = feet.partition_point(|it| it.y1 < bbox.y0 - SAME_SIDE);
    let mut above = feet[first..].iter().take_while(|it| it.y1 <= bbox.y0 + SAME_SIDE);
    below.any(|it| overlaps(&it)) || above.any(overlaps)
}

/// Whether one of ascending positions is that of a side.
fn has_near(positions: &[f64], x: f64) -> bool {
    let at = positions.partition_point(|it| *it < x - ON_RULE);
    positions.get(at).is_some_and(|it| *it <= x + ON_RULE)
}

/// Whether a vertical rule of a block goes on above or below it.
fn goes_beyond(bbox: &Rect, vertical: &[Edge]) -> bool {
    let from = vertical.partition_point(|it| it.position < bbox.x0 - ON_RULE);
    let mut along = vertical[from..].iter().take_while(|it| it.position <= bbox.x1 + ON_RULE);
    along.any(|it| {
        let touches = it.start <= bbox.y1 + REACH && bbox.y0 - REACH <= it.end;
        touches && (it.start < bbox.y0 - MIN_SIDE || bbox.y1 + MIN_SIDE < it.end)
    })
}

/// Rows of boxes that touch each other, and the lowest of each header, by their tops.
fn fills_to_strips(fills: &[Rect], headers: &[TiledHeader]) -> Vec<Strip> {
    let is_head = |it: &Rect| headers.iter().any(|header| header.boxes.contains(it));
    let is_box = |it: &&Rect| it.width().min(it.height()) >= MIN_SIDE && !is_head(it);
    let mut boxes: Vec<Rect> = fills.iter().filter(is_box).copied().collect();
    if boxes.len() > MAX_BOXES {
        return Vec::new();
    }
    boxes = without_shaded_lines(boxes);
    boxes.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    let mut strips = Vec::new();
    for level in boxes.chunk_by_mut(|a, b| b.y0 - a.y0 <= SAME_SIDE) {
        level.sort_by(|a, b| a.y1.total_cmp(&b.y1));
        for row in level.chunk_by_mut(|a, b| b.y1 - a.y1 <= SAME_SIDE) {
            row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
            let first = strips.len();
            for it in row.iter() {
                match strips[first..].last_mut() {
                    Some(Strip { boxes }) if are_neighbours(&boxes[boxes.len() - 1], it) => boxes.push(*it),
                    _ => strips.push(Strip { boxes: vec![*it] }),
                }
            }
        }
    }
    strips.extend(headers.iter().map(|it| Strip { boxes: it.lowest() }));
    strips.sort_by(|a, b| a.boxes[0].y0.total_cmp(&b.boxes[0].y0));
    strips
}

/// The boxes without those inside another that is hardly wider: Word shades a cell, and each line in it once more.
fn without_shaded_lines(mut boxes: Vec<Rect>) -> Vec<Rect> {
    boxes.sort_by(|a, b| a.x0.total_cmp(&b.x0).then(b.area().total_cmp(&a.area())));
    let is_inside = |index: usize, it: &Rect| {
        let from = boxes.partition_point(|other| other.x0 < it.x0 - CELL_MARGIN);
        boxes[from..index]
            .iter()
            .any(|other| it.x1 <= other.x1 && other.x1 <= it.x1 + CELL_MARGIN && other.y0 <= it.y0 && it.y1 <= other.y1)
    };
    boxes.iter().enumerate().filter(|(index, it)| !is_inside(*index, it)).map(|(_, it)| *it).collect()
}

fn are_neighbours(left: &Rect, right: &Rect) -> bool {
    (-SAME_SIDE..=BESIDE).contains(&(right.x0 - left.x1))
}

/// Strips with the same inner sides below each other, two at least: the rows of a table. Bars of a chart do not end
/// alike.
fn strips_to_blocks(strips: &[Strip]) -> Vec<Vec<usize>> {
    let mut open: Vec<Vec<usize>> = Vec::new();
    let mut closed = Vec::new();
    for (index, strip) in strips.iter().enumerate().filter(|(_, it)| it.boxes.len() > 1) {
        let goes_on = |block: &&mut Vec<usize>| follows(&strips[block[block.len() - 1]], strip);
        match open.iter_mut().rev().find(goes_on) {
            Some(block) => block.push(index),
            None => {
                if open.len() == MAX_OPEN {
                    closed.push(open.remove(0));
                }
                open.push(vec![index]);
            }
        }
    }
    closed.append(&mut open);
    closed.retain(|it| it.len() > 1);
    closed
}

fn follows(above: &Strip, below: &Strip) -> bool {
    let (upper, lower) = (above.bbox(), below.bbox());
    let space = lower.y0 - upper.y1;
    let least = upper.height().min(lower.height());
    let sides: Vec<f64> = above.inner_sides().collect();
    let shared = below.inner_sides().filter(|it| has_near(&sides, *it)).count();
    let fewer = sides.len().min(below.boxes.len() - 1);
    (-SAME_SIDE..=UNFILLED * least).contains(&space) && shared > 0 && 2 * shared >= fewer
}

/// The vertical sides of the row without fill between two filled ones.
fn add_unfilled_row(above: &Strip, below: &Strip, walls: &mut Vec<Ruling>) {
    let (upper, lower) = (above.bbox(), below.bbox());
    if lower.y0 - upper.y1 <= BESIDE {
        return;
    }
    let sides = |strip: &Strip| {
        let bbox = strip.bbox();
        std::iter::once(bbox.x0).chain(strip.inner_sides()).chain([bbox.x1]).collect::<Vec<_>>()
    };
    let others = sides(below);
    let shared = sides(above).into_iter().filter(|it| has_near(&others, *it));
    walls.extend(shared.map(|x| ruling(Axis::Vertical, x, (upper.y1, lower.y0))));
}

/// Whether boxes beside or inside a block begin and end with `rows` of it: its own, merged cells, bands between.
fn belongs(it: &Rect, block: &Rect, rows: &[Rect]) -> bool {
    let is_side = |y: f64| rows.iter().any(|row| (row.y0 - y).abs() <= BESIDE || (row.y1 - y).abs() <= BESIDE);
    let touches = it.x0 <= block.x1 + BESIDE && block.x0 - BESIDE <= it.x1;
    touches && is_side(it.y0) && is_side(it.y1)
}

fn add_sides(it: &Rect, walls: &mut Vec<Ruling>) {
    walls.extend([it.y0, it.y1].map(|y| ruling(Axis::Horizontal, y, (it.x0, it.x1))));
    walls.extend([it.x0, it.x1].map(|x| ruling(Axis::Vertical, x, (it.y0, it.y1))));
}

fn ruling(axis: Axis, position: f64, (start, end): (f64, f64)) -> Ruling {
    Ruling { axis, position, start, end, thickness: 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::edges::{edges_to_groups, rulings_to_edges};
    use super::super::grid::edges_to_grid;
    use super::*;

    /// Boxes between neighbouring `xs` for each of `rows`, from its top to its foot.
    fn boxes(xs: &[f64], rows: &[(f64, f64)]) -> Vec<Rect> {
        let row =
            |(top, foot): &(f64, f64)| xs.windows(2).map(|it| Rect::new(it[0], *top, it[1], *foot)).collect::<Vec<_>>();
        rows.iter().flat_map(row).collect()
    }

    fn vertical(x: f64, start: f64, end: f64) -> Ruling {
        ruling(Axis::Vertical, x, (start, end))
    }

    /// How many cells the rules and the walls of the boxes make, group by group.
    #[track_caller]
    fn check(fills: &[Rect], rulings: &[Ruling], expected: &[usize]) {
        let walls = filled_walls(fills, &rulings_to_edges(rulings));
        let edges = rulings_to_edges(&[rulings, &walls].concat());
        let grids: Vec<_> = edges_to_groups(&edges).iter().filter_map(|it| edges_to_grid(it)).collect();
        assert_eq!(grids.iter().map(|it| it.cells.len()).collect::<Vec<_>>(), expected);
    }

    const COLUMNS: [f64; 4] = [50.0, 110.0, 290.0, 350.0];

    #[test]
    fn boxes_in_rows_are_cells_and_a_merged_one_stands_beside_them() {
        let mut fills = boxes(&COLUMNS, &[(100.0, 120.0)]);
        fills.extend(boxes(&COLUMNS[1..], &[(120.0, 140.0), (142.0, 160.0)]));
        fills.push(Rect::new(50.0, 120.0, 110.0, 160.0));
        check(&fills, &[], &[8]);
    }

    #[test]
    fn every_other_row_of_a_striped_table_has_no_fill() {
        check(&boxes(&COLUMNS, &[(100.0, 120.0), (140.0, 160.0), (180.0, 200.0)]), &[], &[15]);
        check(&boxes(&COLUMNS, &[(100.0, 120.0), (153.0, 173.0)]), &[], &[]);
    }

    #[test]
    fn a_header_on_two_levels_over_striped_rows() {
        let years = [110.0, 170.0, 230.0, 290.0];
        let mut fills = vec![
            Rect::new(50.0, 100.0, 110.0, 140.0),
            Rect::new(110.0, 100.0, 290.0, 120.0),
            Rect::new(290.0, 100.0, 350.0, 140.0),
        ];
        fills.extend(boxes(&years, &[(120.0, 140.0)]));
        let columns = [50.0, 110.0, 170.0, 230.0, 290.0, 350.0];
        fills.extend(boxes(&columns, &[(160.0, 180.0), (200.0, 220.0)]));
        // The first and the third row of the body have no fill.
        check(&fills, &[], &[6 + 4 * 5]);
    }

    #[test]
    fn bars_of_a_chart_do_not_end_alike() {
        let mut fills = boxes(&[50.0, 120.0, 200.0, 350.0], &[(100.0, 120.0)]);
        fills.extend(boxes(&[50.0, 160.0, 260.0, 350.0], &[(130.0, 150.0)]));
        check(&fills, &[], &[]);
    }

    #[test]
    fn a_filled_header_over_a_ruled_body() {
        let mut rulings = COLUMNS.map(|x| vertical(x, 120.0, 160.0)).to_vec();
        rulings.push(ruling(Axis::Horizontal, 140.0, (50.0, 350.0)));
        rulings.push(ruling(Axis::Horizontal, 160.0, (50.0, 350.0)));
        check(&boxes(&COLUMNS, &[(100.0, 120.0)]), &rulings, &[9]);
        // One box over all columns.
        let high = COLUMNS.map(|x| vertical(x, 100.0, 140.0));
        let over_all = Rect::new(50.0, 100.0, 350.0, 120.0);
        check(&[over_all], &[&high[..], &[ruling(Axis::Horizontal, 140.0, (50.0, 350.0))]].concat(), &[6]);
    }

    #[test]
    fn merged_cells_are_shaded_a_piece_a_row() {
        let mut rulings = COLUMNS.map(|x| vertical(x, 100.0, 160.0)).to_vec();
        rulings.extend([100.0, 140.0, 160.0].map(|y| ruling(Axis::Horizontal, y, (50.0, 350.0))));
        check(&boxes(&COLUMNS, &[(100.0, 120.0), (120.0, 140.0)]), &rulings, &[6]);
        rulings.push(ruling(Axis::Horizontal, 120.0, (110.0, 350.0)));
        check(&boxes(&COLUMNS, &[(100.0, 120.0)]), &rulings, &[8]);
    }

    #[test]
    fn a_frame_around_shaded_lines_has_no_rows() {
        let frame = [50.0, 350.0].map(|x| vertical(x, 100.0, 160.0));
        check(&boxes(&[50.0, 350.0], &[(100.0, 120.0), (120.0, 140.0), (140.0, 160.0)]), &frame, &[]);
    }

    #[test]
    fn lines_that_are_shaded_once_more_are_no_rows() {
        let mut fills = boxes(&COLUMNS, &[(100.0, 130.0), (130.0, 160.0)]);
        fills.extend(
            boxes(&COLUMNS, &[(102.0, 115.0), (115.0, 128.0)])
                .iter()
                .map(|it| Rect::new(it.x0 + 1.0, it.y0, it.x1 - 1.0, it.y1)),
        );
        check(&fills, &[], &[6]);
    }

    #[test]
    fn boxes_in_a_larger_ruled_table_are_left_to_its_rules() {
        let frame = [50.0, 350.0].map(|x| vertical(x, 100.0, 300.0));
        assert_eq!(filled_walls(&boxes(&COLUMNS, &[(100.0, 120.0), (120.0, 140.0)]), &rulings_to_edges(&frame)), []);
    }
}
