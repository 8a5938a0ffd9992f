//! The fields that rules enclose, as a coarse map: what stands in one field may be a line of text, what a rule parts never is.

use crate::pdf::{Axis, Ruling};

/// Side of a square of the map, in points.
const SQUARE: f64 = 1.0;
/// A rule may end this far before the one it meets, in points.
const REACH: f64 = 2.5;
/// Squares of a rule.
const WALL: u32 = 0;

/// Which field each part of the page belongs to.
#[derive(Debug)]
pub struct Regions {
    columns: usize,
    rows: usize,
    /// Pixels a square.
    pixels: f64,
    fields: Vec<u32>,
}

impl Regions {
    /// The fields of a page of `width` by `height` pixels, `scale` of them a point.
    pub fn new(rulings: &[Ruling], width: usize, height: usize, scale: f64) -> Self {
        let pixels = SQUARE * scale;
        let (columns, rows) = ((width as f64 / pixels).ceil() as usize, (height as f64 / pixels).ceil() as usize);
        let mut regions = Self { columns, rows, pixels, fields: vec![u32::MAX; columns * rows] };
        rulings.iter().for_each(|it| regions.draw(it));
        regions.flood();
        regions
    }

    /// The field at a pixel; none on a rule.
    pub fn field(&self, x: f64, y: f64) -> Option<u32> {
        let (column, row) = ((x / self.pixels) as usize, (y / self.pixels) as usize);
        let inside = x >= 0.0 && y >= 0.0 && column < self.columns && row < self.rows;
        inside.then(|| self.fields[row * self.columns + column]).filter(|it| *it != WALL)
    }

    /// The field of the middle of a box in pixels, or beside it where the middle stands on a rule.
    pub fn field_of(&self, (x0, y0, x1, y1): (usize, usize, usize, usize)) -> Option<u32> {
        let (x, y) = ((x0 + x1) as f64 / 2.0, (y0 + y1) as f64 / 2.0);
        let beside = [0.0, -1.0, 1.0, -2.0, 2.0].map(|it| it * self.pixels);
        beside
            .iter()
            .flat_map(|down| beside.iter().map(move |across| (x + across, y + down)))
            .find_map(|it| self.field(it.0, it.1))
    }

    fn draw(&mut self, ruling: &Ruling) {
        let square = |points: f64| (points / SQUARE).floor().max(0.0) as usize;
        let along = square(ruling.start - REACH)..=square(ruling.end + REACH);
        let at = square(ruling.position);
        for step in along {
            let (column, row) = match ruling.axis {
                Axis::Horizontal => (step, at),
                Axis::Vertical => (at, step),
            };
            if column < self.columns && row < self.rows {
                self.fields[row * self.columns + column] = WALL;
            }
        }
    }

    /// Numbers the squares between the walls, from 1.
    fn flood(&mut self) {
        let mut next = WALL;
        let mut open = Vec::new();
        for start in 0..self.fields.len() {
            if self.fields[start] != u32::MAX {
                continue;
            }
            next += 1;
            self.fields[start] = next;
            open.push(start);
            while let Some(at) = open.pop() {
                for neighbour in self.neighbours(at).into_iter().flatten() {
                    if self.fields[neighbour] == u32::MAX {
                        self.fields[neighbour] = next;
                        open.push(neighbour);
                    }
                }
            }
        }
    }

    fn neighbours(&self, at: usize) -> [Option<usize>; 4] {
        let column = at % self.columns;
        [
            (column > 0).then(|| at - 1),
            (column + 1 < self.columns).then(|| at + 1),
            at.checked_sub(self.columns),
            Some(at + self.columns).filter(|it| *it < self.fields.len()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(axis: Axis, position: f64, start: f64, end: f64) -> Ruling {
        Ruling { axis, position, start, end, thickness: 0.5 }
    }

    #[test]
    fn cells_are_fields_and_a_gap_at_a_corner_does_not_join_them() {
        let rules = [
            rule(Axis::Horizontal, 20.0, 20.0, 180.0),
            rule(Axis::Horizontal, 80.0, 20.0, 180.0),
            rule(Axis::Vertical, 20.0, 20.0, 80.0),
            rule(Axis::Vertical, 100.0, 22.0, 78.0),
            rule(Axis::Vertical, 180.0, 20.0, 80.0),
        ];
        let regions = Regions::new(&rules, 400, 200, 2.0);
        let at = |x: f64, y: f64| regions.field(2.0 * x, 2.0 * y);
        let [left, right, outside] = [at(50.0, 50.0), at(150.0, 50.0), at(5.0, 5.0)];
        assert!(left != right && left != outside && right != outside);
        assert_eq!(at(50.0, 50.0), at(90.0, 70.0));
        assert_eq!(at(190.0, 90.0), outside);
        assert_eq!(at(100.4, 50.0), None);
    }
}
