"""Reports: asked for, made by a background job, handed out."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from assessment.models import Candidacy, Report, ReportFile
from assessment.queries.report import report_data
from assessment.reports.document import write_document
from assessment.reports.workbook import write_workbook
from creation.models import Job
from creation.services import jobs
from creation.services.log import record
from wuhao.errors import Refused

KIND = "report"
FOLDER = "reports"
WRITERS = {"docx": write_document, "xlsx": write_workbook}
NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
NAME_LENGTH = 90
UUID_LENGTH = 36  # a file of a job begins with its id


def why_not_report(*, round, formats):
    """ "" when there is something to report on."""
    if not formats:
        return "请至少选一种格式。"
    if not Candidacy.objects.filter(round=round).exists():
        return f"“{round}”还没有参评单位，开启轮次后才能出报告。"
    return ""


def why_not_request(*, round, scope, formats):
    """ "" when the report may be queued; pressing the button twice makes one report."""
    waiting = Report.objects.filter(
        round=round,
        scope=scope,
        job__state__in=["queued", "running"],
        job__params__formats=sorted(formats),
    )
    if waiting.exists():
        return "同样的报告正在生成，请等它完成。"
    return why_not_report(round=round, formats=formats)


@transaction.atomic
def request(*, round, scope, formats, by) -> Report:
    """Queue a report; asking again makes another version, the earlier ones stay."""
    if sentence := why_not_request(round=round, scope=scope, formats=formats):
        raise Refused(sentence)
    job = jobs.submit(
        kind=KIND,
        title=f"{scope}{round}报告"[:120],
        params={"scope": scope.code, "formats": sorted(formats)},
        round=round,
        by=by,
    )
    return Report.objects.create(job=job, round=round, scope=scope)


def make(job, progress):
    """The handler of report jobs: files written in full, then published with the job's end."""
    report = Report.objects.select_related("round", "scope").get(job=job)
    progress(5, "汇集数据")
    data = report_data(report.round, report.scope)
    folder = Path(default_storage.path(FOLDER))
    folder.mkdir(parents=True, exist_ok=True, mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS)
    formats = job.params["formats"]
    made = {}
    for step, form in enumerate(formats):
        progress(40 + 60 * step // len(formats), f"编写 {form}")
        made[form] = write(data, form, folder / f"{job.pk}-{job.attempts}.{form}")
    return jobs.Product(
        publish=lambda: _publish(report, made), discard=lambda: _discard(made.values())
    )


def write(data, form, place: Path) -> Path:
    """Write one format to `place`, whole or not at all, on the disk when this returns."""
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            WRITERS[form](data, file)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        draft.replace(place)
        _sync_folder(place.parent)
    except OSError as error:
        raise Refused(f"报告文件没有写成（{error.strerror}），请检查磁盘空间和权限。") from error
    finally:
        draft.unlink(missing_ok=True)
    return place


def write_together(data, names, folder: Path) -> list[Path]:
    """Write formats by {format: name} into a folder: all of them, or none over what is there."""
    with tempfile.TemporaryDirectory(prefix=".", dir=folder) as apart:
        drafts = [write(data, form, Path(apart) / name) for form, name in names.items()]
        places = [folder / draft.name for draft in drafts]
        if taken := [place.name for place in places if place.is_dir()]:
            raise Refused(f"报告文件没有写成：{'、'.join(taken)}是一个文件夹，请改名后再试。")
        for draft, place in zip(drafts, places, strict=True):
            draft.replace(place)
    return places


def _sync_folder(folder):
    """The renaming itself is on the disk only after this."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _publish(report, made):
    number = Report.objects.filter(
        round=report.round_id, scope=report.scope_id, pk__lte=report.pk
    ).count()
    for form, place in made.items():
        content = place.read_bytes()
        ReportFile.objects.create(
            report=report,
            format=form,
            name=file_name(report.round, report.scope, form, f"（第{number}版）"),
            file=f"{FOLDER}/{place.name}",
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
        )


def _discard(places):
    for place in places:
        place.unlink(missing_ok=True)


def _at_work():
    jobs_of_reports = Job.objects.filter(kind=KIND, state__in=["queued", "running"])
    return jobs_of_reports.values_list("pk", flat=True)


def tidy() -> int:
    """Remove files that no report has and no job at work is making: their worker was killed.

    In this order: a job that ends meanwhile has its files in the table before they are looked up.
    """
    folder = Path(default_storage.path(FOLDER))
    found = list(folder.iterdir()) if folder.exists() else []
    at_work = {str(pk) for pk in _at_work()}
    kept = set(ReportFile.objects.values_list("file", flat=True)) if found else set()
    left = [
        place
        for place in found
        if place.name.lstrip(".")[:UUID_LENGTH] not in at_work
        and f"{FOLDER}/{place.name}" not in kept
    ]
    _discard(left)
    return len(left)


def file_name(round, scope, form, version="") -> str:
    """A name that every system takes: 江南区委第一轮创建报告（第2版）.docx"""
    stem = NOT_IN_FILE_NAMES.sub("_", f"{scope}{round}报告")
    return f"{stem[:NAME_LENGTH]}{version}.{form}"


@transaction.atomic
def download(*, file, by):
    """The open file, with an entry in the log; refused when the disk has lost or changed it."""
    try:
        stored = file.file.open("rb")
    except FileNotFoundError:
        raise Refused("这份报告的文件已不在服务器上，请重新生成。") from None
    if hashlib.file_digest(stored, "sha256").hexdigest() != file.sha256:
        stored.close()
        raise Refused("这份报告的文件与生成时不一致，请重新生成。")
    stored.seek(0)
    record(by=by, action="下载报告", on=file.report, note=file.name)
    return stored
