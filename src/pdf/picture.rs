//! A page of a PDF -> its picture, in the very coordinates that [`super::read`] gives.
//!
//! The picture is for people who check what was read; nothing is read from it. The crate `hayro` is named here only. Of fonts
//! that are not in the file it has substitutes for Latin ones; for Japanese ones the caller may give a font, and without one
//! their text stays empty: a wrong glyph would be worse than none.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, mpsc};
use std::time::Duration;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::peniko::ImageAlphaType;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_cmap::{BfString, CMap, CMapName};
use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys::{DESCENDANT_FONTS, W, W2};
use hayro_syntax::object::{Array, Dict, Object};

use super::PdfError;
use super::cmaps::resolve;
use super::font::has_giant_range;
use super::open::open;
use super::page_order::PageOrder;
use crate::base::{Message, Note, Noted};

/// PDF points in an inch.
const POINTS_PER_INCH: f64 = 72.0;
/// More pixels than this (an A0 sheet at 200 dots per inch has 62 million) only take memory: the picture gets smaller instead.
const MAX_PIXELS: f64 = 64e6;
/// Longer sides than this the renderer cannot address.
const MAX_SIDE: f64 = 32_000.0;
/// Deeply nested forms are drawn recursively.
const STACK_BYTES: usize = 64 << 20;

/// How a page is to be drawn.
#[derive(Debug, Clone)]
pub struct PictureOptions {
    /// Password of the user or owner; the empty one is always tried first.
    pub password: Option<String>,
    /// Pixels an inch.
    pub dots_per_inch: f64,
    /// A TrueType or OpenType file (of a collection, its first font) for Japanese text whose font is not in the file.
    pub japanese_font: Option<Vec<u8>>,
    /// After this the page stays white. Pages of our collection take 0.1 s; only a trap takes longer than 20 s.
    pub time_limit: Duration,
}

impl Default for PictureOptions {
    fn default() -> Self {
        Self { password: None, dots_per_inch: 100.0, japanese_font: None, time_limit: Duration::from_secs(20) }
    }
}

/// The picture of a page as shown: crop box and rotation applied, on white.
#[derive(Debug, Clone, PartialEq)]
pub struct PagePicture {
    width: u32,
    height: u32,
    scale: f64,
    pixels: Vec<u8>,
}

impl PagePicture {
    /// A white picture of `width` by `height` points at `scale` pixels a point; it has at least one pixel.
    pub fn blank(width: f64, height: f64, scale: f64) -> Self {
        let side = |points: f64| (points * scale).clamp(1.0, MAX_SIDE).max(1.0) as u32;
        let (mut width, mut height) = (side(width), side(height));
        // A page of such a size is not drawn; its white picture need not be large.
        while f64::from(width) * f64::from(height) > 1.01 * MAX_PIXELS {
            (width, height) = ((width / 2).max(1), (height / 2).max(1));
        }
        Self { width, height, scale, pixels: vec![255; width as usize * height as usize * 4] }
    }

    /// Width in pixels, at least 1.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels, at least 1.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Pixels a point: what stands at `x` points on the page stands at `x * scale` pixels, in both directions.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// Red, green, blue and alpha (always 255) of each pixel, row by row from the top left.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}

/// Draws a page, from 1, at `dots_per_inch` or, where it would be larger than 64 million pixels, smaller.
///
/// Notes: `picture_smaller`; `picture_font_missing` where Japanese text stays empty; `picture_not_drawn` where the page struck
/// the time limit or a fault of the renderer and is white.
///
/// # Errors
/// As [`super::read`]; also when the document has no such page.
pub fn picture(bytes: Vec<u8>, page: u32, options: PictureOptions) -> Result<Noted<PagePicture>, PdfError> {
    let pdf = open(bytes, options.password.as_deref())?;
    let order = PageOrder::of(&pdf).indices;
    let no_such_page = PdfError::NoSuchPage { page, count: order.len() };
    let index = order.get((page as usize).wrapping_sub(1)).copied().ok_or(no_such_page)?;
    let source = pdf.pages().get(index).ok_or(PdfError::Damaged)?;
    let (width, height) = source.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let wanted = options.dots_per_inch / POINTS_PER_INCH;
    let scale = fitting_scale(wanted, width, height);
    let mut notes = Vec::new();
    // The renderer takes the scale in single precision.
    if scale < 0.999 * wanted {
        notes.push(Note::info(Message::new("picture_smaller").with("dpi", (scale * POINTS_PER_INCH).floor())));
    }
    let missing = Arc::new(AtomicBool::new(false));
    let drawn = match has_trap(&pdf) || !can_be_drawn(width, height, scale) {
        true => None,
        false => {
            let settings = interpreter_settings(options.japanese_font, missing.clone());
            within(options.time_limit, move || draw(&pdf, index, scale, &settings)).flatten()
        }
    };
    if missing.load(Ordering::Relaxed) {
        notes.push(Note::info(Message::new("picture_font_missing").with("page", page)));
    }
    let value = drawn.unwrap_or_else(|| {
        notes.push(Note::warning(Message::new("picture_not_drawn").with("page", page)));
        PagePicture::blank(width, height, scale)
    });
    Ok(Noted { value, notes })
}

/// The scale nearest to the one wanted that the renderer can do, as it takes it.
fn fitting_scale(wanted: f64, width: f64, height: f64) -> f64 {
    let most = (MAX_SIDE / width.max(height)).min((MAX_PIXELS / (width * height)).sqrt());
    // The breadth of a long strip must not vanish.
    let least = 1.0 / width.min(height);
    f64::from(wanted.min(most).max(least) as f32)
}

/// Whether the renderer can make a picture of this size: measured before it is asked, for it aborts or takes gigabytes beyond.
fn can_be_drawn(width: f64, height: f64, scale: f64) -> bool {
    let (width, height) = (width * scale, height * scale);
    let is_side = |it: f64| it.is_finite() && (0.5..=MAX_SIDE + 1.0).contains(&it);
    is_side(width) && is_side(height) && width * height <= 1.01 * MAX_PIXELS
}

/// Whether a width table would make the font code store more codes than there can be (see `font`).
fn has_trap(pdf: &Pdf) -> bool {
    let trapped = |font: &Dict<'_>| [W, W2].into_iter().any(|key| has_giant_range(font, key));
    pdf.objects().into_iter().filter_map(Object::into_dict).any(|dict| {
        let descendants = dict.get::<Array<'_>>(DESCENDANT_FONTS);
        trapped(&dict) || descendants.is_some_and(|fonts| fonts.iter::<Dict<'_>>().any(|font| trapped(&font)))
    })
}

fn interpreter_settings(font: Option<Vec<u8>>, missing: Arc<AtomicBool>) -> InterpreterSettings {
    let font: Option<FontData> = font.map(|it| Arc::new(it) as FontData);
    InterpreterSettings {
        font_resolver: Arc::new(move |query| match query {
            FontQuery::Standard(standard) => Some(standard.get_font_data()),
            FontQuery::Fallback(fallback) if fallback.character_collection.is_none() => {
                Some(fallback.pick_standard_font().get_font_data())
            }
            FontQuery::Fallback(_) => {
                missing.fetch_or(font.is_none(), Ordering::Relaxed);
                font.clone().map(|it| (it, 0))
            }
        }),
        cmap_resolver: Arc::new(picture_cmap),
        ..InterpreterSettings::default()
    }
}

/// Maps the CIDs of Japanese fonts to characters, for fonts that stand in for them.
const JAPANESE_UCS2: &[u8] = b"Adobe-Japan1-UCS2";
/// CIDs of Adobe-Japan1-7.
const JAPANESE_CIDS: u32 = 23_060;

fn picture_cmap(name: CMapName<'_>) -> Option<&'static [u8]> {
    static PLAIN: LazyLock<Vec<u8>> = LazyLock::new(|| plain_ucs2().into_bytes());
    if name.to_bytes() == JAPANESE_UCS2 { Some(PLAIN.as_slice()) } else { resolve(name) }
}

/// The map with one character a CID. Where the original has a variation selector after it (捗 is one), hayro takes the CID for
/// the glyph's index in the font that stands in, and draws another kanji.
fn plain_ucs2() -> String {
    let original = resolve(CMapName::from_bytes(JAPANESE_UCS2)).and_then(|data| CMap::parse(data, resolve));
    let character = |cid: u32| match original.as_ref()?.lookup_bf_string(cid)? {
        BfString::Char(character) => Some(character),
        BfString::String(string) => string.chars().next(),
    };
    let entry = |cid: u32| {
        let mut units = [0; 2];
        let units = character(cid)?.encode_utf16(&mut units);
        Some(format!("<{cid:04X}> <{}>\n", units.iter().map(|it| format!("{it:04X}")).collect::<String>()))
    };
    let entries: Vec<String> = (0..JAPANESE_CIDS).filter_map(entry).collect();
    let mut map = "begincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n".to_owned();
    // PDF 32000-1, 9.10.3: at most 100 entries in one section.
    for section in entries.chunks(100) {
        map += &format!("{} beginbfchar\n{}endbfchar\n", section.len(), section.concat());
    }
    map + "endcmap\n"
}

/// What `work` gives on a thread of its own; `None` where it panics or takes longer. Nothing can stop a thread from outside: one
/// that takes longer goes on until the process ends.
fn within<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = mpsc::channel();
    // The receiver is gone only when nobody waits any more.
    let work = move || drop(sender.send(work()));
    std::thread::Builder::new().stack_size(STACK_BYTES).spawn(work).ok()?;
    receiver.recv_timeout(limit).ok()
}

fn draw(pdf: &Pdf, index: usize, scale: f64, settings: &InterpreterSettings) -> Option<PagePicture> {
    let page = pdf.pages().get(index)?;
    let factor = scale as f32;
    let pixmap_settings = PixmapSettings { x_scale: factor, y_scale: factor, bg_color: WHITE };
    // Hinting moves glyphs by parts of a pixel, away from their boxes.
    let render_settings = RenderSettings { hinting: false, ..RenderSettings::default() };
    let pixmap = hayro::render(page, &RenderCache::new(), settings, &render_settings, &pixmap_settings);
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let pixels = pixmap.take_rgba8(ImageAlphaType::AlphaPremultiplied);
    (width > 0 && height > 0).then_some(PagePicture { width, height, scale, pixels })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;
    use crate::pdf::{ReadOptions, read};

    /// A page of 200 by 100 points with a black box, and `entries` in the page dictionary.
    fn one_page(entries: &str, content: &str) -> Vec<u8> {
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R {entries} >>"),
            format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len() + 1),
        ];
        let mut pdf = b"%PDF-1.7\n".to_vec();
        let mut offsets = Vec::new();
        for (index, object) in objects.iter().enumerate() {
            offsets.push(pdf.len());
            pdf.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
        }
        let start = pdf.len();
        pdf.extend(b"xref\n0 5\n0000000000 65535 f \n");
        offsets.iter().for_each(|offset| pdf.extend(format!("{offset:010} 00000 n \n").bytes()));
        pdf.extend(format!("trailer << /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
        pdf
    }

    #[test]
    fn a_page_of_extreme_size_is_white_and_small() {
        for media_box in ["0 0 1e9 0.001", "0 0 0 0", "0 0 2000000 2000000", "0 0 100000 3", "-1e30 0 1e30 1e30"] {
            let bytes = one_page("", "0 0 1 1 re f").clone();
            let text = String::from_utf8(bytes).unwrap().replacen("0 0 200 100", media_box, 1);
            if let Ok(picture) = picture(text.into_bytes(), 1, PictureOptions::default()) {
                let (width, height) = (f64::from(picture.value.width()), f64::from(picture.value.height()));
                assert!(width >= 1.0 && height >= 1.0 && width * height <= 1.02 * MAX_PIXELS, "{media_box}");
            }
        }
    }

    /// The box around all pixels darker than half, in points.
    fn ink(picture: &PagePicture) -> Rect {
        let width = picture.width() as usize;
        let dark = picture.pixels().chunks_exact(4).enumerate().filter(|(_, pixel)| pixel[0] < 128);
        let boxes: Vec<Rect> = dark
            .map(|(at, _)| {
                let (x, y) = ((at % width) as f64, (at / width) as f64);
                let scale = picture.scale();
                Rect::new(x / scale, y / scale, (x + 1.0) / scale, (y + 1.0) / scale)
            })
            .collect();
        Rect::union_all(&boxes).expect("something is black")
    }

    /// The ink of the box stands where `read` says, to the pixel; the page is as large as `read` says.
    #[track_caller]
    fn check(entries: &str, expected: [f64; 4]) {
        let bytes = one_page(entries, "0 g 50 20 40 30 re f");
        let page = &read(bytes.clone(), &ReadOptions::default()).unwrap().value.pages[0];
        assert_eq!(page.fills[0].to_array(), expected, "what was read");
        let options = PictureOptions { dots_per_inch: 144.0, ..PictureOptions::default() };
        let drawn = picture(bytes, 1, options).unwrap();
        assert_eq!(drawn.notes, []);
        let picture = drawn.value;
        assert_eq!(ink(&picture).to_array(), expected, "what was drawn");
        let size = (f64::from(picture.width()) / 2.0, f64::from(picture.height()) / 2.0);
        assert_eq!(size, (page.width, page.height));
    }

    #[test]
    fn an_upright_page() {
        check("", [50.0, 50.0, 90.0, 80.0]);
    }

    #[test]
    fn a_page_turned_a_quarter() {
        check("/Rotate 90", [20.0, 50.0, 50.0, 90.0]);
    }

    #[test]
    fn a_page_upside_down() {
        check("/Rotate 180", [110.0, 20.0, 150.0, 50.0]);
    }

    #[test]
    fn a_page_turned_three_quarters() {
        check("/Rotate 270", [50.0, 110.0, 80.0, 150.0]);
    }

    #[test]
    fn a_crop_box_off_the_corner() {
        check("/CropBox [30 10 150 90]", [20.0, 40.0, 60.0, 70.0]);
    }

    #[test]
    fn a_turned_page_with_a_crop_box() {
        check("/CropBox [30 10 150 90] /Rotate 90", [10.0, 20.0, 40.0, 60.0]);
    }

    #[test]
    fn a_page_that_is_not_there() {
        for page in [0, 2] {
            let error = picture(one_page("", ""), page, PictureOptions::default()).unwrap_err();
            assert_eq!(error, PdfError::NoSuchPage { page, count: 1 });
        }
    }

    #[test]
    fn a_huge_page_is_drawn_smaller() {
        let drawn = picture(one_page("/MediaBox [0 0 14400 14400]", ""), 1, PictureOptions::default()).unwrap();
        assert_eq!(drawn.notes.iter().map(Note::code).collect::<Vec<_>>(), ["picture_smaller"]);
        assert_eq!((drawn.value.width(), drawn.value.height()), (8000, 8000));
    }

    #[test]
    fn work_that_takes_too_long_is_not_waited_for() {
        let late = within(Duration::from_millis(10), || std::thread::sleep(Duration::from_secs(5)));
        assert_eq!(late, None);
    }

    #[test]
    fn a_fault_of_the_renderer_is_caught() {
        let gone: Option<()> = within(Duration::from_secs(5), || panic!("a fault"));
        assert_eq!(gone, None);
    }

    #[test]
    fn the_map_for_fonts_that_stand_in_has_one_character_a_cid() {
        let parse = |data| CMap::parse(data, resolve).unwrap();
        let original = parse(resolve(CMapName::from_bytes(JAPANESE_UCS2)).unwrap());
        let plain = parse(picture_cmap(CMapName::from_bytes(JAPANESE_UCS2)).unwrap());
        let mut strings = 0;
        for cid in 0..JAPANESE_CIDS + 100 {
            let expected = original.lookup_bf_string(cid).map(|text| match text {
                BfString::Char(character) => character,
                BfString::String(string) => {
                    strings += 1;
                    string.chars().next().unwrap()
                }
            });
            let found = plain.lookup_bf_string(cid);
            assert_eq!(found, expected.map(BfString::Char), "CID {cid}");
        }
        assert!(strings > 0, "then this map is no longer needed");
    }

    #[test]
    fn a_giant_width_table_is_not_followed() {
        let font = "/Resources << /Font << /F << /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H \
                    /DescendantFonts [5 0 R] >> >> >>";
        let mut bytes = one_page(font, "BT /F 10 Tf <0001> Tj ET");
        let trap = b"5 0 obj\n<< /Type /Font /Subtype /CIDFontType2 /W [0 4294967295 500] >>\nendobj\n";
        let end = bytes.windows(5).position(|it| it == b"xref\n").unwrap();
        // The damaged cross-reference table makes the reader look for the objects themselves.
        bytes.splice(end.., trap.iter().copied());
        bytes.extend(b"trailer << /Root 1 0 R >>\n");
        let drawn = picture(bytes, 1, PictureOptions::default()).unwrap();
        assert_eq!(drawn.notes.iter().map(Note::code).collect::<Vec<_>>(), ["picture_not_drawn"]);
        assert_eq!(drawn.value, PagePicture::blank(200.0, 100.0, drawn.value.scale()), "the page is white");
    }
}
