"""Holds deny.toml: licences, forbidden crates and sources of all dependencies, of every platform, by `cargo metadata` and `cargo tree`.

cargo-deny reads the same file and says more; building it takes longer than all tests together, so CI asks Cargo itself.
"""
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"


def allowed(expression: str, licences: set[str]) -> bool:
    """Whether an SPDX expression can be met: `A OR B`, `A AND (B OR C)`, `A WITH B`; `A/B` of old crates is `A OR B`."""
    expression = re.sub(r"([\w.+-]+) WITH ([\w.+-]+)", r"\1_WITH_\2", expression.replace("/", " OR "))
    words = re.findall(r"[()]|[\w.+-]+", expression)
    known = {"AND": "and", "OR": "or", "(": "(", ")": ")"}
    code = " ".join(known.get(it) or str(it.replace("_WITH_", " WITH ") in licences) for it in words)
    return bool(words) and eval(code, {"__builtins__": {}})


def faults(package: dict, rules: dict) -> list[str]:
    """What is wrong with a package."""
    found = []
    licence = package["license"]
    if not licence and package["source"]:
        found.append("names no licence")
    elif licence and not allowed(licence, set(rules["licenses"]["allow"])):
        found.append(f"licence {licence} is not allowed")
    if package["source"] not in (None, REGISTRY):
        found.append(f"comes from {package['source']}")
    if package["name"] in {it["name"] for it in rules["bans"]["deny"]}:
        found.append("is forbidden")
    if package["source"] is None:
        wild = [it["name"] for it in package["dependencies"] if it["req"] == "*" and not it.get("path")]
        found.extend(f"asks for any version of {it}" for it in wild)
    return [f"{package['name']} {package['version']}: {it}" for it in found]


def built(packages: list[dict]) -> list[dict]:
    """The packages that are built on some platform; metadata also has those of features that nobody asked for."""
    command = ["cargo", "tree", "--locked", "--target", "all", "--edges", "all", "--prefix", "none", "--format", "{p}"]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    names = {tuple(it.split()[:2]) for it in lines if it.strip()}
    return [it for it in packages if (it["name"], "v" + it["version"]) in names]


def main() -> int:
    rules = tomllib.loads((ROOT / "deny.toml").read_text(encoding="utf-8"))
    some = {"MIT", "Unicode-3.0"}
    assert allowed("MIT OR GPL-3.0", some) and allowed("MIT/Apache-2.0", some) and not allowed("MIT AND GPL-3.0", some)
    assert allowed("(GPL-3.0 OR MIT) AND Unicode-3.0", some) and not allowed("MIT WITH LLVM-exception", some)
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    packages = built(metadata["packages"])
    found = [fault for package in packages for fault in faults(package, rules)]
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(packages)} packages, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
