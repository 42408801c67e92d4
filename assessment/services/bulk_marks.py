"""Writing many sheets at once: what start, save_mark, submit and accept do, set by set."""

import json
from dataclasses import dataclass, field
from operator import itemgetter

from django.db import connection
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat, LPad
from django.utils import timezone

from assessment.models import SHEET_LIFECYCLE, Candidacy, Mark, MarkVersion, Sheet
from assessment.queries.bulk import update_many
from assessment.services.candidacies import apply_many
from assessment.services.marks import VALUES, values_in
from assessment.services.sheets import follow
from creation.services.log import record_many
from wuhao.errors import Refused

BATCH = 2000
_TEXTS = [name for name in VALUES if name != "finding"]
_COPY = f"""
COPY assessment_mark (sheet_id, item_id, finding, {", ".join(_TEXTS)}, returned, version,
                      updated_at, updated_by_id) FROM STDIN
"""
_BY_FILE = "（批量导入"
IMPORTED, UNSIGNED = f"{_BY_FILE}）", f"{_BY_FILE}，未签字）"
BLANK = {
    "finding": None,
    "points": None,
    "why": "",
    "not_applicable": "",
    "reason": "",
    "note": "",
}


@dataclass
class Paper:
    """One organization's part of a file; `row` is its first. Keys of the dicts are items.

    `values` are the new ones, `marks` those of the sheet when there is one, `base` the values
    that a new sheet takes over.
    """

    candidacy: Candidacy
    stage: str
    row: int
    rows: dict[int, int] = field(default_factory=dict)
    values: dict[int, dict] = field(default_factory=dict)
    items: dict = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    marks: dict[int, Mark] = field(default_factory=dict)
    base: dict[int, dict] = field(default_factory=dict)
    is_drawn: bool = False
    kept: int = 0

    def settle(self) -> None:
        """On a spot sheet 不适用 of the review holds, whatever was typed (RULES 2.2)."""
        if self.stage == "spot":
            self.base = {
                pk: one for pk, one in self.base.items() if one["not_applicable"] == "confirmed"
            }
            known = self.marks or self.base
            held = [pk for pk in known if self.before(pk)["not_applicable"] == "confirmed"]
            self.kept = sum(self.values.pop(pk, None) is not None for pk in held)

    def before(self, pk) -> dict:
        """What the mark says, or will say when its sheet has just been started."""
        mark = self.marks.get(pk)
        return values_in(mark) if mark else self.base.get(pk, BLANK)

    def outcome(self, pk) -> dict:
        return self.values.get(pk) or self.before(pk)

    def codes(self, pks) -> list[str]:
        chosen = sorted((self.items[pk] for pk in pks), key=lambda item: item.order)
        return [item.code for item in chosen]


def signature(name: str, stage: str) -> str:
    """What stands under an imported sheet: nobody signed it on screen, and it says so. A review
    has no signature on screen either."""
    if name:
        return f"{name}{IMPORTED}"
    return "" if stage == "review" else UNSIGNED


def signer(signature: str) -> str:
    """The person's name alone, "" when nobody signed."""
    return signature.partition(_BY_FILE)[0]


def write(papers, *, signed_by, by, note) -> int:
    """Everything that was checked, in one transaction of the caller; gives how many applied.

    `signed_by` hands the sheets in under this signature; None leaves them open.
    """
    enrolled = [
        paper.candidacy
        for paper in papers
        if paper.stage == "self" and paper.candidacy.state != "applied"
    ]
    applied = apply_many(candidacies=enrolled, by=by, note=f"随导入申报：{note}")
    _start([paper for paper in papers if paper.stage not in paper.sheets], by)
    _change([paper for paper in papers if paper.marks], by)
    if signed_by is not None and papers:
        _submit(papers, signed_by, by)
    verb = "导入" if signed_by is None else "导入并提交"
    record_many(
        by=by,
        action=f"{verb}评分表",
        entries=[
            (paper.sheets[paper.stage], {"marks": len(paper.values)}, note) for paper in papers
        ],
    )
    return applied


def _start(papers, by) -> None:
    """New sheets with their marks; a value that differs from the one taken over is version 1."""
    sheets = Sheet.objects.bulk_create(
        [Sheet(candidacy=paper.candidacy, stage=paper.stage) for paper in papers],
        batch_size=BATCH,
    )
    rows, replaced = [], {}
    for paper, sheet in zip(papers, sheets, strict=True):
        paper.sheets[paper.stage] = sheet
        for pk in paper.items:
            values, before = paper.outcome(pk), paper.before(pk)
            if values != before and _says_something(before):
                replaced[sheet.pk, pk] = before
            rows.append((sheet.pk, pk, values, int(values != before)))
    _copy(rows, by)
    started = Mark.objects.filter(sheet__in={sheet for sheet, _ in replaced})
    places = started.values_list("pk", "sheet", "item")
    kept = ((pk, replaced.get((sheet, item))) for pk, sheet, item in places)
    _keep([(pk, 0, before) for pk, before in kept if before], by)


def _copy(rows, by) -> None:
    """Marks as (sheet, item, values, version) by COPY."""
    now, texts = timezone.now(), itemgetter(*_TEXTS)
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for sheet, item, values, version in rows:
            who = by.pk if by and version else None
            found = None if values["finding"] is None else json.dumps(values["finding"])
            copy.write_row((sheet, item, found, *texts(values), "", version, now, who))


def _change(papers, by) -> None:
    """New values on sheets that were there."""
    changed, replaced, now = [], [], timezone.now()
    for paper in papers:
        for pk, values in paper.values.items():
            mark = paper.marks[pk]
            earlier = values_in(mark)
            if _says_something(earlier):
                replaced.append((mark.pk, mark.version, earlier))
            changed.append(mark)
            for name, value in values.items():
                setattr(mark, name, value)
            mark.version += 1
            mark.updated_at, mark.updated_by = now, by
    update_many(changed, [*VALUES, "version", "updated_at", "updated_by"])
    _keep(replaced, by)


def _says_something(values) -> bool:
    return bool(values["points"] is not None or values["not_applicable"] or values["note"])


def _keep(replaced, by) -> None:
    """Earlier versions as (mark, version, values)."""
    MarkVersion.objects.bulk_create(
        [
            MarkVersion(mark_id=mark, version=version, replaced_by=by, **values)
            for mark, version, values in replaced
        ],
        batch_size=BATCH,
    )


def _submit(papers, signed_by, by) -> None:
    stage = papers[0].stage
    _hand_in([paper.sheets[stage] for paper in papers], signature(signed_by, stage), by)
    own = [paper.sheets["self"] for paper in papers]
    if stage == "review":
        _move(own, "accept")
    if stage == "self":
        for paper in papers:
            if "review" in paper.sheets:
                follow(paper.sheets["self"], by)


def _hand_in(sheets, signed_by, by) -> None:
    number = LPad(Cast("pk", CharField()), 6, Value("0"))
    day = f"{timezone.localdate():%Y%m%d}-"
    _move(
        sheets,
        "submit",
        signed_by=signed_by,
        submitted_at=timezone.now(),
        submitted_by=by,
        receipt=Concat(Value(day), number, output_field=CharField()),
    )


def _move(sheets, verb, **values) -> None:
    step = SHEET_LIFECYCLE.move(verb)
    rows = Sheet.objects.filter(pk__in=[sheet.pk for sheet in sheets], state__in=step.frm)
    if rows.update(state=step.to, **values) != len(sheets):
        raise Refused("导入期间有评分表被别人改动，请重新执行。")
