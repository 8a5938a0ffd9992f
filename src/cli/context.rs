//! What every command is told beside its own arguments.

use std::path::PathBuf;

use super::arguments::Arguments;
use super::project::Project;
use super::settings::{self, Wrong};
use crate::base::Language;

/// Where profiles of the user are, from the folder that the program is run in, where there is no project.
const PROFILE_FOLDER: &str = "input/profiles";

/// Where decisions about links are, from the folder that the program is run in, where there is no project.
const LINK_FOLDER: &str = "input/links";
/// Where corrections are, from the folder that the program is run in, where there is no project.
const CORRECTION_FOLDER: &str = "input/corrections";
/// Where facts about single documents are, outside a project.
const DOCUMENTS_FILE: &str = "input/documents.toml";

/// What every command is told beside its own arguments.
pub(super) struct Context {
    /// Language of messages.
    pub language: Language,
    /// How much is said.
    pub verbosity: Verbosity,
    /// The project that the current folder belongs to; an error where its file is wrong.
    project: Result<Option<Project>, Wrong>,
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verbosity {
    /// Only what went wrong.
    Quiet,
    /// What a person wants to know.
    Normal,
    /// All of it.
    Verbose,
}

impl Context {
    /// What the command line and the project say. A project file that is wrong is told by the commands that need it.
    pub fn new(arguments: &Arguments) -> Self {
        let project = Project::find();
        let of_project = project.as_ref().ok().and_then(Option::as_ref).and_then(|it| it.lang);
        Self {
            language: settings::language(arguments.lang.or(of_project)),
            verbosity: match (arguments.quiet, arguments.verbose) {
                (true, _) => Verbosity::Quiet,
                (_, true) => Verbosity::Verbose,
                _ => Verbosity::Normal,
            },
            project,
        }
    }

    /// A context without a project, for tests.
    #[cfg(test)]
    pub fn plain(language: Language) -> Self {
        Self { language, verbosity: Verbosity::Normal, project: Ok(None) }
    }

    /// The project that the current folder belongs to.
    pub fn project(&self) -> Result<Option<&Project>, Wrong> {
        self.project.as_ref().map(Option::as_ref).map_err(Wrong::clone)
    }

    /// Where profiles of the user are.
    pub fn profile_folder(&self) -> Result<PathBuf, Wrong> {
        Ok(self.project()?.map_or_else(|| PROFILE_FOLDER.into(), Project::profile_folder))
    }

    /// Where facts about single documents are.
    pub fn documents_file(&self) -> Result<PathBuf, Wrong> {
        Ok(self.project()?.map_or_else(|| DOCUMENTS_FILE.into(), |project| project.input.join("documents.toml")))
    }

    /// Where corrections are.
    pub fn correction_folder(&self) -> Result<PathBuf, Wrong> {
        Ok(self.project()?.map_or_else(|| CORRECTION_FOLDER.into(), |project| project.input.join("corrections")))
    }

    /// Where decisions about links are.
    pub fn link_folder(&self) -> Result<PathBuf, Wrong> {
        Ok(self.project()?.map_or_else(|| LINK_FOLDER.into(), |project| project.input.join("links")))
    }
}
