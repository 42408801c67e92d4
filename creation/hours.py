"""When people may be disturbed: from 8:00 to 18:00. Pure; moments in local time."""

from datetime import datetime, time, timedelta

FROM, UNTIL = time(8), time(18)


def next_allowed(moment: datetime) -> datetime:
    """The moment itself, or 8:00 of the day when it may be said."""
    if moment.time() < FROM:
        return _at_eight(moment)
    if moment.time() >= UNTIL:
        return _at_eight(moment + timedelta(days=1))
    return moment


def _at_eight(moment: datetime) -> datetime:
    return moment.replace(hour=FROM.hour, minute=FROM.minute, second=0, microsecond=0)
