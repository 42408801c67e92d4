"""初审: the superior returns the self sheet, decides on 不适用, and accepts."""

from django.db import transaction
from django.utils import timezone

from assessment.models import SHEET_LIFECYCLE, Title, Verdict
from assessment.queries.sheets import unanswered_codes, undecided_codes
from assessment.services.marks import WHY, mark_on_locked_sheet, replace_values, why_not_fill
from assessment.services.moves import move, why_not_at_work
from assessment.services.sheets import locked_sheet, receipt, unanswered_sentence
from assessment.services.submissions import end_submission
from assessment.services.verdicts import claim_of, left_over, left_over_sentence, settle
from assessment.verdicts import RETURNED
from creation.services.log import record
from wuhao.errors import Refused


def why_not_return(sheet) -> str:
    if sentence := why_not_at_work(sheet.candidacy):
        return sentence
    if sheet.stage == "review":
        return "初审表不能退回；要退回的是自查表。"
    return SHEET_LIFECYCLE.why_not("return", sheet.state)


@transaction.atomic
def return_sheet(*, sheet, reason, due, items, by):
    """Send a sheet back with a reason and a date; `items` maps marks' ids to words.

    With items only those may be changed, without them the whole sheet.
    """
    sheet = locked_sheet(sheet)
    if sentence := why_not_return(sheet) or _why_not_like_that(sheet, reason, due, items):
        raise Refused(sentence)
    before = move(
        sheet, SHEET_LIFECYCLE, "return", returned_reason=reason.strip(), returned_due=due
    )
    marks = list(sheet.marks.select_related("item").order_by("item__order"))
    for mark in marks:
        mark.returned = items.get(mark.pk, "").strip()
    sheet.marks.model.objects.bulk_update(marks, ["returned"])
    _sent_back(sheet, "returned", reason, by)
    record(
        by=by,
        action=f"退回{sheet.get_stage_display()}表",
        on=sheet,
        before={"state": before},
        after={"due": str(due), "items": {m.item.code: m.returned for m in marks if m.returned}},
        note=reason.strip(),
    )
    return sheet


def _sent_back(sheet, end, reason, by) -> None:
    """What was noted for return has gone out; the submission is over."""
    Verdict.objects.filter(mark__sheet=sheet, kind=RETURNED).delete()
    end_submission(sheet, end, by=by, reason=reason.strip())


def why_not_unlock(candidacy) -> str:
    """Only a sheet that was accepted, as long as nobody builds on it."""
    if sentence := why_not_at_work(candidacy):
        return sentence
    own = candidacy.sheets.filter(stage="self").first()
    if own is None or own.state != "accepted":
        return "自查表还没有通过初审，要修改请直接退回。"
    if candidacy.sheets.filter(stage="spot").exists():
        return "抽查评分已经开始，不能解锁。"
    if Title.objects.filter(candidacy=candidacy).exists():
        return "已经进入命名，不能解锁。"
    return ""


@transaction.atomic
def unlock(*, candidacy, reason, due, by):
    """Open an accepted self sheet again, as a whole; the review goes on from where it was."""
    if sentence := why_not_unlock(candidacy):
        raise Refused(sentence)
    own = locked_sheet(candidacy.sheets.get(stage="self"))
    review = locked_sheet(candidacy.sheets.get(stage="review"))
    if sentence := why_not_unlock(own.candidacy) or _why_not_like_that(own, reason, due, {}):
        raise Refused(sentence)
    words = reason.strip()
    before = move(own, SHEET_LIFECYCLE, "unlock", returned_reason=words, returned_due=due)
    own.marks.update(returned="")
    move(review, SHEET_LIFECYCLE, "withdraw")
    _sent_back(own, "unlocked", words, by)
    record(
        by=by,
        action="解锁自查表",
        on=own,
        before={"state": before},
        after={"state": own.state, "due": str(due)},
        note=words,
    )
    return own


def _why_not_like_that(sheet, reason, due, items) -> str:
    if not reason.strip():
        return "请写明退回理由。"
    if due is None or due < timezone.localdate():
        return "请填写重报期限，不能早于今天。"
    own = set(sheet.marks.values_list("pk", flat=True))
    if not set(items) <= own:
        return "退回的要点不在这张表上，请刷新页面后再试。"
    if any(not words.strip() for words in items.values()):
        return "退回单个要点时，请逐个写明意见。"
    return ""


@transaction.atomic
def decide_not_applicable(*, mark, confirmed, by):
    """Confirmed: the item leaves both sides. Denied: the reviewer has to enter a finding."""
    claim_of(mark)
    mark = mark_on_locked_sheet(mark.pk)
    if sentence := why_not_decide(mark):
        raise Refused(sentence)
    blank = {"finding": None, "points": None, "note": mark.note}
    if confirmed:
        why = f"不适用：{mark.reason}"[:WHY]
        values = {"not_applicable": "confirmed", "why": why, "reason": mark.reason}
    else:
        values = {"not_applicable": "", "why": "", "reason": ""}
    action = "认定不适用" if confirmed else "否定不适用"
    mark = replace_values(mark, blank | values, version=mark.version, by=by, action=action)
    if confirmed:
        settle(mark, by)
    return mark


def why_not_decide(mark) -> str:
    if mark.sheet.stage != "review":
        return "不适用由初审认定，请在初审表上办理。"
    if sentence := why_not_fill(mark.sheet):
        return sentence
    if mark.not_applicable != "claimed":
        return f"要点 {mark.item.code} 没有等待认定的不适用申请。"
    return ""


def why_not_accept(candidacy) -> str:
    """Accepting needs the submitted self sheet, and a review without open items or claims."""
    if sentence := why_not_at_work(candidacy):
        return sentence
    sheets = {sheet.stage: sheet for sheet in candidacy.sheets.all()}
    if "self" not in sheets:
        return "还没有自查表，不能通过初审。"
    if sentence := SHEET_LIFECYCLE.why_not("accept", sheets["self"].state):
        return sentence
    if "review" not in sheets:
        return "还没有开始初审，不能通过。"
    undecided = undecided_sentence(undecided_codes(sheets["review"]))
    unanswered = unanswered_sentence(unanswered_codes(sheets["review"]))
    if sentence := undecided or unanswered:
        return sentence
    sheets["self"].candidacy = candidacy
    return left_over_sentence(left_over(sheets["self"], sheets["review"]))


def undecided_sentence(codes) -> str:
    """ "" when every claim of 不适用 has been confirmed or denied."""
    return f"还有 {len(codes)} 个不适用申请没有认定：{'、'.join(codes)}。" if codes else ""


@transaction.atomic
def accept(*, candidacy, by):
    """The review is handed in and the self sheet accepted, together; returns the review."""
    own = locked_sheet(candidacy.sheets.filter(stage="self").first() or _none(candidacy))
    # Both are locked before they are read: no mark of the review changes under the check.
    review = locked_sheet(candidacy.sheets.filter(stage="review").first() or _none(candidacy))
    if sentence := why_not_accept(own.candidacy):
        raise Refused(sentence)
    before = move(own, SHEET_LIFECYCLE, "accept")
    move(
        review,
        SHEET_LIFECYCLE,
        "submit",
        submitted_at=timezone.now(),
        submitted_by=by,
        receipt=receipt(review),
    )
    record(by=by, action="通过初审", on=own, before={"state": before}, after={"state": own.state})
    return review


def _none(candidacy):
    raise Refused(why_not_accept(candidacy))
