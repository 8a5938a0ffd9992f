//! Bytes -> [`Document`]: opening, caps, one page after the other.

use hayro_syntax::object::dict::keys::CONTENTS;
use hayro_syntax::object::{Array, Stream};
use hayro_syntax::page::Page as SourcePage;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::content::{Budget, Drawn, Interpreter, Struck};
use super::fonts::Fonts;
use super::geometry::Matrix;
use super::inflate::content_bytes;
use super::layers::Layers;
use super::scan::read_scan;
use super::strike::merge_strikes;
use super::{Document, Page, PdfError, ReadOptions};
use crate::base::{Message, Note, Noted, Rect, SourceRef};

/// Reads what is printed in a PDF.
///
/// The empty password is tried before the given one. Pages beyond the caps, and pages that were not asked for, come without
/// content. Notes: `page_cut_short`, `pages_left_out`.
///
/// # Errors
/// The bytes are no PDF, are encrypted with another password, or are damaged beyond finding a page.
pub fn read(bytes: Vec<u8>, options: &ReadOptions) -> Result<Noted<Document>, PdfError> {
    let pdf = open(bytes, options.password.as_deref())?;
    let limits = options.limits;
    let layers = Layers::of(&pdf);
    let mut fonts = Fonts::new();
    let mut budget = Budget { limits, operators: limits.operators, content_bytes: limits.content_bytes };
    let mut document = Document::default();
    let mut notes = Vec::new();
    let source_pages = pdf.pages();
    if source_pages.is_empty() {
        return Err(PdfError::Damaged);
    }
    if source_pages.len() > limits.pages {
        let message = Message::new("pages_left_out").with("read", limits.pages).with("all", source_pages.len());
        notes.push(Note::error(message));
    }
    for (index, source_page) in source_pages.iter().enumerate().take(limits.pages) {
        let number = index as u32 + 1;
        if !options.pages.as_ref().is_none_or(|it| it.contains(number)) {
            document.pages.push(empty_page(source_page, number));
            continue;
        }
        let (page, struck) = read_page(source_page, number, &mut fonts, &mut budget, &layers);
        if struck != Struck::default() {
            let place = SourceRef::new(number, Rect::new(0.0, 0.0, page.width, page.height));
            notes.push(Note::error(Message::new("page_cut_short").with("page", number)).at(place));
        }
        document.pages.push(page);
    }
    document.fonts = fonts.into_faces();
    Ok(Noted { value: document, notes })
}

fn empty_page(source: &SourcePage<'_>, number: u32) -> Page {
    let (width, height) = source.render_dimensions();
    Page { number, width: f64::from(width), height: f64::from(height), ..Page::default() }
}

pub(super) fn open(bytes: Vec<u8>, password: Option<&str>) -> Result<Pdf, PdfError> {
    if let Some(error) = not_a_pdf(&bytes) {
        return Err(error);
    }
    // The data is shared, not copied, between the tries.
    let data = std::sync::Arc::new(bytes);
    let mut result = Pdf::new(hayro_syntax::PdfData::from(data.clone()));
    if let (Err(LoadPdfError::Decryption(_)), Some(password)) = (&result, password) {
        result = Pdf::new_with_password(hayro_syntax::PdfData::from(data), password);
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

fn read_page<'a>(
    source: &SourcePage<'a>,
    number: u32,
    fonts: &mut Fonts<'a>,
    budget: &mut Budget,
    layers: &Layers,
) -> (Page, Struck) {
    let page = empty_page(source, number);
    let content = page_content(source, budget);
    let transform = Matrix(source.initial_transform(true).as_coeffs());
    let mut interpreter = Interpreter::new(page, transform, fonts, budget, layers);
    interpreter.run(&content, source.resources(), 0);
    interpreter.draw_annotations(transform, source.raw(), source.resources());
    let Drawn { mut page, struck, pictures } = interpreter.finish();
    merge_strikes(&mut page.glyphs);
    merge_strikes(&mut page.hidden);
    read_scan(&mut page, &pictures);
    (page, struck)
}

/// The page's content streams, joined by white space.
fn page_content(source: &SourcePage<'_>, budget: &mut Budget) -> Vec<u8> {
    let mut content = Vec::new();
    let mut add = |stream: Stream<'_>| {
        if let Some(bytes) = content_bytes(&stream, budget.content_bytes) {
            budget.content_bytes -= bytes.len().min(budget.content_bytes);
            content.extend(bytes);
            content.push(b'\n');
        }
    };
    if let Some(stream) = source.raw().get::<Stream<'_>>(CONTENTS) {
        add(stream);
    } else if let Some(streams) = source.raw().get::<Array<'_>>(CONTENTS) {
        streams.iter::<Stream<'_>>().for_each(add);
    }
    content
}
