"""A round stage by stage: its dates, how many have done their part, who is still awaited."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from assessment.models import Title
from assessment.queries.candidacies import DRAWN, OPEN_WORK, TAKES_PART, queue_counts
from assessment.queries.stages import with_stage
from creation.models import STAGES, StageChange
from surveys.services.rates import well_answered

LISTS = {  # where the units that are still awaited are listed
    "apply": ("candidacy_list", {"stage": "unapplied"}),
    "self": ("candidacy_list", {"stage": "unsubmitted"}),
    "review": ("candidacy_list", {"stage": "unreviewed"}),
    "clearance": ("candidacy_list", {"stage": "unvetted"}),
    "spot": ("candidacy_list", {"stage": "unchecked"}),
    "survey": ("questionnaire_list", {}),
    "evaluate": ("candidacy_list", {"stage": "unevaluated"}),
    "publicity": ("title_list", {"state": "proposed"}),
    "naming": ("title_list", {"state": "publicity"}),
}

UNCOUNTED = (None, None, None)


@dataclass(frozen=True)
class StageProgress:
    """`done` of `total` units; `open` are those whose turn it is. None: no count of its own."""

    code: str
    label: str
    row: object  # RoundStage, None without dates
    state: str  # done, now or todo by the calendar
    total: int | None
    done: int | None
    open: int | None
    changes: tuple
    today: date

    @property
    def is_late(self):
        return bool(self.open) and self.state == "done"


def progress_of(round, candidacies) -> list[StageProgress]:
    """All stages in the order of the campaign, counted over these candidacies of the round."""
    today = timezone.localdate()
    rows = {one.stage: one for one in round.stages.all()}
    changes = StageChange.objects.filter(stage__round=round).select_related("changed_by")
    moved = [(one.stage_id, one) for one in changes.order_by("-id")]
    counts = _counts(candidacies)
    counts["survey"] = _answered(round, candidacies, counts["evaluate"][0])
    return [
        StageProgress(
            code=code,
            label=label,
            row=rows.get(code),
            state=_state(rows.get(code), today),
            **dict(zip(("total", "done", "open"), counts.get(code, UNCOUNTED), strict=True)),
            changes=tuple(one for pk, one in moved if code in rows and pk == rows[code].pk),
            today=today,
        )
        for code, label in STAGES
    ]


def _state(row, today) -> str:
    if row is None or row.starts_on > today:
        return "todo"
    return "done" if row.ends_on < today else "now"


def _counts(candidacies) -> dict:
    """Stage → (how many it concerns, how many are through, how many are its turn)."""
    found = {one.code: one for one in (*OPEN_WORK.values(), TAKES_PART, DRAWN)}
    counted = queue_counts(with_stage(candidacies), found)
    open = {stage: counted[one.code] for stage, one in OPEN_WORK.items()}
    whole = dict.fromkeys(OPEN_WORK, counted[TAKES_PART.code]) | {"spot": counted[DRAWN.code]}
    before = {"self": ("apply",), "review": ("apply", "self")}  # who has not come as far yet
    through = {
        stage: whole[stage] - open[stage] - sum(open[one] for one in before.get(stage, ()))
        for stage in OPEN_WORK
    }
    counts = {stage: (whole[stage], through[stage], open[stage]) for stage in OPEN_WORK}
    return counts | _titles(candidacies)


def _answered(round, candidacies, total) -> tuple:
    """测评 is through where all three rates rest on as many answers as the policy asks for."""
    rows = with_stage(candidacies).filter(TAKES_PART.condition)
    done = rows.filter(organization__in=well_answered(round)).count()
    return total, done, total - done


def _titles(candidacies) -> dict:
    rows = Title.objects.filter(candidacy__in=candidacies.order_by().values("pk"))
    found = rows.aggregate(
        proposed=Count("pk", filter=Q(state="proposed")),
        shown=Count("pk", filter=Q(state="publicity")),
        named=Count("pk", filter=Q(state__in=("named", "revoked"))),
    )
    shown, named = found["shown"], found["named"]
    return {
        "publicity": (found["proposed"] + shown + named, shown + named, found["proposed"]),
        "naming": (shown + named, named, shown),
    }
