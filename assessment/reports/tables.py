"""The report's tables as data: columns and rows, the same for Word and Excel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessment.reports.values import RATES, Group, ReportData, Unit

DASH = "—"
TOP_ITEMS = 10


@dataclass(frozen=True)
class Column:
    """`kind`: text, count, score (two decimals), share (0 to 1, as a percentage) or date.

    `none` is what stands there without a value; `width` counts Chinese characters.
    """

    title: str
    value: Callable[[Any], Any]
    kind: str = "text"
    width: int = 4
    none: str = DASH


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Any]
    note: str = ""

    def cells(self):
        """The values row by row."""
        getters = [column.value for column in self.columns]
        return ([get(row) for get in getters] for row in self.rows)


def _get(name):
    return lambda row: getattr(row, name)


def _groups(name: str, first: str, data: ReportData, groups: Sequence[Group]) -> Table:
    """参评 = 五好 + 未达标 + 否决 + 不评定 + 待定 + 未评价; the last only when there are any."""
    counts = [
        ("参评", "candidacies"),
        ("五好", "five_good"),
        ("未达标", "not_reached"),
        ("否决", "red_line"),
        ("不评定", "not_rated"),
        ("待定", "pending"),
    ]
    if data.total.not_evaluated:
        counts.append(("未评价", "not_evaluated"))
    columns = [Column(first, _get("name"), width=7)]
    columns += [Column(title, _get(field), "count", 3) for title, field in counts]
    columns += [
        Column("平均分", _get("average"), "score", 4),
        Column("五好比例", _get("share"), "share", 4),
    ]
    return Table(
        name,
        tuple(columns),
        (*groups, data.total),
        "平均分按已作结论且未触碰高压线的单位计算；五好比例＝五好数÷参评数；空缺（—）表示尚无结论，不是零。",
    )


def overview(data: ReportData) -> Table:
    return _groups("总体情况", "领域", data, data.sectors)


def towns(data: ReportData) -> Table:
    return _groups("各街镇情况", "街镇", data, data.towns)


def rates(data: ReportData) -> Table:
    return Table(
        "三率情况",
        (
            Column("三率", _get("name")),
            Column("比率", _get("value"), "share"),
            Column("下限", _get("low"), "share"),
            Column("上限", _get("high"), "share"),
            Column("分子", _get("numerator"), "count"),
            Column("分母", _get("denominator"), "count"),
            Column("剔除", _get("excluded"), "count", 3),
            Column("样本量", _get("n"), "count"),
            Column("样本不足", _get("insufficient"), "count"),
            Column("没有数据", _get("missing"), "count"),
        ),
        data.rates,
        "比率由各单位的比率按人口加权（满意率按群众数，参与率、知晓率按党员数与群众数之和），"
        "不等于分子÷分母；下限、上限为95%威尔逊区间；样本不足、没有数据为单位数。",
    )


def goods(data: ReportData) -> Table:
    """Five columns, a row per group; each value is got / applicable of that common good."""
    names = {share.common_good: share.name for share in data.goods}
    by_group: dict[str, dict[str, Any]] = {}
    for share in data.goods:
        by_group.setdefault(share.group, {})[share.common_good] = share.share
    total = {name: by_group.pop(name) for name in ("合计",)}
    return Table(
        "五好目标得分率",
        (
            Column("领域", lambda row: row[0], width=7),
            *(
                Column(name, lambda row, code=code: row[1][code], "share", 6)
                for code, name in names.items()
            ),
        ),
        (*by_group.items(), *total.items()),
        "得分率＝各单位计入得分之和÷适用分值之和；空缺（—）表示没有评价数据。",
    )


def losses(data: ReportData, top: int | None = TOP_ITEMS) -> Table:
    lost = [item for item in data.items if item.lost]
    return Table(
        "失分较多的考核要点",
        (
            Column("领域", _get("sector"), width=5),
            Column("编号", _get("code"), width=3),
            Column("考核项目", _get("title"), width=11),
            Column("适用单位", _get("units"), "count", 3),
            Column("失分单位", _get("losing_units"), "count", 3),
            Column("失分", _get("lost"), "score", 4),
            Column("适用分值", _get("applicable"), "score", 5),
            Column("失分率", _get("rate"), "share", 4),
        ),
        lost[:top],
        "失分率＝失分÷适用分值，按失分率由高到低排列；加分项不计。",
    )


def standards(data: ReportData) -> Table:
    return Table(
        "各领域创建标准",
        (
            Column("领域", _get("sector"), width=8),
            Column("标准", _get("name"), width=11),
            Column("版次", _get("edition"), width=3),
            Column("要点", _get("items"), "count", 3),
            Column("共性", _get("common"), "count", 3),
            Column("定量", _get("quantitative"), "count", 3),
            Column("加分项", _get("bonus"), "count", 3),
            Column("满分", _get("points"), "score", 4),
        ),
        data.standards,
        "要点数不含加分项；共性、定量为其中的项数。",
    )


def red_lines(data: ReportData) -> Table:
    return Table(
        "高压线联审情况",
        (
            Column("高压线", _get("name"), width=10),
            Column("本轮启用", lambda row: "是" if row.in_force else "否", width=4),
            Column("应答复", _get("answers"), "count", 4),
            Column("答复无", _get("clear"), "count", 4),
            Column("答复有", _get("hit"), "count", 4),
            Column("未答复", _get("pending"), "count", 4),
            Column("停用理由", _get("reason"), width=8, none=""),
        ),
        data.red_lines,
        "未答复不等于“无”。",
    )


def _numbered(units):
    return tuple(enumerate(units, start=1))


def _of(name):
    return lambda row: getattr(row[1], name)


_UNIT = (
    Column("序号", lambda row: row[0], "count", 3),
    Column("党组织", _of("name"), width=10),
    Column("领域", _of("sector"), width=4),
    Column("街镇", _of("town"), width=5),
)
_SCORES = (
    Column("自查得分", _of("self_score"), "score", 4, "未自查"),
    Column("初审得分", _of("review_score"), "score", 4, "未初审"),
    Column("抽查得分", _of("spot_score"), "score", 4, "未检查"),
    Column("组织部分", _of("organization_part"), "score", 4, "暂缺"),
    Column("三率部分", _of("rates_part"), "score", 4, "暂缺"),
    Column("加分", _of("bonus"), "score", 4),
    Column("综合得分", _of("composite"), "score", 4, "未得出"),
    Column("结论", _of("decision_label"), width=4),
)


def scores(data: ReportData) -> Table:
    """For paper: what fits on a landscape page."""
    return Table(
        "得分汇总表",
        (*_UNIT, *_SCORES),
        _numbered(data.units),
        "按领域、街镇和党组织代码排列，不是名次；自查得分只作比较，不计入综合得分。",
    )


def full_scores(name: str, data: ReportData, units: Sequence[Unit]) -> Table:
    """For Excel: with goals, rates, deviation and reasons."""
    labels = {share.common_good: share.name for share in data.goods}
    return Table(
        name,
        (
            replace(_UNIT[0], width=4),
            Column("党组织代码", _of("code"), width=9),
            *(replace(column, width=column.width * 2) for column in _UNIT[1:]),
            Column("党员数", _of("members"), "count"),
            Column("群众数", _of("people_served"), "count"),
            *(Column(label, _good(code), "share", 6) for code, label in labels.items()),
            *(replace(column, width=5) for column in _SCORES[:3]),
            Column("自查与抽查偏差", _of("deviation"), "score", 6, "未比较"),
            *(
                Column(label, _rate(index), "share", 4)
                for index, label in enumerate(RATES.values())
            ),
            *(replace(column, width=5) for column in _SCORES[3:]),
            Column("理由", lambda row: "；".join(row[1].reasons), width=30, none=""),
            Column("命名", _of("title"), none=""),
        ),
        _numbered(units),
    )


def _good(code):
    def share(row):
        return next(
            (
                good.got / good.applicable
                for good in row[1].goods
                if good.common_good == code and good.applicable
            ),
            None,
        )

    return share


def _rate(index):
    return lambda row: row[1].rates[index].value


def unit_rates(data: ReportData) -> Table:
    """A row per unit and rate: numerator, denominator, n, interval, sufficiency."""
    rows = tuple(
        (unit, label, unit.rates[index])
        for unit in data.units
        for index, label in enumerate(RATES.values())
    )

    def of(name):
        return lambda row: getattr(row[2], name)

    return Table(
        "各单位三率",
        (
            Column("党组织", lambda row: row[0].name, width=20),
            Column("领域", lambda row: row[0].sector, width=8),
            Column("街镇", lambda row: row[0].town, width=10),
            Column("三率", lambda row: row[1]),
            Column("比率", of("value"), "share", 5),
            Column("分子", of("numerator"), "count"),
            Column("分母", of("denominator"), "count"),
            Column("剔除", of("excluded"), "count"),
            Column("样本量", of("n"), "count"),
            Column("区间下限", of("low"), "share", 5),
            Column("区间上限", of("high"), "share", 5),
            Column("判断", _sufficiency, width=12),
        ),
        rows,
    )


def _sufficiency(row):
    rate = row[2]
    if rate.value is None:
        return rate.missing
    return "样本足够" if rate.sufficient else "样本不足，只作参考"


def problems(data: ReportData) -> Table:
    return Table(
        "问题清单",
        (
            Column("序号", lambda row: row[0], "count", 2),
            Column("党组织", _of("unit"), width=8),
            Column("街镇", _of("town"), width=5),
            Column("问题", _of("problem"), width=12),
            Column("依据条款", _of("clause"), width=8),
            Column("整改意见", _of("advice"), width=12),
            Column("期限", _of("due_on"), "date", 5),
            Column("状态", _of("state"), width=3),
        ),
        _numbered(data.problems),
    )


def nominees(data: ReportData) -> Table:
    return Table(
        "拟命名名单",
        (
            *_UNIT,
            Column("综合得分", _of("composite"), "score", 4),
            Column("状态", _of("title"), width=4),
        ),
        _numbered(data.nominees),
        "按领域、街镇和党组织代码排列，不是名次。",
    )
