//! `init`

use super::Exit;
use super::arguments::InitArguments;
use super::project::PROJECT_FILE;
use super::settings::Wrong;
use crate::base::{Language, Message};
use crate::storage;

/// Makes a project: the file with every key explained, and the folders it names. What is there is left as it is.
pub(super) fn run(arguments: &InitArguments, language: Language) -> Result<Exit, Wrong> {
    let file = arguments.folder.join(PROJECT_FILE);
    if storage::is_file(&file) {
        return Err(Wrong {
            message: Message::new("project_is_there").with("path", file.display()),
            exit: Exit::Usage,
        });
    }
    for folder in ["input", "input/profiles", "output"] {
        storage::create_folder(&arguments.folder.join(folder)).map_err(Wrong::unwritten)?;
    }
    storage::write_atomic(&file, template(language).as_bytes()).map_err(Wrong::unwritten)?;
    let input = arguments.folder.join("input");
    say!("{}", Message::new("project_made").with("path", file.display()).with("input", input.display()).text(language));
    Ok(Exit::Done)
}

fn template(language: Language) -> &'static str {
    match language {
        Language::Japanese => include_str!("project_ja.toml"),
        Language::English => include_str!("project_en.toml"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::project::Project;
    use super::*;

    #[track_caller]
    fn check(language: Language) {
        let source = template(language);
        assert!(Project::parse(Path::new(""), PROJECT_FILE, source).is_ok());
        // A key behind a comment sign is one that the user may take it off from.
        let is_key = |line: &str| line.split_once(" = ").is_some_and(|(key, _)| !key.trim().contains(' '));
        let uncommented: Vec<&str> =
            source.lines().map(|line| line.strip_prefix("# ").filter(|it| is_key(it)).unwrap_or(line)).collect();
        let project = Project::parse(Path::new(""), PROJECT_FILE, &uncommented.join("\n")).unwrap();
        assert!(project.prefecture.is_some() && project.password_file.is_some() && !project.units.is_empty());
    }

    #[test]
    fn the_file_is_read_as_it_is_and_with_every_key_taken_in() {
        check(Language::Japanese);
        check(Language::English);
    }
}
