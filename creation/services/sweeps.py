"""What the sweep does besides waking jobs: each app registers its own when it is ready."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

_rounds: list["_Round"] = []


@dataclass
class _Round:
    work: Callable[[], object]
    every: float  # seconds
    next_at: float = 0.0


def register(work, *, every):
    """Have `work()` called by the sweep, at most every so many seconds."""
    _rounds.append(_Round(work, every))


def go_round() -> None:
    """Do what is due. One that fails is told to the log and tried again at its next turn."""
    for one in _rounds:
        if time.monotonic() < one.next_at:
            continue
        one.next_at = time.monotonic() + one.every
        try:
            one.work()
        except Exception:
            log.exception("sweep: %s failed", one.work)
