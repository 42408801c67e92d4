"""One organization's page of rates in a round of 10,000; beside it the same in a round of 100."""

from django.urls import reverse

from bench import big_survey
from bench.big_round import UNITS, _staff
from bench.harness import Result
from bench.pages import client_of, page_seconds
from surveys.services import rates
from tests import databases

FEW = 100
EACH = 100  # sheets of an organization
TIMES = 20


def run() -> Result:
    few = _page(FEW)
    databases.fresh()
    return Result(name="rates_page_10k", ours_s=_page(UNITS), peers_s={f"{FEW} units": few})


def _page(units: int) -> float:
    _, questionnaire, rated = big_survey.make(units, units * EACH)
    rates.refresh(questionnaire=questionnaire, organizations=rated)
    address = reverse("rate_detail", args=[questionnaire.pk, rated[len(rated) // 2]])
    return page_seconds(address, client_of(_staff()), repeat=TIMES)
