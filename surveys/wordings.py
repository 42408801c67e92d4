"""What people and survey tools write, and the class that it counts for.

Data and the two functions that make wordings comparable. Pure.
"""

import re
import unicodedata

BLANK, SKIPPED, VOID, NOT_ASKED = 0, -1, -2, -3
SPECIAL = {"blank": BLANK, "skipped": SKIPPED, "void": VOID}

# As typed by people and by survey tools in text and number mode, already through `plain`.
NOT_ANSWERED = {
    "": BLANK, "(空)": BLANK, "-2": BLANK, "空": BLANK, "未填": BLANK, "未作答": BLANK,
    "弃权": BLANK,
    "(跳过)": SKIPPED, "-3": SKIPPED, "跳过": SKIPPED,
    "(无效)": VOID, "无效": VOID, "废票": VOID, "无效票": VOID,
}  # fmt: skip

CLASSES = {
    "satisfaction": {
        "satisfied": "满意 很满意 非常满意 十分满意 比较满意 较满意 好 很好",
        "basic": "基本满意 较好",
        "neutral": "一般 一般满意 说不清 中立",
        "unsatisfied": "不满意 很不满意 非常不满意 十分不满意 不太满意 比较不满意 较不满意 差",
        "dont_know": "不了解 不清楚 不知道 不好说 没有接触",
    },
    "awareness": {
        "knows_well": "很清楚 非常清楚 非常了解 很了解 全部知道 十分了解",
        "knows": "知道 了解 清楚 比较了解 基本了解 比较清楚 基本清楚 部分知道 是",
        "heard": "听说过 听说 有所耳闻 了解一点 不太了解 不太清楚",
        "unknown": "不知道 不了解 不清楚 没听说过 没听说 完全不了解 否",
    },
    "participation": {
        "activity": "参加过 参加 有 是 参与过 其他 其它 经常参加 偶尔参加",
        "none": "没有参加 没有参加过 未参加 都没有 以上都没有 没有 无 否 没参加过 均未参加 "
        "从未参加",
    },
    "identity": {
        "member": "党员 中共党员 正式党员 预备党员 中共预备党员 党员群体 本支部党员",
        "mass": "群众 居民 村民 职工 普通群众 服务对象 群众代表 非党员 共青团员 党外群众 民主党派 "
        "无党派人士 居民群众 员工 教职工",
        "delegate": "两代表一委员 党代表 人大代表 政协委员 党代会代表",
        "partner": "共建单位 共建单位代表 辖区单位 驻区单位 区域化党建单位",
    },
}
WORDINGS = {
    dimension: {word: code for code, words in classes.items() for word in words.split()}
    for dimension, classes in CLASSES.items()
}
CLASS_NAMES = {
    "satisfied": "满意", "basic": "基本满意", "neutral": "一般", "unsatisfied": "不满意",
    "dont_know": "不了解", "knows_well": "很清楚", "knows": "知道", "heard": "听说过",
    "unknown": "不知道", "activity": "参加过的活动", "none": "没有参加", "member": "党员",
    "mass": "群众", "delegate": "两代表一委员", "partner": "共建单位",
    "blank": "空白", "skipped": "跳过", "void": "无效",
}  # fmt: skip

_PREFIX = re.compile(r"^(?:q?\d+\s*[、.:)]|第\d+题[、.:])+")
_SUFFIX = re.compile(
    r"(?:\[[^\]]*(?:题|选|填)[^\]]*\]|\((?:单选|多选|可多选|必填|必答)[^)]*\)|\*)$"
)
_UNSEEN = dict.fromkeys((0xFEFF, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xAD))  # no width
_FREE_TEXT = re.compile(r"〖[^〗]*〗")


def plain(value: object) -> str:
    """Comparable text: one width, no blanks, lower case; 310112001001.0 loses its `.0`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).translate(_UNSEEN)
    return "".join(text.split()).lower()


def stem(header: object) -> str:
    """A header without the number before it and the kind of question behind it."""
    text = _PREFIX.sub("", plain(header), count=1)
    while (shorter := _SUFFIX.sub("", text).rstrip("?。.:*!")) != text:
        text = shorter
    return text


def without_free_text(value: str) -> str:
    """`其他〖……〗` → `其他`: what somebody typed may name a person and is never kept."""
    return _FREE_TEXT.sub("", value)
