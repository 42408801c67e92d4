"""整改: demanded by who reviews, reported by the unit, confirmed or sent back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tables2 import RequestConfig

from assessment.access import (
    candidacy_or_404,
    rectification_or_404,
    rectifications_for,
)
from assessment.filters.titles import RectificationFilter
from assessment.forms.titles import DemandForm, RecheckForm, ReportDoneForm
from assessment.queries.titles import listed_rectifications, rectification_counts
from assessment.services import rectifications as service
from assessment.tables.titles import RectificationTable
from creation.access import need
from creation.views.downloads import list_file
from creation.views.rounds import round_in_use
from wuhao.navigation import link

PER_PAGE = 20
NAMES = {"open": "整改中", "overdue": "其中逾期", "reported": "待复核", "done": "已销号"}


@require_GET
@need("see_results", "self_check")
def rectification_list(request):
    round_ = round_in_use(request)
    reach = rectifications_for(request.user).filter(candidacy__round=round_)
    narrowed = RectificationFilter(request.GET, queryset=listed_rectifications(reach))
    table = RectificationTable(narrowed.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    if file := list_file(request, table, "整改清单"):
        return file
    counts = rectification_counts(reach)
    context = {
        "nav": "evaluation",
        "round": round_,
        "counts": [
            {"name": name, "count": counts[code], "href": link("rectification_list", state=code)}
            for code, name in NAMES.items()
        ],
        "filter": narrowed,
        "table": table,
    }
    return render(request, "assessment/rectification_list.html", context)


@require_http_methods(["GET", "POST"])
def rectification_create(request, pk):
    """Ask a candidacy to put something right."""
    candidacy = candidacy_or_404(request.user, pk, "review")
    form = DemandForm(request.POST or None, candidacy=candidacy)
    if request.method == "POST" and form.is_valid():
        service.demand(candidacy=candidacy, by=request.user, **form.values())
        messages.success(request, f"已向{candidacy.organization}提出整改。")
        return redirect("candidacy_detail", pk)
    context = {
        "nav": "evaluation",
        "candidacy": candidacy,
        "form": form,
        "why_not": service.why_not_demand(candidacy),
    }
    status = 422 if form.errors else 200
    return render(request, "assessment/rectification_create.html", context, status=status)


@require_GET
def rectification_detail(request, pk):
    return _show(request, rectification_or_404(request.user, pk))


def _show(request, one, *, status=200, **forms):
    mine = rectifications_for(request.user, "self_check").filter(pk=one.pk).exists()
    judges = rectifications_for(request.user, "review").filter(pk=one.pk).exists()
    context = {
        "nav": "evaluation",
        "one": one,
        "mine": mine,
        "judges": judges,
        "why_not_report": service.why_not_report_done(one),
        "why_not_confirm": service.why_not_confirm(one),
        "why_not_reopen": service.why_not_reopen(one),
        "report_form": ReportDoneForm(initial={"measure": one.measure, "proof": one.proof}),
        "recheck_form": RecheckForm(),
        **forms,
    }
    return render(request, "assessment/rectification_detail.html", context, status=status)


@require_POST
def rectification_report(request, pk):
    one = rectification_or_404(request.user, pk, "self_check")
    form = ReportDoneForm(request.POST)
    if not form.is_valid():
        return _show(request, one, status=422, report_form=form, form=form)
    service.report_done(rectification=one, by=request.user, **form.cleaned_data)
    messages.success(request, "整改已报送，等待复核。")
    return redirect("rectification_detail", pk)


@require_POST
def rectification_recheck(request, pk):
    """The recheck: confirmed, or sent back with the reason (the button pressed says which)."""
    one = rectification_or_404(request.user, pk, "review")
    form = RecheckForm(request.POST)
    if not form.is_valid():
        return _show(request, one, status=422, recheck_form=form, form=form)
    words = form.cleaned_data["recheck"]
    if request.POST.get("verdict") == "reopen":
        service.reopen(rectification=one, reason=words, by=request.user)
        messages.success(request, "已退回整改。")
    else:
        service.confirm(rectification=one, recheck=words, by=request.user)
        messages.success(request, "整改已销号。")
    return redirect("rectification_detail", pk)
