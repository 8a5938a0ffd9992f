//! Documents through all stages, in parallel, in order. The only place that names every stage.
//!
//! Comes in: files and settings. Goes out: [`DocumentReading`]s, and [`crate::dataset::Edition`]s for those that become tables.

mod cache;
mod chosen;
mod editions;
mod facts;
mod plan;
mod plans;
mod pool;
mod process;
mod same_edition;
mod scans;
mod strips;
mod threads;
mod worker;

pub use cache::{PROGRAM, ReadingCache, load_facts, store_facts, unneeded};
pub use chosen::{Kept, chosen};
pub use editions::{compare, editions};
pub use facts::{Facts, name_unread};
pub use plan::{Status, Step, Why, plan};
pub use plans::{PlanTables, latest_editions, plan_tables, plans, suggestions, unfit_everywhere};
pub use pool::{FileEvent, Isolation, read_files, watch_files};
pub use process::{in_own_process, try_worker};
pub use scans::Ocr;
pub use strips::{STRIP_ISOLATION, StripSettings, draw_strips, serve_strips};
pub use threads::can_start_threads;
pub use worker::serve;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::base::{Message, Note, Noted, without_controls};
use crate::dataset::check;
use crate::indicator::{self, Measurements};
use crate::layout::{self, DocumentLayout};
use crate::pdf::{self, FontFace, Metadata, PdfError, ReadOptions, Trust, Verdict};
use crate::report::{self, DocumentFacts, Overrides, Profile, Report};
use crate::storage::{self, StorageError};
use crate::text::UnitTable;

/// How documents are to be read.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Pages, password, caps.
    pub reading: ReadOptions,
    /// Which profile to read by.
    pub profile: ProfileChoice,
    /// Profiles to choose from; the user's stand before the built-in ones.
    pub profiles: Vec<Arc<Profile>>,
    /// What the caller knows of all documents.
    pub overrides: Overrides,
    /// What is known of single documents, by their file names.
    pub documents: Arc<BTreeMap<String, DocumentFacts>>,
    /// The units of the program and a project's own; those of the program where there is none.
    pub units: Option<Arc<UnitTable>>,
    /// Whether the document side (producer, dates, outline) is read too; it takes as long again as the pages.
    pub metadata: bool,
    /// Whether tables are cut over two facing pages, whatever the profile says.
    pub facing_pages: bool,
    /// Whether pages without usable text are read from their pictures.
    pub ocr: Ocr,
    /// What is kept of the layout.
    pub detail: Detail,
}

/// What is kept of the layout when a document has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Detail {
    /// All of it, for looking at pages.
    #[default]
    Full,
    /// The tables, without the places of single characters. The rest is larger than all that was understood, and what is done
    /// with readings by the thousand has no use for it.
    Tables,
}

/// Which profile to read by.
#[derive(Debug, Clone, Default)]
pub enum ProfileChoice {
    /// The one that fits.
    #[default]
    Recognise,
    /// This one.
    Fixed(Arc<Profile>),
}

/// Everything that was read from one document.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct DocumentReading {
    /// SHA-256 of the file, 64 hexadecimal digits.
    pub document_id: String,
    /// Name of the file, without its folder.
    pub file_name: String,
    /// Number of pages.
    pub page_count: usize,
    /// What the file says about itself; empty where it was not asked for.
    pub metadata: Metadata,
    /// Its fonts.
    pub fonts: Vec<FontFace>,
    /// Whether the text can be trusted. Where it cannot, nothing below holds anything.
    pub trust: Trust,
    /// Lines and tables.
    pub layout: DocumentLayout,
    /// What the report says.
    pub report: Report,
    /// What it measures.
    pub measurements: Measurements,
    /// Doubts of all stages, in their order.
    pub notes: Vec<Note>,
}

impl DocumentReading {
    /// Whether the document was refused: it has notes and no items.
    pub fn refused(&self) -> bool {
        self.trust.verdict != Verdict::Readable
    }
}

/// SHA-256 of a file as 64 hexadecimal digits.
pub fn document_id(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// SHA-256 of a file on disk and its length, without keeping it in memory; `None` where it is no file, cannot be read, or is larger
/// than `most` bytes.
pub fn file_digest(path: &Path, most: u64) -> Option<(u64, String)> {
    let (mut hash, mut length) = (Sha256::new(), 0);
    let take = |bytes: &[u8]| {
        hash.update(bytes);
        length += bytes.len() as u64;
    };
    storage::read_in_pieces(path, most, take).ok()?;
    Some((length, hexadecimal(&hash.finalize())))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads one document.
///
/// A document whose text cannot be trusted comes back without items, with one of the notes `text_missing`, `text_unmapped`,
/// `text_garbled`, `text_contradicted`. Pages to be careful with are named by `picture_pages`, `text_ocr`, `pages_doubtful`.
///
/// # Errors
/// As [`pdf::read`].
pub fn read_document(bytes: Vec<u8>, file_name: &str, settings: &Settings) -> Result<DocumentReading, PdfError> {
    let document_id = document_id(&bytes);
    let password = settings.reading.password.as_deref();
    let metadata = if settings.metadata { pdf::metadata(&bytes, password) } else { Metadata::default() };
    // Pictures are drawn from the bytes; where none will be drawn nothing is copied.
    let copy = matches!(settings.ocr, Ocr::By(_)).then(|| bytes.clone());
    let Noted { value: mut document, mut notes } = pdf::read(bytes, &settings.reading)?;
    let mut trust = pdf::judge(&document);
    let pages = scans::pages_to_read(&document, &trust);
    let (scans, scan_notes) = scans::read(&mut document, &pages, copy, &settings.ocr, password);
    if !scans.is_empty() {
        trust = pdf::judge(&document);
    }
    notes.extend(pdf::take_off_controls(&mut document));
    let mut reading = DocumentReading {
        document_id,
        file_name: file_name.to_owned(),
        page_count: document.pages.len(),
        metadata,
        fonts: document.fonts.clone(),
        layout: DocumentLayout::default(),
        report: Report::default(),
        measurements: Measurements::default(),
        notes: Vec::new(),
        trust,
    };
    // Why a document was refused is said first: a file that breaks off may have lost its text with its end.
    let is_damage = |note: &&Note| matches!(note.code(), "pdf_cut_off" | "pdf_repaired");
    let has_no_text = reading.trust.verdict == Verdict::NoText;
    let first = if has_no_text { notes.iter().take_while(is_damage).count() } else { 0 };
    notes.splice(first..first, trust_notes(&reading.trust, reading.page_count).into_iter().chain(scan_notes));
    if !reading.refused() {
        // An area is given for the table that a person sees there.
        let analyze = if settings.reading.area.is_some() { layout::analyze_asked } else { layout::analyze };
        let mut layout = analyze(&document);
        notes.append(&mut layout.notes);
        notes.extend(without_endless_tables(&mut layout.value));
        let profile = match &settings.profile {
            ProfileChoice::Recognise => report::recognise(&layout.value, &settings.profiles),
            ProfileChoice::Fixed(profile) => Noted::clean(Some(profile.clone())),
        };
        notes.extend(profile.notes);
        if settings.facing_pages || profile.value.as_ref().is_some_and(|it| it.facing_pages) {
            layout.value = layout::join_facing_pages(layout.value);
        }
        let facts = settings.documents.get(file_name).cloned().unwrap_or_default();
        let overrides = Overrides { facts, ..settings.overrides.clone() };
        let units = settings.units.as_deref().unwrap_or(UnitTable::built_in());
        let report = report::read(&layout.value, profile.value.as_deref(), file_name, &overrides, units);
        notes.extend(report.notes);
        let mut measurements = indicator::read_with(&report.value, units);
        notes.extend(measurements.notes);
        notes.extend(scans::doubt(&scans, &report.value, &mut measurements.value));
        notes.extend(check::document(&report.value, &measurements.value));
        reading.layout = match settings.detail {
            Detail::Full => layout.value,
            Detail::Tables => layout.value.tables_only(),
        };
        reading.report = report.value;
        reading.measurements = measurements.value;
    }
    reading.notes = notes;
    Ok(reading)
}

/// Cells of one document at most: the largest of our collection (704 pages) has a quarter of it, and a build holds the cells of all.
const MAX_CELLS: usize = 200_000;

/// A document of more cells than any report has is left without tables and lines, with a note.
fn without_endless_tables(layout: &mut DocumentLayout) -> Option<Note> {
    let cells: usize = layout.tables.iter().map(|it| it.cells.len()).sum();
    if cells <= MAX_CELLS {
        return None;
    }
    *layout = DocumentLayout::default();
    Some(Note::error(Message::new("cells_left_out").with("count", cells).with("most", MAX_CELLS)))
}

/// What a person must know about the text: why it was refused, or which pages to be careful with.
fn trust_notes(trust: &Trust, page_count: usize) -> Vec<Note> {
    let percent = |count: usize, all: usize| format!("{:.0}", 100.0 * count as f64 / all.max(1) as f64);
    let pages = |pages: &[u32]| pages.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let glyphs = trust.glyph_count;
    match trust.verdict {
        Verdict::NoText => return vec![Note::error(Message::new("text_missing").with("pages", page_count))],
        Verdict::Unmapped => {
            return vec![Note::error(Message::new("text_unmapped").with("percent", percent(trust.unmapped, glyphs)))];
        }
        Verdict::Garbled => {
            let odd = trust.misfits.max(trust.foreign);
            let message = if trust.contradicted > odd {
                Message::new("text_contradicted").with("percent", percent(trust.contradicted, glyphs))
            } else if odd > 0 {
                Message::new("text_garbled").with("percent", percent(odd, glyphs))
            } else {
                Message::new("text_garbled").with("percent", percent(trust.unlikely_pairs, trust.pair_count))
            };
            return vec![Note::error(message)];
        }
        Verdict::Readable => {}
    }
    let mut notes = Vec::new();
    if !trust.picture_pages.is_empty() {
        notes.push(Note::warning(Message::new("picture_pages").with("pages", pages(&trust.picture_pages))));
    }
    if !trust.ocr_pages.is_empty() {
        notes.push(Note::warning(Message::new("text_ocr").with("pages", pages(&trust.ocr_pages))));
    }
    if !trust.doubtful_pages.is_empty() {
        notes.push(Note::warning(Message::new("pages_doubtful").with("pages", pages(&trust.doubtful_pages))));
    }
    if trust.unmapped > 0 {
        notes.push(Note::info(Message::new("glyphs_unknown").with("count", trust.unmapped)));
    }
    notes
}

/// A file that gave nothing.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().text(crate::base::Language::English))]
pub enum FileError {
    /// It could not be read from disk.
    Storage(#[from] StorageError),
    /// It could not be read as PDF.
    Pdf(#[from] PdfError),
    /// Reading it struck a fault of the program.
    Crashed,
    /// What a worker process says of it.
    Told(Message),
}

impl FileError {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            FileError::Storage(error) => error.message(),
            FileError::Pdf(error) => error.message(),
            FileError::Crashed => Message::new("document_crashed"),
            FileError::Told(message) => message.clone(),
        }
    }
}

/// A file and what came of it.
#[derive(Debug)]
pub struct FileOutcome {
    /// The file as given.
    pub path: PathBuf,
    /// SHA-256 of the file; `None` where it could not be read from disk.
    pub document_id: Option<String>,
    /// What was read; an error says why there is nothing.
    pub result: Result<DocumentReading, FileError>,
}

impl FileOutcome {
    /// Name of the file, without its folder.
    pub fn file_name(&self) -> String {
        file_name(&self.path)
    }
}

fn read_file(path: &Path, settings: &Settings) -> FileOutcome {
    let bytes = match storage::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return FileOutcome { path: path.to_owned(), document_id: None, result: Err(error.into()) },
    };
    let document_id = document_id(&bytes);
    let read = || read_document(bytes, &file_name(path), settings).map_err(FileError::from);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or(Err(FileError::Crashed));
    FileOutcome { path: path.to_owned(), document_id: Some(document_id), result }
}

/// Name of a file without its folder, as data have it: without characters that command a terminal.
pub(crate) fn file_name(path: &Path) -> String {
    without_controls(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Table;

    #[test]
    fn a_document_of_endless_cells_is_left_without_them() {
        let bytes = storage::read(Path::new("fixtures/pdf/R5_typst.pdf")).unwrap();
        let document = pdf::read(bytes, &ReadOptions::default()).unwrap().value;
        let layout = layout::analyze(&document).value;
        let table: &Table = layout.tables.iter().max_by_key(|it| it.cells.len()).unwrap();
        let of = |count: usize| DocumentLayout {
            tables: std::iter::repeat_n(table.clone(), count).collect(),
            ..DocumentLayout::default()
        };
        let (mut most, mut more) = (of(MAX_CELLS / table.cells.len()), of(MAX_CELLS / table.cells.len() + 1));
        assert!(without_endless_tables(&mut most).is_none() && !most.tables.is_empty());
        let note = without_endless_tables(&mut more).unwrap();
        assert_eq!((note.code(), more.tables.len()), ("cells_left_out", 0));
    }
}
