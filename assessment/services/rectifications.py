"""整改: a problem with its date, reported done, rechecked, closed or reopened."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessment.models import RECTIFICATION_LIFECYCLE, Rectification
from assessment.services.moves import move
from creation.services.log import record
from wuhao.errors import Refused


@dataclass(frozen=True)
class Demand:
    """What has to be put right, by whom and by when."""

    problem: str
    advice: str
    due_on: date
    owner: str = ""


def why_not_demand(candidacy, item=None) -> str:
    if candidacy.round.state == "draft":
        return f"{candidacy.round}还没有开启，不能提出整改。"
    if item is not None and item.standard_id != candidacy.standard_id:
        return f"要点 {item.code} 不是{candidacy.organization}所用标准的要点。"
    return ""


@transaction.atomic
def demand(*, candidacy, demand, item=None, by) -> Rectification:
    """Ask a unit to put something right; `item` is the clause it rests on."""
    if sentence := why_not_demand(candidacy, item) or _why_not_like_that(demand):
        raise Refused(sentence)
    one = Rectification.objects.create(
        candidacy=candidacy, item=item, created_by=by, **asdict(demand)
    )
    record(by=by, action="提出整改", on=one, after={"due_on": str(demand.due_on)})
    return one


def _why_not_like_that(demand) -> str:
    if not demand.problem.strip() or not demand.advice.strip():
        return "请写明问题和整改意见。"
    if demand.due_on < timezone.localdate():
        return "整改期限不能早于今天。"
    return ""


def why_not_report_done(rectification) -> str:
    return RECTIFICATION_LIFECYCLE.why_not("report", rectification.state)


@transaction.atomic
def report_done(*, rectification, measure, proof, by) -> Rectification:
    """The unit says what it did and what shows it."""
    if sentence := why_not_report_done(rectification):
        raise Refused(sentence)
    if not measure.strip():
        raise Refused("请写明整改措施。")
    values = {"measure": measure.strip(), "proof": proof.strip(), "reported_at": timezone.now()}
    return _move(rectification, "report", by, **values)


def why_not_confirm(rectification) -> str:
    return RECTIFICATION_LIFECYCLE.why_not("confirm", rectification.state)


@transaction.atomic
def confirm(*, rectification, recheck="", by) -> Rectification:
    """The recheck holds: closed."""
    if sentence := why_not_confirm(rectification):
        raise Refused(sentence)
    values = {"recheck": recheck.strip(), "closed_at": timezone.now()}
    return _move(rectification, "confirm", by, **values)


def why_not_reopen(rectification) -> str:
    return RECTIFICATION_LIFECYCLE.why_not("reopen", rectification.state)


@transaction.atomic
def reopen(*, rectification, reason, by) -> Rectification:
    """Not done after all."""
    if sentence := why_not_reopen(rectification):
        raise Refused(sentence)
    if not reason.strip():
        raise Refused("请写明退回整改的理由。")
    return _move(rectification, "reopen", by, recheck=reason.strip(), closed_at=None)


def _move(rectification, verb, by, **values) -> Rectification:
    before = move(rectification, RECTIFICATION_LIFECYCLE, verb, **values)
    record(
        by=by,
        action=RECTIFICATION_LIFECYCLE.move(verb).label,
        on=rectification,
        before={"state": before},
        after={"state": rectification.state},
    )
    return rectification
