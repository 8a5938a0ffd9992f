//! Filled boxes of several heights that tile a rectangle: the header of a table on two levels, a group over its columns.

use crate::base::Rect;

/// Sides that meet lie within this many points of each other.
const MEET: f64 = 1.0;
/// Smaller boxes, in points, are marks and letters.
const MIN_SIDE: f64 = 6.0;
/// A header has so many boxes at its top.
const MIN_TOPS: usize = 3;
/// A header has at most so many levels.
const MAX_LEVELS: usize = 4;
/// More boxes are the dots of a picture.
const MAX_BOXES: usize = 3000;

/// The boxes of a header on several levels.
#[derive(Debug, PartialEq)]
pub(super) struct TiledHeader {
    pub boxes: Vec<Rect>,
}

impl TiledHeader {
    /// Its lowest boxes from left to right: a row of the table, though some reach further up.
    pub fn lowest(&self) -> Vec<Rect> {
        let foot = self.boxes.iter().map(|it| it.y1).fold(f64::MIN, f64::max);
        let mut lowest: Vec<Rect> = self.boxes.iter().filter(|it| it.y1 > foot - MIN_SIDE).copied().collect();
        lowest.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        lowest
    }
}

/// Boxes that begin at one height, side by side without a gap, where the lower ones are completed by boxes right below them. A row of
/// boxes of one height may be anything.
pub(super) fn tiled_headers(fills: &[Rect]) -> Vec<TiledHeader> {
    let mut boxes: Vec<Rect> = fills.iter().filter(|it| it.width().min(it.height()) >= MIN_SIDE).copied().collect();
    if boxes.len() > MAX_BOXES {
        return Vec::new();
    }
    boxes.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));

    let mut headers = Vec::new();
    for level in boxes.chunk_by(|a, b| b.y0 - a.y0 <= MEET) {
        let mut level = level.to_vec();
        level.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let runs = level.chunk_by(|a, b| (b.x0 - a.x1).abs() <= MEET).filter(|it| it.len() >= MIN_TOPS);
        headers.extend(runs.filter_map(|it| header(it, &boxes)));
    }
    headers
}

/// The header whose upper boxes these are.
fn header(tops: &[Rect], boxes: &[Rect]) -> Option<TiledHeader> {
    let foot = tops.iter().map(|it| it.y1).fold(f64::MIN, f64::max);
    let short = tops.iter().filter(|it| it.y1 < foot - MIN_SIDE);
    let below: Vec<Vec<Rect>> = short.map(|it| completed(it, foot, boxes, MAX_LEVELS)).collect::<Option<_>>()?;
    let boxes = tops.iter().copied().chain(below.iter().flatten().copied()).collect();
    (!below.is_empty()).then_some(TiledHeader { boxes })
}

/// The boxes below `top` that fill the space between it and `foot`; `None` where something of it is left open.
fn completed(top: &Rect, foot: f64, boxes: &[Rect], levels: usize) -> Option<Vec<Rect>> {
    if levels == 0 {
        return None;
    }
    let from = boxes.partition_point(|it| it.y0 < top.y1 - MEET);
    let level = boxes[from..].iter().take_while(|it| it.y0 <= top.y1 + MEET);
    let mut found: Vec<Rect> =
        level.filter(|it| top.x0 - MEET <= it.x0 && it.x1 <= top.x1 + MEET && it.y1 <= foot + MEET).copied().collect();
    found.sort_by(|a, b| a.x0.total_cmp(&b.x0));

    let mut x = top.x0;
    for it in &found {
        if (it.x0 - x).abs() > MEET {
            return None;
        }
        x = it.x1;
    }
    if (x - top.x1).abs() > MEET {
        return None;
    }

    let deeper: Option<Vec<Vec<Rect>>> =
        found.iter().filter(|it| it.y1 < foot - MIN_SIDE).map(|it| completed(it, foot, boxes, levels - 1)).collect();
    found.extend(deeper?.into_iter().flatten());
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(years: &[(f64, f64)]) -> Vec<Rect> {
        let mut boxes = vec![
            Rect::new(50.0, 100.0, 150.0, 140.0),
            Rect::new(150.0, 100.0, 350.0, 120.0),
            Rect::new(350.0, 100.0, 400.0, 140.0),
        ];
        boxes.extend(years.iter().map(|it| Rect::new(it.0, 120.0, it.1, 140.0)));
        boxes
    }

    #[test]
    fn years_below_their_head_complete_a_header() {
        let headers = tiled_headers(&header(&[(150.0, 250.0), (250.0, 350.0)]));
        assert_eq!(headers.iter().map(|it| it.boxes.len()).collect::<Vec<_>>(), [5]);
        let lowest: Vec<(f64, f64)> = headers[0].lowest().iter().map(|it| (it.x0, it.y0)).collect();
        assert_eq!(lowest, [(50.0, 100.0), (150.0, 120.0), (250.0, 120.0), (350.0, 100.0)]);
    }

    #[test]
    fn boxes_that_leave_a_space_open_are_no_header() {
        assert_eq!(tiled_headers(&header(&[(150.0, 250.0)])), []);
        assert_eq!(tiled_headers(&header(&[(150.0, 240.0), (260.0, 350.0)])), []);
        // Bars of a chart end where they like.
        assert_eq!(tiled_headers(&header(&[])), []);
    }
}
