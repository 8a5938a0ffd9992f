//! Picture and marks as PNG: boxes drawn into the pixels.

use super::{BLACK, Mark};
use crate::base::Rect;
use crate::pdf::PagePicture;

/// Length of a dash and of the gap after it, in pixels.
const DASH: i64 = 3;
/// From this scale on (150 dots per inch) the digits of tags are drawn twice as large.
const LARGE_TAGS_FROM: f64 = 2.0;

/// The PNG of a page picture with marks drawn over it in the order given. A pixel belongs to a box when any part of it does.
pub fn overlay_png(picture: &PagePicture, marks: &[Mark]) -> Vec<u8> {
    let mut canvas = Canvas {
        width: i64::from(picture.width()),
        height: i64::from(picture.height()),
        pixels: picture.pixels().to_vec(),
    };
    let scale = picture.scale();
    for mark in marks {
        draw_box(&mut canvas, mark, scale);
    }
    for mark in marks {
        draw_tag(&mut canvas, mark, scale);
    }
    encode_png(picture, &canvas.pixels)
}

/// A PNG of `pixels`, as large as the picture.
pub(super) fn encode_png(picture: &PagePicture, pixels: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    // The pages are opaque, so the fourth byte tells nothing.
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let colours: Vec<u8> = pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&colours)?;
        writer.finish()
    });
    written.expect("a PagePicture has at least one pixel and four bytes a pixel, and a Vec takes all that is written");
    bytes
}

struct Canvas {
    width: i64,
    height: i64,
    pixels: Vec<u8>,
}

impl Canvas {
    /// Lays a colour over a pixel; beside the picture nothing happens.
    fn blend(&mut self, x: i64, y: i64, colour: [u8; 3], opacity: f64) {
        if (0..self.width).contains(&x) && (0..self.height).contains(&y) {
            let at = (y * self.width + x) as usize * 4;
            for (channel, over) in self.pixels[at..at + 3].iter_mut().zip(colour) {
                let mixed = f64::from(*channel) * (1.0 - opacity) + f64::from(over) * opacity;
                *channel = mixed.round() as u8;
            }
        }
    }

    fn clip(&self, pixel: i64, side: i64) -> i64 {
        pixel.clamp(-1, side)
    }
}

/// The first and last pixel that a stretch touches.
fn touched(start: f64, end: f64, scale: f64) -> (i64, i64) {
    // A box that ends on the edge of a pixel does not touch the next one, whatever the last bits say.
    let first = (start * scale + 1e-6).floor() as i64;
    let last = (end * scale - 1e-6).ceil() as i64 - 1;
    (first, last.max(first))
}

fn draw_box(canvas: &mut Canvas, mark: &Mark, scale: f64) {
    let style = mark.kind.style();
    let Rect { x0, y0, x1, y1 } = mark.bbox;
    let ((left, right), (top, bottom)) = (touched(x0, x1, scale), touched(y0, y1, scale));
    let (columns, rows) = (canvas.clip(left, canvas.width)..=canvas.clip(right, canvas.width), (top, bottom));
    for y in canvas.clip(rows.0, canvas.height)..=canvas.clip(rows.1, canvas.height) {
        for x in columns.clone() {
            let on_edge = x == left || x == right || y == top || y == bottom;
            let in_dash = !style.dashed || (x + y).div_euclid(DASH) % 2 == 0;
            match on_edge && in_dash {
                true => canvas.blend(x, y, style.colour, 0.85),
                false if style.fill > 0.0 => canvas.blend(x, y, style.colour, style.fill),
                false => {}
            }
        }
    }
}

/// Digits of three by five dots, a row in three bits from the top.
fn dots(character: char) -> Option<[u8; 5]> {
    Some(match character {
        '0' => [7, 5, 5, 5, 7],
        '1' => [2, 6, 2, 2, 7],
        '2' => [7, 1, 7, 4, 7],
        '3' => [7, 1, 7, 1, 7],
        '4' => [5, 5, 7, 1, 1],
        '5' => [7, 4, 7, 1, 7],
        '6' => [7, 4, 7, 5, 7],
        '7' => [7, 1, 2, 2, 2],
        '8' => [7, 5, 7, 5, 7],
        '9' => [7, 5, 7, 1, 7],
        ',' => [0, 0, 0, 2, 4],
        '.' => [0, 0, 0, 0, 2],
        _ => return None,
    })
}

fn draw_tag(canvas: &mut Canvas, mark: &Mark, scale: f64) {
    let Some(tag) = &mark.tag else { return };
    let dot = if scale >= LARGE_TAGS_FROM { 2 } else { 1 };
    let (left, top) = ((mark.bbox.x0 * scale) as i64 + 1, (mark.bbox.y0 * scale) as i64 + 1);
    let mut fill = |x: i64, y: i64, colour, opacity| {
        for (dx, dy) in (0..dot).flat_map(|dx| (0..dot).map(move |dy| (dx, dy))) {
            canvas.blend(left + x * dot + dx, top + y * dot + dy, colour, opacity);
        }
    };
    let width = tag.chars().count() as i64 * 4;
    for (x, y) in (-1..width).flat_map(|x| (-1..6).map(move |y| (x, y))) {
        fill(x, y, [255; 3], 0.6);
    }
    for (place, rows) in tag.chars().enumerate().filter_map(|(place, it)| Some((place as i64, dots(it)?))) {
        for (x, y) in (0..3).flat_map(|x| (0..5).map(move |y| (x, y))) {
            if rows[y as usize] >> (2 - x) & 1 == 1 {
                fill(place * 4 + x, y, BLACK, 1.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::MarkKind;

    /// The page as ASCII: `#` strong, `+` tinted, `.` white.
    fn drawn(picture: &PagePicture, marks: &[Mark]) -> String {
        let bytes = overlay_png(picture, marks);
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (picture.width(), picture.height()));
        let row = |row: &[u8]| -> String {
            // Red tells: all colours used here have little of it.
            row.chunks_exact(3)
                .map(|pixel| match pixel[0] {
                    0..=64 => '#',
                    65..=254 => '+',
                    255 => '.',
                })
                .collect()
        };
        pixels.chunks_exact(info.width as usize * 3).map(row).collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    fn check(bbox: Rect, kind: MarkKind, scale: f64, expected: &str) {
        let picture = PagePicture::blank(10.0 / scale, 5.0 / scale, scale);
        let expected = expected.lines().map(str::trim).collect::<Vec<_>>().join("\n");
        assert_eq!(drawn(&picture, &[Mark::new(bbox, kind, "")]), expected);
    }

    #[test]
    fn a_box_on_whole_pixels_covers_these() {
        let expected = "..........\n.#####....\n.#+++#....\n.#####....\n..........";
        check(Rect::new(1.0, 1.0, 6.0, 4.0), MarkKind::Line, 1.0, expected);
    }

    #[test]
    fn a_box_covers_every_pixel_it_touches() {
        let expected = "..........\n.#####....\n.#+++#....\n.#####....\n..........";
        check(Rect::new(0.6, 0.9, 2.6, 1.6), MarkKind::Line, 2.0, expected);
    }

    #[test]
    fn a_flat_box_is_a_line() {
        let expected = "..........\n..........\n.#####....\n..........\n..........";
        check(Rect::new(1.0, 2.5, 6.0, 2.5), MarkKind::Glyph, 1.0, expected);
    }

    #[test]
    fn what_lies_beside_the_page_is_left_out() {
        let expected = "....#.....\n....#.....\n....#.....\n#####.....\n..........";
        check(Rect::new(-1e12, -1e12, 5.0, 4.0), MarkKind::Glyph, 1.0, expected);
    }

    #[test]
    fn a_picture_without_marks_is_kept() {
        let picture = PagePicture::blank(2.0, 1.0, 1.0);
        assert_eq!(drawn(&picture, &[]), "..");
    }

    #[test]
    fn digits_of_a_tag() {
        let picture = PagePicture::blank(10.0, 8.0, 1.0);
        let mark = Mark::new(Rect::new(0.0, 0.0, 0.0, 0.0), MarkKind::Glyph, "").tagged("17");
        let expected = "+.........\n..#..###..\n.##....#..\n..#...#...\n..#...#...\n.###..#...\n..........\n..........";
        assert_eq!(drawn(&picture, &[mark]), expected);
    }
}
