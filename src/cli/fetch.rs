//! Fetching by the programs that a system brings along: apt-get, dpkg-deb, Python.
//!
//! Comes in: the name of a package, or an archive. Goes out: files in a folder. Deliberately speaks to no host itself, installs
//! nothing, needs no rights beyond the user's, and does not know what the files are for.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::base::{Language, Message};
use crate::storage::{self, StorageError};
use crate::text::dictionary::hash;

/// On a closed network a connection hangs rather than fails: this long is waited, once or twice.
const TIMEOUT_SECONDS: &str = "20";

/// Why nothing was fetched or unpacked.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// A file could not be read or written.
    #[error("{}", .0.message().text(Language::English))]
    Storage(#[from] StorageError),
    /// A program that fetches or unpacks is not there.
    #[error("there is no program {program}")]
    ProgramMissing {
        /// The program (`apt-get`).
        program: String,
    },
    /// A program that fetches or unpacks failed.
    #[error("{program} failed: {reason}")]
    Program {
        /// The program (`apt-get`).
        program: String,
        /// Its last word.
        reason: String,
    },
    /// A download is not what it should be.
    #[error("{path} has another sha256")]
    Checksum {
        /// The file.
        path: PathBuf,
    },
}

/// The keys of the sentences for a [`FetchError`]: what to do instead depends on what is fetched.
pub struct Sentences {
    /// With `program`.
    pub program_missing: &'static str,
    /// With `program` and `reason`.
    pub program_failed: &'static str,
    /// With `path`.
    pub wrong_checksum: &'static str,
}

impl FetchError {
    /// The sentence for a person: what, where, what to do.
    pub fn message(&self, sentences: &Sentences) -> Message {
        match self {
            FetchError::Storage(error) => error.message(),
            FetchError::ProgramMissing { program } => Message::new(sentences.program_missing).with("program", program),
            FetchError::Program { program, reason } => {
                Message::new(sentences.program_failed).with("program", program).with("reason", reason)
            }
            FetchError::Checksum { path } => Message::new(sentences.wrong_checksum).with("path", path.display()),
        }
    }
}

/// A file of PyPI, of which we know every byte.
pub struct PypiFile {
    /// The package.
    pub package: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The name of its file, an archive of sources or a wheel.
    pub name: &'static str,
    /// The sha256 of it.
    pub sha256: &'static str,
}

/// A place that something may come from: its name for people, and how it is asked.
pub struct Source<'a, Found, Error> {
    /// For people.
    pub name: String,
    /// Asks it.
    pub ask: Box<dyn Fn() -> Result<Found, Error> + 'a>,
}

impl<'a, Found, Error> Source<'a, Found, Error> {
    /// A source that is asked by `ask`.
    pub fn new(name: impl Into<String>, ask: impl Fn() -> Result<Found, Error> + 'a) -> Self {
        Self { name: name.into(), ask: Box::new(ask) }
    }
}

/// What the first source gives that answers; says through `progress` by the sentence `trying` what is asked, and what fails.
pub fn first_answer<Found, Error>(
    sources: Vec<Source<'_, Found, Error>>,
    trying: &'static str,
    sentence: fn(&Error) -> Message,
    progress: &mut dyn FnMut(Message),
) -> Option<Found> {
    sources.into_iter().find_map(|source| {
        progress(Message::new(trying).with("source", &source.name));
        (source.ask)().inspect_err(|error| progress(sentence(error))).ok()
    })
}

/// Puts Debian's package into `folder` by apt-get, which checks its signature; gives its path. Nothing is installed.
///
/// # Errors
/// What keeps apt-get from it.
pub fn debian_package(name: &str, folder: &Path) -> Result<PathBuf, FetchError> {
    let timeout = format!("Acquire::http::Timeout={TIMEOUT_SECONDS}");
    let options = ["-o", timeout.as_str(), "-o", "Acquire::Retries=1"];
    if run("apt-get", &[&options[..], &["download", name]].concat(), folder).is_err() {
        // A new machine has no package lists yet: they are fetched into a folder of our own, for which no root is needed.
        let lists = storage::temporary_folder()?;
        let (state, cache) =
            (format!("Dir::State::Lists={}", lists.path().display()), format!("Dir::Cache={}", lists.path().display()));
        let options = [&options[..], &["-o", &state, "-o", &cache]].concat();
        run("apt-get", &[&options[..], &["--quiet", "--quiet", "update"]].concat(), lists.path())?;
        run("apt-get", &[&options[..], &["download", name]].concat(), folder)?;
    }
    let package = storage::list_files(folder)?.into_iter().find(|path| path.extension().is_some_and(|it| it == "deb"));
    package.ok_or_else(|| failed("apt-get", "no .deb file came"))
}

/// Puts a file of PyPI into `folder` by pip; gives its path.
///
/// pip runs the code of an archive of sources to learn its needs, and there is no switch against that. With the hash required it
/// does so only after the archive was found to be the one we know; nothing is built or installed.
///
/// # Errors
/// What keeps pip from it; [`FetchError::Checksum`] where another file came.
pub fn pypi_file(file: &PypiFile, folder: &Path) -> Result<PathBuf, FetchError> {
    let requirements = format!("{}=={} --hash=sha256:{}\n", file.package, file.version, file.sha256);
    // Python looks for modules where it is started: an empty folder, and not the one that is being filled.
    let place = storage::temporary_folder()?;
    storage::write_atomic(&place.path().join("requirements.txt"), requirements.as_bytes())?;
    let folder_text = absolute(folder);
    let form = if file.name.ends_with(".whl") { "--only-binary" } else { "--no-binary" };
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
        "--dest",
        &folder_text,
        form,
        file.package,
        "--require-hashes",
        "-r",
        "requirements.txt",
    ];
    run_python(&pip, place.path())?;
    let path = folder.join(file.name);
    if hash(&storage::read(&path)?) != file.sha256 {
        return Err(FetchError::Checksum { path });
    }
    Ok(path)
}

/// Unpacks a Debian package into `folder` by dpkg-deb, since its insides are packed with xz. Links in it are taken away: they may
/// lead to files of the user's.
///
/// # Errors
/// What keeps dpkg-deb from it.
pub fn unpack_package(path: &Path, folder: &Path) -> Result<(), FetchError> {
    run("dpkg-deb", &["-x", &absolute(path), "."], folder)?;
    Ok(storage::remove_links_below(folder)?)
}

/// Unpacks a zip or a wheel into `folder` by Python, which lets no name lead out of it and runs nothing that lies there. Links in it
/// are taken away.
///
/// # Errors
/// What keeps Python from it.
pub fn unpack_zip(path: &Path, folder: &Path) -> Result<(), FetchError> {
    run_python(&["-I", "-m", "zipfile", "-e", &absolute(path), "."], folder)?;
    Ok(storage::remove_links_below(folder)?)
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}

fn run_python(arguments: &[&str], folder: &Path) -> Result<(), FetchError> {
    let names: &[&str] = if cfg!(windows) { &["py", "python"] } else { &["python3", "python"] };
    let missing = |result: &Result<(), FetchError>| matches!(result, Err(FetchError::ProgramMissing { .. }));
    let mut result = run(names[0], arguments, folder);
    for name in &names[1..] {
        if missing(&result) {
            result = run(name, arguments, folder);
        }
    }
    result
}

/// Runs a program in `folder` without asking anybody anything.
fn run(program: &str, arguments: &[&str], folder: &Path) -> Result<(), FetchError> {
    let output = Command::new(program).args(arguments).current_dir(folder).stdin(Stdio::null()).output();
    let output = output.map_err(|cause| match cause.kind() {
        ErrorKind::NotFound => FetchError::ProgramMissing { program: program.to_owned() },
        _ => failed(program, &cause.to_string()),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    Err(failed(program, last.unwrap_or(&output.status.to_string())))
}

fn failed(program: &str, reason: &str) -> FetchError {
    FetchError::Program { program: program.to_owned(), reason: reason.trim_end_matches('.').to_owned() }
}
