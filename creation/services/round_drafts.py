"""A draft round, written from values: whole from a file, or part by part from the pages."""

from dataclasses import replace
from hashlib import sha256

from django.db import transaction

from creation.models import (
    STAGES,
    RedLine,
    Round,
    RoundPolicy,
    RoundRedLine,
    RoundStage,
    RoundStandard,
    StandardSet,
)
from creation.policy import Policy
from creation.queries.rounds import red_lines_on, spec_of
from creation.queries.standards import newest_published
from creation.round_files import RoundError, RoundSpec, faults_of
from creation.services.log import record
from wuhao.errors import Conflict, Refused

OPENING = "open_round"  # the kind of the job that opens a large round
OWN = ("code", "name", "starts_on", "ends_on", "reference_on")
PARTS = {"stages", "round_standards", "round_red_lines", "policies", "jobs"}


def opening(round):
    """The job that is opening the round, or None."""
    return round.jobs.filter(kind=OPENING, state__in=("queued", "running")).first()


def why_not_edit(round) -> str:
    """ "" while the draft may be written."""
    if round.state != "draft":
        return f"{round}{round.get_state_display()}，筹备中的轮次才能修改。"
    return "这一轮正在开启，请等它完成。" if opening(round) else ""


def why_not_take_code(code, round=None) -> str:
    """ "" when no other round is called that."""
    taken = Round.objects.filter(code=code).exclude(pk=round.pk if round else None).first()
    return f"轮次代码 {code} 已经用在“{taken}”上，请换一个。" if taken else ""


def fingerprint(spec, names) -> str:
    """Tells whether somebody else changed these parts since they were read."""
    parts = [getattr(spec, name) for name in names]
    return sha256(repr(parts).encode()).hexdigest()[:16]


@transaction.atomic
def create_draft(*, spec, by, copy_from=None) -> Round:
    """A new draft: with the defaults, or as `copy_from` was, its stages moved along."""
    if sentence := why_not_take_code(spec.code):
        raise Refused(sentence)
    spec = _carried_over(spec, copy_from) if copy_from else _with_newest_editions(spec)
    if faults := faults_of(spec):
        raise RoundError(faults)
    round = Round.objects.create(**{name: getattr(spec, name) for name in OWN})
    write(round, spec, by=by)
    note = f"复制自 {copy_from.code}" if copy_from else ""
    record(by=by, action="新建轮次", on=round, after=in_log(spec), note=note)
    return round


def _with_newest_editions(spec):
    editions = {sector: one.code for sector, one in newest_published().items()}
    return replace(spec, standards=editions)


def _carried_over(spec, before):
    """Policy, reminders, switched-off red lines and the length of the stages of last time."""
    old = spec_of(before)
    shift = spec.starts_on - old.starts_on
    lines = set(red_lines_on(spec.starts_on).values_list("code", flat=True))
    return replace(
        _with_newest_editions(spec),
        stages=tuple((code, first + shift, last + shift) for code, first, last in old.stages),
        reminders=old.reminders,
        policy=old.policy,
        switched_off={code: why for code, why in old.switched_off.items() if code in lines},
    )


@transaction.atomic
def save_draft(*, round, changes, seen, by) -> Round:
    """Write some parts of a draft. `seen` is the fingerprint of what the page showed of them:
    Conflict when it is no longer so. RoundError carries every fault at once.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    if sentence := why_not_edit(round):
        raise Refused(sentence)
    stored = spec_of(round)
    wanted = _fitting(replace(stored, **changes))
    if seen != fingerprint(stored, changes):
        sentence = "您打开这一页以后，别人改过这些内容。请核对两边的值，再保存一次就以您的为准。"
        raise Conflict(sentence, mine=wanted, theirs=stored)
    if sentence := why_not_take_code(wanted.code, round):
        raise Refused(sentence)
    if faults := faults_of(wanted):
        raise RoundError(faults)
    if wanted == stored:
        return round
    write(round, wanted, by=by)
    before, after = in_log(stored), in_log(wanted)
    changed = [key for key in after if before[key] != after[key]]
    record(
        by=by,
        action="修改轮次",
        on=round,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )
    return round


def _fitting(spec: RoundSpec) -> RoundSpec:
    """A stage that lost its dates loses its reminders, a red line out of date its switch."""
    dated = {code for code, _, _ in spec.stages}
    lines = set(red_lines_on(spec.starts_on).values_list("code", flat=True))
    return replace(
        spec,
        reminders={code: days for code, days in spec.reminders.items() if code in dated},
        switched_off={code: why for code, why in spec.switched_off.items() if code in lines},
    )


def write(round, spec, *, by) -> None:
    """All rows of a draft anew, its own row kept: what already hangs on it stays."""
    fields = {name: getattr(spec, name) for name in OWN}
    Round.objects.filter(pk=round.pk, state="draft").update(**fields)
    for rows in (round.stages, round.round_standards, round.round_red_lines, round.policies):
        rows.all().delete()
    RoundStage.objects.bulk_create(
        RoundStage(
            round=round,
            stage=stage,
            starts_on=first,
            ends_on=last,
            remind_days=list(spec.reminders[stage]),
        )
        for stage, first, last in spec.stages
    )
    editions = StandardSet.objects.filter(code__in=spec.standards.values())
    RoundStandard.objects.bulk_create(
        RoundStandard(round=round, sector_id=one.sector_id, standard=one) for one in editions
    )
    RoundRedLine.objects.bulk_create(
        _round_red_line(round, line, spec) for line in red_lines_on(spec.starts_on)
    )
    adopt(round, spec.policy, version=1, by=by)
    round.refresh_from_db()


def _round_red_line(round, line: RedLine, spec) -> RoundRedLine:
    reason = spec.switched_off.get(line.code, "")
    return RoundRedLine(round=round, red_line=line, in_force=not reason, reason=reason)


def adopt(round, policy: Policy, *, version, by, reason="") -> RoundPolicy:
    """The row of one version; services.rounds asks whether it may be."""
    return RoundPolicy.objects.create(
        round=round,
        version=version,
        values=policy.as_dict(),
        digest=policy.digest(),
        reason=reason,
        adopted_by=by,
    )


def in_log(spec) -> dict:
    """The values as the log keeps them."""
    labels = dict(STAGES)
    return {
        "code": spec.code,
        "name": spec.name,
        "dates": f"{spec.starts_on} — {spec.ends_on}",
        "reference_on": str(spec.reference_on or ""),
        "stages": {labels[code]: f"{first} — {last}" for code, first, last in spec.stages},
        "reminders": {labels[code]: list(days) for code, days in spec.reminders.items()},
        "standards": spec.standards,
        "policy": spec.policy.as_dict(),
        "switched_off": spec.switched_off,
    }


def why_not_delete(round) -> str:
    """A draft goes with its own parts; papers that hang on it hold it."""
    if sentence := why_not_edit(round):
        return sentence.replace("才能修改", "才能删除")
    held = [
        f"{rows.count()} 份{one.related_model._meta.verbose_name}"
        for one in Round._meta.related_objects
        if one.get_accessor_name() not in PARTS
        and (rows := one.related_model.objects.filter(**{one.field.name: round})).exists()
    ]
    return f"还有 {'、'.join(held)}属于这一轮，不能删除。" if held else ""


@transaction.atomic
def delete_draft(*, round, by) -> None:
    round = Round.objects.select_for_update().get(pk=round.pk)
    if sentence := why_not_delete(round):
        raise Refused(sentence)
    record(by=by, action="删除轮次", on=round, before=in_log(spec_of(round)))
    round.delete()
