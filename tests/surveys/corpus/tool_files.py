"""Files as survey tools and our own blanks come: all of it is understood."""

from surveys.mapping import Mapping
from tests.surveys.corpus import files as f
from tests.surveys.corpus.cases import TWO, good
from tests.surveys.corpus.files import csv, one, xls, xlsx

PAIR = (one(), one("QD02"))
OPTION_COLUMNS = [f"第8题({text})" for text in ("主题党日", "志愿服务", "其他", "没有参加")]
NUMBERS = [1, 2, 2, 1, 2, 3]  # after the identity: M1 satisfied, basic, basic, clear, knows …
WENJUAN = ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8_A1", "Q8_A8"]
WENJUAN_ROLES = [
    "organization", "stratum", *(f"question:{code}" for code in ("M1", "M2", "M3", "Z1", "Z2")),
    "question:C1:1", "question:C1:8",
]  # fmt: skip

CASES = [
    good(
        "wjx text mode",
        xlsx(
            f.wjx(*one("北街党支部", c1="主题党日┋其他〖张三家的事〗")),
            f.wjx(*one("QD02", who="党员", m1="(空)", m2="(跳过)"), number=2, took="2分3秒"),
            header=f.WJX,
        ),
        {"QD01 mass": 1, "QD02 member": 1},
        classes={"M1": {"satisfied": 1, "blank": 1}, "M2": {"basic": 1, "skipped": 1}},
        layout="wjx",
        personal=("来源", "来源详情", "来自IP"),
        flags={"source": 2},
        times=("2026-09-03 12:00:00",) * 2,
    ),
    good(
        "wjx number mode with a column for each option",
        xlsx(
            f.wjx("QD01", 2, *NUMBERS[:5], 1, 1, 0, 0),
            f.wjx("QD01", 1, -2, -3, 5, 4, 3, -3, -3, -3, -3, address="5.6.7.8"),
            header=[*f.WJX[:-1], *OPTION_COLUMNS],
        ),
        {"QD01 mass": 1, "QD01 member": 1},
        classes={
            "M1": {"satisfied": 1, "blank": 1},
            "M2": {"basic": 1, "skipped": 1},
            "M3": {"basic": 1, "dont_know": 1},
            "Z1": {"knows_well": 1, "unknown": 1},
            "C1": {"activity": 1, "skipped": 1},
        },
        layout="wjx",
        personal=("来源", "来源详情", "来自IP"),
    ),
    good(
        "wjx gbk csv with a total",
        csv(
            [*f.wjx()[:6], 88, *one()],
            header=[*f.WJX_FRONT, "总分", *f.WJX[6:]],
            encoding="gbk",
        ),
        layout="wjx",
        personal=("来源", "来源详情", "来自IP"),
    ),
    good(
        "wjx old workbook with real numbers",
        xls(f.wjx("310112001001", 2, *NUMBERS[:5], "志愿服务"), header=f.WJX),
        {"310112001001 mass": 1},
        layout="wjx",
        personal=("来源", "来源详情", "来自IP"),
    ),
    good(
        "tencent with an empty column at the end",
        xlsx(f.tencent(), f.tencent(*one("QD02")), f.tencent(user="u2"), header=f.TENCENT),
        {"QD01 mass": 2, "QD02 mass": 1},
        layout="tencent",
        personal=(
            "地理位置国家和地区",
            "地理位置省",
            "地理位置市",
            "用户类型",
            "用户标识",
            "昵称",
            "自定义字段",
            "IP",
            "UA",
            "Referrer",
        ),
        flags={"same": 2, "source": 2},
    ),
    good(
        "wenjuan gbk csv, said by a mapping",
        csv(
            ["QD01", "群众", "满意", "一般", "不满意", "知道", "不知道", 1, 0],
            ["QD02", "党员", "满意", "一般", "不了解", "知道", "不知道", 0, 1],
            header=WENJUAN,
            encoding="gbk",
        ),
        {"QD01 mass": 1, "QD02 member": 1},
        classes={"C1": {"activity": 1, "none": 1}, "M3": {"unsatisfied": 1, "dont_know": 1}},
        layout="wenjuan",
        mapping=Mapping(columns=dict(zip(WENJUAN, WENJUAN_ROLES, strict=True))),
    ),
    good(
        "jinshuju with who sent it",
        xlsx(f.jinshuju(1), f.jinshuju(2, *one("河东党支部")), header=f.JINSHUJU),
        TWO,
        layout="jinshuju",
        personal=(
            "提交人",
            "填写设备",
            "操作系统",
            "浏览器",
            "填写者IP",
            "微信昵称",
            "微信OpenID",
        ),
        flags={"source": 2},
    ),
    good(
        "our template with its further sheets",
        xlsx(*PAIR, header=[f.CODE, "身份", *f.QUESTIONS[1:]], shape=f.more_sheets),
        TWO,
        layout="template",
    ),
    good(
        "ballots counted by hand",
        xlsx(f.ballots(), f.ballots("QD02", who="党员", valid=9, void=0), header=f.tally_header()),
        {"QD01 mass": 42, "QD02 member": 9},
        classes={"M1": {"satisfied": 49, "void": 2}, "C1": {"activity": 49, "void": 2}},
        layout="tally",
    ),
    good(
        "ballots with abstentions and a row nobody counted",
        xlsx(
            f.ballots(valid=10, void=0, first=[4, 3, 1, 0, 1, 1]),
            ["QD02", "群众", *[None] * 4],
            header=f.tally_header(),
        ),
        {"QD01 mass": 10},
        classes={"M1": {"satisfied": 4, "basic": 3, "neutral": 1, "dont_know": 1, "blank": 1}},
        layout="tally",
    ),
]
