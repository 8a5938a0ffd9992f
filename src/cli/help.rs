//! The help of the commands in Japanese; the English one stands beside the arguments.

use std::collections::HashMap;
use std::ffi::OsString;

use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use super::arguments::Lang;
use super::settings::language;
use super::{Arguments, Exit, usage};
use crate::base::Language;

/// How a help page is laid out.
const TEMPLATE: &str = "{about-with-newline}\n使い方: {usage}\n\n{all-args}{after-help}";

const EXAMPLES: &str = "例:
  shinchoku init && shinchoku build
  shinchoku build input --output output
  shinchoku probe report.pdf
  shinchoku extract report.pdf --format json > report.json";

/// Parses the command line; help and usage errors are printed, and the program ends, as clap does it.
pub fn parse() -> Arguments {
    let words: Vec<OsString> = std::env::args_os().collect();
    let language = language(asked(&words));
    let mut command = localized_command(language);
    let matches = command.try_get_matches_from_mut(words).unwrap_or_else(|error| {
        let worded = (language == Language::Japanese).then(|| usage::sentences(&error, &mut command)).flatten();
        let Some(text) = worded else { error.exit() };
        tell!("{text}");
        std::process::exit(i32::from(Exit::Usage.code()));
    });
    Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut command).exit())
}

/// The command line with its help in `language`.
pub(super) fn localized_command(language: Language) -> Command {
    match language {
        Language::Japanese => in_japanese(Arguments::command()),
        Language::English => Arguments::command(),
    }
}

/// The language asked for, before the command line is parsed.
fn asked(words: &[OsString]) -> Option<Lang> {
    let of = |word: &str| match word {
        "ja" => Some(Lang::Ja),
        "en" => Some(Lang::En),
        _ => None,
    };
    let mut words = words.iter().filter_map(|it| it.to_str());
    while let Some(word) = words.next() {
        match word.strip_prefix("--lang") {
            Some("") => return words.next().and_then(of),
            Some(value) => return of(value.trim_start_matches('=')),
            None => {}
        }
    }
    None
}

fn in_japanese(command: Command) -> Command {
    let texts: HashMap<String, String> =
        toml::from_str(include_str!("help_ja.toml")).expect("a test reads the Japanese help");
    let name = command.get_name().to_owned();
    let version = flag("version", 'V', ArgAction::Version, "版を表示する");
    localized(command, &name, &texts).disable_version_flag(true).arg(version).after_help(EXAMPLES)
}

/// A flag that clap would add itself, with English help.
fn flag(name: &'static str, short: char, action: ArgAction, help: &'static str) -> Arg {
    Arg::new(name).short(short).long(name).action(action).help(help).help_heading("オプション")
}

/// Puts the Japanese texts into a command, its arguments and its subcommands.
fn localized(mut command: Command, name: &str, texts: &HashMap<String, String>) -> Command {
    if let Some(about) = texts.get(name) {
        command = command.about(about).long_about(None);
    }
    command = command.help_template(TEMPLATE).disable_help_flag(true);
    command = command.arg(flag("help", 'h', ArgAction::Help, "使い方を表示する"));
    command = command.subcommand_help_heading("コマンド").disable_help_subcommand(name != "shinchoku");
    let argument_ids: Vec<String> = command.get_arguments().map(|it| it.get_id().to_string()).collect();
    for id in argument_ids {
        if let Some(help) = texts.get(&format!("{name}.{id}")) {
            let heading = |it: &clap::Arg| if it.is_positional() { "引数" } else { "オプション" };
            command = command.mut_arg(id, |it| {
                let heading = heading(&it);
                it.help(help).long_help(None).help_heading(heading)
            });
        }
    }
    let subcommands: Vec<String> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    for subcommand in subcommands {
        let key = if name == "shinchoku" { subcommand.clone() } else { format!("{name} {subcommand}") };
        command = command.mut_subcommand(subcommand, |it| localized(it, &key, texts));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_japanese(text: &str) -> bool {
        text.chars().any(|it| ('ぁ'..='ヿ').contains(&it) || ('一'..='鿿').contains(&it))
    }

    #[track_caller]
    fn check(command: &Command, path: &str) {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(command.is_hide_set() || is_japanese(&about), "{path} has no Japanese help");
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(is_japanese(&help), "{path} {} has no Japanese help", argument.get_id());
        }
        command.get_subcommands().for_each(|it| check(it, &format!("{path} {}", it.get_name())));
    }

    #[test]
    fn every_command_and_argument_is_explained_in_japanese() {
        check(&in_japanese(Arguments::command()), "shinchoku");
    }

    #[test]
    fn the_language_is_found_before_parsing() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(asked(&words("shinchoku --lang ja build")), Some(Lang::Ja));
        assert_eq!(asked(&words("shinchoku build --lang=en")), Some(Lang::En));
        assert_eq!(asked(&words("shinchoku build input")), None);
    }
}
