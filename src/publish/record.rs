//! The record of a run, `run.json`: what it was made of, so that the next one can tell what has changed, and what it had to say.
//!
//! It holds no time and no folder of this machine: the same input gives the same bytes.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::File;
use crate::base::figures::fixed_float;
use crate::base::{Language, Severity};
use crate::dataset::{Frame, Frames, figures_read, message_column, open_notes};
use crate::link::{self, Replacement};

/// Where the record stands in the folder of its run.
pub const RECORD_PATH: &str = "run.json";

/// The form of the record; one of another form is as good as none.
const SCHEMA_VERSION: u32 = 1;

/// What a run was made of, and what it had to say.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RunRecord {
    /// The form of the record.
    pub schema_version: u32,
    /// All but the documents that the data depend on, each by a value or hash: `program`, `profiles`, `reading`, `dictionary`,
    /// `formats` and more.
    pub settings: BTreeMap<String, String>,
    /// The files, in the order given.
    pub documents: Vec<RecordedDocument>,
    /// Ids of the documents that are in the data, in their order; one that another of its edition supersedes is not.
    pub data: Vec<String>,
    /// What took the place of another document, in this run or before it.
    pub replacements: Vec<Replacement>,
    /// Ids of the documents that came when the documents last changed; none in the first run.
    #[serde(default)]
    pub added: Vec<String>,
    /// The names under which the tables of its plans are kept, in the order of the tables.
    #[serde(default)]
    pub parts: Vec<String>,
    /// What the run had to say.
    pub results: Results,
}

/// A file of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RecordedDocument {
    /// Name of the file, without its folder.
    pub file_name: String,
    /// SHA-256 of the file; `None` where it could not be read from disk.
    pub document_id: Option<String>,
    /// The name under which its reading is kept; `None` where it gave nothing.
    pub reading: Option<String>,
    /// The code of the reason why it gave nothing.
    pub failure: Option<String>,
}

/// What a run had to say, for people and for programs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Results {
    /// Rows by what they are.
    pub counts: Counts,
    /// What became of initiatives from edition to edition.
    pub links: link::Counts,
    /// The report's own totals, and what was found.
    pub reconciliation: Vec<Reconciliation>,
    /// All doubts that nobody has answered, in the order of the editions.
    pub issues: Vec<Issue>,
}

/// Rows by what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Counts {
    pub documents: usize,
    /// Files that gave nothing.
    pub failed: usize,
    pub initiatives: usize,
    pub ratings: usize,
    pub blocks: usize,
    pub indicators: usize,
    pub observations: usize,
    /// Values and ratings that tables print, as far as known.
    #[serde(default)]
    pub printed: usize,
    /// Of these, those that were read.
    #[serde(default)]
    pub read: usize,
}

/// A stated total.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reconciliation {
    /// Name of the file.
    pub file: String,
    /// The fiscal year it reports on, `R5`.
    pub year: Option<String>,
    /// What is counted: `all`, a rating, several joined by `+`.
    pub key: String,
    /// As stated.
    pub stated: String,
    /// As found.
    pub found: String,
    /// Whether they agree.
    pub agrees: bool,
}

/// A doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// How much it matters.
    pub severity: Severity,
    /// Its code.
    pub code: String,
    /// Name of the file.
    pub file: String,
    /// Page from 1, where it is about one place.
    pub page: Option<u32>,
    /// The sentence: in Japanese in a record, in the language asked for where programs are told.
    pub message: String,
    /// The sentence in English.
    #[serde(default)]
    pub message_en: String,
}

impl RunRecord {
    /// The record of a run that gave these tables; `failed` of its documents gave nothing.
    pub fn new(
        settings: BTreeMap<String, String>,
        documents: Vec<RecordedDocument>,
        replacements: Vec<Replacement>,
        frames: &Frames,
        failed: usize,
    ) -> Self {
        let results = Results::new(frames, failed);
        let (schema_version, data) = (SCHEMA_VERSION, data(frames));
        Self { schema_version, settings, documents, data, replacements, added: Vec::new(), parts: Vec::new(), results }
    }

    /// Which documents of `frames` the run that this is the record of did not have. Where there are none, the last that came are
    /// still the news.
    pub fn added_in(&self, frames: &Frames) -> Vec<String> {
        let now: Vec<String> = data(frames);
        let before: HashSet<&String> = self.data.iter().collect();
        let came: Vec<String> = now.iter().filter(|id| !before.contains(id)).cloned().collect();
        let now: HashSet<String> = now.into_iter().collect();
        if came.is_empty() && self.data.iter().all(|it| now.contains(it)) {
            return self.added.iter().filter(|id| now.contains(*id)).cloned().collect();
        }
        came
    }

    /// The readings of documents that were in the data of this run and are not in `frames` any more.
    pub fn readings_gone(&self, frames: &Frames) -> Vec<String> {
        let now: HashSet<String> = data(frames).into_iter().collect();
        let before: HashSet<&String> = self.data.iter().collect();
        let gone =
            |it: &&RecordedDocument| it.document_id.as_ref().is_some_and(|id| before.contains(id) && !now.contains(id));
        self.documents.iter().filter(gone).filter_map(|it| it.reading.clone()).collect()
    }

    /// What took the place of another document before, as far as it is still in `frames`.
    pub fn replacements_in(&self, frames: &Frames) -> Vec<Replacement> {
        let now = data(frames);
        self.replacements.iter().filter(|it| now.contains(&it.document_id)).cloned().collect()
    }

    /// Reads a record; `None` where it is none, or one of another form.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|it: &Self| it.schema_version == SCHEMA_VERSION)
    }

    /// Whether a run of these settings and documents would write the same data.
    pub fn describes(&self, settings: &BTreeMap<String, String>, documents: &[RecordedDocument]) -> bool {
        self.settings == *settings && self.documents == documents
    }

    /// The record as a file of its run.
    pub fn to_file(&self) -> File {
        let mut bytes = serde_json::to_vec_pretty(self).expect("texts and numbers are always JSON");
        bytes.push(b'\n');
        File { path: RECORD_PATH.to_owned(), bytes }
    }
}

impl Results {
    /// What tables have to say; `failed` of their documents gave nothing.
    pub fn new(frames: &Frames, failed: usize) -> Self {
        let rows = |table: &str| frames.get(table).map_or(0, Frame::row_count);
        let documents = frames.get("documents").map(documents).unwrap_or_default();
        let (read, printed) = figures_read(frames);
        Self {
            counts: Counts {
                documents: rows("documents"),
                failed,
                initiatives: rows("initiatives"),
                ratings: rows("ratings"),
                blocks: rows("blocks"),
                indicators: rows("indicators"),
                observations: rows("observations"),
                printed,
                read,
            },
            links: link::counts(frames),
            reconciliation: frames.get("stated_totals").map(|it| reconciliation(it, &documents)).unwrap_or_default(),
            issues: frames.get("notes").map(|it| issues(&open_notes(it), &documents)).unwrap_or_default(),
        }
    }

    /// What is left to say where none of `failed` files gave anything.
    pub fn none(failed: usize) -> Self {
        Self { counts: Counts { failed, ..Counts::default() }, ..Self::default() }
    }

    /// The same, with the sentences of the doubts in `language`.
    pub fn worded(mut self, language: Language) -> Self {
        if language == Language::English {
            self.issues.iter_mut().for_each(|it| it.message.clone_from(&it.message_en));
        }
        self
    }

    /// How many doubts are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.issues.iter().filter(|it| it.severity == severity).count()
    }
}

fn data(frames: &Frames) -> Vec<String> {
    let ids = frames.get("documents").map(|it| it.text("document_id").iter().flatten().map(str::to_owned));
    ids.into_iter().flatten().collect()
}

/// Name and year of each document, by its id.
type Documents<'a> = HashMap<&'a str, (&'a str, Option<&'a str>)>;

fn documents(frame: &Frame) -> Documents<'_> {
    let (ids, names, years) = (frame.text("document_id"), frame.text("file_name"), frame.text("era_label"));
    let document =
        |row: usize| (ids.get(row).unwrap_or_default(), (names.get(row).unwrap_or_default(), years.get(row)));
    (0..frame.row_count()).map(document).collect()
}

fn reconciliation(frame: &Frame, documents: &Documents) -> Vec<Reconciliation> {
    let found_share =
        |row: usize| format!("{}%", fixed_float(frame.f64("found_share").get(row).unwrap_or_default(), 1));
    let count = |name: &str, row: usize| frame.i32(name).get(row).map(|it| it.to_string()).unwrap_or_default();
    let one = |row: usize| {
        let (stated, found) = match frame.text("phrase").get(row) {
            Some(phrase) => (phrase.to_owned(), found_share(row)),
            None => (count("count", row), count("found_count", row)),
        };
        let id = frame.text("document_id").get(row).unwrap_or_default();
        let (file, year) = documents.get(id).copied().unwrap_or_default();
        Reconciliation {
            file: file.to_owned(),
            year: year.map(str::to_owned),
            key: frame.text("key").get(row).unwrap_or_default().to_owned(),
            stated,
            found,
            agrees: frame.boolean("agrees").get(row).unwrap_or_default(),
        }
    };
    (0..frame.row_count()).map(one).collect()
}

fn issues(frame: &Frame, documents: &Documents) -> Vec<Issue> {
    let text = |name: &str, row: usize| frame.text(name).get(row).unwrap_or_default();
    let severity = |word: &str| match word {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        _ => Severity::Info,
    };
    let one = |row: usize| Issue {
        severity: severity(text("severity", row)),
        code: text("code", row).to_owned(),
        file: documents.get(text("document_id", row)).copied().unwrap_or_default().0.to_owned(),
        page: frame.i32("page").get(row).and_then(|it| u32::try_from(it).ok()),
        message: text(message_column(Language::Japanese), row).to_owned(),
        message_en: text(message_column(Language::English), row).to_owned(),
    };
    (0..frame.row_count()).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{examples, frames};

    #[test]
    fn a_record_comes_back_as_it_was() {
        let frames = frames(&[examples::edition()]);
        let document = RecordedDocument { file_name: "R5.pdf".into(), ..RecordedDocument::default() };
        let settings = BTreeMap::from([("formats".to_owned(), "csv".to_owned())]);
        let record = RunRecord::new(settings.clone(), vec![document.clone()], Vec::new(), &frames, 1);
        assert!(record.results.counts.observations > 0 && !record.results.reconciliation.is_empty());
        assert_eq!(record.data, ["document-2023"]);
        assert_eq!(RunRecord::parse(&record.to_file().bytes).as_ref(), Some(&record));
        assert!(record.describes(&settings, &[document]) && !record.describes(&settings, &[]));
    }

    #[test]
    fn a_record_of_another_form_is_none() {
        let record = RunRecord { schema_version: SCHEMA_VERSION + 1, ..RunRecord::default() };
        assert_eq!(RunRecord::parse(&record.to_file().bytes), None);
        assert_eq!(RunRecord::parse(b"{"), None);
    }
}
