"""The self-check as a whole: how it was made, what it says in words, and its signature."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessment.models import Inquiry, Sheet
from assessment.services.candidacies import red_lines_of
from assessment.services.evidence import proof_due, proof_sentence
from assessment.services.marks import why_not_fill
from assessment.services.sheets import Summary, submit, why_not_submit
from creation.services.log import record
from wuhao.errors import Refused

WORDS = {"results": "主要成效", "shortcomings": "存在不足", "next_effort": "下步努力"}
MAX_INQUIRIES = 20


@dataclass(frozen=True)
class Held:
    """One talk, questionnaire or appraisal as it was held."""

    kind: str
    held_on: date
    attendance: int
    summary: str
    results: str = ""


@dataclass(frozen=True)
class Signing:
    """The words of the self-check, the declaration (code → touched) and the name below it."""

    summary: Summary
    declaration: dict[str, bool]
    name: str


def why_not_note(sheet) -> str:
    """ "" while inquiries may be noted or taken away."""
    if sheet.stage != "self":
        return "只有自查表记录自查方式。"
    return why_not_fill(sheet)


@transaction.atomic
def note_inquiry(*, sheet, held: Held, by) -> Inquiry:
    if sentence := why_not_note(sheet) or _why_not_held(sheet, held):
        raise Refused(sentence)
    inquiry = Inquiry.objects.create(sheet=sheet, created_by=by, **asdict(held))
    record(by=by, action="记录自查方式", on=inquiry, after={"held_on": str(held.held_on)})
    return inquiry


def _why_not_held(sheet, held) -> str:
    if held.held_on > timezone.localdate():
        return "日期不能晚于今天：请在开完以后再记录。"
    if held.attendance < 1:
        return "参加人数至少为 1。"
    if sheet.inquiries.count() >= MAX_INQUIRIES:
        return f"最多记录 {MAX_INQUIRIES} 次，请只留主要的。"
    return "" if held.summary.strip() else "请写明主要情况。"


@transaction.atomic
def remove_inquiry(*, inquiry, by) -> None:
    if sentence := why_not_note(inquiry.sheet):
        raise Refused(sentence)
    record(by=by, action="删除自查方式", on=inquiry, before={"held_on": str(inquiry.held_on)})
    inquiry.delete()


def why_not_hand_in(sheet) -> str:
    """ "" when nothing but words and signature is missing."""
    return why_not_submit(sheet) or proof_sentence(proof_due(sheet))


def signers(sheet, by) -> list[str]:
    """Who may sign: the secretary of the register, or who is logged in as one."""
    names = (sheet.candidacy.organization.secretary_name, getattr(by, "name", ""))
    return list(dict.fromkeys(filter(None, names)))


def why_not_sign(sheet, signing: Signing, by) -> str:
    """What is still missing of the words, the declaration or the name: one sentence."""
    lacking = [name for field, name in WORDS.items() if not getattr(signing.summary, field).strip()]
    if lacking:
        return f"请填写{'、'.join(lacking)}。"
    asked = red_lines_of(sheet.candidacy.round)
    if any(signing.declaration.get(line.code) is None for line in asked):
        return "请对每一条高压线作出承诺。"
    touched = [line.name for line in asked if signing.declaration[line.code]]
    if touched:
        return f"触碰高压线{'、'.join(touched)}，不能提交自查表，请向上级党组织报告。"
    names = signers(sheet, by)
    if signing.name.strip() not in names:
        return f"签字人应为书记本人：{'或'.join(names) or '请先在名册中登记书记姓名'}。"
    return ""


@transaction.atomic
def hand_in(*, sheet, signing: Signing, by) -> Sheet:
    """The secretary signs and submits; all of it or nothing."""
    if sentence := why_not_hand_in(sheet) or why_not_sign(sheet, signing, by):
        raise Refused(sentence)
    Sheet.objects.filter(pk=sheet.pk).update(declaration=signing.declaration)
    return submit(sheet=sheet, signed_by=signing.name, summary=signing.summary, by=by)


def lateness(sheet, due: date | None) -> int:
    """Days after the deadline at which the sheet came in, by the server's clock; 0 is in time."""
    if due is None or sheet.submitted_at is None:
        return 0
    return max(0, (timezone.localdate(sheet.submitted_at) - due).days)
