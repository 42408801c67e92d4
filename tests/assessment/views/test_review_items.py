"""初审 item by item on screen: decide, go on by itself, words, who else looks on, unlocking."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.models import Phrase, Reviewing, Verdict
from assessment.services.phrases import MOST, keep_phrase
from assessment.services.review import return_sheet
from assessment.services.sheets import MarkEntry, Summary, save_mark, start, submit
from creation.models import LogEntry
from tests.assessment.district import mark_of, reviewed, submitted
from tests.factories import make_user
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def mine(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def own(candidacy):
    sheet = submitted(candidacy)
    start(candidacy=candidacy, stage="review", by=None)
    return sheet


def place(own, code="1.1"):
    return reverse("review_item", args=[own.candidacy_id, code])


def judge(client, own, verdict, code="1.1", **said):
    seen = {"claim": mark_of(own, code).version, "seen": 0, "version": 0}
    return client.post(place(own, code), seen | {"verdict": verdict} | said)


def test_agreeing_goes_on_to_the_next_item_by_itself(mine, own):
    assert judge(mine, own, "agree").url == place(own, "2.1")
    assert Verdict.objects.get().kind == "agreed"


def test_after_the_last_open_item_the_whole_sheet_comes(mine, own):
    mine.post(reverse("review_agree_all", args=[own.candidacy_id]))
    Verdict.objects.filter(mark__item__code="1.1").delete()
    assert judge(mine, own, "agree").url == reverse("review_detail", args=[own.candidacy_id])


def test_changing_takes_finding_and_reason_and_shows_the_history(mine, own):
    judge(mine, own, "change", finding="10", reason="记录只有 10 次")
    page = mine.get(place(own)).content.decode()
    assert ("改分" in page, "记录只有 10 次" in page, "历史版本" in page) == (True, True, True)
    assert mark_of(own.candidacy.sheets.get(stage="review"), "1.1").points == 18


def test_what_was_typed_stays_when_the_reason_is_missing(mine, own):
    response = judge(mine, own, "change", finding="7")
    page = response.content.decode()
    assert (response.status_code, 'value="7"' in page) == (422, True)
    assert "改分要写明理由" in page


def test_a_phrase_stands_in_for_the_reason_and_may_be_kept(mine, own, reviewer):
    judge(mine, own, "return", phrase="请写明数据来源和时间。", keep="1")
    assert Verdict.objects.get().reason == "请写明数据来源和时间。"
    assert Phrase.objects.get(owner=reviewer).text == "请写明数据来源和时间。"
    page = mine.get(reverse("review_detail", args=[own.candidacy_id])).content.decode()
    assert 'value="请写明数据来源和时间。"' in page  # ready to go out with the sheet


def test_somebody_else_was_faster(mine, own):
    judge(mine, own, "agree")
    response = judge(mine, own, "return", reason="核对")
    assert response.status_code == 409
    assert "刚刚由张初审审过（同意）" in response.content.decode()


def test_an_unreadable_version_meets_a_conflict(mine, own):
    assert judge(mine, own, "agree", claim="x").status_code == 409


def test_before_the_review_has_begun_the_page_says_so(mine, candidacy):
    own = submitted(candidacy)
    assert "还没有开始初审" in mine.get(place(own)).content.decode()
    assert judge(mine, own, "change", finding="7", reason="核实").status_code == 409
    url = reverse("review_agree_all", args=[candidacy.pk])
    assert mine.post(url).status_code == 409


def test_an_item_or_sheet_that_is_not_there_is_not_found(mine, own, running):
    assert mine.get(place(own, "9.9")).status_code == 404
    own.delete()
    assert mine.get(place(own)).status_code == 404


def test_one_begins_at_the_first_open_item(mine, own):
    judge(mine, own, "agree")
    url = reverse("review_begin", args=[own.candidacy_id])
    assert mine.get(url).url == place(own, "2.1")


def test_a_resubmitted_item_is_disputed_and_shows_what_changed(mine, own, reviewer):
    mark = mark_of(own, "1.1")
    words = {"reason": "次数不符", "due": TOMORROW, "items": {mark.pk: "请核对"}}
    sheet = return_sheet(sheet=own, by=reviewer, **words)
    from_services = {"finding": "10", "version": mark.version}
    save_and_submit(sheet, mark, from_services)
    page = mine.get(reverse("review_detail", args=[own.candidacy_id])).content.decode()
    assert ("退回后重报" in page, "上次提交以后改了什么" in page) == (True, True)
    assert ("提交记录（2 次）" in page, "次数不符" in page) == (True, True)
    queue = mine.get(reverse("review_list"), {"disputed": "True"}).content.decode()
    assert own.candidacy.organization.name in queue
    queue = mine.get(reverse("review_list"), {"disputed": "False"}).content.decode()
    assert own.candidacy.organization.name not in queue


def save_and_submit(sheet, mark, values):
    save_mark(mark=mark, entry=MarkEntry(**values), by=None)
    submit(sheet=sheet, signed_by="李书记", summary=Summary(), by=None)


def test_who_else_looks_on_is_shown_and_locks_nothing(mine, own, running, reviewer):
    other = make_user("committee_reviewer", running.town, name="李海燕")
    ago = timezone.now() - timedelta(minutes=3, seconds=10)
    Reviewing.objects.create(candidacy=own.candidacy, user=other, at=ago)
    assert "李海燕 正在审，3 分钟前" in mine.get(place(own)).content.decode()
    assert "李海燕 正在审" in mine.get(reverse("review_list")).content.decode()
    page = mine.get(reverse("review_watch", args=[own.candidacy_id])).content.decode()
    assert "李海燕 正在审，3 分钟前" in page
    assert Reviewing.objects.filter(user=reviewer).count() == 1
    Reviewing.objects.filter(user=other).update(at=ago - timedelta(minutes=10))
    assert "李海燕" not in mine.get(place(own)).content.decode()


@pytest.mark.parametrize("state", ["waiting", "at_work", "returned", "done", "late", "todo"])
def test_the_queue_is_narrowed_by_state(mine, own, state):
    name = own.candidacy.organization.name
    page = mine.get(reverse("review_list"), {"stage": state}).content.decode()
    assert (name in page) == (state in ("at_work", "todo"))


def test_an_accepted_sheet_is_unlocked_with_a_reason(mine, candidacy):
    reviewed(candidacy)
    detail = reverse("review_detail", args=[candidacy.pk])
    assert "解锁自查表" in mine.get(detail).content.decode()
    url = reverse("review_unlock", args=[candidacy.pk])
    assert mine.get(url).status_code == 200
    assert mine.post(url, {"reason": "", "due": TOMORROW}).status_code == 422
    mine.post(url, {"reason": "漏报", "due": TOMORROW})
    assert candidacy.sheets.get(stage="self").state == "returned"


def test_phrases_are_ones_own_and_the_districts(mine, client, running, reviewer):
    url = reverse("phrase_list")
    mine.post(url, {"text": "请补会议记录。", "shared": "1"})  # sharing is for the district
    kept = Phrase.objects.get(text="请补会议记录。")
    assert kept.owner == reviewer
    assert mine.post(url, {"text": " "}).status_code == 422
    assert "请补会议记录。" in mine.get(url).content.decode()
    shared = Phrase.objects.filter(owner=None).first()
    assert mine.post(reverse("phrase_remove", args=[shared.pk])).status_code == 404
    mine.post(reverse("phrase_remove", args=[kept.pk]))
    assert LogEntry.objects.filter(action="删除审核用语").count() == 1
    client.force_login(make_user("district_staff", running.district))
    client.post(url, {"text": "请补会议记录。", "shared": "1"})
    assert Phrase.objects.get(text="请补会议记录。").owner is None
    client.post(reverse("phrase_remove", args=[shared.pk]))
    assert not Phrase.objects.filter(pk=shared.pk).exists()


def test_a_phrase_is_kept_once_and_not_without_end(reviewer):
    assert keep_phrase(text="一", by=reviewer) == keep_phrase(text=" 一 ", by=reviewer)
    with pytest.raises(Refused, match="最多 300 个字"):
        keep_phrase(text="长" * 301, by=reviewer)
    for number in range(MOST - 1):
        keep_phrase(text=str(number), by=reviewer)
    with pytest.raises(Refused, match="最多保存 30 条"):
        keep_phrase(text="再来一条", by=reviewer)
