//! Arguments -> ready settings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Exit;
use super::arguments::{Lang, OcrChoice, ReadingArguments};
use super::context::Context;
use super::project::Project;
use crate::base::{Language, Message};
use crate::pdf::{Limits, PageSelection, PdfError, ReadOptions};
use crate::pipeline::{Detail, FileError, Ocr, ProfileChoice, Settings};
use crate::report::{DocumentFacts, Overrides, Profile, built_in_profiles, parse_documents, parse_profile};
use crate::storage::{self, StorageError};
use crate::text::{UnitAdditions, UnitTable};

/// The language asked for, else the system's.
pub(super) fn language(asked: Option<Lang>) -> Language {
    match asked {
        Some(Lang::Ja) => Language::Japanese,
        Some(Lang::En) => Language::English,
        None => sys_locale::get_locale().map_or(Language::English, |locale| Language::from_locale(&locale)),
    }
}

/// What keeps a command from its work: the sentence for it, and the exit code.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", self.message.text(Language::English))]
pub(super) struct Wrong {
    pub message: Message,
    pub exit: Exit,
}

impl Wrong {
    /// Says what is wrong; gives the exit code.
    pub fn say(&self, language: Language) -> Exit {
        tell!("{}", super::paint::error(&self.message, language));
        self.exit
    }
}

impl Wrong {
    /// For what cannot be written.
    pub fn unwritten(error: StorageError) -> Self {
        Self { message: error.message(), exit: Exit::Nothing }
    }
}

impl From<StorageError> for Wrong {
    fn from(error: StorageError) -> Self {
        Self { message: error.message(), exit: Exit::Usage }
    }
}

/// Settings for reading, the command line before the project; the user's profiles stand before the built-in ones.
pub(super) fn settings(
    arguments: &ReadingArguments,
    pages: Option<PageSelection>,
    context: &Context,
) -> Result<Settings, Wrong> {
    let project = context.project()?;
    let Profiles { usable: profiles, broken } = profiles(&context.profile_folder()?)?;
    for message in &broken {
        tell!("{}", super::paint::warning(message, context.language));
    }
    let mut documents = documents(&context.documents_file()?)?;
    super::correct::set_documents(&mut documents, context)?;
    let profile = match arguments.profile.as_deref().or(project.and_then(|it| it.profile.as_deref())) {
        None | Some("auto") => ProfileChoice::Recognise,
        Some(id) => ProfileChoice::Fixed(find_profile(&profiles, &broken, id)?),
    };
    let password_file = arguments.password_file.as_deref().or(project.and_then(|it| it.password_file.as_deref()));
    Ok(Settings {
        reading: ReadOptions {
            password: password_file.map(password).transpose()?,
            pages,
            area: None,
            limits: Limits::default(),
        },
        profile,
        profiles,
        overrides: Overrides {
            fiscal_year: arguments.fiscal_year,
            prefecture: arguments.prefecture.or(project.and_then(|it| it.prefecture)),
            ..Overrides::default()
        },
        documents: Arc::new(documents),
        units: Some(units(project)?),
        metadata: false,
        facing_pages: false,
        ocr: ocr(arguments.ocr.or(project.and_then(|it| it.ocr)).unwrap_or(OcrChoice::Auto))?,
        detail: Detail::Full,
    })
}

/// Whether pages are read from their pictures: only by a build that can, and a model that is there.
fn ocr(choice: OcrChoice) -> Result<Ocr, Wrong> {
    let model = storage::ocr_model();
    let can_read = cfg!(feature = "ocr") && storage::is_file(&model);
    match choice {
        OcrChoice::Never => Ok(Ocr::Never),
        _ if can_read => Ok(Ocr::By(model)),
        OcrChoice::Auto => Ok(Ocr::Missing),
        OcrChoice::Always => {
            let key = if cfg!(feature = "ocr") { "ocr_not_installed" } else { "ocr_not_in_build" };
            Err(Wrong { message: Message::new(key), exit: Exit::Usage })
        }
    }
}

/// The folder whose last run is shown: the one given, the project's, or `output`.
pub(super) fn run_folder(given: Option<&Path>, context: &Context) -> Result<PathBuf, Wrong> {
    Ok(match (given, context.project()?) {
        (Some(given), _) => given.to_owned(),
        (None, Some(project)) => project.output.clone(),
        (None, None) => PathBuf::from("output"),
    })
}

/// The units of the program and those of the project.
pub(super) fn units(project: Option<&Project>) -> Result<Arc<UnitTable>, Wrong> {
    let none = UnitAdditions::new();
    let additions = project.map_or(&none, |it| &it.units);
    let table = UnitTable::with(additions).map_err(|error| Wrong { message: error.message(), exit: Exit::Usage })?;
    Ok(Arc::new(table))
}

/// What the file of facts says of single documents; nothing where there is none.
fn documents(file: &Path) -> Result<BTreeMap<String, DocumentFacts>, Wrong> {
    if !storage::is_file(file) {
        return Ok(BTreeMap::new());
    }
    let source = storage::read_text(file)?;
    let facts = parse_documents(&file.display().to_string(), &source);
    facts.map_err(|error| Wrong { message: error.message(), exit: Exit::Usage })
}

/// The profiles of a folder and of the program.
pub(super) struct Profiles {
    /// The user's, then the built-in ones that they do not replace.
    pub usable: Vec<Arc<Profile>>,
    /// What is wrong with each of the others, which are left out.
    pub broken: Vec<Message>,
}

/// The user's profiles and the built-in ones. A draft that is not finished keeps nobody from working.
pub(super) fn profiles(folder: &Path) -> Result<Profiles, Wrong> {
    let mut profiles = Profiles { usable: Vec::new(), broken: Vec::new() };
    for path in storage::list_toml(folder)? {
        let source = storage::read_text(&path).map_err(|error| error.message());
        let read = |it: String| parse_profile(&path.display().to_string(), &it).map_err(|error| error.message());
        match source.and_then(read) {
            Ok(profile) => profiles.usable.push(Arc::new(profile)),
            Err(message) => profiles.broken.push(message),
        }
    }
    for built_in in built_in_profiles() {
        if profiles.usable.iter().all(|it| it.id != built_in.id) {
            profiles.usable.push(built_in.clone());
        }
    }
    Ok(profiles)
}

/// The profile that was asked for by its id; where there is none, a broken one may be meant, so what is wrong with that is said.
pub(super) fn find_profile(profiles: &[Arc<Profile>], broken: &[Message], id: &str) -> Result<Arc<Profile>, Wrong> {
    profiles.iter().find(|it| it.id == id).cloned().ok_or_else(|| {
        if let Some(message) = broken.first() {
            return Wrong { message: message.clone(), exit: Exit::Usage };
        }
        let known: Vec<&str> = profiles.iter().map(|it| it.id.as_str()).collect();
        let message = Message::new("profile_not_found").with("id", id).with("known", known.join(", "));
        Wrong { message, exit: Exit::Usage }
    })
}

/// The first line of a password file.
pub(super) fn password(path: &Path) -> Result<String, Wrong> {
    Ok(storage::read_first_line(path)?)
}

/// How many files are read at the same time.
pub(super) fn jobs(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
}

/// An error as one sentence in the language asked for.
pub(super) fn sentence(error: &anyhow::Error, language: Language) -> String {
    let message = error
        .downcast_ref::<super::dictionary::InstallError>()
        .map(super::dictionary::InstallError::message)
        .or_else(|| error.downcast_ref::<super::font::InstallError>().map(super::font::InstallError::message))
        .or_else(|| error.downcast_ref::<StorageError>().map(StorageError::message))
        .or_else(|| error.downcast_ref::<PdfError>().map(PdfError::message))
        .or_else(|| error.downcast_ref::<FileError>().map(FileError::message));
    let unknown = || Message::new("command_failed").with("reason", format!("{error:#}"));
    super::paint::error(&message.unwrap_or_else(unknown), language)
}
