#!/usr/bin/env python3
"""Makes src/pdf/bigrams.bin: which pairs of characters stand next to each other in Japanese words.

  bigrams.py FOLDER      the CSV files (EUC-JP) of IPADIC, as in the Debian package mecab-ipadic
The file is a table of bits: the bit of each pair that occurs in a surface form of the dictionary is set, at a hash of the pair. Pairs
of two kanji, two hiragana or two katakana count. src/pdf/bigram.rs reads it. IPADIC is Copyright 2000-2003 Nara Institute of Science and Technology;
its terms stand in src/pdf/LICENSES.txt.
"""
import collections, glob, os, sys

BITS = 7 << 16
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "pdf", "bigrams.bin")


def kind(c):
    if "一" <= c <= "鿿" or c == "々":
        return 1
    if "ぁ" <= c <= "ゖ":
        return 2
    return 3 if "ァ" <= c <= "ー" and c != "・" else 0


def slot(a, b):
    return (((ord(a) * 0x9E3779B1 ^ ord(b) * 0x85EBCA77) & 0xFFFFFFFF) >> 8) % BITS


def main():
    pairs = collections.Counter()
    for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.csv"))):
        names = os.path.basename(path) in ("Noun.name.csv", "Noun.place.csv", "Noun.org.csv")
        for line in open(path, encoding="euc-jp", errors="ignore"):
            surface = line.split(",", 1)[0]
            for a, b in zip(surface, surface[1:]):
                if kind(a) and kind(a) == kind(b):
                    pairs[a + b] += 0 if names else 1
    # Pairs of family and place names only are too many for the table and rare in reports.
    kept = [p for p, n in pairs.items() if n > 0]
    table = bytearray(BITS // 8)
    for a, b in kept:
        s = slot(a, b)
        table[s >> 3] |= 1 << (s & 7)
    open(OUT, "wb").write(table)
    full = sum(bin(x).count("1") for x in table) / BITS
    print(f"{len(kept)} pairs of {len(pairs)}, {len(table)} bytes, {full:.1%} of the bits set")


if __name__ == "__main__":
    main()
