//! A picture as black and white, and the long straight strokes in it.
//!
//! Method: binarise against the paper's own grey, take long runs of dark pixels row by row, join runs of neighbouring rows that
//! overlap. A skewed rule is a staircase of such runs and comes out as one line.

use hayro_syntax::object::stream::{ImageColorSpace, ImageDecodeParams};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

use super::filters::{content_bytes, unpacks_beyond};

/// Larger pictures are left alone: 600 dpi of A3 are 70 million pixels.
const MAX_PIXELS: usize = 80_000_000;
/// 256 colours of at most 4 bytes, and some to spare.
const MAX_PALETTE: usize = 4096;
/// A pixel darker than this share of the paper is ink; header bands of 85 % grey are not.
const INK: f64 = 0.75;
/// Pixels that may be missing in a run: dust and dots of a screen.
const MAX_GAP: usize = 2;

/// Dark pixels of a picture, row by row from the top.
#[derive(Debug)]
pub struct Bitmap {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    dark: Vec<bool>,
}

/// A long straight stroke along the rows, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub start: f64,
    pub end: f64,
    /// Middle of the stroke at its two ends: they differ where the picture is skewed.
    pub position_at_start: f64,
    pub position_at_end: f64,
    pub thickness: f64,
}

/// An unbroken run of dark pixels in a row; `end` is past it.
#[derive(Debug, Clone, Copy)]
struct Run {
    row: usize,
    start: usize,
    end: usize,
}

impl Bitmap {
    /// Whether an image XObject has more pixels than are looked through.
    pub(super) fn is_too_large(stream: &Stream<'_>) -> bool {
        let pixels = |width: u32, height: u32| u64::from(width) * u64::from(height);
        Self::size(stream).is_some_and(|(width, height)| pixels(width, height) > MAX_PIXELS as u64)
    }

    /// Width and height that an image XObject says of itself, in pixels.
    pub(super) fn size(stream: &Stream<'_>) -> Option<(u32, u32)> {
        let number = |keys: [&'static [u8]; 2]| keys.into_iter().find_map(|key| stream.dict().get::<u32>(key));
        number([b"Width", b"W"]).zip(number([b"Height", b"H"]))
    }

    /// A picture of which it is known what is ink, row by row from the top; as many pixels as the sides say.
    pub fn new(width: usize, height: usize, dark: Vec<bool>) -> Self {
        assert_eq!(dark.len(), width * height, "a pixel for each place");
        Self { width, height, dark }
    }

    /// Decodes an image XObject of any filter; `None` where it cannot be decoded or is too large.
    pub(super) fn decode(stream: &Stream<'_>) -> Option<Self> {
        let dict = stream.dict();
        let number = |keys: [&'static [u8]; 2]| keys.into_iter().find_map(|key| dict.get::<u32>(key));
        if Self::is_too_large(stream) {
            return None;
        }
        let (width, height) = Self::size(stream)?;
        let colors = Colors::of(dict);
        let bits = number([b"BitsPerComponent", b"BPC"]).map_or(1, |it| it.min(16) as u8);
        let parameters = ImageDecodeParams {
            is_indexed: colors.palette.is_some(),
            bpc: Some(bits),
            num_components: Some(colors.components as u8),
            target_dimension: None,
            width,
            height,
        };
        // Twice what the picture needs, and something for predictors.
        let expected = (width as usize * height as usize * colors.components * usize::from(bits)).div_ceil(8);
        if unpacks_beyond(stream, 2 * expected + (1 << 20)) {
            return None;
        }
        let decoded = stream.decoded_image(&parameters).ok()?;
        let (mut width, mut height, mut bits, mut components) =
            (width as usize, height as usize, bits, colors.components);
        if let Some(data) = &decoded.image_data {
            (width, height, bits) = (data.width as usize, data.height as usize, data.bits_per_component);
            components = match data.color_space {
                Some(ImageColorSpace::Gray) => 1,
                Some(ImageColorSpace::Rgb) => 3,
                Some(ImageColorSpace::Cmyk) => 4,
                Some(ImageColorSpace::Unknown(count)) => usize::from(count),
                None => components,
            };
        }
        let grey = greys(&decoded.data, width, height, bits, components, &colors)?;
        Some(Self::binarised(&grey, width, height))
    }

    /// Ink and paper told apart; paper is the most frequent grey.
    fn binarised(grey: &[u8], width: usize, height: usize) -> Self {
        let mut counts = [0_u32; 256];
        for value in grey {
            counts[usize::from(*value)] += 1;
        }
        let paper = (0..256).max_by_key(|it| counts[*it]).unwrap_or(255);
        let dark = if paper >= 128 {
            let limit = (paper as f64 * INK) as u8;
            grey.iter().map(|it| *it < limit).collect()
        } else {
            let limit = 255 - ((255 - paper) as f64 * INK) as u8;
            grey.iter().map(|it| *it > limit).collect()
        };
        Self { width, height, dark }
    }

    /// Rows as columns.
    pub(super) fn transposed(&self) -> Self {
        let mut dark = vec![false; self.dark.len()];
        for (y, row) in self.dark.chunks_exact(self.width.max(1)).enumerate() {
            for (x, value) in row.iter().enumerate().filter(|(_, value)| **value) {
                dark[x * self.height + y] = *value;
            }
        }
        Self { width: self.height, height: self.width, dark }
    }

    /// Strokes along the rows that are at least `min_length` pixels long.
    pub(super) fn lines(&self, min_length: usize) -> Vec<Line> {
        let runs = self.long_runs(min_length.max(8));
        let mut group: Vec<usize> = (0..runs.len()).collect();
        let mut above = 0;
        for index in 0..runs.len() {
            while runs[above].row + 1 < runs[index].row {
                above += 1;
            }
            for other in (above..index).take_while(|it| runs[*it].row < runs[index].row) {
                // A staircase may step at the very pixel where the next run begins.
                if runs[other].start <= runs[index].end + MAX_GAP && runs[index].start <= runs[other].end + MAX_GAP {
                    let (a, b) = (root(&mut group, other), root(&mut group, index));
                    group[a.max(b)] = a.min(b);
                }
            }
        }
        let mut members: Vec<(usize, Run)> =
            runs.iter().enumerate().map(|(it, run)| (root(&mut group, it), *run)).collect();
        members.sort_by_key(|(root, _)| *root);
        members.chunk_by(|a, b| a.0 == b.0).map(line).collect()
    }

    fn long_runs(&self, min_length: usize) -> Vec<Run> {
        let mut runs = Vec::new();
        for (row, pixels) in self.dark.chunks_exact(self.width.max(1)).enumerate() {
            let mut open: Option<(usize, usize)> = None;
            for (x, _) in pixels.iter().enumerate().filter(|(_, dark)| **dark) {
                open = match open {
                    Some((start, end)) if x <= end + MAX_GAP => Some((start, x + 1)),
                    before => {
                        runs.extend(before.filter(|(start, end)| end - start >= min_length).map(|(start, end)| Run {
                            row,
                            start,
                            end,
                        }));
                        Some((x, x + 1))
                    }
                };
            }
            runs.extend(open.filter(|(start, end)| end - start >= min_length).map(|(start, end)| Run {
                row,
                start,
                end,
            }));
        }
        runs
    }
}

fn root(group: &mut [usize], mut index: usize) -> usize {
    while group[index] != index {
        group[index] = group[group[index]];
        index = group[index];
    }
    index
}

/// The line that a group of runs draws: a straight line fitted through them, weighted by their lengths.
fn line(runs: &[(usize, Run)]) -> Line {
    let start = runs.iter().map(|(_, it)| it.start).min().unwrap_or(0) as f64;
    let end = runs.iter().map(|(_, it)| it.end).max().unwrap_or(0) as f64;
    let (mut weight, mut mean_x, mut mean_y) = (0.0, 0.0, 0.0);
    for (_, run) in runs {
        let length = (run.end - run.start) as f64;
        weight += length;
        mean_x += length * (run.start + run.end) as f64 / 2.0;
        mean_y += length * (run.row as f64 + 0.5);
    }
    (mean_x, mean_y) = (mean_x / weight, mean_y / weight);
    let (mut across, mut spread) = (0.0, 0.0);
    for (_, run) in runs {
        let length = (run.end - run.start) as f64;
        let x = (run.start + run.end) as f64 / 2.0 - mean_x;
        across += length * x * (run.row as f64 + 0.5 - mean_y);
        // The run's own extent steadies the slope of a short thick line.
        spread += length * (x * x + length * length / 12.0);
    }
    let slope = across / spread;
    Line {
        start,
        end,
        position_at_start: mean_y + slope * (start - mean_x),
        position_at_end: mean_y + slope * (end - mean_x),
        thickness: weight / (end - start),
    }
}

/// What the samples of a picture mean.
struct Colors {
    components: usize,
    /// Grey of each palette index.
    palette: Option<Vec<u8>>,
}

impl Colors {
    fn of(dict: &Dict<'_>) -> Self {
        let space =
            dict.get::<Object<'_>>(b"ColorSpace".as_slice()).or_else(|| dict.get::<Object<'_>>(b"CS".as_slice()));
        let plain = |components| Colors { components, palette: None };
        match space {
            Some(Object::Array(array)) => {
                Self::indexed(&array).unwrap_or_else(|| plain(components_of(&Object::Array(array))))
            }
            Some(object) => plain(components_of(&object)),
            None => plain(1),
        }
    }

    fn indexed(array: &Array<'_>) -> Option<Self> {
        let mut entries = array.flex_iter();
        if !matches!(entries.next::<Name<'_>>()?.as_ref(), b"Indexed" | b"I") {
            return None;
        }
        let base = components_of(&entries.next::<Object<'_>>()?);
        entries.next::<i32>()?;
        let table = match entries.next::<Object<'_>>()? {
            Object::String(string) => PdfString::as_bytes(&string).to_vec(),
            Object::Stream(stream) => content_bytes(&stream, MAX_PALETTE)?,
            _ => return None,
        };
        Some(Colors { components: 1, palette: Some(table.chunks_exact(base).map(grey).collect()) })
    }
}

fn components_of(space: &Object<'_>) -> usize {
    let device = |name: &[u8]| match name {
        b"DeviceRGB" | b"CalRGB" | b"RGB" | b"Lab" => 3,
        b"DeviceCMYK" | b"CMYK" => 4,
        _ => 1,
    };
    match space {
        Object::Name(name) => device(name.as_ref()),
        Object::Array(array) => {
            let mut entries = array.flex_iter();
            let Some(family) = entries.next::<Name<'_>>() else { return 1 };
            match family.as_ref() {
                b"ICCBased" => {
                    let profile = entries.next::<Stream<'_>>();
                    profile.and_then(|it| it.dict().get::<u32>(b"N".as_slice())).map_or(3, |it| it.clamp(1, 4) as usize)
                }
                b"DeviceN" => entries.next::<Array<'_>>().map_or(1, |it| it.iter::<Name<'_>>().count().max(1)),
                name => device(name),
            }
        }
        _ => 1,
    }
}

/// The grey of a pixel, 255 white.
fn grey(samples: &[u8]) -> u8 {
    match samples {
        [r, g, b] => ((u32::from(*r) * 77 + u32::from(*g) * 151 + u32::from(*b) * 28) >> 8) as u8,
        [c, m, y, k] => 255 - (u16::from(*c.max(m).max(y)) / 2 + u16::from(*k)).min(255) as u8,
        [value, ..] => *value,
        [] => 255,
    }
}

/// One grey a pixel, from samples of 1, 2, 4, 8 or 16 bits.
fn greys(data: &[u8], width: usize, height: usize, bits: u8, components: usize, colors: &Colors) -> Option<Vec<u8>> {
    if width == 0
        || height == 0
        || components == 0
        || !matches!(bits, 1 | 2 | 4 | 8 | 16)
        || width.checked_mul(height)? > MAX_PIXELS
    {
        return None;
    }
    let stride = (width * components * usize::from(bits)).div_ceil(8);
    let mut out = Vec::with_capacity(width * height);
    let mut samples = vec![0; components];
    // The palette counts in indices, everything else in shares of the largest sample.
    let largest = if colors.palette.is_some() || bits >= 8 { 1 } else { 255 / ((1_u16 << bits) - 1) as u8 };
    for row in data.chunks(stride).take(height) {
        for pixel in 0..width {
            for (offset, sample) in samples.iter_mut().enumerate() {
                let at = pixel * components + offset;
                *sample = match bits {
                    8 => row.get(at).copied(),
                    16 => row.get(at * 2).copied(),
                    _ => row.get(at * usize::from(bits) / 8).map(|byte| {
                        let shift = 8 - bits as usize - (at * usize::from(bits)) % 8;
                        (byte >> shift & ((1_u16 << bits) - 1) as u8) * largest
                    }),
                }
                .unwrap_or(255);
            }
            out.push(match &colors.palette {
                Some(palette) => palette.get(usize::from(samples[0])).copied().unwrap_or(255),
                None => grey(&samples),
            });
        }
    }
    out.resize(width * height, 255);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bitmap of `#` and `.`.
    fn bitmap(rows: &[&str]) -> Bitmap {
        let grey: Vec<u8> = rows.iter().flat_map(|it| it.bytes()).map(|it| if it == b'#' { 20 } else { 240 }).collect();
        Bitmap::binarised(&grey, rows[0].len(), rows.len())
    }

    #[track_caller]
    fn check(rows: &[&str], expected: &[(f64, f64, f64, f64)]) {
        let lines = bitmap(rows).lines(8);
        let found: Vec<_> = lines
            .iter()
            .map(|it| (it.start, it.end, (it.position_at_start + it.position_at_end) / 2.0, it.thickness))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_thick_rule_is_one_line() {
        check(
            &["............", ".##########.", ".##########.", "............", "..###...##.."],
            &[(1.0, 11.0, 2.0, 2.0)],
        );
    }

    #[test]
    fn dust_does_not_break_a_rule() {
        check(&["............", "#####..#####", "............", "............"], &[(0.0, 12.0, 1.5, 1.0)]);
    }

    #[test]
    fn a_staircase_is_one_line() {
        let lines =
            bitmap(&["................####", "........############", "##########..........", "...................."])
                .lines(8);
        assert_eq!(lines.len(), 1);
        assert!((lines[0].start, lines[0].end) == (0.0, 20.0) && lines[0].position_at_start > lines[0].position_at_end);
    }

    #[test]
    fn columns_are_the_rows_of_the_transposed() {
        let rows = [".#.."; 10];
        assert!(bitmap(&rows).lines(8).is_empty());
        assert_eq!(bitmap(&rows).transposed().lines(8).len(), 1);
    }

    #[test]
    fn samples_of_one_bit_and_of_a_palette() {
        let plain = Colors { components: 1, palette: None };
        assert_eq!(greys(&[0b1010_0000], 4, 1, 1, 1, &plain).unwrap(), [255, 0, 255, 0]);
        let palette = Colors { components: 1, palette: Some(vec![9, 200]) };
        assert_eq!(greys(&[0b1010_0000], 4, 1, 1, 1, &palette).unwrap(), [200, 9, 200, 9]);
    }
}
