"""Rounds: defined from a file, frozen when they open, their policy versioned afterwards."""

from dataclasses import replace
from difflib import get_close_matches

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from creation.models import ROUND_LIFECYCLE, STAGES, Round, RoundPolicy, Sector, StandardSet
from creation.policy import Policy
from creation.queries.round_checks import missing
from creation.queries.rounds import red_lines_on
from creation.queries.standards import newest_published
from creation.round_files import RoundError, read_round
from creation.services.log import record
from creation.services.round_drafts import adopt, in_log, opening, write
from wuhao.errors import Refused


def why_not_define(code) -> str:
    """ "" when a draft of that code may be written."""
    known = Round.objects.filter(code=code).first()
    if known and known.state != "draft":
        return f"轮次 {code} {known.get_state_display()}，不能重新定义；请换一个轮次代码（code）。"
    if known and opening(known):
        return f"轮次 {code} 正在开启，请等它完成。"
    return ""


@transaction.atomic
def define_round(*, data, by) -> Round:
    """Write a draft from the file's values (over an earlier draft of that code).

    A file without [editions] takes the newest published edition of every sector. RoundError
    carries every fault at once.
    """
    spec, errors = read_round(data, dict(STAGES))
    editions, unknown = _editions(spec)
    errors += unknown + _unknown_red_lines(spec)
    if errors:
        raise RoundError(errors)
    list(Round.objects.select_for_update().filter(code=spec.code))  # two at once: one after one
    if sentence := why_not_define(spec.code):
        raise Refused(sentence)
    spec = replace(spec, standards=editions)
    dates = {"starts_on": spec.starts_on, "ends_on": spec.ends_on}
    round, _ = Round.objects.get_or_create(code=spec.code, defaults={"name": spec.name} | dates)
    write(round, spec, by=by)
    record(by=by, action="定义轮次", on=round, after=in_log(spec))
    return round


def _editions(spec):
    """Sector → edition, as chosen, and what the database does not know of them."""
    if not spec.standards:
        return {sector: one.code for sector, one in newest_published().items()}, []
    sectors = set(Sector.objects.values_list("code", flat=True))
    known = {one.code: one for one in StandardSet.objects.select_related("sector")}
    chosen, errors = {}, []
    for sector, code in spec.standards.items():
        if sector not in sectors:
            errors.append(f"editions.{sector}：没有这个领域{_meant(sector, sectors)}")
        elif code not in known:
            errors.append(f"editions.{sector}：没有标准“{code}”{_meant(code, known)}")
        elif known[code].sector.code != sector:
            errors.append(f"editions.{sector}：标准 {code} 是{known[code].sector}领域的")
        else:
            chosen[sector] = code
    return chosen, errors


def _meant(typed, known) -> str:
    near = get_close_matches(typed, known, n=1) or sorted(known)
    return f"，请填：{'、'.join(near)}" if near else ""


def _unknown_red_lines(spec) -> list[str]:
    known = set(red_lines_on(spec.starts_on or timezone.localdate()).values_list("code", flat=True))
    return [
        f"red_lines.{code}：没有这条高压线{_meant(code, known)}"
        for code in spec.switched_off
        if code not in known
    ]


def why_not_freeze(round) -> str:
    """Every sector that takes part needs a published edition; all that is missing is listed."""
    if sentence := ROUND_LIFECYCLE.why_not("open", round.state):
        return sentence
    found = [one.text for one in missing(round)]
    return f"这一轮还不能开启：{'；'.join(found)}。" if found else ""


@transaction.atomic
def freeze(*, round, by) -> Round:
    """Draft → open: editions, red lines and the reference day stand from now on."""
    Round.objects.select_for_update().get(pk=round.pk)  # no edit of the draft slips in between
    if sentence := why_not_freeze(round):
        raise Refused(sentence)
    fixed = {"opened_at": timezone.now(), "opened_by": by, "reference_on": round.counted_on}
    return _move(round, "open", by, **fixed)


def why_not_close(round) -> str:
    return ROUND_LIFECYCLE.why_not("close", round.state)


@transaction.atomic
def close(*, round, by) -> Round:
    return _move(round, "close", by)


def _move(round, verb, by, **values):
    move = ROUND_LIFECYCLE.move(verb)
    before = round.state
    moved = Round.objects.filter(pk=round.pk, state__in=move.frm).update(state=move.to, **values)
    round.refresh_from_db()
    if moved != 1:
        raise Refused(ROUND_LIFECYCLE.why_not(verb, round.state))
    record(
        by=by,
        action=f"{move.label}轮次",
        on=round,
        before={"state": before},
        after={"state": round.state},
    )
    return round


def why_not_adopt_policy(round, reason) -> str:
    """Whether 公示 has begun is for the caller to ask: titles belong to assessment."""
    if round.state != "open":
        return f"轮次现在是“{round.get_state_display()}”，只有进行中的轮次可以修改政策。"
    return "" if reason.strip() else "请写明修改政策的理由。"


@transaction.atomic
def adopt_policy(*, round, values, reason, by) -> RoundPolicy:
    """A new version of an open round's policy. PolicyError: values that can't hold."""
    if sentence := why_not_adopt_policy(round, reason):
        raise Refused(sentence)
    policy = Policy.from_dict(values)
    Round.objects.select_for_update().get(pk=round.pk)  # two at once would take one number
    newest = round.policies.aggregate(Max("version"))["version__max"]
    before = round.policies.get(version=newest).values
    row = adopt(round, policy, version=newest + 1, by=by, reason=reason.strip())
    record(
        by=by,
        action="修改政策",
        on=round,
        before=before,
        after=row.values,
        note=reason.strip(),
    )
    return row
