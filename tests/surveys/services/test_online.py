"""Links: opened for many, their times, codes, answers taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from creation.models import LogEntry
from surveys.mapping import Mapping
from surveys.models import AnswerCode, OnlineLink, Rate, Response, Upload
from surveys.services import online
from surveys.services.answers import count_left, take_answer, why_not_answer
from surveys.services.mappings import own_mapping
from surveys.services.uploads import undo
from tests.surveys.links import ANSWERS, opened
from wuhao.errors import Refused

NOW = timezone.now()


@pytest.fixture
def link(questionnaire, branches, staff):
    return opened(questionnaire, branches[0], by=staff)[0]


def times(**days):
    return {name: NOW + timedelta(days=day) for name, day in days.items()}


def test_one_batch_holds_the_links_that_were_opened_together(questionnaire, branches, staff):
    first, second = opened(questionnaire, *branches, by=staff)
    assert first.upload == second.upload and first.token != second.token
    assert (first.upload.layout, first.upload.uploaded_by) == ("online", staff)
    assert min(len(first.token), len(second.token)) >= 22
    assert LogEntry.objects.get(action="开放在线问卷").after["new"] == 2
    assert own_mapping(questionnaire) == Mapping()


def test_opening_again_changes_the_times_and_adds_only_who_is_new(questionnaire, branches, link):
    before = link.token
    first, second = opened(questionnaire, *branches, days=(-3, 9))
    assert (first.token, first.upload) == (before, link.upload)
    assert first.closes_at == second.closes_at > link.closes_at
    assert opened(questionnaire, *branches)[1].upload == second.upload
    assert Upload.objects.count() == 2


def test_links_of_an_undone_batch_come_back_with_a_new_one(questionnaire, branches, link, staff):
    undo(upload=link.upload, by=staff)
    assert "已经结束" in why_not_answer(OnlineLink.objects.get())
    (again,) = opened(questionnaire, branches[0])
    assert (again.token, why_not_answer(again)) == (link.token, "")


@pytest.mark.parametrize("wrong", ["draft", "times"])
def test_links_are_not_opened(questionnaire, branches, wrong):
    days = (1, -1) if wrong == "times" else (-1, 1)
    if wrong == "draft":
        questionnaire.state = "draft"
    sentence = "还是草稿" if wrong == "draft" else "截止时间要在开放时间之后"
    with pytest.raises(Refused, match=sentence):
        opened(questionnaire, branches[0], days=days)


def test_times_change_once_and_only_when_they_make_sense(link):
    given = {"mode": "codes", **times(opens_at=-1, closes_at=5)}
    for _ in range(2):
        changed = online.change_link(link=link, by=None, **given)
    assert (changed.mode, changed.closes_at) == ("codes", given["closes_at"])
    assert LogEntry.objects.filter(action="改在线问卷时间").count() == 1
    with pytest.raises(Refused, match="截止时间要在开放时间之后"):
        online.change_link(link=link, by=None, mode="open", **times(opens_at=2, closes_at=1))


@pytest.mark.parametrize("days", [(-1, 1), (1, 2)])
def test_closed_link_takes_no_more_and_closes_once(questionnaire, branches, days):
    (link,) = opened(questionnaire, branches[0], days=days)
    online.close_link(link=link, by=None)
    assert "已经截止" in why_not_answer(OnlineLink.objects.get())
    with pytest.raises(Refused, match="已经截止"):
        online.close_link(link=link, by=None)


def test_new_address_replaces_the_old_one(link):
    assert online.renew_address(link=link, by=None).token != link.token
    assert not OnlineLink.objects.filter(token=link.token).exists()


def test_codes_are_ten_digits_each_and_kept_as_digests(questionnaire, branches):
    (link,) = opened(questionnaire, branches[0], mode="codes")
    codes = online.issue_codes(link=link, number=20, by=None)
    assert len(set(codes)) == 20 and all(len(code) == 10 and code.isdecimal() for code in codes)
    assert AnswerCode.objects.count() == 20
    stored = {row.digest for row in AnswerCode.objects.all()}
    assert not stored & set(codes) and not any(code in str(stored) for code in codes)
    assert LogEntry.objects.get(action="发放答题码").after == {"number": 20}


@pytest.mark.parametrize(
    ("mode", "number", "sentence"),
    [("open", 5, "公开链接不用答题码"), ("codes", 0, "1 到 500"), ("codes", 501, "1 到 500")],
)
def test_codes_are_not_issued(questionnaire, branches, mode, number, sentence):
    (link,) = opened(questionnaire, branches[0], mode=mode)
    with pytest.raises(Refused, match=sentence):
        online.issue_codes(link=link, number=number, by=None)


def test_answers_of_one_link_are_dropped_and_the_others_stay(questionnaire, branches):
    links = opened(questionnaire, *branches)
    for place, link in enumerate(links):
        take_answer(link=link, answers=ANSWERS, nonce=str(place), seconds=60)
    count_left()
    assert online.drop_answers(link=links[0], by=None) == 1
    assert list(Response.objects.values_list("organization", flat=True)) == [branches[1].pk]
    assert set(Rate.objects.values_list("organization", flat=True)) == {branches[1].pk}
    with pytest.raises(Refused, match="还没有答卷"):
        online.drop_answers(link=links[0], by=None)
    links[1].questionnaire.round.state = "closed"
    with pytest.raises(Refused, match="已经结束"):
        online.drop_answers(link=links[1], by=None)
