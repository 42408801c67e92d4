"""Files that prove a mark: private, kept under a name of their own, shared by several marks."""

import hashlib
from pathlib import PurePosixPath
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assessment.filetypes import FileTypeError, file_type
from assessment.models import Evidence, Mark
from assessment.services.marks import mark_on_locked_sheet, why_not_save
from creation.services.log import record
from wuhao.errors import Refused

FIELD = Evidence._meta.get_field("file")
STORAGE = FIELD.storage
PER_MARK = 12
TITLE = Evidence._meta.get_field("title").max_length


def why_not_change_evidence(mark: Mark) -> str:
    """ "" when files of this mark may be added or removed."""
    return why_not_save(mark)


@transaction.atomic
def add_evidence(*, mark: Mark, uploads: list[UploadedFile], by) -> list[Evidence]:
    """Keep the files and tie them to the mark; the same bytes of one organization are kept once.

    Refused with every fault in one sentence each; then none of the files is kept.
    """
    mark = mark_on_locked_sheet(mark.pk)
    if refusal := why_not_change_evidence(mark):
        raise Refused(refusal)
    if mark.evidence.count() + len(uploads) > PER_MARK:
        raise Refused(f"一个要点最多附 {PER_MARK} 个文件，请只留最能说明问题的。")
    suffixes = _suffixes(uploads)
    written: list[str] = []
    try:
        return [
            _tie(mark, upload, suffix, by=by, written=written)
            for upload, suffix in zip(uploads, suffixes, strict=True)
        ]
    except BaseException:
        # The rows go with the transaction; files, whole or cut off, would stay behind.
        for name in written:
            STORAGE.delete(name)
        raise


def _tie(mark: Mark, upload: UploadedFile, suffix: str, *, by, written: list) -> Evidence:
    evidence = _keep(mark, upload, suffix, by=by, written=written)
    mark.evidence.add(evidence)
    record(by=by, action="添加佐证", on=evidence, after=_facts(mark, evidence))
    return evidence


def _facts(mark: Mark, evidence: Evidence) -> dict:
    return {"sheet": mark.sheet_id, "item": mark.item.code, "sha256": evidence.sha256}


def _suffixes(uploads: list[UploadedFile]) -> list[str]:
    suffixes, faults = [], []
    for upload in uploads:
        try:
            suffixes.append(file_type(upload, name=upload.name, size=upload.size).suffix)
        except FileTypeError as error:
            faults.append(str(error))
    if faults:
        raise Refused("".join(faults))
    return suffixes


def _keep(mark: Mark, upload: UploadedFile, suffix: str, *, by, written: list) -> Evidence:
    organization = mark.sheet.candidacy.organization
    digest = _sha256(upload)
    known = Evidence.objects.filter(organization=organization, sha256=digest).first()
    if known is not None:
        return known
    name = f"{uuid4().hex}{suffix}"
    written.append(f"{FIELD.upload_to}{name}")
    evidence = Evidence(
        organization=organization,
        title=_title(upload.name),
        sha256=digest,
        size=upload.size,
        uploaded_by=by,
    )
    evidence.file.save(name, upload, save=False)
    evidence.save()
    return evidence


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
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
