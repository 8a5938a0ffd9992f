#!/usr/bin/env python3
"""Compares the characters of each page with PyMuPDF and pypdfium2, whichever of the two agrees better.

  characters.py [FOLDER] [--glyphs PROGRAM] [--worst 15] [--missing 0.0002] [--invented 0.001]
Needs `pip install pymupdf pypdfium2` and `cargo build --release --example glyphs`. Compared is the bag of characters of a page:
NFKC, order and white space ignored, hidden text counted, a character struck several times at one place (fake bold) counted once.
Files that the program refuses, and those with a password, are left out. Exit 0 when the shares stay within the bars.
"""
import argparse, collections, glob, json, os, re, subprocess, sys, unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
# Signs that readers write in different forms: see the table in src/pdf/unicode.rs. Surrogates and noncharacters are no text.
SAME = {**dict.fromkeys(map(ord, "-‐‑‒–—―−－\u00ad"), "-"), **dict.fromkeys(map(ord, "~〜～∼"), "~"), ord("‧"): "・", ord("·"): "・", ord("¥"): "\\",
        ord("ー"): "-", ord("│"): "|", ord("¯"): "‾", ord("￣"): "‾"}


def radicals():
    """The fold table of the program's own source, so that both sides agree on radicals that NFKC leaves alone."""
    source = open(os.path.join(HERE, "..", "src", "pdf", "unicode.rs"), encoding="utf-8").read()
    return {ord(a): b for a, b in re.findall(r"\('([⺀-⻳])', '(.)'\)", source)}


RADICALS = radicals()


def fold(character):
    return "".join(c for c in unicodedata.normalize("NFKC", character.translate(RADICALS)).translate(SAME)
                   if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn", "Co") and not 0xFE00 <= ord(c) <= 0xFE0F
                   and not 0xE0100 <= ord(c) <= 0xE01EF and c != "\ufffd")


def bag(glyphs):
    """Characters of (character, x, y, size); strikes of one character at one place count once."""
    seen, counts = {}, collections.Counter()
    for character, x, y, size in glyphs:
        reach = 0.12 * max(size, 1.0)
        cell = (character, round(x / 4), round(y / 4))
        near = [p for i in (-1, 0, 1) for j in (-1, 0, 1) for p in seen.get((character, cell[1] + i, cell[2] + j), [])]
        if any(abs(x - a) <= reach and abs(y - b) <= reach for a, b in near):
            continue
        seen.setdefault(cell, []).append((x, y))
        counts.update(fold(character))
    return counts


def by_mupdf(path):
    import pymupdf
    pymupdf.TOOLS.mupdf_display_errors(False)
    document = pymupdf.open(path)
    flags = pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_PRESERVE_WHITESPACE
    for page in document:
        blocks = page.get_text("rawdict", flags=flags, clip=pymupdf.INFINITE_RECT())["blocks"]
        yield bag((c["c"], c["bbox"][0], c["bbox"][1], s["size"]) for b in blocks for l in b.get("lines", [])
                  for s in l["spans"] for c in s["chars"])


def by_pdfium(path):
    import pypdfium2, pypdfium2.raw as raw, ctypes
    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    for page in document:
        text, glyphs, high = page.get_textpage(), [], None
        box = [ctypes.c_double() for _ in range(4)]
        for i in range(text.count_chars()):
            unit = raw.FPDFText_GetUnicode(text.raw, i)
            if 0xD800 <= unit < 0xDC00:
                high = unit
                continue
            if high and 0xDC00 <= unit < 0xE000:
                unit = 0x10000 + ((high - 0xD800) << 10) + unit - 0xDC00
            high = None
            if raw.FPDFText_IsGenerated(text.raw, i) == 1:
                continue
            raw.FPDFText_GetCharBox(text.raw, i, *map(ctypes.byref, box))
            glyphs.append((chr(unit), box[0].value, box[2].value, raw.FPDFText_GetFontSize(text.raw, i)))
        yield bag(glyphs)


def pages_of(reader, path):
    try:
        return list(reader(path))
    except Exception as error:   # a reader that fails on a file is no truth for it
        print(f"  {os.path.basename(path)}: {reader.__name__} failed: {error}", file=sys.stderr)
        return []


def main():
    a = argparse.ArgumentParser(); a.add_argument("folder", nargs="?", default=os.path.join(HERE, "..", "..", "shared", "corpus", "japan"))
    a.add_argument("--glyphs", default=os.path.join(HERE, "..", "target", "release", "examples", "glyphs")); a.add_argument("--worst", type=int, default=15)
    a.add_argument("--missing", type=float, default=0.0002); a.add_argument("--invented", type=float, default=0.001); a.add_argument("--only", default="")
    a = a.parse_args()
    files = sorted(f for f in glob.glob(os.path.join(a.folder, "**", "*.pdf"), recursive=True) if a.only in f)
    ours = collections.defaultdict(dict)
    output = subprocess.run([a.glyphs, *files], capture_output=True, check=True).stdout
    for line in map(json.loads, output.splitlines()):
        if "error" not in line and not line["refused"]:
            ours[line["file"]][line["page"]] = line
    rows, left_out = [], [f for f in files if f not in ours]
    for path in files:
        if path not in ours:
            continue
        readers = [pages_of(reader, path) for reader in (by_mupdf, by_pdfium)]
        for number, page in ours[path].items():
            found = collections.Counter("".join(map(fold, page["text"])))
            tries = []
            for reader in readers:
                if number <= len(reader):
                    truth = reader[number - 1]
                    tries.append((truth - found, found - truth, truth))
            if tries:
                # An unknown glyph of ours is no excuse: it counts as missing, as the others print something for it.
                missing, invented, truth = min(tries, key=lambda t: t[0].total() + t[1].total())
                rows.append((missing, invented, truth.total(), os.path.relpath(path, a.folder), number))
    total = sum(r[2] for r in rows) or 1
    missing, invented = (sum(r[i].total() for r in rows) for i in (0, 1))
    show = lambda bag: " ".join(f"{c}×{n}" for c, n in bag.most_common(8))
    for lost, extra, size, name, number in sorted(rows, key=lambda r: -(r[0].total() + r[1].total()))[:a.worst]:
        if lost or extra:
            print(f"{name} p{number}: {size} characters; missing {lost.total()}: {show(lost)}; invented {extra.total()}: {show(extra)}")
    print(f"left out (refused or not opened): {', '.join(os.path.basename(f) for f in left_out) or 'none'}")
    print(f"characters: {len(rows)} pages, {total} characters; missing {missing} = {missing / total:.4%}, invented {invented} = {invented / total:.4%}")
    return 0 if missing <= a.missing * total and invented <= a.invented * total else 1


if __name__ == "__main__":
    sys.exit(main())
