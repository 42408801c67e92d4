"""Dates of a running round's stages: the first ones, and a deadline moved with the reason."""

from django.db import transaction
from django.utils import timezone

from creation.models import STAGES, Round, RoundStage, StageChange
from creation.services.log import record
from wuhao.errors import Refused


def why_not_date(round, stage, starts_on=None, ends_on=None) -> str:
    """Without days: whether this stage may be given its first dates at all."""
    label = dict(STAGES)[stage]
    if round.state != "open":
        return f"{round}{round.get_state_display()}，进行中的轮次才能补定阶段日期。"
    if round.stages.filter(stage=stage).exists():
        return f"{label}已经有日期，要改请用“延长”，写明理由。"
    if ends_on is None:
        return ""
    if ends_on < starts_on:
        return f"截止日期不能早于开始日期 {starts_on}。"
    return "截止日期不能早于今天。" if ends_on < timezone.localdate() else ""


@transaction.atomic
def date_stage(*, round, stage, starts_on, ends_on, by) -> RoundStage:
    """First dates for a stage that was left without; from then on they move with a reason."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    if sentence := why_not_date(round, stage, starts_on, ends_on):
        raise Refused(sentence)
    row = RoundStage.objects.create(round=round, stage=stage, starts_on=starts_on, ends_on=ends_on)
    after = {"starts_on": str(starts_on), "ends_on": str(ends_on)}
    record(by=by, action="补定阶段日期", on=row, after=after)
    return row


def why_not_move(stage, ends_on=None, reason=None) -> str:
    """Without a day and a reason: whether the deadline may be moved at all."""
    if stage.round.state != "open":
        return f"{stage.round}{stage.round.get_state_display()}，进行中的轮次才能调整截止日期。"
    if ends_on is None:
        return ""
    if ends_on == stage.ends_on:
        return f"{stage.get_stage_display()}的截止日期已经是 {ends_on}，没有改动。"
    if ends_on < stage.starts_on:
        return f"截止日期不能早于开始日期 {stage.starts_on}。"
    if ends_on < timezone.localdate():
        return "截止日期不能改到今天以前；要提前结束，请填今天。"
    return "" if reason.strip() else "请写明调整的理由。"


@transaction.atomic
def move_deadline(*, stage, ends_on, reason, by) -> StageChange:
    """Of two at once the second is told what the first one set."""
    Round.objects.select_for_update().get(pk=stage.round_id)
    stage = RoundStage.objects.select_related("round").get(pk=stage.pk)
    if sentence := why_not_move(stage, ends_on, reason):
        raise Refused(sentence)
    change = StageChange.objects.create(
        stage=stage,
        ends_before=stage.ends_on,
        ends_after=ends_on,
        reason=reason.strip(),
        changed_by=by,
    )
    RoundStage.objects.filter(pk=stage.pk).update(ends_on=ends_on)
    stage.ends_on = ends_on
    record(
        by=by,
        action="延长阶段" if ends_on > change.ends_before else "提前结束阶段",
        on=stage,
        before={"ends_on": str(change.ends_before)},
        after={"ends_on": str(ends_on)},
        note=change.reason,
    )
    return change
