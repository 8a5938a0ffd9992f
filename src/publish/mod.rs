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
mod rows;
mod sink;
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
pub use rows::Rows;
pub use sink::{MemorySink, Sink, Written};
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
    /// Tables too long for memory: each takes the place of the frame of its name, which has no rows.
    pub long: &'a [Box<dyn Rows + 'a>],
}

impl<'a> Publication<'a> {
    /// Tables of the dataset, then those of the analyses, long ones in their places.
    fn tables(&self) -> Vec<&'a dyn Rows> {
        let of_name = |frame: &'a Frame| -> &'a dyn Rows {
            let long = self.long.iter().find(|it| it.schema().name == frame.name());
            long.map_or(frame, |it| it.as_ref())
        };
        self.all_frames().into_iter().map(of_name).collect()
    }

    /// The same, as far as they are in memory.
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
    write: How,
}

/// How a format writes.
#[derive(Debug, Clone, Copy)]
enum How {
    /// One file a table, `datasets/<table>.<name>`, rows as they come.
    Tables(fn(&dyn Rows, &TableSettings, &mut dyn std::io::Write) -> Result<(), PublishError>),
    /// Files of all tables together.
    Files(fn(&Publication) -> Result<Vec<File>, PublishError>),
}

/// What all files of tables have in common.
#[derive(Debug, Clone, Copy)]
struct TableSettings {
    /// What CSV files call the columns.
    header: CsvHeader,
    /// How many digits decimals have in Parquet.
    precision: usize,
}

/// All formats, the default first.
pub const FORMATS: &[Format] = &[parquet::FORMAT, csv::FORMAT, xlsx::FORMAT, html::FORMAT, jsonl::FORMAT];

impl Format {
    /// Whether it needs a piece of a table at a time only.
    pub fn writes_rows_as_they_come(self) -> bool {
        matches!(self.write, How::Tables(_))
    }

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
    /// Rows that wait on disk cannot be read.
    #[error("table {table}: what the build kept of it cannot be read")]
    Rows {
        /// The table.
        table: &'static str,
        /// What the reader said.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file cannot be written.
    #[error("{path} cannot be written")]
    Unwritten {
        /// Where, from the folder of the run.
        path: String,
        /// Why.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The workbook could not be put together.
    #[error("the workbook cannot be written")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// The files of one format, in memory. The same input gives the same bytes.
///
/// # Errors
/// Where the writer of the format gives up on a table.
pub fn publish(format: Format, publication: &Publication) -> Result<Vec<File>, PublishError> {
    let mut sink = MemorySink::default();
    publish_to(format, publication, &mut sink)?;
    Ok(sink.files)
}

/// Writes the files of one format to `sink`; tables go there as their rows come.
///
/// # Errors
/// Where the writer of the format gives up on a table, rows cannot be read, or the sink takes no more.
pub fn publish_to(
    format: Format,
    publication: &Publication,
    sink: &mut dyn Sink,
) -> Result<Vec<Written>, PublishError> {
    match format.write {
        How::Files(write) => write(publication)?.iter().map(|file| sink.put(file)).collect(),
        How::Tables(write) => {
            let tables = publication.tables();
            let (header, precision) = (publication.supplement.csv_header, parquet::precision(&tables));
            let settings = TableSettings { header, precision };
            let file = |table: &dyn Rows| {
                let path = table_path(table.schema(), format.name);
                sink.file(&path, &mut |out| write(table, &settings, out))
            };
            tables.into_iter().map(file).collect()
        }
    }
}

/// Where a table stands from the folder of its run.
fn table_path(table: &Table, extension: &str) -> String {
    format!("datasets/{}.{extension}", table.name)
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
            let publication = Publication { frames: &frames, analyses: &analyses, supplement: &supplement, long: &[] };
            let files: Vec<File> =
                FORMATS.iter().flat_map(|format| publish(*format, &publication).expect("written")).collect();
            let written: Vec<Written> = files.iter().map(Written::of).collect();
            let manifest = manifest(&publication, &written);
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
