"""Reading and taking in a file in the background: told how far, stopped, begun again.

The upload's state is the truth: a job that finds it changed does nothing, so a job delivered or
begun twice is harmless, and one that is stopped leaves nothing behind.
"""

import time

from django.conf import settings
from django.db import DatabaseError, transaction

from creation.services import jobs
from creation.services.log import record
from surveys.mapping import Mapping
from surveys.models import UPLOAD_LIFECYCLE, Upload
from surveys.services.kept_files import forget_file, forget_on_commit, note
from surveys.services.reading import look_at
from surveys.services.taking_in import move
from surveys.services.uploads import (
    commit,
    counts_of,
    create,
    received,
    why_not_commit,
    why_not_decide,
)
from wuhao.errors import Refused

READ, CHECK, COMMIT = "survey_read", "survey_check", "survey_commit"
LOOK_SECONDS = 0.5  # between two looks whether somebody has stopped it


class Stopped(Exception):
    """Somebody stopped it, or it is not this job's any more."""


def is_small(file):
    """Whether nobody waits long for it: then it is done while the page is answered."""
    return file.size <= settings.SURVEY_AT_ONCE_BYTES


def receive_later(*, questionnaire, file, by, archive="", replaces=None):
    """Keep a file and queue its reading."""
    upload = received(
        questionnaire=questionnaire, file=file, by=by, archive=archive, replaces=replaces
    )
    if upload.pk:
        return upload
    try:
        with transaction.atomic():
            return _queue(create(upload), READ, "读取", by)
    except DatabaseError:
        forget_file(upload.file.name)
        raise


@transaction.atomic
def turn_away(*, questionnaire, name, reason, by, archive=""):
    """A file that can't be read stays in the list with its reason; sent again, it stays once."""
    facts = {"questionnaire": questionnaire, "name": name[:200], "archive": archive[:200]}
    facts |= {"state": "refused", "note": reason[:300], "uploaded_by": by}
    upload = Upload.objects.filter(**facts).first() or Upload.objects.create(**facts)
    record(by=by, action="拒收测评数据", on=upload, note=upload.note)
    return upload


@transaction.atomic
def order_reading(*, upload, by):
    """Queue that a waiting file is read and checked again, as it is understood now."""
    _allow(why_not_decide(upload))
    move(upload, "check")
    record(by=by, action="重新校验测评数据", on=upload)
    return _queue(upload, CHECK, "校验", by)


@transaction.atomic
def order_commit(*, upload, by):
    """Queue the taking in of a file."""
    _allow(why_not_commit(upload))
    move(upload, "order", note="")
    record(by=by, action="测评数据开始入库", on=upload)
    return _queue(upload, COMMIT, "入库", by)


def why_not_stop(upload):
    return UPLOAD_LIFECYCLE.why_not("return", upload.state)


@transaction.atomic
def stop(*, upload, by):
    """Not in yet, and it shall not be: back to the preview."""
    _allow(why_not_stop(upload))
    move(upload, "return", note="入库已停止，没有写入任何答卷。")
    record(by=by, action="停止测评数据入库", on=upload)
    return upload


def _queue(upload, kind, verb, by):
    upload.job = jobs.submit(
        kind=kind,
        title=f"{verb}{upload.name}"[:120],
        params={"upload": upload.pk},
        round=upload.questionnaire.round,
        by=by,
    )
    upload.save(update_fields=["job"])
    return upload


def read_file(job, progress):
    """The handler of READ and CHECK: what was found is written with the end of the job."""
    upload = _own(job, "reading")
    if upload is None:
        return None
    by = job.requested_by
    try:
        finding = look_at(
            path=upload.file.path,
            name=upload.name,
            questionnaire=upload.questionnaire,
            mapping=Mapping.from_dict(upload.mapping),
            by=by,
            tell=_telling(progress, upload),
        )
    except Stopped:
        return None
    except Refused as error:
        reason = str(error)
        return jobs.Product(lambda: _refuse(upload, reason, by))
    return jobs.Product(lambda: _settle(upload, finding, by))


def commit_file(job, progress):
    """The handler of COMMIT: one transaction of its own, so that its progress can be seen."""
    upload = _own(job, "committing")
    if upload is None:
        return
    try:
        commit(upload=upload, by=job.requested_by, tell=_telling(progress, upload))
    except Stopped:
        return
    except Refused as error:
        _hand_back(upload, str(error))


def _own(job, state):
    """The job's upload, as long as it waits for this job."""
    found = Upload.objects.select_related("questionnaire__round")
    return found.filter(pk=job.params["upload"], job=job, state=state).first()


def _telling(progress, upload):
    """`progress` that also ends the work when the upload is no longer what it was."""
    mine = Upload.objects.filter(pk=upload.pk, job=upload.job_id)
    looked = [time.monotonic()]

    def tell(percent, message):
        progress(percent, message)
        if time.monotonic() - looked[0] >= LOOK_SECONDS:
            looked[0] = time.monotonic()
            if not mine.filter(state__in=("reading", "committing", "committed")).exists():
                raise Stopped

    return tell


def _settle(upload, finding, by):
    """Nothing when it was dropped in the meantime."""
    step = UPLOAD_LIFECYCLE.move("read")
    mine = Upload.objects.filter(pk=upload.pk, job=upload.job_id, state__in=step.frm)
    counts = counts_of(upload, finding)
    done = mine.update(state=step.to, layout=finding.kind, counts=counts, note="")
    if done:
        transaction.on_commit(lambda: note(upload, by, finding))


def _refuse(upload, reason, by):
    step = UPLOAD_LIFECYCLE.move("refuse")
    mine = Upload.objects.filter(pk=upload.pk, job=upload.job_id, state__in=step.frm)
    if mine.update(state=step.to, note=reason[:300]):
        record(by=by, action="拒收测评数据", on=upload, note=reason)
        forget_on_commit(upload)


def _hand_back(upload, reason):
    """The taking in was refused: the file waits again, with the reason."""
    step = UPLOAD_LIFECYCLE.move("return")
    waiting = Upload.objects.filter(pk=upload.pk, job=upload.job_id, state__in=step.frm)
    waiting.update(state=step.to, note=reason[:300])


def _allow(reason):
    if reason:
        raise Refused(reason)
