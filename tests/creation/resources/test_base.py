"""The base of all registers, by the smallest one: sectors."""

import pytest

from creation.models import Sector
from creation.resources.base import Column, RegisterResource
from creation.resources.roster import read_roster
from creation.resources.values import Text, Widget
from wuhao.workbooks import Sheet

pytestmark = pytest.mark.django_db


class Broken(Widget):
    def clean(self, value, row=None, **kwargs):
        raise TypeError("a mistake of ours")


class SectorResource(RegisterResource):
    key = "代码"
    code = Column("代码", "code", Text(20, required=True), required=True)
    name = Column("领域", "name", Text(20, required=True), required=True)

    class Meta(RegisterResource.Meta):
        model = Sector
        fields = export_order = ("code", "name")


def _load(*rows, resource=None):
    sheet = Sheet("Sheet1", [["代码", "领域"], *[list(row) for row in rows]])
    return (resource or SectorResource()).load(read_roster(sheet, SectorResource.titles()))


def test_rows_are_new_updated_or_unchanged():
    report = _load(("village", "农村"), ("organ", "机关单位"), ("school", "学校"))
    assert (report.new, report.updated, report.unchanged) == (["school"], ["organ"], ["village"])
    SectorResource().write(report.changes)
    assert set(
        Sector.objects.filter(code__in=["organ", "school"]).values_list("name", flat=True)
    ) == {
        "机关单位",
        "学校",
    }


def test_one_bad_row_keeps_all_out():
    report = _load(("school", "学校"), ("", "医院"))
    assert [str(problem) for problem in report.problems] == ["第 3 行 代码：没有填写"]
    assert not report.may_write


def test_loading_alone_writes_nothing():
    assert _load(("school", "学校")).new == ["school"]
    assert not Sector.objects.filter(code="school").exists()


def test_mistake_of_ours_is_raised_and_not_shown_as_a_fault_of_the_file():
    resource = SectorResource()
    resource.fields["name"].widget = Broken()
    with pytest.raises(TypeError, match="a mistake of ours"):
        _load(("school", "学校"), resource=resource)
