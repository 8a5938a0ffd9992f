//! Installing the word dictionary: where its files come from, and putting what is built of them in place.
//!
//! Comes in: a file or folder, or nothing, then the usual sources are tried. Goes out: a folder that the tokenizer opens, whole or
//! not at all. Deliberately does not know the files' formats; `text::dictionary` does.

mod sources;

use std::path::{Path, PathBuf};

use super::fetch::{FetchError, Sentences};
use crate::base::{Language, Message};
use crate::storage::{self, StorageError};
use crate::text::dictionary::{
    ADMINISTRATIVE_TERMS, DictionaryError, Files, Form, PROVENANCE_FILE, Provenance, USER_DICTIONARY_FILE, build, hash,
    to_source,
};
use crate::text::tokenizer::Tokenizer;

use sources::Gathered;

const SENTENCES: Sentences = Sentences {
    program_missing: "dictionary_program_missing",
    program_failed: "dictionary_program_failed",
    wrong_checksum: "dictionary_wrong_checksum",
};

/// Why the dictionary was not installed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().text(Language::English))]
pub enum InstallError {
    /// A file could not be read or written.
    Storage(#[from] StorageError),
    /// What was found is no usable dictionary.
    Dictionary(#[from] DictionaryError),
    /// It could not be fetched or unpacked.
    Fetch(#[from] FetchError),
    /// An archive cannot be read.
    Archive {
        /// The archive.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A built dictionary was changed or cut on its way.
    Changed {
        /// The first file that differs.
        file: String,
    },
    /// None of the usual sources answers.
    NoSource,
}

impl InstallError {
    /// The sentence for a person: what, where, what to do.
    pub fn message(&self) -> Message {
        match self {
            InstallError::Storage(error) => error.message(),
            InstallError::Dictionary(error) => error.message(),
            InstallError::Fetch(error) => error.message(&SENTENCES),
            InstallError::Archive { path, reason } => {
                Message::new("dictionary_archive_unreadable").with("path", path.display()).with("reason", reason)
            }
            InstallError::Changed { file } => Message::new("dictionary_changed").with("file", file),
            InstallError::NoSource => Message::new("dictionary_no_source").with("sha256", sources::PYPI_ARCHIVE.sha256),
        }
    }
}

/// A dictionary that is ready to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Where it is.
    pub folder: PathBuf,
    /// Where its sources came from.
    pub source: String,
    /// Its hash, as outputs name it.
    pub hash: String,
    /// Whether it was there before and nothing was done.
    pub was_there: bool,
}

impl Installed {
    /// The sentence that closes the command.
    pub fn message(&self) -> Message {
        let key = if self.was_there { "dictionary_was_there" } else { "dictionary_installed" };
        Message::new(key).with("folder", self.folder.display()).with("source", &self.source)
    }
}

/// Installs the dictionary in the user's data folder, from a file or folder or else from the first usual source that answers.
///
/// The usual sources: an ipadic on this computer, Debian's package by apt-get, PyPI's archive by pip; none needs more rights
/// than the user's. A dictionary that is there and opens is kept unless `force`. Terms the user added are kept either way.
///
/// # Errors
/// [`InstallError`]; what was installed before is then untouched.
pub fn install(from: Option<&Path>, force: bool, progress: &mut dyn FnMut(Message)) -> anyhow::Result<Installed> {
    Ok(install_into(&storage::dictionary_folder(), from, force, progress)?)
}

fn install_into(
    folder: &Path,
    from: Option<&Path>,
    force: bool,
    progress: &mut dyn FnMut(Message),
) -> Result<Installed, InstallError> {
    if !force && storage::is_file(&folder.join(PROVENANCE_FILE)) {
        match installed_in(folder).and_then(|installed| unchanged(folder).map(|()| installed)) {
            Ok(installed) => return Ok(installed),
            Err(error) => progress(error.message()),
        }
    }
    let gathered = match from {
        Some(path) => sources::given(path)?,
        None => sources::usual(progress)?,
    };
    progress(Message::new("dictionary_building").with("source", &gathered.source));
    let staged = storage::staging_folder(folder)?;
    fill(staged.path(), folder, &gathered, progress)?;
    // Opened and closed again before the switch: Windows moves no folder with a mapped file in it.
    installed_in(staged.path())?;
    storage::replace_folder(staged, folder)?;
    Ok(Installed { was_there: false, ..installed_in(folder)? })
}

/// The dictionary in `folder`, opened on trial.
fn installed_in(folder: &Path) -> Result<Installed, InstallError> {
    let tokenizer = Tokenizer::open(folder)?;
    let source = read_provenance(folder)?.map(|provenance| provenance.source).unwrap_or_default();
    Ok(Installed { folder: folder.to_owned(), source, hash: tokenizer.hash().to_owned(), was_there: true })
}

/// What is wrong with an installed dictionary on which the tokenizer struck a fault.
pub(super) fn fault(folder: &Path) -> Message {
    let unknown =
        || DictionaryError::NotOpened { folder: folder.to_owned(), reason: "a fault in its files".to_owned() };
    unchanged(folder).err().unwrap_or_else(|| unknown().into()).message()
}

/// Compares every byte with what was installed, which opening does not: the command is also what mends a dictionary.
///
/// # Errors
/// [`DictionaryError::FileChanged`] names the first file that differs.
pub(super) fn unchanged(folder: &Path) -> Result<(), InstallError> {
    let files = read_all(folder)?;
    let provenance = files.get(PROVENANCE_FILE).and_then(|bytes| parse_provenance(bytes));
    match provenance.as_ref().and_then(|provenance| provenance.first_changed(&files)) {
        Some(file) => Err(DictionaryError::FileChanged { folder: folder.to_owned(), file: file.to_owned() }.into()),
        None => Ok(()),
    }
}

/// Puts into `staged` all that shall stand in `folder`.
fn fill(
    staged: &Path,
    folder: &Path,
    gathered: &Gathered,
    progress: &mut dyn FnMut(Message),
) -> Result<(), InstallError> {
    let given = &gathered.files;
    let (mut source, mut inputs) = (gathered.source.clone(), gathered.inputs.clone());
    if Form::of(given.keys().map(String::as_str)) == Some(Form::Built) {
        if let Some(provenance) = given.get(PROVENANCE_FILE).and_then(|bytes| parse_provenance(bytes)) {
            if let Some(file) = provenance.first_changed(given) {
                return Err(InstallError::Changed { file: file.to_owned() });
            }
            // A copy comes from where its original came from.
            (source, inputs) = (provenance.source, provenance.inputs);
        }
        write_all(staged, given)?;
    } else {
        let place = storage::temporary_folder()?;
        write_all(place.path(), &to_source(given)?)?;
        build(place.path(), staged)?;
    }
    let own_terms = ADMINISTRATIVE_TERMS.as_bytes().to_vec();
    let given_terms = given.get(USER_DICTIONARY_FILE).cloned().unwrap_or(own_terms);
    let terms_path = folder.join(USER_DICTIONARY_FILE);
    let terms = match terms_of_user(&terms_path, folder)? {
        Some(terms) => {
            progress(Message::new("dictionary_terms_kept").with("path", terms_path.display()));
            terms
        }
        None => given_terms.clone(),
    };
    storage::write_atomic(&staged.join(USER_DICTIONARY_FILE), &terms)?;
    // The terms as given are recorded even where the user's stand in their place, so that those are known again next time.
    inputs.insert(USER_DICTIONARY_FILE.to_owned(), hash(&given_terms));
    let provenance = Provenance::new(source, inputs, &read_all(staged)?)?;
    let json = serde_json::to_vec_pretty(&provenance).expect("maps of text become JSON");
    Ok(storage::write_atomic(&staged.join(PROVENANCE_FILE), &json)?)
}

/// The terms in `folder` if they are no longer those that were given when it was installed.
fn terms_of_user(terms: &Path, folder: &Path) -> Result<Option<Vec<u8>>, StorageError> {
    if !storage::is_file(terms) {
        return Ok(None);
    }
    let terms = storage::read(terms)?;
    let given = read_provenance(folder)?.and_then(|mut provenance| provenance.inputs.remove(USER_DICTIONARY_FILE));
    Ok((given != Some(hash(&terms))).then_some(terms))
}

fn read_provenance(folder: &Path) -> Result<Option<Provenance>, StorageError> {
    let path = folder.join(PROVENANCE_FILE);
    if !storage::is_file(&path) {
        return Ok(None);
    }
    Ok(parse_provenance(&storage::read(&path)?))
}

/// `None` for what an older program or another hand wrote: it is then as if there were none.
fn parse_provenance(bytes: &[u8]) -> Option<Provenance> {
    serde_json::from_slice(bytes).ok()
}

fn write_all(folder: &Path, files: &Files) -> Result<(), StorageError> {
    files.iter().try_for_each(|(name, bytes)| storage::write_atomic(&folder.join(name), bytes))
}

fn read_all(folder: &Path) -> Result<Files, StorageError> {
    let paths = storage::list_files(folder)?;
    let named = paths.iter().filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), path)));
    named.map(|(name, path)| Ok((name, storage::read(path)?))).collect()
}

#[cfg(test)]
mod tests;
