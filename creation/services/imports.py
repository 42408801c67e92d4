"""Bringing a register's file in: all of it or, when anything is wrong, nothing."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from creation.models import Organization
from creation.resources.base import Report
from creation.resources.roster import Problem, read_roster
from creation.services.log import record
from wuhao.workbooks import Limits, WorkbookError, read_table


def bring_in(*, register, path, by, name="", mapping=None, dry_run=False) -> Report:
    """Import a file into `register` (creation.registers).

    `name` is the file's own name when `path` is a copy; `mapping` title → column when the headers
    are not ours. A dry run says what would happen and writes nothing.
    """
    name = name or Path(path).name
    try:
        sheet = read_table(path, limits=limits(), name=name)
    except WorkbookError as error:
        return Report(problems=[Problem(0, "", str(error))])
    with transaction.atomic():
        register.lock()
        roster = read_roster(sheet, register.resource.titles(), mapping)
        report = register.resource(by=by).load(roster, dry_run=dry_run)
        if dry_run or report.problems or not report.changes:
            return report
        register.settle(report, by)
        record(
            by=by,
            action="导入名册",
            on=Organization.objects.get(parent__isnull=True),
            after=report.counts | {"新增代码": report.new, "更新代码": report.updated},
            note=f"{name}：新增 {len(report.new)}，更新 {len(report.updated)}",
        )
    return report


def limits() -> Limits:
    """What a register's file may cost; the page says it before the upload."""
    return Limits(
        rows=settings.ROSTER_MAX_ROWS,
        file_bytes=settings.UPLOAD_MAX_BYTES,
        unpacked_bytes=settings.UPLOAD_MAX_UNPACKED_BYTES,
        memory_bytes=settings.UPLOAD_READER_BYTES,
    )
