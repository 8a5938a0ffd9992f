"""Where the program is, how it is started, and what its ends mean."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import IO

# It wins, so that a program that was built by oneself can be tried.
PROGRAM_VARIABLE = "SHINCHOKU_PROGRAM"

# Exit codes of the program: README, "Use it".
DONE, CHECK_FAILED, SOME_FAILED, NOTHING = 0, 1, 3, 4


class Failed(Exception):
    """The program ended without a result. The text is its own sentence: what, where, what to do.

    `exit_code` is that of the program, `details` all that it said, a line each.
    """

    def __init__(self, details: list[str], exit_code: int):
        super().__init__(details[-1] if details else f"shinchoku ended with {exit_code} and said nothing.")
        self.details = details
        self.exit_code = exit_code


class GaveNothing(Failed):
    """A PDF was opened and nothing was read of it. `document` says why in its notes."""

    def __init__(self, details: list[str], exit_code: int, document: dict):
        super().__init__(details, exit_code)
        self.document = document


def program() -> str:
    """The path of the program: `SHINCHOKU_PROGRAM`, else that installed with this package, else that on the PATH.

    Raises FileNotFoundError where there is none.
    """
    named = os.environ.get(PROGRAM_VARIABLE)
    if named:
        if not os.path.isfile(named):
            raise FileNotFoundError(f"{PROGRAM_VARIABLE} names {named}, which is no file: correct or unset it.")
        return named

    name = "shinchoku.exe" if sys.platform == "win32" else "shinchoku"
    for folder in _script_folders():
        if (folder / name).is_file():
            return str(folder / name)

    found = shutil.which("shinchoku")
    if found is None:
        raise FileNotFoundError(
            "The program shinchoku was not found: install this package again, or put the program on the PATH."
        )
    return found


def _script_folders() -> Iterator[Path]:
    """Where pip puts programs: of this environment, of the user, and beside this package for `pip install --target`."""
    yield Path(sysconfig.get_path("scripts"))
    yield Path(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user")))
    yield Path(__file__).resolve().parent.parent / ("Scripts" if sys.platform == "win32" else "bin")


def options(**given: object) -> list[str]:
    """Command line options: `fiscal_year="R5"` is `--fiscal-year R5`, `strict=True` is `--strict`, None is nothing."""
    arguments = []
    for name, value in given.items():
        if value is None or value is False:
            continue
        arguments.append(f"--{name.replace('_', '-')}")
        if value is not True:
            arguments.append(str(value))
    return arguments


def start(arguments: list[str], said: IO[bytes] | int) -> "subprocess.Popen[bytes]":
    """Starts the program; it reads nothing, what it prints is to be read, and what it says goes to `said`."""
    return subprocess.Popen(
        [program(), *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
    )


def run(arguments: list[str]) -> tuple[int, bytes, list[str]]:
    """Runs the program to its end: exit code, what it printed, and what it said, a line each."""
    with start(arguments, subprocess.PIPE) as process:
        printed, said = process.communicate()
    return process.returncode, printed, lines(said)


def lines(said: bytes) -> list[str]:
    """What the program said on standard error, without empty lines."""
    return [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
