"""Runs of `shinchoku build`: their tables as frames of the library that one works with."""

import importlib.util
import json
import os
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ._program import DONE, SOME_FAILED, Failed, options, run
from ._reading import PathLike

# Libraries whose frames a run gives; the first one installed is taken where none is named.
FRAMES = ("polars", "pandas", "pyarrow")

# What must be installed for the frames of each: one of every group.
_NEEDED = {"polars": [["polars"]], "pandas": [["pandas"], ["pyarrow", "fastparquet"]], "pyarrow": [["pyarrow"]]}


class Run:
    """A run on disk: `run["ratings"]` is a table, `run.tables` names all."""

    def __init__(self, folder: Path, frames: str | None = None, summary: dict | None = None):
        self.folder = folder
        self.frames = frames
        # What the build said, as `shinchoku build --json` prints it; None for a run that was opened.
        self.summary = summary

    @property
    def tables(self) -> list[str]:
        """The names of the tables, in alphabetical order."""
        return sorted(path.stem for path in (self.folder / "datasets").glob("*.parquet"))

    def table(self, name: str, frames: str | None = None) -> Any:
        """A table as a frame of `frames`: "polars" (DataFrame), "pandas" (DataFrame) or "pyarrow" (Table).

        Raises KeyError where the run has no such table, ImportError where no library is installed.
        """
        path = self.folder / "datasets" / f"{name}.parquet"
        if not self.tables:
            raise KeyError(f"The run {self.folder} has no Parquet files: build it with parquet among its formats.")
        if not path.is_file():
            raise KeyError(f"The run {self.folder} has no table {name}; it has {', '.join(self.tables)}.")
        library = _library(frames or self.frames)
        if library == "polars":
            import polars

            return polars.read_parquet(path)
        if library == "pandas":
            import pandas

            return pandas.read_parquet(path)
        import pyarrow.parquet

        return pyarrow.parquet.read_table(path)

    def __getitem__(self, name: str) -> Any:
        return self.table(name)

    def __contains__(self, name: object) -> bool:
        return name in self.tables

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def __repr__(self) -> str:
        return f"Run({str(self.folder)!r})"


def build(
    input: PathLike | Iterable[PathLike],
    output: PathLike,
    *,
    formats: Iterable[str] = ("parquet",),
    fiscal_year: str | int | None = None,
    prefecture: str | None = None,
    profile: str | None = None,
    force: bool = False,
    strict: bool = False,
    lang: str | None = None,
    frames: str | None = None,
) -> Run:
    """Reads every PDF below `input`, a folder or file or several, into a new run below `output`, and opens it.

    Where nothing has changed the last run stands. `formats` are of parquet, csv, xlsx, html, jsonl; frames need parquet.
    A file that gives nothing is a warning with the program's sentence, and the rest is written.

    Raises Failed where nothing was written, and under `strict` where a check failed.
    """
    inputs = [input] if isinstance(input, (str, os.PathLike)) else list(input)
    if not inputs:
        raise ValueError("build was given no input: name a folder or a PDF.")
    known = options(
        output=os.fspath(output),
        format=",".join(formats),
        fiscal_year=fiscal_year,
        prefecture=prefecture,
        profile=profile,
        force=force,
        strict=strict,
        lang=lang,
    )
    exit_code, printed, said = run(["build", "--json", "--quiet", *known, "--", *map(os.fspath, inputs)])
    if exit_code not in (DONE, SOME_FAILED):
        raise Failed(said, exit_code)
    if exit_code == SOME_FAILED:
        warnings.warn("\n".join(said), stacklevel=2)
    opened = open_run(output, frames=frames)
    opened.summary = json.loads(printed)
    return opened


def open_run(folder: PathLike, *, frames: str | None = None) -> Run:
    """Opens a run: that which `current` leads to in an output folder, or the run itself. `frames` is as in `Run.table`.

    Raises FileNotFoundError where there is none, ImportError where `frames` names what is not installed.
    """
    if frames is not None:
        _library(frames)
    folder = Path(folder)
    for candidate in (folder, _current(folder)):
        if candidate is not None and (candidate / "run.json").is_file():
            return Run(candidate.resolve(), frames)
    raise FileNotFoundError(f"{folder} holds no run: name the folder given to build as output, or a folder below its runs.")


def _current(folder: Path) -> Path | None:
    """Where `current` leads: a link, or a file of one line where there are no links."""
    current = folder / "current"
    if current.is_dir():
        return current
    return folder / current.read_text("utf-8").strip() if current.is_file() else None


def _library(frames: str | None) -> str:
    """The library whose frames are given: that named, else the first one installed."""
    if frames is not None and frames not in FRAMES:
        raise ValueError(f"frames is {frames!r}; it may be {', '.join(FRAMES)}.")
    for library in (frames,) if frames else FRAMES:
        if all(any(map(importlib.util.find_spec, needed)) for needed in _NEEDED[library]):
            return library
    wanted = " and ".join(" or ".join(needed) for needed in _NEEDED[frames or "polars"])
    install = " ".join(needed[0] for needed in _NEEDED[frames or "polars"])
    raise ImportError(f"Frames need {wanted}, which is not installed: pip install {install}.")
