"""联审: departments answer, a hit bars the candidacy and ends its title, a correction lifts it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessment.models import CLEARANCE_LIFECYCLE, Candidacy, Clearance
from assessment.queries.bulk import update_many
from assessment.services.candidacies import bar, lift
from assessment.services.moves import move
from assessment.services.titles import end_title
from creation.services.log import record, record_many
from wuhao.errors import Refused

LENGTHS = {
    name: Clearance._meta.get_field(name).max_length for name in ("reference", "signed_by", "note")
}


@dataclass(frozen=True)
class Answer:
    """What a department says of one red line and candidacy."""

    hit: bool
    reference: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    note: str = ""

    @property
    def verb(self) -> str:
        return "hit" if self.hit else "clear"

    @property
    def values(self) -> dict:
        return {
            "reference": self.reference.strip(),
            "signed_by": self.signed_by.strip(),
            "signed_on": self.signed_on,
            "note": self.note.strip(),
        }


def why_not_answer(clearance, answer=None) -> str:
    """Answering stays open after the round: a red line ends a title too (RULES 4.1)."""
    if answer is None:
        return ""
    values = answer.values
    if answer.hit and not (values["reference"] and values["signed_on"]):
        return "结果为“有”时要填文号和日期。"
    if values["signed_on"] and values["signed_on"] > timezone.localdate():
        return "签发日期不能晚于今天。"
    if long := [length for name, length in LENGTHS.items() if len(values[name]) > length]:
        return f"文号、签发人或说明太长，最多 {min(long)} 个字。"
    return CLEARANCE_LIFECYCLE.why_not(answer.verb, clearance.state)


@transaction.atomic
def answer(*, clearance, hit, reference="", signed_by="", signed_on=None, note="", by):
    """A department's answer, or its correction."""
    given = Answer(hit, reference, signed_by, signed_on, note)
    candidacy = Candidacy.objects.select_for_update(of=("self",), no_key=True)
    candidacy = candidacy.select_related("round", "organization").get(pk=clearance.candidacy_id)
    clearance = Clearance.objects.select_related("red_line", "department").get(pk=clearance.pk)
    clearance.candidacy = candidacy
    if sentence := why_not_answer(clearance, given):
        raise Refused(sentence)
    stamp = {"answered_at": timezone.now(), "answered_by": by}
    before = move(clearance, CLEARANCE_LIFECYCLE, given.verb, **given.values, **stamp)
    record(
        by=by,
        action=f"联审答复“{clearance.get_state_display()}”",
        on=clearance,
        before={"state": before},
        after=_logged(clearance),
    )
    follow_up(candidacy, [clearance], by=by)
    return clearance


def _logged(clearance) -> dict:
    signed = str(clearance.signed_on) if clearance.signed_on else None
    return {"state": clearance.state, "reference": clearance.reference, "signed_on": signed}


def follow_up(candidacy, answered, *, by) -> None:
    """A hit bars and ends the title; without any hit left the bar is lifted."""
    if hits := [one for one in answered if one.state == "hit"]:
        one = hits[0]
        words = f"触碰高压线“{one.red_line}”（{one.department}，{one.reference}）"
        bar(candidacy, by=by, note=words)
        end_title(candidacy, reason=words, by=by)
    elif not candidacy.clearances.filter(state="hit").exists():
        lift(candidacy, by=by, note="联审更正，不再触碰高压线")


@transaction.atomic
def answer_many(*, answers, by, note) -> int:
    """Many answers in a few statements; `answers` maps clearances to Answer.

    The clearances carry candidacy, red line and department, their candidacies are locked. What a
    hit brings about goes candidacy by candidacy, as hits are few.
    """
    now = timezone.now()
    for clearance, given in answers.items():
        if sentence := why_not_answer(clearance, given):
            raise Refused(sentence)
        clearance.state = CLEARANCE_LIFECYCLE.move(given.verb).to
        clearance.answered_at, clearance.answered_by = now, by
        for name, value in given.values.items():
            setattr(clearance, name, value)
    fields = ["state", "answered_at", "answered_by", *Answer(False).values]
    update_many(answers, fields)
    entries = [(clearance, _logged(clearance), note) for clearance in answers]
    record_many(by=by, action="联审答复（导入）", entries=entries)
    for candidacy, answered in _concerned(answers).items():
        follow_up(candidacy, answered, by=by)
    return len(answers)


def _concerned(answers) -> dict:
    """Candidacies that a hit bars or that may be lifted, with their answers."""
    found = {}
    for clearance in answers:
        if clearance.state == "hit" or clearance.candidacy.state == "barred":
            found.setdefault(clearance.candidacy, []).append(clearance)
    return found


def why_not_answer_in_bulk(count) -> str:
    return "" if count else "没有未答复的事项。"


@transaction.atomic
def answer_clear_in_bulk(*, clearances, given, expected, by) -> int:
    """“无” for all that is pending in `clearances`, under one signature.

    `expected` is how many the person saw: not answered is not “none”, so nothing is answered that
    was not on the page. No candidacy changes its state by it.
    """
    pending = clearances.filter(state="pending").select_for_update(of=("self",)).order_by("pk")
    rows = list(
        pending.select_related(
            "candidacy__organization", "candidacy__round", "red_line", "department"
        )
    )
    if sentence := _why_not_all(rows, given, expected):
        raise Refused(sentence)
    values = given.values | {
        "state": CLEARANCE_LIFECYCLE.move("clear").to,
        "answered_at": timezone.now(),
        "answered_by": by,
    }
    Clearance.objects.filter(pk__in=[one.pk for one in rows]).update(**values)
    for one in rows:
        one.state, one.reference, one.signed_on = values["state"], given.reference, given.signed_on
    record_many(
        by=by, action="联审答复“无”（成批）", entries=[(one, _logged(one), "") for one in rows]
    )
    return len(rows)


def _why_not_all(rows, given, expected) -> str:
    if sentence := why_not_answer_in_bulk(len(rows)):
        return sentence
    if len(rows) != expected:
        return f"未答复的事项有变化，现在是 {len(rows)} 项，请重新核对后再答复。"
    if given.hit:
        return "答复“有”要逐项办理。"
    if not given.reference.strip():
        return "成批答复要写一个文号。"
    return why_not_answer(rows[0], given)
