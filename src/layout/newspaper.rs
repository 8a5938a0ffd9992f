//! Lines of a page set in two columns -> their reading order: down the left one, then down the right one.
//!
//! A line over both columns, a headline, ends what stands above it.

use super::Line;
use crate::base::Rect;
use crate::pdf::Direction;

/// The space between the columns lies in this part of the width.
const MIDDLE: std::ops::Range<f64> = 0.35..0.65;
/// A line of text fills this share of its column.
const FULL: f64 = 0.75;
/// A column has so many full lines.
const MIN_FULL: usize = 5;
/// At most this share of the lines runs over both.
const MAX_OVER: f64 = 0.25;

/// The lines of a page without tables in reading order; as they were where it has one column.
pub(super) fn by_columns(lines: Vec<Line>) -> Vec<Line> {
    let Some(gutter) = gutter(&lines) else { return lines };
    let (mut ordered, mut left, mut right) = (Vec::with_capacity(lines.len()), Vec::new(), Vec::new());
    for line in lines {
        if line.bbox.x1 <= gutter {
            left.push(line);
        } else if line.bbox.x0 >= gutter {
            right.push(line);
        } else {
            ordered.append(&mut left);
            ordered.append(&mut right);
            ordered.push(line);
        }
    }
    ordered.append(&mut left);
    ordered.append(&mut right);
    ordered
}

/// Where the right one of two columns begins; `None` where the lines stand in one.
fn gutter(lines: &[Line]) -> Option<f64> {
    if lines.len() < 2 * MIN_FULL || lines.iter().any(|it| it.direction != Direction::Right) {
        return None;
    }
    let bbox = Rect::union_all(lines.iter().map(|it| &it.bbox))?;
    let is_middle = |x: &f64| MIDDLE.contains(&((x - bbox.x0) / bbox.width()));
    let starts = lines.iter().map(|it| it.bbox.x0).filter(is_middle);
    let fullness = |x: f64| {
        let full = |is_side: &dyn Fn(&Line) -> bool, width: f64| {
            lines.iter().filter(|it| is_side(it) && it.bbox.width() >= FULL * width).count()
        };
        let left = full(&|it| it.bbox.x1 <= x, x - bbox.x0);
        left.min(full(&|it| it.bbox.x0 >= x, bbox.x1 - x))
    };
    let over = |x: f64| lines.iter().filter(|it| it.bbox.x0 < x && x < it.bbox.x1).count();
    let x = starts.filter(|it| fullness(*it) >= MIN_FULL).min_by_key(|it| over(*it))?;
    (over(x) as f64 <= MAX_OVER * lines.len() as f64).then_some(x)
}

#[cfg(test)]
mod tests {
    use super::super::tests::page;
    use super::super::{Passage, analyze};
    use super::*;
    use crate::pdf::Document;

    /// The texts of the lines of a page, in reading order.
    fn texts(drawing: &[&str]) -> Vec<String> {
        let layout = analyze(&Document { pages: vec![page(drawing)], fonts: Vec::new() }).value;
        layout.lines().map(|it| it.text.text().to_owned()).collect()
    }

    #[test]
    fn the_left_column_is_read_before_the_right_one() {
        let lines = texts(&[
            "The whole page has this one for its title, over both.  ",
            "We went to the old town       They came back by the  ",
            "and looked at the river,      other road and had not ",
            "which was high that year      seen any of the rooms. ",
            "and brown from the rain.      So we wrote it all down",
            "Nobody knew of the mill.      and sent it to an aunt.",
            "It had burned by then.        She never answered us. ",
        ]);
        assert_eq!(lines[1], "We went to the old town");
        assert_eq!(lines[6], "It had burned by then.");
        assert_eq!(lines[7], "They came back by the");
    }

    /// Lines in two columns that begin at 50 and 350 and are so wide; the page is 600 wide.
    fn two_columns(width: f64) -> Vec<Line> {
        let line = |at: usize| {
            let (x, y) = (if at.is_multiple_of(2) { 50.0 } else { 350.0 }, 100.0 + 12.0 * (at / 2) as f64);
            let bbox = Rect::new(x, y, x + if at < 2 { 240.0 } else { width }, y + 10.0);
            Line { text: Passage::default(), page: 1, bbox, baseline: y + 9.0, size: 10.0, direction: Direction::Right }
        };
        (0..12).map(line).collect()
    }

    #[test]
    fn short_lines_side_by_side_are_rows() {
        let starts = |width: f64| by_columns(two_columns(width)).iter().map(|it| it.bbox.x0).collect::<Vec<_>>();
        assert_eq!(starts(240.0), [[50.0; 6], [350.0; 6]].concat());
        // Labels with their values.
        assert_eq!(starts(40.0), [50.0, 350.0].repeat(6));
    }
}
