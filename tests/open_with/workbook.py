"""The workbook as openpyxl and LibreOffice open it: every data sheet has the rows of its CSV, and every sheet makes a page."""

import csv
import pathlib
import shutil
import subprocess
import sys
import tempfile

import openpyxl


def check_rows(run, workbook):
    for file in sorted((run / "datasets").glob("*.csv")):
        with open(file, encoding="utf-8-sig", newline="") as lines:
            expected = sum(1 for _ in csv.reader(lines))
        name = f"data_{file.stem}"[:31]
        if expected == 1:
            assert name not in workbook.sheetnames, f"{name} is empty"
            continue
        sheet = workbook[name]
        assert sheet.max_row == expected, f"{sheet.title} has {sheet.max_row} rows, {file.name} {expected}"
        assert not sheet.merged_cells.ranges, f"{sheet.title} has merged cells"
        titles = [cell.value for cell in sheet[1]]
        assert all(titles) and len(set(titles)) == len(titles), f"{sheet.title}: {titles}"
    formulas = [cell.coordinate for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not formulas, f"no cell computes: {formulas[:5]}"


def check_libreoffice(run, name):
    """Converts the workbook; a warning, an empty result or a repaired file is a fault."""
    if not shutil.which("soffice"):
        print("LibreOffice is not installed: not opened with it")
        return
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
        for target, size in [("pdf", 50_000), ("ods", 20_000)]:
            done = subprocess.run(
                [*command, "--convert-to", target, "--outdir", folder, str(run / name)],
                capture_output=True, text=True, timeout=300, check=True,
            )
            said = [it for it in done.stderr.splitlines() if it and "javaldx" not in it]
            assert not said, f"LibreOffice says: {said}"
            result = (pathlib.Path(folder) / name).with_suffix(f".{target}")
            assert result.stat().st_size > size, f"{result.name} is empty"
    print("LibreOffice opens it without a word")


run, name = pathlib.Path(sys.argv[1]), sys.argv[2]
workbook = openpyxl.load_workbook(run / name)
check_rows(run, workbook)
print(f"{len(workbook.sheetnames)} sheets: {', '.join(it for it in workbook.sheetnames if not it.startswith('data_'))}")
check_libreoffice(run, name)
