//! The folders that `build` writes, each run into its own, and the switch to the newest.
//!
//! Comes in: an output folder and files to write. Goes out: `runs/RUN` and `current`. Deliberately does not know what a run holds.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::{
    StorageError, create_folder, create_new_folder, discard_folder, folder_of, read_pointer, switch_pointer, sync,
    write_synced,
};

/// One run of `build`: unknown to readers of `current` until [`RunFolder::finish`], removed when dropped before.
#[derive(Debug)]
pub struct RunFolder {
    output: PathBuf,
    name: String,
    finished: bool,
}

impl RunFolder {
    /// Makes `output/runs/RUN/`, RUN being `started` in UTC (`20261123T072743Z`), with `-2`, `-3` … behind it when taken.
    ///
    /// # Errors
    /// [`StorageError::Write`] names the folder that could not be made.
    pub fn create(output: &Path, started: jiff::Timestamp) -> Result<RunFolder, StorageError> {
        let runs = output.join("runs");
        create_folder(&runs)?;
        let stamp = started.strftime("%Y%m%dT%H%M%SZ").to_string();
        let mut name = stamp.clone();
        let mut count = 1_u64;
        // Making the folder is what takes the name: two programs started in one second cannot both succeed.
        while !create_new_folder(&runs.join(&name))? {
            count += 1;
            name = format!("{stamp}-{count}");
        }
        Ok(RunFolder { output: output.to_owned(), name, finished: false })
    }

    /// Where the run is written: `output/runs/RUN`.
    pub fn path(&self) -> PathBuf {
        self.output.join("runs").join(&self.name)
    }

    /// The run's name, RUN.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes `relative` (`datasets/notes.parquet`) below the run, making its folders.
    ///
    /// # Errors
    /// [`StorageError::Write`] names the file; so does a path that is absolute or leads out of the run.
    pub fn write(&self, relative: &Path, bytes: &[u8]) -> Result<(), StorageError> {
        let path = self.path().join(relative);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(StorageError::Write { path, cause: ErrorKind::InvalidFilename.into() });
        }
        create_folder(folder_of(&path))?;
        // Nobody looks here before the switch, so no temporary file is needed; the bytes must only be safe by then.
        write_synced(&path, bytes)
    }

    /// Switches `output/current` to this run in one step and returns the run's path.
    ///
    /// # Errors
    /// [`StorageError::Write`] when it cannot be switched: the last good run stays current, this one is removed.
    pub fn finish(mut self) -> Result<PathBuf, StorageError> {
        let path = self.path();
        sync(&path)?;
        sync(folder_of(&path))?;
        switch_pointer(&self.output.join("current"), &Path::new("runs").join(&self.name))?;
        self.finished = true;
        Ok(path)
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        if !self.finished {
            discard_folder(&self.path());
        }
    }
}

/// The run that `output/current` means, by link or by its one line; `None` before the first run.
///
/// # Errors
/// [`StorageError::Read`] when `current` cannot be read or names a run that is gone.
pub fn current_run(output: &Path) -> Result<Option<PathBuf>, StorageError> {
    read_pointer(&output.join("current"))
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
        let run = run(output);
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
        let bad = run(output.path());
        bad.write(Path::new("a"), b"half").unwrap();
        let path = bad.path();
        drop(bad);
        assert!(!is_folder(&path));
        assert_eq!(current_run(output.path()).unwrap(), Some(good));
    }

    #[test]
    fn a_run_that_cannot_become_current_vanishes_too() {
        let output = temporary_folder().unwrap();
        create_folder(&output.path().join("current/something of the user")).unwrap();
        let run = run(output.path());
        let path = run.path();
        assert_eq!(run.finish().unwrap_err().message().key(), "storage_in_the_way");
        assert!(!is_folder(&path) && is_folder(&output.path().join("current")));
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
        let run = run(output.path());
        assert!(run.write(Path::new("../../escaped"), b"").is_err());
        assert!(run.write(Path::new("/escaped"), b"").is_err());
        assert!(!is_file(&output.path().join("escaped")));
    }
}
