//! `completions`

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Arguments, Exit};

/// Prints the completion script of a shell.
pub(super) fn run(shell: Shell) -> Exit {
    clap_complete::generate(shell, &mut Arguments::command(), "shinchoku", &mut std::io::stdout());
    Exit::Done
}
