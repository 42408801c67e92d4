"""初审 item by item: agree, change the points, note for return; agree to all that is undoubted."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessment import verdicts
from assessment.models import Mark, Sheet, Verdict
from assessment.services.evidence import proof_due
from assessment.services.marks import (
    mark_on_locked_sheet,
    replace_values,
    save_mark,
    values_in,
    why_not_fill,
)
from assessment.verdicts import AGREED, CHANGED, NAMES, RETURNED, Claim, Standing, standing
from creation.services.log import record
from wuhao.errors import Conflict, Refused

REASON = Verdict._meta.get_field("reason").max_length


@dataclass(frozen=True)
class Seen:
    """What the reviewer looked at: versions of the unit's mark and of the verdict (0: none)."""

    claim: int
    verdict: int = 0


def standings(own: Sheet, review: Sheet | None) -> dict[int, Standing]:
    """By id of the unit's marks, how far the review of each is; constant queries."""
    given = Verdict.objects.filter(mark__sheet=own)
    words = {one.mark_id: (one.kind, one.of_version) for one in given}
    theirs = {one.item_id: one for one in review.marks.all()} if review else {}
    unproven = {mark.pk for mark in proof_due(own)}
    return {
        mark.pk: standing(
            Claim(
                version=mark.version,
                claims_exemption=mark.not_applicable == "claimed",
                was_returned=bool(mark.returned),
                lacks_proof=mark.pk in unproven,
            ),
            _word(words.get(mark.pk), mark, theirs.get(mark.item_id)),
        )
        for mark in own.marks.all()
    }


def _word(word, mark, theirs):
    """The verdict; who wrote another finding into the review without one has changed it."""
    if word and word[1] == mark.version:
        return word
    if theirs and theirs.is_answered and _said(mark) != _said(theirs):
        return (CHANGED, mark.version)
    return None


def _said(mark):
    return mark.finding, mark.not_applicable


def noted_for_return(own: Sheet) -> dict[int, str]:
    """The words to go out with the sheet, by id of the unit's marks."""
    noted = Verdict.objects.filter(mark__sheet=own, kind=RETURNED, of_version=F("mark__version"))
    return dict(noted.values_list("mark", "reason"))


def left_over(own: Sheet, review: Sheet | None) -> list[tuple[Mark, Standing]]:
    """What keeps the sheet from being accepted: undecided and disputed, or noted for return."""
    found = standings(own, review)
    marks = own.marks.select_related("item__goal").order_by("item__order")
    left = [(mark, found[mark.pk]) for mark in marks]
    return [(mark, one) for mark, one in left if one.is_disputed or one.kind == RETURNED]


def left_over_sentence(left) -> str:
    """ "" when nothing is left; else what has to be decided first."""
    noted = [mark.item.code for mark, one in left if one.kind == RETURNED]
    if noted:
        return f"要点 {'、'.join(noted)} 已记为退回：请先退回，或改为同意。"
    codes = [mark.item.code for mark, _ in left]
    return f"还有 {len(codes)} 个存疑的要点没有审：{'、'.join(codes)}。" if codes else ""


def why_not_judge(review: Sheet | None) -> str:
    """ "" while items of this review may be decided."""
    return why_not_fill(review) if review else "还没有开始初审，请先点“开始初审”。"


@transaction.atomic
def agree(*, mark: Mark, seen: Seen, by) -> Verdict:
    """The unit's claim stands; what the reviewer had written instead goes."""
    own, review = _pair(mark)
    _meet(own, seen)
    if own.not_applicable == "claimed":
        why = f"不适用：{own.reason}"[: Mark._meta.get_field("why").max_length]
        values = values_in(own) | {"not_applicable": "confirmed", "why": why}
    else:
        values = values_in(own)
    if values != values_in(review):
        replace_values(review, values, version=review.version, by=by, action="按自查认定")
    return _give(own, AGREED, "", by)


@transaction.atomic
def change(*, mark: Mark, entry, seen: Seen, by) -> Verdict:
    """The reviewer's own finding with its reason (`entry.note`); `seen` as for the others."""
    own, review = _pair(mark)
    _meet(own, seen)
    reason = entry.note.strip()
    if not reason:
        raise Refused(f"要点 {own.item.code}：改分要写明理由。")
    if len(reason) > REASON:
        raise Refused(f"要点 {own.item.code}：理由最多 {REASON} 个字。")
    review = save_mark(mark=review, entry=entry, by=by)
    if not review.is_answered:
        raise Refused(f"要点 {own.item.code}：请填写核实的结果。")
    return _give(own, CHANGED, reason, by)


@transaction.atomic
def rewrite(*, mark: Mark, entry, by) -> Mark:
    """A finding typed straight into the review: what differs from the claim is a change."""
    own = claim_of(mark)
    before = mark.version
    mark = save_mark(mark=mark, entry=entry, by=by)
    if mark.version == before or not mark.is_answered:
        return mark
    same = (own.finding, bool(own.not_applicable)) == (mark.finding, bool(mark.not_applicable))
    _give(own, AGREED if same else CHANGED, "", by)
    return mark


def settle(mark: Mark, by) -> None:
    """The review's mark confirms the claim; in the caller's transaction."""
    _give(claim_of(mark), AGREED, "", by)


def claim_of(mark) -> Mark:
    """The unit's mark of the same item, its sheet locked.

    Whoever needs both sheets locks the unit's first, as accepting does: no two wait for each other.
    """
    claims = Mark.objects.filter(sheet__candidacy=mark.sheet.candidacy_id, sheet__stage="self")
    return mark_on_locked_sheet(claims.get(item=mark.item_id).pk)


@transaction.atomic
def note_return(*, mark: Mark, reason: str, seen: Seen, by) -> Verdict:
    """To be sent back with these words; goes out when the sheet is returned."""
    own, _ = _pair(mark)
    _meet(own, seen)
    reason = reason.strip()
    if not reason:
        raise Refused(f"要点 {own.item.code}：退回要写明理由。")
    if len(reason) > REASON:
        raise Refused(f"要点 {own.item.code}：理由最多 {REASON} 个字。")
    return _give(own, RETURNED, reason, by)


@transaction.atomic
def agree_all(*, review: Sheet, by) -> int:
    """Agree to every undecided item without a doubt; how many those were."""
    own = review.candidacy.sheets.select_for_update(of=("self",), no_key=True).get(stage="self")
    if sentence := why_not_judge(review):
        raise Refused(sentence)
    found = standings(own, review)
    free = {pk for pk, one in found.items() if one.is_open and not one.is_disputed}
    marks = [mark for mark in own.marks.select_related("item") if mark.pk in free]
    if not marks:
        raise Refused("没有可以一并同意的要点：其余的请逐项审核。")
    stale = Verdict.objects.filter(mark__in=marks)
    stale.delete()
    now = timezone.now()
    Verdict.objects.bulk_create(
        Verdict(mark=mark, of_version=mark.version, kind=AGREED, decided_at=now, decided_by=by)
        for mark in marks
    )
    codes = [mark.item.code for mark in marks]
    record(by=by, action="一并同意", on=review, after={"items": codes})
    return len(marks)


def _pair(mark) -> tuple[Mark, Mark]:
    """The unit's mark and the review's of the same item, both sheets locked."""
    own = mark_on_locked_sheet(mark.pk)
    review = own.sheet.candidacy.sheets.filter(stage="review").first()
    if sentence := why_not_judge(review):
        raise Refused(sentence)
    return own, mark_on_locked_sheet(review.marks.get(item=own.item_id).pk)


def _meet(own, seen: Seen) -> None:
    """Conflict when the unit or another reviewer changed what was looked at."""
    verdict = Verdict.objects.select_related("decided_by").filter(mark=own).first()
    now = Seen(own.version, verdict.version if verdict else 0)
    if now == seen:
        return
    code = own.item.code
    if now.claim != seen.claim:
        said = f"要点 {code} 的自查内容刚刚变了，请看过新的内容后再审。"
    else:
        who = verdict.decided_by or "别人"
        said = f"要点 {code} 刚刚由{who}审过（{NAMES[verdict.kind]}），请看过以后再决定。"
    raise Conflict(said, mine=vars(seen), theirs=vars(now))


def _give(own, kind, reason, by) -> Verdict:
    before = Verdict.objects.filter(mark=own).first()
    verdict, _ = Verdict.objects.update_or_create(
        mark=own,
        defaults={
            "kind": kind,
            "reason": reason,
            "of_version": own.version,
            "version": before.version + 1 if before else 1,
            "decided_at": timezone.now(),
            "decided_by": by,
        },
    )
    said = {"verdict": verdicts.NAMES[before.kind]} if before else {}
    record(
        by=by,
        action="审核要点",
        on=own,
        before=said,
        after={"verdict": NAMES[kind], "item": own.item.code},
        note=reason,
    )
    return verdict
