"""Saving one item, whichever of the three sheets it stands on."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from assessment.access import mark_or_404
from assessment.forms.marks import Card, MarkForm
from assessment.services.marks import save_mark, why_not_save
from assessment.services.review import decide_not_applicable
from assessment.services.verdicts import rewrite
from assessment.views import review, sheets, visits
from assessment.views.papers import place_of
from wuhao.errors import Conflict, Refused

PAGES = {"self": sheets, "review": review, "spot": visits}


@require_POST
def mark_save(request, pk):
    """A fragment for htmx, else back to the item; a refusal stands beside what was typed."""
    mark = mark_or_404(request.user, pk)
    form = MarkForm(request.POST, mark=mark)
    try:
        save = rewrite if mark.sheet.stage == "review" else save_mark
        mark = save(mark=mark, entry=form.entry(), by=request.user)
    except Refused as error:
        return _refused(request, mark, form, error)
    if not request.htmx:
        return redirect(place_of(mark))
    context = PAGES[mark.sheet.stage].saved(mark)
    if "quick" in request.POST:
        return _filled(request, context)
    return render(request, "assessment/mark_saved.html", context)


def _filled(request, context):
    """A quick button fills the form in: the whole form comes back, not its state alone."""
    mark = context["mark"]
    context["card"] = Card(mark.item, mark)
    answer = render(request, "assessment/mark_filled.html", context)
    return reswap(retarget(answer, f"#form-{mark.pk}"), "outerHTML")


def _refused(request, mark, form, error):
    """Wrong state or an overtaken version: 409; a value that the item can't take: 422."""
    out_of_turn = why_not_save(mark)
    if out_of_turn and not request.htmx:
        raise error
    status = 409 if out_of_turn or isinstance(error, Conflict) else 422
    card = Card(mark.item, mark, form=form, refusal=error, place=place_of(mark, fresh=True))
    if request.htmx:
        return render(request, "assessment/mark_refused.html", {"card": card}, status=status)
    return PAGES[mark.sheet.stage].show(request, mark.sheet, refused=card, status=status)


@require_POST
def mark_decide(request, pk):
    """初审 confirms or denies that an item does not apply."""
    mark = mark_or_404(request.user, pk, "review")
    confirmed = request.POST.get("decision") == "confirm"
    decide_not_applicable(mark=mark, confirmed=confirmed, by=request.user)
    return redirect(place_of(mark))
