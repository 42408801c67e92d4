"""A batch goes back while nothing depends on it; else the refusal names the rows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from creation.models import Appointment, ImportBatch, LogEntry, Organization, OrganizationEvent
from creation.registers import ORGANIZATIONS
from creation.services.imports import bring_in
from creation.services.organizations import update
from creation.services.undo import undo, why_not_undo
from tests.creation.rosters import TITLES, write_csv
from tests.factories import make_organization, make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
KINDS = ("move", "rename")


def _stored():
    return list(Organization.objects.order_by("pk").values())


@pytest.fixture
def batch(cast, tmp_path):
    """One general branch with a branch below it, new; one branch renamed and moved away."""
    rows = [
        ["乙总支", "N1", "总支", cast.town.code, "农村", "3"],
        ["丙支部", "N2", "支部", "N1", "农村", "3"],
        ["新名字", cast.branch.code, "支部", cast.other.code, "农村", "28"],
    ]
    path = write_csv(tmp_path / "名册.csv", [[*TITLES, "正式党员数"], *rows])
    return bring_in(register=ORGANIZATIONS, path=path, by=cast.wang).batch


def test_undone_batch_leaves_the_register_as_it_was(cast, tmp_path):
    row = ["乙支部", "N1", "支部", cast.town.code, "农村", "3"]
    changed = [cast.branch.name, cast.branch.code, "支部", cast.town.code, "农村", "28"]
    before = {one["code"]: one for one in _stored()}
    path = write_csv(tmp_path / "名册.csv", [[*TITLES, "正式党员数"], row, changed])
    made = bring_in(register=ORGANIZATIONS, path=path, by=cast.wang).batch
    assert [one["code"] for one in _stored()] != list(before)
    undo(batch=made, register=ORGANIZATIONS, by=cast.wang)
    after = {one["code"]: one for one in _stored()}
    assert after.pop(cast.branch.code)["version"] > before.pop(cast.branch.code)["version"]
    assert after == before
    made.refresh_from_db()
    assert made.undone_by == cast.wang
    assert LogEntry.objects.get(action="撤销导入").note == "删除 1 行，恢复 1 行"


def test_rows_of_one_batch_do_not_hold_each_other(batch, cast):
    undo(batch=batch, register=ORGANIZATIONS, by=cast.wang)
    cast.branch.refresh_from_db()
    assert (cast.branch.name, cast.branch.parent, cast.branch.full_members) == (
        "前柳村党支部", cast.town, 0,
    )  # fmt: skip
    assert cast.branch.path == f"{cast.town.path}{cast.branch.pk}/"
    assert not Organization.objects.filter(code__in=["N1", "N2"]).exists()


def test_what_is_taken_back_holds_from_the_day_of_the_import(batch, cast):
    """And only that: a change after it is of its own day again."""
    at = timezone.now() - timedelta(days=7)
    ImportBatch.objects.filter(pk=batch.pk).update(at=at)
    undo(batch=batch, register=ORGANIZATIONS, by=cast.wang)
    update(organization=cast.branch, values={"name": "今天改名"}, by=cast.wang)
    events = OrganizationEvent.objects.filter(organization=cast.branch).order_by("pk")
    days = {kind: [one.effective_on for one in events.filter(kind=kind)] for kind in KINDS}
    today, then = timezone.localdate(), timezone.localdate(at)
    assert days == {"move": [today, then], "rename": [today, then, today]}


def _changed(batch, cast):
    update(organization=cast.branch, values={"name": "又改"}, by=cast.wang)
    return "第 4 行（SQ1 新名字）导入后又改过，不能撤销。"


def _child(batch, cast):
    make_organization(Organization.objects.get(code="N1"))
    return "第 2 行（N1 乙总支）已经有党组织，不能撤销。"


def _appointed(batch, cast):
    make_user("secretary", Organization.objects.get(code="N2"))
    return "第 3 行（N2 丙支部）已经有任职，不能撤销。"


def _deleted(batch, cast):
    Organization.objects.filter(code="N2").delete()
    return "第 3 行（N2 丙支部）导入后已被删除，不能撤销。"


def _undone(batch, cast):
    undo(batch=batch, register=ORGANIZATIONS, by=cast.wang)
    return "这一批已经撤销过了。"


@pytest.mark.parametrize("happens", [_changed, _child, _appointed, _deleted, _undone])
def test_batch_that_something_depends_on_stays_and_names_the_rows(batch, cast, happens):
    assert why_not_undo(batch=batch, register=ORGANIZATIONS) == ""
    said = happens(batch, cast)
    before = _stored()
    with pytest.raises(Refused) as refused:
        undo(batch=batch, register=ORGANIZATIONS, by=cast.wang)
    assert str(refused.value) == said
    assert _stored() == before


def test_many_rows_in_the_way_are_counted(cast, tmp_path):
    rows = [[f"支部{n}", f"N{n}", "支部", cast.town.code, "农村"] for n in range(12)]
    path = write_csv(tmp_path / "名册.csv", [TITLES, *rows])
    made = bring_in(register=ORGANIZATIONS, path=path, by=cast.wang).batch
    for one in Organization.objects.filter(code__startswith="N"):
        Appointment.objects.create(user=cast.wu, role="secretary", organization=one)
    assert why_not_undo(batch=made, register=ORGANIZATIONS).endswith(
        "等 12 行已经有任职，不能撤销。"
    )


def test_row_that_became_part_of_history_stays(cast, tmp_path):
    rows = [
        ["乙总支", "N1", "总支", cast.town.code, "农村"],
        [cast.branch.name, cast.branch.code, "支部", "N1", "农村"],
    ]
    path = write_csv(tmp_path / "名册.csv", [TITLES, *rows])
    made = bring_in(register=ORGANIZATIONS, path=path, by=cast.wang).batch
    said = "第 2 行（N1 乙总支）已经有党组织变动，不能撤销。"
    assert why_not_undo(batch=made, register=ORGANIZATIONS) == said


def test_what_would_close_a_circle_is_refused(batch, cast):
    """The branch's old superior lies below it by now."""
    Organization.objects.filter(pk=cast.town.pk).update(parent=cast.branch.pk)
    before = _stored()
    with pytest.raises(Refused, match="前后矛盾"):
        undo(batch=batch, register=ORGANIZATIONS, by=cast.wang)
    assert _stored() == before
