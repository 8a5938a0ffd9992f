//! Files: listing, reading, writing whole or not at all, and the run folders of `build`.
//!
//! Comes in: paths and bytes. Goes out: bytes and paths. The only module that touches the file system, and it deliberately does
//! not know what any file holds. What only Unix has stands in `storage/platform.rs`, with a plain fallback.

mod append;
mod listing;
mod lock;
mod platform;
mod pointer;
mod reading;
mod run_file;
mod run_folder;
mod user_folders;

pub use append::{append_lines, rename};
pub use listing::{list_files, list_files_below, list_pdfs, list_toml, list_with_extension};
pub use lock::OutputLock;
pub use platform::take_size_limits_for_errors;
pub use pointer::{check_current, current_run};
pub use reading::{MAX_FILE, read, read_first_line, read_in_pieces, read_range, read_text};
pub use run_file::RunFile;
pub use run_folder::{
    RunFolder, discard_unfinished, is_marked_output, mark_output, remove_links_below, run_files, runs,
};
pub use user_folders::{data_folder, dictionary_folder, font_folder, ocr_model};

use run_folder::is_stamp;

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::base::{Language, Message};

/// How the names begin of what is not whole yet. A killed program leaves it behind; no list and no reader shows it.
const UNFINISHED: &str = ".new-";

/// A file or folder that could not be read or written, and why.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().text(Language::English))]
pub enum StorageError {
    /// Reading or listing failed.
    Read {
        /// What was to be read.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Writing, renaming or removing failed.
    Write {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// What is to be read is a folder, a pipe or a device.
    NotAFile {
        /// What was to be read.
        path: PathBuf,
    },
    /// A file is larger than any that is read.
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A text file is not UTF-8.
    NotText {
        /// The file.
        path: PathBuf,
    },
}

impl StorageError {
    /// The sentence for a person: what, where, what to do.
    pub fn message(&self) -> Message {
        let (path, key, cause) = match self {
            StorageError::NotAFile { path } => return Message::new("storage_not_a_file").with("path", path.display()),
            StorageError::TooLarge { path } => {
                let message = Message::new("storage_too_large").with("path", path.display());
                return message.with("megabytes", MAX_FILE >> 20);
            }
            StorageError::NotText { path } => return Message::new("storage_not_text").with("path", path.display()),
            StorageError::Read { path, cause } => (path, read_failure(cause), cause),
            StorageError::Write { path, cause } => (path, write_failure(cause), cause),
        };
        Message::new(key).with("path", path.display()).with("reason", cause)
    }
}

fn read_failure(cause: &io::Error) -> &'static str {
    match cause.kind() {
        ErrorKind::NotFound => "storage_not_found",
        ErrorKind::PermissionDenied => "storage_read_denied",
        _ if platform::is_locked(cause) => "storage_locked",
        _ => "storage_read_failed",
    }
}

fn write_failure(cause: &io::Error) -> &'static str {
    match cause.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "storage_write_denied",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "storage_full",
        ErrorKind::NotADirectory | ErrorKind::IsADirectory | ErrorKind::AlreadyExists => "storage_in_the_way",
        _ if platform::is_locked(cause) => "storage_locked",
        _ => "storage_write_failed",
    }
}

fn reading<T>(path: &Path, result: io::Result<T>) -> Result<T, StorageError> {
    result.map_err(|cause| StorageError::Read { path: path.to_owned(), cause })
}

fn writing<T>(path: &Path, result: io::Result<T>) -> Result<T, StorageError> {
    result.map_err(|cause| StorageError::Write { path: path.to_owned(), cause })
}

/// Whether a file (not a folder) is there.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether a folder is there.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether a folder is there that is no link to one.
pub fn is_own_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|it| it.is_dir())
}

/// Whether two paths lead to one folder that is there.
pub fn is_same_folder(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    one.is_dir() && real(one).is_some_and(|it| real(other) == Some(it))
}

/// When a file was last changed.
///
/// # Errors
/// [`StorageError::Read`] when there is no such file or the file system keeps no times.
pub fn modified(path: &Path) -> Result<SystemTime, StorageError> {
    reading(path, fs::metadata(path).and_then(|metadata| metadata.modified()))
}

/// Makes a folder and those above it; nothing happens where it exists.
///
/// # Errors
/// [`StorageError::Write`] when it cannot be made.
pub fn create_folder(folder: &Path) -> Result<(), StorageError> {
    writing(folder, fs::create_dir_all(folder))
}

/// Makes one folder; `false` where something of that name is already there.
fn create_new_folder(folder: &Path) -> Result<bool, StorageError> {
    match fs::create_dir(folder) {
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Ok(false),
        made => writing(folder, made).map(|()| true),
    }
}

/// Removes a folder with all below it, for drops: nobody is left there to be told of a failure.
fn discard_folder(folder: &Path) {
    drop(fs::remove_dir_all(folder));
}

/// Removes a folder with all below it.
///
/// # Errors
/// [`StorageError::Write`] when something of it cannot be removed.
pub fn remove_folder(folder: &Path) -> Result<(), StorageError> {
    writing(folder, fs::remove_dir_all(folder))
}

/// Removes a file.
///
/// # Errors
/// [`StorageError::Write`] when it cannot be removed.
pub fn remove_file(path: &Path) -> Result<(), StorageError> {
    writing(path, fs::remove_file(path))
}

/// Bytes of all files in a folder and below it; what cannot be looked at counts nothing.
pub fn folder_size(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => folder_size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}

/// Bytes of a file; one that cannot be looked at counts nothing.
pub fn file_size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// Writes a file to `folder` and takes it away again.
///
/// # Errors
/// [`StorageError::Write`] when that cannot be done.
pub fn try_write(folder: &Path) -> Result<(), StorageError> {
    writing(folder, temporary_file(folder, b"shinchoku").map(drop))
}

/// Writes a file and waits until the bytes are on the drive.
fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), StorageError> {
    let write = || {
        let mut file = fs::File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    writing(path, write())
}

/// Makes what was made, renamed or removed in a folder last through a power cut.
fn sync(folder: &Path) -> Result<(), StorageError> {
    writing(folder, platform::sync_folder(folder))
}

/// Writes a file whole or not at all: readers see the old bytes or the new ones, whatever happens in between.
///
/// # Errors
/// [`StorageError::Write`] names the file; what was there before is untouched.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), StorageError> {
    let folder = folder_of(path);
    let write = || {
        let file = temporary_file(folder, bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        platform::sync_folder(folder)
    };
    writing(path, write())
}

/// Writes a file whole or not at all, and does not wait for the drive: for what can be made anew and bears a checksum, since a
/// power cut may leave it empty.
///
/// # Errors
/// As [`write_atomic`].
pub fn write_replaceable(path: &Path, bytes: &[u8]) -> Result<(), StorageError> {
    let write = || temporary_file(folder_of(path), bytes)?.persist(path).map(drop).map_err(|error| error.error);
    writing(path, write())
}

/// A file that holds `bytes` under a name that nobody looks for, removed when dropped.
fn temporary_file(folder: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    let mut file = platform::shared_permissions(builder.prefix(UNFINISHED)).tempfile_in(folder)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// The folder a path lies in; the current one for a bare name.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new folder in the system's temporary place, removed when dropped.
///
/// # Errors
/// [`StorageError::Write`] names the temporary place.
pub fn temporary_folder() -> Result<tempfile::TempDir, StorageError> {
    writing(&std::env::temp_dir(), tempfile::Builder::new().prefix("shinchoku-").tempdir())
}

/// A new hidden folder beside `target`, on the same drive, so that [`replace_folder`] can put it in its place.
///
/// # Errors
/// [`StorageError::Write`] when the folder above cannot be made or written.
pub fn staging_folder(target: &Path) -> Result<tempfile::TempDir, StorageError> {
    let parent = folder_of(target);
    create_folder(parent)?;
    writing(parent, tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(parent))
}

/// Puts `staged` where `target` is or shall be; an older `target` is removed only once the new one stands.
///
/// # Errors
/// [`StorageError::Write`] names the target; the older one is put back.
pub fn replace_folder(staged: tempfile::TempDir, target: &Path) -> Result<(), StorageError> {
    let parent = folder_of(target);
    let replace = || {
        // The old folder moves into a temporary one, which takes it away when dropped.
        let attic = tempfile::Builder::new().prefix(".old-").tempdir_in(parent)?;
        let retired = attic.path().join("folder");
        let replaces = target.exists();
        if replaces {
            fs::rename(target, &retired)?;
        }
        if let Err(cause) = fs::rename(staged.path(), target) {
            if replaces {
                fs::rename(&retired, target)?;
            }
            return Err(cause);
        }
        platform::sync_folder(parent)
    };
    writing(target, replace())
}

#[cfg(test)]
mod tests;
