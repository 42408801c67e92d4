"""Files of answers: received, understood, taken in as a whole or not at all, undone.

The file may hold addresses and nicknames. It is kept, by its hash, only while it waits; once its
answers are in, or it is dropped, the file goes and the hash stays.
"""

import hashlib
from itertools import islice
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from creation.access import may_everywhere
from creation.services.log import record
from surveys.access import RIGHT, organizations_to_answer_for
from surveys.mapping import Mapping
from surveys.models import UPLOAD_LIFECYCLE, Questionnaire, Upload
from surveys.queries import last_mapping, touched_by
from surveys.services.rates import refresh
from surveys.services.reading import inspect, inspect_upload
from wuhao.errors import Refused

BATCH = 5_000  # lines in one write of COPY
STAGING = """
    CREATE TEMPORARY TABLE survey_staging (
        code text, stratum text, answers smallint[], weight integer, flags text
    ) ON COMMIT DROP
"""
COPY = "COPY survey_staging (code, stratum, answers, weight, flags) FROM STDIN"
TAKE_IN = """
    INSERT INTO surveys_response (upload_id, organization_id, stratum, answers, weight, flags)
    SELECT %s, organization.id, staged.stratum, staged.answers, staged.weight, staged.flags
    FROM survey_staging staged
    JOIN creation_organization organization ON organization.code = staged.code
    ORDER BY organization.id
"""


def why_not_upload(questionnaire):
    if questionnaire.state == "draft":
        return "问卷还是草稿，发布以后才能收答卷。"
    if questionnaire.round.state == "closed":
        return "这个轮次已经结束，测评数据不能再改。"
    return ""


def why_not_commit(upload):
    return why_not_upload(upload.questionnaire) or UPLOAD_LIFECYCLE.why_not("commit", upload.state)


def why_not_undo(upload, by):
    return (
        why_not_upload(upload.questionnaire)
        or UPLOAD_LIFECYCLE.why_not("undo", upload.state)
        or _why_not_reach(upload, by)
    )


def _why_not_reach(upload, by):
    """A file may hold answers about places of its sender that the colleague doesn't have."""
    if by is None or may_everywhere(by, RIGHT):
        return ""
    touched = touched_by(upload)
    if organizations_to_answer_for(by).filter(pk__in=touched).count() < len(touched):
        return "这个文件里有您管理范围以外的党组织的答卷，请由区委组织部撤销。"
    return ""


def receive(*, questionnaire, file, by):
    """Keep an uploaded file and guess its columns; one's own file sent again is the same upload."""
    _allow(why_not_upload(questionnaire))
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    _refuse_twice(questionnaire, digest, file.name)
    waiting = Upload.objects.filter(questionnaire=questionnaire, sha256=digest, uploaded_by=by)
    known = waiting.filter(state="uploaded").first()
    if known is not None:
        return known
    path = _keep(file, digest)
    try:
        mapping = Mapping.from_dict(last_mapping(questionnaire))
        reading = inspect(
            path=default_storage.path(path),
            name=file.name,
            questionnaire=questionnaire,
            mapping=mapping,
            by=by,
        )
        upload = Upload(
            questionnaire=questionnaire,
            name=file.name,
            file=path,
            size=file.size,
            sha256=digest,
        )
        return _create(upload, reading, mapping, by)
    except (Refused, DatabaseError):
        _forget(path)
        raise


@transaction.atomic
def decide(*, upload, mapping, by):
    """Lay a person's decisions over what is known of this file."""
    _allow(why_not_commit(upload))
    upload.mapping = Mapping.from_dict(upload.mapping).merged(mapping).as_dict()
    upload.save(update_fields=["mapping"])
    record(by=by, action="对应测评数据", on=upload)


def commit(*, upload, by):
    """Take all answers of the file in and count anew, or do nothing."""
    _allow(why_not_commit(upload))
    reading = inspect_upload(upload, by)  # before the transaction: it may take a while
    with transaction.atomic():
        _take_in(upload, reading, by)
    return upload


def import_file(*, path, name, questionnaire, mapping, by):
    """Receive and commit in one step, for commands; the file itself is not kept."""
    _allow(why_not_upload(questionnaire))
    with Path(path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _refuse_twice(questionnaire, digest, name)
    reading = inspect(path=path, name=name, questionnaire=questionnaire, mapping=mapping, by=by)
    with transaction.atomic():
        upload = Upload(questionnaire=questionnaire, name=name, sha256=digest)
        _take_in(_create(upload, reading, mapping, by), reading, by)
    return upload


@transaction.atomic
def undo(*, upload, by):
    """Take the answers of a file out again, or drop one that waits."""
    _allow(why_not_undo(upload, by))
    Questionnaire.objects.select_for_update().get(pk=upload.questionnaire_id)
    touched = touched_by(upload)
    _move(upload, "undo")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM surveys_response WHERE upload_id = %s", [upload.pk])
    refresh(questionnaire=upload.questionnaire, organizations=touched)
    record(by=by, action="撤销测评数据", on=upload, before=upload.counts)
    _forget_on_commit(upload)
    return upload


def _take_in(upload, reading, by):
    """Inside a transaction. The questionnaire's lock keeps two files from missing each other."""
    if reading.error_count:
        raise Refused(f"还有 {reading.error_count} 处问题没有处理，处理完才能入库。")
    if not reading.table.row_numbers:
        raise Refused("文件里没有可以入库的答卷。")
    Questionnaire.objects.select_for_update().get(pk=upload.questionnaire_id)
    _move(upload, "commit", committed_at=Now(), committed_by=by, counts=reading.counts())
    _copy(upload, reading)
    refresh(questionnaire=upload.questionnaire, organizations=touched_by(upload))
    record(by=by, action="测评数据入库", on=upload, after=upload.counts)
    _forget_on_commit(upload)


def _copy(upload, reading):
    """COPY into a temporary table; the codes are checked there as a set."""
    table = reading.table
    codes = {code: _escaped(code) for code in set(table.organizations)}
    columns = (
        map(codes.__getitem__, table.organizations),
        table.strata,
        map(_array, table.answers),
        map(str, reading.weights),
        reading.flags,
    )
    lines = map("\t".join, zip(*columns, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(STAGING)
        with cursor.copy(COPY) as copy:
            while batch := list(islice(lines, BATCH)):
                copy.write("\n".join([*batch, ""]))
        cursor.execute(TAKE_IN, [upload.pk])
        taken = cursor.rowcount
        cursor.execute("DROP TABLE survey_staging")  # the caller's transaction may take in more
        if taken != len(table.row_numbers):
            raise Refused("确认前有党组织被改动，请重新预览后再入库。")


def _array(sheet):
    """(2, 0, -1) as the database writes it."""
    return "{" + ",".join(map(str, sheet)) + "}"


def _escaped(code):
    return code.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


@transaction.atomic
def _create(upload, reading, mapping, by):
    upload.name = upload.name[:200]
    upload.state = "uploaded"
    upload.layout = reading.layout.kind
    upload.mapping = mapping.as_dict()
    upload.counts = reading.counts()
    upload.uploaded_by = by
    upload.save()
    record(by=by, action="上传测评数据", on=upload, after={"sha256": upload.sha256})
    return upload


def _move(upload, verb, **fields):
    move = UPLOAD_LIFECYCLE.move(verb)
    waiting = Upload.objects.filter(pk=upload.pk, state__in=move.frm)
    try:
        with transaction.atomic():
            moved = waiting.update(state=move.to, **fields)
    except IntegrityError as error:
        raise Refused("同一个文件刚由别人入库，不用再传。") from error
    upload.refresh_from_db()
    if not moved:
        raise Refused(UPLOAD_LIFECYCLE.why_not(verb, upload.state))


def _refuse_twice(questionnaire, digest, name):
    same = Upload.objects.filter(questionnaire=questionnaire, sha256=digest, state="committed")
    done = same.select_related("committed_by").first()
    if done is not None:
        day, who = timezone.localtime(done.committed_at), done.committed_by or "系统"
        raise Refused(f"{name}：同一个文件已于 {day:%Y-%m-%d %H:%M} 由{who}入库，不用再传。")


def _allow(reason):
    if reason:
        raise Refused(reason)


def _keep(file, digest):
    path = f"surveys/{digest}{Path(file.name).suffix.lower()}"
    if not default_storage.exists(path):
        file.seek(0)
        default_storage.save(path, file)
    return path


def _forget_on_commit(upload):
    path = upload.file.name
    if path:
        transaction.on_commit(lambda: _forget(path))


def _forget(path):
    """Remove the file unless another upload still waits with it."""
    if not Upload.objects.filter(file=path, state="uploaded").exists():
        default_storage.delete(path)
