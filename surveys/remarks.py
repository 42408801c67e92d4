"""Free answers of a file, without what tells who wrote them or whom they name. Pure.

Masking is no proof of anonymity: a text may still be recognised by what it says. That is why few
see them, small groups are not shown, and any of them can be deleted.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from surveys.layouts import FormQuestion, Layout
from surveys.mapping import REMARK
from surveys.sheets import SurveyTable
from surveys.wordings import plain
from wuhao.columns import Table

SMALL = 5  # an organization's stratum with fewer sheets is not shown
LONGEST = 2_000  # characters of one text
QUESTION = 200
_NUMBER = re.compile(r"^\s*[Qq]?\d+\s*[、.．:：)）]\s*")  # of a question, before its text
_NOTHING = "无 没有 没 无意见 没有意见 暂无 无建议 没有建议 暂无意见 空 跳过"
_EMPTY = frozenset(["", "/", "-", "none", "n/a", "(空)", "(跳过)", "-2", "-3", *_NOTHING.split()])
_SIGNS = str.maketrans("＠－．＋", "@-.+")
_NARROW = _SIGNS | {
    wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF5B) if chr(wide - 0xFEE0).isalnum()
}
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "倪施季俞章鲁葛瞿诸葛欧阳"
)
_MASKS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII), "〔邮箱〕"),
    (re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?!\d)"), "〔身份证号〕"),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"), "〔手机号〕"),
    (re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"), "〔电话〕"),
    (re.compile(r"(?<!\d)\d{7,}(?!\d)"), "〔号码〕"),
    (
        re.compile(r"(微信号?|QQ号?|wx|vx)(?:是|为|[:： ])*[A-Za-z0-9_-]{5,}", re.IGNORECASE),
        r"\1〔号码〕",
    ),
    (re.compile(r"\d+(?:弄|号楼|栋|幢|单元)\D{0,2}\d+(?:号|室|单元|楼)*(?:\d+室?)?"), "〔住址〕"),
    (
        re.compile(
            rf"(我是|我叫|本人是?|姓名(?:是|为|[:：])?|署名[:：]?)\s*(?:[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
            r"(?=$|[^\u4e00-\u9fff]|[的是在住，,。、；])"
        ),
        r"\1〔姓名〕",
    ),
    (
        re.compile(
            rf"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?=(?:先生|女士|老师|师傅|大爷|大妈|阿姨))"
        ),
        "〔姓名〕",
    ),
)


class FoundRemark(NamedTuple):
    """A masked text with the code of its organization."""

    organization: str
    stratum: str
    question: str
    text: str


def masked(text: str) -> str:
    """The text with numbers, addresses and names replaced by what they were."""
    shown = text.translate(_NARROW).strip()
    for pattern, instead in _MASKS:
        shown = pattern.sub(instead, shown)
    return shown[:LONGEST]


def is_nothing(text: str) -> bool:
    """An empty cell, or one that says there is nothing to say."""
    return plain(text).rstrip("。.!") in _EMPTY


def remarks_in(
    rows: Sequence[Sequence], layout: Layout, form: Sequence[FormQuestion], table: SurveyTable
) -> list[FoundRemark]:
    """The texts of the rows that were understood, in the order of the columns."""
    found: list[FoundRemark] = []
    columns = _columns(layout, form)
    if not columns:
        return found
    cells = Table.of(rows).columns
    for number, question in columns:
        column = cells[number - 1]
        codes = [column.codes[row - 1] for row in table.row_numbers]
        texts = {code: str(column.values[code]) for code in set(codes)}
        shown = {code: masked(text) for code, text in texts.items() if not is_nothing(text)}
        for code, organization, stratum in zip(
            codes, table.organizations, table.strata, strict=True
        ):
            if code in shown:
                found.append(FoundRemark(organization, stratum, question[:QUESTION], shown[code]))
    return found


def _columns(layout: Layout, form: Sequence[FormQuestion]) -> list[tuple[int, str]]:
    """(number, the question as people know it): open questions and columns said to be remarks."""
    texts = {f"question:{one.code}": one.text for one in form if not one.options}
    texts[REMARK] = ""
    return [
        (column.number, texts[column.role] or _NUMBER.sub("", column.header))
        for column in layout.columns
        if column.role in texts
    ]
