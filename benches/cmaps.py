#!/usr/bin/env python3
"""Packs Adobe's CMap resources that hayro-cmap leaves out into src/pdf/cmaps.bin.

  cmaps.py [FOLDER]      default: /usr/share/poppler/cMap/Adobe-Japan1 (Debian package poppler-data, files of Adobe, BSD-3-Clause)
The file is raw deflate of one block a CMap, `%NAME USECMAP WMODE` and then one line each of `codespace`, `cidrange` and `cidchar` entries in
delta form; src/pdf/cmaps.rs turns a block back into CMap text. Maps of Unicode in UTF-8 and UTF-16 are not packed: they are the UTF-32 map written in another encoding.
"""
import os, re, sys, zlib

FOLDER = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/poppler/cMap/Adobe-Japan1"
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "pdf", "cmaps.bin")
NAMES = """78-EUC-H 78-EUC-V 78-H 78-V 78-RKSJ-H 78-RKSJ-V 78ms-RKSJ-H 78ms-RKSJ-V 90pv-RKSJ-V Add-H Add-V Ext-H Ext-V Hankaku Hiragana Katakana Roman
NWP-H NWP-V RKSJ-H RKSJ-V WP-Symbol UniJIS-UTF32-H UniJIS-UTF32-V UniJIS2004-UTF32-H UniJIS2004-UTF32-V UniJISX0213-UTF32-H UniJISX0213-UTF32-V
UniJISX02132004-UTF32-H UniJISX02132004-UTF32-V UniJISPro-UCS2-V UniJISPro-UCS2-HW-V""".split()


def read(name):
    text = re.sub(r"%.*", "", open(os.path.join(FOLDER, name), encoding="latin-1").read())
    base = re.search(r"/(\S+)\s+usecmap", text)
    wmode = re.search(r"/WMode\s+(\d)", text)
    spaces = [m for block in re.findall(r"begincodespacerange(.*?)endcodespacerange", text, re.S) for m in re.findall(r"<(\w+)>\s*<(\w+)>", block)]
    entries = []
    for kind, block in re.findall(r"begin(cidrange|cidchar)(.*?)endcid", text, re.S):
        if kind == "cidrange":
            entries += [(len(a) // 2, int(a, 16), int(b, 16), int(c)) for a, b, c in re.findall(r"<(\w+)>\s*<(\w+)>\s*(\d+)", block)]
        else:
            entries += [(len(a) // 2, int(a, 16), int(a, 16), int(c)) for a, c in re.findall(r"<(\w+)>\s*(\d+)", block)]
    return base[1] if base else "-", wmode[1] if wmode else "0", spaces, sorted(entries)


def expand(entries):
    return {(size, code): cid + code - first for size, first, last, cid in entries for code in range(first, last + 1)}


def ranges(table):
    out = []
    for (size, code), cid in sorted(table.items()):
        if out and out[-1][0] == size and out[-1][2] == code - 1 and out[-1][3] + code - out[-1][1] == cid and code & 0xFF:
            out[-1][2] = code
        else:
            out.append([size, code, code, cid])
    return out


def main():
    blocks, packed = [], {}
    for name in NAMES:
        base, wmode, spaces, entries = read(name)
        table = expand(entries)
        packed[name] = table
        if base == "-" and name.startswith("UniJIS") and name != "UniJIS-UTF32-H":
            # Only what differs from the plain map; nothing is ever taken away from it.
            plain = packed["UniJIS-UTF32-H"]
            gone = [k for k in plain if k not in table]
            table = {k: v for k, v in table.items() if plain.get(k) != v} | {k: 0 for k in gone}
            base = "UniJIS-UTF32-H"
        lines = [f"%{name} {base} {wmode}", " ".join(f"{a} {b}" for a, b in spaces)]
        code_before, cid_before = 0, 0
        for size, first, last, cid in ranges(table):
            lines.append(f"{size} {first - code_before} {last - first} {cid - cid_before}")
            code_before, cid_before = last, cid + last - first
        blocks.append("\n".join(lines))
    text = ("\n".join(blocks) + "\n").encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    data = packer.compress(text) + packer.flush()
    open(OUT, "wb").write(data)
    print(f"{len(blocks)} maps, {len(text)} bytes, packed {len(data)}")


if __name__ == "__main__":
    main()
