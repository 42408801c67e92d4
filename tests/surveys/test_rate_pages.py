"""The pages of the rates: levels, filters, files, both figures, options, the wave before."""

import csv
import datetime
import io
from fractions import Fraction as F

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from creation.models import Round
from surveys.models import FlagDecision, OrganizationRate, Questionnaire, Response, Upload
from surveys.queries.rates import levels, wave_before
from surveys.services.questionnaires import install_questionnaire
from surveys.services.rates import catch_up, refresh
from tests import factories

HAPPY, SAD = [2, 1, 1, 1, 1, 1, 3], [2, 4, 4, 4, 4, 4, 128]


def answers(questionnaire, organization, *sheets):
    """(stratum, answers, flags, number)."""
    upload = Upload.objects.create(
        questionnaire=questionnaire, name="北街.xlsx", sha256="1" * 64, state="committed"
    )
    Response.objects.bulk_create(
        Response(
            upload=upload, organization=organization, stratum=stratum, answers=sheet, flags=flags
        )
        for stratum, sheet, flags, number in sheets
        for _ in range(number)
    )
    refresh(questionnaire=questionnaire, organizations=[organization.pk])
    return upload


@pytest.fixture
def upload(questionnaire, branches):
    """北街: all members, 36 of 40 masses, four of them flagged. 河东: nobody."""
    return answers(
        questionnaire,
        branches[0],
        ("member", HAPPY, "", 10),
        ("mass", HAPPY, "", 30),
        ("mass", SAD, "", 2),
        ("mass", SAD, "fast", 4),
    )


@pytest.fixture
def as_staff(client, staff, upload):
    client.force_login(staff)
    return client


def shown(response):
    return " ".join(response.content.decode().split())


def get(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def test_levels_add_up_what_is_there_and_count_who_is_missing(upload, round_, branches, town):
    branches[0].sector = factories.make_sector()
    branches[0].save()
    catch_up(round=round_, organizations=[one.pk for one in branches])
    (_, (whole,)), (_, sectors), (_, towns) = levels(round_, [one.pk for one in branches])
    rate = whole[2]["satisfaction"]
    assert (rate.part.organizations, rate.silent) == (2, 1)
    assert float(rate.value) == pytest.approx(30 / 36)
    assert [name for name, *_ in sectors] == [branches[0].sector.name]
    assert [(name, narrow) for name, narrow, _ in towns] == [(town.name, f"town={town.pk}")]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({}, ["QD01", "QD02"]),
        ({"q": "河东"}, ["QD02"]),
        ({"short": "missing"}, ["QD02"]),
        ({"short": "thin"}, []),
        ({"short": "either"}, ["QD02"]),
        ({"stratum": "member"}, ["QD01", "QD02"]),
        ({"short": "nonsense"}, ["QD01", "QD02"]),
    ],
)
def test_filter_narrows_the_list(as_staff, questionnaire, query, codes):
    page = get(as_staff, "rate_list", questionnaire.pk, **query)
    assert [one.code for one, _ in page.context["rows"]] == codes


@pytest.mark.parametrize(
    ("stratum", "value"), [("", F(30, 36)), ("member", 1), ("mass", F(30, 36)), ("delegate", None)]
)
def test_columns_show_the_chosen_stratum(as_staff, questionnaire, stratum, value):
    page = get(as_staff, "rate_list", questionnaire.pk, stratum=stratum)
    rate = page.context["rows"][0][1][0][1]
    assert (rate.value and float(rate.value)) == (value and pytest.approx(float(value)))


def test_file_holds_what_the_filter_shows(as_staff, questionnaire):
    page = get(as_staff, "rate_export", questionnaire.pk, format="csv", q="QD")
    titles, north, east = csv.reader(io.StringIO(page.content.decode("utf-8-sig")))
    north, east = (dict(zip(titles, row, strict=True)) for row in (north, east))
    assert (north["满意率"], north["满意率分子"], north["满意率样本"]) == ("0.833333", "90", "足够")
    assert (east["满意率"], east["满意率样本"]) == ("", "没有群众的有效答卷")


def test_file_holds_the_chosen_stratum_alone(as_staff, questionnaire):
    page = get(as_staff, "rate_export", questionnaire.pk, format="csv", stratum="member")
    titles, north, _ = csv.reader(io.StringIO(page.content.decode("utf-8-sig")))
    north = dict(zip(titles, north, strict=True))
    assert (north["知晓率"], north["知晓率分子"], north["知晓率不计入"]) == ("1.000000", "20", "0")


def test_stored_rates_follow_the_roster(as_staff, questionnaire, branches):
    assert OrganizationRate.objects.filter(sufficient=True).count() == 3
    branches[0].masses = 400
    branches[0].save()
    page = get(as_staff, "rate_list", questionnaire.pk, short="thin")
    assert [one.code for one, _ in page.context["rows"]] == ["QD01"]


def test_page_shows_each_option_s_count_and_share(as_staff, questionnaire, branches):
    page = get(as_staff, "rate_detail", questionnaire.pk, branches[0].pk)
    tables = {question.code: rest for question, *rest in page.context["tables"]}
    names, lines = tables["M1"]
    assert (names, lines[0]) == (
        ["党员", "群众"],
        ("满意", [("党员", 10, 1), ("群众", 30, F(30, 36))]),
    )
    assert "空白" not in dict(lines)
    assert [cells[1][1] for _, cells in tables["C1"][1]][:3] == [30, 30, 0]
    assert ("群众", 36, 40, F(9, 10)) in page.context["strata"]


def test_page_shows_both_figures_and_takes_the_decision(as_staff, questionnaire, branches, upload):
    page = get(as_staff, "rate_detail", questionnaire.pk, branches[0].pk)
    figures = {name: rates[0].value for name, rates in page.context["kinds"]}
    assert figures == {
        "全部答卷": F(30, 36), "去掉有疑点的": F(30, 32), "现在计入的": F(30, 36),
    }  # fmt: skip
    posted = {
        "upload": upload.pk, "organization": branches[0].pk, "flag": "fast", "reason": "会后补录",
    }  # fmt: skip
    done = as_staff.post(reverse("flag_leave_out", args=[questionnaire.pk]), posted, follow=True)
    assert "已剔除 4 份“答得太快”的答卷" in shown(done)
    assert done.context["kinds"][2][1][0].value == F(30, 32)
    decision = FlagDecision.objects.get()
    back = as_staff.post(
        reverse("flag_take_back", args=[decision.pk]), {"reason": "核对过"}, follow=True
    )
    assert "已恢复计入 4 份" in shown(back)
    assert "恢复计入：核对过" in shown(back)


def test_refused_decisions_say_why(as_staff, questionnaire, branches, upload):
    posted = {"upload": upload.pk, "organization": branches[0].pk, "flag": "fast", "reason": ""}
    url = reverse("flag_leave_out", args=[questionnaire.pk])
    assert "请写明理由" in shown(as_staff.post(url, posted, follow=True))
    assert as_staff.post(url, posted | {"upload": "x"}).status_code == 404
    as_staff.post(url, posted | {"reason": "核实"})
    back = reverse("flag_take_back", args=[FlagDecision.objects.get().pk])
    assert "请写明理由" in shown(as_staff.post(back, {"reason": " "}, follow=True))


def test_list_of_doubts_can_be_filtered_and_taken_out(as_staff, questionnaire, branches):
    page = get(as_staff, "flag_list", questionnaire.pk)
    assert [(group.name, group.sheets) for group in page.context["page"]] == [("答得太快", 4)]
    assert len(get(as_staff, "flag_list", questionnaire.pk, state="out").context["page"]) == 0
    assert len(get(as_staff, "flag_list", questionnaire.pk, q="qd01").context["page"]) == 1
    assert len(get(as_staff, "flag_list", questionnaire.pk, flag="x").context["page"]) == 1
    out = get(as_staff, "flag_export", questionnaire.pk, format="csv").content.decode("utf-8-sig")
    assert "北街党支部" in out and "计入" in out
    book = load_workbook(io.BytesIO(get(as_staff, "flag_export", questionnaire.pk).content))
    assert [row[1] for row in book.active.iter_rows(values_only=True)][1:] == ["北街党支部"]


def test_decided_doubts_are_exported_with_who_and_why(
    as_staff, questionnaire, branches, upload, staff
):
    posted = {
        "upload": upload.pk, "organization": branches[0].pk, "flag": "fast", "reason": "会后补录",
    }  # fmt: skip
    as_staff.post(reverse("flag_leave_out", args=[questionnaire.pk]), posted)
    out = get(as_staff, "flag_export", questionnaire.pk, format="csv").content.decode("utf-8-sig")
    assert "已剔除" in out and "会后补录" in out and str(staff) in out


def test_more_answers_than_people_are_listed(as_staff, questionnaire, branches, client):
    branches[0].masses = 20
    branches[0].save()
    get(as_staff, "rate_list", questionnaire.pk)
    page = get(as_staff, "flag_list", questionnaire.pk)
    assert page.context["crowded"] == [(branches[0], "群众", 36, 20)]


def test_town_sees_doubts_of_its_own_and_decides_nothing(client, questionnaire, upload, district):
    other = factories.make_town(district, "新桥镇党委")
    client.force_login(factories.make_user("committee_reviewer", other))
    page = get(client, "flag_list", questionnaire.pk)
    assert (len(page.context["page"]), page.context["crowded"]) == (0, [])
    assert "由区委组织部决定" in shown(page)


def test_change_against_the_wave_before_is_said_in_words(as_staff, questionnaire, branches):
    year = datetime.date(2025, 1, 1)
    before = Round.objects.create(
        code="r0", name="上一轮", state="open", starts_on=year, ends_on=year
    )
    earlier = install_questionnaire(round=before, by=None)
    answers(earlier, branches[0], ("mass", HAPPY, "", 9), ("mass", SAD, "", 27))
    page = get(as_staff, "rate_detail", questionnaire.pk, branches[0].pk)
    (_, _, change), (_, _, none), _ = page.context["rates"]
    assert (change.difference, none) == (F(30, 36) - F(9, 36), None)
    assert "比上次提高 58.3 个百分点" in shown(page)


def test_wave_of_the_same_round_is_no_wave_before(questionnaire, round_):
    assert wave_before(Questionnaire(round=round_, code="x", follows=questionnaire)) is None
