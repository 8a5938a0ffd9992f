//! The places that a Japanese font may come from.
//!
//! Comes in: a path or nothing. Goes out: the bytes of a font, and its licence. Deliberately writes nothing where it would stay.

use std::path::Path;

use super::super::fetch::{PypiFile, Source, debian_package, first_answer, pypi_file, unpack_package, unpack_zip};
use super::InstallError;
use super::found::is_named_as_font;
use crate::base::Message;
use crate::pdf;
use crate::storage;

/// PyPI's wheel with the font IPAexGothic and its licence.
pub const PYPI_WHEEL: PypiFile = PypiFile {
    package: "matplotlib-fontja",
    version: "1.1.0",
    name: "matplotlib_fontja-1.1.0-py2.py3-none-any.whl",
    sha256: "930603aaffd420ad89a6cf3399f074b14e939e8e349843ed1cb558ac97c8c94a",
};

const DEBIAN_PACKAGE: &str = "fonts-ipaexfont-gothic";
/// A font that has it has those that reports are written in: 県 is in no font for Latin text and in every Japanese one.
const JAPANESE_CHARACTER: char = '県';

/// A Japanese font and where it is from.
#[derive(Debug)]
pub struct Gathered {
    /// For people.
    pub source: String,
    /// The font.
    pub font: File,
    /// The texts that came with it and say what may be done with it.
    pub licences: Vec<File>,
}

/// A file that was taken in.
#[derive(Debug)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The font that a person points to: a font, or a Debian package, a zip or a wheel with one, told apart by content.
///
/// # Errors
/// What is wrong with it.
pub fn given(path: &Path) -> Result<Gathered, InstallError> {
    let bytes = storage::read(path)?;
    let place = storage::temporary_folder()?;
    if bytes.starts_with(b"!<arch>\n") {
        unpack_package(path, place.path())?;
    } else if bytes.starts_with(b"PK\x03\x04") {
        unpack_zip(path, place.path())?;
    } else {
        check(path, &bytes)?;
        let font = File { name: font_name(path, &bytes), bytes };
        return Ok(Gathered { source: name(path), font, licences: Vec::new() });
    }
    let (font, licences) =
        unpacked(place.path())?.ok_or_else(|| InstallError::NotJapanese { path: path.to_owned() })?;
    Ok(Gathered { source: name(path), font, licences })
}

/// The font of the first usual source that answers; says through `progress` what is tried and what fails.
///
/// # Errors
/// [`InstallError::NoSource`] when none does.
pub fn usual(progress: &mut dyn FnMut(Message)) -> Result<Gathered, InstallError> {
    let mut sources = Vec::new();
    if cfg!(target_os = "linux") {
        sources.push(Source::new(format!("apt-get download {DEBIAN_PACKAGE}"), debian));
    }
    let PypiFile { package, version, .. } = PYPI_WHEEL;
    sources.push(Source::new(format!("pip download {package}=={version}"), pypi));
    first_answer(sources, "font_trying", InstallError::message, progress).ok_or(InstallError::NoSource)
}

/// Debian's package.
pub(super) fn debian() -> Result<Gathered, InstallError> {
    let place = storage::temporary_folder()?;
    let gathered = given(&debian_package(DEBIAN_PACKAGE, place.path())?)?;
    Ok(Gathered { source: format!("Debian {}", gathered.source), ..gathered })
}

/// PyPI's wheel.
pub(super) fn pypi() -> Result<Gathered, InstallError> {
    let place = storage::temporary_folder()?;
    let gathered = given(&pypi_file(&PYPI_WHEEL, place.path())?)?;
    Ok(Gathered { source: format!("PyPI {}", gathered.source), ..gathered })
}

/// Whether a file is a font with Japanese characters.
///
/// # Errors
/// What it is instead.
pub fn check(path: &Path, font: &[u8]) -> Result<(), InstallError> {
    match pdf::has_character(font, JAPANESE_CHARACTER) {
        Some(true) => Ok(()),
        Some(false) => Err(InstallError::NotJapanese { path: path.to_owned() }),
        None => Err(InstallError::NotAFont { path: path.to_owned() }),
    }
}

/// The plainest Japanese font in a folder and below it, with the licences beside it, else with those anywhere there.
fn unpacked(folder: &Path) -> Result<Option<(File, Vec<File>)>, InstallError> {
    let paths = storage::list_files_below(folder)?;
    let mut fonts: Vec<_> = paths.iter().filter(|it| is_named_as_font(it)).collect();
    // A package often holds a family: its regular weight is the one to read.
    fonts.sort_by_key(|it| !name(it).to_lowercase().contains("regular"));
    for path in fonts {
        let bytes = storage::read(path)?;
        if check(path, &bytes).is_err() {
            continue;
        }
        let licences: Vec<_> = paths.iter().filter(|it| is_licence(it)).collect();
        let beside: Vec<_> = licences.iter().copied().filter(|it| it.parent() == path.parent()).collect();
        let licences = if beside.is_empty() { licences } else { beside };
        let licences = licences.into_iter().map(|it| Ok(File { name: name(it), bytes: storage::read(it)? }));
        let licences = licences.collect::<Result<_, InstallError>>()?;
        return Ok(Some((File { name: name(path), bytes }, licences)));
    }
    Ok(None)
}

fn is_licence(path: &Path) -> bool {
    let name = name(path).to_lowercase();
    ["license", "licence", "copyright", "ofl"].iter().any(|it| name.contains(it)) && !is_named_as_font(path)
}

/// The name under which a font is found again: its own, with an ending that fonts have.
fn font_name(path: &Path, font: &[u8]) -> String {
    let ending = match font {
        [b't', b't', b'c', b'f', ..] => "ttc",
        [b'O', b'T', b'T', b'O', ..] => "otf",
        _ => "ttf",
    };
    // A name that begins with a dot would be hidden from the search.
    let name = name(path).trim_start_matches('.').to_owned();
    if is_named_as_font(Path::new(&name)) { name } else { format!("{name}.{ending}") }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
