"""The pages of staff and secretaries: links, codes, sheets to print, the sample."""

import io

import openpyxl
import pytest
from django.urls import reverse

from creation.models import Round
from surveys.models import OnlineLink, Response
from surveys.services.answers import take_answer
from tests import factories
from tests.surveys.links import ANSWERS, opened, words

TIMES = {"mode": "open", "opens_at": "2026-01-01T08:00", "closes_at": "2036-01-01T20:00"}


@pytest.fixture
def links(questionnaire, branches, staff):
    return opened(questionnaire, *branches, by=staff)


@pytest.fixture
def secretary(branches):
    return factories.make_user("secretary", branches[0], name="陈书记")


def at(name, /, *args, **query):
    tail = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{reverse(name, args=args)}?{tail}"


@pytest.fixture
def pages(questionnaire, links):
    one, form = links[0].pk, questionnaire.pk
    return [
        at("online_list", form), at("online_open", form), at("qr_sheets", form),
        at("sample_plan", form), at("sample_plan_export", form), at("online_detail", one),
        at("online_times", one), at("online_codes", one),
        *(at("online_act", one, do) for do in ("close", "renew", "drop")),
    ]  # fmt: skip


def test_staff_and_the_towns_reviewer_run_the_links(client, pages, staff, reviewer):
    for user in (staff, reviewer):
        client.force_login(user)
        assert {client.get(page).status_code for page in pages} == {200}


def test_others_get_404(client, pages, secretary, district, links):
    elsewhere = factories.make_town(district, "新桥镇党委")
    for user in (secretary, factories.make_user("auditor")):
        client.force_login(user)
        assert {client.get(page).status_code for page in pages} == {404}
    client.force_login(factories.make_user("committee_reviewer", elsewhere))
    assert client.get(at("online_detail", links[0].pk)).status_code == 404
    assert "北街" not in words(client.get(pages[0]))
    assert client.get(at("own_survey")).status_code == 404


def test_links_are_opened_for_what_the_filter_shows(client, questionnaire, branches, staff):
    client.force_login(staff)
    page = at("online_open", questionnaire.pk, name="北街")
    assert "1 个参评单位，其中 0 个已有链接" in words(client.get(page))
    wrong = client.post(page, TIMES | {"closes_at": "2025-01-01T08:00"})
    assert "截止时间要在开放时间之后" in words(wrong)
    client.post(page, TIMES)
    assert [link.organization for link in OnlineLink.objects.all()] == [branches[0]]
    again = words(client.get(at("online_open", questionnaire.pk)))
    assert "其中 1 个已有链接" in again and "2036-01-01T20:00" in again


@pytest.mark.parametrize(("state", "shown"), [("none", "河东"), ("open", "北街")])
def test_list_is_narrowed_by_the_state_of_the_link(
    client, questionnaire, branches, staff, state, shown
):
    opened(questionnaire, branches[0])
    client.force_login(staff)
    page = words(client.get(at("online_list", questionnaire.pk, link=state)))
    assert [name in page for name in ("北街", "河东")] == [shown == "北街", shown == "河东"]


def test_status_says_where_a_link_stands(client, questionnaire, branches, staff):
    opened(questionnaire, branches[0], days=(1, 2))
    opened(questionnaire, branches[1], days=(-2, -1))
    client.force_login(staff)
    page = words(client.get(at("online_list", questionnaire.pk)))
    assert "还没开始" in page and "已截止" in page
    for state, name in (("soon", "北街"), ("over", "河东")):
        assert name in words(client.get(at("online_list", questionnaire.pk, link=state)))


def test_list_costs_the_same_with_one_link_and_with_two(
    client, questionnaire, branches, staff, django_assert_num_queries
):
    client.force_login(staff)
    client.get(at("online_list", questionnaire.pk))  # what is read once a session
    for number in (1, 2):
        opened(questionnaire, *branches[:number])
        with django_assert_num_queries(13):
            client.get(at("online_list", questionnaire.pk))


def test_detail_counts_live_and_shows_what_is_missing(client, links, staff, settings):
    settings.SITE_URL = "https://wuhao.example"
    take_answer(link=links[0], answers=ANSWERS, nonce="1", seconds=60)
    client.force_login(staff)
    page = words(client.get(links[0].get_absolute_url()))
    assert "<b>1</b> 份" in page and "群众 1 份" in page
    assert f"https://wuhao.example/q/{links[0].token}/" in page


def test_link_is_changed_closed_renewed_and_emptied(client, links, staff):
    take_answer(link=links[0], answers=ANSWERS, nonce="1", seconds=60)
    client.force_login(staff)
    client.post(at("online_times", links[0].pk), TIMES | {"mode": "codes"})
    for do in ("close", "renew", "drop"):
        assert "不能" in words(client.get(at("online_act", links[0].pk, do))) or do == "renew"
        client.post(at("online_act", links[0].pk, do))
    now = OnlineLink.objects.get(pk=links[0].pk)
    assert (now.mode, now.token != links[0].token, Response.objects.count()) == ("codes", True, 0)
    assert client.post(at("online_act", links[0].pk, "drop")).status_code == 409


def test_codes_are_shown_once_and_never_cached(client, questionnaire, branches, staff):
    first, second = opened(questionnaire, *branches, mode="codes")
    client.force_login(staff)
    page = client.post(at("online_codes", first.pk), {"number": 3})
    assert words(page).count("slip-code") == 3 and "no-store" in page["Cache-Control"]
    assert "还有 3 个答题码没有用" in words(client.get(first.get_absolute_url()))
    opened(questionnaire, branches[1], mode="open")
    refused = client.post(at("online_codes", second.pk), {"number": 3})
    assert "公开链接不用答题码" in words(refused)


@pytest.mark.parametrize("per", ["1", "8", "77"])
def test_sheets_hold_code_name_and_address(client, questionnaire, links, staff, per):
    client.force_login(staff)
    page = words(client.get(at("qr_sheets", questionnaire.pk, name="北街", per=per)))
    assert f"per-{per if per != '77' else '1'}" in page
    assert page.count('class="qr-card"') == 1 and f"/q/{links[0].token}/" in page
    assert "北街党支部" in page and "河东" not in page
    none = client.get(at("qr_sheets", questionnaire.pk, name="没有这个"))
    assert "请先开放链接" in words(none)


def test_plan_is_narrowed_and_goes_out_as_shown(client, questionnaire, branches, staff):
    client.force_login(staff)
    page = words(client.get(at("sample_plan", questionnaire.pk)))
    assert (
        "<b>2</b> 个参评单位，还差 <b>76</b> 份" in page
    )  # 9 of 10 members, 29 of 40 people, twice
    narrow = client.get(at("sample_plan", questionnaire.pk, margin="5", name="北街", short="1"))
    assert "还差 <b>46</b> 份" in words(narrow)
    odd = client.get(at("sample_plan", questionnaire.pk, margin="0.001"))
    assert odd.context["enough"].margin == 10
    answer = client.get(at("sample_plan_export", questionnaire.pk, name="北街"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][-4:] == ("人数", "需要", "已有", "还差") and len(lines) == 3
    assert [str(cell) for cell in lines[2][-5:]] == ["群众", "40", "29", "0", "29"]


def test_secretary_sees_how_many_never_what(client, links, secretary, questionnaire):
    take_answer(link=links[0], answers=ANSWERS, nonce="1", seconds=60)
    client.force_login(secretary)
    page = words(client.get(at("own_survey")))
    assert "还差 <b>38</b> 份" in page and "在线交了 1 份" in page
    assert "河东" not in page and "满意率" not in page
    assert f"/q/{links[0].token}/" in words(client.get(at("own_qr_sheet", links[0].pk)))
    assert client.get(at("own_qr_sheet", links[1].pk)).status_code == 404
    OnlineLink.objects.all().delete()
    assert "还没有开放在线填写" in words(client.get(at("own_survey")))
    Round.objects.update(state="closed")
    assert "现在没有问卷" in words(client.get(at("own_survey")))
