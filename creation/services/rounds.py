"""Rounds: defined from a file, frozen when they open, their policy versioned afterwards."""

from difflib import get_close_matches

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from creation.models import (
    ROUND_LIFECYCLE,
    STAGES,
    Organization,
    RedLine,
    Round,
    RoundPolicy,
    RoundRedLine,
    RoundStage,
    RoundStandard,
    Sector,
    StandardSet,
)
from creation.policy import Policy
from creation.queries.standards import newest_published
from creation.round_files import RoundError, read_round
from creation.services.log import record
from wuhao.errors import Refused


def why_not_define(code) -> str:
    """ "" when a draft of that code may be written."""
    known = Round.objects.filter(code=code).first()
    if known and known.state != "draft":
        return f"轮次 {code} {known.get_state_display()}，不能重新定义；请换一个轮次代码（code）。"
    return ""


@transaction.atomic
def define_round(*, data, by) -> Round:
    """Write a draft from the file's values (over an earlier draft of that code).

    A file without [editions] takes the newest published edition of every sector. RoundError
    carries every fault at once.
    """
    spec, errors = read_round(data, dict(STAGES))
    standards, unknown = _standards(spec)
    red_lines = list(_red_lines(spec.starts_on))
    errors += unknown + _unknown_red_lines(spec, red_lines)
    if errors:
        raise RoundError(errors)
    if sentence := why_not_define(spec.code):
        raise Refused(sentence)
    Round.objects.filter(code=spec.code).delete()
    round = Round.objects.create(
        code=spec.code, name=spec.name, starts_on=spec.starts_on, ends_on=spec.ends_on
    )
    RoundStage.objects.bulk_create(
        RoundStage(round=round, stage=stage, starts_on=first, ends_on=last)
        for stage, first, last in spec.stages
    )
    RoundStandard.objects.bulk_create(
        RoundStandard(round=round, sector=one.sector, standard=one) for one in standards
    )
    RoundRedLine.objects.bulk_create(_round_red_line(round, line, spec) for line in red_lines)
    _adopt(round, spec.policy, version=1, by=by)
    record(
        by=by,
        action="定义轮次",
        on=round,
        after={
            "standards": [one.code for one in standards],
            "policy": spec.policy.as_dict(),
            "switched_off": spec.switched_off,
        },
    )
    return round


def _standards(spec):
    """The chosen editions, and what the database does not know of them."""
    if not spec.standards:
        return list(newest_published().values()), []
    sectors = set(Sector.objects.values_list("code", flat=True))
    known = {one.code: one for one in StandardSet.objects.select_related("sector")}
    chosen, errors = [], []
    for sector, code in spec.standards.items():
        if sector not in sectors:
            errors.append(f"editions.{sector}：没有这个领域{_meant(sector, sectors)}")
        elif code not in known:
            errors.append(f"editions.{sector}：没有标准“{code}”{_meant(code, known)}")
        elif known[code].sector.code != sector:
            errors.append(f"editions.{sector}：标准 {code} 是{known[code].sector}领域的")
        else:
            chosen.append(known[code])
    return chosen, errors


def _meant(typed, known) -> str:
    near = get_close_matches(typed, known, n=1) or sorted(known)
    return f"，请填：{'、'.join(near)}" if near else ""


def _red_lines(day):
    """The red lines that are valid on the first day of the round."""
    return RedLine.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day or timezone.localdate()),
        Q(valid_to__isnull=True) | Q(valid_to__gt=day or timezone.localdate()),
    )


def _unknown_red_lines(spec, red_lines) -> list[str]:
    known = {line.code: line for line in red_lines}
    return [
        f"red_lines.{code}：没有这条高压线{_meant(code, known)}"
        for code in spec.switched_off
        if code not in known
    ]


def _round_red_line(round, line, spec):
    reason = spec.switched_off.get(line.code, "")
    return RoundRedLine(round=round, red_line=line, in_force=not reason, reason=reason)


def _adopt(round, policy, *, version, by, reason=""):
    return RoundPolicy.objects.create(
        round=round,
        version=version,
        values=policy.as_dict(),
        digest=policy.digest(),
        reason=reason,
        adopted_by=by,
    )


def why_not_freeze(round) -> str:
    """Every sector that takes part needs a published edition; all that is missing is listed."""
    if sentence := ROUND_LIFECYCLE.why_not("open", round.state):
        return sentence
    chosen = {
        one.sector_id: one.standard
        for one in round.round_standards.select_related("standard", "sector")
    }
    rated = Organization.objects.open_on(round.counted_on).filter(is_rated=True)
    missing = [
        f"{sector}领域没有选定标准"
        for sector in Sector.objects.filter(organizations__in=rated).distinct()
        if sector.pk not in chosen
    ]
    missing += [
        f"标准 {one.code} {one.get_state_display()}"
        for one in chosen.values()
        if one.state != "published"
    ]
    if homeless := rated.filter(sector__isnull=True).count():
        missing.append(f"有 {homeless} 个参评单位没有填领域")
    return f"这一轮还不能开启：{'；'.join(missing)}。" if missing else ""


@transaction.atomic
def freeze(*, round, by) -> Round:
    """Draft → open: editions, red lines and the reference day stand from now on."""
    if sentence := why_not_freeze(round):
        raise Refused(sentence)
    opening = {"opened_at": timezone.now(), "opened_by": by, "reference_on": round.counted_on}
    return _move(round, "open", by, **opening)


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
    row = _adopt(round, policy, version=newest + 1, by=by, reason=reason.strip())
    record(
        by=by,
        action="修改政策",
        on=round,
        before=before,
        after=row.values,
        note=reason.strip(),
    )
    return row
