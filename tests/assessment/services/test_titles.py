from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from assessment.models import Evaluation, Rectification, Title
from assessment.services.candidacies import close_round, withdraw
from assessment.services.evaluate import evaluate
from assessment.services.policies import adopt_policy
from assessment.services.titles import (
    drop,
    name,
    name_all,
    propose,
    publicity_end,
    publicize,
    revoke,
    why_not_drop,
    why_not_end,
    why_not_name,
    why_not_name_all,
    why_not_propose,
    why_not_publicize,
    why_not_revoke,
)
from creation.models import LogEntry, Round
from surveys.models import Rate
from tests.assessment.district import FULL, HALF, cleared, make_running, reviewed, surveyed
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


def make_evaluated(*findings, **fields):
    running = make_running(len(findings), **fields)
    for candidacy, found in zip(running.candidacies, findings, strict=True):
        reviewed(candidacy, found)
    cleared(running.candidacies)
    surveyed(running.round, running.candidacies)
    evaluate(round=running.round, by=None)
    return running


@pytest.fixture
def running(db):
    return make_evaluated(FULL)


@pytest.fixture
def title(running):
    (title,) = propose(round=running.round, by=None).titles
    return title


@pytest.fixture
def shown(title):
    """公示 is over."""
    long_ago = localdate() - timedelta(days=30)
    (title,) = publicize(titles=[title], starts_on=long_ago, by=None)
    return title


def test_the_five_good_are_proposed_and_nobody_else():
    running = make_evaluated(FULL, HALF)
    proposal = propose(round=running.round, by=None)
    assert [title.candidacy for title in proposal.titles] == running.candidacies[:1]
    assert proposal.left_out == []
    assert LogEntry.objects.get(action="提出拟命名名单").after["proposed"] == 1


def test_proposing_needs_an_evaluation_and_an_open_round(db):
    running = make_running()
    assert why_not_propose(running.round) == "还没有综合评价，不能提出拟命名名单。"
    close_round(round=running.round, by=None)
    with pytest.raises(Refused, match="已结束，不能再办理"):
        propose(round=running.round, by=None)


def test_R4_6_overdue_rectification_keeps_off_the_list(running):
    (candidacy,) = running.candidacies
    past = {"problem": "缺", "advice": "补", "due_on": localdate() - timedelta(days=1)}
    one = Rectification.objects.create(candidacy=candidacy, **past)
    proposal = propose(round=running.round, by=None)
    assert (proposal.titles, proposal.left_out) == ([], [(candidacy, "有逾期未完成的整改。")])
    now = timezone.now()
    Rectification.objects.filter(pk=one.pk).update(state="done", reported_at=now, closed_at=now)
    assert len(propose(round=running.round, by=None).titles) == 1


def test_R4_6_the_quota_lists_who_fell_to_it_and_ties_pass():
    running = make_evaluated(FULL, FULL, FULL, policy={"quota_by": "town", "quota_share": "0.4"})
    lower = Evaluation.objects.get(candidacy=running.candidacies[2])
    Evaluation.objects.filter(pk=lower.pk).update(composite=Decimal("95.00"))
    proposal = propose(round=running.round, by=None)
    assert len(proposal.titles) == 2  # one place, two tied at the cut
    ((candidacy, reason),) = proposal.left_out
    assert candidacy == lower.candidacy
    assert reason.startswith("综合得分 95.00 分已达标，")


def test_who_withdrew_after_the_evaluation_is_left_out_with_the_reason(running):
    withdraw(candidacy=running.candidacies[0], by=None)
    proposal = propose(round=running.round, by=None)
    assert proposal.left_out[0][1] == "评价之后状态变为“已撤回”，须重新评价。"


def test_proposing_again_keeps_titles_and_brings_back_the_dropped(running, title):
    assert propose(round=running.round, by=None).titles == []
    drop(title=title, reason="材料待核", by=None)
    (again,) = propose(round=running.round, by=None).titles
    assert (again, again.state, again.reason) == (title, "proposed", "")


@pytest.mark.parametrize(
    ("starts_on", "days", "ends_on"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 6)),  # Monday to Friday
        (date(2026, 3, 4), 5, date(2026, 3, 10)),  # over a week-end
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # from a Saturday
        (date(2026, 3, 2), 7, date(2026, 3, 10)),
    ],
)
def test_publicity_counts_working_days_the_first_included(starts_on, days, ends_on):
    assert publicity_end(starts_on, days) == ends_on


def test_publicizing_sets_the_dates_of_the_policy(title):
    publicize(titles=[title], starts_on=date(2026, 3, 2), by=None)
    title = Title.objects.get()
    dates = (title.publicity_from, title.publicity_to)
    assert (title.state, dates) == ("publicity", (date(2026, 3, 2), date(2026, 3, 6)))
    assert why_not_publicize(title).startswith("命名现在是“公示中”，不能公示")


def test_publicizing_nobody_or_twice_is_refused(title):
    with pytest.raises(Refused, match="没有选择要公示的组织"):
        publicize(titles=[], starts_on=localdate(), by=None)
    publicize(titles=[title], starts_on=localdate(), by=None)
    with pytest.raises(Refused, match="：命名现在是“公示中”"):
        publicize(titles=[title], starts_on=localdate(), by=None)


def test_publicizing_what_somebody_dropped_meanwhile_is_refused_as_a_whole(title):
    stale = Title.objects.select_related("candidacy__round").get()
    drop(title=title, reason="材料待核", by=None)
    with pytest.raises(Refused, match="刚刚有人改动了它"):
        publicize(titles=[stale], starts_on=localdate(), by=None)
    assert Title.objects.get().state == "dropped"


def test_naming_waits_for_the_last_day_of_publicity_to_pass(title):
    publicize(titles=[title], starts_on=date(2027, 3, 1), by=None)
    with time_machine.travel("2027-03-05T12:00:00+08:00", tick=False):
        assert why_not_name(title) == "公示到 2027-03-05 结束，之后才能命名。"
    with time_machine.travel("2027-03-06T12:00:00+08:00", tick=False):
        assert name(title=title, by=None).named_on == date(2027, 3, 6)


def test_naming_without_publicity_or_twice_is_refused(title, shown):
    name(title=shown, by=None)
    with pytest.raises(Refused, match="命名现在是“已命名”，不能命名"):
        name(title=shown, by=None)


def test_naming_is_refused_to_who_has_withdrawn(shown):
    type(shown.candidacy).objects.update(state="withdrawn")
    shown.candidacy.refresh_from_db()
    assert "现在是“已撤回”，不能命名" in why_not_name(shown)


def surveyed_anew(round):
    """The survey turns out to be too small, so that the next evaluation finds 待定."""
    Rate.objects.all().delete()
    evaluate(round=round, by=None)


NO_LONGER = "现行综合评价结论不是“五好”，请取消拟命名。"


def test_who_is_no_longer_five_good_is_not_shown_to_the_public(title):
    surveyed_anew(title.candidacy.round)
    assert why_not_publicize(title) == NO_LONGER
    with pytest.raises(Refused, match=NO_LONGER):
        publicize(titles=[title], starts_on=localdate(), by=None)


def test_who_is_no_longer_five_good_after_publicity_is_not_named(shown):
    surveyed_anew(shown.candidacy.round)
    with pytest.raises(Refused, match=NO_LONGER):
        name(title=shown, by=None)


def test_R7_a_list_by_a_policy_that_has_changed_is_not_proposed(running):
    values = {"five_good_threshold": "95"}
    adopt_policy(round=running.round, values=values, reason="联席会议决定", by=None)
    assert why_not_propose(running.round) == "政策已改为第 2 版，请先重新综合评价。"
    with pytest.raises(Refused, match="请先重新综合评价"):
        propose(round=running.round, by=None)
    evaluate(round=running.round, by=None)
    assert len(propose(round=running.round, by=None).titles) == 1


EVALUATED_ANEW = "列入拟命名以后重新评价过，请先重新提出名单。"


def test_a_title_of_an_earlier_evaluation_is_proposed_anew_before_publicity(running, title):
    evaluate(round=running.round, by=None)
    assert why_not_publicize(title) == EVALUATED_ANEW
    with pytest.raises(Refused, match=EVALUATED_ANEW):
        publicize(titles=[title], starts_on=localdate(), by=None)
    assert propose(round=running.round, by=None).titles == []
    title = Title.objects.get()
    assert title.evaluation == running.candidacies[0].evaluations.get(is_current=True)
    assert publicize(titles=[title], starts_on=localdate(), by=None)[0].state == "publicity"


def test_R7_a_title_by_a_policy_that_has_changed_is_not_publicized(running, title):
    values = {"five_good_threshold": "95"}
    adopt_policy(round=running.round, values=values, reason="联席会议决定", by=None)
    with pytest.raises(Refused, match="政策已改为第 2 版，请先重新综合评价"):
        publicize(titles=[title], starts_on=localdate(), by=None)
    assert Title.objects.get().state == "proposed"


@pytest.mark.parametrize("count", [1, 3])
def test_naming_all_costs_the_same_for_one_and_three(count, django_assert_num_queries):
    running = make_evaluated(*[FULL] * count)
    titles = propose(round=running.round, by=None).titles
    publicize(titles=titles, starts_on=localdate() - timedelta(days=30), by=None)
    with django_assert_num_queries(7):
        named, _ = name_all(round=running.round, by=None)
    assert {title.state for title in Title.objects.all()} == {"named"}
    assert LogEntry.objects.filter(action="命名").count() == len(named) == count


def test_naming_all_names_nobody_when_the_log_fails(shown, broken_log):
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        name_all(round=shown.candidacy.round, by=None)
    assert Title.objects.get().state == "publicity"


def test_naming_all_names_who_is_ready_and_says_why_others_wait():
    running = make_evaluated(FULL, FULL)
    one, two = propose(round=running.round, by=None).titles
    publicize(titles=[one], starts_on=localdate() - timedelta(days=30), by=None)
    publicize(titles=[two], starts_on=localdate(), by=None)
    named, waiting = name_all(round=running.round, by=None)
    assert (named, [title for title, _ in waiting]) == ([one], [two])


def test_revoking_needs_a_named_title_and_a_reason(shown):
    assert why_not_revoke(shown).startswith("命名现在是“公示中”，不能摘牌")
    named = name(title=shown, by=None)
    with pytest.raises(Refused, match="请写明理由"):
        revoke(title=named, reason=" ", by=None)
    revoke(title=named, reason="弄虚作假", by=None)
    title = Title.objects.get()
    assert (title.state, title.reason, title.ended_on) == ("revoked", "弄虚作假", localdate())


def test_dropping_ends_before_naming_only(shown):
    named = name(title=shown, by=None)
    assert why_not_drop(named).startswith("命名现在是“已命名”，不能取消拟命名")
    with pytest.raises(Refused):
        drop(title=named, reason="撤下", by=None)


def test_a_closed_round_names_nobody(shown):
    close_round(round=shown.candidacy.round, by=None)
    title = Title.objects.select_related("candidacy__round").get()
    assert why_not_name(title) == why_not_publicize(title) == "第一轮创建已结束，不能再办理。"


def test_naming_all_waits_for_the_end_of_a_publicity(shown):
    round = shown.candidacy.round
    assert why_not_name_all(round) == ""
    Title.objects.update(publicity_to=localdate())
    assert why_not_name_all(round) == "没有公示期满的组织。"
    close_round(round=round, by=None)
    assert why_not_name_all(Round.objects.get()) == "第一轮创建已结束，不能再办理。"


def test_a_title_ends_by_the_move_that_it_is_at(shown):
    assert why_not_end(shown) == ""
    named = name(title=shown, by=None)
    assert why_not_end(named) == ""
    revoked = revoke(title=named, reason="弄虚作假", by=None)
    assert why_not_end(revoked).startswith("命名现在是“已摘牌”，不能取消拟命名")
