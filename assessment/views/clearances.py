"""联审: what departments have to answer, their answers one by one, in bulk and by file."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from assessment.access import clearance_or_404, clearances_for
from assessment.filters.clearances import ClearanceFilter
from assessment.forms.clearances import AnswerForm, ClearanceFileForm, ClearInBulkForm
from assessment.models import Clearance
from assessment.queries.workbench import answers_by_red_line
from assessment.services.clearance_files import TITLES, import_clearances
from assessment.services.clearances import (
    answer,
    answer_clear_in_bulk,
    why_not_answer,
    why_not_answer_in_bulk,
)
from assessment.services.mark_files import limits
from assessment.tables.clearances import ClearanceTable
from creation.access import departments_for, need
from creation.services import uploads
from creation.views.downloads import table_file
from creation.views.rounds import round_in_use
from wuhao.navigation import link

PER_PAGE = 20
SHOWN = 20  # names on the page that asks to confirm


@require_GET
@need("answer_clearances", "see_clearances")
def clearance_list(request):
    """Departments see their own red lines, staff those of the whole tree."""
    round_, rows = _reach(request)
    narrowed = ClearanceFilter(request.GET, queryset=rows)
    departments = list(departments_for(request.user))
    table = ClearanceTable(narrowed.qs, answers=[one.pk for one in departments])
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    pending = _pending(request, round_)
    context = {
        "nav": "clearance",
        "round": round_,
        "overview": _overview(rows),
        "filter": narrowed,
        "table": table,
        "total": rows.count(),
        "shown": table.paginator.count,
        "answers": bool(departments),
        "pending": pending.count(),
        "query": request.GET.urlencode(),
    }
    return render(request, "assessment/clearance_list.html", context)


def _reach(request):
    """(round, the answers in reach): a department's own, and those that staff sees."""
    round_ = round_in_use(request)
    own = Q(pk__in=clearances_for(request.user).values("pk"))
    seen = Q(pk__in=clearances_for(request.user, "see_clearances").values("pk"))
    rows = Clearance.objects.filter(own | seen, candidacy__round=round_)
    return round_, rows.select_related(
        "candidacy__organization", "candidacy__sector", "candidacy__town", "red_line", "department"
    ).order_by("candidacy__organization__code", "red_line__order", "department__order")


def _pending(request, round_):
    """What the filter leaves of the department's own open answers."""
    rows = clearances_for(request.user).filter(candidacy__round=round_)
    return ClearanceFilter(request.GET, queryset=rows).qs.filter(state="pending")


def _overview(rows):
    return [
        row
        | {
            "href": link("clearance_list", red_line=row["red_line"], department=row["department"]),
            "answered": row["clear"] + row["hit"],
            "total": row["clear"] + row["hit"] + row["pending"],
        }
        for row in answers_by_red_line(rows)
    ]


@require_http_methods(["GET", "POST"])
def clearance_answer(request, pk):
    """Answer, or correct an answer."""
    clearance = clearance_or_404(request.user, pk)
    form = AnswerForm(request.POST or None, initial=_standing(clearance))
    if request.method == "POST" and form.is_valid():
        answer(clearance=clearance, by=request.user, **form.values())
        messages.success(
            request, f"已答复：{clearance.candidacy.organization}，{clearance.red_line}。"
        )
        return redirect(link("clearance_list", state="pending"))
    context = {
        "nav": "clearance",
        "clearance": clearance,
        "form": form,
        "why_not": why_not_answer(clearance),
    }
    status = 422 if form.errors else 200
    return render(request, "assessment/clearance_answer.html", context, status=status)


def _standing(clearance):
    standing = {name: getattr(clearance, name) for name in ("reference", "signed_by", "note")}
    result = {"clear": "no", "hit": "yes"}.get(clearance.state)
    return standing | {"signed_on": clearance.signed_on, "result": result}


@require_http_methods(["GET", "POST"])
@need("answer_clearances")
def clearance_answer_all(request):
    """“无” for everything that the filter leaves open, under one reference."""
    pending = _pending(request, round_in_use(request))
    count = pending.count()
    form = ClearInBulkForm(request.POST or None, initial={"expected": count})
    if request.method == "POST" and form.is_valid():
        answered = answer_clear_in_bulk(clearances=pending, by=request.user, **form.values())
        messages.success(request, f"已有 {answered} 项答复为“无”。")
        return redirect("clearance_list")
    first = pending.select_related("candidacy__organization", "red_line")[:SHOWN]
    context = {
        "nav": "clearance",
        "form": form,
        "count": count,
        "items": [f"{one.candidacy.organization}：{one.red_line}" for one in first],
        "more": max(0, count - SHOWN),
        "why_not": why_not_answer_in_bulk(count),
        "back_url": reverse("clearance_list"),
    }
    status = 422 if form.errors else 200
    return render(request, "assessment/clearance_answer_all.html", context, status=status)


@require_GET
@need("answer_clearances", "see_clearances")
def clearance_export(request):
    """What the filter shows, in the columns that the import reads."""
    round_, rows = _reach(request)
    narrowed = ClearanceFilter(request.GET, queryset=rows)
    header = ["党组织名称", *(title.text for title in TITLES)]
    lines = [
        [
            one.candidacy.organization.name,
            one.candidacy.organization.code,
            one.red_line.name,
            one.department.name,
            "" if one.state == "pending" else one.get_state_display(),
            one.reference,
            one.signed_on.isoformat() if one.signed_on else "",
            one.signed_by,
            one.note,
        ]
        for one in narrowed.qs
    ]
    return table_file(request, [header, *lines], f"联审答复 {round_}")


@require_http_methods(["GET", "POST"])
@need("answer_clearances")
def clearance_import(request):
    """A file of answers: read and checked as a whole, shown, written when confirmed."""
    form = ClearanceFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = uploads.keep(file=form.cleaned_data["file"], by=request.user)
        return redirect("clearance_import_check", token=kept.token)
    context = {"nav": "clearance", "form": form, "limits": limits().in_words()}
    status = 422 if form.errors else 200
    return render(request, "assessment/clearance_import.html", context, status=status)


@require_http_methods(["GET", "POST"])
@need("answer_clearances")
def clearance_import_check(request, token):
    """GET goes the whole way and takes it back; POST keeps it."""
    kept = uploads.find(token=token, by=request.user)
    if kept is None:
        raise Http404
    report = import_clearances(
        path=kept.path,
        name=kept.name,
        round=round_in_use(request),
        by=request.user,
        dry_run=request.method == "GET",
    )
    if request.method == "POST" and not report.problems:
        uploads.forget(kept=kept)
        messages.success(request, f"已写入 {report.answered} 条答复，其中“有” {report.hits} 条。")
        return redirect("clearance_list")
    context = {"nav": "clearance", "kept": kept, "report": report}
    status = 422 if report.problems else 200
    return render(request, "assessment/clearance_import_check.html", context, status=status)
