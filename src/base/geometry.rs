//! Points and boxes on a page as it is shown.

/// A box in PDF points, origin top left of the page as shown, `y` growing downwards.
///
/// `x0 <= x1` and `y0 <= y1`; a box may be flat (a line) but never negative.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x0: f64,
    /// Top edge.
    pub y0: f64,
    /// Right edge.
    pub x1: f64,
    /// Bottom edge.
    pub y1: f64,
}

impl Rect {
    /// The box spanned by two opposite corners, in any order.
    pub fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        Self { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) }
    }

    /// Extent from left to right, in points.
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// Extent from top to bottom, in points.
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// Area in square points.
    pub fn area(&self) -> f64 {
        self.width() * self.height()
    }

    /// Horizontal middle.
    pub fn center_x(&self) -> f64 {
        (self.x0 + self.x1) / 2.0
    }

    /// Vertical middle.
    pub fn center_y(&self) -> f64 {
        (self.y0 + self.y1) / 2.0
    }

    /// The smallest box that covers both.
    pub fn union(&self, other: &Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// The box that covers all of `boxes`; `None` when there are none.
    pub fn union_all<'a>(boxes: impl IntoIterator<Item = &'a Rect>) -> Option<Rect> {
        boxes.into_iter().copied().reduce(|all, one| all.union(&one))
    }

    /// The common part, or `None` where they do not touch.
    pub fn intersection(&self, other: &Rect) -> Option<Rect> {
        let common = Rect {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        };
        (common.x0 <= common.x1 && common.y0 <= common.y1).then_some(common)
    }

    /// Whether the point lies inside or on the edge.
    pub fn contains(&self, x: f64, y: f64) -> bool {
        self.x0 <= x && x <= self.x1 && self.y0 <= y && y <= self.y1
    }

    /// The box grown by `margin` points on every side.
    pub fn grown(&self, margin: f64) -> Rect {
        Rect::new(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)
    }

    /// `[x0, y0, x1, y1]` rounded to hundredths of a point, as every output gives it.
    ///
    /// ```
    /// use shinchoku::base::Rect;
    /// assert_eq!(Rect::new(1.0, 2.0, 3.456_7, 4.0).to_array(), [1.0, 2.0, 3.46, 4.0]);
    /// ```
    pub fn to_array(&self) -> [f64; 4] {
        [self.x0, self.y0, self.x1, self.y1].map(|value| (value * 100.0).round() / 100.0)
    }
}
