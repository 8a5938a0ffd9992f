"""What PDFs say, as dictionaries: the documents of `shinchoku extract`."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator

from ._program import DONE, NOTHING, SOME_FAILED, Failed, GaveNothing, lines, options, run, start

PathLike = str | os.PathLike[str]


def extract(
    path: PathLike,
    *,
    pages: str | None = None,
    profile: str | None = None,
    fiscal_year: str | int | None = None,
    prefecture: str | None = None,
    password_file: PathLike | None = None,
    lang: str | None = None,
) -> dict:
    """What one PDF says: tables, initiatives, ratings, blocks, observations, totals and notes, each with page and box.

    Values are decimal strings in their unit, boxes `[x0, y0, x1, y1]` in points from the top left of the page.
    `pages` is "1-4,7"; `fiscal_year`, "R5" or 2023, and `prefecture`, "05" or "秋田県", are for PDFs that do not say so.

    Raises GaveNothing where the PDF was opened and nothing can be read of it, Failed where it cannot be opened.
    """
    known = options(
        pages=pages, profile=profile, fiscal_year=fiscal_year, prefecture=prefecture, password_file=password_file, lang=lang
    )
    exit_code, printed, said = run(["extract", "--quiet", *known, "--", os.fspath(path)])
    if exit_code == DONE:
        return json.loads(printed)
    if exit_code == NOTHING and printed.strip():
        raise GaveNothing(said, exit_code, json.loads(printed))
    raise Failed(said, exit_code)


def extract_many(
    paths: Iterable[PathLike],
    *,
    jobs: int | None = None,
    profile: str | None = None,
    fiscal_year: str | int | None = None,
    prefecture: str | None = None,
    lang: str | None = None,
) -> Iterator[dict]:
    """What many PDFs say: a document each, in the order given, as soon as it is read. See `extract`.

    No file ends the others: one that gives nothing is a document without items; `failure` tells why.

    Raises Failed where the program ends before the last file.
    """
    paths = [os.fspath(path) for path in paths]
    if not paths:
        return
    known = options(jobs=jobs, profile=profile, fiscal_year=fiscal_year, prefecture=prefecture, lang=lang)
    # What it says goes to a file, for a pipe that nobody empties would stop it.
    with tempfile.TemporaryFile() as said:
        with start(["extract", "--quiet", "--format", "jsonl", *known, "--", *paths], said) as process:
            try:
                yield from map(json.loads, process.stdout)
            except GeneratorExit:
                process.kill()
                raise
        said.seek(0)
        if process.returncode not in (DONE, SOME_FAILED, NOTHING):
            raise Failed(lines(said.read()), process.returncode)


def failure(document: dict) -> str | None:
    """Why a document gave nothing, in the program's sentence; None where it gave something."""
    if document["tables"] or document["initiatives"] or document["observations"]:
        return None
    errors = (note["message"] for note in document["notes"] if note["severity"] == "error")
    return next(errors, None)
