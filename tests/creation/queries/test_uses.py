import pytest
from django.db.models import ProtectedError

from creation.models import RedLine, Sector
from creation.queries.uses import why_not_delete
from creation.services.rounds import freeze
from tests.factories import make_round, make_sector, make_standard

pytestmark = pytest.mark.django_db


def test_what_a_round_uses_is_not_deleted_and_the_rounds_are_named():
    standard = make_standard()
    freeze(round=make_round("r1"), by=None)
    make_round("r2", name="第二轮", starts_on="2026-02-01")
    line = RedLine.objects.get(code="birth")
    for row, words in (
        (standard.sector, "领域“农村”"),
        (line, "高压线“超计划生育”"),
    ):
        assert why_not_delete(row) == f"{words}用在第一轮创建、第二轮里，不能删除。"
        with pytest.raises(ProtectedError):
            row.delete()


def test_what_no_round_uses_may_go():
    sector = make_sector("school", "学校")
    assert why_not_delete(sector) == ""
    sector.delete()
    assert not Sector.objects.filter(code="school").exists()
