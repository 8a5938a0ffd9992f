//! The program; all of it stands in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    shinchoku::cli::main()
}
