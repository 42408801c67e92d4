"""The log, for those who may read it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from creation.access import log_for, need
from creation.filters import LogFilter
from creation.tables import LogTable
from creation.views.downloads import rows_of, table_file

PER_PAGE = 50
EXPORTED = 20_000


@need("see_log")
@require_safe
def log_list(request):
    filtered = LogFilter(request.GET, queryset=log_for(request.user))
    table = LogTable(filtered.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "filter": filtered,
        "table": table,
        "shown": table.paginator.count,
        "query": request.GET.urlencode(),
    }
    return render(request, "creation/log/list.html", context)


@need("see_log")
@require_safe
def log_export(request):
    filtered = LogFilter(request.GET, queryset=log_for(request.user))
    return table_file(request, rows_of(LogTable(filtered.qs[:EXPORTED])), "操作日志")
