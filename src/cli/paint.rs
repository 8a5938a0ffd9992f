//! Colours on a terminal, and the form in which messages are shown. `say` and `anstream` see to what is shown.

use crate::base::{Language, Message, Severity};

/// Has colours shown always, never, or where a terminal shows them and NO_COLOR is not set.
pub(super) fn choose(choice: clap::ColorChoice) {
    let choice = match choice {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// Marks of colours in text: code points that no text has, so that nobody else can colour anything. `say` makes codes of them.
const RED: char = '\u{FDD1}';
const GREEN: char = '\u{FDD2}';
const YELLOW: char = '\u{FDD3}';
const RESET: char = '\u{FDD0}';

/// What a terminal takes for a mark.
pub(super) fn code_of(mark: char) -> Option<&'static str> {
    match mark {
        RESET => Some("\u{1b}[0m"),
        RED => Some("\u{1b}[31m"),
        GREEN => Some("\u{1b}[32m"),
        YELLOW => Some("\u{1b}[33m"),
        _ => None,
    }
}

/// As something that is in order.
pub(super) fn good(text: &str) -> String {
    format!("{GREEN}{text}{RESET}")
}

/// As something that is wrong.
pub(super) fn bad(text: &str) -> String {
    format!("{RED}{text}{RESET}")
}

/// As something to look at.
pub(super) fn doubtful(text: &str) -> String {
    format!("{YELLOW}{text}{RESET}")
}

/// A code in the colour of its severity: `[pdf_damaged]`.
pub(super) fn code(code: &str, severity: Severity) -> String {
    let text = format!("[{code}]");
    match severity {
        Severity::Error => bad(&text),
        Severity::Warning => doubtful(&text),
        Severity::Info => text,
    }
}

/// What is to be looked at while the work goes on.
pub(super) fn warning(message: &Message, language: Language) -> String {
    format!("{} {}", code(message.key(), Severity::Warning), message.text(language))
}

/// What went wrong: the code, which leads to its page in docs/messages, and the sentence.
pub(super) fn error(message: &Message, language: Language) -> String {
    format!("{} {}", code(message.key(), Severity::Error), message.text(language))
}
