"""The registers of the three guarantees as files: out and in again unchanged, faults in words."""

import csv

import pytest

from creation import models
from creation.models import LogEntry
from creation.registers import REGISTERS
from creation.services.imports import bring_in
from creation.views.downloads import csv_bytes
from creation.views.guarantees.registers import REGISTERS as PAGES
from tests.creation import guarantees as ready

KEYS = [key for key, page in PAGES.items() if page.files]
OF_TOWNS = [key for key in KEYS if PAGES[key].files.everywhere is False]


@pytest.fixture
def filled(cast):
    return ready.one_of_each(cast.town, cast.branch)


@pytest.fixture
def take_in(tmp_path):
    """Bring rows (the first the header) into a register."""

    def take_in(key, rows, by, **options):
        path = tmp_path / "rows.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
        return bring_in(register=REGISTERS[f"guarantees/{key}"], path=path, by=by, **options)

    return take_in


def exported(key, by):
    page = PAGES[key]
    return page.files.resource(by=by).table(page.narrowed(page.model.objects.all()))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("who", ["wang", "li"])
def test_export_imports_again_unchanged(cast, filled, tmp_path, key, who):
    by = getattr(cast, who)
    path = tmp_path / "again.csv"
    path.write_bytes(csv_bytes(exported(key, by)))
    report = bring_in(register=PAGES[key].files, path=path, by=by)
    assert report.problems == []
    assert report.counts == {"新增": 0, "更新": 0, "未变": 1, "错误": 0}


@pytest.mark.parametrize("key", [key for key in KEYS if PAGES[key].model.seen != "own"])
def test_export_with_rows_of_a_superior_imports_again_unchanged(cast, tmp_path, key):
    ready.one_of_each(cast.district, cast.town)
    path = tmp_path / "again.csv"
    path.write_bytes(csv_bytes(exported(key, cast.li)))
    report = bring_in(register=PAGES[key].files, path=path, by=cast.li)
    assert report.problems == []
    assert report.counts["未变"] == 1


@pytest.mark.parametrize("key", [key for key in OF_TOWNS if not PAGES[key].children])
def test_deleted_row_comes_back_from_its_export(cast, filled, tmp_path, key):
    rows = exported(key, cast.wang)
    filled[key].delete()
    path = tmp_path / "again.csv"
    path.write_bytes(csv_bytes(rows))
    report = bring_in(register=PAGES[key].files, path=path, by=cast.li)
    assert report.problems == []
    assert (report.counts["新增"], exported(key, cast.wang)) == (1, rows)


def test_changed_row_counts_its_version_and_is_logged(cast, filled, take_in):
    header, row = exported("centres", cast.li)
    row[header.index("市级投入（万元）")] = "50"
    assert take_in("centres", [header, row], cast.li).counts["更新"] == 1
    centre = models.ServiceCentre.objects.get()
    assert (centre.city_funds, centre.version) == (50, 2)
    assert LogEntry.objects.filter(action__contains="导入").exists()


def problems(report):
    return [(one.row, one.column, one.reason) for one in report.problems]


@pytest.mark.parametrize(
    ("key", "row", "said"),
    [
        pytest.param(
            "liaisons",
            {"联系领导": "郑", "联系点代码": "LL1", "开始日期": "2026-01-01"},
            ("联系点代码", "没有代码是“LL1”的党组织，请检查"),
            id="out of reach does not exist",
        ),
        pytest.param(
            "liaisons",
            {
                "联系领导": "郑",
                "联系点代码": "SQ1",
                "开始日期": "2026-05-01",
                "结束日期": "2026-01-01",
            },
            ("结束日期", "结束日期不能早于开始日期。"),
            id="ends before it begins",
        ),
        pytest.param(
            "visits",
            {"联系点": "郑书记", "走访日期": "2026-01-01", "看到的情况": "好"},
            ("联系点", "没有名称是“郑书记”的联系点，是否为“"),
            id="a part of the name is asked back",
        ),
        pytest.param(
            "visits",
            {"联系点": "谁", "走访日期": "2026-01-01", "看到的情况": "好"},
            ("联系点", "没有名称是“谁”的联系点，请从下拉列表里选"),
            id="nobody meant",
        ),
        pytest.param(
            "notes",
            {
                "任务": "{task}",
                "年份": "2026",
                "季度": "第三季度",
                "进度（%）": "101",
                "进展情况": "好",
            },
            ("进度（%）", "确保该值小于或等于100。"),
            id="beyond its bounds",
        ),
    ],
)  # fmt: skip
def test_fault_names_the_cell_and_writes_nothing(cast, filled, take_in, key, row, said):
    row = {title: text.format(task=filled["tasks"].reference) for title, text in row.items()}
    report = take_in(key, [list(row), list(row.values())], cast.li)
    [(number, column, reason)] = problems(report)
    assert (number, column) == (2, said[0])
    assert reason.startswith(said[1])
    assert PAGES[key].model.objects.count() == 1


def test_row_that_another_keeps_may_not_be_changed_by_a_file(cast, take_in):
    ready.centre(cast.district, name="区中心")
    header, row = exported("centres", cast.li)
    row[header.index("地址")] = "人民路"
    report = take_in("centres", [header, row], cast.li)
    assert problems(report) == [(2, "所属党组织代码", "这一条由别的党组织登记，不能修改")]


def test_what_a_year_asks_for_comes_in_as_a_file_from_the_district_alone(cast, take_in):
    header, always = exported("requirements", cast.wang)
    assert always[0] == "一直"
    rows = [header, [*always[:1], 6, *always[2:]], [2029, *always[1:]]]
    assert take_in("requirements", rows, cast.li).problems[0].reason.startswith("全区的要求由区里")
    assert take_in("requirements", rows, cast.wang).counts == {
        "新增": 1, "更新": 1, "未变": 0, "错误": 0,
    }  # fmt: skip
    stored = models.GuaranteeRequirement.objects.values_list("from_year", "visits_per_year")
    assert list(stored) == [(2029, always[1]), (None, 6)]


@pytest.mark.parametrize(
    ("year", "said"),
    [
        ("", "没有填写，请填年份或“一直”"),
        ("明年", "“明年”不是年份，请填 2026 这样的年份或“一直”"),
        ("1900", "确保该值大于或等于1949。"),
    ],
)
def test_a_year_that_is_none_is_asked_back(cast, take_in, year, said):
    header, always = exported("requirements", cast.wang)
    report = take_in("requirements", [header, [year, *always[1:]]], cast.wang)
    assert problems(report) == [(2, "从哪一年起", said)]


def test_new_row_of_a_superior_is_refused(cast, take_in):
    """Its code may stand in the file, because a row of it is seen."""
    ready.centre(cast.district, name="区中心")
    header = ["所属党组织代码", "名称"]
    report = take_in("centres", [header, [cast.district.code, "又一个"]], cast.li)
    assert problems(report) == [(2, "所属党组织代码", "“江南区委”不在您的管理范围内")]


def test_two_rows_of_one_name_can_be_told_apart_by_nobody(cast, take_in):
    for code in ("A", "A B"):
        cast.far.pk, cast.far.code, cast.far.parent = None, code, cast.town
        cast.far.save()
        cast.far.path = f"{cast.town.path}{cast.far.pk}/"
        cast.far.save()
        ready.centre(cast.far, name="C" if code == "A B" else "B C")
    report = take_in("coverage", [["中心", "服务的党组织代码"], ["A B C", "SQ1"]], cast.li)
    assert [one[1] for one in problems(report)] == ["中心"]


def test_template_offers_the_rows_to_choose_from(cast, filled):
    words = REGISTERS["guarantees/visits"].resource(by=cast.li).words()
    assert words["联系点"] == [filled["liaisons"].reference]
    assert REGISTERS["guarantees/visits"].resource(by=cast.chen).words() == {}


@pytest.mark.parametrize("rows", [1, 5])
def test_import_costs_the_same_for_any_number_of_rows(
    cast, filled, tmp_path, django_assert_num_queries, rows
):
    lines = [["联系点", "走访日期", "看到的情况", "发现的问题"]]
    lines += [
        [filled["liaisons"].reference, f"2026-02-{day + 1:02}", "好", "缺场地"]
        for day in range(rows)
    ]
    path = tmp_path / "rows.csv"
    path.write_bytes(csv_bytes(lines))
    with django_assert_num_queries(13):
        bring_in(register=REGISTERS["guarantees/visits"], path=path, by=cast.li)
