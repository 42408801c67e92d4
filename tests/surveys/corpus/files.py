"""Making the corpus's files: answers in the layouts people upload, and files that are no tables."""

import csv as csv_module
import io

import xlwt
from openpyxl import Workbook

from surveys.layouts import FormQuestion
from surveys.tallies import columns_of
from tests.creation.imports_corpus.files import merged, put, raw  # noqa: F401  the cases take them
from tests.surveys.conftest import QUESTIONS
from tests.surveys.corpus.form import FORM

CODE = "党组织代码"
HEADER = [CODE, *QUESTIONS]
USUAL = ("群众", "满意", "基本满意", "一般", "知道", "听说过", "志愿服务┋文体活动")
WJX_FRONT = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
WJX = [
    *WJX_FRONT,
    "1、您所在的党支部",
    *(f"{n}、{text}" for n, text in enumerate(QUESTIONS, start=2)),
]
TENCENT_FRONT = [
    "编号", "开始答题时间", "结束答题时间", "答题时长", "语言", "清洗数据结果",
    "智能清洗数据无效概率", "地理位置国家和地区", "地理位置省", "地理位置市", "用户类型",
    "用户标识", "昵称", "自定义字段",
]  # fmt: skip
TENCENT = [
    *TENCENT_FRONT,
    "1.您所在的党支部",
    *(f"{n}.{text}" for n, text in enumerate(QUESTIONS, start=2)),
    "IP", "UA", "Referrer", "",
]  # fmt: skip
JINSHUJU = [
    "序号", "所在党支部", *QUESTIONS, "提交人", "提交时间", "修改时间", "填写设备", "操作系统",
    "浏览器", "填写者IP", "微信昵称", "微信OpenID",
]  # fmt: skip
PLACES = {"who": 1, "m1": 2, "m2": 3, "m3": 4, "z1": 5, "z2": 6, "c1": 7}


def one(code="QD01", **cells):
    """A usual sheet of a resident with some cells changed: `one(m1="不错")`."""
    row = [code, *USUAL]
    for name, value in cells.items():
        row[PLACES[name]] = value
    return row


def wjx(*cells, number=1, when="2026/09/03 12:00:00", took="123秒", address="1.2.3.4(上海-上海)"):
    return [number, when, took, "手机提交", "微信", address, *(cells or one())]


def tencent(*cells, user="u1", address="10.1.1.1"):
    front = [1, "2026-09-03 12:00:00", "2026-09-03 12:02:03", "123秒", "简体中文", "正常", "0%"]
    front += ["中国", "上海", "上海", "微信", user, "小王", ""]
    return [*front, *(cells or one()), address, "Mozilla/5.0", "https://wj.qq.com", ""]


def jinshuju(number, *cells):
    back = ["微信用户", "2026-09-03 12:00:00", "", "手机", "iOS", "微信", "1.2.3.4", "小王", "oX1"]
    return [number, *(cells or one()), *back]


def xlsx(*rows, header=HEADER, shape=lambda book: None):
    def make(path):
        path = path.with_suffix(".xlsx")
        book = Workbook()
        for line in ([header] if header else []) + list(rows):
            book.active.append(line)
        shape(book)
        book.save(path)
        return path

    return make


def xls(*rows, header=HEADER):
    def make(path):
        path = path.with_suffix(".xls")
        book = xlwt.Workbook()
        sheet = book.add_sheet("答卷")
        for number, line in enumerate((header, *rows)):
            for place, value in enumerate(line):
                sheet.write(number, place, value)
        book.save(str(path))
        return path

    return make


def text_of(rows, header=HEADER, comma=",", end="\r\n"):
    out = io.StringIO(newline="")
    csv_module.writer(out, delimiter=comma, lineterminator=end).writerows([header, *rows])
    return out.getvalue()


def csv(*rows, encoding="utf-8-sig", **more):
    return raw(text_of(rows, **more).encode(encoding), ".csv")


def tally_header(form: tuple[FormQuestion, ...] = FORM):
    return [CODE, "身份", *columns_of(form)]


def ballots(code="QD01", who="群众", issued=50, valid=40, void=2, first=None):
    """A counted ballot: everybody is satisfied, knows well and took part, unless `first` says."""
    row = [code, who, issued, valid + void, valid, void]
    row += first or [valid, 0, 0, 0, 0, 0]
    row += [valid, 0, 0, 0, 0, 0] * 2 + [valid, 0, 0, 0, 0] * 2
    return [*row, valid, 0, 0]


def shaped(*steps):
    def shape(book):
        for step in steps:
            step(book)

    return shape


def above(*lines):
    """Lines above the header."""

    def shape(book):
        book.active.insert_rows(1, len(lines))
        for number, line in enumerate(lines, start=1):
            book.active.cell(number, 1, line)

    return shape


def more_sheets(book):
    """As our own template has them: codes and notes behind the answers."""
    book.create_sheet("党组织代码").append(["党组织代码", "党组织名称"])
    book.create_sheet("填写说明").append(["从列表里选"])


def hidden_first(book):
    old = book.create_sheet("旧", 0)
    for line in (HEADER, one("QD02")):
        old.append(line)
    old.sheet_state = "hidden"
    book.active = 1


def empty_first(book):
    book.create_sheet("空", 0)
    book.active = 1


def all_hidden(book):
    book.active.sheet_state = "hidden"
    book.create_sheet("空")
