"""Measuring: seconds as a median, memory as the peak of a process of its own."""

import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.db import connections


@dataclass(frozen=True)
class Result:
    """One case. `limit_s` does the same writes with the bare tool; None where there is none."""

    name: str
    ours_s: float
    peers_s: dict[str, float] = field(default_factory=dict)
    limit_s: float | None = None
    peak_mb: float | None = None

    def as_dict(self) -> dict:
        """With ratio_peers (50 = fifty times faster) and ratio_limit (1 = at the limit)."""
        return asdict(self) | {
            "ratio_peers": {name: s / self.ours_s for name, s in self.peers_s.items()},
            "ratio_limit": self.limit_s and self.limit_s / self.ours_s,
        }


def seconds(work: Callable[[], object], *, repeat: int = 3, before=lambda: None) -> float:
    """Median seconds of `work`; `before` puts things back first and is not counted."""
    taken = []
    for _ in range(repeat):
        before()
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def seconds_in_turn(
    works: Sequence[Callable[[], object]], *, repeat: int = 3, before=lambda: None
) -> list[float]:
    """Median seconds of each, taken in turn: a machine that is slow for a while is so for all."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(repeat):
        for work, times in zip(works, taken, strict=True):
            times.append(seconds(work, repeat=1, before=before))
    return list(map(statistics.median, taken))


def peak_mb(work: Callable[[], object]) -> float:
    """Most memory that a process doing `work`, and what it starts, ever held."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise RuntimeError("the measured work failed in its process")
    return usage.ru_maxrss / 1024


def table(results: list[Result]) -> str:
    """The results as aligned text."""
    rows = [("case", "ours s", "peak MB", "beside")]
    for result in results:
        ratios = result.as_dict()
        beside = [f"{name} ×{ratio:.1f}" for name, ratio in ratios["ratio_peers"].items()]
        if ratios["ratio_limit"]:
            beside.append(f"limit ×{ratios['ratio_limit']:.2f}")
        peak = f"{result.peak_mb:.0f}" if result.peak_mb else ""
        rows.append((result.name, f"{result.ours_s:.4f}", peak, ", ".join(beside)))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}  {d}" for a, b, c, d in rows
    )


def save(results: list[Result], place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps([result.as_dict() for result in results], indent=1) + "\n")
