"""Bringing a register's file in: all of it or, when anything is wrong, nothing. And back out."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from creation.models import ColumnMemory, ImportBatch, ImportedRow
from creation.resources.merging import exports_named
from creation.resources.reports import Report
from creation.resources.roster import Problem, plain_title, read_roster
from creation.services.exports import bases_of
from creation.services.log import record
from wuhao.workbooks import Limits, WorkbookError, read_table

LABEL = ImportedRow._meta.get_field("label").max_length


@dataclass
class Decisions:
    """What the person said about the file: title → column, (row, title) → mended text, row →
    whose cells stay in a clash, and the digest of what was shown before 确认."""

    mapping: dict[str, int] | None = None
    mends: dict[tuple[int, str], str] = field(default_factory=dict)
    keep: dict[int, str] = field(default_factory=dict)
    seen: str = ""


def bring_in(*, register, path, by, name="", decisions=None, dry_run=False) -> Report:
    """Import a file into `register` (creation.registers).

    `name` is the file's own name when `path` is a copy. A dry run says what would happen and
    writes nothing; neither does anything else than what was seen.
    """
    name, decisions = name or Path(path).name, decisions or Decisions()
    try:
        sheet = read_table(path, limits=limits(), name=name)
    except WorkbookError as error:
        return Report(problems=[Problem(0, "", str(error))])
    titles = register.resource.titles()
    roster = read_roster(sheet, titles, decisions.mapping, decisions.mends)
    with transaction.atomic():
        if not dry_run:
            register.lock()
        resource = register.resource(by=by)
        bases = bases_of(register=register, exports=exports_named(roster))
        report = resource.load(roster, bases=bases, keep=decisions.keep)
        report.is_stale = decisions.seen not in ("", report.digest)
        if report.may_write and report.changes and not (dry_run or report.is_stale):
            _write(register, resource, report, by, _Source(name, path))
    return report


@dataclass(frozen=True)
class _Source:
    name: str
    path: Path

    def sha256(self) -> str:
        return hashlib.sha256(Path(self.path).read_bytes()).hexdigest()


def _write(register, resource, report, by, source) -> None:
    try:
        with transaction.atomic():
            resource.write(report.changes)
            register.settle(report, by)
    except IntegrityError as error:
        report.problems.append(Problem(0, "", _said_by_database(register, error)))
    else:
        report.batch = _keep_batch(register, report, by, source)


def _keep_batch(register, report, by, source) -> ImportBatch:
    counts = report.counts
    batch = ImportBatch.objects.create(
        register=register.key,
        label=register.label,
        file_name=source.name[:200],
        sha256=source.sha256(),
        by=by,
        new=counts["新增"],
        updated=counts["更新"],
        unchanged=counts["未变"],
    )
    ImportedRow.objects.bulk_create(
        ImportedRow(
            batch=batch,
            number=one.row,
            object_id=one.instance.pk,
            label=one.label[:LABEL],
            is_new=one.is_new,
            before={name: one.stored[name] for name in one.attributes} if one.stored else {},
            after={name: getattr(one.instance, name) for name in one.attributes},
        )
        for one in report.changes
    )
    record(
        by=by,
        action="导入名册",
        on=batch,
        after=counts | {"新增代码": report.new, "更新代码": report.updated},
        note=f"{source.name}：新增 {counts['新增']}，更新 {counts['更新']}",
    )
    return batch


def _said_by_database(register, error) -> str:
    """A rule of the database that the register's own checks did not foresee."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for one in register.resource._meta.model._meta.constraints:
        if one.name == name and one.violation_error_message:
            return f"有一行不符合规定：{one.violation_error_message}"
    return "有一行与数据库里的规定冲突，什么都没有写入，请检查文件后再试"


def limits() -> Limits:
    """What a register's file may cost; the page says it before the upload."""
    return Limits(
        rows=settings.ROSTER_MAX_ROWS,
        file_bytes=settings.UPLOAD_MAX_BYTES,
        unpacked_bytes=settings.UPLOAD_MAX_UNPACKED_BYTES,
        memory_bytes=settings.UPLOAD_READER_BYTES,
    )


def remember_columns(*, register, by, header, mapping) -> None:
    """Keep for the next file which header (`header`: place → text) stands for which title."""
    headers = {title: plain_title(header.get(place, "")) for title, place in mapping.items()}
    ColumnMemory.objects.update_or_create(
        user=by, register=register.key, defaults={"headers": headers}
    )


def remembered_columns(*, register, by, header) -> dict[str, int]:
    """Title → place of the header that stood for it last time, where this file has it once."""
    memory = ColumnMemory.objects.filter(user=by, register=register.key).first()
    places: dict[str, list[int]] = {}
    for place, text in header.items():
        places.setdefault(plain_title(text), []).append(place)
    known = {one.text for one in register.resource.titles()}
    return {
        title: places[text][0]
        for title, text in (memory.headers if memory else {}).items()
        if text and title in known and len(places.get(text, ())) == 1
    }
