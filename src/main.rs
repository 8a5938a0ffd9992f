//! The program: parses arguments, runs a command, turns its end into an exit code.

use std::process::ExitCode;

use shinchoku::cli::{Exit, parse, run};

fn main() -> ExitCode {
    // A fault while reading one document is caught and becomes a note of that document.
    std::panic::set_hook(Box::new(|_| {}));
    match run(parse()) {
        Ok(exit) => exit.into(),
        Err(error) => {
            eprintln!("shinchoku: {error:#}");
            Exit::Nothing.into()
        }
    }
}
