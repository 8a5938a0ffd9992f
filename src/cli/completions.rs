//! `completions`

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Arguments, Exit, say};

/// Prints the completion script of a shell.
pub(super) fn run(shell: Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "shinchoku", &mut script);
    say::data(&script);
    Exit::Done
}
