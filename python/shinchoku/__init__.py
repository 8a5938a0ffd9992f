"""Progress reports of Japanese prefectures and cities, from PDF to data that people trust.

>>> import shinchoku
>>> run = shinchoku.build("input", "output")
>>> ratings = run["ratings"]

The work is done by the program `shinchoku`, which this package brings along: it starts it, and gives what it says as Python values.
"""

from ._program import Failed, GaveNothing, program
from ._reading import extract, extract_many, failure
from ._run import FRAMES, Run, build, open_run

__all__ = ["FRAMES", "Failed", "GaveNothing", "Run", "build", "extract", "extract_many", "failure", "open_run", "program"]
