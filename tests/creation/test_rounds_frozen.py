"""What the database refuses of a round that was opened, whoever asks."""

import pytest
from django.db import IntegrityError, transaction

from creation.models import Round, RoundPolicy, RoundRedLine, RoundStage, RoundStandard
from creation.services.rounds import close, freeze
from tests.factories import make_round, make_sector, make_standard

pytestmark = pytest.mark.django_db

CHANGES = {
    "code": lambda one: Round.objects.update(code="r9"),
    "dates": lambda one: Round.objects.update(ends_on="2027-12-31"),
    "back to draft": lambda one: Round.objects.update(state="draft"),
    "gone": lambda one: Round.objects.filter(pk=one.pk)._raw_delete("default"),
    "another edition": lambda one: one.round_standards.update(sector=make_sector("organ", "机关")),
    "edition gone": lambda one: one.round_standards.all().delete(),
    "one more edition": lambda one: RoundStandard.objects.create(
        round=one, sector=make_sector("organ", "机关"), standard=one.round_standards.get().standard
    ),
    "red line off": lambda one: one.round_red_lines.update(in_force=False, reason="不用了"),
    "red line gone": lambda one: one.round_red_lines.all().delete(),
    "policy": lambda one: one.policies.update(values={}),
    "policy gone": lambda one: one.policies.all().delete(),
    "stage gone": lambda one: RoundStage.objects.filter(round=one)._raw_delete("default"),
}
ONE_STAGE = {"apply": ["2026-01-01", "2026-01-31"]}


def drafted():
    make_standard()
    return make_round(stages=ONE_STAGE)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_open_round_cannot_be_changed(change):
    round = freeze(round=drafted(), by=None)
    with pytest.raises(IntegrityError, match="已开启"), transaction.atomic():
        change(round)


@pytest.mark.parametrize("name", sorted(CHANGES.keys() - {"gone"}))  # without its parts
def test_draft_takes_the_same_change(name):
    CHANGES[name](drafted())


def test_open_round_takes_a_new_version_of_its_policy_and_another_deadline():
    round = freeze(round=drafted(), by=None)
    RoundPolicy.objects.create(round=round, version=2, values={}, digest="d", reason="放宽")
    round.stages.update(ends_on="2026-02-15")
    assert (round.policies.count(), str(round.stages.get().ends_on)) == (2, "2026-02-15")


def test_closed_round_takes_nothing_more():
    round = close(round=freeze(round=drafted(), by=None), by=None)
    for change in (
        lambda: round.stages.update(ends_on="2026-02-15"),
        lambda: RoundPolicy.objects.create(
            round=round, version=2, values={}, digest="d", reason="放宽"
        ),
        lambda: Round.objects.update(state="open"),
    ):
        with pytest.raises(IntegrityError, match="已开启"), transaction.atomic():
            change()


def test_part_of_a_draft_does_not_move_into_an_open_round():
    opened = freeze(round=drafted(), by=None)
    draft = make_round("r2")
    moving = RoundRedLine.objects.filter(round=draft)[:1].get()
    with pytest.raises(IntegrityError, match="已开启"), transaction.atomic():
        RoundRedLine.objects.filter(pk=moving.pk).update(round=opened)
