//! Raw arguments -> settings -> commands.
//!
//! Comes in: the command line. Goes out: an exit code; data on standard output, everything else on standard error. Deliberately
//! knows nothing of how documents are read.

mod arguments;
mod build;
mod check;
mod completions;
pub mod dictionary;
mod diff;
mod exit;
mod explain;
mod extract;
mod help;
mod listing;
mod normalize;
mod places;
mod printed_tables;
mod probe;
mod profile;
mod progress;
mod settings;
mod show;
mod summary;
mod tables;

pub use arguments::Arguments;
pub use exit::Exit;
pub use help::parse;

use arguments::Command;

/// Runs the command that the arguments name.
///
/// # Errors
/// What keeps the command as a whole from its work; a single bad file does not.
pub fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let language = settings::language(arguments.lang);
    run_command(arguments.command, language).or_else(|error| match error.downcast::<settings::Wrong>() {
        Ok(wrong) => Ok(wrong.say(language)),
        Err(error) => Err(error),
    })
}

fn run_command(command: Command, language: crate::base::Language) -> anyhow::Result<Exit> {
    match command {
        Command::Build(build) => build::run(&build, language),
        Command::Extract(extract) => extract::run(&extract, language),
        Command::Tables(tables) => printed_tables::run(&tables, language),
        Command::Normalize(_) => normalize::run(),
        Command::Probe(probe) => probe::run(&probe, language),
        Command::Show(show) => show::run(&show, language),
        Command::Check(check) => check::run(&check, language),
        Command::Explain(explain) => explain::run(&explain, language),
        Command::Diff(diff) => diff::run(&diff, language),
        Command::Profile(profile) => profile::run(&profile.command, language),
        Command::Dictionary(command) => Ok(dictionary_command(&command, language)),
        Command::ReadWorker => Ok(crate::pipeline::serve().map(|()| Exit::Done)?),
        Command::Completions(completions) => Ok(completions::run(completions.shell)),
    }
}

fn dictionary_command(command: &arguments::DictionaryArguments, language: crate::base::Language) -> Exit {
    let arguments::DictionaryCommand::Install { from, force } = &command.command;
    install_dictionary(from.as_deref(), *force, language)
}

/// Installs the dictionary and says on standard error what it does.
fn install_dictionary(from: Option<&std::path::Path>, force: bool, language: crate::base::Language) -> Exit {
    match dictionary::install(from, force, &mut |message| eprintln!("{}", message.text(language))) {
        Ok(installed) => {
            eprintln!("{}", installed.message().text(language));
            Exit::Done
        }
        Err(error) => {
            eprintln!("{}", settings::sentence(&error, language));
            Exit::Nothing
        }
    }
}
