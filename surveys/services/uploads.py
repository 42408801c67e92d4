"""Files of answers: received, understood, taken in as a whole or not at all, undone.

The file may hold addresses and nicknames. It is kept, by its hash, only while it waits; once its
answers are in, or it is dropped, the file goes and the hash stays.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from creation.access import may_everywhere
from creation.services.log import record
from surveys.access import RIGHT, organizations_to_answer_for
from surveys.mapping import Mapping
from surveys.models import UPLOAD_LIFECYCLE, Questionnaire, Upload
from surveys.queries import touched_by
from surveys.services.kept_files import forget_file, forget_on_commit, keep, note, noted
from surveys.services.mappings import start_of, used_of
from surveys.services.rates import refresh
from surveys.services.reading import inspect, inspect_upload, look_at, unheard
from surveys.services.taking_in import move, take_in
from wuhao.errors import Refused


def why_not_upload(questionnaire):
    if questionnaire.state == "draft":
        return "问卷还是草稿，发布以后才能收答卷。"
    if questionnaire.round.state == "closed":
        return "这个轮次已经结束，测评数据不能再改。"
    return ""


def why_not_commit(upload):
    return why_not_upload(upload.questionnaire) or UPLOAD_LIFECYCLE.why_not("commit", upload.state)


def why_not_decide(upload):
    return why_not_upload(upload.questionnaire) or UPLOAD_LIFECYCLE.why_not("check", upload.state)


def why_not_begin_anew(upload):
    if not upload.carried:
        return "这个文件的对应已经核对过，要改请在页面上逐列修改。"
    return why_not_decide(upload)


def why_not_undo(upload, by):
    return (
        why_not_upload(upload.questionnaire)
        or UPLOAD_LIFECYCLE.why_not("undo", upload.state)
        or _why_not_reach(upload, by)
    )


def why_not_replace(upload, by):
    if upload.layout == "online":
        return "在线问卷收到的答卷不能用文件替换。"
    return (
        why_not_upload(upload.questionnaire)
        or UPLOAD_LIFECYCLE.why_not("replace", upload.state)
        or _why_not_reach(upload, by)
    )


def _why_not_reach(upload, by):
    """A file may hold answers about places of its sender that the colleague doesn't have."""
    if by is None or may_everywhere(by, RIGHT):
        return ""
    touched = touched_by(upload)
    if organizations_to_answer_for(by).filter(pk__in=touched).count() < len(touched):
        return "这个文件里有您管理范围以外的党组织的答卷，请由区委组织部处理。"
    return ""


def receive(*, questionnaire, file, by, replaces=None):
    """Keep a file and read it at once; one's own file sent again is the same upload."""
    upload = received(questionnaire=questionnaire, file=file, by=by, replaces=replaces)
    if upload.pk:
        return upload
    try:
        mapping = Mapping.from_dict(upload.mapping)
        source = {"path": default_storage.path(upload.file.name), "name": upload.name}
        finding = look_at(**source, questionnaire=questionnaire, mapping=mapping, by=by)
        upload.state, upload.layout = "uploaded", finding.kind
        upload.counts = counts_of(upload, finding)
        create(upload)
    except (Refused, DatabaseError):
        forget_file(upload.file.name)
        raise
    note(upload, by, finding)
    return upload


def received(*, questionnaire, file, by, replaces=None, archive=""):
    """The file kept, its upload not yet saved; or the one of `by` that waits with the same file."""
    _allow(why_not_upload(questionnaire))
    if replaces:
        _allow(why_not_replace(replaces, by))
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    _refuse_twice(questionnaire, digest, file.name)
    same = Upload.objects.filter(questionnaire=questionnaire, sha256=digest, uploaded_by=by)
    known = same.filter(state__in=("reading", "uploaded"), replaces=replaces).first()
    if known:
        return known
    start = start_of(questionnaire, by)
    return Upload(
        questionnaire=questionnaire,
        name=file.name[:200],
        archive=archive[:200],
        file=keep(file, digest),
        size=file.size,
        sha256=digest,
        mapping=start.mapping.as_dict(),
        carried=start.carried_as_dict(),
        replaces=replaces,
        uploaded_by=by,
    )


@transaction.atomic
def create(upload):
    """Into the database, with its entry in the log."""
    upload.save()
    record(by=upload.uploaded_by, action="上传测评数据", on=upload, after={"sha256": upload.sha256})
    return upload


def counts_of(upload, finding):
    """What is said of the file in lists; how much of it rests on another questionnaire's word."""
    number = used_of(upload, finding).number
    return finding.counts | ({"carried": number} if number else {})


def finding_of(upload, by):
    """What the pages show of a waiting file; read anew when nothing is noted for it as it is."""
    known = noted(upload, by)
    if known is None:
        known = look_at(
            path=upload.file.path,
            name=upload.name,
            questionnaire=upload.questionnaire,
            mapping=Mapping.from_dict(upload.mapping),
            by=by,
        )
        note(upload, by, known)
    return known


@transaction.atomic
def decide(*, upload, mapping, by):
    """Lay a person's decisions over what is known of this file.

    Who says what the columns are says as well whether the file is one organization's.
    """
    _allow(why_not_decide(upload))
    known = Mapping.from_dict(upload.mapping)
    if mapping.columns:
        known = replace(known, fixed_organization="", fixed_stratum="")
    upload.mapping = known.merged(mapping).as_dict()
    source = upload.carried.get("source", "")
    upload.carried = {}  # somebody looked at it
    upload.save(update_fields=["mapping", "carried"])
    record(by=by, action="对应测评数据", on=upload, note=source and f"核对了沿用自{source}的对应")


def count_again(upload, by):
    """What lists say of a file that was decided about."""
    counts = counts_of(upload, finding_of(upload, by))
    Upload.objects.filter(pk=upload.pk, state="uploaded").update(counts=counts)


@transaction.atomic
def begin_anew(*, upload, by):
    """Without what was carried over and nobody looked at."""
    _allow(why_not_begin_anew(upload))
    upload.mapping = start_of(upload.questionnaire, by).certain.as_dict()
    upload.carried = {}
    upload.save(update_fields=["mapping", "carried"])
    record(by=by, action="不沿用以前的对应", on=upload)


def commit(*, upload, by, tell=unheard):
    """Take all answers of the file in and count anew, or do nothing."""
    _allow(why_not_commit(upload))
    reading = inspect_upload(upload, by, tell)  # before the transaction: it may take a while
    with transaction.atomic():
        take_in(upload, reading, by, tell)
    return upload


def import_file(*, path, name, questionnaire, mapping, by, reading=None):
    """Receive and commit in one step, for commands; the file itself is not kept.

    `reading` is what `inspect` has just made of these: the file is not read a second time.
    """
    _allow(why_not_upload(questionnaire))
    with Path(path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _refuse_twice(questionnaire, digest, name)
    if reading is None:
        what = {"questionnaire": questionnaire, "mapping": mapping, "by": by}
        reading = inspect(path=path, name=name, **what)
    with transaction.atomic():
        upload = create(
            Upload(
                questionnaire=questionnaire,
                name=name[:200],
                sha256=digest,
                size=Path(path).stat().st_size,
                state="uploaded",
                mapping=mapping.as_dict(),
                uploaded_by=by,
            )
        )
        take_in(upload, reading, by)
    return upload


@transaction.atomic
def undo(*, upload, by):
    """Take the answers of a file out again, or drop one that waits; what it replaced comes back."""
    _allow(why_not_undo(upload, by))
    Questionnaire.objects.select_for_update().get(pk=upload.questionnaire_id)
    touched = set(touched_by(upload))
    move(upload, "undo")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM surveys_response WHERE upload_id = %s", [upload.pk])
        cursor.execute("DELETE FROM surveys_remark WHERE upload_id = %s", [upload.pk])
    if upload.committed_at and (old := _restored(upload)):
        touched.update(touched_by(old))
        record(by=by, action="恢复测评数据", on=old, after=old.counts)
    refresh(questionnaire=upload.questionnaire, organizations=sorted(touched))
    record(by=by, action="撤销测评数据", on=upload, before=upload.counts)
    forget_on_commit(upload)
    return upload


def _restored(upload):
    """The file that this one had replaced, back in its place unless its content came in again."""
    old = Upload.objects.filter(pk=upload.replaces_id, state="replaced").first()
    if old is None:
        return None
    same = Upload.objects.filter(questionnaire=old.questionnaire_id, sha256=old.sha256)
    if same.filter(state="committed").exists():
        return None
    move(old, "restore")
    return old


def _refuse_twice(questionnaire, digest, name):
    same = Upload.objects.filter(questionnaire=questionnaire, sha256=digest, state="committed")
    done = same.select_related("committed_by").first()
    if done is not None:
        day, who = timezone.localtime(done.committed_at), done.committed_by or "系统"
        raise Refused(f"{name}：同一个文件已于 {day:%Y-%m-%d %H:%M} 由{who}入库，不用再传。")


def _allow(reason):
    if reason:
        raise Refused(reason)
