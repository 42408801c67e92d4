"""The side navigation as data: who sees which link, in which order.

It only shows the way; every page checks rights by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Entry:
    """One link; any of `rights` shows it, none means everybody. `key` names its badge."""

    key: str
    label: str
    icon: str
    url_name: str
    rights: tuple[str, ...] = ()


SECTIONS = (
    (
        "工作",
        (
            Entry("workbench", "工作台", "columns", "workbench"),
            Entry("rounds", "创建轮次", "calendar", "round_list", ("see_results",)),
            Entry("self_check", "自查", "check", "candidacy_list", ("self_check", "review")),
            Entry("review", "初审", "shield", "review_list", ("review",)),
            Entry("spot_check", "抽查", "search", "visit_list", ("spot_check", "draw")),
            Entry("surveys", "测评", "chat", "questionnaire_list", ("edit_surveys",)),
            Entry("own_survey", "群众测评", "chat", "own_survey", ("self_check",)),
            Entry(
                "clearance",
                "联审",
                "flag",
                "clearance_list",
                ("answer_clearances", "see_clearances"),
            ),
            Entry("guarantees", "三个保证", "star", "guarantee_home", ("see_guarantees",)),
        ),
    ),
    (
        "结果",
        (
            Entry("evaluation", "评价结果", "chart", "evaluation_list", ("see_results",)),
            Entry("naming", "命名", "award", "title_list", ("see_results",)),
            Entry("reports", "报告中心", "file", "report_list", ("make_reports",)),
        ),
    ),
    (
        "设置",
        (
            Entry(
                "organizations",
                "组织",
                "building",
                "organization_list",
                ("see_organizations",),
            ),
            Entry("people", "人员任职", "users", "appointment_list", ("edit_people",)),
            Entry("standards", "标准库", "list", "standard_list", ("see_organizations",)),
            Entry("red_lines", "高压线", "flag", "red_line_list", ("edit_rounds",)),
            Entry("reference", "参考数据", "list", "admin:index", ("edit_reference",)),
            Entry("log", "操作日志", "clock", "log_list", ("see_log",)),
        ),
    ),
)


def link(name: str, *args, **query) -> str:
    """The address of a page with a query."""
    url = reverse(name, args=args)
    return f"{url}?{urlencode(query)}" if query else url


def sections_for(may: Callable[[str], bool], path: str) -> list[dict]:
    """[{"label", "links": [{"entry", "url", "current"}]}] for somebody who `may(right)`.

    A link whose page is not built in, and a section without links, are left out.
    """
    sections = [
        {"label": label, "links": [link for entry in entries if (link := _link(entry, may, path))]}
        for label, entries in SECTIONS
    ]
    return [section for section in sections if section["links"]]


def _link(entry: Entry, may, path: str) -> dict | None:
    if entry.rights and not any(may(right) for right in entry.rights):
        return None
    try:
        url = reverse(entry.url_name)
    except NoReverseMatch:
        return None
    return {"entry": entry, "url": url, "current": _is_current(url, path)}


def _is_current(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
