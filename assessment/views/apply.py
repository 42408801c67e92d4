"""申报: the unit answers for the red lines, then its self-check can begin."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessment.access import candidacy_or_404
from assessment.forms.apply import ApplyForm
from assessment.services.candidacies import (
    apply,
    red_lines_of,
    why_not_apply,
    why_not_withdraw,
    withdraw,
)
from wuhao.errors import Refused


@require_http_methods(["GET", "POST"])
def candidacy_apply(request, pk):
    """A declared red line is refused in one sentence (409), and nothing changes."""
    candidacy = candidacy_or_404(request.user, pk, "self_check")
    posted = request.method == "POST"
    lines = red_lines_of(candidacy.round)
    form = ApplyForm(request.POST if posted else None, red_lines=lines)
    status = _apply(form, candidacy, by=request.user) if posted else 200
    if posted and status == 200:
        messages.success(request, "已申报，可以开始自查。")
        return redirect("candidacy_apply", pk)
    context = {
        "nav": "self_check",
        "candidacy": candidacy,
        "form": form,
        "sheet": candidacy.sheets.filter(stage="self").first(),
        "why_not": why_not_apply(candidacy),
        "why_not_withdraw": why_not_withdraw(candidacy),
    }
    return render(request, "assessment/candidacy_apply.html", context, status=status)


def _apply(form, candidacy, *, by) -> int:
    """200 when applied; else the form says why not: 422 for a gap, 409 for a rule."""
    if not form.is_valid():
        return 422
    try:
        apply(candidacy=candidacy, declaration=form.declaration(), by=by)
    except Refused as error:
        form.add_error(None, str(error))
        return 409
    return 200


@require_POST
def candidacy_withdraw(request, pk):
    candidacy = candidacy_or_404(request.user, pk, "self_check")
    withdraw(candidacy=candidacy, by=request.user)
    messages.success(request, "已撤回申报；已填的内容都留着，再次申报后接着用。")
    return redirect("candidacy_apply", pk)
