"""The answers of one file into the database, and the rates after them: all or nothing."""

from itertools import islice

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from creation.models import Organization
from creation.services.log import record
from surveys.models import UPLOAD_LIFECYCLE, Questionnaire, Upload
from surveys.queries import touched_by
from surveys.services.kept_files import forget_on_commit
from surveys.services.rates import refresh
from surveys.services.reading import many_values, unheard
from surveys.services.remarks import keep
from wuhao.errors import Refused

STORING, COUNTING = 75, 90  # per cent of the work done
BATCH = 5_000  # lines in one write of COPY
COPY = (
    "COPY surveys_response (upload_id, organization_id, stratum, answers, weight, flags) FROM STDIN"
)


def take_in(upload, reading, by, tell=unheard):
    """Inside a transaction. The questionnaire's lock keeps two files from missing each other."""
    if reason := why_not_take_in(reading):
        raise Refused(reason)
    Questionnaire.objects.select_for_update().get(pk=upload.questionnaire_id)
    old = _replaced(upload)
    move(
        upload,
        "commit",
        committed_at=Now(),
        committed_by=by,
        counts=reading.counts(),
        layout=reading.layout.kind,
        note="",
    )
    tell(STORING, f"入库 {len(reading.table.row_numbers):,} 份")
    touched = _copy(upload, reading)
    keep(upload, reading.remarks)
    tell(COUNTING, "计算三率")
    if old:
        touched.update(touched_by(old))
        record(by=by, action="替换测评数据", on=old, before=old.counts, after={"by": upload.pk})
    refresh(questionnaire=upload.questionnaire, organizations=sorted(touched))
    record(by=by, action="测评数据入库", on=upload, after=upload.counts)
    forget_on_commit(upload)


def why_not_take_in(reading):
    if reading.error_count:
        return f"还有 {reading.error_count} 处问题没有处理，处理完才能入库。"
    if not reading.table.row_numbers:
        return "文件里没有可以入库的答卷。"
    return ""


def _replaced(upload):
    """The file whose place this one takes, moved out of the way; None when there is none."""
    old = Upload.objects.filter(pk=upload.replaces_id).first()
    if old is None or old.state == "undone":
        return None
    if old.state != "committed":
        raise Refused(f"“{old}”已经被另一个文件替换，请改为替换后来的那个文件。")
    move(old, "replace")
    return old


def move(upload, verb, **fields):
    """Compare and set; two people at the same file: the second is told what it is now."""
    step = UPLOAD_LIFECYCLE.move(verb)
    waiting = Upload.objects.filter(pk=upload.pk, state__in=step.frm)
    try:
        with transaction.atomic():
            moved = waiting.update(state=step.to, **fields)
    except IntegrityError as error:
        raise Refused("同一个文件刚由别人入库，不用再传。") from error
    upload.refresh_from_db()
    if not moved:
        raise Refused(UPLOAD_LIFECYCLE.why_not(verb, upload.state))


@many_values()
def _copy(upload, reading):
    """COPY in the order of the organizations, whose codes are looked up as a set beforehand.

    The ids of those. The lines are made batch by batch while the database takes in the last one.
    """
    table = reading.table
    codes = set(table.organizations)
    ids = dict(Organization.objects.filter(code__in=codes).values_list("code", "pk"))
    if len(ids) != len(codes):
        raise Refused("确认前有党组织被改动，请重新预览后再入库。")
    places = list(map(ids.__getitem__, table.organizations))
    order = sorted(range(len(places)), key=places.__getitem__)
    whole = (places, table.strata, table.answers, reading.weights, reading.flags)
    lines = _lines(upload.pk, *(map(column.__getitem__, order) for column in whole))
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        while batch := list(islice(lines, BATCH)):
            copy.write("\n".join([*batch, ""]))
    return set(ids.values())


def _lines(upload, places, strata, answers, weights, flags):
    """Each sheet as COPY reads it."""
    starts, counts = _Texts(f"{upload}\t"), _Texts()
    columns = (
        map(starts.__getitem__, places),
        strata,
        _arrays(answers),
        map(counts.__getitem__, weights),
        flags,
    )
    return map("\t".join, zip(*columns, strict=True))


class _Texts(dict):
    """number → its text, written once."""

    def __init__(self, before="", after=""):
        super().__init__()
        self.before, self.after = before, after

    def __missing__(self, number):
        text = self[number] = f"{self.before}{number}{self.after}"
        return text


def _arrays(answers):
    """Each sheet, (2, 0, -1), as the database writes it; made column by column."""
    columns = list(zip(*answers, strict=True))
    last = len(columns) - 1
    texts = [
        _Texts("{" if place == 0 else "", "}" if place == last else "")
        for place in range(len(columns))
    ]
    cells = [map(t.__getitem__, column) for t, column in zip(texts, columns, strict=True)]
    return map(",".join, zip(*cells, strict=True))
