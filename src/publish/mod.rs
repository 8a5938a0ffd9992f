//! From tables to the bytes of files: one format a file, registered here.
//!
//! Comes in: a [`Publication`], tables and trends. Goes out: [`File`]s, relative path and bytes, the same for the same input.
//! Deliberately knows no file system: `storage` writes.

pub mod correction_sheet;
pub mod document;
pub mod record;
pub mod table;

mod chart;
mod csv;
mod data_package;
mod digest;
mod evidence;
mod html;
mod jsonl;
mod manifest;
mod markup;
mod news;
mod parquet;
mod supplement;
mod value;
mod wording;
mod xlsx;

pub use csv::write as csv;
pub use csv::{CsvHeader, csv_of_texts};
pub use data_package::data_package;
pub use evidence::{Strip, StripRequest, strip_requests};
pub use jsonl::write as jsonl;
pub use manifest::{MANIFEST_PATH, files_of_run, first_altered, manifest};
pub use news::news;
pub use supplement::Supplement;

use crate::analysis::{self, Analysis};
use crate::dataset::schema::{self, Table};
use crate::dataset::{Frame, Frames};
use crate::link;

/// What is published. Files for people come in both languages.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'a> {
    /// The dataset.
    pub frames: &'a Frames,
    /// What it answers.
    pub analyses: &'a [Analysis],
    /// What tables do not hold and pages for people need.
    pub supplement: &'a Supplement,
}

impl<'a> Publication<'a> {
    /// Tables of the dataset, then those of the analyses.
    fn all_frames(&self) -> Vec<&'a Frame> {
        self.frames.iter().chain(self.analyses.iter().map(|it| &it.frame)).collect()
    }
}

/// Every table that may be published: of the dataset, of the links between editions, of the analyses.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    schema::tables().iter().chain(link::tables()).chain(analysis::flat_tables()).chain(analysis::tables())
}

/// A way of writing tables.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name that it is asked for by.
    pub name: &'static str,
    write: fn(&Publication) -> Result<Vec<File>, PublishError>,
}

/// All formats, the default first.
pub const FORMATS: &[Format] = &[parquet::FORMAT, csv::FORMAT, xlsx::FORMAT, html::FORMAT, jsonl::FORMAT];

impl Format {
    /// The format of this name.
    ///
    /// ```
    /// use shinchoku::publish::Format;
    /// assert_eq!(Format::named("csv").map(|it| it.name), Some("csv"));
    /// assert!(Format::named("dbf").is_none());
    /// ```
    pub fn named(name: &str) -> Option<Format> {
        FORMATS.iter().copied().find(|it| it.name == name)
    }
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where, from the folder of the run, with `/` between folders.
    pub path: String,
    /// What.
    pub bytes: Vec<u8>,
}

/// A table that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The writer of the format gave up.
    #[error("table {table}: cannot be written as {format}")]
    Write {
        /// The table.
        table: &'static str,
        /// The format.
        format: &'static str,
        /// What the writer said.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The workbook could not be put together.
    #[error("the workbook cannot be written")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// The files of one format. The same input gives the same bytes.
///
/// # Errors
/// Where the writer of the format gives up on a table.
pub fn publish(format: Format, publication: &Publication) -> Result<Vec<File>, PublishError> {
    (format.write)(publication)
}

/// One file a table, `datasets/<table>.<extension>`.
fn one_file_a_table(
    publication: &Publication,
    extension: &str,
    write: impl Fn(&Frame) -> Result<Vec<u8>, PublishError>,
) -> Result<Vec<File>, PublishError> {
    let file =
        |frame: &&Frame| Ok(File { path: format!("datasets/{}.{extension}", frame.name()), bytes: write(frame)? });
    publication.all_frames().iter().map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyses;
    use crate::dataset::{examples, frames};

    #[test]
    fn a_second_run_gives_the_same_bytes_in_every_format() {
        let run = || {
            let frames = frames(&[examples::edition()]);
            let analyses = analyses(&frames);
            let supplement = Supplement::default();
            let publication = Publication { frames: &frames, analyses: &analyses, supplement: &supplement };
            let files: Vec<File> =
                FORMATS.iter().flat_map(|format| publish(*format, &publication).expect("written")).collect();
            let manifest = manifest(&publication, &files);
            (files, manifest)
        };
        let (first, second) = (run(), run());
        assert!(first == second);
        for format in FORMATS {
            assert!(first.0.iter().any(|it| it.path.ends_with(&format!(".{}", format.name))), "{}", format.name);
        }
    }

    #[test]
    fn the_names_of_formats_differ() {
        for format in FORMATS {
            assert_eq!(Format::named(format.name).map(|it| it.name), Some(format.name));
        }
    }
}
