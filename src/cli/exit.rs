//! Exit codes.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; there may be notes.
    Done,
    /// The data is written, and a check failed under `--strict`.
    ChecksFailed,
    /// The command line, a profile or a setting is wrong.
    Usage,
    /// Some inputs failed, the rest is written.
    Partly,
    /// Nothing could be read or written.
    Nothing,
    /// A trial found that something is to be done.
    Pending,
}

impl Exit {
    /// How a command over `all` files ends of which `failed` gave nothing.
    pub(super) fn of(failed: usize, all: usize) -> Exit {
        match failed {
            0 => Exit::Done,
            _ if failed == all => Exit::Nothing,
            _ => Exit::Partly,
        }
    }

    /// The end whose number is `code`.
    pub(super) fn of_code(code: u8) -> Exit {
        let all = [Exit::Done, Exit::ChecksFailed, Exit::Usage, Exit::Partly, Exit::Nothing, Exit::Pending];
        all.into_iter().find(|it| it.code() == code).unwrap_or(Exit::Nothing)
    }

    /// The number that the program ends with.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::ChecksFailed => 1,
            Exit::Usage => 2,
            Exit::Partly => 3,
            Exit::Nothing => 4,
            Exit::Pending => 5,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}
