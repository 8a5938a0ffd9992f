//! A file of a run whose bytes come one after the other.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::PathBuf;

use super::{StorageError, writing};

/// A file of a run that is being written.
#[derive(Debug)]
pub struct RunFile {
    path: PathBuf,
    file: BufWriter<fs::File>,
    /// What the system said when it took no more: writers on the way turn it into errors of their own.
    fault: Option<io::Error>,
}

impl RunFile {
    pub(super) fn create(path: PathBuf) -> Result<RunFile, StorageError> {
        let file = writing(&path, fs::File::create(&path))?;
        Ok(RunFile { path, file: BufWriter::with_capacity(1 << 16, file), fault: None })
    }

    /// Waits until the bytes are on the drive.
    ///
    /// # Errors
    /// [`StorageError::Write`] names the file, also where bytes were refused before.
    pub fn finish(mut self) -> Result<(), StorageError> {
        let fault = self.fault.take();
        let finish = || {
            fault.map_or(Ok(()), Err)?;
            self.file.flush()?;
            self.file.get_ref().sync_all()
        };
        let finished = finish();
        writing(&self.path, finished)
    }

    fn noted<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|cause| {
            let told = io::Error::from(cause.kind());
            if cause.kind() != ErrorKind::Interrupted {
                self.fault.get_or_insert(cause);
            }
            told
        })
    }
}

impl io::Write for RunFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        self.noted(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        self.noted(flushed)
    }
}
