"""100,000 sheets as xlsx, from the file to committed rates."""

from bench.harness import Result
from bench.surveys import measure


def run() -> Result:
    return measure("survey_xlsx_100k", "xlsx")
