//! The one place that prints, by the macros `say!` (standard output) and `tell!` (standard error).
//!
//! Comes in: text with the marks of `paint`, in which strangers may have put whatever they like. Goes out: lines in which nothing
//! but our own colours is obeyed by a terminal. A reader that has seen enough (`| head`) is no error; a full drive is one, which
//! the program ends with.

use std::io::{ErrorKind, Write};
use std::sync::Mutex;

use super::paint::code_of;
use crate::base::visible;

/// Prints a line of text on standard output.
macro_rules! say {
    ($($part:tt)*) => { $crate::cli::say::line(&format!($($part)*)) };
}

/// Prints a line of text on standard error.
macro_rules! tell {
    ($($part:tt)*) => { $crate::cli::say::error_line(&format!($($part)*)) };
}

/// Why standard output could not be written, the first time that it happened.
static FAULT: Mutex<Option<String>> = Mutex::new(None);

/// Prints a line on standard output.
pub(super) fn line(text: &str) {
    let mut output = anstream::stdout().lock();
    note(writeln!(output, "{}", coloured(text)).and_then(|()| output.flush()));
}

/// Prints text that ends its lines itself on standard output.
pub(super) fn text(text: &str) {
    let mut output = anstream::stdout().lock();
    note(write!(output, "{}", coloured(text)).and_then(|()| output.flush()));
}

/// Writes bytes of a data format to standard output as they are.
pub(super) fn data(bytes: &[u8]) {
    let mut output = std::io::stdout().lock();
    note(output.write_all(bytes).and_then(|()| output.flush()));
}

/// Prints a line on standard error. Where that fails there is nobody left to be told.
pub(super) fn error_line(text: &str) {
    drop(writeln!(anstream::stderr().lock(), "{}", coloured(text)));
}

/// Keeps the first fault of standard output.
pub(super) fn note(written: std::io::Result<()>) {
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        let mut fault = FAULT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        fault.get_or_insert_with(|| error.to_string());
    }
}

/// Why standard output could not be written; `None` where all of it was.
pub(super) fn fault() -> Option<String> {
    FAULT.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
}

/// The text as it may be shown, with our own colours.
fn coloured(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(|it| code_of(it).is_some()) {
        let mark = piece.chars().next_back().and_then(|it| Some((it, code_of(it)?)));
        let (words, code) = mark.map_or((piece, ""), |(it, code)| (&piece[..piece.len() - it.len_utf8()], code));
        shown.push_str(&visible(words));
        shown.push_str(code);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::paint;

    #[test]
    fn only_our_own_colours_are_obeyed() {
        let text = format!("{} {}", paint::bad("[x]"), "\u{1b}[31m\u{1b}]8;;http://evil\u{7}title\u{202E}");
        let expected = "\u{1b}[31m[x]\u{1b}[0m \\u{1b}[31m\\u{1b}]8;;http://evil\\u{7}title\\u{202e}";
        assert_eq!(coloured(&text), expected);
    }
}
