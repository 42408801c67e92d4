"""Naming: proposed from the evaluation, shown to the public, named, revoked with a reason."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from assessment.models import TITLE_LIFECYCLE, Evaluation, Rectification, Title
from assessment.queries.bulk import update_many
from assessment.queries.titles import five_good_among
from assessment.scoring.quota import apply_quota
from assessment.scoring.values import Outcome
from assessment.services.moves import OVERTAKEN, move, why_not_in
from creation.queries.rounds import current_policy
from creation.services.log import record, record_many
from wuhao.errors import Refused

ENDED = ("dropped", "revoked")
NO_LONGER = "现行综合评价结论不是“五好”，请取消拟命名。"
EVALUATED_ANEW = "列入拟命名以后重新评价过，请先重新提出名单。"


@dataclass(frozen=True)
class Proposal:
    """Who is on the 拟命名 list, and who is 五好 but not on it: (candidacy, reason)."""

    titles: list[Title]
    left_out: list[tuple]


def why_not_propose(round) -> str:
    if sentence := why_not_in(round):
        return sentence
    run = round.evaluation_runs.select_related("policy").first()
    if run is None:
        return "还没有综合评价，不能提出拟命名名单。"
    return _why_not_by_policy(run)


def _why_not_by_policy(run) -> str:
    newest, _ = current_policy(run.round)
    return "" if run.policy == newest else f"政策已改为第 {newest.version} 版，请先重新综合评价。"


@transaction.atomic
def propose(*, round, by) -> Proposal:
    """The 五好 of the current evaluation, less overdue rectification and the quota (RULES 4.6).

    Who has a title already keeps it, on the list by the newest evaluation; who was dropped and is
    五好 again returns to the list.
    """
    if sentence := why_not_propose(round):
        raise Refused(sentence)
    chosen, left_out = choose(round)
    titles = _propose(chosen, by)
    record(
        by=by,
        action="提出拟命名名单",
        on=round,
        after={
            "proposed": len(titles),
            "left_out": [
                {"code": candidacy.organization.code, "reason": reason}
                for candidacy, reason in left_out
            ],
        },
    )
    return Proposal(titles, left_out)


def choose(round):
    """(evaluations that earn a title, [(candidacy, why not)]) by the policy as it stands."""
    _, policy = current_policy(round)
    overdue = Rectification.objects.filter(
        candidacy=OuterRef("candidacy"), due_on__lt=timezone.localdate()
    ).exclude(state="done")
    results = list(
        Evaluation.objects.filter(candidacy__round=round, is_current=True)
        .annotate(is_overdue=Exists(overdue))
        .select_related(
            "candidacy__organization",
            "candidacy__round",
            "candidacy__sector",
            "candidacy__town",
            "candidacy__title",
        )
    )
    by_code = {one.candidacy.organization.code: one for one in results}
    quota = apply_quota([_outcome(one) for one in results], policy)
    left_out = [(by_code[one.code].candidacy, one.why) for one in quota.fallen]
    chosen = []
    for code in quota.kept:
        result = by_code[code]
        if result.candidacy.state != "applied":
            now = result.candidacy.get_state_display()
            left_out.append((result.candidacy, f"评价之后状态变为“{now}”，须重新评价。"))
        elif result.is_overdue:
            left_out.append((result.candidacy, "有逾期未完成的整改。"))
        else:
            chosen.append(result)
    return chosen, left_out


def _outcome(result) -> Outcome:
    candidacy = result.candidacy
    return Outcome(
        candidacy.organization.code,
        result.decision,
        result.composite,
        str(candidacy.sector),
        str(candidacy.town or ""),
    )


def _propose(chosen, by) -> list[Title]:
    """New titles, and those that were dropped; who has one keeps it."""
    known = {one.pk: getattr(one.candidacy, "title", None) for one in chosen}
    renewed = [one for one in chosen if known[one.pk] and known[one.pk].state == "proposed"]
    for one in renewed:
        known[one.pk].evaluation = one
    update_many([known[one.pk] for one in renewed], ["evaluation"])
    titles = Title.objects.bulk_create(
        Title(candidacy=one.candidacy, evaluation=one) for one in chosen if not known[one.pk]
    )
    for one in chosen:
        title = known[one.pk]
        if title and title.state == "dropped":
            move(title, TITLE_LIFECYCLE, "propose", evaluation=one, reason="", ended_on=None)
            titles.append(title)
    entries = [(one, {"composite": str(one.evaluation.composite)}, "") for one in titles]
    record_many(by=by, action="拟命名", entries=entries)
    return titles


def publicity_end(starts_on, days) -> date:
    """The last of so many working days (Monday to Friday), the first one counted.

    Holidays are not known here: whoever publicizes over one starts later or waits longer.
    """
    last, left = starts_on - timedelta(days=1), days
    while left:
        last += timedelta(days=1)
        left -= last.weekday() < 5
    return last


def why_not_publicize(title, good=None) -> str:
    """`good` are the candidacies that are 五好 now, read at once when it is about many."""
    round = title.candidacy.round
    if sentence := why_not_in(round) or TITLE_LIFECYCLE.why_not("publicize", title.state):
        return sentence
    good = five_good_among([title]) if good is None else good
    if title.candidacy_id not in good:
        return NO_LONGER
    return "" if good[title.candidacy_id] == title.evaluation_id else EVALUATED_ANEW


@transaction.atomic
def publicize(*, titles, starts_on, by) -> list[Title]:
    """公示 for the policy's number of working days."""
    titles = list(titles)
    if not titles:
        raise Refused("没有选择要公示的组织。")
    _, policy = current_policy(titles[0].candidacy.round)
    ends_on = publicity_end(starts_on, policy.publicity_days)
    good = five_good_among(titles)
    for title in titles:
        if sentence := why_not_publicize(title, good):
            raise Refused(f"{title.candidacy.organization}：{sentence}")
    if sentence := _why_not_by_policy(titles[0].evaluation.run):
        raise Refused(sentence)
    step = TITLE_LIFECYCLE.move("publicize")
    rows = Title.objects.filter(pk__in=[title.pk for title in titles], state__in=step.frm)
    if rows.update(state=step.to, publicity_from=starts_on, publicity_to=ends_on) != len(titles):
        raise Refused(OVERTAKEN)
    for title in titles:
        title.state, title.publicity_from, title.publicity_to = step.to, starts_on, ends_on
    after = {"from": str(starts_on), "to": str(ends_on)}
    record_many(by=by, action="公示", entries=[(title, after, "") for title in titles])
    return titles


def why_not_name(title, good=None) -> str:
    """After 公示 only, and when every objection has its answer; `good` as for publicize."""
    round = title.candidacy.round
    if sentence := why_not_in(round) or TITLE_LIFECYCLE.why_not("name", title.state):
        return sentence
    if title.candidacy_id not in (five_good_among([title]) if good is None else good):
        return NO_LONGER
    if title.candidacy.state != "applied":
        return f"{title.candidacy}现在是“{title.candidacy.get_state_display()}”，不能命名。"
    if title.publicity_to >= timezone.localdate():
        return f"公示到 {title.publicity_to:%Y-%m-%d} 结束，之后才能命名。"
    if open_ := sum(not one.answer for one in title.objections.all()):
        return f"还有 {open_} 条异议没有处理，不能命名。"
    return ""


@transaction.atomic
def name(*, title, by) -> Title:
    if sentence := why_not_name(title):
        raise Refused(sentence)
    move(title, TITLE_LIFECYCLE, "name", named_on=timezone.localdate())
    record(by=by, action="命名", on=title, after={"state": title.state})
    return title


def why_not_name_all(round) -> str:
    if sentence := why_not_in(round):
        return sentence
    over = Title.objects.filter(
        candidacy__round=round, state="publicity", publicity_to__lt=timezone.localdate()
    )
    return "" if over.exists() else "没有公示期满的组织。"


@transaction.atomic
def name_all(*, round, by) -> tuple[list[Title], list[tuple]]:
    """Name everybody whose 公示 is over, all or none; (named, [(title, why not)])."""
    rows = Title.objects.filter(candidacy__round=round, state="publicity")
    shown = list(
        rows.select_for_update(of=("self",))
        .select_related("candidacy__round", "candidacy__organization")
        .prefetch_related("objections")
    )
    good = five_good_among(shown)
    reasons = [(title, why_not_name(title, good)) for title in shown]
    named = [title for title, sentence in reasons if not sentence]
    for title in named:
        title.state, title.named_on = TITLE_LIFECYCLE.move("name").to, timezone.localdate()
    update_many(named, ["state", "named_on"])
    record_many(by=by, action="命名", entries=[(one, {"state": one.state}, "") for one in named])
    return named, [(title, sentence) for title, sentence in reasons if sentence]


def why_not_drop(title) -> str:
    return TITLE_LIFECYCLE.why_not("drop", title.state)


@transaction.atomic
def drop(*, title, reason, by) -> Title:
    """Off the list before naming."""
    return _end(title, "drop", reason, by)


def why_not_revoke(title) -> str:
    return TITLE_LIFECYCLE.why_not("revoke", title.state)


@transaction.atomic
def revoke(*, title, reason, by) -> Title:
    """摘牌: the title may be earned again in the next round."""
    return _end(title, "revoke", reason, by)


def why_not_end(title) -> str:
    """摘牌 or, before naming, off the list: whichever this title is at."""
    return why_not_revoke(title) if title.state == "named" else why_not_drop(title)


def _end(title, verb, reason, by) -> Title:
    if sentence := TITLE_LIFECYCLE.why_not(verb, title.state):
        raise Refused(sentence)
    if not reason.strip():
        raise Refused("请写明理由。")
    before = move(
        title, TITLE_LIFECYCLE, verb, reason=reason.strip(), ended_on=timezone.localdate()
    )
    record(
        by=by,
        action=TITLE_LIFECYCLE.move(verb).label,
        on=title,
        before={"state": before},
        note=title.reason,
    )
    return title


def end_title(candidacy, *, reason, by) -> None:
    """A red line ends whatever title there is, in the transaction of its answer."""
    title = Title.objects.filter(candidacy=candidacy).exclude(state__in=ENDED).first()
    if title:
        title.candidacy = candidacy
        _end(title, "revoke" if title.state == "named" else "drop", reason, by)
