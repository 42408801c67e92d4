"""How many months of a round count for an organization (RULES 1.4)."""

from datetime import date


def months_open(begins: date, ends: date, opened: date | None, closed: date | None) -> int:
    """Calendar months of the round in which the organization was open, a begun one counting whole.

    `opened` and `closed` are None when they are not known, or not yet.
    """
    first = max(begins, opened or begins)
    last = min(ends, closed or ends)
    if first > last:
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1
