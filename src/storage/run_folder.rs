//! The folders that `build` writes, each run into its own, and the switch to the newest.
//!
//! Comes in: an output folder and files to write. Goes out: `runs/RUN` and `current`. Deliberately does not know what a run holds.
//!
//! A run is written under a hidden name and gets its own only when every byte and every name of it is on the drive. So whatever
//! stands in `runs/` under a run's name is whole, and `current` never leads to anything else: not after a kill, a power cut, or a
//! drive that filled up.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::{
    StorageError, UNFINISHED, create_folder, create_new_folder, discard_folder, folder_of, read_pointer, reading,
    switch_pointer, sync, write_synced, writing,
};

/// One run of `build`: unknown to readers of `current` until [`RunFolder::finish`], removed when dropped before.
#[derive(Debug)]
pub struct RunFolder {
    output: PathBuf,
    /// `started` in UTC, `20261123T072743Z`.
    stamp: String,
    /// Where it is written, under a hidden name.
    unfinished: PathBuf,
    /// Folders below it, whose entries must be on the drive too.
    folders: BTreeSet<PathBuf>,
}

impl RunFolder {
    /// Begins a run that is to become `output/runs/RUN/`, RUN being `started` in UTC (`20261123T072743Z`), with `-2`, `-3` …
    /// behind it when taken.
    ///
    /// # Errors
    /// [`StorageError::Write`] names the folder that could not be made.
    pub fn create(output: &Path, started: jiff::Timestamp) -> Result<RunFolder, StorageError> {
        let runs = output.join("runs");
        create_folder(&runs)?;
        let stamp = started.strftime("%Y%m%dT%H%M%SZ").to_string();
        let mut unfinished = runs.join(format!("{UNFINISHED}{stamp}"));
        let mut count = 1_u64;
        while !create_new_folder(&unfinished)? {
            count += 1;
            unfinished = runs.join(format!("{UNFINISHED}{stamp}-{count}"));
        }
        Ok(RunFolder { output: output.to_owned(), stamp, unfinished, folders: BTreeSet::new() })
    }

    /// Writes `relative` (`datasets/notes.parquet`) below the run, making its folders.
    ///
    /// # Errors
    /// [`StorageError::Write`] names the file; so does a path that is absolute or leads out of the run.
    pub fn write(&mut self, relative: &Path, bytes: &[u8]) -> Result<(), StorageError> {
        let path = self.unfinished.join(relative);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(StorageError::Write { path, cause: ErrorKind::InvalidFilename.into() });
        }
        let folder = folder_of(&path);
        if !self.folders.contains(folder) {
            create_folder(folder)?;
            let below = |it: &&Path| *it != self.unfinished.as_path();
            self.folders.extend(folder.ancestors().take_while(below).map(Path::to_owned));
        }
        // Nobody looks here before the switch, so no temporary file is needed; the bytes must only be safe by then.
        write_synced(&path, bytes)
    }

    /// Gives the run its name, switches `output/current` to it in one step, and returns the run's path.
    ///
    /// # Errors
    /// [`StorageError::Write`] when it cannot be switched: the last good run stays current, this one is removed.
    pub fn finish(self) -> Result<PathBuf, StorageError> {
        for folder in &self.folders {
            sync(folder)?;
        }
        sync(&self.unfinished)?;
        let runs = self.output.join("runs");
        let mut name = self.stamp.clone();
        let mut count = 1_u64;
        // Two programs that started in one second cannot both take one name: a folder with files in it is never renamed over.
        while runs.join(&name).exists() || !take_name(&self.unfinished, &runs.join(&name))? {
            count += 1;
            name = format!("{}-{count}", self.stamp);
        }
        let path = runs.join(&name);
        let switch = || {
            sync(&runs)?;
            sync(&self.output)?;
            switch_pointer(&self.output.join("current"), &Path::new("runs").join(&name))
        };
        switch().inspect_err(|_| discard_folder(&path))?;
        Ok(path)
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        discard_folder(&self.unfinished);
    }
}

/// Renames an unfinished run; `false` where the name was taken a moment ago.
fn take_name(unfinished: &Path, path: &Path) -> Result<bool, StorageError> {
    match fs::rename(unfinished, path) {
        Err(cause) if matches!(cause.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists) => Ok(false),
        renamed => writing(path, renamed).map(|()| true),
    }
}

/// The run that `output/current` means, by link or by its one line; `None` before the first run.
///
/// # Errors
/// [`StorageError::Read`] when `current` cannot be read or names a run that is gone.
pub fn current_run(output: &Path) -> Result<Option<PathBuf>, StorageError> {
    read_pointer(&output.join("current"))
}

/// The runs below `output`, oldest first, each whole; none before the first.
///
/// # Errors
/// [`StorageError::Read`] when `output/runs` is there and cannot be listed.
pub fn runs(output: &Path) -> Result<Vec<PathBuf>, StorageError> {
    let folder = output.join("runs");
    let mut runs = entries_beginning(&folder, |name| !name.starts_with('.'))?;
    runs.retain(|run| run.is_dir());
    runs.sort_by_cached_key(|run| {
        let name = run.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match name.split_once("Z-") {
            Some((stamp, count)) => (format!("{stamp}Z"), count.parse().unwrap_or(u64::MAX)),
            None => (name, 1),
        }
    });
    Ok(runs)
}

/// Removes what programs that were killed left below `output`; only for who holds it alone.
pub fn discard_unfinished(output: &Path) {
    for folder in [output.to_owned(), output.join("runs"), output.join(".state"), output.join(".state/readings")] {
        for path in entries_beginning(&folder, |name| name.starts_with(UNFINISHED)).unwrap_or_default() {
            if path.is_symlink() || path.is_file() {
                drop(fs::remove_file(&path));
            } else {
                discard_folder(&path);
            }
        }
    }
}

/// The entries of a folder whose names pass; none where the folder does not exist.
fn entries_beginning(folder: &Path, passes: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, StorageError> {
    let listed = match fs::read_dir(folder) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        listed => reading(folder, listed)?,
    };
    let paths = listed.flatten().map(|entry| entry.path());
    let named = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).is_some_and(&passes);
    Ok(paths.filter(named).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{is_file, is_folder, read, temporary_folder, write_atomic};
    use super::*;

    fn run(output: &Path) -> RunFolder {
        RunFolder::create(output, "2026-11-23T07:27:43.9Z".parse().unwrap()).unwrap()
    }

    /// A finished run whose only file holds `text`.
    fn finished(output: &Path, text: &str) -> PathBuf {
        let mut run = run(output);
        run.write(Path::new("datasets/a.csv"), text.as_bytes()).unwrap();
        run.finish().unwrap()
    }

    #[test]
    fn current_means_the_last_finished_run() {
        let output = temporary_folder().unwrap();
        assert_eq!(current_run(output.path()).unwrap(), None);
        let first = finished(output.path(), "first");
        let second = finished(output.path(), "second");
        assert!(first.ends_with("runs/20261123T072743Z") && second.ends_with("runs/20261123T072743Z-2"));
        assert_eq!(current_run(output.path()).unwrap(), Some(second));
        assert_eq!(read(&first.join("datasets/a.csv")).unwrap(), b"first");
    }

    #[cfg(unix)]
    #[test]
    fn current_is_a_relative_link_so_that_the_output_can_be_moved() {
        let output = temporary_folder().unwrap();
        finished(output.path(), "text");
        assert_eq!(output.path().join("current").read_link().unwrap(), Path::new("runs/20261123T072743Z"));
        assert_eq!(read(&output.path().join("current/datasets/a.csv")).unwrap(), b"text");
    }

    #[test]
    fn a_dropped_run_vanishes_and_the_last_good_one_stays() {
        let output = temporary_folder().unwrap();
        let good = finished(output.path(), "good");
        let mut bad = run(output.path());
        bad.write(Path::new("a"), b"half").unwrap();
        drop(bad);
        assert_eq!(fs::read_dir(output.path().join("runs")).unwrap().count(), 1);
        assert_eq!(current_run(output.path()).unwrap(), Some(good));
    }

    #[test]
    fn a_run_that_cannot_become_current_vanishes_too() {
        let output = temporary_folder().unwrap();
        create_folder(&output.path().join("current/something of the user")).unwrap();
        assert_eq!(run(output.path()).finish().unwrap_err().message().key(), "storage_in_the_way");
        assert_eq!(fs::read_dir(output.path().join("runs")).unwrap().count(), 0);
        assert!(is_folder(&output.path().join("current")));
    }

    #[test]
    fn one_line_of_text_serves_where_there_are_no_links() {
        let output = temporary_folder().unwrap();
        let good = finished(output.path(), "good");
        write_atomic(&output.path().join("current"), b"runs/20261123T072743Z\n").unwrap();
        assert_eq!(current_run(output.path()).unwrap(), Some(good));
        let next = finished(output.path(), "next");
        assert_eq!(current_run(output.path()).unwrap(), Some(next));
    }

    #[test]
    fn a_path_out_of_the_run_is_refused() {
        let output = temporary_folder().unwrap();
        let mut run = run(output.path());
        assert!(run.write(Path::new("../../escaped"), b"").is_err());
        assert!(run.write(Path::new("/escaped"), b"").is_err());
        assert!(!is_file(&output.path().join("escaped")));
    }

    #[test]
    fn what_a_killed_program_left_is_seen_by_nobody_and_swept_away() {
        let output = temporary_folder().unwrap();
        let good = finished(output.path(), "good");
        // As `kill -9` leaves it: the drop never comes.
        let mut killed = run(output.path());
        killed.write(Path::new("datasets/a.csv"), b"half").unwrap();
        std::mem::forget(killed);
        write_atomic(&output.path().join(".new-link"), b"").unwrap();
        assert_eq!(runs(output.path()).unwrap(), std::slice::from_ref(&good));
        discard_unfinished(output.path());
        assert_eq!(fs::read_dir(output.path().join("runs")).unwrap().count(), 1);
        assert!(!is_file(&output.path().join(".new-link")));
        assert_eq!(current_run(output.path()).unwrap(), Some(good));
    }

    #[test]
    fn runs_come_in_the_order_in_which_they_ended() {
        let output = temporary_folder().unwrap();
        let made: Vec<PathBuf> = (0..11).map(|_| finished(output.path(), "text")).collect();
        assert_eq!(runs(output.path()).unwrap(), made);
    }
}
