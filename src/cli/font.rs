//! Installing a Japanese font for pictures of pages and charts: where it comes from, and putting it in place.
//!
//! Comes in: a file, or nothing, then the usual sources are tried. Goes out: a font with its licence, whole or not at all.
//! Deliberately draws nothing, and tells no other programs of the font.

mod found;
mod sources;

use std::path::{Path, PathBuf};

use super::fetch::{FetchError, Sentences};
use crate::base::{Language, Message};
use crate::storage::{self, StorageError};

pub(super) use found::{fingerprint, installed_japanese_font};

const SENTENCES: Sentences = Sentences {
    program_missing: "font_program_missing",
    program_failed: "font_program_failed",
    wrong_checksum: "font_wrong_checksum",
};

/// Why no font was installed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().text(Language::English))]
pub enum InstallError {
    /// A file could not be read or written.
    Storage(#[from] StorageError),
    /// It could not be fetched or unpacked.
    Fetch(#[from] FetchError),
    /// A file is no font, and nothing that may hold one.
    NotAFont {
        /// The file.
        path: PathBuf,
    },
    /// A font has no Japanese characters, or an archive no such font.
    NotJapanese {
        /// The font or the archive.
        path: PathBuf,
    },
    /// None of the usual sources answers.
    NoSource,
}

impl InstallError {
    /// The sentence for a person: what, where, what to do.
    pub fn message(&self) -> Message {
        match self {
            InstallError::Storage(error) => error.message(),
            InstallError::Fetch(error) => error.message(&SENTENCES),
            InstallError::NotAFont { path } => Message::new("font_not_a_font").with("path", path.display()),
            InstallError::NotJapanese { path } => Message::new("font_not_japanese").with("path", path.display()),
            InstallError::NoSource => {
                let wheel = sources::PYPI_WHEEL;
                let message = Message::new("font_no_source").with("package", wheel.package).with("file", wheel.name);
                message.with("sha256", wheel.sha256)
            }
        }
    }
}

/// A font that is ready to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Where it is.
    pub path: PathBuf,
    /// How it came there.
    pub origin: Origin,
}

/// How a font came where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It was installed now, from this source.
    New(String),
    /// It was in the data folder before, and nothing was done.
    Before,
    /// It is the system's, and nothing was done.
    System,
}

impl Installed {
    /// The sentence that closes the command.
    pub fn message(&self) -> Message {
        let message = match &self.origin {
            Origin::New(source) => Message::new("font_installed").with("source", source),
            Origin::Before => Message::new("font_was_there"),
            Origin::System => Message::new("font_of_system"),
        };
        message.with("path", self.path.display())
    }
}

/// Installs a Japanese font in the user's data folder, from a file or else from the first usual source that answers.
///
/// The usual sources: a font that the system has (then nothing is copied), Debian's package by apt-get, PyPI's wheel by pip; none
/// needs more rights than the user's. A font that is there is kept unless `force`, which also passes over that of the system.
///
/// # Errors
/// [`InstallError`]; what was installed before is then untouched.
pub fn install(from: Option<&Path>, force: bool, progress: &mut dyn FnMut(Message)) -> anyhow::Result<Installed> {
    let system_font = found::system_font().filter(|path| usable(path).is_ok());
    Ok(install_into(&storage::font_folder(), system_font, from, force, progress)?)
}

fn install_into(
    folder: &Path,
    system_font: Option<PathBuf>,
    from: Option<&Path>,
    force: bool,
    progress: &mut dyn FnMut(Message),
) -> Result<Installed, InstallError> {
    let mut wants_own = force;
    if !force && let Some(path) = found::font_in(folder) {
        match usable(&path) {
            Ok(()) => return Ok(Installed { path, origin: Origin::Before }),
            // It is found before that of the system, so it has to be replaced.
            Err(error) => {
                progress(error.message());
                wants_own = true;
            }
        }
    }
    let gathered = match (from, system_font) {
        (Some(path), _) => sources::given(path)?,
        (None, Some(path)) if !wants_own => return Ok(Installed { path, origin: Origin::System }),
        (None, _) => sources::usual(progress)?,
    };
    put(gathered, folder)
}

/// The Japanese font to draw with, where there is one that can be drawn with.
pub(super) fn japanese_font() -> Option<Vec<u8>> {
    let path = installed_japanese_font()?;
    storage::read(&path).ok().filter(|font| sources::check(&path, font).is_ok())
}

/// Whether a font that was found can be drawn with.
///
/// # Errors
/// What is wrong with it.
pub(super) fn usable(path: &Path) -> Result<(), InstallError> {
    sources::check(path, &storage::read(path)?)
}

/// Puts a font and its licence where `folder` is or shall be.
fn put(gathered: sources::Gathered, folder: &Path) -> Result<Installed, InstallError> {
    let staged = storage::staging_folder(folder)?;
    for file in gathered.licences.iter().chain([&gathered.font]) {
        storage::write_atomic(&staged.path().join(&file.name), &file.bytes)?;
    }
    storage::replace_folder(staged, folder)?;
    Ok(Installed { path: folder.join(&gathered.font.name), origin: Origin::New(gathered.source) })
}

#[cfg(test)]
mod tests;
