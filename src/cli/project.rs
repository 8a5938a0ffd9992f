//! `shinchoku.toml`: what a folder of reports wants of every command that is run in it.
//!
//! Comes in: a folder. Goes out: the project that it belongs to, found by walking up. Only keys that do something may be written.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::Exit;
use super::arguments::{BuildFormat, CsvHeaderChoice, Lang, OcrChoice};
use super::settings::Wrong;
use crate::base::{Message, Prefecture, TomlFault};
use crate::storage;
use crate::text::{UnitAdditions, UnitTable};

/// The name of the file.
pub(super) const PROJECT_FILE: &str = "shinchoku.toml";

/// A folder with a `shinchoku.toml`, and what it says.
#[derive(Debug, Clone, Default)]
pub(super) struct Project {
    /// The folder, from the current one.
    pub root: PathBuf,
    /// Language of messages.
    pub lang: Option<Lang>,
    /// Where the PDFs are.
    pub input: PathBuf,
    /// Where `build` writes.
    pub output: PathBuf,
    /// Profile to read by.
    pub profile: Option<String>,
    /// Prefecture that reports.
    pub prefecture: Option<Prefecture>,
    /// File that holds the password of encrypted PDFs.
    pub password_file: Option<PathBuf>,
    /// Whether pages are read from their pictures.
    pub ocr: Option<OcrChoice>,
    /// What `build` writes.
    pub formats: Option<Vec<BuildFormat>>,
    /// What CSV files call the columns.
    pub csv_header: Option<CsvHeaderChoice>,
    /// Whether a failed check counts.
    pub strict: bool,
    /// Units of the project's own.
    pub units: UnitAdditions,
}

impl Project {
    /// The project that the current folder belongs to: its own, or that of the nearest folder above that has one.
    pub fn find() -> Result<Option<Project>, Wrong> {
        // A folder that is gone has no project.
        let Ok(folder) = std::path::absolute(".") else { return Ok(None) };
        let height = folder.ancestors().position(|it| storage::is_file(&it.join(PROJECT_FILE)));
        // Paths are shown to people, and `output` or `../output` says more than a long one from the root of the drive.
        let root = height.map(|height| std::iter::repeat_n("..", height).collect::<PathBuf>());
        root.map(|root| Project::read(&root)).transpose()
    }

    fn read(root: &Path) -> Result<Project, Wrong> {
        let path = root.join(PROJECT_FILE);
        Project::parse(root, &path.display().to_string(), &storage::read_text(&path)?)
    }

    /// Reads a project file; paths in it count from `root`, and `file` is its name in messages.
    pub fn parse(root: &Path, file: &str, source: &str) -> Result<Project, Wrong> {
        let written: Written = toml::from_str(source).map_err(|error| wrong(file, &TomlFault::new(source, &error)))?;
        // Tried here, so that the mistake is told before anything is read.
        UnitTable::with(&written.units).map_err(|error| Wrong { message: error.message(), exit: Exit::Usage })?;
        let Written { project, input, reading, output, checks, units } = written;
        Ok(Project {
            root: root.to_owned(),
            lang: project.lang,
            input: root.join(input.dir.unwrap_or_else(|| "input".into())),
            output: root.join(output.dir.unwrap_or_else(|| "output".into())),
            profile: input.profile,
            prefecture: input.prefecture,
            password_file: input.password_file.map(|path| root.join(path)),
            ocr: reading.ocr,
            formats: output.formats,
            csv_header: output.csv_header,
            strict: checks.strict,
            units,
        })
    }

    /// Where the project's own profiles are.
    pub fn profile_folder(&self) -> PathBuf {
        self.input.join("profiles")
    }
}

fn wrong(file: &str, fault: &TomlFault) -> Wrong {
    let message = match fault {
        TomlFault::UnknownKey { key, line, nearest } => {
            Message::new("project_unknown_key").with("key", key).with("line", line).with("nearest", nearest)
        }
        TomlFault::Malformed { line, detail } => {
            Message::new("project_malformed").with("line", line).with("detail", detail)
        }
    };
    Wrong { message: message.with("file", file), exit: Exit::Usage }
}

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    project: WrittenProject,
    input: WrittenInput,
    reading: WrittenReading,
    output: WrittenOutput,
    checks: WrittenChecks,
    units: UnitAdditions,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenProject {
    #[serde(deserialize_with = "choice")]
    lang: Option<Lang>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenInput {
    dir: Option<PathBuf>,
    profile: Option<String>,
    #[serde(deserialize_with = "prefecture")]
    prefecture: Option<Prefecture>,
    password_file: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenReading {
    #[serde(deserialize_with = "choice")]
    ocr: Option<OcrChoice>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenOutput {
    dir: Option<PathBuf>,
    #[serde(deserialize_with = "choices")]
    formats: Option<Vec<BuildFormat>>,
    #[serde(deserialize_with = "choice")]
    csv_header: Option<CsvHeaderChoice>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenChecks {
    strict: bool,
}

fn prefecture<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Prefecture>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let wrong = || D::Error::custom(format_args!("\"{text}\" is none of 01 to 47, nor a name such as 秋田県"));
    Prefecture::parse(&text).map(Some).ok_or_else(wrong)
}

/// A value that the command line takes too.
fn choice<'de, D: Deserializer<'de>, Choice: ValueEnum>(deserializer: D) -> Result<Option<Choice>, D::Error> {
    chosen(&String::deserialize(deserializer)?).map(Some).map_err(D::Error::custom)
}

fn choices<'de, D: Deserializer<'de>, Choice: ValueEnum>(deserializer: D) -> Result<Option<Vec<Choice>>, D::Error> {
    let words = Vec::<String>::deserialize(deserializer)?;
    words.iter().map(|it| chosen(it)).collect::<Result<_, _>>().map(Some).map_err(D::Error::custom)
}

fn chosen<Choice: ValueEnum>(word: &str) -> Result<Choice, String> {
    Choice::from_str(word, false).map_err(|_| {
        let known = Choice::value_variants().iter().filter_map(|it| it.to_possible_value());
        let known: Vec<String> = known.map(|it| it.get_name().to_owned()).collect();
        format!("\"{word}\" is none of {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(source: &str) -> Result<Project, Wrong> {
        Project::parse(Path::new("/reports"), "shinchoku.toml", source)
    }

    #[track_caller]
    fn check_wrong(source: &str, words: &[&str]) {
        let sentence = parse(source).unwrap_err().to_string();
        assert!(words.iter().all(|it| sentence.contains(it)), "{sentence}");
    }

    #[test]
    fn an_empty_file_has_the_usual_folders() {
        let project = parse("").unwrap();
        assert_eq!((project.input, project.output), ("/reports/input".into(), "/reports/output".into()));
    }

    #[test]
    fn every_key_does_something() {
        let source = "[project]\nlang = \"ja\"\n[input]\ndir = \"pdf\"\nprofile = \"akita-dx\"\nprefecture = \"秋田県\"\n\
                      password_file = \"password\"\n[output]\ndir = \"/data\"\nformats = [\"csv\"]\ncsv_header = \"ja\"\n[checks]\nstrict = true\n\
                      [units]\n\"キロリッター\" = { to = \"kL\" }\n";
        let project = parse(source).unwrap();
        assert_eq!(project.lang, Some(Lang::Ja));
        assert_eq!((project.input.clone(), project.output.clone()), ("/reports/pdf".into(), "/data".into()));
        assert_eq!(project.profile_folder(), Path::new("/reports/pdf/profiles"));
        assert_eq!((project.profile.as_deref(), project.prefecture), (Some("akita-dx"), Prefecture::new(5)));
        assert_eq!(project.password_file.as_deref(), Some(Path::new("/reports/password")));
        assert_eq!(project.formats, Some(vec![BuildFormat::Csv]));
        assert_eq!(project.csv_header, Some(CsvHeaderChoice::Ja));
        assert!(project.strict && project.units.len() == 1);
    }

    #[test]
    fn mistakes_have_their_line_and_what_to_write() {
        check_wrong("[input]\nfolder = \"x\"", &["line 2", "\"folder\""]);
        check_wrong("[input]\n\ndirr = \"x\"", &["shinchoku.toml, line 3", "\"dirr\"", "\"dir\""]);
        check_wrong("[outputs]\n", &["line 1", "\"outputs\"", "\"output\""]);
        check_wrong("[output]\nformats = [\"xls\"]", &["line 2", "xls", "csv"]);
        check_wrong("[project]\nlang = \"fr\"", &["line 2", "fr", "ja, en"]);
        check_wrong("[input]\nprefecture = \"48\"", &["line 2", "48"]);
        check_wrong("[checks]\nstrict = 1", &["line 2", "boolean"]);
        check_wrong("[units]\n\"キロ\" = { to = \"kiloo\" }", &["キロ", "kiloo"]);
    }
}
