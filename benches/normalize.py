#!/usr/bin/env python3
"""Measures how fast `normalize` reads: a million expressions on one core, in processor seconds.

  normalize.py [--program target/release/shinchoku] [--count 1000000] [--bar 3.0]
The expressions are those of src/text/record/cases.tsv, over and over. Measured is the processor time of the process, which other work on
the machine does not lengthen as it does wall time. Exit 0 within the bar.
"""
import argparse, os, resource, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--program", default=os.path.join(HERE, "..", "target", "release", "shinchoku"))
    a.add_argument("--count", type=int, default=1_000_000)
    a.add_argument("--bar", type=float, default=3.0)
    a = a.parse_args()
    path = os.path.join(HERE, "..", "src", "text", "record", "cases.tsv")
    rows = [line.split("\t")[1] for line in open(path, encoding="utf-8") if not line.startswith("#")]
    expressions = [row.rstrip("\n") for row in rows]
    with tempfile.TemporaryFile() as file:
        for at in range(a.count):
            file.write((expressions[at % len(expressions)] + "\n").encode())
        file.seek(0)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([a.program, "normalize", "--format", "jsonl"], stdin=file, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"normalize: {a.count} expressions in {seconds:.2f} s of one core, {a.count / seconds / 1e6:.2f} million a second")
    return 0 if seconds <= a.bar else 1


if __name__ == "__main__":
    sys.exit(main())
