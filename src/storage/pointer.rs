//! `current`: a name that leads to one run and is switched in one step.
//!
//! Comes in: where the pointer stands and where it shall lead. Goes out: a link, or one line of text where links are not to be had.
//! What somebody else put there is never replaced.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::{
    StorageError, UNFINISHED, file_size, folder_of, is_stamp, platform, read_text, reading, sync, write_atomic, writing,
};

/// Bytes that the one line of text has at most.
const MAX_LINE: u64 = 200;

/// Whether `output/current` can be switched: nothing stands there, or what a build put there.
///
/// # Errors
/// [`StorageError::Write`] where something else bears the name.
pub fn check_current(output: &Path) -> Result<(), StorageError> {
    let pointer = output.join("current");
    let is_free = fs::symlink_metadata(&pointer).is_err_and(|cause| cause.kind() == ErrorKind::NotFound);
    let is_ours = || target_of(&pointer).is_ok_and(|it| it.is_some_and(|target| is_run(&target)));
    if is_free || is_ours() {
        return Ok(());
    }
    Err(StorageError::Write { path: pointer, cause: ErrorKind::AlreadyExists.into() })
}

/// Makes `output/current` lead to `target` (relative to `output`) in one step: a link, or one line of text where links are not to be had.
pub(super) fn switch_current(output: &Path, target: &Path) -> Result<(), StorageError> {
    check_current(output)?;
    let pointer = &output.join("current");
    let folder = folder_of(pointer);
    // A name that is free: one that a killed program left behind must not keep this one from making its link.
    let link = tempfile::Builder::new().prefix(UNFINISHED).make_in(folder, |path| platform::link(target, path));
    let Ok(link) = link else {
        return write_atomic(pointer, format!("{}\n", target.display()).as_bytes());
    };
    writing(pointer, link.into_temp_path().persist(pointer).map_err(|error| error.error))?;
    sync(folder)
}

/// The run that `output/current` means, by link or by its one line; `None` before the first run.
///
/// # Errors
/// [`StorageError::Read`] when `current` cannot be read or names a run that is gone.
pub fn current_run(output: &Path) -> Result<Option<PathBuf>, StorageError> {
    let Some(target) = target_of(&output.join("current"))? else { return Ok(None) };
    let target = output.join(target);
    reading(&target, fs::metadata(&target))?;
    Ok(Some(target))
}

/// Where a pointer leads as written, from its folder; `None` where it does not exist.
fn target_of(pointer: &Path) -> Result<Option<PathBuf>, StorageError> {
    match fs::read_link(pointer) {
        Ok(target) => Ok(Some(target)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        // Not a link: the one line of text.
        Err(_) if file_size(pointer) <= MAX_LINE => Ok(Some(PathBuf::from(read_text(pointer)?.trim()))),
        Err(cause) => Err(StorageError::Read { path: pointer.to_owned(), cause }),
    }
}

/// Whether a target is one that [`switch_current`] writes: `runs/20261123T072743Z`.
fn is_run(target: &Path) -> bool {
    let parts: Vec<Component> = target.components().collect();
    let [Component::Normal(runs), Component::Normal(run)] = parts[..] else { return false };
    runs == "runs" && run.to_str().is_some_and(is_stamp)
}
