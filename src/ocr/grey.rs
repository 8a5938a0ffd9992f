//! A page as shades of grey, turned level; and what of it is ink.

use crate::pdf::PagePicture;

/// Half the side of the window that says how light the paper is, in points.
const WINDOW: f64 = 9.0;
/// Ink is darker than its surroundings by this share.
const DARKER: f64 = 0.22;
/// And by so many shades: noise on white paper is not.
const SHADES: f64 = 22.0;

/// A picture in 256 shades, 0 black, row by row from the top.
#[derive(Debug, Clone, PartialEq)]
pub struct Grey {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// A shade a pixel.
    pub pixels: Vec<u8>,
}

impl Grey {
    /// The shades of a drawn page.
    pub fn of(picture: &PagePicture) -> Self {
        let shade = |it: &[u8]| (u32::from(it[0]) * 77 + u32::from(it[1]) * 151 + u32::from(it[2]) * 28) >> 8;
        let pixels = picture.pixels().chunks_exact(4).map(|it| shade(it) as u8).collect();
        Self { width: picture.width() as usize, height: picture.height() as usize, pixels }
    }

    /// White paper.
    pub fn white(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![255; width * height] }
    }

    /// The shade of a pixel.
    pub fn at(&self, x: usize, y: usize) -> u8 {
        self.pixels[y * self.width + x]
    }

    /// The shade between pixels; white beyond the edges.
    pub fn between(&self, x: f64, y: f64) -> f64 {
        if x < -1.0 || y < -1.0 || x > self.width as f64 || y > self.height as f64 {
            return 255.0;
        }
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (x - left, y - top);
        let shade = |column: f64, row: f64| {
            let inside = column >= 0.0 && row >= 0.0 && column < self.width as f64 && row < self.height as f64;
            if inside { f64::from(self.at(column as usize, row as usize)) } else { 255.0 }
        };
        let above = shade(left, top) * (1.0 - across) + shade(left + 1.0, top) * across;
        let below = shade(left, top + 1.0) * (1.0 - across) + shade(left + 1.0, top + 1.0) * across;
        above * (1.0 - down) + below * down
    }

    /// The picture turned about its middle by `slope` (what the lines fall on their way to the right), so that they are level.
    pub fn levelled(&self, slope: f64) -> Self {
        let (middle_x, middle_y) = (self.width as f64 / 2.0, self.height as f64 / 2.0);
        let (sine, cosine) = slope.atan().sin_cos();
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height {
            let down = y as f64 - middle_y;
            for x in 0..self.width {
                let across = x as f64 - middle_x;
                let from = (middle_x + across * cosine - down * sine, middle_y + across * sine + down * cosine);
                pixels.push(self.between(from.0, from.1).round() as u8);
            }
        }
        Self { width: self.width, height: self.height, pixels }
    }

    /// Which pixels are ink: darker than the mean around them. `scale` is in pixels a point.
    pub fn ink(&self, scale: f64) -> Vec<bool> {
        let reach = ((WINDOW * scale) as usize).max(4);
        let sums = self.sums();
        let stride = self.width + 1;
        let mut ink = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height {
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(self.height));
            for x in 0..self.width {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(self.width));
                let sum = sums[bottom * stride + right] + sums[top * stride + left];
                let sum = sum - sums[top * stride + right] - sums[bottom * stride + left];
                let mean = sum as f64 / ((bottom - top) * (right - left)) as f64;
                ink.push(f64::from(self.at(x, y)) < (mean * (1.0 - DARKER)).min(mean - SHADES));
            }
        }
        ink
    }

    /// Sums of all shades above and to the left of each corner of a pixel.
    fn sums(&self) -> Vec<u64> {
        let stride = self.width + 1;
        let mut sums = vec![0; stride * (self.height + 1)];
        for y in 0..self.height {
            let mut row = 0;
            for x in 0..self.width {
                row += u64::from(self.at(x, y));
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A white page with a stroke that falls by `slope`.
    fn stroke(slope: f64) -> Grey {
        let mut page = Grey::white(400, 200);
        for x in 20..380 {
            let y = 100.0 + slope * (x as f64 - 200.0);
            for row in [y.round() as usize, y.round() as usize + 1] {
                page.pixels[row * 400 + x] = 0;
            }
        }
        page
    }

    fn rows_with_ink(page: &Grey) -> usize {
        page.ink(2.0).chunks(page.width).filter(|it| it.contains(&true)).count()
    }

    #[test]
    fn a_slanted_stroke_is_made_level() {
        let page = stroke(0.02);
        assert!(rows_with_ink(&page) >= 8);
        assert!(rows_with_ink(&page.levelled(0.02)) <= 4);
        assert!(rows_with_ink(&page.levelled(-0.02)) >= 14, "the other way round it gets worse");
    }

    #[test]
    fn ink_is_told_on_grey_paper_and_noise_is_none() {
        let mut page = Grey::white(60, 60);
        page.pixels.iter_mut().enumerate().for_each(|(at, it)| *it = if at % 3 == 0 { 190 } else { 200 });
        assert!(!page.ink(2.0).contains(&true));
        page.pixels[30 * 60 + 30] = 90;
        assert_eq!(page.ink(2.0).iter().filter(|it| **it).count(), 1);
    }
}
