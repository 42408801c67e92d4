"""One mark: what an entry makes of it, and how it is written. All stages share these rules."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessment.models import SHEET_LIFECYCLE, Mark, MarkVersion, Sheet
from assessment.services.moves import why_not_at_work
from creation.marking import FindingError, parse_finding, points_for, stored
from creation.services.log import record
from creation.services.standards import method_of
from wuhao.errors import Conflict, Refused

OPEN = SHEET_LIFECYCLE.move("submit").frm

WHY, REASON, NOTE = (Mark._meta.get_field(name).max_length for name in ("why", "reason", "note"))
KEY = 40
CLAIM_COUNTS_0 = "申请不适用，初审确认前计 0 分"
VALUES = ("finding", "points", "why", "not_applicable", "reason", "note")


@dataclass(frozen=True)
class MarkEntry:
    """What somebody typed for one item. `finding` is its JSON form or typed text, blank for none;
    `version` is the one that the form was filled from.

    `key` names this entry, so that sending it again changes nothing; `after` are the keys that the
    same device sent before it without hearing whether they arrived.
    """

    finding: Any = None
    not_applicable: bool = False
    reason: str = ""
    note: str = ""
    version: int = 0
    key: str = ""
    after: tuple[str, ...] = ()


def values_of(entry, *, item, stage, months) -> dict:
    """The mark's new values: points and why by the pure rule. Refused says what to type.

    `months` is how long the organization was open in the round. A claim of 不适用 in the review
    is its confirmation; elsewhere it waits for the review.
    """
    if item.computed:
        raise Refused(f"要点 {item.code}由系统计算，不用填写。")
    reason, note = entry.reason.strip(), entry.note.strip()
    if len(note) > NOTE or len(reason) > REASON:
        raise Refused(f"要点 {item.code}：说明最多 {NOTE} 个字，不适用理由最多 {REASON} 个字。")
    blank = {"finding": None, "points": None, "why": "", "not_applicable": ""}
    if entry.not_applicable:
        return blank | _not_applicable(item, stage, reason) | {"reason": reason, "note": note}
    if _is_blank(entry.finding):
        return blank | {"reason": "", "note": note}
    try:
        finding = parse_finding(method_of(item), entry.finding, unit=item.unit)
    except FindingError as error:
        raise Refused(f"要点 {item.code}：{error}") from None
    marked = points_for(
        method_of(item),
        item.points,
        finding,
        months=months if item.period == "year" else 12,
        unit=item.unit,
    )
    return blank | {
        "finding": stored(finding),
        "points": marked.points,
        "why": marked.why[:WHY],
        "reason": "",
        "note": note,
    }


def _is_blank(finding) -> bool:
    # An empty list is an answer: nothing of the list is there.
    return finding is None or (isinstance(finding, str) and not finding.strip())


def _not_applicable(item, stage, reason) -> dict:
    if item.is_bonus:
        raise Refused(f"要点 {item.code}：加分项没有“不适用”，没有就不用填。")
    if not reason:
        raise Refused(f"要点 {item.code}：不适用要写明理由。")
    if stage == "review":
        return {"not_applicable": "confirmed", "why": f"不适用：{reason}"[:WHY]}
    return {"not_applicable": "claimed", "why": CLAIM_COUNTS_0}


def why_not_fill(sheet) -> str:
    """ "" while the sheet as a whole may be filled in."""
    own = sheet.stage == "review" and _self_state(sheet)
    return why_not_fill_with(sheet, self_state=own)


def _self_state(sheet) -> str:
    return Sheet.objects.values_list("state", flat=True).get(
        candidacy=sheet.candidacy_id, stage="self"
    )


def why_not_fill_with(sheet, *, self_state) -> str:
    """The same for a caller that knows how the unit's self sheet stands."""
    if sentence := why_not_at_work(sheet.candidacy):
        return sentence
    if sheet.state not in OPEN:
        now = sheet.get_state_display()
        return f"{sheet.get_stage_display()}表{now}，不能再改。"
    if sheet.stage == "review" and self_state != "submitted":
        return "自查表已退回，等重新提交后再初审。"
    return ""


def why_not_save(mark) -> str:
    return why_not_fill(mark.sheet) or refusals(mark.sheet, [mark]).get(mark.pk, "")


def refusals(sheet, marks) -> dict[int, str]:
    """Of a sheet that may be filled in, the marks that still may not, by id, each with why."""
    if sheet.stage == "spot":
        settled = [mark for mark in marks if mark.not_applicable == "confirmed"]
        why = "初审已确认不适用，抽查不再评分。"
        return {mark.pk: f"要点 {mark.item.code} {why}" for mark in settled}
    if sheet.state != "returned" or not sheet.marks.exclude(returned="").exists():
        return {}
    kept = [mark for mark in marks if not mark.returned]
    return {mark.pk: not_returned_sentence(mark.item) for mark in kept}


def not_returned_sentence(item) -> str:
    return f"这次只退回了部分要点，要点 {item.code} 不在其中，不能改。"


@transaction.atomic
def save_mark(*, mark, entry, by) -> Mark:
    """Write one item's finding, with its points; Conflict when another version came between.

    What the mark said before is kept. The same values again change nothing.
    """
    mark = mark_on_locked_sheet(mark.pk)
    if sentence := why_not_save(mark):
        raise Refused(sentence)
    candidacy = mark.sheet.candidacy
    values = values_of(entry, item=mark.item, stage=mark.sheet.stage, months=candidacy.months)
    if values == values_in(mark) or _stamped(mark, (entry.key,)):
        return mark
    version = mark.version if _stamped(mark, entry.after) else entry.version
    values["entry_key"] = _stamp(entry.key, version + 1)
    return replace_values(mark, values, version=version, by=by)


def _stamp(key, version) -> str:
    return f"{key[:KEY]}@{version}" if key else ""


def _stamped(mark, keys) -> bool:
    """The version that stands was made by one of these entries, and by nobody since."""
    return any(mark.entry_key == _stamp(key, mark.version) for key in keys if key)


def replace_values(mark, values, *, version, by, action="填写") -> Mark:
    """Compare-and-set on the version; the earlier one is kept, the log told."""
    earlier = MarkVersion(
        mark=mark,
        version=mark.version,
        replaced_by=by,
        written_at=mark.updated_at,
        written_by=mark.updated_by,
        **values_in(mark),
    )
    rows = Mark.objects.filter(pk=mark.pk, version=version)
    stamp = {"updated_at": timezone.now(), "updated_by": by}
    current = mark.version == version
    if not current or rows.update(version=F("version") + 1, **stamp, **values) != 1:
        raise _conflict(mark, values)
    if mark.is_answered or mark.note:
        earlier.save()
    for name, value in (stamp | values | {"version": version + 1}).items():
        setattr(mark, name, value)
    record(by=by, action=action, on=mark, before=_logged(earlier), after=_logged(mark))
    return mark


def values_in(mark) -> dict:
    return {name: getattr(mark, name) for name in VALUES}


def _logged(mark) -> dict:
    points = None if mark.points is None else str(mark.points)
    return {"finding": mark.finding, "points": points, "not_applicable": mark.not_applicable}


def _conflict(mark, values) -> Conflict:
    theirs = Mark.objects.select_related("item", "updated_by").get(pk=mark.pk)
    who = theirs.updated_by or "别人"
    sentence = f"要点 {mark.item.code} 刚刚由{who}改过，请看过新的内容后再保存。"
    return Conflict(sentence, mine=values, theirs=values_in(theirs) | {"version": theirs.version})


def mark_on_locked_sheet(pk) -> Mark:
    """The sheet stays as it is (not submitted meanwhile) until this transaction ends."""
    rows = Mark.objects.select_for_update(of=("sheet",), no_key=True)
    return rows.select_related(
        "item", "sheet__candidacy__round", "sheet__candidacy__organization"
    ).get(pk=pk)
