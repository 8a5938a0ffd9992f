//! A line of a page -> the picture that the model reads.

use super::grey::Grey;
use super::lines::LineBox;
use super::regions::Regions;

/// Rows of the picture that the model reads.
pub const HEIGHT: usize = 48;
/// Paper kept around the ink of a line, in usual heights: above and below, and at its ends.
const MARGIN: (f64, f64) = (0.12, 0.3);
/// A dash alone is read in a picture as high as a character, in usual heights.
const LEAST_HEIGHT: f64 = 0.95;
/// Widths are filled up with paper to whole numbers of so many pixels, so that lines can be read together.
const STEP: usize = 16;
/// No line is wider in the picture that the model reads: a page of A3 across.
const MOST_WIDTH: usize = 4096;

/// A line cut out of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Crop {
    /// `HEIGHT` rows, paper at the right end.
    pub picture: Grey,
    /// Where the first column of the picture stands on the page, in pixels.
    pub left: f64,
    /// Pixels of the page a pixel of the picture.
    pub ratio: f64,
}

/// Cuts a line out of a page whose rules were taken off. What stands nearby and belongs to other lines is left out.
pub fn crop(page: &Grey, line: &LineBox, regions: &Regions, usual_height: f64) -> Crop {
    let (above, beside) = (MARGIN.0 * usual_height, MARGIN.1 * usual_height);
    let height = ((line.y1 - line.y0) as f64 + 2.0 * above).max(LEAST_HEIGHT * usual_height);
    let top = (line.y0 + line.y1) as f64 / 2.0 - height / 2.0;
    let middle = (line.y0 + line.y1) as f64 / 2.0;
    let free = |from: f64, step: f64| {
        let steps = (0..=beside as usize).take_while(|it| {
            let x = from + step * *it as f64;
            regions.field(x, middle).is_none_or(|field| field == line.field)
        });
        steps.last().unwrap_or(0) as f64
    };
    let left = line.x0 as f64 - free(line.x0 as f64, -1.0);
    let right = line.x1 as f64 + free(line.x1 as f64, 1.0);
    let ratio = (height / HEIGHT as f64).max((right - left) / MOST_WIDTH as f64);
    let inked = ((right - left) / ratio).ceil().max(1.0) as usize;
    let width = inked.next_multiple_of(STEP);
    let mut picture = Grey::white(width, HEIGHT);
    let (first, last) = (line.y0 as f64 - above, line.y1 as f64 + above);
    let paper = paper(page, line);
    for row in 0..HEIGHT {
        let y = top + (row as f64 + 0.5) * ratio - 0.5;
        for column in 0..width {
            let x = left + (column as f64 + 0.5) * ratio - 0.5;
            let is_of_line = y >= first && y <= last && column < inked;
            picture.pixels[row * width + column] = if is_of_line { mean(page, x, y, ratio) } else { paper };
        }
    }
    Crop { picture, left, ratio }
}

/// The shade of the paper of a line: a light one that is frequent there.
fn paper(page: &Grey, line: &LineBox) -> u8 {
    let mut counts = [0_u32; 256];
    for y in line.y0..line.y1 {
        page.pixels[y * page.width + line.x0..y * page.width + line.x1]
            .iter()
            .for_each(|it| counts[usize::from(*it)] += 1);
    }
    (128..=255_u8).max_by_key(|it| counts[usize::from(*it)]).unwrap_or(255)
}

/// The shade at a place of the page, over as much of it as a pixel of the picture shows.
fn mean(page: &Grey, x: f64, y: f64, ratio: f64) -> u8 {
    if ratio <= 1.25 {
        return page.between(x, y).round() as u8;
    }
    let offsets = [-0.3, 0.3].map(|it| it * ratio);
    let all: f64 = offsets.iter().flat_map(|down| offsets.map(|across| page.between(x + across, y + down))).sum();
    (all / 4.0).round() as u8
}
