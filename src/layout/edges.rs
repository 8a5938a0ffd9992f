//! Rulings -> edges -> groups of edges that cross.
//!
//! Method: snap, join, intersect, as Nurminen (2013) and pdfplumber do; the numbers are our own measurements.

use crate::pdf::{Axis, Ruling};

/// Rules at most this far apart are one rule: the two strokes of a double rule, or the borders of two neighbouring cells.
const SNAP: f64 = 2.6;
/// As [`SNAP`], in em of the type beside the rules: pages are also printed larger.
const SNAP_EM: f64 = 0.25;
/// Pieces of one rule at most this far apart are joined: dashes, and corners left out.
const JOIN: f64 = 3.5;
/// A rule may end this far before the one it meets.
pub(super) const REACH: f64 = 3.0;
/// A vertical rule that meets none may end this far before a horizontal one.
const RULE_SPACE: f64 = 5.0;
/// A vertical rule may be broken by this much where a horizontal one lies beside it.
const BREAK: f64 = 8.0;
/// Rules end at one height within this.
const SAME_END: f64 = 1.0;
/// Shorter rules are parts of characters or of arrows.
const MIN_LENGTH: f64 = 4.0;

/// A rule after snapping and joining.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub axis: Axis,
    /// y when horizontal, x when vertical.
    pub position: f64,
    pub start: f64,
    pub end: f64,
}

/// Snaps parallel rulings and joins collinear ones. Output sorted by (axis, position, start).
#[cfg(test)]
pub(super) fn rulings_to_edges(rulings: &[Ruling]) -> Vec<Edge> {
    edges_beside_type(rulings, 0.0)
}

/// As [`rulings_to_edges`], beside type of a size: no text stands between rules that are snapped.
pub(super) fn edges_beside_type(rulings: &[Ruling], size: f64) -> Vec<Edge> {
    let snap = f64::max(SNAP, SNAP_EM * size);
    let mut edges = Vec::new();
    for axis in [Axis::Horizontal, Axis::Vertical] {
        let mut along: Vec<&Ruling> = rulings.iter().filter(|it| it.axis == axis).collect();
        along.sort_by(|a, b| a.position.total_cmp(&b.position));
        let mut first = 0;
        for index in 1..=along.len() {
            let ends = index == along.len() || along[index].position - along[first].position > snap;
            if ends {
                edges.extend(join(&mut along[first..index], axis));
                first = index;
            }
        }
    }
    edges.retain(|it| it.end - it.start >= MIN_LENGTH);
    join_broken(&mut edges);
    meet_rules(&mut edges);
    edges
}

/// Lengthens vertical rules that end a little before a horizontal one, several at one height: LaTeX leaves space above
/// and below its heavy rules. A single one is the arrow of a diagram.
fn meet_rules(edges: &mut [Edge]) {
    let split = edges.partition_point(|it| it.axis == Axis::Horizontal);
    let (horizontal, vertical) = edges.split_at_mut(split);
    let horizontal = &*horizontal;
    let (mut starts, mut ends): (Vec<f64>, Vec<f64>) = vertical.iter().map(|it| (it.start, it.end)).unzip();
    starts.sort_by(f64::total_cmp);
    ends.sort_by(f64::total_cmp);
    let are_several = |all: &[f64], y: f64| {
        let from = all.partition_point(|it| *it < y - SAME_END);
        all.get(from + 1).is_some_and(|it| *it <= y + SAME_END)
    };
    for edge in vertical {
        let x = edge.position;
        let between = |from: f64, to: f64| {
            let first = horizontal.partition_point(|it| it.position < from);
            let level = horizontal[first..].iter().take_while(move |it| it.position <= to);
            level.filter(move |it| it.start < x && x < it.end).map(|it| it.position)
        };
        let meets_none = |y: f64| !meets_a_rule(horizontal, x, y);
        if are_several(&starts, edge.start) && meets_none(edge.start) {
            edge.start = between(edge.start - RULE_SPACE, edge.start).last().unwrap_or(edge.start);
        }
        if are_several(&ends, edge.end) && meets_none(edge.end) {
            edge.end = between(edge.end, edge.end + RULE_SPACE).next().unwrap_or(edge.end);
        }
    }
}

/// Joins vertical rules that are broken where a horizontal one lies beside them: neither piece meets a rule there.
fn join_broken(edges: &mut Vec<Edge>) {
    let split = edges.partition_point(|it| it.axis == Axis::Horizontal);
    let vertical = edges.split_off(split);
    let meets_none = |x: f64, y: f64| !meets_a_rule(edges, x, y);
    let mut joined: Vec<Edge> = Vec::with_capacity(vertical.len());
    for edge in vertical {
        match joined.last_mut() {
            Some(above)
                if (above.position - edge.position).abs() <= SAME_END
                    && (0.0..=BREAK).contains(&(edge.start - above.end))
                    && meets_none(edge.position, above.end)
                    && meets_none(edge.position, edge.start) =>
            {
                above.end = edge.end;
            }
            _ => joined.push(edge),
        }
    }
    edges.extend(joined);
}

/// Whether one of the horizontal rules, ascending, runs through a point or ends at it.
fn meets_a_rule(horizontal: &[Edge], x: f64, y: f64) -> bool {
    let first = horizontal.partition_point(|it| it.position < y - REACH);
    let mut level = horizontal[first..].iter().take_while(|it| it.position <= y + REACH);
    level.any(|it| it.start - REACH <= x && x <= it.end + REACH)
}

/// Joins rulings of one position.
fn join(rulings: &mut [&Ruling], axis: Axis) -> Vec<Edge> {
    rulings.sort_by(|a, b| a.start.total_cmp(&b.start));
    let mut edges: Vec<Edge> = Vec::new();
    // Weight of the position so far, so that the long strokes decide and not the dots at the corners.
    let mut weight = 0.0;
    for ruling in rulings {
        let length = (ruling.end - ruling.start).max(0.1);
        match edges.last_mut() {
            Some(edge) if ruling.start - edge.end <= JOIN => {
                edge.position = (edge.position * weight + ruling.position * length) / (weight + length);
                edge.end = edge.end.max(ruling.end);
                weight += length;
            }
            _ => {
                edges.push(Edge { axis, position: ruling.position, start: ruling.start, end: ruling.end });
                weight = length;
            }
        }
    }
    edges
}

/// Groups edges that cross or touch, directly or through others. Groups in the order of their first edge; those without a
/// crossing are left out.
pub(super) fn edges_to_groups(edges: &[Edge]) -> Vec<Vec<Edge>> {
    let mut parent: Vec<usize> = (0..edges.len()).collect();
    let split = edges.partition_point(|it| it.axis == Axis::Horizontal);
    let (horizontal, vertical) = edges.split_at(split);
    for (row, edge) in horizontal.iter().enumerate() {
        let from = vertical.partition_point(|it| it.position < edge.start - REACH);
        for (offset, other) in vertical[from..].iter().enumerate() {
            if other.position > edge.end + REACH {
                break;
            }
            if other.start - REACH <= edge.position && edge.position <= other.end + REACH {
                let (a, b) = (root(&mut parent, row), root(&mut parent, split + from + offset));
                parent[a.max(b)] = a.min(b);
            }
        }
    }
    // The root of a group is its first edge.
    let mut groups: Vec<Vec<Edge>> = vec![Vec::new(); edges.len()];
    for (index, edge) in edges.iter().enumerate() {
        groups[root(&mut parent, index)].push(*edge);
    }
    groups.retain(|group| group.len() > 2);
    groups
}

fn root(parent: &mut [usize], mut index: usize) -> usize {
    while parent[index] != index {
        parent[index] = parent[parent[index]];
        index = parent[index];
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    fn h(position: f64, start: f64, end: f64) -> Ruling {
        Ruling { axis: Axis::Horizontal, position, start, end, thickness: 0.5 }
    }

    fn v(position: f64, start: f64, end: f64) -> Ruling {
        Ruling { axis: Axis::Vertical, position, start, end, thickness: 0.5 }
    }

    #[track_caller]
    fn check(rulings: &[Ruling], expected: &[(f64, f64, f64)]) {
        let edges = rulings_to_edges(rulings);
        assert_eq!(edges.iter().map(|it| (it.position, it.start, it.end)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn dashes_are_one_edge() {
        check(&[h(10.0, 0.0, 5.0), h(10.0, 8.0, 13.0), h(10.0, 16.0, 21.0)], &[(10.0, 0.0, 21.0)]);
    }

    #[test]
    fn a_double_rule_is_one_edge() {
        check(&[h(10.0, 0.0, 100.0), h(12.0, 0.0, 100.0)], &[(11.0, 0.0, 100.0)]);
    }

    #[test]
    fn a_wide_gap_stays_open() {
        check(&[h(10.0, 0.0, 50.0), h(10.0, 60.0, 90.0)], &[(10.0, 0.0, 50.0), (10.0, 60.0, 90.0)]);
    }

    #[test]
    fn two_boxes_are_two_groups() {
        let boxes =
            [0.0, 200.0].map(|x| [h(0.0, x, x + 50.0), h(20.0, x, x + 50.0), v(x, 0.0, 20.0), v(x + 50.0, 0.0, 20.0)]);
        let groups = edges_to_groups(&rulings_to_edges(boxes.as_flattened()));
        assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4]);
    }

    #[test]
    fn underlines_are_no_group() {
        assert!(
            edges_to_groups(&rulings_to_edges(&[h(0.0, 0.0, 50.0), h(20.0, 0.0, 50.0), h(40.0, 0.0, 50.0)])).is_empty()
        );
    }

    #[track_caller]
    fn check_vertical(rulings: &[Ruling], expected: &[(f64, f64, f64)]) {
        let edges = rulings_to_edges(rulings).into_iter().filter(|it| it.axis == Axis::Vertical);
        assert_eq!(edges.map(|it| (it.position, it.start, it.end)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn vertical_rules_that_end_before_a_heavy_one_meet_it() {
        let rules = [h(10.0, 0.0, 100.0), h(60.0, 0.0, 100.0)];
        let pair = [v(30.0, 14.0, 56.0), v(70.0, 14.0, 56.0)];
        check_vertical(&[rules, pair].concat(), &[(30.0, 10.0, 60.0), (70.0, 10.0, 60.0)]);
        let far = [v(30.0, 16.0, 54.0), v(70.0, 16.0, 54.0)];
        check_vertical(&[rules, far].concat(), &[(30.0, 16.0, 54.0), (70.0, 16.0, 54.0)]);
        // The arrow of a diagram, and the sides of a box above another.
        check_vertical(&[rules[0], rules[1], pair[0]], &[(30.0, 14.0, 56.0)]);
        let boxed = [h(14.0, 30.0, 70.0), h(56.0, 30.0, 70.0)];
        check_vertical(&[rules, pair, boxed].concat(), &[(30.0, 14.0, 56.0), (70.0, 14.0, 56.0)]);
    }

    #[test]
    fn a_vertical_rule_broken_beside_a_rule_is_one() {
        let pieces = [v(30.0, 10.0, 26.0), v(30.0, 33.0, 50.0)];
        check_vertical(&[h(30.0, 50.0, 100.0), pieces[0], pieces[1]], &[(30.0, 10.0, 50.0)]);
        // Two boxes above each other.
        let sides = [h(26.0, 30.0, 100.0), h(33.0, 30.0, 100.0)];
        check_vertical(&[sides, pieces].concat(), &[(30.0, 10.0, 26.0), (30.0, 33.0, 50.0)]);
    }
}
