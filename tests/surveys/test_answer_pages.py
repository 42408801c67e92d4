"""The pages that residents see: plain requests, without cookies, as any phone sends them."""

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from surveys.models import Response
from surveys.queries import form_of
from surveys.queries.online import published_form
from surveys.services import answers, online
from surveys.services.questionnaires import begin_questionnaire, publish_questionnaire
from surveys.views import answer as pages
from tests.surveys.links import ANSWERS, TICKS, Resident, opened, words


@pytest.fixture
def link(questionnaire, branches):
    return opened(questionnaire, branches[0])[0]


@pytest.fixture
def resident(link):
    return Resident(Client(enforce_csrf_checks=True), link)


def test_whole_way_ends_with_thanks_and_one_sheet(resident, link):
    start = resident.client.get(resident.url)
    assert "不保存微信号、IP 地址、手机型号和填写时间" in words(start)
    check = words(resident.answer_all())
    assert "主题党日、议事协商" in check and "没有回答" in check and not Response.objects.exists()
    done = resident.send("send")
    assert (done.status_code, done.url) == (302, reverse("answer_done", args=[link.token]))
    assert "谢谢您" in words(resident.client.get(done.url))
    assert [tuple(row.answers) for row in Response.objects.all()] == [ANSWERS]


def test_no_page_sets_a_cookie_and_all_keep_robots_away(resident):
    for answer in (resident.client.get(resident.url), resident.answer_all(), resident.send("send")):
        assert not answer.cookies and answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not resident.client.cookies


def test_progress_back_and_skip(resident):
    assert "第 1 题，共 7 题" in words(resident.send("start"))
    assert "这题不想答" not in words(resident.page)
    assert "第 2 题，共 7 题" in words(resident.send("next", ["2"]))
    back = words(resident.send("back", ["3"]))
    assert "第 1 题，共 7 题" in back and 'value="2" checked' in back
    assert resident.send("back").url == resident.url


def test_back_keeps_what_was_ticked(resident):
    resident.send("start")
    resident.send("next", ["2"])
    resident.send("back", ["3"])
    assert 'value="3" checked' in words(resident.send("next", ["2"]))


@pytest.mark.parametrize(
    ("ticks", "said"),
    [
        ([], "请选一项，再点下一题。"),
        (["1", "2"], "这一题只能选一项。"),
        (["77"], "请选一项，再点下一题。"),
    ],
)
def test_missing_answer_is_asked_for_on_the_same_page(resident, ticks, said):
    resident.send("start")
    page = resident.send("next", ticks)
    assert (page.status_code, said in words(page)) == (422, True)
    assert "<title>错误：第 1 题" in words(page)
    assert resident.send("skip").status_code == 422  # who answers must be said


def test_answer_is_changed_from_the_last_page(resident):
    resident.answer_all()
    page = words(resident.send("2"))
    assert "第 2 题，共 7 题" in page and "改好了" in page
    assert "您的回答" in words(resident.send("next", ["4"]))
    resident.send("send")
    assert Response.objects.get().answers[1] == 4


def test_button_that_does_not_exist_leads_to_the_last_question(resident):
    resident.answer_all()
    assert "第 1 题，共 7 题" in words(resident.send("0"))
    resident.answer_all()
    assert "第 7 题，共 7 题" in words(resident.send("？"))


def test_sent_twice_counts_once_and_thanks_twice(resident):
    resident.answer_all()
    check = resident.page
    first = resident.send("send")
    resident.page = check  # back, and pressed again
    assert resident.send("send").url == first.url
    assert Response.objects.count() == 1


def test_half_filled_sheet_is_not_stored(resident, link):
    resident.send("start")
    resident.send("next", ["2"])
    state = signing.loads(resident.state(), salt=pages.SALT)
    state[2] = 7  # a page that was never reached
    resident.page = resident.client.post(
        resident.url, {"s": signing.dumps(state, salt=pages.SALT, compress=True), "go": "send"}
    )
    assert "第 2 题，共 7 题" in words(resident.page)
    assert not Response.objects.exists()


@pytest.mark.parametrize("how", ["forged", "old", "other link", "other form", "none"])
def test_state_that_is_not_ours_starts_anew(resident, link, questionnaire, branches, how):
    resident.answer_all()
    state = resident.state()
    if how == "forged":
        state = f"x{state}"
    elif how == "old":
        told = signing.loads(state, salt=pages.SALT)
        signer = signing.TimestampSigner(salt=pages.SALT)
        signer.timestamp = lambda: signing.b62_encode(1_000_000)
        state = signer.sign_object(told, compress=True)
    elif how == "other link":
        resident.url = reverse("answer_sheet", args=[opened(questionnaire, branches[1])[0].token])
    elif how == "other form":
        told = signing.loads(state, salt=pages.SALT)
        told[1][0] = 99
        state = signing.dumps(told, salt=pages.SALT)
    sent = {"go": "send"} | ({} if how == "none" else {"s": state})
    page = words(resident.client.post(resident.url, sent))
    assert "这一页放得太久了" in page and "从头再填一次" in page
    assert not Response.objects.exists()


def test_other_sites_form_is_refused(resident):
    resident.answer_all()
    data = {"s": resident.state(), "go": "send"}
    for origin, stored in (("https://evil.example", 0), ("http://testserver", 1)):
        resident.client.post(resident.url, data, headers={"Origin": origin})
        assert Response.objects.count() == stored


def test_trap_is_thanked_and_not_stored(resident):
    assert resident.hand_in().status_code == 302
    resident.page = None
    resident.answer_all()
    assert resident.send("send", **{pages.TRAP: "http://spam.example"}).status_code == 302
    assert Response.objects.count() == 1


def test_one_time_code_lets_in_once(questionnaire, branches):
    (link,) = opened(questionnaire, branches[0], mode="codes")
    (code,) = online.issue_codes(link=link, number=1, by=None)
    resident = Resident(Client(), link)
    assert "用过就删" in words(resident.client.get(resident.url))
    assert "请填纸条上的 10 个数字。" in words(resident.send("start", code=""))
    assert "答题码是 10 个数字，您填了 1 个" in words(resident.send("start", code="0"))
    assert answers.WRONG_CODE in words(resident.send("start", code="0123456789"))
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code[:3])  # as a phone's keyboard may type
    typed = f"{wide} {code[3:6]} {code[6:]}"
    resident.page = None
    assert resident.hand_in(code=typed).status_code == 302
    again = Resident(Client(), link)
    assert again.send("start", code=code).status_code == 422
    assert Response.objects.count() == 1


def test_code_used_up_meanwhile_is_said_at_the_end(questionnaire, branches):
    (link,) = opened(questionnaire, branches[0], mode="codes")
    (code,) = online.issue_codes(link=link, number=1, by=None)
    first, second = (Resident(Client(), link) for _ in range(2))
    first.answer_all(code=code)
    second.answer_all(code=code)
    first.send("send")
    assert answers.WRONG_CODE in words(second.send("send"))


@pytest.mark.parametrize(("what", "limit"), [("code", 2), ("send", 1)])
def test_too_many_tries_from_one_address_wait_a_minute(
    questionnaire, branches, monkeypatch, what, limit
):
    (link,) = opened(questionnaire, branches[0], mode="codes" if what == "code" else "open")
    monkeypatch.setattr(pages, "CODES_PER_MINUTE", 2)
    monkeypatch.setattr(pages, "SENT_PER_MINUTE", 1)
    resident, seen = Resident(Client(REMOTE_ADDR=f"10.1.1.{limit}"), link), []
    for _ in range(limit + 1):
        resident.page = None
        page = resident.send("start", code="1") if what == "code" else resident.hand_in()
        seen.append(page.status_code)
    assert seen[-1] == 429 and 429 not in seen[:-1]


@pytest.mark.parametrize(("days", "said"), [((1, 2), "还没有开始"), ((-2, -1), "已经截止")])
def test_outside_its_times_the_page_says_so(questionnaire, branches, days, said):
    (link,) = opened(questionnaire, branches[0], days=days)
    page = Client().get(reverse("answer_sheet", args=[link.token]))
    assert (page.status_code, said in words(page)) == (200, True)


def test_unknown_address_is_a_friendly_404(db):
    page = Client().get(reverse("answer_sheet", args=["x" * 22]))
    assert (page.status_code, "没有找到这份问卷" in words(page)) == (404, True)


def test_page_costs_one_query(resident, django_assert_num_queries):
    resident.send("start")
    with django_assert_num_queries(1):  # the link; a published form is kept in memory
        resident.send("next", TICKS[0])


def test_form_in_memory_is_the_questionnaire_s_own(questionnaire):
    other = begin_questionnaire(
        round=questionnaire.round, name="另一份", by=None, source=questionnaire
    )
    other.questions.get(code="M2").delete()
    forms = [
        published_form(one)
        for one in (questionnaire, publish_questionnaire(questionnaire=other, by=None))
    ]
    assert forms == [form_of(questionnaire), form_of(other)]
    assert [len(form) for form in forms] == [7, 6]
