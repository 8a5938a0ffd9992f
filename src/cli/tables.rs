//! Where commands that show data take it from: the last good run of an output folder, or PDFs read on the spot.

use std::path::{Path, PathBuf};

use super::Exit;
use super::paint;
use super::settings::Wrong;
use super::shell::quoted_path;
use crate::base::{Language, Message};
use crate::dataset::{self, Frames, StoredError, from_parquet, schema};
use crate::pipeline::{self, Detail, FileOutcome, Isolation, Settings, read_files};
use crate::storage;
use crate::{analysis, link};

/// The tables of the last good run that `wants` asks for by name, those of analyses included. Tables that this run does not have,
/// because another version of the program made it, are left out where they are not of the dataset.
pub(super) fn of_run(output: &Path, wants: impl Fn(&str) -> bool) -> Result<Frames, Wrong> {
    let wrong = |message: Message| Wrong { message: message.with("path", output.display()), exit: Exit::Usage };
    let run = storage::current_run(output)?
        .ok_or_else(|| wrong(Message::new("run_missing").with("quoted", quoted_path(output))))?;
    let mut frames = Frames::default();
    let of_dataset = schema::tables().iter().map(|it| (it, true));
    let others = link::tables().iter().chain(analysis::flat_tables()).chain(analysis::tables()).map(|it| (it, false));
    for (table, required) in of_dataset.chain(others).filter(|(table, _)| wants(table.name)) {
        let path = run.join("datasets").join(format!("{}.parquet", table.name));
        if !storage::is_file(&path) {
            if required {
                return Err(wrong(Message::new("run_without_parquet")));
            }
            continue;
        }
        match from_parquet(table, storage::read(&path)?) {
            Ok(frame) => frames.insert(frame),
            Err(StoredError::Schema(_)) => return Err(wrong(Message::new("run_of_other_version"))),
            Err(StoredError::Parquet { .. } | StoredError::Part { .. }) => {
                return Err(wrong(Message::new("run_damaged").with("file", path.display())));
            }
        }
    }
    Ok(frames)
}

/// The tables of PDFs, linked over their editions, and how many files gave nothing: each is named on standard error.
pub(super) fn of_files(files: &[PathBuf], settings: &Settings, jobs: usize, language: Language) -> (Frames, usize) {
    let mut outcomes = Vec::with_capacity(files.len());
    let settings = Settings { detail: Detail::Tables, ..settings.clone() };
    read_files(files, &settings, jobs, Isolation::PROCESSES, |outcome| outcomes.push(outcome));
    let failed = outcomes.iter().filter(|it| complain(it, language)).count();
    let mut editions = pipeline::editions(outcomes, None);
    // Nothing is shown of words, so that there are none is no doubt.
    editions.iter_mut().for_each(|it| it.notes.retain(|note| note.code() != "dictionary_absent"));
    let linked = link::link(&dataset::frames(&editions), &[]);
    pipeline::compare(&mut editions, &linked.value);
    (dataset::with_notes(linked.value, &editions, &linked.notes), failed)
}

/// One line on standard error for a file that gave nothing; whether it is one.
pub(super) fn complain(outcome: &FileOutcome, language: Language) -> bool {
    let sentence = match &outcome.result {
        Err(error) => Some(paint::error(&error.message(), language)),
        Ok(reading) if reading.refused() => reading.notes.first().map(|note| paint::error(&note.message, language)),
        Ok(_) => None,
    };
    if let Some(sentence) = &sentence {
        tell!("{}: {sentence}", outcome.path.display());
    }
    sentence.is_some()
}
