"""`{% radar series labels title %}`: the five goods as a web, drawn on the server in plain SVG."""

import math
import zlib

from django import template

register = template.Library()

CENTRE_X, CENTRE_Y, RADIUS = 220, 154, 118
LABEL_GAP = 12


@register.inclusion_tag("components/radar.html")
def radar(series, labels, title, floor=None):
    """A radar with as many axes as labels, and its numbers as a table for screen readers.

    series: [{"name": "全区平均", "values": [91.2, None, …]}], at most three, scored 0-100;
    None is left out of the line and reads "—". floor: value at the centre, by default the tens
    below the lowest value.
    """
    series = list(series)
    known = [value for one in series for value in one["values"] if value is not None]
    floor = _floor(known) if floor is None else floor
    angles = [math.radians(360 * index / len(labels) - 90) for index in range(len(labels))]
    return {
        "title": title,
        "summary": _summary(series, labels),
        "labels": labels,
        "rings": [_ring(angles, mark, floor) for mark in _marks(floor)],
        "spokes": [_at(angle, 100, floor) for angle in angles],
        "captions": [_caption(angle, label) for angle, label in zip(angles, labels, strict=True)],
        "series": [_shape(number, one, angles, floor) for number, one in enumerate(series, 1)],
        "centre": (CENTRE_X, CENTRE_Y),
        "key": f"radar-{zlib.crc32(repr((title, series)).encode()):08x}",
    }


def _floor(values) -> int:
    """The tens below the lowest value, at most 80, so that differences can be seen."""
    if not values:
        return 0
    return max(0, min(80, int(min(values)) // 10 * 10 - 10))


def _marks(floor: int) -> list[int]:
    """Four rings; the outermost is always 100."""
    step = (100 - floor) / 4
    return [round(floor + step * number) for number in range(1, 5)]


def _at(angle: float, value, floor: int) -> tuple[str, str]:
    share = max(0.0, min(1.0, (float(value) - floor) / (100 - floor)))
    x = CENTRE_X + RADIUS * share * math.cos(angle)
    y = CENTRE_Y + RADIUS * share * math.sin(angle)
    return f"{x:.1f}", f"{y:.1f}"


def _path(spots) -> str:
    return " ".join(f"{x},{y}" for x, y in spots)


def _ring(angles, mark: int, floor: int) -> dict:
    return {
        "points": _path(_at(angle, mark, floor) for angle in angles),
        "label": mark,
        "y": _at(angles[0], mark, floor)[1],
    }


def _caption(angle: float, label: str) -> dict:
    x = CENTRE_X + (RADIUS + LABEL_GAP) * math.cos(angle)
    y = CENTRE_Y + (RADIUS + LABEL_GAP) * math.sin(angle)
    side = math.cos(angle)
    anchor = "middle" if abs(side) < 0.2 else ("start" if side > 0 else "end")
    return {
        "x": f"{x:.1f}",
        "y": f"{y + (-4 if anchor == 'middle' else 5):.1f}",
        "anchor": anchor,
        "text": label,
    }


def _shape(number: int, one: dict, angles, floor: int) -> dict:
    spots = [
        _at(angle, value, floor)
        for angle, value in zip(angles, one["values"], strict=True)
        if value is not None
    ]
    return {
        "number": number,
        "name": one["name"],
        "values": one["values"],
        "spots": spots,
        "points": _path(spots),
    }


def _summary(series, labels) -> str:
    """The figures in one sentence a line: the description of the drawing."""
    return "；".join(
        one["name"]
        + "："
        + "，".join(
            f"{label} {'无数据' if value is None else value}"
            for label, value in zip(labels, one["values"], strict=True)
        )
        for one in series
    )
