"""A mapping is remembered for the next file, another questionnaire's as well."""

import datetime

import pytest
from django.urls import reverse

from creation.models import LogEntry, Round
from surveys.mapping import Mapping
from surveys.models import Question, Upload
from surveys.services import uploads
from surveys.services.batches import ready
from surveys.services.mappings import own_mapping, start_of
from surveys.services.questionnaires import begin_questionnaire, install_questionnaire
from tests.surveys.conftest import HEADER, MASS, csv_file
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
ASKED = "对咱们支部的班子您怎么看"
ROWS = [[*HEADER[:2], ASKED, *HEADER[3:]], ["QD01", MASS[0], "不错", *MASS[2:]]]
SAID = Mapping(columns={ASKED: "question:M1"}, wordings={"M1": {"不错": "1"}})


@pytest.fixture
def earlier(db):
    round_ = Round.objects.create(
        code="r0",
        name="上一轮",
        state="open",
        starts_on=datetime.date(2025, 1, 1),
        ends_on=datetime.date(2025, 12, 31),
    )
    return install_questionnaire(round=round_, by=None)


@pytest.fixture
def understood(branches, staff):
    """A file committed by a mapping."""

    def make(questionnaire, mapping=SAID, name="先.csv"):
        upload = uploads.receive(
            questionnaire=questionnaire, file=csv_file(ROWS, name=name), by=staff
        )
        uploads.decide(upload=upload, mapping=mapping, by=staff)
        return uploads.commit(upload=upload, by=staff)

    return make


@pytest.fixture
def next_file(understood, earlier, questionnaire, staff):
    """A file of the new round with the layout of the last one's."""
    understood(earlier)
    rows = [*ROWS, ["QD02", *ROWS[1][1:]]]
    return uploads.receive(questionnaire=questionnaire, file=csv_file(rows), by=staff)


def columns_page(client, staff, upload):
    client.force_login(staff)
    return reverse("upload_columns", args=[upload.pk])


def test_mapping_of_the_last_round_reads_the_next_ones_file(next_file):
    assert Mapping.from_dict(next_file.mapping) == SAID
    assert next_file.carried["source"] == "上一轮 · 五好创建党员群众测评问卷"
    assert (next_file.counts["errors"], next_file.counts["carried"]) == (0, 2)


def test_it_is_shown_where_it_comes_from_and_taken_in_by_nobody_unseen(next_file, client, staff):
    assert ready([next_file]) == []
    page = client.get(columns_page(client, staff, next_file)).content.decode()
    assert "取自“上一轮 · 五好创建党员群众测评问卷”：1 列" in page
    assert "您对党支部班子的工作满意吗：“不错”算作“满意”" in page
    check = client.get(reverse("upload_check", args=[next_file.pk])).content.decode()
    assert "沿用了以前的对应，还没有核对" in check


def test_looked_at_it_is_a_decision_like_any_other(next_file, client, staff):
    url = columns_page(client, staff, next_file)
    data = client.get(url).context["form"].initial
    form = client.get(url).context["form"]
    client.post(url, data | {name: form[name].value() for name in form.fields})
    next_file.refresh_from_db()
    assert (next_file.carried, ready([next_file])) == ({}, [next_file])
    assert LogEntry.objects.filter(note__startswith="核对了沿用自上一轮").count() == 1


def test_it_can_be_left(next_file, client, staff):
    client.post(columns_page(client, staff, next_file), {"anew": "1"})
    next_file.refresh_from_db()
    assert (Mapping.from_dict(next_file.mapping), next_file.carried) == (Mapping(), {})
    assert next_file.counts["errors"] > 0
    with pytest.raises(Refused, match="已经核对过"):
        uploads.begin_anew(upload=next_file, by=staff)


def test_question_with_other_options_gets_nothing(understood, earlier, questionnaire, staff):
    understood(earlier)
    draft = begin_questionnaire(round=questionnaire.round, name="改过的", by=staff, source=earlier)
    assert start_of(draft, staff).source == "上一轮 · 五好创建党员群众测评问卷"
    Question.objects.get(questionnaire=draft, code="M1").options.get(order=2).delete()
    assert start_of(draft, staff).carried_as_dict() == {}


def test_own_files_come_first_and_the_newest_word_counts(understood, earlier, questionnaire, staff):
    understood(earlier)
    own = Mapping(columns={ASKED: "question:M1"}, wordings={"M1": {"不错": "2"}})
    understood(questionnaire, own)
    start = start_of(questionnaire, None)
    assert start.mapping.wordings["M1"]["不错"] == "2"
    assert (start.source, start.carried_as_dict()) == ("", {})


def test_files_of_several_tools_are_all_remembered(understood, questionnaire, staff):
    understood(questionnaire)
    last = Upload.objects.get()
    last.pk, last.sha256, last.mapping = None, "2", {"columns": {"意见箱": "remark"}}
    last.save()
    assert own_mapping(questionnaire).columns.keys() >= {ASKED, "意见箱"}


def test_numbers_of_a_tool_are_looked_at_in_each_file(understood, questionnaire, staff):
    understood(questionnaire)
    last = Upload.objects.get()
    last.mapping = {"columns": {"Q1": "question:M1", "意见箱": "remark"}}
    last.save()
    start = start_of(questionnaire, staff)
    assert (start.source, start.carried.columns) == ("本问卷以前的文件", {"Q1": "question:M1"})
    assert (start.certain.columns, start.mapping.columns) == (
        {"意见箱": "remark"}, {"Q1": "question:M1", "意见箱": "remark"},
    )  # fmt: skip
