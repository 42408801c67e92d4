"""100,000 sheets as csv, from the file to committed rates."""

from bench.harness import Result
from bench.surveys import measure


def run() -> Result:
    return measure("survey_csv_100k", "csv")
