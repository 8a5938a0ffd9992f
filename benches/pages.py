#!/usr/bin/env python3
"""Milliseconds a page: the whole process, its split by stage, and how it grows with the number of pages.

  pages.py FILE_OR_FOLDER... [--runs 3] [--program target/release/shinchoku] [--stages target/release/examples/stages]
Needs `cargo build --release --bin shinchoku --example stages` and, for the growth, `pip install pypdf`. Processor time (user and system, children included),
the least of the runs. The growth is measured on the longest file, cut to an eighth, a quarter, a half: the exponent of the last
doubling is 1 where the cost grows as the pages do.
"""
import argparse, glob, json, math, os, resource, subprocess, sys, tempfile


def cost(command, runs):
    least = math.inf
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if done.returncode not in (0, 3, 4):
            sys.exit(f"{command[0]} ended with {done.returncode}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * least


def cuts(path, folder):
    """The first eighth, quarter and half of a file, and all of it: (pages, path)."""
    from pypdf import PdfReader, PdfWriter
    count = len(PdfReader(path).pages)
    for part in (8, 4, 2, 1):
        writer = PdfWriter(clone_from=path)
        for index in range(count - 1, count // part - 1, -1):
            writer.remove_page(index)
        cut = os.path.join(folder, f"{part}.pdf")
        writer.write(cut)
        yield count // part, cut


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("paths", nargs="+"); a.add_argument("--runs", type=int, default=3)
    a.add_argument("--program", default="target/release/shinchoku"); a.add_argument("--stages", default="target/release/examples/stages")
    a = a.parse_args()
    files = sorted(f for p in a.paths for f in (glob.glob(p + "/**/*.pdf", recursive=True) if os.path.isdir(p) else [p]))
    stages = json.loads(subprocess.run([a.stages, *files], capture_output=True, check=True).stdout)
    pages = stages.pop("pages")
    whole = cost([a.program, "extract", "--format", "jsonl", "--jobs", "1", *files], a.runs)
    print(f"{len(files)} files, {pages} pages: {whole / pages:.3f} ms of processor time a page, whole process")
    for stage, spent in stages.items():
        print(f"  {stage:10} {spent / pages:.4f} ms a page   {100 * spent / sum(stages.values()):5.1f} %")
    try:
        import pypdf  # noqa: F401
    except ImportError:
        return print("growth: install pypdf to measure it")
    before = None
    with tempfile.TemporaryDirectory() as folder:
        start = cost([a.program, "--version"], a.runs)
        for count, cut in cuts(max(files, key=os.path.getsize), folder):
            spent = cost([a.program, "extract", cut], a.runs) - start
            exponent = f"   exponent {math.log(spent / before[1]) / math.log(count / before[0]):.2f}" if before else ""
            print(f"growth: {count:5} pages {spent:9.1f} ms{exponent}")
            before = (count, max(spent, 0.1))


if __name__ == "__main__":
    main()
