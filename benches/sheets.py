#!/usr/bin/env python3
"""Sheets that LibreOffice Calc prints: is each value read right, or left out, and never read as another?

  sheets.py [--count 600] [--seed 1] [--keep DIR] [--only NUMBER,...] [--all] [--strict]
Needs `apt-get install libreoffice-calc fonts-noto-cjk`. PROGRAM (else target/release/shinchoku) reads the sheets. 600
sheets take a minute to print; --keep DIR keeps sheets and PDFs there, and a second run with it only reads. Sheets
differ in form (roles by column, by row, over years, years down), widths, type, alignment, rules, fills, units (in the
cell, its format, a column, the name, the head, a line above), wraps, shrinking, indents, merged cells. What each says
is known from what it was made from, so no person judges. Half of them are worse than what people print: cells too
narrow for their figures (###), rows too low for their names, tables without any rule.

right: indicator, role, year and value as printed. open: right, but for a name that its cell hides in part. missing: not
read; `silent` where no note speaks of the tables. wrong: another value, or a value under another indicator, role or
year. --strict ends with 1 where one is wrong.
"""

import argparse, collections, json, os, random, re, subprocess, sys, tempfile, unicodedata
from decimal import Decimal
from html import escape

NAMES = """窓口手続の電子化率=％ 市民講座の受講者数=人 空き家の活用件数=件 図書館の貸出冊数=冊 特定健康診査の受診率=％ 新規就農者数=人 観光入込客数=万人 保育所の待機児童数=人
 都市公園の整備箇所数=か所 ごみの再資源化率=％ 防災訓練の実施回数=回 製造品出荷額等=億円 認知症サポーターの養成者数=人 女性管理職の割合=％ 移住相談の件数=件 ふるさと納税の寄附額=千円
 広報アプリの登録者数=人 自主防災組織の組織率=％ 橋りょうの点検数=橋 温室効果ガスの排出量=t 介護予防教室の参加者数=人 学校給食の地場産物使用率=％ 創業支援の件数=件 農産物の販売額=百万円
 要介護認定を受けていない高齢者の割合（65歳以上）=％ 市内宿泊者数=人 多言語対応の案内板の設置数=基 合併処理浄化槽の普及率=％ 放課後児童クラブの設置数=か所 ボランティア登録団体数=団体
 １人１日当たりのごみ排出量=g 市民意識調査で「住みやすい」と答えた市民の割合=％ 地域子育て支援拠点を利用した延べ親子の組数=組 電子申請サービスを利用して受け付けた年間の手続件数=件""".split()
GROUPS = [
    "健康で安心して暮らせるまち",
    "学びと文化のまち",
    "産業と雇用の創出",
    "環境にやさしいまち",
    "行政サービスの改革",
]
SCALES = {"万人": 10**4, "億円": 10**8, "千円": 10**3, "百万円": 10**6}
YEARS = {"R{}": 2018, "R{}年度": 2018, "令和{}年度": 2018, "令和{}年度 ": 2018, "{}年度": 0}
WIDE = str.maketrans("0123456789,.%", "０１２３４５６７８９，．％")
MONO, SHEET = "Noto Sans Mono CJK JP", "urn:oasis:names:tc:opendocument:xmlns"


# ----------------------------------------------------------------------- what a sheet says
class Sheet:
    """Cells by row and column, the look that all of them share, and the truth: (name, role, year) -> value."""

    def __init__(self, number, seed):
        self.number, self.random = number, random.Random(f"{seed} {number}")
        self.cells, self.covered, self.truth, self.above = {}, set(), {}, []
        pick = self.random.choice
        self.look = dict(
            form=pick(list(FORMS)),
            rules=pick(list(RULES)),
            size=pick([6, 7, 8, 9, 10, 10.5, 11, 12, 14]),
            fit=pick(["roomy", "roomy", "tight", "tight", "narrow", "slim"]),
            align=pick(["end", "end", "center", "start", "general"]),
            names=pick(["start", "start", "center", "indent", "distribute"]),
            heads=pick(["center", "center", "start", "distribute"]),
            unit=pick(["cell", "cell", "format", "column", "column", "name", "head", "above"]),
            font=pick(["Noto Sans CJK JP", "Noto Serif CJK JP", MONO]),
            latin=pick(["", "", "DejaVu Sans", "DejaVu Serif"]),
            wrap=pick([False, True]),
            shrink=pick([False, False, False, True]),
            middle=pick(["top", "middle", "bottom"]),
            fixed=pick([False, False, False, True]),
            wide=pick([False, False, False, False, True]),
            year=pick(list(YEARS)),
            target=pick(["目標", "目標値"]),
            actual=pick(["実績", "実績値"]),
            break_heads=pick([False, True]),
            fill=pick(["", "", "#d9e2f3", "#e7e6e6", "#1f4e79"]),
            bands=pick([False, False, True]),
            landscape=pick([False, True]),
            title=pick([False, True]),
            gap=pick([0, 0, 0, 1]),
            padding=pick([0.35, 0.35, 1.0, 0.1]),
            text_values=pick([False, True]),
        )
        FORMS[self.look["form"]](self)

    def put(self, row, column, kind, text, rows=1, columns=1, number=None, unit=""):
        self.cells[row, column] = dict(kind=kind, text=text, rows=rows, columns=columns, number=number, unit=unit)
        self.covered |= {(row + y, column + x) for y in range(rows) for x in range(columns)} - {(row, column)}

    def year(self, year):
        form = self.look["year"]
        said = form.strip().format(year - YEARS[form])
        return said.translate(WIDE) if form.endswith(" ") else said

    def indicators(self, least, most):
        """Names with their units; all of one unit where the head or a line above says it."""
        pairs = [it.split("=") for it in NAMES]
        if self.look["unit"] in ("head", "above"):
            self.shared = self.random.choice(["人", "件", "％"])
            pairs = [it for it in pairs if it[1] == self.shared]
        count = min(len(pairs), self.random.randint(least, most))
        return self.random.sample(pairs, count)

    def name(self, row, column, name, unit, rows=1, mark=""):
        said = mark + name + (f"（{unit}）" if self.look["unit"] == "name" else "")
        self.put(row, column, "name", said, rows=rows)

    def level(self, unit):
        """A number that an indicator of a unit may have, as text."""
        number = (
            self.random.uniform(1, 99.9)
            if unit in ("％", "t")
            else 10 ** self.random.uniform(0.5, 6.3 if unit in ("人", "千円", "冊") else 4.2)
        )
        return f"{number:.1f}" if unit in ("％", "t") else str(int(number))

    def value(self, row, column, key, unit, level):
        """A value near a level, or the mark of one that is not there."""
        name, role, year = key
        if self.random.random() < 0.06:
            self.truth[key] = None
            return self.put(row, column, "value", self.random.choice(["－", "―", "集計中", "", "-"]))
        places = len(level.partition(".")[2])
        number = f"{max(float(level) * self.random.uniform(0.7, 1.3), 0.1):.{places}f}"
        if unit == "％" and float(number) > 100:
            number = "100.0"
        self.truth[key] = Decimal(number) * SCALES.get(unit, 1)
        whole, _, rest = number.partition(".")
        text = (
            f"{int(whole):,}" + (f".{rest}" if rest else "") + (unit if self.look["unit"] in ("cell", "format") else "")
        )
        as_text = self.look["text_values"] or self.look["unit"] == "cell" or self.look["wide"]
        self.put(
            row,
            column,
            "value",
            text.translate(WIDE) if self.look["wide"] else text,
            number=None if as_text else number,
            unit=unit,
        )

    def begin(self, row, columns, rows=1):
        """The heads of `columns` to the left of the values, and the unit's one. The next column."""
        for at, head in enumerate(columns):
            self.put(row, at, "head", head, rows=rows)
        at = len(columns)
        if self.look["unit"] == "column":
            self.put(row, at, "head", "単位", rows=rows)
            at += 1
        return at + self.look["gap"] * (self.look["rules"] in ("none", "across"))

    def unit(self, row, column, unit, rows=1):
        if self.look["unit"] == "column":
            self.put(row, column, "unit", unit, rows=rows)

    def said(self, text, unit):
        """A head of values, with the unit where heads say it."""
        return text + (f"（{unit}）" if self.look["unit"] == "head" else "")

    def role(self, role):
        return self.look[role] if role in self.look else role

    def joined(self, year, role):
        """Year and role in one head."""
        between = "\n" if self.look["break_heads"] else ""
        return self.year(year) + between + self.role(role)


def flat(sheet, first=("指標名",), after=()):
    """Year and role in one head over each column."""
    chosen = sheet.indicators(3, 9)
    values = sheet.begin(0, first)
    keys = sheet.random.choice(
        [
            [("actual", 2022), ("target", 2023), ("actual", 2023)],
            [("actual", 2021), ("actual", 2022), ("actual", 2023), ("target", 2025)],
            [("target", 2023), ("actual", 2023)],
        ]
    )
    for at, (role, year) in enumerate(keys):
        sheet.put(0, values + at, "head", sheet.said(sheet.joined(year, role), chosen[0][1]))
    for at, head in enumerate(after):
        sheet.put(0, values + len(keys) + at, "head", head)
    for row, (name, unit) in enumerate(chosen, 1):
        for at, head in enumerate(first[:-1]):
            sheet.put(row, at, "other", str(row) if head == "No." else sheet.random.choice(GROUPS))
        sheet.name(row, len(first) - 1, name, unit)
        sheet.unit(row, len(first), unit)
        level = sheet.level(unit)
        for at, (role, year) in enumerate(keys):
            sheet.value(row, values + at, (name, role, year), unit, level)
        for at, head in enumerate(after):
            said = {
                "達成率": f"{sheet.random.uniform(50, 140):.1f}%",
                "評価": sheet.random.choice("ABC"),
                "担当課": sheet.random.choice(["企画課", "健康推進課", "商工観光課"]),
                "備考": sheet.random.choice(["", "前年度比5%増", "R6に見直し", "コロナ禍で中止"]),
            }[head]
            sheet.put(row, values + len(keys) + at, "other", said)


def numbered(sheet):
    flat(sheet, ("No.", "指標名"), ("達成率", "評価"))


def noted(sheet):
    flat(sheet, ("指標",), ("担当課", "備考"))


def two_levels(sheet):
    """Years over roles."""
    chosen = sheet.indicators(3, 8)
    values = sheet.begin(0, ["指標"], rows=2)
    keys = [
        (role, year)
        for year in sheet.random.choice([(2022, 2023), (2021, 2022, 2023)])
        for role in ("target", "actual")
    ]
    for at, (role, year) in enumerate(keys):
        if at % 2 == 0:
            sheet.put(0, values + at, "head", sheet.year(year), columns=2)
        sheet.put(1, values + at, "head", sheet.said(sheet.role(role), chosen[0][1]))
    rows_of(sheet, chosen, keys, values, 2)


def roles_over_years(sheet):
    chosen = sheet.indicators(3, 8)
    values = sheet.begin(0, ["指標名"], rows=2)
    keys = [("actual", it) for it in (2021, 2022, 2023)] + [
        ("target", it) for it in sheet.random.choice([(2023,), (2023, 2025), (2024, 2025, 2026)])
    ]
    targets = len(keys) - 3
    sheet.put(0, values, "head", sheet.said(sheet.role("actual"), chosen[0][1]), columns=3)
    sheet.put(0, values + 3, "head", sheet.said(sheet.role("target"), chosen[0][1]), columns=targets)
    for at, (_, year) in enumerate(keys):
        sheet.put(1, values + at, "head", sheet.year(year))
    rows_of(sheet, chosen, keys, values, 2)


def rows_of(sheet, chosen, keys, values, first):
    """A row of values for each indicator."""
    for row, (name, unit) in enumerate(chosen, first):
        sheet.name(row, 0, name, unit)
        sheet.unit(row, 1, unit)
        level = sheet.level(unit)
        for at, (role, year) in enumerate(keys):
            sheet.value(row, values + at, (name, role, year), unit, level)


def roles_by_row(sheet):
    """Each name beside a row of targets and one of actuals."""
    chosen, merged = sheet.indicators(2, 6), sheet.random.random() < 0.8
    values = sheet.begin(0, ["指標"]) + 1
    sheet.put(0, values - 1, "head", "区分")
    years = (2021, 2022, 2023)
    for at, year in enumerate(years):
        sheet.put(0, values + at, "head", sheet.said(sheet.year(year), chosen[0][1]))
    for at, (name, unit) in enumerate(chosen):
        row, level = 1 + 2 * at, sheet.level(unit)
        sheet.name(row, 0, name, unit, rows=2 if merged else 1)
        sheet.unit(row, 1, unit, rows=2 if merged else 1)
        for below, role in enumerate(("target", "actual")):
            sheet.put(row + below, values - 1, "head", sheet.role(role))
            for beside, year in enumerate(years):
                sheet.value(row + below, values + beside, (name, role, year), unit, level)


def grouped(sheet):
    """Measures in merged cells, names and values beside them."""
    chosen = sheet.indicators(3, 9)
    values = sheet.begin(0, ["施策", "指標名"])
    keys = [("actual", 2022), ("target", 2023), ("actual", 2023)]
    for at, (role, year) in enumerate(keys):
        sheet.put(0, values + at, "head", sheet.said(sheet.joined(year, role), chosen[0][1]))
    row, groups = 1, sheet.random.sample(GROUPS, len(GROUPS))
    while chosen:
        size = min(len(chosen), sheet.random.randint(1, 3))
        sheet.put(row, 0, "name", groups.pop() if groups else "その他の施策", rows=size)
        for name, unit in [chosen.pop() for _ in range(size)]:
            sheet.name(row, 1, name, unit, mark=sheet.random.choice(["", "", "①"]))
            sheet.unit(row, 2, unit)
            level = sheet.level(unit)
            for at, (role, year) in enumerate(keys):
                sheet.value(row, values + at, (name, role, year), unit, level)
            row += 1


def baseline(sheet):
    """A baseline and a target, then what came of it."""
    chosen = sheet.indicators(3, 8)
    values = sheet.begin(0, ["指標"])
    keys = [("baseline", 2019), ("target", 2025), ("actual", 2022), ("actual", 2023)]
    heads = [
        f"基準値（{sheet.year(2019)}）",
        f"{sheet.role('target')}（{sheet.year(2025)}）",
        sheet.joined(2022, "actual"),
        sheet.joined(2023, "actual"),
    ]
    for at, head in enumerate(heads):
        sheet.put(0, values + at, "head", sheet.said(head, chosen[0][1]))
    rows_of(sheet, chosen, keys, values, 1)


def years_down(sheet):
    """Names across over roles, a row a year."""
    chosen = sheet.indicators(2, 4)
    if sheet.look["unit"] in ("column", "head"):
        sheet.look["unit"] = "name"
    sheet.put(0, 0, "head", "年度", rows=2)
    years = (2020, 2021, 2022, 2023)
    for row, year in enumerate(years, 2):
        sheet.put(row, 0, "name", sheet.year(year))
    for at, (name, unit) in enumerate(chosen):
        level, said = sheet.level(unit), name + (f"（{unit}）" if sheet.look["unit"] == "name" else "")
        sheet.put(0, 1 + 2 * at, "head", said, columns=2)
        for beside, role in enumerate(("target", "actual")):
            sheet.put(1, 1 + 2 * at + beside, "head", sheet.role(role))
            for row, year in enumerate(years, 2):
                sheet.value(row, 1 + 2 * at + beside, (name, role, year), unit, level)


FORMS = {
    it.__name__: it
    for it in (flat, numbered, noted, two_levels, roles_over_years, roles_by_row, grouped, baseline, years_down)
}
THIN, THICK = "0.5pt solid #000000", "2pt solid #000000"
RULES = {  # between rows, between columns, around, below heads
    "all": (THIN, THIN, THIN, THIN),
    "hair": ("0.05pt solid #000000",) * 4,
    "thick_around": (THIN, THIN, THICK, THICK),
    "outer": ("none", "none", THIN, THIN),
    "across": (THIN, "none", "none", THIN),
    "only_head": ("none", "none", "none", THICK),
    "none": ("none",) * 4,
    "dotted": ("0.75pt dotted #000000", "0.75pt dotted #000000", THIN, THIN),
    "dashed": ("0.75pt dashed #808080", THIN, THICK, THIN),
    "double": (THIN, THIN, THIN, "2.5pt double #000000"),
    "white": ("1.5pt solid #ffffff",) * 4,
    "grey": ("0.5pt solid #bfbfbf",) * 4,
    "down": ("none", THIN, THIN, THIN),
}


# ----------------------------------------------------------------------- how it looks
def width_of(text):
    """In em, of the longest line."""
    return max(
        sum(1.0 if unicodedata.east_asian_width(it) in "WFA" else 0.6 for it in line) for line in text.split("\n")
    )


def widths(sheet):
    """Of each column, in points: some have more room than their texts take, some less."""
    fit, size, found = sheet.look["fit"], sheet.look["size"], {}
    for column in range(1 + max(it[1] for it in sheet.cells)):
        mine = [it for (_, at), it in sheet.cells.items() if at == column and it["columns"] == 1]
        need = max([width_of(it["text"]) for it in mine if it["kind"] != "name"] + [1.5])
        named = max([width_of(it["text"]) for it in mine if it["kind"] == "name"] + [0])
        room = {"roomy": (1.2, 2.0), "tight": (1.0, 1.1), "narrow": (0.7, 1.05), "slim": (0.45, 0.9)}[fit]
        need *= sheet.random.uniform(*room)
        if named:
            need = max(
                need,
                named * sheet.random.uniform(0.35, 1.1) if fit != "roomy" else named * sheet.random.uniform(0.6, 1.3),
            )
        found[column] = (need + 0.7) * size
    return found


class Styles:
    """Styles on demand: the same properties give the same name."""

    def __init__(self):
        self.known = {}

    def name(self, family, properties):
        return self.known.setdefault((family, properties), f"s{len(self.known)}")

    def written(self):
        for (family, properties), name in self.known.items():
            if family == "number":
                yield f'<number:number-style style:name="{name}">{properties}</number:number-style>'
            else:
                data = re.match("@([a-z0-9]+) ", properties)
                more = f' style:data-style-name="{data[1]}"' if data else ""
                yield (
                    f'<style:style style:name="{name}"'
                    f' style:family="{family}"{more}>{properties[data.end():] if data else properties}</style:style>'
                )


def borders(sheet, row, column, cell, size):
    """The four sides of a cell, where a table of `size` rows and columns has rules."""
    across, down, around, below = RULES[sheet.look["rules"]]
    heads = max(at[0] + it["rows"] for at, it in sheet.cells.items() if it["kind"] == "head" and at[0] < 2)
    end, right = row + cell["rows"], column + cell["columns"]
    sides = dict(
        top=around if row == 0 else below if row == heads else across,
        bottom=around if end == size[0] else below if end == heads else across,
        left=around if column == 0 else down,
        right=around if right == size[1] else down,
    )
    return "".join(f' fo:border-{side}="{it}"' for side, it in sides.items())


def cell_style(styles, sheet, row, column, cell, size):
    look, kind = sheet.look, cell["kind"]
    fill = look["fill"] if kind == "head" and row < 2 else "#f2f2f2" if look["bands"] and row % 2 else ""
    align = {"head": look["heads"], "name": look["names"], "unit": "center", "value": look["align"], "other": "center"}[
        kind
    ]
    wraps = (
        look["wrap"]
        if kind == "value"
        else kind in ("name", "head", "other") and not (kind == "name" and look["number_cut"])
    )
    paragraph = {
        "indent": f'fo:text-align="start" fo:margin-left="{look["size"]}pt"',
        "distribute": 'fo:text-align="justify" css3t:text-justify="distribute"',
        "general": "",
    }.get(align, f'fo:text-align="{align}"')
    colour = ' fo:color="#ffffff"' if fill == "#1f4e79" else ""
    latin = look["latin"] or look["font"]
    text = (
        f'style:font-name="{latin}" style:font-name-asian="{look["font"]}" fo:font-size="{look["size"]}pt"'
        f' style:font-size-asian="{look["size"]}pt"{colour}'
    )
    data = ""
    if cell["number"]:
        places = len(cell["number"].partition(".")[2])
        suffix = f"<number:text>{cell['unit']}</number:text>" if look["unit"] == "format" else ""
        data = (
            "@"
            + styles.name(
                "number",
                f'<number:number number:decimal-places="{places}" number:min-decimal-places="{places}"'
                f' number:min-integer-digits="1" number:grouping="true"/>{suffix}',
            )
            + " "
        )
    shrink = ' style:shrink-to-fit="true"' if look["shrink"] and kind in ("value", "name") and not wraps else ""
    box = (
        f'style:vertical-align="{look["middle"]}" fo:padding="{look["padding"]}mm"'
        f' fo:wrap-option="{"wrap" if wraps else "no-wrap"}"'
        f' style:text-align-source="{"value-type" if align == "general" else "fix"}"'
    )
    box += shrink + (f' fo:background-color="{fill}"' if fill else "") + borders(sheet, row, column, cell, size)
    return styles.name(
        "table-cell",
        f"{data}<style:table-cell-properties {box}/><style:paragraph-properties {paragraph}/><style:text-properties"
        f" {text}/>",
    )


def written(sheet):
    """The sheet as a flat OpenDocument spreadsheet."""
    look, styles = sheet.look, Styles()
    look["number_cut"] = sheet.random.random() < 0.25  # names that do not wrap reach into blank cells or are cut
    size = [
        1 + max(key[at] + it[span] - 1 for key, it in sheet.cells.items()) for at, span in ((0, "rows"), (1, "columns"))
    ]
    body = [
        "<table:table-column"
        f' table:style-name="{styles.name("table-column", f"""<style:table-column-properties style:column-width="{it:.1f}pt"/>""")}"/>'
        for it in widths(sheet).values()
    ]
    lines = ["令和5年度　進捗状況"] if look["title"] else []
    lines += [f"（単位：{sheet.shared}）"] if look["unit"] == "above" else []
    plain = styles.name(
        "table-cell",
        f'<style:text-properties style:font-name="{look["font"]}" style:font-name-asian="{look["font"]}"'
        f' fo:font-size="{look["size"]}pt" style:font-size-asian="{look["size"]}pt"/>',
    )
    auto = styles.name("table-row", '<style:table-row-properties style:use-optimal-row-height="true"/>')
    fixed = styles.name(
        "table-row",
        f'<style:table-row-properties style:row-height="{look["size"] * 2.4:.1f}pt"'
        ' style:use-optimal-row-height="false"/>',
    )
    for line in lines:
        body.append(
            f'<table:table-row table:style-name="{auto}"><table:table-cell table:style-name="{plain}"'
            f' office:value-type="string"><text:p>{line}</text:p></table:table-cell></table:table-row>'
        )
    for row in range(size[0]):
        cells = []
        for column in range(size[1]):
            cell = sheet.cells.get((row, column))
            blank = dict(kind="value", text="", rows=1, columns=1, number=None, unit="")
            name = cell_style(styles, sheet, row, column, cell or blank, size)
            if (row, column) in sheet.covered:
                cells.append(f'<table:covered-table-cell table:style-name="{name}"/>')
                continue
            cell = cell or blank
            kind = (
                f'office:value-type="float" office:value="{cell["number"]}"'
                if cell["number"]
                else 'office:value-type="string"' if cell["text"] else ""
            )
            spans = (
                f' table:number-rows-spanned="{cell["rows"]}" table:number-columns-spanned="{cell["columns"]}"'
                if cell["rows"] + cell["columns"] > 2
                else ""
            )
            text = "".join(f"<text:p>{escape(it)}</text:p>" for it in cell["text"].split("\n")) if cell["text"] else ""
            cells.append(f'<table:table-cell table:style-name="{name}" {kind}{spans}>{text}</table:table-cell>')
        body.append(
            f'<table:table-row table:style-name="{fixed if look["fixed"] else auto}">{"".join(cells)}</table:table-row>'
        )
    table = (
        styles.name("table", '<style:table-properties table:display="true"/>').join(
            ['<table:table table:name="s" table:style-name="', '">']
        )
        + "".join(body)
        + "</table:table>"
    )
    spaces = dict(
        office="office:1.0",
        style="style:1.0",
        text="text:1.0",
        table="table:1.0",
        fo="xsl-fo-compatible:1.0",
        number="datastyle:1.0",
        svg="svg-compatible:1.0",
    )
    heads = (
        "".join(f' xmlns:{key}="{SHEET}:{it}"' for key, it in spaces.items())
        + ' xmlns:css3t="http://www.w3.org/TR/css3-text/"'
    )
    fonts = "".join(
        f'<style:font-face style:name="{it}" svg:font-family="&apos;{it}&apos;"/>'
        for it in {look["font"], look["latin"] or look["font"]}
    )
    page = (
        'fo:page-width="297mm" fo:page-height="210mm" style:print-orientation="landscape"'
        if look["landscape"]
        else 'fo:page-width="210mm" fo:page-height="297mm"'
    )
    layout = (
        f'<style:page-layout style:name="p"><style:page-layout-properties {page} fo:margin="15mm"'
        ' style:scale-to-pages="1"/><style:header-style/><style:footer-style/></style:page-layout>'
    )
    defaults = (
        '<style:default-style style:family="table-cell"><style:text-properties fo:language="ja"'
        ' fo:country="JP"/></style:default-style>'
    )
    body_styles = "".join(
        it.replace('style:family="table">', 'style:family="table" style:master-page-name="m">')
        for it in styles.written()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{heads} office:version="1.3"'
        f' office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:font-face-decls>{fonts}</office:font-face-decls>'
        f"<office:styles>{defaults}</office:styles><office:automatic-styles>{layout}{body_styles}</office:automatic-styles><office:master-styles><style:master-page"
        ' style:name="m" style:page-layout-name="p">'
        '<style:header style:display="false"/><style:footer'
        f' style:display="false"/></style:master-page></office:master-styles><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document>'
    )


# ----------------------------------------------------------------------- printed, read, judged
def print_sheets(folder, sheets):
    """Prints the sheets that `folder` lacks, many with one start of the office."""
    paths = [os.path.join(folder, f"{it.number:04}.fods") for it in sheets]
    for path, sheet in zip(paths, sheets):
        text = written(sheet)
        if (
            not os.path.exists(path[:-4] + "pdf")
            or not os.path.exists(path)
            or open(path, encoding="utf-8").read() != text
        ):
            open(path, "w", encoding="utf-8").write(text)
            if os.path.exists(path[:-4] + "pdf"):
                os.remove(path[:-4] + "pdf")
    left = [it for it in paths if not os.path.exists(it[:-4] + "pdf")]
    with tempfile.TemporaryDirectory() as user:
        for at in range(0, len(left), 100):
            command = [
                "soffice",
                f"-env:UserInstallation=file://{user}",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                *left[at : at + 100],
            ]
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def readings(program, folder, sheets):
    """What the program reads of each sheet."""
    paths = [os.path.join(folder, f"{it.number:04}.pdf") for it in sheets]
    done = subprocess.run(
        [program, "extract", *paths, "--format", "jsonl", "--fiscal-year", "R5"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    found = [json.loads(it) for it in done.stdout.decode().splitlines() if it]
    if len(found) != len(sheets):
        sys.exit(f"{len(found)} of {len(sheets)} sheets were answered (exit {done.returncode})")
    return found


def plain(name):
    """A name without white space, width, marks of lists and the unit behind it, whole or cut."""
    name = re.sub(r"\s", "", unicodedata.normalize("NFKC", re.sub("[①\ufffd]", "", name or "")))
    units = "|".join({it.split("=")[1] for it in NAMES})
    return re.sub(rf"\(({units})\)$|\([^()]{{0,2}}$", "", name)


def judged(sheet, reading):
    """Counts, and each fault in words."""
    counts, faults, right = collections.Counter(), [], set()
    truth = {(plain(name), role, year): value for (name, role, year), value in sheet.truth.items()}
    names = {key[0] for key in truth}
    for it in reading["observations"]:
        name, role, year, value = plain(it["indicator"]), it["role"], it["fiscal_year"], it["value"]
        if value is None:
            continue
        said = f"{it['indicator']} {role} {year} {value} {it['unit']} (printed {it['printed']})"
        # What a cell hides of a name is not read; what is left still tells which one it is.
        whole = [full for full in names if len(name) >= 3 and name in full] if name not in names else [name]
        if len(whole) == 1 and (whole[0], role, year) in truth:
            key = (whole[0], role, year)
            if truth[key] == Decimal(value):
                right.add(key)
                counts["open"] += name not in names
                continue
        elif (
            year is None
            and len(whole) == 1
            and any(key[:2] == (whole[0], role) and it == Decimal(value) for key, it in truth.items())
        ):
            counts["open"] += 1
            continue
        # Rows that are too low hide all but a line of a name.
        if sheet.look["fixed"] and any(
            name in key[0] and role == key[1] and year in (key[2], None) and it == Decimal(value)
            for key, it in truth.items()
        ):
            counts["open"] += 1
            continue
        counts["wrong"] += 1
        faults.append(("wrong", said))
    missing = [key for key, value in truth.items() if value is not None and key not in right]
    counts.update(right=len(right), missing=len(missing), all=sum(it is not None for it in truth.values()))
    said = {it["code"] for it in reading["notes"]} - {"fiscal_year_unknown", "prefecture_unknown", "municipality_unclear"}
    said |= {"figures_unread" for it in reading.get("coverage", []) if it.get("withheld") or it.get("unread")}
    counts["silent"] = 0 if said else len(missing)
    faults += [("missing", " ".join(map(str, (*key, truth[key])))) for key in missing]
    return counts, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep")
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true", help="list missing values too")
    parser.add_argument("--strict", action="store_true")
    options = parser.parse_args()
    program = os.environ.get("PROGRAM", os.path.join("target", "release", "shinchoku"))
    numbers = [int(it) for it in options.only.split(",") if it] or range(options.count)
    sheets = [Sheet(it, options.seed) for it in numbers]
    with tempfile.TemporaryDirectory() as folder:
        folder = options.keep or folder
        os.makedirs(folder, exist_ok=True)
        print_sheets(folder, sheets)
        found = readings(program, folder, sheets)
    total, by = collections.Counter(), collections.defaultdict(collections.Counter)
    for sheet, reading in zip(sheets, found):
        counts, faults = judged(sheet, reading)
        total += counts
        for key in ("form", "rules", "fit", "unit", "align"):
            by[key, str(sheet.look[key])].update(counts)
        for kind, words in faults:
            if kind == "wrong" or options.all:
                print(f"{sheet.number:04} {kind}: {words}")
    for (key, value), counts in sorted(by.items()):
        print(
            f"{key:6} {value:18} "
            + "  ".join(f"{it} {counts[it]:5}" for it in ("all", "right", "open", "missing", "wrong"))
            + f"  {counts['right'] / max(1, counts['all']):.3f}"
        )
    print(
        f"{len(sheets)} sheets, {total['all']} values: right {total['right']}"
        f" ({total['right'] / max(1, total['all']):.4f}), of them open {total['open']}, missing {total['missing']}"
        f" (silent {total['silent']}), wrong {total['wrong']}"
    )
    return 1 if options.strict and total["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
