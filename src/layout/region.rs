//! Rules and shaded bands -> regions in which a table without full rules may stand.

use super::Line;
use super::edges::{Edge, REACH, edges_beside_type};
use super::pieces::{TextRow, is_numeric};
use super::raised::usual_size;
use crate::base::Rect;
use crate::pdf::{Axis, Page, Ruling};

/// Rules of one table begin and end within this many points of each other.
const SAME_END: f64 = 5.0;
/// Shorter rules are underlines and parts of fractions.
const MIN_WIDTH: f64 = 60.0;
/// Shaded bands are this high; higher areas are backgrounds.
const BAND_HEIGHT: std::ops::Range<f64> = 5.0..70.0;
/// A gap without text between two rules higher than this is a picture or the space between two tables.
const MAX_EMPTY: f64 = 40.0;
/// Lines wider than this share of the region are prose when most lines of a zone are.
const PROSE_WIDTH: f64 = 0.72;
/// A line alone between two rules further apart than this, in em, stands between two tables.
const HEADING_SPACE: f64 = 4.0;
/// So does one in a space so many times as high as that of the rows, and of at least so many em: a band is as high as they are.
const HEADING_SHARE: f64 = 1.25;
const LEAST_HEADING_SPACE: f64 = 2.4;
/// The number of a heading is at most so wide, in em.
const HEADING_NUMBER: f64 = 2.5;
/// A rule that covers this share of the width goes over the whole of it.
const WHOLE: f64 = 0.8;
/// A vertical rule parts two columns when it covers this share of the region's height; it may stand in the header only.
const COLUMN_RULE: f64 = 0.08;

/// Labels beside a region begin within this many em of each other, and at most so many before it: columns of prose are
/// wider.
const LABEL_INDENT: f64 = 2.5;
const LABEL_REACH: f64 = 18.0;
/// So many rows, and this share of all, have one.
const LABEL_ROWS: u32 = 3;
const LABELLED: f64 = 0.7;

/// Where a table may stand, and the rules that belong to it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Region {
    pub bbox: Rect,
    /// y of the rules over its whole width, ascending, the first and last at its top and foot; empty without rules.
    pub rules: Vec<f64>,
    /// Rules over a part of its width.
    pub spanners: Vec<Edge>,
    /// x of the vertical rules inside.
    pub columns: Vec<f64>,
}

/// The horizontal rules and the upper and lower sides of shaded bands, as edges, without those that belong to the tables in
/// `taken`.
pub(super) fn rules_and_bands(page: &Page, taken: &[Rect]) -> Vec<Edge> {
    let mut rulings: Vec<Ruling> = page.rulings.clone();
    for fill in page.fills.iter().filter(|it| BAND_HEIGHT.contains(&it.height())) {
        for position in [fill.y0, fill.y1] {
            rulings.push(Ruling { axis: Axis::Horizontal, position, start: fill.x0, end: fill.x1, thickness: 0.0 });
        }
    }
    let mut edges = edges_beside_type(&rulings, usual_size(&page.glyphs).unwrap_or_default());
    let is_taken = |edge: &Edge| {
        let middle = (edge.start + edge.end) / 2.0;
        let (x, y) = if edge.axis == Axis::Horizontal { (middle, edge.position) } else { (edge.position, middle) };
        taken.iter().any(|it| it.grown(REACH).contains(x, y))
    };
    edges.retain(|it| !is_taken(it));
    edges
}

/// Regions between horizontal rules that begin and end alike. `rows` are all rows of text outside ruled tables, from top to
/// bottom, `taken` these tables. Regions come in the order of their tops; none overlaps another.
pub(super) fn edges_to_regions(edges: &[Edge], rows: &[TextRow<'_>], taken: &[Rect]) -> Vec<Region> {
    let mut rules: Vec<&Edge> =
        edges.iter().filter(|it| it.axis == Axis::Horizontal && it.end - it.start >= MIN_WIDTH).collect();
    rules.sort_by(|a, b| a.start.total_cmp(&b.start));
    let mut regions = Vec::new();
    for alike in rules.chunk_by(|a, b| b.start - a.start <= SAME_END) {
        let mut alike = alike.to_vec();
        alike.sort_by(|a, b| a.end.total_cmp(&b.end));
        for stack in alike.chunk_by(|a, b| b.end - a.end <= SAME_END) {
            let mut stack = stack.to_vec();
            stack.sort_by(|a, b| a.position.total_cmp(&b.position));
            regions.extend(stack_to_regions(&stack, edges, rows, taken));
        }
    }
    regions.sort_by(|a, b| b.bbox.area().total_cmp(&a.bbox.area()));
    let mut kept: Vec<Region> = Vec::new();
    for region in regions {
        let overlaps = |other: &Region| region.bbox.intersection(&other.bbox).is_some_and(|it| it.area() > 0.0);
        if !kept.iter().any(overlaps) {
            kept.push(region);
        }
    }
    kept.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
    kept
}

/// The region of a group of crossing edges: a frame or some walls of a table that lacks others.
pub(super) fn group_to_region(group: &[Edge]) -> Region {
    let (mut left, mut right, mut top, mut foot) = (f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY);
    for edge in group {
        let (xs, ys) = match edge.axis {
            Axis::Horizontal => ((edge.start, edge.end), (edge.position, edge.position)),
            Axis::Vertical => ((edge.position, edge.position), (edge.start, edge.end)),
        };
        (left, right, top, foot) = (left.min(xs.0), right.max(xs.1), top.min(ys.0), foot.max(ys.1));
    }
    let bbox = Rect::new(left, top, right, foot);
    let horizontal = || group.iter().filter(|it| it.axis == Axis::Horizontal);
    let whole = |it: &&Edge| it.end - it.start >= WHOLE * bbox.width();
    Region {
        rules: horizontal().filter(whole).map(|it| it.position).collect(),
        spanners: horizontal().filter(|it| !whole(it)).copied().collect(),
        columns: column_rules(&bbox, group),
        bbox,
    }
}

/// Cuts a stack of rules where prose or nothing stands between two of them.
fn stack_to_regions(stack: &[&Edge], edges: &[Edge], rows: &[TextRow<'_>], taken: &[Rect]) -> Vec<Region> {
    let row_height = row_height(stack, rows);
    let belongs =
        |pair: &(&&Edge, &&Edge)| !is_cut(pair.0, pair.1, rows, row_height) && !holds_table(pair.0, pair.1, taken);
    let mut regions = Vec::new();
    let mut first = 0;
    for index in 1..=stack.len() {
        if index < stack.len() && belongs(&(&stack[index - 1], &stack[index])) {
            continue;
        }
        let rules = &stack[first..index];
        first = index;
        if rules.len() >= 2 {
            regions.push(region(rules, edges));
        }
    }
    regions
}

fn region(rules: &[&Edge], edges: &[Edge]) -> Region {
    let (top, foot) = (rules[0].position, rules[rules.len() - 1].position);
    let left = rules.iter().map(|it| it.start).fold(f64::INFINITY, f64::min);
    let right = rules.iter().map(|it| it.end).fold(f64::NEG_INFINITY, f64::max);
    let bbox = Rect::new(left, top, right, foot);
    let spanners = edges.iter().filter(|it| {
        it.axis == Axis::Horizontal
            && (top..foot).contains(&it.position)
            && left - SAME_END <= it.start
            && it.end <= right + SAME_END
            && it.end - it.start < right - left - 2.0 * SAME_END
    });
    Region {
        bbox,
        rules: rules.iter().map(|it| it.position).collect(),
        spanners: spanners.copied().collect(),
        columns: column_rules(&bbox, edges),
    }
}

/// x of the vertical rules that part columns, ascending.
fn column_rules(bbox: &Rect, edges: &[Edge]) -> Vec<f64> {
    let mut lengths: Vec<(f64, f64)> = Vec::new();
    let inside = edges
        .iter()
        .filter(|it| it.axis == Axis::Vertical && bbox.x0 + SAME_END < it.position && it.position < bbox.x1 - SAME_END);
    for edge in inside {
        let length = (edge.end.min(bbox.y1) - edge.start.max(bbox.y0)).max(0.0);
        match lengths.last_mut() {
            Some((x, sum)) if edge.position - *x <= SAME_END / 2.0 => *sum += length,
            _ => lengths.push((edge.position, length)),
        }
    }
    lengths.into_iter().filter(|(_, length)| *length >= COLUMN_RULE * bbox.height()).map(|(x, _)| x).collect()
}

/// The region with the labels left of it, where its rules stand over the figures only: most of its rows begin with a
/// number, and have one short text beside them that begins at one x.
pub(super) fn with_labels_beside(region: Region, rows: &[TextRow<'_>]) -> Region {
    let bbox = region.bbox;
    let from = rows.partition_point(|it| it.center_y() < bbox.y0);
    let (mut count, mut figures) = (0, 0);
    let mut labels: Vec<&Line> = Vec::new();
    for row in rows[from..].iter().take_while(|it| it.center_y() < bbox.y1) {
        let first = row.pieces.partition_point(|it| it.bbox.center_x() < bbox.x0);
        let Some(inside) = row.pieces.get(first).filter(|it| it.bbox.center_x() < bbox.x1) else { continue };
        count += 1;
        figures += usize::from(is_numeric(inside.text.text()));
        labels.extend(first.checked_sub(1).map(|it| row.pieces[it].as_ref()));
    }

    let left = labels.iter().map(|it| it.bbox.x0).fold(f64::INFINITY, f64::min);
    let fits = |it: &&Line| {
        let size = it.size;
        it.bbox.x0 - left <= LABEL_INDENT * size && bbox.x0 - left <= LABEL_REACH * size && it.bbox.x1 <= bbox.x0 + size
    };
    let share = LABELLED * f64::from(count);
    if count < LABEL_ROWS || (figures as f64) < share || (labels.len() as f64) < share || !labels.iter().all(fits) {
        return region;
    }
    Region { bbox: Rect::new(left - 1.0, bbox.y0, bbox.x1, bbox.y1), ..region }
}

/// Whether a ruled table stands between two rules: then they are those of a page or of boxes around code.
fn holds_table(upper: &Edge, lower: &Edge, taken: &[Rect]) -> bool {
    let (left, right) = (upper.start.min(lower.start), upper.end.max(lower.end));
    let is_between = |it: &Rect| upper.position < it.center_y() && it.center_y() < lower.position;
    taken.iter().any(|it| is_between(it) && left < it.center_x() && it.center_x() < right)
}

/// The median height of the rows with one line and several texts between two rules; infinite where there are none.
fn row_height(stack: &[&Edge], rows: &[TextRow<'_>]) -> f64 {
    let is_row = |it: &&[&Edge]| {
        let mut zone = zone(it[0], it[1], rows);
        zone.next().is_some_and(|row| row.pieces.len() > 1) && zone.next().is_none()
    };
    let mut heights: Vec<f64> = stack.windows(2).filter(is_row).map(|it| it[1].position - it[0].position).collect();
    heights.sort_by(f64::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(f64::INFINITY)
}

/// The rows of text between two rules.
fn zone<'a, 'b>(
    upper: &Edge,
    lower: &'b Edge,
    rows: &'a [TextRow<'a>],
) -> impl Iterator<Item = &'a TextRow<'a>> + use<'a, 'b> {
    let from = rows.partition_point(|it| it.center_y() < upper.position);
    rows[from..].iter().take_while(|it| it.center_y() < lower.position)
}

/// Whether the zone between two rules of a stack, whose rows are `row_height` high, cannot be part of a table.
fn is_cut(upper: &Edge, lower: &Edge, rows: &[TextRow<'_>], row_height: f64) -> bool {
    let zone = zone(upper, lower, rows);
    let (left, right) = (upper.start.min(lower.start), upper.end.max(lower.end));
    let (mut count, mut prose, mut single, mut headings) = (0, 0, 0, 0);
    let mut size = 0.0_f64;
    for row in zone {
        let pieces = row
            .pieces
            .iter()
            .filter(|it| left - SAME_END <= it.bbox.center_x() && it.bbox.center_x() <= right + SAME_END);
        let widths: Vec<f64> = pieces.map(|it| it.bbox.width()).collect();
        if widths.is_empty() {
            continue;
        }
        count += 1;
        size = size.max(row.size);
        single += usize::from(widths.len() == 1);
        let is_numbered = widths.len() == 2 && widths[0] <= HEADING_NUMBER * row.size;
        headings += usize::from(widths.len() == 1 || is_numbered);
        prose += usize::from(widths.len() == 1 && widths[0] > PROSE_WIDTH * (right - left));
    }
    let height = lower.position - upper.position;
    // A paragraph between two tables, or the heading of the second, with its number.
    let is_apart = height > HEADING_SHARE * row_height && height > LEAST_HEADING_SPACE * size;
    let is_heading = count == 1 && headings == 1 && (height > HEADING_SPACE * size || is_apart);
    let is_text = is_heading || (count >= 2 && single == count && prose > 0);
    let empty = count == 0 && height > MAX_EMPTY;
    empty || is_text || (prose >= 2 && 2 * prose > count)
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn labels_beside_rules_over_the_figures_alone() {
        check(
            &[
                "             Total   1 year  2 years",
                "             -----------------------",
                "Bonds          483      483        0",
                "Loans        1,528      118      323",
                " at home        58       15       16",
                "Leases          32       15       14",
                "             -----------------------",
                "Sum          2,101      631      353",
                "             -----------------------",
            ],
            &[&[
                " | Total | 1 year | 2 years",
                "Bonds | 483 | 483 | 0",
                "Loans | 1,528 | 118 | 323",
                "at home | 58 | 15 | 16",
                "Leases | 32 | 15 | 14",
                "Sum | 2,101 | 631 | 353",
            ]],
        );
    }

    #[test]
    fn a_heading_or_a_paragraph_between_two_tables() {
        const RULE: &str = "------------------------";
        const TABLE: [&str; 6] =
            [RULE, "Place     2007   2008", RULE, "North        5     12", "South        7      9", RULE];
        let rows: &[&str] = &["Place | 2007 | 2008", "North | 5 | 12", "South | 7 | 9"];
        for between in [["", "2  Another", ""], ["Push exist than see all", "of them.", ""]] {
            check(&[&TABLE[..], &between, &TABLE].concat(), &[rows, rows]);
        }
    }

    #[test]
    fn a_heading_between_two_tables_whose_rows_are_ruled() {
        const RULE: &str = "------------------------";
        const HEAD: &str = "Place     2007   2008";
        const TABLE: [&str; 7] = [RULE, HEAD, RULE, "North        5     12", RULE, "South        7      9", RULE];
        let rows: &[&str] = &["Place | 2007 | 2008", "North | 5 | 12", "South | 7 | 9"];
        check(&[&TABLE[..], &["", "Another"], &TABLE].concat(), &[rows, rows]);
        // A band is as high as the rows.
        check(
            &[&TABLE[..], &["Another", RULE, "West         1      2", RULE]].concat(),
            &[&["Place | 2007 | 2008", "North | 5 | 12", "South | 7 | 9", "Another |  | ", "West | 1 | 2"]],
        );
    }
}
