//! Listing files, in byte order whatever the file system.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{StorageError, reading};

/// The files directly in a folder, sorted; links to files count, hidden files do not.
///
/// # Errors
/// [`StorageError::Read`] when the folder cannot be listed.
pub fn list_files(folder: &Path) -> Result<Vec<PathBuf>, StorageError> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_file()).collect())
}

/// The PDF files that `paths` mean, in the order given.
///
/// A file is kept whatever its extension. A folder is walked with all below it for `*.pdf` in either case, in byte order of the
/// path's parts; hidden files and Office lock files (`~$…`) are skipped, links are followed, and no folder is walked twice.
///
/// # Errors
/// [`StorageError::Read`] names the first path that does not exist or the folder that cannot be listed.
pub fn list_pdfs(paths: &[PathBuf]) -> Result<Vec<PathBuf>, StorageError> {
    let mut found = Vec::new();
    let mut walked = HashSet::new();
    for path in paths {
        if reading(path, fs::metadata(path))?.is_dir() {
            // A link to nothing is kept too: reading it says so, and no document is lost in silence.
            walk(path, |it| has_extension(it, "pdf"), &mut walked, &mut found)?;
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

/// The files in a folder and below it, in byte order of the path's parts; hidden files do not count, links are followed.
///
/// # Errors
/// [`StorageError::Read`] when a folder cannot be listed.
pub fn list_files_below(folder: &Path) -> Result<Vec<PathBuf>, StorageError> {
    let mut found = Vec::new();
    walk(folder, Path::is_file, &mut HashSet::new(), &mut found)?;
    Ok(found)
}

fn walk(
    folder: &Path,
    is_wanted: fn(&Path) -> bool,
    walked: &mut HashSet<PathBuf>,
    found: &mut Vec<PathBuf>,
) -> Result<(), StorageError> {
    // A link back to a folder above would otherwise never end; the real path tells that we were there.
    if !walked.insert(reading(folder, fs::canonicalize(folder))?) {
        return Ok(());
    }
    for path in entries(folder)? {
        if path.is_dir() {
            walk(&path, is_wanted, walked, found)?;
        } else if is_wanted(&path) {
            found.push(path);
        }
    }
    Ok(())
}

/// The `*.toml` files directly in a folder, sorted; none where the folder does not exist.
///
/// # Errors
/// [`StorageError::Read`] when the folder is there and cannot be listed.
pub fn list_toml(folder: &Path) -> Result<Vec<PathBuf>, StorageError> {
    list_with_extension(folder, "toml")
}

/// As [`list_toml`], with another extension.
///
/// # Errors
/// As [`list_toml`].
pub fn list_with_extension(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, StorageError> {
    match list_files(folder) {
        Err(StorageError::Read { cause, .. }) if cause.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        listed => Ok(listed?.into_iter().filter(|path| has_extension(path, extension)).collect()),
    }
}

/// The entries of a folder in byte order, without hidden files and Office lock files.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, StorageError> {
    let mut paths = Vec::new();
    for entry in reading(folder, fs::read_dir(folder))? {
        let entry = reading(folder, entry)?;
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if !name.starts_with(b".") && !name.starts_with(b"~$") {
            paths.push(entry.path());
        }
    }
    paths.sort_unstable();
    Ok(paths)
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}
