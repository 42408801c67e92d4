"""Files as people fill them in and save them: all of it is understood."""

from datetime import datetime

from surveys.mapping import Mapping
from tests.surveys.corpus import files as f
from tests.surveys.corpus import tool_files
from tests.surveys.corpus.cases import ONE, TWO, good
from tests.surveys.corpus.files import csv, one, raw, text_of, xlsx

PAIR = (one(), one("QD02"))
NOON = datetime(2026, 9, 3, 12)  # noqa: DTZ001  as workbooks hold it
ENCODINGS = [
    good("csv utf-8", csv(*PAIR, encoding="utf-8"), TWO),
    good("csv utf-8 with its mark", csv(*PAIR, encoding="utf-8-sig"), TWO),
    good("csv gbk", csv(*PAIR, encoding="gbk"), TWO),
    good(
        "csv gb18030 with a rare sign",
        csv([*one(), "㐂𠮷"], header=[*f.HEADER, "建议"], encoding="gb18030"),
    ),
    good("csv utf-16 with its mark", csv(*PAIR, encoding="utf-16"), TWO),
    good(
        "csv utf-16 big end first, with tabs",
        raw(b"\xfe\xff" + text_of(PAIR, comma="\t").encode("utf-16-be"), ".csv"),
        TWO,
    ),
    good("csv with semicolons", csv(*PAIR, comma=";"), TWO),
    good("csv with old line ends", csv(*PAIR, end="\r"), TWO),
    good(
        "csv with a separator line of Excel",
        raw(b"sep=,\r\n" + text_of(PAIR).encode(), ".csv"),
        TWO,
    ),
    good(
        "csv with line breaks and quotes in a cell",
        csv([*one(), '他说"好"\n，谢谢'], header=[*f.HEADER, "建议"]),
    ),
    good(
        "csv with short and long rows",
        csv(one()[:4], [*one("QD02"), "", ""]),
        TWO,
        classes={"M3": {"blank": 1, "neutral": 1}, "C1": {"blank": 1, "activity": 1}},
    ),
    good(
        "csv with a mark inside",
        raw(
            text_of([one()]).encode("utf-8-sig")
            + "\ufeff".encode()
            + ",".join(one("QD02")).encode(),
            ".csv",
        ),
        TWO,
    ),
]

PEOPLE = [
    good(
        "title and date above the header", xlsx(*PAIR, shape=f.above("测评结果", "2026年3月")), TWO
    ),
    good(
        "headers with numbers, kinds, stars and blanks",
        xlsx(
            one(),
            header=[
                " 党组织 代码 ",
                "1、您的身份[单选题]*",
                *(f"{n}．{t}？*" for n, t in enumerate(f.QUESTIONS[1:], 2)),
            ],
        ),
    ),
    good("full-width code and answers", csv(one("ｑｄ０１", m1="１", m2="Ａ.满意"))),
    good("codes as numbers of Excel", xlsx(one(310112001001)), {"310112001001 mass": 1}),
    good("name and code in one cell", csv(one("北街党支部（QD01）"), one("QD02 河东")), TWO),
    good(
        "a column of codes beside one of names",
        csv(
            ["北街党支部", *one("")], ["河东党支部", *one("QD02")], header=["党支部名称", *f.HEADER]
        ),
        TWO,
    ),
    good("blank rows between and behind", xlsx(one(), [None] * 8, one("QD02"), [" ", None]), TWO),
    good(
        "a hundred columns, most of them somebody's own",
        xlsx([*one(), *range(92)], header=[*f.HEADER, *(f"自己的{n}" for n in range(92))]),
    ),
    good(
        "empty columns at the end and in front",
        csv(["", *one(), "", ""], header=["", *f.HEADER, "", ""]),
    ),
    good("hidden sheet first", xlsx(one(), shape=f.hidden_first)),
    good("empty sheet first", xlsx(one(), shape=f.empty_first)),
    good(
        "blank, skipped, void and don't know stay apart",
        csv(
            *(
                one(m1=text)
                for text in ("", "(空)", "(跳过)", "-3", "无效", "废票", "不了解", "弃权", "满意")
            )
        ),
        {"QD01 mass": 9},
        classes={"M1": {"blank": 3, "skipped": 2, "void": 2, "dont_know": 1, "satisfied": 1}},
    ),
    good(
        "five levels of another tool",
        csv(
            *(
                one(m1=text)
                for text in ("很满意", "较好", "说不清", "很不满意", "不清楚", "非常满意")
            )
        ),
        {"QD01 mass": 6},
        classes={
            "M1": {"satisfied": 2, "basic": 1, "neutral": 1, "unsatisfied": 1, "dont_know": 1}
        },
    ),
    good(
        "ticks with every separator",
        csv(*(one(c1=f"志愿服务{mark}文体活动") for mark in "┋;；|、，,\n")),
        {"QD01 mass": 8},
        classes={"C1": {"activity": 8}},
    ),
    good(
        "words with blanks of every width",
        csv(one(who=" 群 众 ", m1="\u3000满意\xa0", m2="\u200b基本满意"), one(" QD02\t")),
        TWO,
        classes={"M1": {"satisfied": 2}, "M2": {"basic": 2}},
    ),
    good(
        "times in every form",
        xlsx(
            *(
                [when, *one()]
                for when in ("2026/9/3 12:00", NOON, "2026-09-03 12:00:00", "昨天", "", 7)
            ),
            header=["提交时间", *f.HEADER],
        ),
        {"QD01 mass": 6},
        times=("2026-09-03 12:00:00",) * 3 + ("",) * 3,
        flags={"same": 3},
    ),
    good(
        "error cells outside of what counts",
        xlsx([*one(), "#REF!"], header=[*f.HEADER, "备注"], shape=f.put(I2="=1/0")),
    ),
    good(
        "one organization for the whole file",
        csv(one()[1:], header=f.HEADER[1:]),
        mapping=Mapping(fixed_organization="北街党支部"),
    ),
    good(
        "one identity for the whole file",
        csv([*one()[:1], *one()[2:]], header=[f.CODE, *f.HEADER[2:]]),
        {"QD01 member": 1},
        mapping=Mapping(fixed_stratum="member"),
    ),
    good(
        "what was decided before",
        csv(one("北街", who="游客", m1="不错"), one(m1="路过"), one("某某")),
        {"QD01 mass": 2},
        classes={"M1": {"basic": 1, "void": 1}},
        mapping=Mapping(
            organizations={"北街": "QD01", "某某": "ignore"},
            strata={"游客": "mass"},
            wordings={"M1": {"不错": "2", "路过": "void"}},
        ),
        left_out=(4,),
    ),
    good(
        "sums below, said to be left out",
        csv(one(), ["合计", "1"]),
        ONE,
        mapping=Mapping(organizations={"合计": "ignore"}),
        left_out=(3,),
    ),
    good("two equal sheets stay two", csv(one(), one()), {"QD01 mass": 2}),
]

CASES = [*ENCODINGS, *tool_files.CASES, *PEOPLE]
