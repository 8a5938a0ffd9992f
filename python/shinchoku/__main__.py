"""`python -m shinchoku …` is the program `shinchoku …`."""

import subprocess
import sys

from ._program import program

if __name__ == "__main__":
    try:
        sys.exit(subprocess.run([program(), *sys.argv[1:]]).returncode)
    except KeyboardInterrupt:
        sys.exit(130)
