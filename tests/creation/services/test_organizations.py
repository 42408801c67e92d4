from datetime import date

import pytest
from django.db import IntegrityError, connection, connections, transaction

from creation.models import Kind, LogEntry, Organization
from creation.queries.organizations import subtree_populations
from creation.services.organizations import (
    as_read,
    create,
    rebuild_paths,
    set_rated,
    update,
    why_not_create,
    why_not_update,
)
from tests.factories import make_district, make_organization, make_town, make_user
from wuhao.errors import Conflict, Refused

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


def _edit(organization, values, before):
    """Somebody began to edit at `before` and saves now."""
    return update(organization=organization, values=values, by=None, read=before)


def test_two_editors_of_different_fields_both_keep_what_they_wrote(tree):
    branch = Organization.objects.get(pk=tree["branch"].pk)
    read = as_read(branch)
    _edit(branch, {"masses": 95, "secretary_name": ""}, read)
    saved = _edit(branch, {"masses": 90, "secretary_name": "王"}, read)
    assert (saved.masses, saved.secretary_name) == (95, "王")


def test_two_editors_of_one_field_are_shown_both_values_and_nothing_is_written(tree):
    branch = Organization.objects.get(pk=tree["branch"].pk)
    read = as_read(branch)
    update(organization=branch, values={"masses": 95}, by=None)
    with pytest.raises(Conflict, match="期间，别人也改了同样的内容") as conflict:
        _edit(branch, {"masses": 99, "secretary_name": "王"}, read)
    assert (conflict.value.mine, conflict.value.theirs) == ({"masses": 99}, {"masses": 95})
    branch.refresh_from_db()
    assert (branch.masses, branch.secretary_name) == (95, "")


def test_two_editors_who_agree_do_not_conflict(tree):
    branch = Organization.objects.get(pk=tree["branch"].pk)
    read = as_read(branch)
    update(organization=branch, values={"opened_on": date(2001, 7, 1)}, by=None)
    assert _edit(branch, {"opened_on": date(2001, 7, 1), "masses": 3}, read).masses == 3


def test_reason_for_not_being_rated_is_kept_until_it_is_rated_again(tree):
    def rate(is_rated, **reason):
        count = set_rated(organizations=[tree["branch"]], is_rated=is_rated, by=None, **reason)
        tree["branch"].refresh_from_db()
        return count, tree["branch"].is_rated, tree["branch"].unrated_reason

    assert rate(False, reason=" 筹建中 ") == (1, False, "筹建中")
    assert rate(False) == (0, False, "筹建中")
    assert rate(False, reason="新建") == (1, False, "新建")
    assert rate(True, reason="不该留") == (1, True, "")
