//! Where files go: a run on a drive, or memory.

use std::io::Write;

use sha2::{Digest, Sha256};

use super::{File, PublishError};

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where, from the folder of the run, with `/` between folders.
    pub path: String,
    /// How long it is.
    pub byte_count: u64,
    /// SHA-256 of it, in hexadecimal.
    pub sha256: String,
}

impl Written {
    /// What is written of a file that is in memory.
    pub fn of(file: &File) -> Written {
        let sha256 = Sha256::digest(&file.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Written { path: file.path.clone(), byte_count: file.bytes.len() as u64, sha256 }
    }
}

/// Takes files, one after the other.
pub trait Sink {
    /// Takes what `write` writes as the file at `path`.
    ///
    /// # Errors
    /// Those of `write`, and [`PublishError::Unwritten`] where the file cannot be made.
    fn file(
        &mut self,
        path: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> Result<(), PublishError>,
    ) -> Result<Written, PublishError>;

    /// Takes a file that is in memory.
    ///
    /// # Errors
    /// As [`Sink::file`].
    fn put(&mut self, file: &File) -> Result<Written, PublishError> {
        let unwritten =
            |cause: std::io::Error| PublishError::Unwritten { path: file.path.clone(), cause: cause.into() };
        self.file(&file.path, &mut |out| out.write_all(&file.bytes).map_err(unwritten))
    }
}

/// Keeps all files in memory.
#[derive(Debug, Default)]
pub struct MemorySink {
    /// In the order in which they came.
    pub files: Vec<File>,
}

impl Sink for MemorySink {
    fn file(
        &mut self,
        path: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> Result<(), PublishError>,
    ) -> Result<Written, PublishError> {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        let file = File { path: path.to_owned(), bytes };
        let written = Written::of(&file);
        self.files.push(file);
        Ok(written)
    }
}
