//! `doctor`

use std::path::{Path, PathBuf};

use super::Exit;
use super::build::output_folder;
use super::context::Context;
use super::dictionary::unchanged;
use super::font;
use super::ocr_models;
use super::paint;
use super::settings::{Profiles, profiles};
use crate::base::{Language, Message};
use crate::pipeline::{self, PROGRAM, Settings};
use crate::storage;
use crate::text::tokenizer::Tokenizer;

/// One thing that was looked at.
struct Finding {
    key: &'static str,
    state: State,
}

enum State {
    /// In order; what was found.
    Good(String),
    /// Something works less well; what to do.
    Weak(Message),
    /// The program cannot do its work; what to do.
    Broken(Message),
}

/// Looks at everything the program needs. Ends with 1 where something is broken.
pub(super) fn run(context: &Context) -> Exit {
    let language = context.language;
    let findings = [
        Finding { key: "doctor_program", state: State::Good(PROGRAM.to_owned()) },
        Finding { key: "doctor_project", state: project(context) },
        Finding { key: "doctor_profiles", state: own_profiles(context) },
        Finding { key: "doctor_dictionary", state: dictionary() },
        Finding { key: "doctor_font", state: font() },
        Finding { key: "doctor_ocr", state: ocr() },
        Finding { key: "doctor_output", state: output(context) },
        Finding { key: "doctor_workers", state: workers() },
        Finding { key: "doctor_run", state: last_run(context) },
    ];
    for finding in &findings {
        say!("{}", line(finding, language));
    }
    let broken = findings.iter().any(|it| matches!(it.state, State::Broken(_)));
    if broken { Exit::ChecksFailed } else { Exit::Done }
}

fn line(finding: &Finding, language: Language) -> String {
    let name = Message::new(finding.key).text(language);
    match &finding.state {
        State::Good(found) => format!("{}  {name}  {found}", paint::good("OK")),
        State::Weak(message) => {
            format!("{}   {name}  [{}] {}", paint::doubtful("!"), message.key(), message.text(language))
        }
        State::Broken(message) => format!("{}   {name}  {}", paint::bad("✗"), paint::error(message, language)),
    }
}

fn project(context: &Context) -> State {
    match context.project() {
        Ok(Some(project)) => State::Good(project.root.join(super::project::PROJECT_FILE).display().to_string()),
        Ok(None) => State::Good("–".to_owned()),
        Err(wrong) => State::Broken(wrong.message),
    }
}

fn own_profiles(context: &Context) -> State {
    match context.profile_folder().and_then(|folder| profiles(&folder)) {
        Ok(Profiles { broken, .. }) if !broken.is_empty() => State::Weak(broken[0].clone()),
        Ok(Profiles { usable, .. }) => {
            State::Good(usable.iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(", "))
        }
        Err(wrong) => State::Broken(wrong.message),
    }
}

fn dictionary() -> State {
    let folder = storage::dictionary_folder();
    if !storage::is_folder(&folder) {
        return State::Weak(Message::new("dictionary_absent"));
    }
    match Tokenizer::open(&folder) {
        // Opening looks at sizes only; here there is time for every byte.
        Ok(tokenizer) => match unchanged(&folder) {
            Ok(()) => State::Good(format!("{} {}", tokenizer.name(), folder.display())),
            Err(error) => State::Broken(error.message()),
        },
        Err(error) => State::Broken(error.message()),
    }
}

fn font() -> State {
    let Some(path) = font::installed_japanese_font() else {
        return State::Weak(Message::new("doctor_font_missing"));
    };
    match font::usable(&path) {
        Ok(()) => State::Good(path.display().to_string()),
        Err(_) => State::Weak(Message::new("doctor_font_unusable").with("path", path.display())),
    }
}

/// Whether scans can be read: by this build of the program, and by a model that is whole.
fn ocr() -> State {
    let model = storage::ocr_model();
    if !cfg!(feature = "ocr") {
        return State::Good("–".to_owned());
    }
    match (ocr_models::is_installed(), storage::is_file(&model)) {
        (true, _) => State::Good(model.display().to_string()),
        (false, true) => State::Weak(Message::new("doctor_ocr_damaged").with("path", model.display())),
        (false, false) => State::Weak(Message::new("doctor_ocr_missing")),
    }
}

/// Whether there is, or could be, an output folder to write to.
fn output(context: &Context) -> State {
    let output = output_folder(None, context).unwrap_or_else(|_| PathBuf::from("."));
    let existing = output.ancestors().find(|it| storage::is_folder(it)).filter(|it| !it.as_os_str().is_empty());
    match storage::try_write(existing.unwrap_or(Path::new("."))) {
        Ok(()) => State::Good(output.display().to_string()),
        Err(error) => State::Broken(error.message()),
    }
}

fn workers() -> State {
    match pipeline::try_worker(&Settings::default()) {
        Ok(()) => State::Good(std::thread::available_parallelism().map_or(1, usize::from).to_string()),
        Err(reason) => State::Weak(Message::new("doctor_no_worker").with("reason", reason)),
    }
}

fn last_run(context: &Context) -> State {
    let Ok(output) = output_folder(None, context) else { return State::Good("–".to_owned()) };
    match storage::current_run(&output) {
        Ok(Some(run)) => State::Good(run.display().to_string()),
        Ok(None) => State::Good("–".to_owned()),
        Err(error) => State::Broken(error.message()),
    }
}
