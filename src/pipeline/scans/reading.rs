//! Pages -> what the model reads in their pictures.

use std::path::Path;
use std::sync::OnceLock;

use super::Scans;
use crate::base::{Message, Note};
use crate::ocr::{Recogniser, ScannedPage, cut};
use crate::pdf::{Document, PictureOptions, picture};
use crate::storage;

/// Pixels an inch of pictures of text: finer ones than 300 say no more, below 150 the model loses points and commas.
const DOTS: std::ops::RangeInclusive<f64> = 150.0..=300.0;
/// For pages whose text is drawn by fonts.
const DOTS_OF_FONTS: f64 = 200.0;
/// PDF points in an inch.
const POINTS_PER_INCH: f64 = 72.0;

/// The model, loaded once a process and at the first page that needs it; what is wrong where it cannot be.
fn model(path: &Path) -> &'static Result<Recogniser, String> {
    static MODEL: OnceLock<Result<Recogniser, String>> = OnceLock::new();
    MODEL.get_or_init(|| {
        let bytes = storage::read(path).map_err(|error| error.to_string())?;
        Recogniser::load(bytes).map_err(|error| error.to_string())
    })
}

/// What the pictures of these pages say; a page that gives nothing has a note.
pub(super) fn read_pages(
    document: &Document,
    pages: &[u32],
    bytes: &[u8],
    model_path: &Path,
    password: Option<&str>,
) -> (Scans, Vec<Note>) {
    let (mut scans, mut notes) = (Scans::new(), Vec::new());
    let model = match model(model_path) {
        Ok(model) => model,
        Err(reason) => return (scans, vec![Note::error(Message::new("ocr_failed").with("reason", reason))]),
    };
    for page in document.pages.iter().filter(|it| pages.contains(&it.number)) {
        let own = page.pixels_a_point * POINTS_PER_INCH;
        let dots_per_inch = if own > 0.0 { own.clamp(*DOTS.start(), *DOTS.end()) } else { DOTS_OF_FONTS };
        let options =
            PictureOptions { password: password.map(str::to_owned), dots_per_inch, ..PictureOptions::default() };
        match read_page(bytes, page.number, options, model, &mut notes) {
            Some(scan) => drop(scans.insert(page.number, scan)),
            None => notes.push(Note::warning(Message::new("scan_not_read").with("page", page.number))),
        }
    }
    (scans, notes)
}

fn read_page(
    bytes: &[u8],
    page: u32,
    options: PictureOptions,
    model: &Recogniser,
    notes: &mut Vec<Note>,
) -> Option<ScannedPage> {
    let drawn = picture(bytes.to_vec(), page, options).ok()?;
    notes.extend(drawn.notes);
    let page = cut(&drawn.value);
    let reads = model.read(&page.crops).ok()?;
    let scan = page.with(&reads);
    (!scan.glyphs.is_empty()).then_some(scan)
}
