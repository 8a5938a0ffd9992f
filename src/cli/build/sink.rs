//! The files of a run, written to its folder as their bytes come.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::super::settings::Wrong;
use super::Job;
use crate::publish::record::RunRecord;
use crate::publish::{self, Publication, PublishError, Sink, Written};
use crate::storage::{self, RunFolder, StorageError};

/// A run that is being written.
struct RunSink {
    run: RunFolder,
    /// What was written, in order.
    written: Vec<Written>,
}

impl RunSink {
    /// Begins a run below `output`.
    fn create(output: &Path) -> Result<RunSink, StorageError> {
        // Once more, for the folder may have been moved away since.
        storage::mark_output(output)?;
        Ok(RunSink { run: RunFolder::create(output, jiff::Timestamp::now())?, written: Vec::new() })
    }

    /// Switches `current` to the run, and gives its folder and its files.
    fn finish(self) -> Result<(PathBuf, Vec<String>), StorageError> {
        let outputs = self.written.into_iter().map(|file| file.path).collect();
        Ok((self.run.finish()?, outputs))
    }
}

impl Sink for RunSink {
    fn file(
        &mut self,
        path: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> Result<(), PublishError>,
    ) -> Result<Written, PublishError> {
        let unwritten = |cause: StorageError| PublishError::Unwritten { path: path.to_owned(), cause: cause.into() };
        let file = self.run.file(Path::new(path)).map_err(unwritten)?;
        let mut out = Hashed { file, hash: Sha256::new(), byte_count: 0 };
        let wrote = write(&mut out);
        // Where the drive took no more the writer knows less of it than the file.
        out.file.finish().map_err(unwritten)?;
        wrote?;
        let sha256 = out.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let written = Written { path: path.to_owned(), byte_count: out.byte_count, sha256 };
        self.written.push(written.clone());
        Ok(written)
    }
}

/// A file, and the hash of what was written to it.
struct Hashed {
    file: storage::RunFile,
    hash: Sha256,
    byte_count: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(&bytes[..count]);
        self.byte_count += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a new run and switches `current` to it; gives its folder and its files. An error leaves the last run as it was.
pub(super) fn write(
    job: &Job,
    publication: &Publication,
    record: &RunRecord,
) -> anyhow::Result<(PathBuf, Vec<String>)> {
    let mut run = RunSink::create(&job.output).map_err(Wrong::unwritten)?;
    let mut write_all = || -> Result<(), PublishError> {
        for format in &job.formats {
            publish::publish_to(*format, publication, &mut run)?;
        }
        if let Some(package) = publish::data_package(publication, &run.written) {
            run.put(&package)?;
        }
        run.put(&record.to_file())?;
        let manifest = publish::manifest(publication, &run.written);
        run.put(&manifest).map(drop)
    };
    write_all().map_err(unwritten)?;
    Ok(run.finish().map_err(Wrong::unwritten)?)
}

/// What the drive said is for people, all else for who mends the program.
fn unwritten(error: PublishError) -> anyhow::Error {
    match error {
        PublishError::Unwritten { path, cause } => match cause.downcast::<StorageError>() {
            Ok(storage) => Wrong::unwritten(*storage).into(),
            Err(cause) => PublishError::Unwritten { path, cause }.into(),
        },
        other => other.into(),
    }
}
