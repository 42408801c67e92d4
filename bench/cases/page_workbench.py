"""The district's workbench over a big round; beside it the least that a page with a login does."""

from bench import big_round
from bench.harness import Result
from bench.pages import client_of, page_seconds


def run() -> Result:
    _, staff = big_round.make()
    return Result(
        name="page_workbench",
        ours_s=page_seconds("/workbench/", client_of(staff), repeat=10),
        limit_s=page_seconds("/bare/session", client_of(staff)),
    )
