from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from creation.models import EventKind, Kind, LogEntry, Organization, OrganizationEvent
from creation.services.organization_changes import (
    Ground,
    change_sector,
    close,
    move,
    rename,
    reopen,
)
from tests.factories import make_district, make_organization, make_sector, make_town, make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
GROUND = Ground(date(2025, 3, 1), "区划调整", "区委〔2025〕8 号")


@pytest.fixture
def tree():
    """district → town → general → branch; district → other."""
    district = make_district()
    town, other = make_town(district), make_town(district, "柳林镇党委")
    general = make_organization(town, kind=Kind.GENERAL_BRANCH, name="前柳村总支")
    branch = make_organization(general, sector=make_sector(), name="前柳村党支部")
    return {
        "district": district,
        "town": town,
        "other": other,
        "general": general,
        "branch": branch,
    }


@pytest.fixture
def staff(tree):
    return make_user("district_staff", tree["town"])


def _event():
    return OrganizationEvent.objects.get()


def test_closed_organization_ends_on_that_day_with_event_and_entry(tree, staff):
    close(organization=tree["branch"], ground=GROUND, by=staff)
    branch, event, entry = Organization.objects.get(pk=tree["branch"].pk), _event(), _entry()
    assert branch.closed_on == GROUND.on
    assert (event.kind, event.effective_on, event.made_by) == ("close", GROUND.on, staff)
    assert (event.reason, event.document) == (GROUND.reason, GROUND.document)
    assert (entry.action, entry.after["撤销日期"]) == ("党组织撤销", "2025-03-01")
    assert entry.note == "2025-03-01 起；区划调整；区委〔2025〕8 号"


def _entry():
    return LogEntry.objects.order_by("-pk").first()


def test_move_takes_those_below_along_and_the_day_before_still_reads_the_old_line(tree):
    move(organization=tree["general"], parent=tree["other"], ground=GROUND, by=None)
    tree["branch"].refresh_from_db()
    assert tree["branch"].town == tree["other"]
    assert _event().told_on(tree["general"]) == "由“石桥镇党委”改为“柳林镇党委”"
    before = Organization.objects.as_of(GROUND.on - timedelta(days=1)).get(pk=tree["general"].pk)
    after = Organization.objects.as_of(GROUND.on).get(pk=tree["general"].pk)
    assert (before.parent_then, after.parent_then) == (tree["town"].pk, tree["other"].pk)


def test_renamed_and_rehomed_in_another_sector(tree):
    rename(organization=tree["branch"], name=" 前柳社区党支部 ", ground=GROUND, by=None)
    community = make_sector("community", "社区")
    change_sector(organization=tree["branch"], sector=community, ground=GROUND, by=None)
    branch = Organization.objects.get(pk=tree["branch"].pk)
    assert (branch.name, branch.sector) == ("前柳社区党支部", community)
    told = {one.kind: one.told_on(branch) for one in OrganizationEvent.objects.all()}
    assert told == {
        EventKind.RENAME: "由“前柳村党支部”改为“前柳社区党支部”",
        EventKind.SECTOR: "由“农村”改为“社区”",
    }


def test_reopened_organization_is_there_again_and_both_events_stay(tree):
    closed = close(organization=tree["branch"], ground=GROUND, by=None)
    reopened = reopen(organization=closed, ground=Ground(localdate(), "误撤"), by=None)
    assert reopened.closed_on is None
    kinds = [one.kind for one in OrganizationEvent.objects.order_by("pk")]
    assert kinds == [EventKind.CLOSE, EventKind.REOPEN]
    assert OrganizationEvent.objects.first().told_on(reopened) == "恢复"


@pytest.mark.parametrize(
    ("ground", "sentence"),
    [
        (Ground(TODAY, "  "), "请写明原因。"),
        (Ground(TODAY + timedelta(days=2), "调整"), "生效日期不能晚于今天，请到那一天再办理。"),
        (Ground(date(2000, 1, 1), "调整"), "不能早于“前柳村党支部”的建立日期 2001-07-01。"),
        (Ground(date(2024, 1, 1), "调整"), r"上一次变动（2025-03-01 更名）。"),
    ],
)
def test_ground_has_a_reason_and_a_day_that_can_be(tree, ground, sentence):
    Organization.objects.filter(pk=tree["branch"].pk).update(opened_on="2001-07-01")
    rename(organization=tree["branch"], name="新名", ground=GROUND, by=None)
    rename(organization=tree["branch"], name="前柳村党支部", ground=GROUND, by=None)
    with pytest.raises(Refused, match=sentence):
        close(organization=tree["branch"], ground=ground, by=None)
    assert Organization.objects.get(pk=tree["branch"].pk).closed_on is None


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("general", "“前柳村总支”还有下级没有撤销（前柳村党支部），请先调整它们的隶属或撤销它们。"),
        ("district", "“江南区委”不在您的管理范围内。"),
        ("other", "“柳林镇党委”不在您的管理范围内。"),
    ],
)
def test_closing_is_refused_with_children_and_out_of_reach(tree, staff, who, sentence):
    with pytest.raises(Refused, match=sentence):
        close(organization=tree[who], ground=GROUND, by=staff)


def test_the_root_is_never_closed_or_moved(tree):
    with pytest.raises(Refused, match="是最上级党组织，不能撤销"):
        close(organization=tree["district"], ground=GROUND, by=None)
    with pytest.raises(Refused, match="是最上级党组织，不能调整隶属"):
        move(organization=tree["district"], parent=tree["town"], ground=GROUND, by=None)


def test_closed_organization_takes_no_change(tree):
    close(organization=tree["branch"], ground=GROUND, by=None)
    with pytest.raises(Refused, match="“前柳村党支部”已于 2025-03-01 撤销。"):
        rename(organization=tree["branch"], name="新名", ground=GROUND, by=None)
    with pytest.raises(Refused, match="“前柳村党支部”已于 2025-03-01 撤销。"):
        move(organization=tree["branch"], parent=tree["other"], ground=GROUND, by=None)


def test_somebody_in_office_keeps_an_organization_open_but_lets_it_move(tree):
    for name in ("陈静", "李明"):
        make_user("secretary", tree["branch"], name=name)
    with pytest.raises(Refused, match=r"还有任职没有结束（陈静 等 2 人），请先结束这些任职"):
        close(organization=tree["branch"], ground=GROUND, by=None)
    assert move(organization=tree["branch"], parent=tree["town"], ground=GROUND, by=None)


@pytest.mark.parametrize(
    ("under", "sentence"),
    [
        ("branch", "上级不能是它自己或它的下级“前柳村党支部”。"),
        ("town", "“前柳村总支”的上级已经是“石桥镇党委”。"),
        ("other", "“柳林镇党委”已于 2024-01-01 撤销，不能作为上级。"),
    ],
)
def test_impossible_superiors_are_refused(tree, under, sentence):
    Organization.objects.filter(pk=tree["other"].pk).update(closed_on="2024-01-01")
    with pytest.raises(Refused, match=sentence):
        move(
            organization=tree["general"],
            parent=Organization.objects.get(pk=tree[under].pk),
            ground=Ground(localdate(), "调整"),
            by=None,
        )


def test_superior_was_there_on_the_day(tree):
    Organization.objects.filter(pk=tree["other"].pk).update(opened_on="2025-06-01")
    other = Organization.objects.get(pk=tree["other"].pk)
    with pytest.raises(Refused, match="“柳林镇党委”到 2025-06-01 才建立"):
        move(organization=tree["general"], parent=other, ground=GROUND, by=None)


def test_past_day_never_reads_as_a_circle(tree):
    """The branch leaves the general branch in March: it was below it in February."""
    branch = move(organization=tree["branch"], parent=tree["other"], ground=GROUND, by=None)
    before = Ground(GROUND.on - timedelta(days=28), "调整")
    with pytest.raises(Refused, match="“前柳村党支部”到 2025-03-01 才调整隶属"):
        move(organization=tree["general"], parent=branch, ground=before, by=None)
    assert move(organization=tree["general"], parent=branch, ground=GROUND, by=None)


def test_same_name_and_same_sector_are_no_change(tree):
    with pytest.raises(Refused, match="请填写新的名称，和现在的不同。"):
        rename(organization=tree["branch"], name=" 前柳村党支部", ground=GROUND, by=None)
    with pytest.raises(Refused, match="“前柳村党支部”的领域已经是农村。"):
        change_sector(organization=tree["branch"], sector=make_sector(), ground=GROUND, by=None)


def test_reopening_needs_a_closed_one_in_reach_below_an_open_one(tree, staff):
    def sentence(organization, by=None):
        with pytest.raises(Refused) as refused:
            reopen(organization=organization, ground=Ground(localdate(), "误撤"), by=by)
        return str(refused.value)

    assert sentence(tree["branch"]) == "“前柳村党支部”没有撤销，不用恢复。"
    Organization.objects.exclude(pk=tree["district"].pk).update(closed_on="2024-01-01")
    assert sentence(tree["branch"], staff).startswith("它的上级“前柳村总支”已经撤销")
    assert sentence(tree["other"], staff) == "“柳林镇党委”不在您的管理范围内。"
    reopened = reopen(organization=tree["town"], ground=Ground(localdate(), "误撤"), by=staff)
    assert reopened.closed_on is None
