from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection

from creation.models import LogChange, LogEntry, LogSeal, Organization
from creation.queries.log import shown_changes
from creation.services import seals
from creation.services.log import record, record_many
from creation.services.organizations import update
from creation.services.people import appoint
from tests.factories import make_organization
from wuhao.acting import acting, acting_for

TODAY = date(2026, 1, 1)


def _labels(response):
    return [row.record.object_label for row in response.context["table"].rows]


@pytest.fixture
def entries(cast):
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=UTC)):
        record(by=cast.wang, action="甲动作", on=cast.branch)
    with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        record(by=cast.zhao, action="乙动作", on=cast.far, note="据文件", before={"数": 1})


def test_newest_entry_comes_first(page, entries):
    assert _labels(page("sun", "/log/")) == ["后柳村党支部", "前柳村党支部"]


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("actor=赵", ["后柳村党支部"]),
        ("action=甲", ["前柳村党支部"]),
        ("text=前柳", ["前柳村党支部"]),
        ("text=据文", ["后柳村党支部"]),
        ("organization=SQ1", ["前柳村党支部"]),
        ("organization=后柳", ["后柳村党支部"]),
        ("kind=direct", []),
        ("kind=service", ["后柳村党支部", "前柳村党支部"]),
        ("since=2026-05-02", ["后柳村党支部"]),
        ("until=2026-05-01", ["前柳村党支部"]),
        ("since=2026-05-02&until=2026-05-31", []),
    ],
)
def test_filter_narrows_the_log(page, entries, query, labels):
    assert _labels(page("wang", f"/log/?{query}")) == labels


def test_staff_of_a_town_reads_the_log_of_the_town(page, cast, entries):
    cast.li.appointments.update(role="district_staff")
    assert _labels(page("li", "/log/")) == ["前柳村党支部"]


def test_before_and_after_stand_side_by_side_in_chinese(page, cast):
    update(organization=cast.branch, values={"masses": 7}, by=cast.wang)
    text = page("sun", "/log/").content.decode()
    assert '<tr><th scope="row">群众数</th><td>0</td><td>7</td></tr>' in text


def _commit():
    """Entries of direct changes come at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_change_that_nobody_spoke_for_shows_as_direct(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(masses=9)
    _commit()
    response = page("sun", "/log/?kind=direct")
    (row,) = response.context["table"].rows
    assert (row.record.action, row.record.actor) == ("直接改库", "数据库用户 wuhao")
    assert '<span class="tag warn">直接改库</span>' in response.content.decode()


def test_references_and_choices_are_named(page, cast):
    appoint(user=cast.wu, role="secretary", organization=cast.far, period=(TODAY, None), by=None)
    entry = LogEntry.objects.get(action="任职")
    shown = page("sun", f"/log/{entry.pk}/").context["changed"][-1]
    said = {line.label: line.after for line in shown.lines}
    assert (said["用户"], said["角色"], said["任职组织"]) == ("吴凡", "党组织书记", "后柳村党支部")


def test_each_entry_of_a_bulk_change_shows_the_row_of_its_own(page, cast):
    update(organization=cast.branch, values={"masses": 5}, by=None)
    update(organization=cast.far, values={"masses": 6}, by=None)
    far, branch = (row.record for row in page("sun", "/log/?text=柳村").context["table"].rows)
    for entry, masses in ((far, "6"), (branch, "5")):
        changed = [one for one in entry.details.changed if entry.object_label in one.title]
        assert masses in [line.after for one in changed for line in one.lines]


def test_town_staff_sees_changes_of_its_own_organizations_alone(page, cast):
    cast.li.appointments.update(role="district_staff")
    Organization.objects.update(masses=3)
    record_many(by=None, action="批量", entries=[(cast.branch, None, ""), (cast.far, None, "")])
    entry = LogEntry.objects.get(organization_id=cast.branch.pk, action="批量")
    text = page("li", f"/log/{entry.pk}/").content.decode()
    assert "前柳村党支部" in text
    assert "后柳村党支部" not in text
    other = LogEntry.objects.get(organization_id=cast.far.pk, action="批量")
    assert page("li", f"/log/{other.pk}/").status_code == 404


@pytest.mark.parametrize("more", [1, 3])
def test_log_costs_the_same_for_any_number_of_entries(queries, cast, more):
    make_organization(cast.town, sector=cast.branch.sector)
    for _ in range(more):
        update(organization=cast.branch, values={"masses": LogEntry.objects.count() + 1}, by=None)
    seals.seal_log()
    # session, user, appointments, entries, last of each transaction, its first changes, own
    # changes, names of towns, parents, sectors and users …, batches, newest seal, newest check
    assert queries("sun", "/log/") == 12


def test_pages_go_by_number_both_ways(page, cast, monkeypatch):
    monkeypatch.setattr("creation.views.log.PER_PAGE", 2)
    made = [record(by=None, action=f"动作{number}", on=cast.branch).pk for number in range(5)][::-1]

    def keys(address):
        response = page("sun", address)
        rows = [row.record.pk for row in response.context["table"].rows]
        return rows, response.context["newer"], response.context["older"]

    assert keys("/log/") == (made[:2], None, made[1])
    assert keys(f"/log/?before={made[1]}") == (made[2:4], made[2], made[3])
    assert keys(f"/log/?before={made[3]}") == (made[4:], made[4], None)
    assert keys(f"/log/?after={made[4]}") == (made[2:4], made[2], made[3])
    assert keys(f"/log/?after={made[2]}") == (made[:2], None, made[1])
    assert keys(f"/log/?after={made[0]}") == ([], None, made[0] + 1)
    assert keys("/log/?before=x")[0] == made[:2]


def test_entry_shows_all_its_rows_by_pages(page, cast, monkeypatch):
    monkeypatch.setattr("creation.views.log.PER_PAGE", 3)
    for _ in range(5):
        make_organization(cast.town)
    record(by=None, action="大动作", on=cast.town)
    entry = LogEntry.objects.get()
    seen, address = [], f"/log/{entry.pk}/"
    while address:
        context = page("sun", address).context
        seen += [one.title for one in context["changed"]]
        address = context["more"] and f"/log/{entry.pk}/?after={context['more']}"
    assert len(seen) == LogChange.objects.filter(transaction=entry.transaction).count()


def test_page_says_what_is_sealed_and_how_the_last_check_went(page, cast, entries):
    assert "还没有封存" in page("sun", "/log/").content.decode()
    seals.verify(by=None)
    text = page("sun", "/log/").content.decode()
    assert LogSeal.objects.first().digest in text
    assert "与封存时一致" in text


def test_check_can_be_asked_for(page, cast, dead_broker):
    response = page("sun", "/log/verify/", {})
    assert response.url.startswith("/jobs/")
    assert page("wu", "/log/verify/", {}).status_code == 404


def test_export_holds_what_the_filter_shows_and_its_seal(page, entries):
    content = page("sun", "/log/export/?format=csv&actor=赵").content.decode("utf-8-sig")
    lines = content.splitlines()
    seal = LogSeal.objects.first()
    assert lines[0] == "时间,用户,动作,对象类型,对象,说明,来自,前后,封存"
    assert lines[1].startswith("2026-06-01 20:00,赵强,乙动作,党组织,后柳村党支部,据文件,")
    assert lines[-1] == f"封存至第 {seal.pk} 批，摘要 {seal.digest}"


def test_export_is_itself_in_the_log(page, entries):
    page("sun", "/log/export/?actor=赵")
    entry = LogEntry.objects.first()
    assert (entry.action, entry.actor, entry.note) == ("导出日志", "孙丽", "1 条，actor=赵")


def test_reading_writes_nothing(page, entries):
    before = LogEntry.objects.count()
    page("sun", "/log/")
    assert LogEntry.objects.count() == before


def test_entry_says_from_where_it_was_done(page, cast):
    with acting(lambda: acting_for(cast.wang, "网页 10.1.2.3")):
        record(by=cast.wang, action="动作", on=cast.branch)
    assert "网页 10.1.2.3" in page("sun", "/log/").content.decode()


def test_request_tells_the_log_who_and_from_where(page, cast):
    page("wang", f"/people/{cast.chen.pk}/password/", {})
    change = LogChange.objects.filter(table_name="creation_user", operation="U").latest("id")
    assert (change.actor, change.origin) == ("王晓燕", "网页 127.0.0.1")


def test_a_moment_reads_as_people_write_it():
    after = {"opened_at": "2026-03-01T00:05:32.167419+00:00", "name": "第一轮"}
    change = LogChange(table_name="creation_round", operation="update", before={}, after=after)
    (shown,) = shown_changes([change])
    assert [line.after for line in shown.lines] == ["2026-03-01 08:05", "第一轮"]
