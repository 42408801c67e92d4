"""10,000 organizations from a workbook, all checks on, beside django-import-export's defaults.

The peer is a plain ModelResource on the same file with the same checks; on a file with faults both
must find the same ones, or the case fails.
"""

import tempfile
from pathlib import Path

import python_calamine
from django.db import connection, transaction
from openpyxl import Workbook

from bench.harness import Result, peak_mb, seconds
from bench.roster_peer import PeerResource, dataset_of
from creation.models import ImportBatch, Kind, Organization, Sector
from creation.registers import ORGANIZATIONS
from creation.services.imports import bring_in
from creation.services.organizations import rebuild_paths

ROWS, TOWNS, ROOT = 10_000, 20, "ROOT"
TITLES = [
    "党组织名称", "党组织代码", "类别", "上级代码", "领域", "所在街镇", "建立日期",
    "书记", "联系电话", "换届日期", "届满日期", "正式党员数", "预备党员数", "群众数",
]  # fmt: skip
FAULTS = (  # every how many rows, which column, what stands there
    (97, "类别", "支布"),
    (101, "建立日期", "2019.7"),
    (103, "正式党员数", "28人"),
    (107, "上级代码", "NONE"),
    (109, "领域", "农付"),
    (113, "党组织名称", ""),
    (127, "届满日期", "2001-01-01"),
)


def town(number):
    return [f"第{number}镇党委", f"T{number:03}", "党委", ROOT, "街道/委办局党委", "", *[""] * 8]


def branch(number):
    over = number % TOWNS
    return [
        f"第{number}村党支部", f"B{number:06}", "支部", f"T{over:03}", "农村", f"第{over}镇党委",
        f"20{number % 20:02}-07-01", f"王{number}", f"139{number:08}", "2025-06-30", "2030-06-30",
        number % 90, number % 5, number % 2000,
    ]  # fmt: skip


def rows(count=ROWS):
    return [*map(town, range(TOWNS)), *map(branch, range(count - TOWNS))]


def faulty():
    """A tenth of the rows: the peer takes minutes for all of them."""
    table = rows(ROWS // 10)
    for every, title, value in FAULTS:
        for one in table[TOWNS + every :: every * 7]:
            one[TITLES.index(title)] = value
    return table


def write(path, table) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    for one in (TITLES, *table):
        sheet.append(one)
    book.save(path)
    return path


def empty() -> None:
    """As before the import: the root alone."""
    ImportBatch.objects.all().delete()
    with transaction.atomic():
        Organization.objects.filter(parent__isnull=False)._raw_delete("default")


def ours(path) -> None:
    report = bring_in(register=ORGANIZATIONS, path=path, by=None)
    if len(report.new) != ROWS:
        raise RuntimeError(report.problems[:3])


def theirs(path) -> None:
    with transaction.atomic():
        result = PeerResource().import_data(dataset_of(path), raise_errors=True)
        rebuild_paths()
    if result.totals["new"] != ROWS:
        raise RuntimeError(result.totals)


def limit(path) -> None:
    """The same cells into the same table, unchecked: read and COPY."""
    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    table = sheet.to_python()[1:]
    sectors = dict(Sector.objects.values_list("name", "pk"))
    kinds = {label: value for value, label in Kind.choices}
    first = Organization.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    ids = {ROOT: Organization.objects.get(code=ROOT).pk}
    ids |= {one[1]: first + place for place, one in enumerate(table)}
    columns = (
        "id, name, code, kind, parent_id, sector_id, opened_on, secretary_name, phone, elected_on,"
        " term_ends_on, full_members, probationary_members, masses, is_rated, path, credit_code,"
        " is_demo"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(f"COPY creation_organization ({columns}) FROM STDIN") as copy:
            for one in table:
                numbers = [int(cell or 0) for cell in one[11:14]]
                dates = [one[6] or None, one[7], one[8], one[9] or None, one[10] or None]
                head = [ids[one[1]], one[0], one[1], kinds[one[2]], ids[one[3]], sectors[one[4]]]
                copy.write_row([*head, *dates, *numbers, True, "", "", False])
        rebuild_paths()


def check_same_faults(path) -> int:
    """Both name the same cells; how many."""
    report = bring_in(register=ORGANIZATIONS, path=path, by=None)
    own = {(one.row, one.column) for one in report.problems}
    peer = PeerResource().faults_of(dataset_of(path))
    if own != peer:
        raise RuntimeError(f"only ours: {own - peer}; only the peer's: {peer - own}")
    return len(own)


def run() -> Result:
    Organization.objects.create(name="测试区委", code=ROOT, kind=Kind.DISTRICT)
    rebuild_paths()
    with tempfile.TemporaryDirectory() as folder:
        good, bad = (write(Path(folder) / f"{name}.xlsx", table) for name, table in (
            ("good", rows()), ("bad", faulty()),
        ))  # fmt: skip
        found = check_same_faults(bad)
        if found < len(FAULTS):
            raise RuntimeError("the faulty file has no faults")
        return Result(
            name="roster_10k",
            ours_s=seconds(lambda: ours(good), before=empty),
            peers_s={"django-import-export": seconds(lambda: theirs(good), repeat=1, before=empty)},
            limit_s=seconds(lambda: limit(good), before=empty),
            peak_mb=(empty(), peak_mb(lambda: ours(good)))[1],
        )
