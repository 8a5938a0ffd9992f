//! `profile`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use comfy_table::{ContentArrangement, Table, presets};

use super::Exit;
use super::arguments::{ProfileCommand, ReadingArguments};
use super::context::Context;
use super::say;
use super::settings::{Profiles, Wrong, jobs, profiles, settings, units};
use super::shell::{quoted, quoted_path};
use crate::base::{Language, Message, visible};
use crate::pipeline::{DocumentReading, FileOutcome, Isolation, Settings, read_files};
use crate::report::{self, Profile, built_in_profiles, parse_profile};
use crate::storage;

/// Columns that a table takes where no terminal says how many there are.
const PIPED_WIDTH: u16 = 120;

/// Titles of the columns of `profile test`.
const COVERAGE: [&str; 8] = [
    "profile_column_file",
    "profile_column_profile",
    "profile_column_initiatives",
    "profile_column_ratings",
    "profile_column_blocks",
    "profile_column_indicators",
    "profile_column_values",
    "profile_column_unread",
];

/// Lists, shows, checks, drafts or tries profiles.
pub(super) fn run(command: &ProfileCommand, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    match command {
        ProfileCommand::List => list(context),
        ProfileCommand::Show { id } => show(id, context),
        ProfileCommand::Lint { files } => Ok(lint(files, language)),
        ProfileCommand::New { file, id, output, force } => {
            if let Some(there) = output.as_deref().filter(|it| !force && storage::is_file(it)) {
                let message = Message::new("profile_there").with("path", there.display());
                return Ok(Wrong { message, exit: Exit::Usage }.say(language));
            }
            new(file, id, output.as_deref(), context)
        }
        ProfileCommand::Test { files, reading } => test(files, reading, context),
    }
}

fn list(context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    let Profiles { usable, broken } = match context.profile_folder().and_then(|folder| profiles(&folder)) {
        Ok(profiles) => profiles,
        Err(wrong) => return Ok(wrong.say(language)),
    };
    for message in &broken {
        tell!("{}", super::paint::warning(message, language));
    }
    let mut table =
        table(&["profile_column_id", "profile_column_name", "profile_column_from", "profile_column_reads"], language);
    for profile in usable {
        let built_in = built_in_profiles().iter().any(|it| it.hash == profile.hash);
        let from = Message::new(if built_in { "profile_built_in" } else { "profile_yours" }).text(language);
        let name = match language {
            Language::Japanese => profile.name_ja.clone(),
            Language::English => profile.name_en.clone(),
        };
        table.add_row(shown([profile.id.clone(), name, from, profile.sections().join(", ")]));
    }
    say!("{table}");
    Ok(Exit::Done)
}

fn show(id: &str, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    let found = context
        .profile_folder()
        .and_then(|folder| profiles(&folder))
        .and_then(|it| super::settings::find_profile(&it.usable, &it.broken, id));
    match found {
        Ok(profile) => {
            say::text(&profile.source);
            Ok(Exit::Done)
        }
        Err(wrong) => Ok(wrong.say(language)),
    }
}

fn lint(files: &[PathBuf], language: Language) -> Exit {
    let mut exit = Exit::Done;
    let mut seen: Vec<String> = Vec::new();
    for path in files {
        let file = path.display().to_string();
        let read = storage::read_text(path).map_err(|error| error.message());
        match read.and_then(|source| parse_profile(&file, &source).map_err(|error| error.message())) {
            Ok(profile) => {
                let say = |key: &'static str| {
                    say!("{}", Message::new(key).with("file", &file).with("id", &profile.id).text(language));
                };
                say("profile_linted");
                if built_in_profiles().iter().any(|it| it.id == profile.id) {
                    say("profile_shadows");
                }
                if seen.contains(&profile.id) {
                    say("profile_twice");
                }
                seen.push(profile.id);
            }
            Err(message) => {
                exit = Exit::Usage;
                tell!("{}", message.text(language));
            }
        }
    }
    exit
}

fn new(file: &Path, id: &str, output: Option<&Path>, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    let units = match context.project().and_then(units) {
        Ok(units) => units,
        Err(wrong) => return Ok(wrong.say(language)),
    };
    let mut drafted = None;
    let settings = Settings { units: Some(units.clone()), ..Settings::default() };
    read_files(&[file.to_owned()], &settings, 1, Isolation::PROCESSES, |outcome| match &outcome.result {
        Ok(reading) if reading.refused() => {
            tell!("{}: {}", file.display(), Message::new("profile_refused").text(language));
        }
        Ok(reading) => drafted = Some(report::draft(&reading.layout, id, &units, language)),
        Err(error) => tell!("{}: {}", file.display(), error.message().text(language)),
    });
    let Some(text) = drafted else { return Ok(Exit::Nothing) };
    // What cannot be used is not written: the id, or what the document prints.
    let name = output.map_or_else(|| id.to_owned(), |it| it.display().to_string());
    if let Err(error) = parse_profile(&name, &text) {
        return Ok(Wrong { message: error.message(), exit: Exit::Usage }.say(language));
    }
    let Some(output) = output else {
        say::text(&text);
        return Ok(Exit::Done);
    };
    if let Err(error) = storage::write_atomic(output, text.as_bytes()) {
        return Ok(Wrong::unwritten(error).say(language));
    }
    let message = Message::new("profile_drafted").with("path", output.display());
    let message = message.with("pdf", quoted_path(file)).with("id", quoted(id));
    tell!("{}", message.text(language));
    Ok(Exit::Done)
}

fn test(files: &[PathBuf], arguments: &ReadingArguments, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    let settings = match settings(arguments, None, context) {
        Ok(settings) => settings,
        Err(wrong) => return Ok(wrong.say(language)),
    };
    let mut table = table(&COVERAGE, language);
    let mut failed = 0;
    read_files(files, &settings, jobs(arguments.jobs), Isolation::PROCESSES, |outcome| {
        failed += usize::from(!outcome.result.as_ref().is_ok_and(|it| !it.refused()));
        table.add_row(shown(coverage(&outcome, &settings.profiles, language)));
    });
    say!("{table}");
    Ok(match failed {
        0 => Exit::Done,
        _ if failed == files.len() => Exit::Nothing,
        _ => Exit::Partly,
    })
}

/// The row of a file in the coverage table; a file that gave nothing says why in the last column.
fn coverage(outcome: &FileOutcome, profiles: &[Arc<Profile>], language: Language) -> Vec<String> {
    let nothing = |why: String| {
        let mut row = vec![outcome.file_name()];
        row.extend(std::iter::repeat_n("-".to_owned(), 6));
        row.push(why);
        row
    };
    let reading = match &outcome.result {
        Ok(reading) if reading.refused() => {
            return nothing(reading.notes.first().map(|it| it.text(language)).unwrap_or_default());
        }
        Ok(reading) => reading,
        Err(error) => return nothing(error.message().text(language)),
    };
    let report = &reading.report;
    let id = report.identity.profile_id.clone();
    let profile = profiles.iter().find(|it| Some(&it.id) == id.as_ref());
    let unread = match profile {
        Some(profile) if !profile.only_corrects() => report::unread_labels(&reading.layout, profile).join(" "),
        _ => {
            let heads =
                report::unread_heads(&reading.layout, profile.map(Arc::as_ref), report.identity.near_year).join(" ");
            [heads, near(reading, language)].into_iter().find(|it| !it.is_empty()).unwrap_or_default()
        }
    };
    let counts = [
        report.initiatives.len(),
        report.ratings.len(),
        report.blocks.len(),
        reading.measurements.indicators.len(),
        reading.measurements.observations.len(),
    ];
    let mut row = vec![outcome.file_name(), id.unwrap_or_else(|| "-".to_owned())];
    row.extend(counts.map(|it| it.to_string()));
    row.push(unread);
    row
}

/// Which profile came near, where none fits.
fn near(reading: &DocumentReading, language: Language) -> String {
    let note = reading.notes.iter().find(|it| it.code() == "profile_near");
    note.map(|it| it.text(language)).unwrap_or_default()
}

/// Cells as they may be shown.
fn shown(cells: impl IntoIterator<Item = String>) -> Vec<String> {
    cells.into_iter().map(|it| visible(&it).into_owned()).collect()
}

/// An empty table; `columns` are the messages of its titles.
fn table(columns: &[&'static str], language: Language) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none() {
        table.set_width(PIPED_WIDTH);
    }
    table.set_header(columns.iter().map(|it| Message::new(it).text(language)));
    table
}
