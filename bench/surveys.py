"""A survey of 100,000 sheets: the file, our way, the usual ways and the bare tools.

All read one and the same file with the same checks: every organization, identity and wording must
be known. The peers write our own model through django-import-export, then count the rates anew.
"""

import csv
import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget, Widget
from openpyxl import Workbook
from python_calamine import CalamineWorkbook
from tablib import Dataset

from bench.harness import Result, peak_mb, seconds, seconds_in_turn
from creation.models import Organization
from surveys.cells import Words
from surveys.mapping import Mapping
from surveys.models import Questionnaire, Response, Upload
from surveys.queries import form_of
from surveys.services import rates
from surveys.services.questionnaires import install_questionnaire
from surveys.services.uploads import import_file
from surveys.wordings import WORDINGS, plain
from tests import factories

ROWS = 100_000
TURNS = 5
PART = 5_000  # rows that the slowest peer gets
ORGANIZATIONS = 600
FIXED = [
    "序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "党组织代码", "党组织名称",
]  # fmt: skip
FREE = ["您还有什么建议", "昵称", "备注"]
BEGAN = datetime(2026, 3, 1, 8)  # noqa: DTZ001  as the file's own clock says


def district() -> Questionnaire:
    """600 branches in 14 towns, a round and its questionnaire."""
    top = factories.make_district()
    sector = factories.make_sector()
    towns = [factories.make_town(top, f"第{number}镇党委") for number in range(1, 15)]
    for number in range(ORGANIZATIONS):
        factories.make_organization(
            towns[number % len(towns)], sector=sector, full_members=40, masses=1_500
        )
    factories.make_standard()
    return install_questionnaire(round=factories.make_round(), by=None)


def rows(questionnaire: Questionnaire) -> Iterable[list]:
    """Header and 100,000 sheets in 问卷星's layout, 18 columns, the same for every run."""
    dice = random.Random(20)
    form = form_of(questionnaire)
    numbered = [f"{place}、{question.text}" for place, question in enumerate(form, 1)]
    yield [*FIXED, *numbered, *FREE]
    units = list(Organization.objects.filter(is_rated=True).values_list("code", "name"))
    texts = [[option.text for option in question.options] for question in form]
    for number in range(1, ROWS + 1):
        code, name = dice.choice(units)
        address = ".".join(str(dice.randint(1, 254)) for _ in range(4))
        moment = BEGAN + timedelta(seconds=20 * number)
        line = [number, f"{moment:%Y/%m/%d %H:%M:%S}", f"{dice.randint(20, 400)}秒", "微信", "N/A"]
        line += [f"{address}(上海-上海)", code, name]
        for question, options in zip(form, texts, strict=True):
            if question.is_multiple:
                line.append("┋".join(dice.sample(options[:-1], dice.randint(1, 3))))
            else:
                line.append(dice.choice(options))
        yield [*line, "建议多听听群众的意见", f"微信用户{number}", ""]


def write_xlsx(path: Path, lines: Iterable[list]) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("答卷")
    for line in lines:
        sheet.append(line)
    book.save(path)
    return path


def write_csv(path: Path, lines: Iterable[list]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def undo() -> None:
    """As before any file came in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE surveys_response, surveys_rate, surveys_organizationrate, surveys_upload"
            " CASCADE"
        )


def ours(path: Path, questionnaire: Questionnaire) -> Callable:
    def work():
        import_file(
            path=path, name=path.name, questionnaire=questionnaire, mapping=Mapping(), by=None
        )

    return work


class IdentityWidget(Widget):
    def clean(self, value, row=None, **kwargs):
        return WORDINGS["identity"][plain(value)]


class AnswersField(Field):
    """The seven questions of a line as one array."""

    def __init__(self, form):
        super().__init__(attribute="answers", column_name="序号")
        self.form = form
        self.words = [Words(question, {}) for question in form]

    def clean(self, row, **kwargs):
        cells = zip(self.form, self.words, strict=True)
        return [words.meaning(row[f"{q.order}、{q.text}"]) for q, words in cells]


class CachedCode(ForeignKeyWidget):
    """The tuned way: all codes read once."""

    def __init__(self):
        super().__init__(Organization, "code")
        self.known = {one.code: one for one in Organization.objects.all()}

    def clean(self, value, row=None, **kwargs):
        return self.known[value]


def peer_resource(form, upload, *, tuned: bool) -> ModelResource:
    """django-import-export on our table, as it comes or with everything that it can be told."""
    code = CachedCode() if tuned else ForeignKeyWidget(Organization, "code")

    class Sheets(ModelResource):
        organization = Field("organization", "党组织代码", widget=code)
        stratum = Field("stratum", f"1、{form[0].text}", widget=IdentityWidget())

        def before_save_instance(self, instance, row, **kwargs):
            instance.upload = upload

        class Meta:
            model = Response
            fields = ("organization", "stratum", "answers")
            import_id_fields = ()
            if tuned:
                use_bulk = True
                batch_size = 5_000
                skip_diff = True
                force_init_instance = True

    resource = Sheets()
    resource.fields["answers"] = AnswersField(form)
    return resource


def peer(path: Path, questionnaire: Questionnaire, *, tuned: bool, rows: int) -> Callable:
    """Upload to rates through tablib and import-export; faults raise, as they would refuse."""
    form = form_of(questionnaire)

    def work():
        is_csv = path.suffix == ".csv"
        content = path.read_text(encoding="utf-8-sig") if is_csv else path.read_bytes()
        dataset = Dataset().load(content, format=path.suffix[1:])
        upload = Upload.objects.create(questionnaire=questionnaire, name="peer", state="committed")
        resource = peer_resource(form, upload, tuned=tuned)
        result = resource.import_data(dataset, raise_errors=True, use_transactions=True)
        if result.total_rows != rows or Response.objects.count() != rows:
            raise RuntimeError("the peer did not take the whole file in")
        touched = Response.objects.values_list("organization_id", flat=True).distinct()
        rates.refresh(questionnaire=questionnaire, organizations=list(touched))

    return work


STAGING = "CREATE TEMPORARY TABLE bare ({}) ON COMMIT DROP"


def bare(path: Path) -> Callable:
    """The limit: calamine (or csv.reader) and COPY of the columns as they are, no check."""

    def lines():
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from csv.reader(file)
        else:
            yield from CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()

    def work():
        found = lines()
        width = len(next(found))
        names = ", ".join(f"c{number}" for number in range(width))
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(STAGING.format(names.replace(",", " text,") + " text"))
            with cursor.copy(f"COPY bare ({names}) FROM STDIN") as copy:
                for line in found:
                    copy.write_row(line)
            cursor.execute("COMMIT")

    return work


def measure(name: str, suffix: str) -> Result:
    """Ours and the limit on the whole file; import-export's defaults on a twentieth, times twenty.

    Their time grows with the rows: the whole file at their defaults takes minutes.
    """
    questionnaire = district()
    write = {"csv": write_csv, "xlsx": write_xlsx}[suffix]
    with TemporaryDirectory() as folder:
        whole = write(Path(folder) / f"whole.{suffix}", rows(questionnaire))
        part = write(Path(folder) / f"part.{suffix}", islice(rows(questionnaire), PART + 1))
        taking_in = ours(whole, questionnaire)
        default = peer(part, questionnaire, tuned=False, rows=PART)
        tuned = peer(whole, questionnaire, tuned=True, rows=ROWS)
        ours_s, limit_s = seconds_in_turn([taking_in, bare(whole)], repeat=TURNS, before=undo)
        return Result(
            name=name,
            ours_s=ours_s,
            peers_s={
                "import-export": seconds(default, repeat=1, before=undo) * (ROWS / PART),
                "import-export tuned": seconds(tuned, repeat=1, before=undo),
            },
            limit_s=limit_s,
            peak_mb=peak_mb(lambda: (undo(), taking_in())),
        )
