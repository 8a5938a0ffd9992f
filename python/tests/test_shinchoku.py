"""The package against the program: SHINCHOKU_PROGRAM, else the one that `cargo build` made.

    cargo build --locked && python3 -m unittest discover --start-directory python/tests
"""

import decimal
import importlib.util
import os
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
INSTALLED = "SHINCHOKU_INSTALLED" in os.environ
if not INSTALLED:
    sys.path.insert(0, str(ROOT / "python"))
    os.environ.setdefault("SHINCHOKU_PROGRAM", str(TARGET / "debug" / "shinchoku"))

import shinchoku  # noqa: E402
from shinchoku import _run  # noqa: E402

SAMPLES = sorted((ROOT / "input").glob("*.pdf"))
PICTURES = ROOT / "fixtures/pdf/picture_only.pdf"
WEB_PAGE = ROOT / "fixtures/pdf/html_page.pdf"


def installed(library: str) -> bool:
    try:
        return _run._library(library) == library
    except ImportError:
        return False


class Extract(unittest.TestCase):
    def test_a_report_is_a_document(self):
        document = shinchoku.extract(SAMPLES[0])
        self.assertEqual((document["document"]["prefecture"], document["document"]["fiscal_year"]), ("秋田県", 2022))
        self.assertEqual(len(document["initiatives"]), 75)
        self.assertIsNone(shinchoku.failure(document))

    def test_options_reach_the_program(self):
        def pages(**options):
            return {table["page"] for table in shinchoku.extract(SAMPLES[0], **options)["tables"]}

        self.assertEqual(pages(pages="1,2"), {1, 2})
        self.assertLess({1, 2}, pages())

    def test_what_is_not_there_is_told_in_a_sentence(self):
        with self.assertRaisesRegex(shinchoku.Failed, r"\[storage_not_found\] nothere.pdf does not exist: check") as failed:
            shinchoku.extract("nothere.pdf", lang="en")
        self.assertEqual(failed.exception.exit_code, 4)

    def test_a_name_that_looks_like_an_option_is_a_file(self):
        with self.assertRaisesRegex(shinchoku.Failed, "storage_not_found"):
            shinchoku.extract("--version")

    def test_a_refused_pdf_has_its_document(self):
        with self.assertRaisesRegex(shinchoku.GaveNothing, "There is no text in this PDF") as refused:
            shinchoku.extract(PICTURES, lang="en")
        self.assertEqual(refused.exception.document["document"]["page_count"], 1)

    def test_a_wrong_option_is_told_with_all_that_was_said(self):
        with self.assertRaises(shinchoku.Failed) as failed:
            shinchoku.extract(SAMPLES[0], prefecture="99", lang="en")
        self.assertEqual(failed.exception.exit_code, 2)
        self.assertIn("99", "\n".join(failed.exception.details))


class ExtractMany(unittest.TestCase):
    def test_a_document_each_in_the_order_given_whatever_fails(self):
        documents = list(shinchoku.extract_many([SAMPLES[1], WEB_PAGE, PICTURES, SAMPLES[0]], lang="en"))
        self.assertEqual([len(it["initiatives"]) for it in documents], [82, 0, 0, 75])
        self.assertEqual([shinchoku.failure(it) is None for it in documents], [True, False, False, True])
        self.assertIn("This is no PDF", shinchoku.failure(documents[1]))

    def test_no_files_are_no_documents(self):
        self.assertEqual(list(shinchoku.extract_many([])), [])

    def test_one_may_stop_early(self):
        documents = shinchoku.extract_many(SAMPLES)
        self.assertEqual(len(next(documents)["initiatives"]), 75)
        documents.close()

    def test_a_wrong_option_is_no_empty_list(self):
        with self.assertRaises(shinchoku.Failed):
            list(shinchoku.extract_many(SAMPLES, prefecture="99"))


class Build(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.output = Path(cls.folder.name) / "output"
        cls.run_ = shinchoku.build(SAMPLES[0].parent, cls.output, formats=["parquet", "csv"])

    def test_a_run_has_its_tables(self):
        self.assertEqual(self.run_.summary["counts"]["initiatives"], 238)
        self.assertIn("initiative_links", self.run_)
        self.assertEqual(list(self.run_), self.run_.tables)

    def check_frames(self, library: str, cells):
        if not installed(library):
            self.skipTest(f"{library} is not installed")
        run = shinchoku.open_run(self.output, frames=library)
        self.assertTrue(type(run["ratings"]).__module__.startswith(library))
        self.assertEqual(len(run["ratings"]), 557)
        values = [it for it in cells(run["observations"]["value"]) if it is not None]
        self.assertIn(decimal.Decimal("1620000"), values)

    def test_frames_of_polars(self):
        self.check_frames("polars", lambda column: column.to_list())

    def test_frames_of_pandas(self):
        self.check_frames("pandas", lambda column: column.tolist())

    def test_frames_of_pyarrow(self):
        self.check_frames("pyarrow", lambda column: column.to_pylist())

    def test_what_is_not_installed_is_told(self):
        with mock.patch("importlib.util.find_spec", return_value=None):
            with self.assertRaisesRegex(ImportError, "pip install polars"):
                self.run_.table("ratings")
            with self.assertRaisesRegex(ImportError, "pip install pandas pyarrow"):
                self.run_.table("ratings", frames="pandas")

    def test_the_first_library_installed_is_taken(self):
        def found(name):
            return name if name in ("pandas", "pyarrow") else None

        with mock.patch("importlib.util.find_spec", side_effect=found):
            self.assertEqual(_run._library(None), "pandas")
        with mock.patch("importlib.util.find_spec", side_effect=lambda name: name == "pandas" or None):
            self.assertRaises(ImportError, _run._library, None)

    def test_wrong_names_are_told(self):
        self.assertRaisesRegex(KeyError, "no table rating; it has blocks", self.run_.table, "rating")
        self.assertRaisesRegex(ValueError, "may be polars, pandas, pyarrow", shinchoku.open_run, self.output, frames="R")
        self.assertRaisesRegex(FileNotFoundError, "holds no run", shinchoku.open_run, self.folder.name)

    def test_a_run_is_opened_by_link_line_or_folder(self):
        folder = self.run_.folder
        self.assertEqual(shinchoku.open_run(folder).folder, folder)
        with tempfile.TemporaryDirectory() as other:
            # Where a system has no links `current` is a file of one line.
            Path(other, "current").write_text(f"{folder}\n", "utf-8")
            self.assertEqual(shinchoku.open_run(other).folder, folder)

    def test_without_parquet_there_are_no_frames(self):
        with tempfile.TemporaryDirectory() as output:
            run = shinchoku.build(SAMPLES[0], output, formats=["csv"])
            self.assertRaisesRegex(KeyError, "with parquet among its formats", run.table, "ratings")

    def test_a_file_that_gives_nothing_is_a_warning(self):
        with tempfile.TemporaryDirectory() as output, self.assertWarnsRegex(UserWarning, "This is no PDF"):
            run = shinchoku.build([SAMPLES[0], WEB_PAGE], output, lang="en")
        self.assertEqual(run.summary["counts"]["initiatives"], 75)

    def test_nothing_at_all_is_a_failure(self):
        with tempfile.TemporaryDirectory() as output, self.assertRaisesRegex(shinchoku.Failed, "Nothing was written"):
            shinchoku.build(WEB_PAGE, output, lang="en")
        self.assertRaises(ValueError, shinchoku.build, [], "output")

    def test_a_second_build_says_nothing_and_opens_the_run(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            again = shinchoku.build(SAMPLES[0].parent, self.output, formats=["parquet", "csv"])
        self.assertEqual((again.folder, again.summary["written"]), (self.run_.folder, False))


class Program(unittest.TestCase):
    def test_what_is_tried_is_what_is_installed(self):
        self.assertEqual(Path(shinchoku.__file__).is_relative_to(ROOT / "python"), not INSTALLED)
        self.assertEqual(Path(shinchoku.program()).is_relative_to(sys.prefix), INSTALLED)

    def test_the_module_is_the_program(self):
        environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
        version = subprocess.run(
            [sys.executable, "-m", "shinchoku", "--version"], env=environment, capture_output=True, text=True
        )
        self.assertRegex(version.stdout, r"^shinchoku \d+\.\d+\.\d+")

    def test_a_program_that_is_not_there_is_told(self):
        with mock.patch.dict(os.environ, SHINCHOKU_PROGRAM="/nowhere/shinchoku"):
            self.assertRaisesRegex(FileNotFoundError, "correct or unset", shinchoku.program)

    @unittest.skipIf(INSTALLED, "the program is installed")
    def test_without_a_program_there_is_a_sentence(self):
        with mock.patch.dict(os.environ, {"PATH": "", "SHINCHOKU_PROGRAM": ""}):
            self.assertRaisesRegex(FileNotFoundError, "install this package again", shinchoku.program)

    def test_the_program_beside_the_package_comes_before_that_on_the_path(self):
        with tempfile.TemporaryDirectory() as scripts:
            name = "shinchoku.exe" if sys.platform == "win32" else "shinchoku"
            Path(scripts, name).touch()
            with (
                mock.patch.dict(os.environ, SHINCHOKU_PROGRAM=""),
                mock.patch("sysconfig.get_path", return_value=scripts),
            ):
                self.assertEqual(shinchoku.program(), str(Path(scripts, name)))


@unittest.skipUnless(importlib.util.find_spec("polars"), "polars is not installed")
class Example(unittest.TestCase):
    def test_what_the_readme_shows(self):
        import polars as pl

        with tempfile.TemporaryDirectory() as output:
            ratings = shinchoku.build(ROOT / "input", output)["ratings"]
        counts = ratings.filter(pl.col("origin") == "list", pl.col("fiscal_year") == pl.col("reported_fiscal_year"))
        self.assertEqual(counts.group_by("fiscal_year", "value_printed").len().height, 9)


if __name__ == "__main__":
    unittest.main()
