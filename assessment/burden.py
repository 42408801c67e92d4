"""What filling in a sheet has cost: minutes from the times at which it was saved. Pure."""

from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=10)
RULE = (
    "分钟数由保存的时间推算：同一人在同一张自查表上，前后两次保存相隔不超过 10 分钟的，间隔计入；"
    "更长的算休息，不计。提交时算一次，退回后重报的累计；"
    "导入的不计。中位数：一半组织不超过它。"
)


def minutes_spent(saves: Iterable[tuple[Hashable, datetime]]) -> int:
    """Whole minutes, started ones counted, of (author, moment) pairs of one sheet in any order.

    Gaps of at most ten minutes between two saves of one author count; longer ones are rest. Two
    authors at the same time both count: it is their work, not the clock's.
    """
    last: dict[Hashable, datetime] = {}
    spent = timedelta()
    for moment, author in sorted((moment, str(author)) for author, moment in saves):
        gap = moment - last.get(author, moment)
        if gap <= PAUSE:
            spent += gap
        last[author] = moment
    return -(-spent // timedelta(minutes=1))
