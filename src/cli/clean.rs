//! `clean`
//!
//! Removes only what is proved to be a build's: in a folder that a build has marked, folders with a run's name and its manifest,
//! in which nothing else stands; and readings by their names.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::Exit;
use super::arguments::CleanArguments;
use super::build::{PARTS_FOLDER, READINGS_FOLDER, needed_parts, needed_readings, output_folder};
use super::context::Context;
use super::paint;
use super::settings::Wrong;
use crate::base::Message;
use crate::pipeline::unneeded;
use crate::publish::{MANIFEST_PATH, files_of_run};
use crate::storage::{self, OutputLock};

/// What systems put into every folder that a person looks into: nobody's work.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// What `clean` found in an output folder.
struct Found {
    /// Runs that go, oldest first.
    runs: Vec<PathBuf>,
    /// Readings, and tables of plans, that no run that stays needs.
    readings: Vec<PathBuf>,
    /// What looks like a run and stays, for it is not proved to be one.
    doubts: Vec<Message>,
}

/// Removes old runs, and readings that no run that stays needs; without `--yes` only says which.
pub(super) fn run(arguments: &CleanArguments, context: &Context) -> Result<Exit, Wrong> {
    let language = context.language;
    let output = output_folder(arguments.output.as_deref(), context)?;
    check_is_output(&output)?;

    // A build that is at work needs what it reads and writes.
    let Some(lock) = OutputLock::try_take(&output).map_err(Wrong::unwritten)? else {
        let message = Message::new("clean_while_building").with("path", output.display());
        return Err(Wrong { message, exit: Exit::Nothing });
    };
    let Found { runs, readings, doubts } = find(&output, arguments.keep as usize)?;
    let bytes: u64 = runs.iter().map(|it| storage::folder_size(it)).sum::<u64>()
        + readings.iter().map(|it| storage::file_size(it)).sum::<u64>();

    for doubt in &doubts {
        tell!("{}", paint::warning(doubt, language));
    }
    for run in &runs {
        say!("{}", run.display());
    }
    if arguments.yes {
        if lock.is_exclusive() {
            storage::discard_unfinished(&output);
        }
        runs.iter().try_for_each(|it| storage::remove_folder(it)).map_err(Wrong::unwritten)?;
        readings.iter().try_for_each(|it| storage::remove_file(it)).map_err(Wrong::unwritten)?;
    }

    let key = match (runs.is_empty() && readings.is_empty(), arguments.yes) {
        (true, _) => "clean_nothing",
        (false, false) => "clean_would",
        (false, true) => "clean_done",
    };
    let message = Message::new(key).with("runs", runs.len()).with("readings", readings.len());
    say!("{}", message.with("megabytes", format!("{:.1}", bytes as f64 / 1e6)).text(language));
    Ok(Exit::Done)
}

/// Refuses a folder that no build has written to, and one whose `current` leads elsewhere: there nothing tells which runs are needed.
fn check_is_output(output: &Path) -> Result<(), Wrong> {
    let wrong = |key| Wrong { message: Message::new(key).with("path", output.display()), exit: Exit::Usage };
    if !storage::is_folder(output) {
        return Err(wrong("storage_not_found"));
    }
    if !storage::is_marked_output(output) {
        return Err(wrong("clean_not_an_output"));
    }
    storage::check_current(output).map_err(|_| wrong("clean_current_elsewhere"))
}

/// What may go: all runs but the newest `keep`, the current one among these whichever it is.
fn find(output: &Path, keep: usize) -> Result<Found, Wrong> {
    let current = storage::current_run(output)?;
    let (mut others, mut doubts, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for run in storage::runs(output)? {
        let is_current = current.as_deref().is_some_and(|it| it.file_name() == run.file_name());
        if is_current {
            kept.push(run);
        } else if let Some(message) = doubt(&run)? {
            doubts.push(message);
            kept.push(run);
        } else {
            others.push(run);
        }
    }

    let rest = keep.saturating_sub(usize::from(current.is_some()));
    kept.extend(others.split_off(others.len().saturating_sub(rest)));
    let needed: Vec<String> = kept.iter().flat_map(|run| needed_readings(run)).collect();
    let folder = output.join(READINGS_FOLDER);
    let mut readings = if storage::is_own_folder(&folder) { unneeded(&folder, &needed)? } else { Vec::new() };
    let parts = output.join(PARTS_FOLDER);
    if storage::is_own_folder(&parts) {
        let needed: Vec<String> = kept.iter().flat_map(|run| needed_parts(run)).collect();
        readings.extend(unneeded(&parts, &needed)?);
    }
    Ok(Found { runs: others, readings, doubts })
}

/// Why a folder with a run's name is not proved to be a run and nothing else; `None` where it is.
fn doubt(run: &Path) -> Result<Option<Message>, Wrong> {
    let manifest = storage::read(&run.join(MANIFEST_PATH)).ok();
    let Some(listed) = manifest.and_then(|bytes| files_of_run(&bytes)) else {
        return Ok(Some(Message::new("clean_no_manifest").with("path", run.display())));
    };
    let is_litter = |path: &Path| LITTER.iter().any(|it| path.file_name().is_some_and(|name| name == *it));
    let listed: HashSet<PathBuf> = listed.into_iter().map(PathBuf::from).collect();
    let is_listed = |path: &Path| listed.contains(path);
    let foreign = storage::run_files(run)?.into_iter().find(|it| !is_listed(it) && !is_litter(it));
    Ok(foreign.map(|file| Message::new("clean_foreign").with("path", run.display()).with("file", file.display())))
}
