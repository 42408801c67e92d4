import pytest
from django.db import IntegrityError, connection, connections, transaction

from creation.models import Kind, LogEntry, Organization
from creation.queries.organizations import subtree_populations
from creation.services.organizations import (
    create,
    rebuild_paths,
    set_rated,
    update,
    why_not_create,
    why_not_update,
)
from tests.factories import make_district, make_organization, make_town, make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """district → town → general → branch; district → other."""
    district = make_district()
    town, other = make_town(district), make_town(district, "柳林镇党委")
    general = make_organization(town, kind=Kind.GENERAL_BRANCH, name="前柳村总支", full_members=5)
    branch = make_organization(general, full_members=7, probationary_members=1, masses=90)
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


def _values(parent, **fields):
    return {"name": "新支部", "code": "N1", "kind": Kind.BRANCH, "parent": parent} | fields


def test_rebuilt_paths_equal_what_the_tree_says(tree):
    wanted = {one.pk: (one.path, one.town_id) for one in Organization.objects.all()}
    Organization.objects.update(path="", town=None)
    assert rebuild_paths() == 5
    assert {one.pk: (one.path, one.town_id) for one in Organization.objects.all()} == wanted
    assert rebuild_paths() == 0


def test_populations_are_those_of_the_subtree(tree):
    everything = list(Organization.objects.all())
    populations = subtree_populations(everything)
    assert populations[tree["town"].pk] == (13, 90)
    assert populations[tree["branch"].pk] == (8, 90)
    assert populations[tree["other"].pk] == (0, 0)


def test_populations_take_one_query_and_leave_out_the_closed(tree, django_assert_num_queries):
    Organization.objects.filter(pk=tree["branch"].pk).update(closed_on="2020-01-01")
    with django_assert_num_queries(1):
        assert subtree_populations([tree["town"]]) == {tree["town"].pk: (5, 0)}


def test_created_organization_has_its_place_and_its_entry(tree, staff):
    made = create(values=_values(tree["general"], phone="13800000000"), by=staff)
    assert made.path == f"{tree['general'].path}{made.pk}/"
    assert made.town == tree["town"]
    entry = LogEntry.objects.get()
    assert (entry.action, entry.object_label, entry.actor) == ("新建党组织", "新支部", "王晓燕")
    assert entry.after["联系电话"] == "（不记录）"


@pytest.mark.parametrize(
    ("parent", "sentence"), [("other", "不在您的管理范围内"), (None, "请选择上级党组织")]
)
def test_creating_out_of_reach_is_refused(tree, staff, parent, sentence):
    assert sentence in why_not_create(tree.get(parent), staff)
    with pytest.raises(Refused, match=sentence):
        create(values=_values(tree.get(parent)), by=staff)
    assert not Organization.objects.filter(code="N1").exists()


def test_system_creates_the_root():
    assert create(values=_values(None, kind=Kind.DISTRICT), by=None).path != ""


def test_moving_takes_the_subtree_along(tree):
    update(organization=tree["general"], values={"parent": tree["other"]}, by=None)
    tree["branch"].refresh_from_db()
    assert tree["branch"].town == tree["other"]
    assert tree["branch"].path.startswith(tree["other"].path)


def test_update_logs_only_what_changed(tree, staff):
    update(organization=tree["branch"], values={"masses": 100, "full_members": 7}, by=staff)
    entry = LogEntry.objects.get()
    assert (entry.before, entry.after) == ({"群众数": 90}, {"群众数": 100})


def test_update_without_a_change_logs_nothing(tree, staff):
    update(organization=tree["branch"], values={"masses": 90}, by=staff)
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("moved", "under", "sentence"),
    [
        ("general", "branch", "上级不能是它自己或它的下级"),
        ("general", "general", "上级不能是它自己或它的下级"),
        ("general", "other", "“柳林镇党委”不在您的管理范围内"),
        ("other", "town", "“柳林镇党委”不在您的管理范围内"),
        ("general", None, "请选择上级党组织"),
    ],
)
def test_impossible_moves_are_refused(tree, staff, moved, under, sentence):
    with pytest.raises(Refused, match=sentence):
        update(organization=tree[moved], values={"parent": tree.get(under)}, by=staff)


def test_tree_does_not_grow_too_deep(tree):
    deepest = tree["branch"]
    for _ in range(8):
        deepest = make_organization(deepest)
    assert why_not_create(deepest, None) == f"放在“{deepest}”下面，层级就超过 12 级了。"
    assert why_not_create(deepest.parent, None) == ""
    side = make_organization(tree["other"])
    with pytest.raises(Refused, match="层级就超过 12 级"):
        update(organization=tree["general"], values={"parent": side}, by=None)
    update(organization=tree["general"], values={"parent": tree["other"]}, by=None)


def test_root_keeps_no_parent(tree):
    assert why_not_update(tree["district"], None, None) == ""


def test_rated_in_bulk_logs_those_that_changed(tree, staff):
    chosen = [tree["general"], tree["branch"]]
    assert set_rated(organizations=chosen, is_rated=True, by=staff) == 1
    assert LogEntry.objects.get().object_label == "前柳村总支"
    assert set_rated(organizations=chosen, is_rated=False, by=None) == 2


def test_rated_in_bulk_out_of_reach_is_refused(tree, staff):
    with pytest.raises(Refused, match="不在您管理范围内"):
        set_rated(organizations=[tree["branch"], tree["other"]], is_rated=False, by=staff)
    assert Organization.objects.get(pk=tree["branch"].pk).is_rated


@pytest.mark.parametrize(
    "write",
    [
        lambda tree, by: create(values=_values(tree["general"]), by=by),
        lambda tree, by: update(organization=tree["branch"], values={"masses": 1}, by=by),
        lambda tree, by: set_rated(organizations=[tree["branch"]], is_rated=False, by=by),
    ],
    ids=["create", "update", "set_rated"],
)
def test_write_goes_back_when_its_log_entry_fails(tree, staff, broken_log, write):
    before = list(Organization.objects.values())
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        write(tree, staff)
    assert list(Organization.objects.values()) == before


@pytest.mark.django_db(transaction=True)
def test_second_writer_is_told_to_wait(tree):
    """Another connection holds the register; the lock's patience is short here."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE creation_organization IN SHARE ROW EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        with pytest.raises(Refused, match="别人正在修改党组织名册"):
            create(values=_values(tree["general"]), by=None)
    finally:
        other.close()
        connection.close()
