"""Reminders of deadlines: to whom something is still waiting for, once per stage and step."""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessment.queries.reminders import waiting_people
from creation.hours import next_allowed
from creation.models import Round
from creation.round_files import LATEST
from creation.services import deadlines
from creation.services.notices import Note, due_at, notify
from wuhao.navigation import link


@dataclass(frozen=True)
class Work:
    """What is said at a stage (one unit, several) and where it leads."""

    one: str
    many: str
    page: str
    query: tuple = ()
    detail: str = ""  # the page of the one unit


WORK = {
    "apply": Work(
        "您的组织还没有申报", "有 {n} 个组织还没有申报", "candidacy_list",
        (("stage", "unapplied"),), "candidacy_detail",
    ),
    "self": Work(
        "自查表还没有提交", "有 {n} 个组织还没有提交自查表", "candidacy_list",
        (("stage", "unsubmitted"),), "candidacy_detail",
    ),
    "review": Work(
        "有 1 个组织的自查表等着初审", "有 {n} 个组织的自查表等着初审", "review_list"
    ),
    "clearance": Work(
        "有 1 条高压线还没有答复", "有 {n} 条高压线还没有答复", "clearance_list",
        (("state", "pending"),),
    ),
    "spot": Work("有 1 个组织还没有查完", "有 {n} 个组织还没有查完", "visit_list"),
    "survey": Work("请核对答卷是否足够", "请核对答卷是否足够", "questionnaire_list"),
    "evaluate": Work("有 1 个组织还没有结论", "有 {n} 个组织还没有结论", "evaluation_list"),
    "publicity": Work("有 1 个组织拟命名，等着公示", "有 {n} 个组织拟命名，等着公示", "title_list"),
    "naming": Work("有 1 个组织公示着，等着命名", "有 {n} 个组织公示着，等着命名", "title_list"),
}  # fmt: skip


def send_reminders() -> int:
    """Remind in every running round whom a deadline concerns; how many notices are new."""
    rounds = Round.objects.filter(state="open").prefetch_related("stages")
    return sum(_remind(round, stage) for round in rounds for stage in round.stages.all())


def remind_by_day() -> int:
    """For the sweep: at night nothing is worked out that may have changed by the morning."""
    now = timezone.localtime()
    return send_reminders() if next_allowed(now) == now else 0


@transaction.atomic
def _remind(round, stage) -> int:
    """The last step that has come: somebody for whom work turns up later is told then."""
    today = due_at().date()
    left = (stage.ends_on - today).days
    steps = [day for day in stage.remind_days if day >= left]
    if today < stage.starts_on or left < LATEST or not steps:
        return 0
    key = f"stage:{stage.pk}:{stage.ends_on}:{min(steps)}"
    return _tell(round, stage, _when(stage, left), key, by=None)


def _tell(round, stage, words, key, *, by) -> int:
    notes = [
        Note(
            user, f"{round}：{_about(stage.stage, rows)}，{words}。", _link(stage.stage, rows), key
        )
        for user, rows in waiting_people(round, stage.stage).items()
    ]
    return notify(notes=notes, by=by, on=stage)


def _when(stage, left) -> str:
    label, day = stage.get_stage_display(), f"{stage.ends_on:%m-%d}"
    if left > 0:
        return f"{label} {day} 截止，还有 {left} 天"
    return f"{label}今天截止" if left == 0 else f"{label} {day} 已截止，逾期 {-left} 天"


def _about(stage, rows) -> str:
    work = WORK[stage]
    return work.one if len(rows) == 1 else work.many.format(n=len(rows))


def _link(stage, rows) -> str:
    work = WORK[stage]
    if work.detail and len(rows) == 1:
        return reverse(work.detail, args=[rows[0]])
    return link(work.page, **dict(work.query))


@transaction.atomic
def reschedule(*, stage, ends_on, reason, by) -> int:
    """Move a deadline and tell whom it concerns; how many were told."""
    change = deadlines.move_deadline(stage=stage, ends_on=ends_on, reason=reason, by=by)
    stage = change.stage
    moved = f"截止日期由 {change.ends_before:%m-%d} 改为 {ends_on:%m-%d}，{change.reason}"
    words = f"{stage.get_stage_display()}{moved}".rstrip("。")
    return _tell(stage.round, stage, words, f"deadline:{change.pk}", by=by)
