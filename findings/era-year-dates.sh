#!/bin/sh
# openpyxl 3.1.5 and python-calamine 0.9.1: a date cell whose format shows the Japanese era and year alone, 令和6年, as the columns of years in
# workbooks of Japanese offices have it. Guess before running: a date, as for the formats of other calendars. Seen: 45382, the serial number of the day,
# for ggge"年", [$-411]ggge"年度" and gge; a date as soon as the format has a month or a day too. A column of years so becomes one of figures.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet openpyxl==3.1.5 XlsxWriter==3.3.1 python-calamine==0.9.1
cd "$folder"
cat > finding.py <<'PYTHON'
import datetime
import openpyxl, python_calamine, xlsxwriter

DAY = datetime.datetime(2024, 3, 31)
FORMATS = {
    'ggge"年"': False,
    '[$-411]ggge"年度"': False,
    "gge": False,
    'ggge"年"m"月"d"日"': True,
    "e.m.d": True,
    'yyyy"年度"': True,
}
book = xlsxwriter.Workbook("years.xlsx")
sheet = book.add_worksheet()
for row, form in enumerate(FORMATS):
    sheet.write_datetime(row, 0, DAY, book.add_format({"num_format": form}))
book.close()

cells = [row[0].value for row in openpyxl.load_workbook("years.xlsx").active.iter_rows()]
others = [row[0] for row in python_calamine.CalamineWorkbook.from_path("years.xlsx").get_sheet_by_index(0).to_python()]
for (form, is_date), cell, other in zip(FORMATS.items(), cells, others):
    print(form, "->", repr(cell), repr(other))
    assert isinstance(cell, datetime.datetime) == is_date and (is_date or cell == 45382), "openpyxl reads otherwise now"
    assert isinstance(other, datetime.date) == is_date and (is_date or other == 45382), "calamine reads otherwise now"
PYTHON
"$folder/venv/bin/python" finding.py
