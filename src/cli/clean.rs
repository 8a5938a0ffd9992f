//! `clean`

use std::path::{Path, PathBuf};

use super::Exit;
use super::arguments::CleanArguments;
use super::build::{READINGS_FOLDER, needed_readings, output_folder};
use super::context::Context;
use super::settings::Wrong;
use crate::base::Message;
use crate::pipeline::unneeded;
use crate::storage::{self, OutputLock};

/// Removes old runs, and readings that no run that stays needs; without `--yes` only says which.
pub(super) fn run(arguments: &CleanArguments, context: &Context) -> Result<Exit, Wrong> {
    let language = context.language;
    let output = output_folder(arguments.output.as_deref(), context)?;
    if !storage::is_folder(&output) {
        let message = Message::new("storage_not_found").with("path", output.display());
        return Err(Wrong { message, exit: Exit::Usage });
    }
    // A build that is at work needs what it reads and writes.
    let Some(lock) = OutputLock::try_take(&output).map_err(Wrong::unwritten)? else {
        let message = Message::new("clean_while_building").with("path", output.display());
        return Err(Wrong { message, exit: Exit::Nothing });
    };
    let (runs, kept) = old_runs(&output, arguments.keep as usize)?;
    let needed: Vec<String> = kept.iter().flat_map(|run| needed_readings(run)).collect();
    let readings = unneeded(&output.join(READINGS_FOLDER), &needed)?;
    let bytes: u64 = runs.iter().map(|it| storage::folder_size(it)).sum::<u64>()
        + readings.iter().map(|it| storage::file_size(it)).sum::<u64>();
    for run in &runs {
        println!("{}", run.display());
    }
    let key = match (runs.is_empty() && readings.is_empty(), arguments.yes) {
        (true, _) => "clean_nothing",
        (false, false) => "clean_would",
        (false, true) => "clean_done",
    };
    if arguments.yes {
        if lock.is_exclusive() {
            storage::discard_unfinished(&output);
        }
        runs.iter().try_for_each(|it| storage::remove_folder(it)).map_err(Wrong::unwritten)?;
        readings.iter().try_for_each(|it| storage::remove_file(it)).map_err(Wrong::unwritten)?;
    }
    let message = Message::new(key).with("runs", runs.len()).with("readings", readings.len());
    println!("{}", message.with("megabytes", format!("{:.1}", bytes as f64 / 1e6)).text(language));
    Ok(Exit::Done)
}

/// The runs that go, oldest first, and those that stay: the newest, and the current one whichever it is.
fn old_runs(output: &Path, keep: usize) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Wrong> {
    let current = storage::current_run(output)?;
    let mut others = storage::runs(output)?;
    let name = |path: &Path| path.file_name().map(ToOwned::to_owned);
    let is_current = |path: &PathBuf| current.as_deref().is_some_and(|it| name(it) == name(path));
    others.retain(|it| !is_current(it));
    let rest = keep - usize::from(current.is_some()).min(keep);
    let kept = others.split_off(others.len().saturating_sub(rest));
    Ok((others, kept.into_iter().chain(current).collect()))
}
