//! `man`

use clap::Command;

use super::Exit;
use super::arguments::ManArguments;
use super::help;
use super::say;
use super::settings::Wrong;
use crate::base::{Language, Message};

/// Prints the manual page of the program, or of one command, in roff.
pub(super) fn run(arguments: &ManArguments, language: Language) -> anyhow::Result<Exit> {
    let mut program = help::localized_command(language);
    program.build();
    let page = match &arguments.command {
        None => program,
        Some(name) => subcommand(&program, name)?,
    };
    let mut bytes = Vec::new();
    clap_mangen::Man::new(page).render(&mut bytes)?;
    say::data(&bytes);
    Ok(Exit::Done)
}

fn subcommand(program: &Command, name: &str) -> Result<Command, Wrong> {
    let shown = || program.get_subcommands().filter(|it| !it.is_hide_set());
    let found = shown().find(|it| it.get_name() == name).cloned();
    found.map(|it| it.display_name(format!("shinchoku-{name}"))).ok_or_else(|| {
        let known: Vec<&str> = shown().map(Command::get_name).collect();
        let message = Message::new("command_unknown").with("command", name).with("known", known.join(", "));
        Wrong { message, exit: Exit::Usage }
    })
}
