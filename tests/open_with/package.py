"""The data package as frictionless judges it: types, allowed values, keys between tables, sizes and hashes of files."""

import sys

import frictionless

report = frictionless.Package(sys.argv[1]).validate()
for task in report.tasks:
    for error in task.errors[:5]:
        print(f"{task.name}: {error.message}")
for error in report.errors:
    print(error.message)
assert report.valid, "the data package is not valid"
print(f"{len(report.tasks)} resources valid")
