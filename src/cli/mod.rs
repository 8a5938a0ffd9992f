//! Raw arguments -> settings -> commands.
//!
//! Comes in: the command line. Goes out: an exit code; data on standard output, everything else on standard error. Deliberately
//! knows nothing of how documents are read.

#[macro_use]
mod say;

mod answers;
mod arguments;
mod build;
mod check;
mod clean;
mod compare;
mod completions;
mod context;
mod correct;
pub mod dictionary;
mod diff;
mod doctor;
mod exit;
mod explain;
mod extract;
mod fetch;
mod font;
mod help;
mod init;
mod link;
mod listing;
mod man;
mod normalize;
mod ocr_models;
mod paint;
mod places;
mod printed_tables;
mod probe;
mod profile;
mod progress;
mod project;
mod settings;
mod shell;
mod show;
mod summary;
mod tables;
mod tokenize;
mod trend;
mod usage;

pub use arguments::Arguments;
pub use exit::Exit;
pub use help::parse;

use std::path::Path;
use std::process::ExitCode;

use arguments::Command;
use context::Context;

use crate::base::{Language, Message};
use crate::storage;

/// The program: parses arguments, runs a command, turns its end into an exit code. Whatever happens, it does not end mute.
pub fn main() -> ExitCode {
    // A fault while reading one document is caught and becomes a note of that document.
    std::panic::set_hook(Box::new(|_| {}));
    storage::take_size_limits_for_errors();
    let arguments = parse();
    let language = settings::language(arguments.lang);
    let ended = std::panic::catch_unwind(|| run(arguments));
    let exit = match ended {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => {
            tell!("{}", settings::sentence(&error, language));
            Exit::Nothing
        }
        Err(_) => {
            tell!("{}", paint::error(&Message::new("program_fault"), language));
            Exit::Nothing
        }
    };
    match say::fault() {
        Some(reason) => {
            tell!("{}", paint::error(&Message::new("output_unwritten").with("reason", reason), language));
            Exit::Nothing.into()
        }
        None => exit.into(),
    }
}

/// Runs the command that the arguments name.
///
/// # Errors
/// What keeps the command as a whole from its work; a single bad file does not.
pub fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    paint::choose(arguments.color);
    let context = Context::new(&arguments);
    run_command(arguments.command, &context).or_else(|error| match error.downcast::<settings::Wrong>() {
        Ok(wrong) => Ok(wrong.say(context.language)),
        Err(error) => Err(error),
    })
}

fn run_command(command: Command, context: &Context) -> anyhow::Result<Exit> {
    let language = context.language;
    match command {
        Command::Build(build) => build::run(&build, context),
        Command::Merge(build) => build::merge(&build, context),
        Command::Extract(extract) => extract::run(&extract, context),
        Command::Tables(tables) => printed_tables::run(&tables, context),
        Command::Normalize(_) => normalize::run(context),
        Command::Tokenize(tokenize) => tokenize::run(&tokenize, language),
        Command::Probe(probe) => probe::run(&probe, context),
        Command::Show(show) => show::run(&show, context),
        Command::Check(check) => check::run(&check, context),
        Command::Explain(explain) => explain::run(&explain, context),
        Command::Diff(diff) => diff::run(&diff, context),
        Command::Link(link) => link::run(&link, context),
        Command::Correct(correct) => correct::run(&correct.command, context),
        Command::Profile(profile) => profile::run(&profile.command, context),
        Command::Trend(trend) => trend::run(&trend, context),
        Command::Compare(compare) => compare::run(&compare, context),
        Command::Dictionary(command) => Ok(dictionary_command(&command, language)),
        Command::Font(command) => Ok(font_command(&command, language)),
        Command::Ocr(command) => Ok(ocr_command(&command, language)),
        Command::Init(arguments) => Ok(init::run(&arguments, language)?),
        Command::Doctor => Ok(doctor::run(context)),
        Command::Clean(clean) => Ok(clean::run(&clean, context)?),
        Command::StripWorker => Ok(crate::pipeline::serve_strips().map(|()| Exit::Done)?),
        Command::ReadWorker => Ok(crate::pipeline::serve().map(|()| Exit::Done)?),
        Command::Completions(completions) => Ok(completions::run(completions.shell)),
        Command::Man(man) => man::run(&man, language),
    }
}

fn dictionary_command(command: &arguments::DictionaryArguments, language: Language) -> Exit {
    let arguments::DictionaryCommand::Install { from, force } = &command.command;
    install_dictionary(from.as_deref(), *force, language)
}

fn font_command(command: &arguments::FontArguments, language: Language) -> Exit {
    let arguments::FontCommand::Install { from, force } = &command.command;
    install_font(from.as_deref(), *force, language)
}

fn ocr_command(command: &arguments::OcrArguments, language: Language) -> Exit {
    let arguments::OcrCommand::Install { from, force } = &command.command;
    let installed = ocr_models::install(from.as_deref(), *force, &mut |message| tell!("{}", message.text(language)));
    end_installing(installed, language)
}

/// Installs the dictionary and says on standard error what it does.
fn install_dictionary(from: Option<&Path>, force: bool, language: Language) -> Exit {
    let installed = dictionary::install(from, force, &mut |message| tell!("{}", message.text(language)));
    end_installing(installed.map(|it| it.message()), language)
}

/// Installs a Japanese font and says on standard error what it does.
fn install_font(from: Option<&Path>, force: bool, language: Language) -> Exit {
    let installed = font::install(from, force, &mut |message| tell!("{}", message.text(language)));
    end_installing(installed.map(|it| it.message()), language)
}

fn end_installing(installed: anyhow::Result<Message>, language: Language) -> Exit {
    match installed {
        Ok(message) => {
            tell!("{}", message.text(language));
            Exit::Done
        }
        Err(error) => {
            tell!("{}", settings::sentence(&error, language));
            Exit::Nothing
        }
    }
}
