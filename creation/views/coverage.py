"""Coverage: no blank spot. And whose term ends."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import product

from django.db.models import Count, Q
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from creation import access
from creation.access import need
from creation.filters.organizations import NO_TOWN, NOTICE, WHY
from creation.models import Organization, Sector
from creation.queries.coverage import counts_by_place, unrated_by_reason
from creation.views.downloads import table_file, wanted
from wuhao.navigation import link

LIST = "organization_list"


@dataclass(frozen=True)
class Cell:
    """`there` organizations, `rated` of them, and the list behind. The root is no blank spot."""

    there: int
    rated: int
    href: str
    is_blank: bool = False


@dataclass(frozen=True)
class Line:
    label: str
    cells: list[Cell]
    total: Cell


@need("see_organizations")
@require_safe
def coverage(request):
    rows = access.organizations_for(request.user)
    sums = _sums(counts_by_place(rows))
    sectors = list(Sector.objects.all())
    towns = {town for town, _ in sums} - {ANY}
    named = Organization.objects.filter(pk__in=towns - {None}).order_by("code")
    lines = [_line(sums, sectors, town) for town in [*named, *({None} & towns)]]
    unrated = [
        (dict(WHY)[group], reason, number, _unrated_href(group, reason))
        for group, reason, number in unrated_by_reason(rows)
    ]
    if wanted(request):
        return table_file(request, _matrix(sectors, lines), "覆盖情况")
    context = {
        "sectors": sectors,
        "lines": lines,
        "totals": [_cell(sums, sector=one.pk) for one in sectors],
        "without": _cell(sums, sector=None),
        "total": _cell(sums),
        "blanks": _blanks(sectors, lines),
        "unrated": unrated,
        "joined": _joined(sums, sectors),
        "today": timezone.localdate(),
    }
    return render(request, "creation/organizations/coverage.html", context)


def _matrix(sectors, lines):
    """Two columns a sector: how many there are, how many of them take part."""
    names = [*(str(one) for one in sectors), "没有填领域", "合计"]
    yield ["街镇", *(title for name in names for title in (f"{name} 党组织", f"{name} 参评"))]
    for line in lines:
        cells = [*line.cells, line.total]
        yield [line.label, *(number for cell in cells for number in (cell.there, cell.rated))]


ANY = "any"


def _sums(counts) -> dict:
    """(town, sector) → [there, rated], with ANY in either place for all of them."""
    sums = defaultdict(lambda: [0, 0])
    for town, sector, there, rated in counts:
        known = (sector, ANY) if town or sector else (ANY,)  # the root needs no sector
        for place in product((town, ANY), known):
            sums[place][0] += there
            sums[place][1] += rated
    return sums


def _cell(sums, *, sector=ANY, town=ANY) -> Cell:
    """`sector` and `town` by their keys; None: that is not filled."""
    there, rated = sums.get((town, sector), (0, 0))
    query = {"town": town, "sector": sector, "is_rated": 1 if rated else ANY}
    query = {name: "null" if one is None else one for name, one in query.items() if one != ANY}
    blank = there > 0 and rated == 0 and town is not None
    return Cell(there, rated, link(LIST, **query, state="open"), blank)


def _line(sums, sectors, town) -> Line:
    key = town.pk if town else None
    cells = [_cell(sums, sector=one, town=key) for one in [*(one.pk for one in sectors), None]]
    return Line(town.name if town else NO_TOWN, cells, _cell(sums, town=key))


def _blanks(sectors, lines):
    """Where there are organizations and none takes part: (words, number, href)."""
    names = [*(f"{one}领域" for one in sectors), "没有填领域"]
    return [
        (f"{line.label}：{name}", cell.there, cell.href)
        for line in lines
        for name, cell in zip(names, line.cells, strict=True)
        if cell.is_blank
    ]


def _unrated_href(group, reason):
    return link(LIST, why=group, **({"reason": reason} if reason else {}))


def _joined(sums, sectors):
    """Sectors in the order in which they joined the campaign; without a date last."""
    dated = sorted(sectors, key=lambda one: (one.joined_on or date.max, one.order))
    return [(one, _cell(sums, sector=one.pk)) for one in dated]


@need("see_organizations")
@require_safe
def terms(request):
    """Terms that have ended, end within half a year, or are not known, by town."""
    today = timezone.localdate()
    rows = access.organizations_for(request.user).open_on()
    groups = {
        "overdue": Q(term_ends_on__lt=today),
        "soon": Q(term_ends_on__gte=today, term_ends_on__lte=today + NOTICE),
        "none": Q(term_ends_on__isnull=True),
    }
    counted = {name: Count("pk", filter=group) for name, group in groups.items()}
    found = rows.order_by("town__code").values("town", "town__name").annotate(**counted)
    lines = [
        (
            one["town__name"] or NO_TOWN,
            [(one[name], link(LIST, town=one["town"] or "null", term=name)) for name in groups],
        )
        for one in found
    ]
    if wanted(request):
        header = ["街镇", "已届满", "半年内届满", "没有填届满日期"]
        rows = [[label, *(number for number, _ in cells)] for label, cells in lines]
        return table_file(request, [header, *rows], "届满情况")
    totals = [(name, sum(one[name] for one in found), link(LIST, term=name)) for name in groups]
    context = {"lines": lines, "totals": totals}
    return render(request, "creation/organizations/terms.html", context)
