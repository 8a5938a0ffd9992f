//! What clap says of a wrong command line, in Japanese; in English it says it itself.

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::base::{Language, Message};

/// The sentences for an error of the command line; `None` for help and version, which are no errors, and for what clap words best.
pub(super) fn sentences(error: &Error, command: &mut Command) -> Option<String> {
    let text = |kind: ContextKind| error.get(kind).map(plain).filter(|it| !it.is_empty());
    let argument = || text(ContextKind::InvalidArg).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::UnknownArgument => Message::new("usage_unknown_argument").with("argument", argument()),
        ErrorKind::InvalidSubcommand => {
            let command = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            Message::new("usage_unknown_command").with("command", command)
        }
        ErrorKind::MissingRequiredArgument => Message::new("usage_missing_argument").with("argument", argument()),
        ErrorKind::MissingSubcommand => Message::new("usage_missing_command"),
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg).unwrap_or_default();
            Message::new("usage_conflict").with("argument", argument()).with("other", other)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = text(ContextKind::InvalidValue);
            let key = if value.is_some() { "usage_wrong_value" } else { "usage_no_value" };
            Message::new(key).with("argument", argument()).with("value", value.unwrap_or_default())
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            Message::new("usage_no_value").with("argument", argument())
        }
        ErrorKind::TooManyValues => Message::new("usage_unknown_argument").with("argument", argument()),
        _ => return None,
    };

    let say = |message: Message| message.text(Language::Japanese);
    let mut lines = vec![say(message)];
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    lines.extend(near.into_iter().find_map(text).map(|it| say(Message::new("usage_near").with("near", it))));
    let known = text(ContextKind::ValidValue);
    lines.extend(known.map(|it| say(Message::new("usage_known").with("known", it))));
    lines.push(say(Message::new("usage_help").with("command", command_line(error, command))));
    Some(lines.join("\n"))
}

/// The command whose help explains it: the usage line up to its first argument.
fn command_line(error: &Error, command: &mut Command) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => command.render_usage().to_string(),
    };
    let words = usage.trim_start_matches("Usage:").split_whitespace();
    words.take_while(|it| !it.starts_with(['[', '<', '-'])).collect::<Vec<_>>().join(" ")
}

fn plain(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Arguments;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let mut command = Arguments::command();
        let error = command.try_get_matches_from_mut(line.split(' ')).expect_err("a wrong command line");
        let found = sentences(&error, &mut command).expect("worded");
        for words in expected {
            assert!(found.contains(words), "{line}: {found}");
        }
    }

    #[test]
    fn what_is_not_known_is_named_with_the_nearest() {
        check("shinchoku biuld", &["biuld", "build", "shinchoku --help"]);
        check("shinchoku build --outptu x", &["--outptu", "--output", "shinchoku build --help"]);
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        check("shinchoku probe", &["<FILE>", "足りません"]);
        check("shinchoku extract a.pdf --format xml", &["xml", "jsonl"]);
        check("shinchoku build --fiscal-year R99", &["--fiscal-year", "R99"]);
        check("shinchoku build -q -v", &["--quiet", "--verbose"]);
    }
}
