"""A visit signed off: what was heard, seen and judged, and the spot sheet with it."""

from dataclasses import asdict, dataclass

from django.db import transaction

from assessment.models import Sheet, Visit
from assessment.services.draws import finish_visit, why_not_finish
from assessment.services.marks import OPEN
from assessment.services.sheets import Summary, submit, why_not_submit
from wuhao.errors import Refused


@dataclass(frozen=True)
class Notes:
    """听、查、评."""

    heard: str
    inspected: str
    appraised: str


def why_not_sign_off(visit) -> str:
    if sentence := why_not_finish(visit):
        return sentence
    if visit.kind != "spot":
        return ""
    sheet = _sheet_of(visit)
    if sheet is None:
        return "还没有开始抽查评分，不能签字完成。"
    return why_not_submit(sheet) if sheet.state in OPEN else ""


def _sheet_of(visit) -> Sheet | None:
    return visit.candidacy.sheets.filter(stage="spot").first()


@transaction.atomic
def sign_off(*, visit, notes, signed_by, by) -> Visit:
    """The spot sheet is handed in and the visit closed, both or neither.

    A sheet that was handed in by import already stays as it is; a mid-term check has none.
    """
    if sentence := why_not_sign_off(visit):
        raise Refused(sentence)
    sheet = _sheet_of(visit) if visit.kind == "spot" else None
    if sheet and sheet.state in OPEN:
        submit(sheet=sheet, signed_by=signed_by, summary=Summary(), by=by)
    return finish_visit(visit=visit, by=by, **asdict(notes))
