"""Files with something wrong, and files that are no tables of answers: said in full, at once."""

from tests.creation.imports_corpus import files as hostile
from tests.surveys.corpus import files as f
from tests.surveys.corpus.cases import ONE, TWO, refused, wrong
from tests.surveys.corpus.files import csv, one, raw, text_of, xls, xlsx

ASKED = f.QUESTIONS[1:]
NO_QUESTIONS = tuple(f"没有找到题目“{text}”的列" for text in ASKED)
NO_CODE, NO_WHO = "没有找到党组织代码或名称的列", "没有找到身份（党员、群众）的列"
LINE = "第 {} 行 {}：{}".format
M1 = ASKED[0]

WORDS = [
    wrong(
        "everything at once",
        csv(one("QD09", who="游客", m1="不错"), one()),
        LINE(2, f.CODE, "不认识的党组织“QD09”"),
        LINE(2, "您的身份", "不认识的身份“游客”"),
        LINE(2, M1, "不认识的选项“不错”"),
        counts=ONE,
    ),
    wrong(
        "a name that several have",
        csv(one("同名党支部")),
        LINE(2, f.CODE, "有 2 个党组织都叫“同名党支部”，请改填党组织代码"),
    ),
    wrong(
        "a name that is almost one",
        csv(one("河东党总支部")),
        LINE(2, f.CODE, "不认识的党组织“河东党总支部”，是不是“河东党支部”？"),
    ),
    wrong("a code that lost its noughts", xlsx(one(105)), LINE(2, f.CODE, "不认识的党组织“105”")),
    wrong(
        "no organization, no identity",
        csv(one("", who="")),
        LINE(2, f.CODE, "没有填党组织"),
        LINE(2, "您的身份", "没有填身份"),
    ),
    wrong("a number beyond the options", csv(one(m1="9")), LINE(2, M1, "不认识的选项“9”")),
    wrong(
        "one unknown tick among known ones",
        csv(one(c1="志愿服务┋跳舞")),
        LINE(2, ASKED[5], "不认识的选项“跳舞”"),
    ),
    wrong(
        "an answer that is no such question's",
        csv(one(z1="满意")),
        LINE(2, ASKED[3], "不认识的选项“满意”"),
    ),
]

SHAPES = [
    wrong(
        "sums below",
        csv(one(), ["合计", "1"]),
        LINE(3, f.CODE, "“合计”行不是答卷，请删除这一行，或者选择不导入"),
        counts=ONE,
    ),
    wrong(
        "header again in the middle, of a file glued to another",
        raw((text_of([one()]) + "\ufeff" + text_of([one("QD02")])).encode("utf-8-sig"), ".csv"),
        LINE(3, f.CODE, "这一行又是表头，不是答卷，请删除这一行，或者选择不导入"),
        counts=TWO,
    ),
    wrong(
        "the same question twice",
        csv([*one(), "不满意"], header=[*f.HEADER, M1]),
        f"有 2 列都是“{M1}”（C、I 列），请只留一列",
    ),
    wrong(
        "two columns for one question",
        csv([*one(), "不满意"], header=[*f.HEADER, f"9、{M1}"]),
        f"“{M1}”（C 列）和“9、{M1}”（I 列）都对应同一道题，请把其中一列设为不使用",
    ),
    wrong("a question is missing", csv(one()[:-1], header=f.HEADER[:-1]), NO_QUESTIONS[-1]),
    wrong(
        "a question asked in other words",
        csv(one(), header=[*f.HEADER[:2], "您对党支部的班子工作满不满意", *f.HEADER[3:]]),
        f"{NO_QUESTIONS[0]}，是不是“您对党支部的班子工作满不满意”？",
    ),
    wrong(
        "nothing that is known",
        csv(["甲", "乙"], header=["一", "二"]),
        NO_CODE,
        NO_WHO,
        *NO_QUESTIONS,
    ),
    wrong(
        "wenjuan without a mapping",
        csv(["QD01", "群众"], header=["Q1", "Q2_A1"], encoding="gbk"),
        NO_CODE,
        NO_WHO,
        *NO_QUESTIONS,
        layout="wenjuan",
    ),
    wrong(
        "merged organizations",
        xlsx(one(), one(""), shape=f.merged("A2:A3")),
        LINE(2, f.CODE, "A2:A3 是合并单元格，只有第一格有内容，请取消合并后逐格填写"),
        counts=ONE,
    ),
    wrong(
        "header of two rows, merged",
        xlsx(
            one(),
            header=None,
            shape=lambda book: (
                [book.active.insert_rows(1, 2)],
                [book.active.cell(1, n, "测评" if n == 3 else None) for n in range(1, 9)],
                [book.active.cell(2, n, text) for n, text in enumerate(f.HEADER, 1)],
                book.active.merge_cells("A1:A2"),
            ),
        ),
        LINE(1, "表头", "表头 A1:A2 是合并单元格，请取消合并，表头只留一行，每列各写一个列名"),
    ),
    wrong(
        "a formula that was never computed",
        xlsx(one(m1='=IF(1,"满意","")')),
        LINE(2, M1, "单元格 C2 的公式没有算出的值，请在 Excel 里打开并保存后再上传"),
        counts=ONE,
    ),
    wrong(
        "an error cell where it counts",
        xlsx(one(), shape=f.put(C2="#REF!")),
        LINE(2, M1, "不认识的选项“#REF!”"),
    ),
    wrong(
        "more ballots back than given out",
        xlsx(f.ballots(issued=40), header=f.tally_header()),
        LINE(2, "计票", "收回 42 票多于发出 40 票，整张计票表无效"),
        layout="tally",
    ),
    wrong(
        "ballots that don't add up",
        xlsx(f.ballots(first=[39, 0, 0, 0, 0, 0]), header=f.tally_header()),
        LINE(2, "计票", f"“{M1}”各选项加弃权共 39 票，不等于有效 40 票"),
        layout="tally",
    ),
    wrong(
        "a count in words, a negative one",
        xlsx(f.ballots(first=["四十", -1, 0, 0, 0, 0]), header=f.tally_header()),
        LINE(2, f"{M1}(满意)", "“四十”不是票数，要填 0 或正整数"),
        LINE(2, f"{M1}(基本满意)", "“-1”不是票数，要填 0 或正整数"),
        layout="tally",
    ),
]

NOTHING = "表格里没有内容，请检查后重新上传"
SEND = "请上传 .xlsx、.xls 或 .csv 文件"
SAVE_AS = "请用 Excel 另存为 .xlsx 再上传"
FILES = [
    refused("no bytes at all", raw(b"", ".csv"), "文件是空的（0 字节），请检查后重新上传"),
    refused("nothing but blank lines", raw(b"\r\n,,\r\n", ".csv"), NOTHING),
    refused("all sheets hidden", xlsx(one(), shape=f.all_hidden), NOTHING),
    refused("a suffix nobody knows", raw(b"x", ".txt"), f"不认识扩展名“.txt”，{SEND}"),
    refused(
        "html called xls",
        raw(hostile.html(), ".xls"),
        "这是网页（HTML/XML）改名成的 .xls，请用 Excel 打开，另存为 .xlsx 后再上传",
    ),
    refused(
        "csv called xlsx",
        raw(text_of([one()]).encode(), ".xlsx"),
        f"扩展名是 .xlsx，内容却不是 Excel 工作簿，{SAVE_AS}",
    ),
    refused(
        "a picture called csv",
        raw(b"\x89PNG\r\n\x1a\n", ".csv"),
        "这是PNG 图片，不是表格（扩展名是 .csv），请上传真正的表格文件",
    ),
    refused(
        "a pdf called xls",
        raw(b"%PDF-1.7", ".xls"),
        "这是PDF 文件，不是表格（扩展名是 .xls），请上传真正的表格文件",
    ),
    refused("word called xlsx", raw(hostile.word(), ".xlsx"), f"这是 Word 文档，不是表格，{SEND}"),
    refused(
        "a macro inside",
        hostile.with_member("xl/vbaProject.bin"),
        "文件带有宏，请在 Excel 里另存为 .xlsx（不带宏）后再上传",
    ),
    refused(
        "a link to another workbook",
        hostile.with_member("xl/externalLinks/externalLink1.xml"),
        "文件链接或嵌入了别的文件，请在 Excel 里断开链接、另存一份再上传",
    ),
    refused(
        "a path out of the folder",
        hostile.with_member("../../etc/passwd"),
        "文件内部的路径不正常，不能打开，请用 Excel 另存一份再上传",
    ),
    refused("with a password", hostile.encrypted, "文件有密码，请在 Excel 里去掉密码后再上传"),
    refused("cut off", hostile.truncated, "文件已损坏，打不开，请用 Excel 另存一份再上传"),
    refused(
        "an old workbook that is broken",
        raw(hostile.OLE + b"\0" * 2000, ".xls"),
        "文件已损坏，打不开，请用 Excel 另存一份再上传",
    ),
    refused(
        "a cell far away",
        xlsx(one(), shape=hostile.far_cell),
        "第 1048576 行还有内容，超过上限 500,000 行（不算标题），请分成几个文件",
    ),
    refused(
        "two hundred and one columns",
        csv(one(), header=[*f.HEADER, *("x" * 193)]),
        "第 1 行有 201 列，超过上限 200 列",
    ),
    refused(
        "binary called csv",
        raw(b"a,b\0c\r\n", ".csv"),
        "这不是文本表格，请用 Excel 另存为 .xlsx 或 .csv 后再上传",
    ),
    refused(
        "an encoding nobody knows",
        raw(b"\xff\x00\x80,\x81\r\n", ".csv"),
        "认不出文件的文字编码，请用 Excel 另存为 .xlsx 或“CSV UTF-8”后再上传",
    ),
    refused(
        "a workbook called csv",
        lambda path: xlsx(one())(path).rename(path.with_suffix(".csv")),
        "内容是 Excel 工作簿，扩展名却是 .csv，请把扩展名改成 .xlsx 再上传",
    ),
    wrong("only a header", csv()),
    wrong("only a header, old workbook", xls()),
]

CASES = [*WORDS, *SHAPES, *FILES]
