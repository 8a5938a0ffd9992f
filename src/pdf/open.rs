//! Bytes -> [`Document`]: opening, caps, one page after the other.

use std::sync::Arc;

use hayro_syntax::object::dict::keys::CONTENTS;
use hayro_syntax::object::{Array, Stream};
use hayro_syntax::page::Page as SourcePage;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, PdfData};

use super::content::{Budget, Drawn, Interpreter, Struck};
use super::crossed::take_crossed_out;
use super::fonts::Fonts;
use super::geometry::Matrix;
use super::layers::Layers;
use super::outline::take_outlines;
use super::packed::skeleton_unpacks_beyond;
use super::page_order::{PageOrder, is_cut_off};
use super::repair::repaired;
use super::scan::read_scan;
use super::strike::merge_strikes;
use super::{Document, Page, PageSelection, PdfError, ReadOptions};
use crate::base::{Message, Note, Noted, Rect, SourceRef};

/// Object streams and cross-reference streams may unpack to this much together; those of our collection to 4 MB at most.
const MAX_SKELETON: usize = 96 << 20;

/// So many bytes at the end of a file are looked at for the mark of its end.
const END: usize = 4096;

/// Reads what is printed in a PDF.
///
/// The empty password is tried before the given one. Pages beyond the caps, and pages that were not asked for, come without
/// content. A page that stands twice in the page tree comes twice. Notes: `form_values_drawn`, `page_cut_short`, `page_lost`,
/// `pages_left_out`, `pdf_cut_off`, `pdf_ends_early`, `pdf_pages_missing`, `pdf_repaired`, `text_struck`.
///
/// # Errors
/// The bytes are no PDF, are encrypted with another password, are damaged beyond finding a page, or unpack too far; or none of the
/// pages asked for is there.
pub fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<Noted<Document>, PdfError> {
    let Noted { value: pdf, mut notes } = open_noting(bytes, options.password.as_deref())?;
    let limits = options.limits;
    let layers = Layers::of(&pdf);
    let mut fonts = Fonts::new();
    let mut budget = Budget::new(limits);
    let mut document = Document::default();
    let order = PageOrder::of(&pdf);
    if let Some(error) = options.pages.as_ref().and_then(|it| no_page_of(it, order.indices.len())) {
        return Err(error);
    }
    notes.extend(notes_of(&order, limits.pages));
    let source_pages = order.indices.iter().filter_map(|index| pdf.pages().get(*index));
    for (number, source_page) in (1..).zip(source_pages).take(limits.pages) {
        if !options.pages.as_ref().is_none_or(|it| it.contains(number)) {
            document.pages.push(empty_page(source_page, number));
            continue;
        }
        let ReadPage { mut page, mut struck, form_values } =
            read_page(source_page, number, &mut fonts, &mut budget, &layers);
        let crossed = take_crossed_out(&mut page, limits.crossings);
        struck.comparisons |= crossed.is_exhausted;
        notes.extend(crossed.note);
        take_outlines(&mut page);
        if let Some(area) = options.area {
            page = page.within(area);
        }
        let place = SourceRef::new(number, Rect::new(0.0, 0.0, page.width, page.height));
        if form_values > 0 {
            let message = Message::new("form_values_drawn").with("page", number).with("count", form_values);
            notes.push(Note::info(message).at(place));
        }
        if struck != Struck::default() {
            let key = if struck.lost { "page_lost" } else { "page_cut_short" };
            notes.push(Note::error(Message::new(key).with("page", number)).at(place));
        }
        document.pages.push(page);
    }
    document.fonts = fonts.into_faces();
    Ok(Noted { value: document, notes })
}

/// What is wrong with a selection that has none of the document's pages.
fn no_page_of(pages: &PageSelection, count: usize) -> Option<PdfError> {
    let is_there = |page: u32| pages.contains(page);
    let any = (1..=count as u32).any(is_there);
    (!any).then(|| PdfError::NoSuchPage { page: pages.first(), count })
}

/// What is to be said of the pages as a whole.
fn notes_of(order: &PageOrder, most: usize) -> Vec<Note> {
    let all = order.indices.len();
    let mut notes = Vec::new();
    if order.is_guessed {
        notes.push(Note::warning(Message::new("pdf_repaired").with("pages", all)));
    }
    if order.missing > 0 {
        notes.push(Note::error(Message::new("pdf_pages_missing").with("count", order.missing).with("read", all)));
    }
    if all > most {
        notes.push(Note::error(Message::new("pages_left_out").with("read", most).with("all", all)));
    }
    notes
}

fn empty_page(source: &SourcePage<'_>, number: u32) -> Page {
    let (width, height) = source.render_dimensions();
    Page { number, width: f64::from(width), height: f64::from(height), ..Page::default() }
}

/// Opens a document, as [`open_noting`], for those who have no use for notes.
pub(super) fn open(bytes: Vec<u8>, password: Option<&str>) -> Result<Pdf, PdfError> {
    open_noting(bytes, password).map(|it| it.value)
}

/// Opens a document; one without pages, or whose objects cannot be found, is repaired first. Notes: `pdf_cut_off`,
/// `pdf_ends_early`, `pdf_repaired`.
fn open_noting(bytes: Vec<u8>, password: Option<&str>) -> Result<Noted<Pdf>, PdfError> {
    if let Some(error) = not_a_pdf(&bytes) {
        return Err(error);
    }
    if skeleton_unpacks_beyond(&bytes, MAX_SKELETON) {
        return Err(PdfError::Bomb);
    }
    let early = || ends_early(&bytes).then(|| Note::warning(Message::new("pdf_ends_early")));
    let cut_off = is_cut_off(&bytes).then(|| Note::error(Message::new("pdf_cut_off"))).or_else(early);
    // The data is shared, not copied, between the tries.
    let data = Arc::new(bytes);
    let first_error = match open_as_is(&data, password) {
        Ok(pdf) if !pdf.pages().is_empty() => return Ok(Noted { value: pdf, notes: Vec::from_iter(cut_off) }),
        Ok(_) => PdfError::Damaged,
        Err(error) => error,
    };
    if first_error == PdfError::Damaged
        && let Some(repaired) = repaired(&data, password)
        && let Ok(pdf) = open_as_is(&Arc::new(repaired), None)
        && !pdf.pages().is_empty()
    {
        let note = Note::warning(Message::new("pdf_repaired").with("pages", pdf.pages().len()));
        return Ok(Noted { value: pdf, notes: vec![note] });
    }
    Err(first_error)
}

/// Whether a file breaks off: its last bytes neither mark its end nor say where its cross-reference lies. Some writers leave out one of
/// the two, and mail programs add bytes after both.
fn ends_early(data: &[u8]) -> bool {
    let tail = &data[data.len().saturating_sub(END)..];
    memchr::memmem::find(tail, b"%%EOF").is_none() && memchr::memmem::find(tail, b"startxref").is_none()
}

fn open_as_is(data: &Arc<Vec<u8>>, password: Option<&str>) -> Result<Pdf, PdfError> {
    let mut result = Pdf::new(PdfData::from(data.clone()));
    if let (Err(LoadPdfError::Decryption(_)), Some(password)) = (&result, password) {
        result = Pdf::new_with_password(PdfData::from(data.clone()), password);
    }
    result.map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) if password.is_some() => PdfError::PasswordWrong,
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => PdfError::PasswordNeeded,
        LoadPdfError::Decryption(_) => PdfError::EncryptionUnsupported,
        LoadPdfError::Invalid => PdfError::Damaged,
    })
}

/// What the bytes are when they are surely no PDF. The header may stand anywhere in the first kilobyte.
fn not_a_pdf(bytes: &[u8]) -> Option<PdfError> {
    if bytes.is_empty() {
        return Some(PdfError::Empty);
    }
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|it| it == b"%PDF-") {
        return None;
    }
    let lower: Vec<u8> = head.iter().map(u8::to_ascii_lowercase).collect();
    let has = |needle: &[u8]| lower.windows(needle.len()).any(|it| it == needle);
    let kind = match head {
        _ if has(b"<html") || has(b"<!doctype html") => "HTML",
        [b'P', b'K', 3, 4, ..] => "ZIP / Office",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "Office 97-2003",
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [0x89, b'P', b'N', b'G', ..] => "PNG",
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => "TIFF",
        // Objects without a header are a damaged PDF that can still be read.
        _ if has(b" obj") => return None,
        _ => "?",
    };
    Some(PdfError::NotPdf(kind))
}

/// A page, and what a person should know of its reading.
struct ReadPage {
    page: Page,
    struck: Struck,
    form_values: usize,
}

fn read_page<'a>(
    source: &SourcePage<'a>,
    number: u32,
    fonts: &mut Fonts<'a>,
    budget: &mut Budget,
    layers: &Layers,
) -> ReadPage {
    let page = empty_page(source, number);
    let Some((content, is_cut)) = page_content(source, budget) else {
        return ReadPage { page, struck: Struck { lost: true, ..Struck::default() }, form_values: 0 };
    };
    let transform = Matrix(source.initial_transform(true).as_coeffs());
    let mut interpreter = Interpreter::new(page, transform, fonts, budget, layers);
    interpreter.run(&content, source.resources(), 0);
    interpreter.draw_annotations(transform, source.raw(), source.resources());
    let Drawn { mut page, mut struck, form_values, pictures } = interpreter.finish();
    struck.bytes |= is_cut;
    struck.comparisons |= merge_strikes(&mut page.glyphs) | merge_strikes(&mut page.hidden);
    struck.pictures |= read_scan(&mut page, &pictures);
    ReadPage { page, struck, form_values }
}

/// The page's content streams, joined by white space, and whether a cap cut them off; `None` where it has some and not one can
/// be read.
fn page_content(source: &SourcePage<'_>, budget: &mut Budget) -> Option<(Vec<u8>, bool)> {
    let mut content = Vec::new();
    let (mut found, mut is_cut) = (false, false);
    let mut add = |stream: Stream<'_>| {
        let bytes = budget.content(&stream);
        is_cut |= bytes.is_none();
        if let Some((bytes, cut)) = bytes {
            (found, is_cut) = (true, is_cut | cut);
            // Most pages have one stream: it is not copied.
            if content.is_empty() {
                content = bytes;
            } else {
                content.extend(bytes);
            }
            content.push(b'\n');
        }
    };
    let mut expected = source.raw().get_ref(CONTENTS).is_some();
    if let Some(stream) = source.raw().get::<Stream<'_>>(CONTENTS) {
        add(stream);
    } else if let Some(streams) = source.raw().get::<Array<'_>>(CONTENTS) {
        expected = streams.raw_iter().next().is_some();
        // One that is missing does not end the others.
        let mut items = streams.flex_iter();
        (0..streams.raw_iter().count()).filter_map(|_| items.next::<Stream<'_>>()).for_each(add);
    }
    (found || !expected).then_some((content, is_cut))
}
