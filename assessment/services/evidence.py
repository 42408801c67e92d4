"""Files that prove a mark: private, kept under a name of their own, shared by several marks."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessment.filetypes import PICTURES, FileTypeError, file_type
from assessment.models import Evidence, Mark
from assessment.photos import cleaned
from assessment.queries.visits import awaits_check
from assessment.services.marks import mark_on_locked_sheet, why_not_save
from assessment.services.moves import why_not_at_work
from assessment.virus_scan import ScannerDown, virus_in
from creation.services.log import record
from wuhao.errors import Refused

FIELD = Evidence._meta.get_field("file")
STORAGE = FIELD.storage
PER_MARK = 12
HANDED_IN = ("submitted", "accepted")
PROOF_RULE = "平时佐证选填；被退回的要点、被抽中检查的单位有佐证提示且得分的要点，须附佐证。"
logger = logging.getLogger(__name__)
TITLE = Evidence._meta.get_field("title").max_length


def why_not_change_evidence(mark: Mark) -> str:
    """ "" when files of this mark may be removed."""
    return why_not_save(mark)


def why_not_add_evidence(mark: Mark) -> str:
    """ "" when files may be added: while the item is filled in, and by a drawn unit until the
    inspectors have handed in their sheet."""
    refusal = why_not_save(mark)
    return "" if refusal and may_prove_later(mark.sheet) else refusal


def may_prove_later(sheet) -> bool:
    """A handed-in self-check of a unit that was drawn and is not yet checked."""
    if sheet.stage != "self" or sheet.state not in HANDED_IN or why_not_at_work(sheet.candidacy):
        return False
    return awaits_check(sheet.candidacy_id)


def proof_due(sheet) -> list[Mark]:
    """The marks of a self-check that must have a file and have none (PROOF_RULE)."""
    marks = sheet.marks.filter(not_applicable="", points__isnull=False, evidence=None)
    asked = Q() if awaits_check(sheet.candidacy_id) else Q(pk__in=[])
    hinted = asked & ~Q(item__evidence="") & Q(points__gt=0)
    due = marks.filter(~Q(returned="") | hinted)
    return list(due.select_related("item__goal").order_by("item__order"))


def proof_sentence(marks) -> str:
    """ "" when no file is missing."""
    if not marks:
        return ""
    codes = "、".join(mark.item.code for mark in marks[:5]) + (" 等" if len(marks) > 5 else "")
    return f"还有 {len(marks)} 个要点要附佐证：{codes}。{PROOF_RULE}"


@dataclass(frozen=True)
class Checked:
    """An upload as it will be kept: a picture written anew, any other file as it came."""

    upload: UploadedFile
    suffix: str
    dated: date | None = None


@transaction.atomic
def add_evidence(*, mark: Mark, uploads: list[UploadedFile], by, taken=()) -> list[Evidence]:
    """Keep the files and tie them to the mark; the same bytes of one organization are kept once.

    `taken` are the days that the device knows for them. Refused with every fault in one sentence
    each; then none of the files is kept.
    """
    mark = mark_on_locked_sheet(mark.pk)
    if refusal := why_not_add_evidence(mark):
        raise Refused(refusal)
    if mark.evidence.count() + len(uploads) > PER_MARK:
        raise Refused(f"一个要点最多附 {PER_MARK} 个文件，请只留最能说明问题的。")
    checked = _checked(uploads, taken)
    written: list[str] = []
    try:
        return [_tie(mark, one, by=by, written=written) for one in checked]
    except BaseException:
        # The rows go with the transaction; files, whole or cut off, would stay behind.
        for name in written:
            STORAGE.delete(name)
        raise


def _tie(mark: Mark, one: Checked, *, by, written: list) -> Evidence:
    evidence = _keep(mark, one, by=by, written=written)
    mark.evidence.add(evidence)
    record(by=by, action="添加佐证", on=evidence, after=_facts(mark, evidence))
    return evidence


def _facts(mark: Mark, evidence: Evidence) -> dict:
    return {"sheet": mark.sheet_id, "item": mark.item.code, "sha256": evidence.sha256}


def _checked(uploads: list[UploadedFile], taken) -> list[Checked]:
    days = list(taken) if len(taken) == len(uploads) else [None] * len(uploads)
    checked, faults = [], []
    for upload, day in zip(uploads, days, strict=True):
        try:
            checked.append(_check(upload, day))
        except FileTypeError as error:
            faults.append(str(error))
    if faults:
        raise Refused("".join(faults))
    return checked


def _check(upload: UploadedFile, day: date | None) -> Checked:
    kind = file_type(upload, name=upload.name, size=upload.size)
    _scan(upload)
    if kind.suffix not in PICTURES:
        return Checked(upload, kind.suffix)
    picture, taken = cleaned(upload, name=upload.name, kind=kind)
    kept = SimpleUploadedFile(upload.name, picture)
    return Checked(kept, kind.suffix, taken or _not_later_than_today(day))


def _not_later_than_today(day: date | None) -> date | None:
    return day if day is None or day <= timezone.localdate() else None


def _scan(upload: UploadedFile) -> None:
    """What holds a virus is put away for those who look after the machine, and refused."""
    try:
        virus = virus_in(upload)
    except ScannerDown as error:
        logger.error("virus scanner: %s", error)
        raise FileTypeError("查毒服务暂时不通，文件没有收下，请稍后再传。") from error
    if not virus:
        return
    settings.QUARANTINE.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = settings.QUARANTINE / _sha256(upload)
    place.write_bytes(upload.read())
    place.chmod(0o600)
    logger.warning("virus %s in an upload, kept as %s", virus, place.name)
    raise FileTypeError(f"“{upload.name}”带有病毒（{virus}），已隔离，没有收下。请给电脑杀毒。")


def _keep(mark: Mark, one: Checked, *, by, written: list) -> Evidence:
    organization = mark.sheet.candidacy.organization
    digest = _sha256(one.upload)
    known = Evidence.objects.filter(organization=organization, sha256=digest).first()
    if known is not None:
        return known
    name = f"{uuid4().hex}{one.suffix}"
    written.append(f"{FIELD.upload_to}{name}")
    evidence = Evidence(
        organization=organization,
        title=_title(one.upload.name),
        sha256=digest,
        size=one.upload.size,
        dated=one.dated,
        uploaded_by=by,
    )
    evidence.file.save(name, one.upload, save=False)
    evidence.save()
    return evidence


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _title(name: str) -> str:
    """The person's own name for the file, without folders and control characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(char for char in last if char.isprintable())
    return clean[-TITLE:] or "未命名"


@transaction.atomic
def attach_evidence(*, mark: Mark, files: list[Evidence], by) -> None:
    """Let files of the organization's library prove this item too."""
    mark = mark_on_locked_sheet(mark.pk)
    if refusal := why_not_add_evidence(mark):
        raise Refused(refusal)
    owner = mark.sheet.candidacy.organization_id
    if not files or any(one.organization_id != owner for one in files):
        raise Refused("请从本组织的材料库里选择文件。")
    fresh = [one for one in files if not mark.evidence.filter(pk=one.pk).exists()]
    if mark.evidence.count() + len(fresh) > PER_MARK:
        raise Refused(f"一个要点最多附 {PER_MARK} 个文件，请只留最能说明问题的。")
    for one in fresh:
        mark.evidence.add(one)
        record(by=by, action="添加佐证", on=one, after=_facts(mark, one))


@transaction.atomic
def describe_evidence(*, evidence: Evidence, title: str, dated: date | None, by) -> Evidence:
    """Give a file of the library the name and the day that it stands for."""
    if not title.strip():
        raise Refused("请写明材料名称。")
    if dated is not None and dated > timezone.localdate():
        raise Refused("材料日期不能晚于今天。")
    before = {"dated": str(evidence.dated)}
    evidence.title, evidence.dated = title.strip()[:TITLE], dated
    evidence.save(update_fields=["title", "dated"])
    record(by=by, action="修改佐证", on=evidence, before=before, after={"dated": str(dated)})
    return evidence


@transaction.atomic
def remove_evidence(*, mark: Mark, evidence: Evidence, by) -> None:
    """Untie the file from the mark; a file that proves nothing any more is deleted."""
    mark = mark_on_locked_sheet(mark.pk)
    if refusal := why_not_change_evidence(mark):
        raise Refused(refusal)
    mark.evidence.remove(evidence)
    record(by=by, action="移除佐证", on=evidence, before=_facts(mark, evidence))
    if not evidence.marks.exists():
        name = evidence.file.name
        evidence.delete()
        transaction.on_commit(lambda: STORAGE.delete(name))
