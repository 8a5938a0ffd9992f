//! One writer at a time below an output folder.
//!
//! Comes in: an output folder. Goes out: the right to write there, held until dropped. The system gives it back when the program
//! ends in whatever way, so that a killed run keeps nobody out.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::platform::without_waiting;
use super::{StorageError, create_folder, writing};

/// The right to write below an output folder.
#[derive(Debug)]
pub struct OutputLock {
    /// Held open for its lock; `None` on a drive that has no locks.
    file: Option<File>,
}

impl OutputLock {
    /// Takes the right to write below `output`, making `output/.state/` where it is missing; calls `wait` once and then waits
    /// where another program has it.
    ///
    /// On a drive without locks (some network drives) everybody gets it: runs have folders of their own and harm each other
    /// even then only in which of them becomes current.
    ///
    /// # Errors
    /// [`StorageError::Write`] when the folder cannot be made or the lock file not be written.
    pub fn take(output: &Path, wait: impl FnOnce()) -> Result<OutputLock, StorageError> {
        if let Some(lock) = Self::try_take(output)? {
            return Ok(lock);
        }
        wait();
        let file = lock_file(output)?;
        Ok(OutputLock { file: file.lock().is_ok().then_some(file) })
    }

    /// As [`OutputLock::take`]; `None` instead of waiting.
    ///
    /// # Errors
    /// As [`OutputLock::take`].
    pub fn try_take(output: &Path) -> Result<Option<OutputLock>, StorageError> {
        let file = lock_file(output)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(OutputLock { file: Some(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(_)) => Ok(Some(OutputLock { file: None })),
        }
    }

    /// Whether nobody else can be writing: what looks left over then is left over.
    pub fn is_exclusive(&self) -> bool {
        self.file.is_some()
    }
}

fn lock_file(output: &Path) -> Result<File, StorageError> {
    let folder = output.join(".state");
    create_folder(&folder)?;
    let path = folder.join("lock");
    // A pipe of that name would wait for ever.
    let file = writing(&path, without_waiting(File::options().create(true).append(true)).open(&path))?;
    let is_file = writing(&path, file.metadata())?.is_file();
    if is_file { Ok(file) } else { writing(&path, Err(std::io::ErrorKind::AlreadyExists.into())) }
}

#[cfg(test)]
mod tests {
    use super::super::temporary_folder;
    use super::*;

    #[test]
    fn only_one_has_it_at_a_time() {
        let output = temporary_folder().unwrap();
        let first = OutputLock::take(output.path(), || panic!("nobody has it")).unwrap();
        assert!(first.is_exclusive());
        assert!(OutputLock::try_take(output.path()).unwrap().is_none());
        drop(first);
        assert!(OutputLock::try_take(output.path()).unwrap().is_some());
    }

    #[test]
    fn the_second_says_that_it_waits_and_has_it_then() {
        let output = temporary_folder().unwrap();
        let first = OutputLock::take(output.path(), || ()).unwrap();
        let (sender, waits) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let second = scope.spawn(|| OutputLock::take(output.path(), || sender.send(()).unwrap()).unwrap());
            waits.recv().unwrap();
            drop(first);
            assert!(second.join().unwrap().is_exclusive());
        });
    }
}
