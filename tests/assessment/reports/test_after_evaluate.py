"""A report on what the services themselves stored."""

from decimal import Decimal

import pytest

from assessment.models import Evaluation, EvaluationLine
from assessment.queries.report import report_data
from assessment.services.evaluate import evaluate
from tests.assessment.district import HALF, applied, make_running, reviewed


@pytest.fixture
def running(db):
    running = make_running(branches=2, towns=2)
    reviewed(running.candidacies[0])
    reviewed(running.candidacies[1], HALF)
    applied(running.candidacies[2])
    evaluate(round=running.round, by=None)
    return running


@pytest.fixture
def data(running):
    return report_data(running.round, running.district)


def test_every_unit_reads_its_current_evaluation(data):
    units = {unit.code: unit for unit in data.units}
    for one in Evaluation.objects.select_related("candidacy__organization"):
        unit = units.pop(one.candidacy.organization.code)
        for name in ("decision", "composite", "self_score", "review_score", "organization_part"):
            assert getattr(unit, name) == getattr(one, name)
        assert unit.reasons == tuple(one.reasons)
        assert [str(good.name) for good in unit.goods] == [goal["name"] for goal in one.goals]
    assert units == {}


def test_totals_are_those_of_the_run(running, data):
    summary = running.round.evaluation_runs.get().summary
    for name in ("candidacies", "five_good", "not_reached", "red_line", "not_rated", "pending"):
        assert getattr(data.total, name) == summary[name]
    assert data.total.average is summary["average"] is None  # without rates nobody is decided


def test_loss_is_that_of_the_stored_lines(data):
    lines = EvaluationLine.objects.filter(item__code="1.1", points__isnull=False)
    (item,) = (item for item in data.items if item.code == "1.1")
    assert item.units == lines.count() == 2
    assert item.applicable == sum(line.applicable for line in lines)
    assert item.lost == sum(line.applicable - line.points for line in lines) == Decimal(6)


def test_rates_that_nobody_answered_are_no_data(data):
    assert [(rate.value, rate.missing) for rate in data.rates] == [(None, 4)] * 3
    assert data.units[0].rates[0].missing == "没有群众的有效答卷"
