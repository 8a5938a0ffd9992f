//! Which documents of a build must be read, and why; the others are taken from the last time.
//!
//! Comes in: files, the readings that are kept, the record of the last run. Goes out: a [`Step`] a file, in order.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use rayon::prelude::*;

use super::{ReadingCache, file_digest, file_name};
use crate::publish::record::{RecordedDocument, RunRecord};
use crate::storage;

/// What is to be done with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The file.
    pub path: PathBuf,
    /// SHA-256 of the file; `None` where it cannot be read from disk.
    pub document_id: Option<String>,
    /// The name under which its reading is kept.
    pub reading: Option<String>,
    /// What it is to the last run.
    pub status: Status,
    /// Why it must be read; `None` where its reading is kept.
    pub why: Option<Why>,
}

/// What a file is to the last run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The last run had neither the document nor a file of this name.
    New,
    /// The last run had another document under this name.
    Updated,
    /// The last run had this document.
    Unchanged,
}

impl Status {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Updated => "updated",
            Status::Unchanged => "unchanged",
        }
    }
}

/// Why a document is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It was not there the last time.
    New,
    /// The file holds something else.
    Content,
    /// The file bears another name, which may tell year and prefecture.
    Name,
    /// The program is another build.
    Program,
    /// A profile was added, changed or taken away.
    Profiles,
    /// An option or a setting that tells on reading is another.
    Settings,
    /// It could not be read the last time.
    Failed,
    /// What was kept of it is gone or damaged.
    Lost,
    /// The caller wants everything read.
    Forced,
}

impl Why {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::New => "new",
            Why::Content => "content",
            Why::Name => "name",
            Why::Program => "program",
            Why::Profiles => "profiles",
            Why::Settings => "settings",
            Why::Failed => "failed",
            Why::Lost => "lost",
            Why::Forced => "forced",
        }
    }
}

/// Looks at every file, and at what is kept of it. Reads files from disk, several at a time, each only for its hash.
pub fn plan(paths: &[PathBuf], cache: &ReadingCache, last: Option<&RunRecord>, force: bool) -> Vec<Step> {
    let last = &last.map(Last::new);
    let step = |path: &PathBuf| {
        let id = file_digest(path, storage::MAX_FILE).map(|(_, id)| id);
        let name = file_name(path);
        let reading = id.as_ref().map(|id| cache.key(&name, id));
        let kept = reading.as_ref().is_some_and(|it| cache.holds(it));
        let id_of = id.as_deref();
        let why = (force || !kept).then(|| if force { Why::Forced } else { why(&name, id_of, cache, last.as_ref()) });
        Step { path: path.clone(), status: status(&name, id_of, last.as_ref()), document_id: id, reading, why }
    };
    paths.par_iter().map(step).collect()
}

/// The documents of the last run, to look up.
struct Last<'a> {
    record: &'a RunRecord,
    names: HashSet<&'a str>,
    by_id: HashMap<&'a str, Vec<&'a RecordedDocument>>,
}

impl<'a> Last<'a> {
    fn new(record: &'a RunRecord) -> Self {
        let names = record.documents.iter().map(|it| it.file_name.as_str()).collect();
        let mut by_id: HashMap<&str, Vec<&RecordedDocument>> = HashMap::new();
        for document in &record.documents {
            if let Some(id) = &document.document_id {
                by_id.entry(id).or_default().push(document);
            }
        }
        Self { record, names, by_id }
    }
}

fn status(name: &str, id: Option<&str>, last: Option<&Last>) -> Status {
    let Some(last) = last else { return Status::New };
    if id.is_some_and(|id| last.by_id.contains_key(id)) {
        Status::Unchanged
    } else if last.names.contains(name) {
        Status::Updated
    } else {
        Status::New
    }
}

/// Why a document is not kept under the name it should have.
fn why(name: &str, id: Option<&str>, cache: &ReadingCache, last: Option<&Last>) -> Why {
    let Some(last) = last else { return Why::New };
    let same = id.and_then(|id| last.by_id.get(id)).map(Vec::as_slice).unwrap_or_default();
    let Some(document) = same.iter().find(|it| it.file_name == name) else {
        return match status(name, id, Some(last)) {
            Status::New => Why::New,
            Status::Updated => Why::Content,
            Status::Unchanged => Why::Name,
        };
    };
    let differs = |key: &str| last.record.settings.get(key) != cache.fingerprints().get(key);
    if differs("program") {
        Why::Program
    } else if differs("profiles") {
        Why::Profiles
    } else if differs("reading") {
        Why::Settings
    } else if document.failure.is_some() {
        Why::Failed
    } else {
        Why::Lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Settings;

    fn recorded(name: &str, id: &str, failure: Option<&str>) -> RecordedDocument {
        RecordedDocument {
            file_name: name.into(),
            document_id: Some(id.into()),
            reading: None,
            failure: failure.map(str::to_owned),
        }
    }

    #[track_caller]
    fn check(name: &str, id: &str, change: impl FnOnce(&mut RunRecord), expected: (Status, Why)) {
        let cache = ReadingCache::new(PathBuf::new(), &Settings::default());
        let mut last = RunRecord {
            settings: cache.fingerprints().iter().map(|(name, hash)| ((*name).to_owned(), hash.clone())).collect(),
            documents: vec![recorded("R4.pdf", "4", None), recorded("bad.pdf", "0", Some("pdf_damaged"))],
            ..RunRecord::default()
        };
        change(&mut last);
        let last = Last::new(&last);
        let found = (status(name, Some(id), Some(&last)), why(name, Some(id), &cache, Some(&last)));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_new_document() {
        check("R5.pdf", "5", |_| (), (Status::New, Why::New));
    }

    #[test]
    fn another_document_under_the_same_name() {
        check("R4.pdf", "5", |_| (), (Status::Updated, Why::Content));
    }

    #[test]
    fn the_same_document_under_another_name() {
        check("令和4.pdf", "4", |_| (), (Status::Unchanged, Why::Name));
    }

    #[test]
    fn a_document_that_failed() {
        check("bad.pdf", "0", |_| (), (Status::Unchanged, Why::Failed));
    }

    #[test]
    fn what_was_kept_is_gone() {
        check("R4.pdf", "4", |_| (), (Status::Unchanged, Why::Lost));
    }

    #[test]
    fn other_settings() {
        for (key, why) in [("program", Why::Program), ("profiles", Why::Profiles), ("reading", Why::Settings)] {
            let change = |last: &mut RunRecord| drop(last.settings.insert(key.into(), "other".into()));
            check("R4.pdf", "4", change, (Status::Unchanged, why));
        }
    }
}
