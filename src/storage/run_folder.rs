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
    RunFile, StorageError, UNFINISHED, create_folder, create_new_folder, discard_folder, folder_of, is_file,
    is_own_folder, reading, sync, write_atomic, write_synced, writing,
};
use crate::storage::pointer::switch_current;

/// What tells that a build wrote to a folder: only there anything may be removed.
const MARK: &str = ".state/made-by-shinchoku";

/// What the mark says to who finds it.
const MARK_TEXT: &str = "`shinchoku build` writes to this folder, and `shinchoku clean` removes old runs from it.\n";

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
        let path = self.place(relative)?;
        // Nobody looks here before the switch, so no temporary file is needed; the bytes must only be safe by then.
        write_synced(&path, bytes)
    }

    /// Begins a file below the run, for bytes that come one after the other.
    ///
    /// # Errors
    /// As [`RunFolder::write`].
    pub fn file(&mut self, relative: &Path) -> Result<RunFile, StorageError> {
        let path = self.place(relative)?;
        RunFile::create(path)
    }

    /// Where a file is to be written; its folder is there.
    fn place(&mut self, relative: &Path) -> Result<PathBuf, StorageError> {
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
        Ok(path)
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
            switch_current(&self.output, &Path::new("runs").join(&name))
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

/// Marks a folder as one that builds write to.
///
/// # Errors
/// [`StorageError::Write`] when the mark cannot be written.
pub fn mark_output(output: &Path) -> Result<(), StorageError> {
    if is_marked_output(output) {
        return Ok(());
    }
    create_folder(&output.join(".state"))?;
    write_atomic(&output.join(MARK), MARK_TEXT.as_bytes())
}

/// Whether a build has written to the folder; nothing is removed from any other.
pub fn is_marked_output(output: &Path) -> bool {
    is_own_folder(&output.join(".state")) && is_file(&output.join(MARK))
}

/// The folders of `output/runs` that bear a run's name, oldest first; none before the first. Links are none.
///
/// # Errors
/// [`StorageError::Read`] when `output/runs` is there and cannot be listed.
pub fn runs(output: &Path) -> Result<Vec<PathBuf>, StorageError> {
    let mut runs = entries_named(&output.join("runs"), is_stamp)?;
    runs.retain(|run| is_own_folder(run));
    runs.sort_by_cached_key(|run| {
        let name = run.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match name.split_once("Z-") {
            Some((stamp, count)) => (format!("{stamp}Z"), count.parse().unwrap_or(u64::MAX)),
            None => (name, 1),
        }
    });
    Ok(runs)
}

/// Whether a name is one that runs get: `20261123T072743Z`, `20261123T072743Z-2`.
pub(super) fn is_stamp(name: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let Some((date, rest)) = name.split_once('T') else { return false };
    let Some((time, count)) = rest.split_once('Z') else { return false };
    let is_count = |text: &str| text.strip_prefix('-').is_some_and(is_digits);
    (date.len(), time.len()) == (8, 6) && is_digits(date) && is_digits(time) && (count.is_empty() || is_count(count))
}

/// All that is in a run, hidden files too, by its path from there; links are not followed, folders are not named.
///
/// # Errors
/// [`StorageError::Read`] when a folder cannot be listed.
pub fn run_files(run: &Path) -> Result<Vec<PathBuf>, StorageError> {
    let mut files = Vec::new();
    let mut folders = vec![run.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in entries_named(&folder, |_| true)? {
            if is_own_folder(&path) {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(run).unwrap_or(&path).to_owned());
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// Removes the links in a folder and below it; what they lead to stays.
///
/// # Errors
/// [`StorageError`] where a folder cannot be listed or a link not be removed.
pub fn remove_links_below(folder: &Path) -> Result<(), StorageError> {
    let mut links = run_files(folder)?.into_iter().map(|it| folder.join(it)).filter(|it| it.is_symlink());
    links.try_for_each(|it| writing(&it, fs::remove_file(&it)))
}

/// Removes what programs that were killed left below `output`; only for who holds it alone. A folder that no build has marked
/// stays as it is, and so does what has another name than such leavings.
pub fn discard_unfinished(output: &Path) {
    if !is_marked_output(output) {
        return;
    }
    let left_in = |folder: PathBuf, is_left: fn(&str) -> bool| {
        let is_left = |name: &str| name.strip_prefix(UNFINISHED).is_some_and(is_left);
        if is_own_folder(&folder) { entries_named(&folder, is_left).unwrap_or_default() } else { Vec::new() }
    };
    let state = output.join(".state");
    for folder in [output.to_owned(), state.join("readings"), state.join("parts"), state] {
        left_in(folder, is_random).into_iter().filter(|it| !is_own_folder(it)).for_each(|it| drop(fs::remove_file(it)));
    }
    left_in(output.join("runs"), is_stamp).iter().for_each(|it| discard_folder(it));
}

/// Whether a name ends as those of temporary files do.
fn is_random(name: &str) -> bool {
    name.len() == 6 && name.bytes().all(|it| it.is_ascii_alphanumeric())
}

/// The entries of a folder whose names pass; none where the folder does not exist.
fn entries_named(folder: &Path, passes: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, StorageError> {
    let listed = match fs::read_dir(folder) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        listed => reading(folder, listed)?,
    };
    let paths = listed.flatten().map(|entry| entry.path());
    let named = |path: &PathBuf| path.file_name().is_some_and(|name| passes(&name.to_string_lossy()));
    Ok(paths.filter(named).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{current_run, is_folder, read, temporary_folder};
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
        write_atomic(&output.path().join(".new-a1B2c3"), b"").unwrap();
        assert_eq!(runs(output.path()).unwrap(), std::slice::from_ref(&good));
        discard_unfinished(output.path());
        assert_eq!(fs::read_dir(output.path().join("runs")).unwrap().count(), 2, "no build has marked the folder yet");
        mark_output(output.path()).unwrap();
        discard_unfinished(output.path());
        assert_eq!(fs::read_dir(output.path().join("runs")).unwrap().count(), 1);
        assert!(!is_file(&output.path().join(".new-a1B2c3")));
        assert_eq!(current_run(output.path()).unwrap(), Some(good));
    }

    #[test]
    fn what_bears_another_name_is_nobodys_leavings() {
        let output = temporary_folder().unwrap();
        mark_output(output.path()).unwrap();
        for name in [".new-notes/a", "runs/.new-edition/a", "runs/.new-20261123T072743Z-b/a", ".state/.new-a.b"] {
            create_folder(folder_of(&output.path().join(name))).unwrap();
            write_atomic(&output.path().join(name), b"").unwrap();
        }
        let before = run_files(output.path()).unwrap();
        discard_unfinished(output.path());
        assert_eq!(run_files(output.path()).unwrap(), before);
    }

    #[test]
    fn a_current_that_no_build_wrote_is_left_alone() {
        for text in ["my notes", "runs/summer", "/runs/20261123T072743Z", "../runs/20261123T072743Z"] {
            let output = temporary_folder().unwrap();
            write_atomic(&output.path().join("current"), text.as_bytes()).unwrap();
            assert_eq!(run(output.path()).finish().unwrap_err().message().key(), "storage_in_the_way");
            assert_eq!(read(&output.path().join("current")).unwrap(), text.as_bytes());
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_go_and_what_they_lead_to_stays() {
        let folder = temporary_folder().unwrap();
        let own = temporary_folder().unwrap();
        write_atomic(&own.path().join("private"), b"mine").unwrap();
        create_folder(&folder.path().join("a/b")).unwrap();
        write_atomic(&folder.path().join("a/b/font.ttf"), b"").unwrap();
        std::os::unix::fs::symlink(own.path().join("private"), folder.path().join("a/LICENSE")).unwrap();
        std::os::unix::fs::symlink(own.path(), folder.path().join("a/b/folder")).unwrap();
        remove_links_below(folder.path()).unwrap();
        assert_eq!(run_files(folder.path()).unwrap(), [Path::new("a/b/font.ttf")]);
        assert_eq!(read(&own.path().join("private")).unwrap(), b"mine");
    }

    #[test]
    fn only_folders_with_a_runs_name_are_runs() {
        let output = temporary_folder().unwrap();
        let good = finished(output.path(), "good");
        for name in ["summer", "20261123T072743", "20261123T072743Z-", "20261123T072743Z-b", "2026112aT072743Z"] {
            create_folder(&output.path().join("runs").join(name)).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/", output.path().join("runs/20201123T072743Z")).unwrap();
        assert_eq!(runs(output.path()).unwrap(), [good]);
    }

    #[test]
    fn runs_come_in_the_order_in_which_they_ended() {
        let output = temporary_folder().unwrap();
        let made: Vec<PathBuf> = (0..11).map(|_| finished(output.path(), "text")).collect();
        assert_eq!(runs(output.path()).unwrap(), made);
    }
}
