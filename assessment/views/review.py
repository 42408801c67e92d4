"""初审: the queue, and one candidacy with standard, claim and decision side by side."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from assessment.access import candidacies_for, candidacy_or_404
from assessment.filters.review import ReviewFilter
from assessment.forms.marks import Card, values_in_words
from assessment.forms.review import ReturnForm
from assessment.queries.papers import paper_of
from assessment.queries.review import STATES, desk_counts, queue, waiting
from assessment.queries.submissions import changed_since, submissions_of
from assessment.services.phrases import phrases_for
from assessment.services.review import (
    accept,
    return_sheet,
    why_not_accept,
    why_not_return,
    why_not_unlock,
)
from assessment.services.reviewing import others, renew
from assessment.services.sheets import start, why_not_start
from assessment.services.verdicts import noted_for_return, standings
from assessment.tables.review import ReviewTable
from assessment.views.papers import PaperPage, tasks
from creation.access import need
from creation.views.downloads import list_file
from creation.views.rounds import round_in_use

PER_PAGE = 20


@require_GET
@need("review")
def review_list(request):
    """Who waits for the review; every candidacy of the round in reach, by filter."""
    round_ = round_in_use(request)
    reach = candidacies_for(request.user, "review").filter(round=round_)
    rows = queue(reach, round=round_, user=request.user)
    found = ReviewFilter(
        request.GET, queryset=rows.select_related("organization", "sector", "town")
    )
    table = ReviewTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    if file := list_file(request, table, "初审清单"):
        return file
    counts = desk_counts(rows, today=timezone.localdate())
    labels = {code: label for code, (label, _) in STATES.items()} | {"late": "逾期"}
    context = {
        "nav": "review",
        "round": round_,
        "filter": found,
        "table": table,
        "counts": [(code, label, counts[code]) for code, label in labels.items()],
    }
    return render(request, "assessment/review_list.html", context)


@require_GET
def review_detail(request, pk):
    candidacy = candidacy_or_404(request.user, pk, "review")
    renew(candidacy, request.user)
    sheet = candidacy.sheets.filter(stage="review").first()
    if sheet is not None:
        sheet.candidacy = candidacy
        return show(request, sheet)
    return _show(request, candidacy, None)


def show(request, sheet, *, refused=None, status=200):
    page = PaperPage(sheet, refused=refused)
    return _show(request, sheet.candidacy, page, status=status)


def _show(request, candidacy, page, *, form=None, status=200):
    own = candidacy.sheets.filter(stage="self").first()
    if own is not None:
        own.candidacy = candidacy
    claims = paper_of(own, with_files=True) if own else None
    queued = waiting(candidacies_for(request.user, "review")).exclude(pk=candidacy.pk)
    context = {
        "nav": "review",
        "candidacy": candidacy,
        "own": own,
        "sheet": page and page.sheet,
        "errors": page and page.errors,
        "paper": page.paper if page else claims,
        "tasks": tasks((page.paper if page else claims), "#goal-") if own else [],
        "sections": _side_by_side(claims, page, form) if own else [],
        "why_not_start": why_not_start(candidacy, "review"),
        "why_not_accept": why_not_accept(candidacy),
        "may_return": own is not None and not why_not_return(own),
        "form": form or ReturnForm(),
        "phrases": phrases_for(request.user),
        "next": queued.first(),
        "others": others(candidacy, request.user),
        **(_so_far(candidacy, own, claims, page) if own else {}),
    }
    return render(request, "assessment/review_detail.html", context, status=status)


def _so_far(candidacy, own, claims, page):
    """How far the review is, item by item; what was handed in before and changed since."""
    found = standings(own, page and page.sheet)
    rows = [(mark, found[mark.pk]) for mark in claims.marks]
    submissions = list(submissions_of(own))
    return {
        "standings": found,
        "decided": sum(not one.is_open for one in found.values()),
        "total": len(rows),
        "left": [(mark, one) for mark, one in rows if one.is_disputed or one.kind == "returned"],
        "free": sum(one.is_open and not one.is_disputed for one in found.values()),
        "submissions": submissions,
        "changes": [
            (one.mark, *(_said(one.mark, said) for said in (one.before, one.after)))
            for one in changed_since(own, submissions)
        ],
        "may_unlock": own.state == "accepted" and not why_not_unlock(candidacy),
    }


def _said(mark, said):
    return (values_in_words(mark.item, said.values), said.points) if said else ("", None)


def _side_by_side(claims, page, form):
    """Per goal its items, each with the unit's card, the reviewer's card, the words to return."""
    words, decided = form.items() if form else {}, {}
    noted = noted_for_return(claims.sheet)
    if page:
        cards = [card for section in page.paper.sections for card in page.cards(section)]
        decided = {card.item.pk: card for card in cards}
    return [
        (
            section,
            [
                {
                    "claim": Card(row.item, row.mark),
                    "decision": decided.get(row.item.pk),
                    "words": words.get(row.mark.pk, noted.get(row.mark.pk, "")) if row.mark else "",
                }
                for row in section.rows
            ],
        )
        for section in claims.sections
    ]


def saved(mark):
    """What else on the page changes when an item is saved."""
    paper = paper_of(mark.sheet)
    tasks_now = tasks(paper, "#goal-")
    return {"paper": paper, "mark": paper.own(mark), "tasks": tasks_now, "word": "初审"}


@require_POST
def review_start(request, pk):
    candidacy = candidacy_or_404(request.user, pk, "review")
    if not candidacy.sheets.filter(stage="review").exists():
        start(candidacy=candidacy, stage="review", by=request.user)
    return redirect("review_detail", pk)


@require_POST
def review_return(request, pk):
    """Send the self sheet back, whole or by item, with a reason and a date."""
    candidacy = candidacy_or_404(request.user, pk, "review")
    own = get_object_or_404(candidacy.sheets, stage="self")
    form = ReturnForm(request.POST)
    if not form.is_valid():
        sheet = candidacy.sheets.filter(stage="review").first()
        page = PaperPage(sheet) if sheet else None
        return _show(request, candidacy, page, form=form, status=422)
    return_sheet(
        sheet=own,
        reason=form.cleaned_data["reason"],
        due=form.cleaned_data["due"],
        items=form.items(),
        by=request.user,
    )
    messages.success(request, f"{candidacy.organization}的自查表已退回。")
    return _next(request, candidacy)


@require_POST
def review_accept(request, pk):
    candidacy = candidacy_or_404(request.user, pk, "review")
    accept(candidacy=candidacy, by=request.user)
    messages.success(request, f"{candidacy.organization}已通过初审。")
    return _next(request, candidacy)


def _next(request, candidacy):
    """On to who waits longest, or back to the queue when nobody does."""
    waits = waiting(candidacies_for(request.user, "review")).exclude(pk=candidacy.pk).first()
    return redirect("review_detail", waits.pk) if waits else redirect("review_list")
