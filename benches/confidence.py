#!/usr/bin/env python3
"""What the confidence of a table is worth: how many tables of each band of it are wrong.

  confidence.py FOLDER... [--program target/release/shinchoku] [--right 0.9] [--floor 0.10] [--verbose]
A folder holds NAME.pdf and NAME.json, {"tables": [{"page", "cells": [{"row", "col", "row_span", "col_span", "text"}]}]}. A table is compared by its
neighbours: pairs of texts (letters and digits alone) side by side or one over the other, blanks skipped. It is wrong when F1 over the pairs is below
--right, or when no table of the page shares a pair with it. Exits 1 where more than --floor of the tables at 0.95 or more are wrong.
"""
import argparse, collections, glob, json, os, subprocess, sys, unicodedata

BANDS = [(0.95, 1.01), (0.9, 0.95), (0.8, 0.9), (0.0, 0.8)]


def letters(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text or "").upper() if c.isalnum())


def neighbours(table):
    """The pairs of texts that stand next to each other, with the way, as a multiset."""
    fields, texts = {}, []
    for cell in table["cells"]:
        text = letters(cell["text"])
        if text:
            for row in range(cell["row"], cell["row"] + max(1, cell.get("row_span", 1))):
                for column in range(cell["col"], cell["col"] + max(1, cell.get("col_span", 1))):
                    fields[row, column] = len(texts)
            texts.append(text)
    pairs = set()
    for way, order in (("right", lambda it: it), ("below", lambda it: it[::-1])):
        places = sorted(fields, key=order)
        for before, after in zip(places, places[1:]):
            if order(before)[0] == order(after)[0] and fields[before] != fields[after]:
                pairs.add((fields[before], fields[after], way))
    return collections.Counter((texts[a], texts[b], way) for a, b, way in pairs)


def f1(wanted, given):
    common = sum((wanted & given).values())
    return 2 * common / max(1, sum(wanted.values()) + sum(given.values()))


def likeness(truth, found):
    """For each table found the F1 with the table of the truth that is its own: the likest first, each once."""
    wanted = [(t["page"], neighbours(t)) for t in truth]
    given = [(t["page"], neighbours(t)) for t in found]
    scores = sorted(((f1(w, g), a, b) for a, (p, w) in enumerate(wanted) for b, (q, g) in enumerate(given) if p == q), reverse=True)
    best, used = [0.0] * len(found), set()
    for score, a, b in scores:
        if score > 0 and a not in used and not best[b]:
            best[b] = score
            used.add(a)
    return best


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("folders", nargs="+"); a.add_argument("--program", default="target/release/shinchoku")
    a.add_argument("--right", type=float, default=0.9); a.add_argument("--floor", type=float, default=0.10)
    a.add_argument("--verbose", action="store_true"); a = a.parse_args()
    seen = []
    for path in sorted(f for folder in a.folders for f in glob.glob(folder + "/**/*.pdf", recursive=True)):
        if not os.path.exists(path[:-4] + ".json"):
            continue
        done = subprocess.run([a.program, "extract", path, "--format", "json"], capture_output=True)
        if done.returncode not in (0, 4) or not done.stdout:
            sys.exit(f"{path}: ended with {done.returncode}")
        found = [t for t in json.loads(done.stdout)["tables"] if any(letters(c["text"]) for c in t["cells"])]
        for table, score in zip(found, likeness(json.load(open(path[:-4] + ".json"))["tables"], found)):
            seen.append((table["confidence"], score))
            if a.verbose and score < a.right:
                print(f"{os.path.basename(path)} page {table['page']}: F1 {score:.2f}, confidence {table['confidence']}, {table['kind']}")
    if not seen:
        sys.exit("no PDF with its truth beside it")
    print("confidence      tables  wrong  share  exact")
    for low, high in BANDS:
        scores = [score for confidence, score in seen if low <= confidence < high]
        wrong, exact = sum(it < a.right for it in scores), sum(it == 1 for it in scores)
        if scores:
            print(f"{low:.2f} and more {len(scores):8} {wrong:6} {wrong / len(scores):6.3f} {exact / len(scores):6.3f}")
    top = [score for confidence, score in seen if confidence >= BANDS[0][0]]
    return 0 if sum(it < a.right for it in top) <= a.floor * len(top) else 1


if __name__ == "__main__":
    sys.exit(main())
