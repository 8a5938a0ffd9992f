//! Strips of pages for people who want to see where a number is printed.
//!
//! Comes in: which strips are wanted, and where the PDFs are. Goes out: their pictures. Pages are drawn in worker processes, for
//! a page that strikes a fault of the renderer must not cost the run.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::process::{self, Process};
use super::threads::start_threads;
use super::worker::{receive, send};
use super::{Isolation, document_id};
use crate::base::Rect;
use crate::pdf::{self, PagePicture, PictureOptions};
use crate::publish::{Strip, StripRequest};
use crate::storage;

/// The name of the hidden command that turns the program into a worker that draws.
const WORKER_COMMAND: &str = "strip-worker";

/// Sharp enough on screens and paper; a strip of eight rows then takes 15 KB.
const DOTS_PER_INCH: f64 = 130.0;
/// What is shown above and below the marks, and beside the print, in points.
const MARGIN: f64 = 14.0;
/// Pages that are drawn at most: 40 ms each.
const MAX_PAGES: usize = 200;
/// Bytes of all pictures together; what comes later is left out.
const MAX_BYTES: usize = 5_000_000;
/// Bytes of stack of a thread that asks a worker.
const STACK_SIZE: usize = 2 << 20;
/// Shades of grey that are kept: enough for print, and half the bytes.
const GREYS: u16 = 16;

/// What is needed to draw strips.
#[derive(Debug)]
pub struct StripSettings<'a> {
    /// Where the PDF of a document is, by its id.
    pub paths: &'a BTreeMap<String, PathBuf>,
    /// Password of encrypted PDFs.
    pub password: Option<String>,
    /// Font for Japanese text whose font is not in the file.
    pub font: Option<PathBuf>,
    /// Pages drawn at the same time.
    pub jobs: usize,
    /// How pages are kept from harming the run.
    pub isolation: Isolation,
}

/// How a worker is to draw, sent once.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Order {
    password: Option<String>,
    font: Option<PathBuf>,
    memory: Option<u64>,
}

/// A page with the strips wanted of it, each by its marks.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Question {
    /// As text of the system: a name need not be UTF-8.
    path: OsString,
    document_id: String,
    page: u32,
    strips: Vec<Vec<Rect>>,
}

/// The strip's part of the page, its size in pixels, and its PNG.
type Drawn = (Rect, (u32, u32), Vec<u8>);

/// Draws strips, the most important given first; a strip that cannot be drawn, or for which no bytes are left, is left out.
///
/// The result does not depend on `jobs`: pages are drawn side by side and counted in the order given.
pub fn draw_strips(requests: &[StripRequest], settings: &StripSettings<'_>) -> Vec<Strip> {
    let mut pages: Vec<(Question, Vec<usize>)> = Vec::new();
    for (index, request) in requests.iter().enumerate() {
        let Some(path) = settings.paths.get(&request.document_id) else { continue };
        let here =
            |(page, _): &(Question, Vec<usize>)| page.document_id == request.document_id && page.page == request.page;
        let known = pages.iter().position(here);
        if known.is_none() && pages.len() == MAX_PAGES {
            continue;
        }
        let place = known.unwrap_or_else(|| {
            let (path, document_id) = (path.clone().into_os_string(), request.document_id.clone());
            pages.push((Question { path, document_id, page: request.page, strips: Vec::new() }, Vec::new()));
            pages.len() - 1
        });
        pages[place].0.strips.push(request.marks.clone());
        pages[place].1.push(index);
    }
    let drawn = draw_pages(&pages, settings);
    let mut by_request: BTreeMap<usize, Drawn> = BTreeMap::new();
    for ((_, indices), strips) in pages.iter().zip(drawn) {
        by_request.extend(indices.iter().copied().zip(strips));
    }
    let mut left = MAX_BYTES;
    let strip = |(index, (region, size, png)): (usize, Drawn)| {
        left = left.checked_sub(png.len())?;
        Some(Strip { request: requests[index].clone(), region, size, png })
    };
    by_request.into_iter().map_while(strip).collect()
}

fn draw_pages(pages: &[(Question, Vec<usize>)], settings: &StripSettings<'_>) -> Vec<Vec<Drawn>> {
    let results: Vec<Mutex<Vec<Drawn>>> = pages.iter().map(|_| Mutex::default()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut artist = Artist { settings, process: None };
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let (Some((question, _)), Some(result)) = (pages.get(index), results.get(index)) else { return };
            let drawn = artist.draw(question);
            *result.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = drawn;
        }
    };
    std::thread::scope(|scope| start_threads(scope, settings.jobs.clamp(1, pages.len().max(1)), STACK_SIZE, work));
    // Nothing is left but where no thread could be started.
    work();
    let inner = |it: Mutex<Vec<Drawn>>| it.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    results.into_iter().map(inner).collect()
}

/// One of those that draw side by side.
struct Artist<'a> {
    settings: &'a StripSettings<'a>,
    process: Option<Process<Option<Vec<Drawn>>>>,
}

impl Artist<'_> {
    /// The strips of a page; none where it cannot be drawn.
    fn draw(&mut self, question: &Question) -> Vec<Drawn> {
        let order =
            |memory| Order { password: self.settings.password.clone(), font: self.settings.font.clone(), memory };
        let Isolation::Processes { memory, patience } = self.settings.isolation else {
            return draw(question, &order(None)).unwrap_or_default();
        };
        if self.process.is_none() {
            self.process = Process::start(WORKER_COMMAND, &order(Some(memory))).ok();
        }
        // Pictures are not worth a fault in this process.
        let Some(process) = &mut self.process else { return Vec::new() };
        match process.ask(question, patience) {
            Ok(Some(drawn)) => drawn,
            // What gave up may still be at work on the page: it ends with its process.
            Ok(None) | Err(_) => {
                self.process = None;
                Vec::new()
            }
        }
    }
}

/// How long a page may take in a worker.
pub const STRIP_ISOLATION: Isolation = Isolation::Processes { memory: 2 << 30, patience: Duration::from_secs(40) };

/// Works off the questions that come on standard input until it ends.
///
/// # Errors
/// Standard input or output broke: the parent is gone.
pub fn serve_strips() -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = BufWriter::new(io::stdout().lock());
    let Some(order) = receive::<Order>(&mut input)? else { return Ok(()) };
    process::confine(order.memory);
    while let Some(question) = receive::<Question>(&mut input)? {
        send(&mut output, &draw(&question, &order))?;
    }
    Ok(())
}

/// `None` where the file is not the one that was read, or the page cannot be drawn.
fn draw(question: &Question, order: &Order) -> Option<Vec<Drawn>> {
    let bytes = storage::read(Path::new(&question.path)).ok()?;
    if document_id(&bytes) != question.document_id {
        return None;
    }
    let options = PictureOptions {
        password: order.password.clone(),
        dots_per_inch: DOTS_PER_INCH,
        japanese_font: order.font.as_deref().and_then(|it: &Path| storage::read(it).ok()),
        ..PictureOptions::default()
    };
    let picture = pdf::picture(bytes, question.page, options).ok()?;
    if picture.notes.iter().any(|it| it.code() == "picture_not_drawn") {
        return None;
    }
    let picture = picture.value;
    let columns = printed_columns(&picture);
    Some(question.strips.iter().filter_map(|marks| strip(&picture, columns, marks)).collect())
}

/// From the first to the last column of pixels that anything is printed in; the whole width of an empty page.
fn printed_columns(picture: &PagePicture) -> (u32, u32) {
    let width = picture.width() as usize;
    let mut columns = (width, 0);
    for row in picture.pixels().chunks_exact(width * 4) {
        let is_printed = |pixel: &[u8]| pixel[..3].iter().any(|channel| *channel < 200);
        if let Some(first) = row.chunks_exact(4).position(is_printed) {
            columns.0 = columns.0.min(first);
        }
        if let Some(last) = row.chunks_exact(4).rposition(is_printed) {
            columns.1 = columns.1.max(last);
        }
    }
    if columns.0 >= columns.1 { (0, picture.width()) } else { (columns.0 as u32, columns.1 as u32 + 1) }
}

/// The part of the page around the marks, as wide as the print.
fn strip(picture: &PagePicture, columns: (u32, u32), marks: &[Rect]) -> Option<Drawn> {
    let scale = picture.scale();
    let marked = Rect::union_all(marks)?.grown(MARGIN);
    let pixel = |points: f64, most: u32| (points * scale).round().clamp(0.0, f64::from(most)) as u32;
    let margin = (MARGIN * scale) as u32;
    let left = columns.0.saturating_sub(margin).min(pixel(marked.x0, picture.width()));
    let right = (columns.1 + margin).min(picture.width()).max(pixel(marked.x1, picture.width()));
    let (top, bottom) = (pixel(marked.y0, picture.height()), pixel(marked.y1, picture.height()));
    if left >= right || top >= bottom {
        return None;
    }
    let (width, height) = (right - left, bottom - top);
    let row_bytes = picture.width() as usize * 4;
    let rows = picture.pixels().chunks_exact(row_bytes).skip(top as usize).take(height as usize);
    let grey = |pixel: &[u8]| {
        // Rec. 601, in thousandths.
        let luma = 299 * u32::from(pixel[0]) + 587 * u32::from(pixel[1]) + 114 * u32::from(pixel[2]);
        (luma * u32::from(GREYS - 1) + 127_500) / 255_000
    };
    let mut packed = Vec::with_capacity((width as usize).div_ceil(2) * height as usize);
    for row in rows {
        let pixels = row[left as usize * 4..right as usize * 4].chunks_exact(8);
        let rest = pixels.remainder();
        packed.extend(pixels.map(|pair| (grey(&pair[..4]) << 4 | grey(&pair[4..])) as u8));
        if !rest.is_empty() {
            packed.push((grey(rest) << 4) as u8);
        }
    }
    let edge = |pixels: u32| f64::from(pixels) / scale;
    let region = Rect::new(edge(left), edge(top), edge(right), edge(bottom));
    Some((region, (width, height), png(width, height, &packed)?))
}

/// A PNG in sixteen shades of grey.
fn png(width: u32, height: u32, packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Four);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(packed).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of a report at half a pixel a point.
    fn page() -> PagePicture {
        let path = Path::new("fixtures/pdf/R5_typst.pdf");
        let options = PictureOptions { dots_per_inch: 36.0, ..PictureOptions::default() };
        pdf::picture(storage::read(path).unwrap(), 1, options).unwrap().value
    }

    fn requests(document_id: &str, marks: &[[f64; 4]]) -> Vec<StripRequest> {
        let request = |[x0, y0, x1, y1]: &[f64; 4]| StripRequest {
            document_id: document_id.to_owned(),
            page: 1,
            marks: vec![Rect::new(*x0, *y0, *x1, *y1)],
        };
        marks.iter().map(request).collect()
    }

    #[test]
    fn a_strip_is_as_wide_as_the_print_and_shows_its_mark() {
        let picture = page();
        let mark = Rect::new(100.0, 200.0, 120.0, 210.0);
        let (region, (width, height), png) = strip(&picture, printed_columns(&picture), &[mark]).unwrap();
        assert!(region.x0 > 10.0 && region.x1 < 585.0, "margins of the page are left out: {region:?}");
        assert!(region.y0 <= mark.y0 - 8.0 && region.y1 >= mark.y1 + 8.0);
        let read = png::Decoder::new(io::Cursor::new(png)).read_info().unwrap();
        assert_eq!((read.info().width, read.info().height), (width, height));
    }

    #[test]
    fn a_mark_at_the_edge_of_the_page_is_cut_there() {
        let picture = page();
        let (region, ..) = strip(&picture, (0, picture.width()), &[Rect::new(0.0, 0.0, 5.0, 5.0)]).unwrap();
        assert_eq!((region.x0, region.y0), (0.0, 0.0));
        assert!(strip(&picture, (0, picture.width()), &[Rect::new(0.0, 9000.0, 5.0, 9005.0)]).is_none());
    }

    #[test]
    fn another_file_than_the_one_read_gives_no_picture() {
        let path = PathBuf::from("fixtures/pdf/R5_typst.pdf");
        let id = document_id(&storage::read(&path).unwrap());
        let paths = BTreeMap::from([(id.clone(), path.clone()), ("another".to_owned(), path)]);
        let settings = StripSettings { paths: &paths, password: None, font: None, jobs: 2, isolation: Isolation::None };
        let found = |id: &str| draw_strips(&requests(id, &[[100.0, 200.0, 120.0, 210.0]]), &settings).len();
        assert_eq!((found(&id), found("another"), found("unknown")), (1, 0, 0));
    }
}
