//! Rulings -> edges -> groups of edges that cross.
//!
//! Method: snap, join, intersect, as Nurminen (2013) and pdfplumber do; the numbers are our own measurements.

use crate::pdf::{Axis, Ruling};

/// Rules at most this far apart are one rule: the two strokes of a double rule, or the borders of two neighbouring cells.
const SNAP: f64 = 2.6;
/// Pieces of one rule at most this far apart are joined: dashes, and corners left out.
const JOIN: f64 = 3.5;
/// A rule may end this far before the one it meets.
pub(super) const REACH: f64 = 3.0;
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
pub(super) fn rulings_to_edges(rulings: &[Ruling]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for axis in [Axis::Horizontal, Axis::Vertical] {
        let mut along: Vec<&Ruling> = rulings.iter().filter(|it| it.axis == axis).collect();
        along.sort_by(|a, b| a.position.total_cmp(&b.position));
        let mut first = 0;
        for index in 1..=along.len() {
            let ends = index == along.len() || along[index].position - along[first].position > SNAP;
            if ends {
                edges.extend(join(&mut along[first..index], axis));
                first = index;
            }
        }
    }
    edges.retain(|it| it.end - it.start >= MIN_LENGTH);
    edges
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
}
