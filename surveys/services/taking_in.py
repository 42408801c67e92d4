"""The answers of one file into the database, and the rates after them: all or nothing."""

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
BATCH = 2_500  # lines in one write of COPY
COPY = """
    COPY surveys_response (upload_id, organization_id, number, stratum, answers, weight, flags)
    FROM STDIN
"""


@many_values()
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
    columns = (places, table.strata, table.answers, reading.weights, reading.flags)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            cells = ([column[place] for place in batch] for column in columns)
            copy.write("".join(_lines(upload.pk, start, *cells)))
    return set(ids.values())


def _lines(upload, start, places, strata, answers, weights, flags):
    """Each sheet as COPY reads it, numbered from `start`.

    A line is joined once: each text ends with what parts it from the next.
    """
    columns = list(zip(*answers, strict=True))
    between = [","] * (len(columns) - 1) + ["}\t"]
    cells = [
        _texts(places, f"{upload}\t", "\t"),
        [f"{number}\t" for number in range(start, start + len(answers))],
        _texts(strata, after="\t{"),
        *(_texts(column, after=end) for column, end in zip(columns, between, strict=True)),
        _texts(weights, after="\t"),
        _texts(flags, after="\n"),
    ]
    return map("".join, zip(*cells, strict=True))


def _texts(values, before="", after=""):
    return map(_Texts(before, after).__getitem__, values)


class _Texts(dict):
    """value → its text, written once."""

    def __init__(self, before, after):
        super().__init__()
        self.before, self.after = before, after

    def __missing__(self, value):
        text = self[value] = f"{self.before}{value}{self.after}"
        return text
