"""What each column of an uploaded table is, by its header's name (never by position). Pure.

Also the values that describe a questionnaire to pure code.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.mapping import Mapping
from surveys.wordings import plain, stem

HEADER_WITHIN = 10  # a title or a note may stand above the table proper
LAYOUTS = {
    "template": "本系统模板",
    "tally": "计票表",
    "wjx": "问卷星",
    "tencent": "腾讯问卷",
    "wenjuan": "问卷网",
    "jinshuju": "金数据",
    "other": "其他表格",
    "online": "在线问卷",  # no file: answered on people's own phones
}
_MARKS = (
    ("wjx", {"提交答卷时间", "所用时间"}),
    ("tencent", {"开始答题时间", "结束答题时间"}),
    ("tally", {"收回票数", "有效票数"}),
    ("template", {"党组织代码", "身份"}),
    ("jinshuju", {"提交人", "提交时间"}),
)
_PERSONAL = re.compile(
    r"^(?:.*(?<![a-z])ip(?:地址|归属地|属地|所在地|位置)?|ua|user-?agent|浏览器.*|操作系统.*|referrer|来源|来源详情"
    r"|来源渠道|.*昵称|.*头像|微信.*|.*openid|.*unionid|.*用户标识|用户名|.*用户id|用户类型|.*账号|设备.*|填写设备"
    r"|自定义字段|.*地理位置.*|.*经纬度.*|经度|纬度|.*定位.*|提交人.*|填写[人者].*|填表人.*|答题[人者].*"
    r"|作答[人者].*|访问者.*|(?:您的|你的)?(?:姓名|名字|住址|地址|家庭住址|联系地址|门牌号|单元号|生日|出生日期)"
    r"|联系人|.*联系方式|.*手机号?码?|.*手机型号|.*电话(?:号码)?|.*身份证.*|.*邮箱(?:地址)?|e-?mail|工号|学号"
    r"|扩展属性)$"
)
_SOURCES = (  # personal columns that tell one sender from another
    (
        "user",
        re.compile(r"^(?:.*openid|.*unionid|.*用户标识|.*用户id|答题者(?:id|标识)|访问者id)$"),
    ),
    ("address", re.compile(r"^(?:[^a-z]*ip(?:地址)?)$")),
    ("agent", re.compile(r"^(?:ua|user-?agent|浏览器)$")),
)
_BOOKKEEPING = re.compile(
    r"^(?:序号|编号|答题序号|总分|语言|清洗数据结果|智能清洗数据无效概率|修改时间|答卷id|开始答题时间"
    r"|党组织名称)$"
)
FIGURES = {"issued": "发出票数", "returned": "收回票数", "valid": "有效票数", "void": "无效票数"}
ABSTAINED, ANY = "弃权", "至少一项"  # beside the options in a table of ballots
_SECONDS = frozenset({"所用时间", "答题时长", "填写时长", "答题用时"})
_TIME = frozenset({"提交答卷时间", "结束答题时间", "提交时间", "答题结束时间"})
_ORGANIZATION = re.compile(
    r"^(?:请选择|请填写|请输入)?(?:您|你)?的?(?:所在|所属)?的?(?:基层)?(?:党组织|党支部|支部|单位)"
    r"的?(?:代码|编码|编号|名称|全称)?(?:是)?$"
)
_STRATUM = re.compile(
    r"^(?:请选择)?(?:您|你)?的?(?:身份|身份类别|人员类别|人员身份|政治面貌)(?:是)?$"
)
_OPTION_ONLY = re.compile(r"^第?\d+题?[(:](.+?)\)?$")
_BRACKETS = "()[]:-—_、."


@dataclass(frozen=True)
class FormOption:
    order: int
    text: str
    klass: str


@dataclass(frozen=True)
class FormQuestion:
    """A question as asked; `order` is its place in a response's answers, from 1."""

    code: str
    order: int
    text: str
    dimension: str
    is_multiple: bool
    options: tuple[FormOption, ...]


@dataclass(frozen=True)
class Column:
    """`number` counts from 1; `role` as in a mapping, "" for a column that is not used."""

    number: int
    header: str
    role: str


@dataclass(frozen=True)
class Layout:
    """`header_row` counts from 1. `personal` columns are named so that people see they are gone.

    `sources` are those among them by which sheets of one sender are counted: (kind, number).
    """

    kind: str
    header_row: int
    columns: tuple[Column, ...]
    personal: tuple[str, ...]
    sources: tuple[tuple[str, int], ...] = ()

    def with_role(self, role: str) -> list[Column]:
        return [column for column in self.columns if column.role == role]

    @property
    def unused(self) -> tuple[str, ...]:
        return tuple(column.header for column in self.columns if column.role == "")


def recognise(rows: Sequence[Sequence], form: Sequence[FormQuestion], mapping: Mapping) -> Layout:
    """The row of headers is the one, among the first ten, that names most columns."""
    best, roles = 0, []
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        found = [_role(str(cell).strip(), form, mapping) for cell in row]
        if sum(map(bool, found)) > sum(map(bool, roles)):
            best, roles = number, found
    headers = [str(cell).strip() for cell in rows[best]] if rows else []
    named = list(zip(headers, roles or [""] * len(headers), strict=True))
    columns = tuple(
        Column(number, header, "" if role == "bookkeeping" else role)
        for number, (header, role) in enumerate(named, start=1)
        if header and role not in ("personal", "bookkeeping")
    )
    personal = tuple(header for header, role in named if role == "personal")
    columns = _preferring_codes(columns)
    return Layout(_kind(headers), best + 1, columns, personal, _sources(named))


def _sources(named: Sequence[tuple[str, str]]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (kind, number)
        for number, (header, role) in enumerate(named, start=1)
        for kind, pattern in _SOURCES
        if role == "personal" and pattern.match(stem(header))
    )


def _kind(headers: Sequence[str]) -> str:
    names = {stem(header) for header in headers}
    for kind, marks in _MARKS:
        if marks <= names:
            return kind
    questions = [header for header in headers if re.match(r"^[Qq]\d+(_[Aa]\d+)?$", header)]
    return "wenjuan" if len(questions) > 1 else "other"


def guess(header: str, form: Sequence[FormQuestion]) -> str:
    """What a column is by its name alone, before anybody decides."""
    return _role(header, form, Mapping())


def _role(header: str, form: Sequence[FormQuestion], mapping: Mapping) -> str:
    """A mapping's word first, then the questions' own texts, then the names that tools use."""
    if header in mapping.columns:
        return mapping.columns[header]
    name = stem(header)
    for question in form:
        if name == stem(question.text):
            return "stratum" if question.dimension == "identity" else f"question:{question.code}"
    for question in form:
        option = _option_of(name, question)
        if option:
            return f"question:{question.code}:{option}"
    return _option_role(header, form) or _tool_role(name)


def _option_of(name: str, question: FormQuestion) -> str:
    """`题干(选项)`, one column an option: its number, 0 for 弃权, any for 至少一项, "" for none."""
    text = stem(question.text)
    if not name.startswith(text):
        return ""
    rest = name[len(text) :].strip("?").strip(_BRACKETS)
    orders = {ABSTAINED: "0", ANY: "any"}
    orders |= {plain(option.text): str(option.order) for option in question.options}
    return orders.get(rest, "")


def _option_role(header: str, form: Sequence[FormQuestion]) -> str:
    """`第3题(选项)`: the number is the tool's own, so only an option known once will do."""
    match = _OPTION_ONLY.match(plain(header))
    if not match:
        return ""
    found = [
        f"question:{question.code}:{option.order}"
        for question in form
        if question.is_multiple
        for option in question.options
        if plain(option.text) == match.group(1)
    ]
    return found[0] if len(found) == 1 else ""


def _tool_role(name: str) -> str:
    fixed = dict.fromkeys(_SECONDS, "seconds") | dict.fromkeys(_TIME, "time")
    fixed |= {word: role for role, word in FIGURES.items()}
    if name in fixed:
        return fixed[name]
    patterns = (("personal", _PERSONAL), ("bookkeeping", _BOOKKEEPING))
    patterns += (("stratum", _STRATUM), ("organization", _ORGANIZATION))
    return next((role for role, pattern in patterns if pattern.match(name)), "")


def _preferring_codes(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """A column of codes comes before one of names: the first that is filled decides."""
    return tuple(sorted(columns, key=lambda c: c.role == "organization" and "代码" not in c.header))
