from datetime import UTC, datetime

import pytest
import time_machine

from creation.models import LogEntry
from creation.services.log import record
from creation.services.organizations import update


def _labels(response):
    return [row.record.object_label for row in response.context["table"].rows]


@pytest.fixture
def entries(cast):
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=UTC)):
        record(by=cast.wang, action="甲动作", on=cast.branch)
    with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        record(by=cast.zhao, action="乙动作", on=cast.far, before={"数": 1}, after={"数": 2})


def test_newest_entry_comes_first(page, entries):
    assert _labels(page("sun", "/log/")) == ["后柳村党支部", "前柳村党支部"]


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("actor=赵", ["后柳村党支部"]),
        ("action=甲", ["前柳村党支部"]),
        ("object_label=前柳", ["前柳村党支部"]),
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


def test_before_and_after_are_there_to_open(page, cast):
    update(organization=cast.branch, values={"masses": 7}, by=cast.wang)
    text = page("sun", "/log/").content.decode()
    assert "<dt>群众数</dt><dd>7</dd>" in text


@pytest.mark.parametrize("more", [1, 3])
def test_log_costs_the_same_for_any_number_of_entries(queries, cast, more):
    for _ in range(more):
        record(by=cast.wang, action="动作", on=cast.branch)
    assert queries("sun", "/log/") == 5  # session, user, appointments, count, rows


def test_export_holds_what_the_filter_shows(page, entries):
    content = page("sun", "/log/export/?format=csv&actor=赵").content.decode("utf-8-sig")
    lines = content.splitlines()
    assert lines[0] == "时间,用户,动作,对象类型,对象,说明,之前,之后"
    assert lines[1:] == ["2026-06-01 20:00,赵强,乙动作,党组织,后柳村党支部,,{'数': 1},{'数': 2}"]


def test_reading_writes_nothing(page, entries):
    before = LogEntry.objects.count()
    page("sun", "/log/")
    page("sun", "/log/export/")
    assert LogEntry.objects.count() == before
