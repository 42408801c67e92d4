"""The log, for those who may read it: by number, so that a million entries cost what fifty do."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from creation.access import (
    log_changes_for,
    log_entry_or_404,
    log_for,
    may_everywhere,
    need,
    need_everywhere,
)
from creation.filters import LogFilter
from creation.models import LogEntry, LogSeal
from creation.queries.log import details_of, object_type, shown_changes
from creation.queries.seals import seals_over
from creation.services import seals
from creation.tables import LogTable
from creation.views.downloads import rows_of, table_file

PER_PAGE = 50
EXPORTED = 20_000
AT_ONCE = 500  # entries of an export whose details are read together


@need("see_log")
@require_safe
def log_list(request):
    filtered = LogFilter(request.GET, queryset=log_for(request.user))
    entries, newer, older = _window(filtered.qs, request.GET)
    table = LogTable(_with_details(entries, log_changes_for(request.user)))
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    context = {
        "filter": filtered,
        "table": table,
        "newer": newer,
        "older": older,
        "query": query.urlencode(),
        "seal": LogSeal.objects.defer("marks", "ranges", "open").first(),
        "verified": LogEntry.objects.filter(action="核验日志").first(),
        "may_verify": may_everywhere(request.user, "see_log"),
    }
    return render(request, "creation/log/list.html", context)


def _window(rows, query):
    """(entries, number to go to newer ones from, to older ones from); newest first."""
    before, after = (_number(query.get(name)) for name in ("before", "after"))
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: PER_PAGE + 1])
        entries = found[:PER_PAGE][::-1]
        newer = entries[0].pk if len(found) > PER_PAGE else None
        return entries, newer, entries[-1].pk if entries else after + 1
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    entries, more = found[:PER_PAGE], len(found) > PER_PAGE
    newer = entries[0].pk if entries and before is not None else None
    return entries, newer, entries[-1].pk if more else None


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _with_details(entries, changes):
    details = details_of(entries, changes)
    sealed = dict(seals_over(entry.pk for entry in entries))
    for entry in entries:
        entry.details = details[entry.pk]
        entry.sealed_in = sealed.get(entry.pk)
        entry.kind = object_type(entry)
    return entries


@need("see_log")
@require_safe
def log_detail(request, pk):
    """One entry with every row that its transaction changed, by pages."""
    entry = log_entry_or_404(request.user, pk)
    changes = log_changes_for(request.user).filter(transaction=entry.transaction).order_by("id")
    since = _number(request.GET.get("after"))
    found = list(changes.filter(pk__gt=since or 0)[: PER_PAGE + 1])
    (entry,) = _with_details([entry], changes)
    context = {
        "entry": entry,
        "changed": shown_changes(found[:PER_PAGE]),
        "more": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
        "paged": since is not None,
        "nav": "log",
    }
    return render(request, "creation/log/detail.html", context)


@need("see_log")
@require_safe
def log_export(request):
    """What the filter shows, sealed before: the last line notes the digest for later checks."""
    filtered = LogFilter(request.GET, queryset=log_for(request.user))
    entries = list(filtered.qs.order_by("-pk")[:EXPORTED])
    wanted = "；".join(f"{name}={value}" for name, value in request.GET.items() if value)
    seal = seals.export(by=request.user, rows=len(entries), filter_text=wanted)
    return table_file(request, _exported(entries, log_changes_for(request.user), seal), "操作日志")


def _exported(entries, changes, seal):
    for start in range(0, max(len(entries), 1), AT_ONCE):
        rows = rows_of(LogTable(_with_details(entries[start : start + AT_ONCE], changes)))
        header = next(rows)
        if start == 0:
            yield header
        yield from rows
    if seal:
        yield [f"封存至{seal}，摘要 {seal.digest}"]


@need_everywhere("see_log")
@require_POST
def log_verify(request):
    return redirect("job_detail", pk=seals.request_verification(by=request.user).pk)
