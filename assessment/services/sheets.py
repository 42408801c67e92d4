"""Sheets: started, filled in item by item, submitted, taken back."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from assessment.models import SHEET_LIFECYCLE, Candidacy, Mark, Sheet, Visit
from assessment.queries.sheets import unanswered_codes
from assessment.services.marks import (
    VALUES,
    MarkEntry,
    replace_values,
    save_mark,
    values_in,
    why_not_fill,
    why_not_save,
)
from assessment.services.moves import move, why_not_at_work
from assessment.services.submissions import end_submission, keep_submission
from creation.models import Item
from creation.services.log import record
from wuhao.errors import Refused

__all__ = [
    "MarkEntry",
    "Summary",
    "save_mark",
    "start",
    "submit",
    "why_not_fill",
    "why_not_save",
    "why_not_start",
    "why_not_submit",
    "why_not_withdraw_submission",
    "withdraw_submission",
]


@dataclass(frozen=True)
class Summary:
    """What a unit says of itself in words."""

    results: str = ""
    shortcomings: str = ""
    next_effort: str = ""


def why_not_start(candidacy, stage) -> str:
    sheets = {sheet.stage: sheet for sheet in candidacy.sheets.all()}
    is_drawn = stage == "spot" and _is_drawn(candidacy)
    return why_not_start_with(candidacy, stage, sheets=sheets, is_drawn=is_drawn)


def _is_drawn(candidacy) -> bool:
    return Visit.objects.filter(candidacy=candidacy, kind="spot").exists()


def why_not_start_with(candidacy, stage, *, sheets, is_drawn) -> str:
    """The same for a caller that knows the sheets (by stage) and the draw already."""
    if sentence := why_not_at_work(candidacy):
        return sentence
    if stage in sheets:
        return f"{sheets[stage].get_stage_display()}表已经建立。"
    if stage == "review" and getattr(sheets.get("self"), "state", "") != "submitted":
        return "自查表还没有提交，不能开始初审。"
    if stage == "spot" and not is_drawn:
        return f"{candidacy.organization}没有列入抽查。"
    if stage == "spot" and getattr(sheets.get("review"), "state", "") != "submitted":
        return "初审还没有通过，不能开始抽查评分。"
    return ""


@transaction.atomic
def start(*, candidacy, stage, by) -> Sheet:
    """A sheet with a mark for each item that is not computed.

    The review begins as a copy of the self sheet; a spot sheet carries what the review confirmed
    as 不适用. The candidacy's row is locked, so that two at once make one sheet.
    """
    candidacy = _locked(candidacy)
    if sentence := why_not_start(candidacy, stage):
        raise Refused(sentence)
    sheet = Sheet.objects.create(candidacy=candidacy, stage=stage)
    items = Item.objects.filter(standard=candidacy.standard_id, computed="")
    known = _carried(candidacy, stage)
    Mark.objects.bulk_create(
        [
            Mark(sheet=sheet, item=item, **{name: getattr(known[item.pk], name) for name in VALUES})
            if item.pk in known
            else Mark(sheet=sheet, item=item)
            for item in items
        ]
    )
    record(by=by, action=f"开始{sheet.get_stage_display()}", on=sheet)
    return sheet


def _locked(candidacy) -> Candidacy:
    rows = Candidacy.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("round", "organization").get(pk=candidacy.pk)


def _carried(candidacy, stage) -> dict:
    """The marks that a new sheet takes over, by item."""
    marks = Mark.objects.none()
    if stage == "review":
        marks = Mark.objects.filter(sheet__candidacy=candidacy, sheet__stage="self")
    elif stage == "spot":
        marks = Mark.objects.filter(
            sheet__candidacy=candidacy, sheet__stage="review", not_applicable="confirmed"
        )
    return {mark.item_id: mark for mark in marks}


def why_not_submit(sheet) -> str:
    """The refusal names how many items are open, and the first of them."""
    if sheet.stage == "review":
        return "初审表在“通过初审”时一并提交。"
    if sentence := why_not_at_work(sheet.candidacy):
        return sentence
    if sentence := SHEET_LIFECYCLE.why_not("submit", sheet.state):
        return sentence
    return unanswered_sentence(unanswered_codes(sheet))


def unanswered_sentence(codes) -> str:
    """ "" when no item is open."""
    if not codes:
        return ""
    more = " 等" if len(codes) > 5 else ""
    return f"还有 {len(codes)} 个要点没有填写：{'、'.join(codes[:5])}{more}，请填写后再提交。"


@transaction.atomic
def submit(*, sheet, signed_by, summary, by) -> Sheet:
    """Hand in a self or spot sheet; `signed_by` is the name of who answers for it."""
    sheet = locked_sheet(sheet)
    if sentence := why_not_submit(sheet):
        raise Refused(sentence)
    if not signed_by.strip():
        raise Refused("请填写签字人姓名。")
    before = move(
        sheet,
        SHEET_LIFECYCLE,
        "submit",
        signed_by=signed_by.strip(),
        submitted_at=timezone.now(),
        submitted_by=by,
        receipt=receipt(sheet),
        **asdict(summary),
    )
    if sheet.stage == "self":
        follow(sheet, by)
        keep_submission(sheet, by)
    record(
        by=by,
        action=f"提交{sheet.get_stage_display()}表",
        on=sheet,
        before={"state": before},
        after={"state": sheet.state, "receipt": sheet.receipt},
    )
    return sheet


def locked_sheet(sheet) -> Sheet:
    rows = Sheet.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("candidacy__round", "candidacy__organization").get(pk=sheet.pk)


def receipt(sheet) -> str:
    return f"{timezone.localdate():%Y%m%d}-{sheet.pk:06}"


def follow(sheet, by) -> None:
    """A review begun before the return takes over what the unit has changed since."""
    reviewed = Mark.objects.filter(sheet__candidacy=sheet.candidacy_id, sheet__stage="review")
    own = {mark.item_id: mark for mark in sheet.marks.all()}
    changed = [
        mark
        for mark in reviewed.select_related("sheet__candidacy", "item")
        if own[mark.item_id].updated_at > mark.updated_at
    ]
    for mark in changed:
        values = values_in(own[mark.item_id])
        replace_values(mark, values, version=mark.version, by=by, action="随自查更新初审")


def why_not_withdraw_submission(sheet) -> str:
    if sentence := why_not_at_work(sheet.candidacy):
        return sentence
    if sentence := SHEET_LIFECYCLE.why_not("withdraw", sheet.state):
        return sentence
    if sheet.stage == "review":
        return "初审通过后不能撤回。"
    begun = Sheet.objects.filter(candidacy=sheet.candidacy_id, stage="review").exists()
    if sheet.stage == "self" and begun:
        return "初审已经开始，不能撤回；需要修改请联系初审员退回。"
    return ""


@transaction.atomic
def withdraw_submission(*, sheet, by) -> Sheet:
    """Take a submitted sheet back to go on filling it in."""
    sheet = locked_sheet(sheet)
    if sentence := why_not_withdraw_submission(sheet):
        raise Refused(sentence)
    before = move(sheet, SHEET_LIFECYCLE, "withdraw")
    end_submission(sheet, "withdrawn", by=by)
    record(
        by=by,
        action=f"撤回{sheet.get_stage_display()}表",
        on=sheet,
        before={"state": before},
        after={"state": sheet.state},
    )
    return sheet
