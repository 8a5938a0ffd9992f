//! Transformation matrices of the content stream.

use crate::base::Rect;

/// An affine map `[a b c d e f]` in the row-vector convention of PDF 32000-1, 8.3.3.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub [f64; 6]);

impl Matrix {
    pub const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub fn translation(x: f64, y: f64) -> Self {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// `self` applied first, then `next`.
    pub fn then(&self, next: &Matrix) -> Matrix {
        let (a, b) = (&self.0, &next.0);
        Matrix([
            a[0] * b[0] + a[1] * b[2],
            a[0] * b[1] + a[1] * b[3],
            a[2] * b[0] + a[3] * b[2],
            a[2] * b[1] + a[3] * b[3],
            a[4] * b[0] + a[5] * b[2] + b[4],
            a[4] * b[1] + a[5] * b[3] + b[5],
        ])
    }

    /// Moves the origin by a vector of the map's own space: a translation applied first.
    pub fn advance(&mut self, x: f64, y: f64) {
        let m = &mut self.0;
        m[4] += x * m[0] + y * m[2];
        m[5] += x * m[1] + y * m[3];
    }

    /// Whether upright boxes stay upright boxes.
    pub fn is_upright(&self) -> bool {
        let m = &self.0;
        let slack = 1e-4 * (m[0].abs() + m[1].abs() + m[2].abs() + m[3].abs());
        (m[1].abs() <= slack && m[2].abs() <= slack) || (m[0].abs() <= slack && m[3].abs() <= slack)
    }

    pub fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let m = &self.0;
        (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
    }

    /// The upright box around the image of a box.
    pub fn bounds(&self, x0: f64, y0: f64, x1: f64, y1: f64) -> Rect {
        let m = &self.0;
        if m[1] == 0.0 && m[2] == 0.0 {
            return Rect::new(m[0] * x0 + m[4], m[3] * y0 + m[5], m[0] * x1 + m[4], m[3] * y1 + m[5]);
        }
        let corners = [self.point(x0, y0), self.point(x1, y0), self.point(x0, y1), self.point(x1, y1)];
        corners[1..].iter().fold(Rect::new(corners[0].0, corners[0].1, corners[0].0, corners[0].1), |all, (x, y)| {
            all.union(&Rect::new(*x, *y, *x, *y))
        })
    }

    /// By how much lengths grow, averaged over both axes.
    pub fn scale(&self) -> f64 {
        let m = &self.0;
        (m[0] * m[3] - m[1] * m[2]).abs().sqrt()
    }
}
