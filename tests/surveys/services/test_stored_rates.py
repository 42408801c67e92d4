"""What the database computes is what the pure rules say, digit by digit."""

import random
from decimal import ROUND_HALF_UP, Decimal

import pytest

from creation.policy import Policy
from surveys.intervals import decimal
from surveys.models import OrganizationRate, Question, Rate
from surveys.rates import Enough
from surveys.services.rates import rates_for
from surveys.services.stored_rates import store
from tests import factories

UNITS = 150
DIGITS = Decimal("1e-18")
FIGURES = ("numerator", "denominator", "excluded", "dont_know", "n", "sufficient", "missing")


def cut(number, places=DIGITS):
    """As a stored figure is rounded."""
    return None if number is None else number.quantize(places, ROUND_HALF_UP)


def random_counts(dice, question, organization, stratum):
    """Anything from nobody to more answers than people, all or none positive among them."""
    total = dice.choice([0, 1, dice.randint(1, 60), dice.randint(1, 900)])
    good = dice.choice([0, total, dice.randint(0, total)])
    return Rate(
        question=question, organization=organization, stratum=stratum, numerator=good,
        denominator=total, dont_know=dice.randint(0, 4), blank=dice.randint(0, 3),
        skipped=dice.randint(0, 3), void=dice.randint(0, 3),
    )  # fmt: skip


@pytest.fixture
def populations(questionnaire, town):
    """Organizations of every size with random counts; some questions were not asked of some."""
    dice = random.Random(42)
    units = [factories.make_organization(town) for _ in range(UNITS)]
    questions = Question.objects.exclude(dimension="identity")
    Rate.objects.bulk_create(
        random_counts(dice, question, unit, stratum)
        for unit in units
        for stratum in ("member", "mass", "partner")
        if dice.random() < 0.9
        for question in questions
        if dice.random() < 0.95
    )
    sizes = [0, 1, 5, 29, 30, 31, 60, 500, 1_999]
    return {unit.pk: (dice.choice(sizes), dice.choice(sizes)) for unit in units}


@pytest.mark.parametrize(
    "enough", [Enough(), Enough(Decimal(3), Decimal("0.65"))], ids=["R5.5", "R7.1-other-policy"]
)
def test_stored_rates_equal_the_pure_rules(populations, round_, enough):
    store(round=round_, populations=populations, enough=enough)
    rows = {(row.organization_id, row.dimension): row for row in OrganizationRate.objects.all()}
    policy = Policy(sample_margin=enough.margin, census_share=enough.census_share)
    pure = rates_for(round=round_, populations=populations, policy=policy)
    assert len(rows) == 3 * UNITS
    for (pk, dimension), row in rows.items():
        rate = getattr(pure[pk], dimension)
        assert {name: getattr(row, name) for name in FIGURES} == {
            name: getattr(rate, name) for name in FIGURES
        }
        value = None if rate.value is None else rate.percent / 100
        assert (row.value, row.low, row.high) == (cut(value), cut(rate.low), cut(rate.high))
        worth = None if rate.n_eff is None else decimal(rate.n_eff)
        assert row.n_eff == cut(worth, Decimal("1e-6"))
