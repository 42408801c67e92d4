"""What somebody has begun and not finished: named before he goes. Each app says its own."""

from collections.abc import Callable
from dataclasses import dataclass

_finders: list[Callable] = []


@dataclass(frozen=True)
class Work:
    """One kind of work that waits: how much of it, and the page that lists it."""

    label: str
    count: int
    url: str


def register(finder) -> None:
    """`finder(user)` → Works; upper apps register when they are ready."""
    _finders.append(finder)


def open_work(user) -> list[Work]:
    """All that waits for that person today."""
    return [work for find in _finders for work in find(user) if work.count]
