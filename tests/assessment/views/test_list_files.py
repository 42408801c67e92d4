"""Every list goes out as its filter shows it, all its pages, as csv and as xlsx."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from openpyxl import load_workbook

from assessment.models import Rectification, Title, Visit
from assessment.services.evaluate import evaluate
from assessment.services.titles import propose
from creation.models import Notice, RoundStage
from creation.services.notices import remind
from tests.assessment.district import (
    applied,
    cleared,
    make_running,
    reviewed,
    submitted,
    surveyed,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LISTS = {  # name of the page → how its header begins, how many rows
    "title_list": ("党组织名称", 1),
    "rectification_list": ("党组织名称", 1),
    "review_list": ("党组织", 3),
    "burden_list": ("党组织", 2),
    "evaluation_list": ("党组织名称", 3),
    "chase_list": ("党组织", 1),
    "visit_list": ("党组织", 1),
    "round_list": ("名称", 1),
    "red_line_list": ("高压线", 4),
    "standard_list": ("标准", 1),
    "notice_list": ("时间", 1),
}


@pytest.fixture
def staff(client):
    """One unit named, one that waits for its review, one that has only applied."""
    days = [str(localdate() - timedelta(days=9)), str(localdate() + timedelta(days=9))]
    running = make_running(3, stages={"self": days})
    good, waiting, late = running.candidacies
    reviewed(good)
    submitted(waiting)
    applied(late)
    cleared(running.candidacies)
    surveyed(running.round, [good, waiting])
    evaluate(round=running.round, by=None)
    propose(round=running.round, by=None)
    Visit.objects.create(candidacy=good, reason="点名")
    Rectification.objects.create(candidacy=good, problem="台账", advice="补齐", due_on=localdate())
    staff = make_user("district_staff", running.district)
    remind(people=[staff], about="=请看", link="/", by=None)
    Notice.objects.update(due_at=timezone.now())
    client.force_login(staff)
    return running


def as_csv(client, name, **query):
    response = client.get(reverse(name), query | {"export": "csv"})
    assert response["Content-Type"].startswith("text/csv"), name
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def as_xlsx(client, name):
    content = client.get(reverse(name), {"export": "xlsx"}).content
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.values]


def test_every_list_goes_out_in_both_forms_and_shows_the_links(client, staff):
    for name, (first, count) in LISTS.items():
        header, *rows = as_csv(client, name)
        assert (header[0], len(rows)) == (first, count), name
        assert "操作" not in header, name
        assert not any("<" in cell or cell == "—" for row in rows for cell in row), name
        assert [row[0] for row in as_xlsx(client, name)[1:]] == [row[0] for row in rows], name
        assert "?export=xlsx" in client.get(reverse(name)).content.decode(), name


def test_only_what_the_filter_shows_goes_out(client, staff):
    _, *rows = as_csv(client, "review_list", stage="waiting")
    assert [row[0] for row in rows] == [staff.branches[1].name]
    page = client.get(reverse("review_list"), {"stage": "waiting"}).content.decode()
    assert "?stage=waiting&amp;export=csv" in page


def test_numbers_are_numbers_and_days_have_their_year(client, staff):
    header, *rows = as_xlsx(client, "evaluation_list")
    score = {row[0]: row[header.index("综合得分")] for row in rows}
    assert score[staff.branches[0].name] == 100
    header, late = as_xlsx(client, "chase_list")
    assert late[header.index("截止")].date() == RoundStage.objects.get().ends_on


def test_reasons_go_out_whole(client, staff):
    header, *rows = as_csv(client, "evaluation_list")
    pending = next(row for row in rows if row[0] == staff.branches[2].name)
    assert "；" in pending[header.index("理由")]


def test_a_title_tells_nothing_of_others(client, staff):
    """The same gate as the list itself."""
    client.force_login(make_user("secretary", staff.branches[2]))
    assert Title.objects.count() == 1
    assert len(as_csv(client, "title_list")) == 1
    assert client.get(reverse("chase_list"), {"export": "csv"}).status_code == 404
