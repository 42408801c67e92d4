"""初审 item by item: standard │ claim, evidence, last round │ decision; then the next by itself."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.access import candidacy_or_404
from assessment.forms.marks import Card, MarkForm, values_in_words
from assessment.forms.review import JudgeForm, ReturnForm
from assessment.queries.last_round import last_round
from assessment.queries.papers import marks_by_item, paper_of
from assessment.queries.submissions import changed_since, versions_of
from assessment.services.phrases import keep_phrase, phrases_for
from assessment.services.review import unlock, why_not_unlock
from assessment.services.reviewing import others, renew
from assessment.services.verdicts import (
    Seen,
    agree,
    agree_all,
    change,
    note_return,
    standings,
    why_not_judge,
)
from wuhao.errors import Conflict, Refused

DONE = {"agree": "同意", "change": "已改分", "return": "已记为退回"}


class Desk:
    """One review as the item pages need it: the unit's paper, the review's marks, the standings."""

    def __init__(self, candidacy):
        self.candidacy = candidacy
        sheets = {sheet.stage: sheet for sheet in candidacy.sheets.all()}
        self.own, self.review = sheets.get("self"), sheets.get("review")
        if self.own is None:
            raise Http404
        for sheet in sheets.values():
            sheet.candidacy = candidacy
        self.paper = paper_of(self.own, with_files=True)
        self.theirs = marks_by_item(candidacy, "review")
        for theirs in self.theirs.values():
            theirs.sheet = self.review
        self.standings = standings(self.own, self.review)

    def mark(self, code):
        found = (mark for mark in self.paper.marks if mark.item.code == code)
        if (mark := next(found, None)) is None:
            raise Http404
        return mark

    def next_open(self, mark):
        """The next undecided item after this one, round to those before it; None when all are."""
        at = self.paper.marks.index(mark)
        around = self.paper.marks[at + 1 :] + self.paper.marks[:at]
        return next((one for one in around if self.standings[one.pk].is_open), None)

    def steps(self, current):
        return [
            {"mark": one, "standing": self.standings[one.pk], "current": one == current}
            for one in self.paper.marks
        ]


@require_http_methods(["GET", "POST"])
def review_item(request, pk, code):
    """One item; a decision leads to the next that nobody has decided on."""
    candidacy = candidacy_or_404(request.user, pk, "review")
    renew(candidacy, request.user)
    desk = Desk(candidacy)
    mark = desk.mark(code)
    if request.method == "GET":
        return _show(request, desk, mark, JudgeForm())
    form = JudgeForm(request.POST)
    try:
        _judge(request, desk, mark, form)
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) or why_not_judge(desk.review) else 422
        return _show(request, Desk(candidacy), mark, form, refusal=refusal, status=status)
    after = Desk(candidacy)
    if (following := after.next_open(after.mark(code))) is None:
        messages.success(request, "每个要点都审过了，可以通过初审或者退回。")
        return redirect("review_detail", pk)
    messages.success(request, f"{code} {DONE[form.verdict]}，下一个是 {following.item.code}。")
    return redirect("review_item", pk, following.item.code)


def _judge(request, desk, mark, form):
    """Raises Refused with what is wrong; nothing is written then."""
    form.full_clean()
    given = {"mark": mark, "seen": Seen(*form.seen()), "by": request.user}
    if form.verdict == "agree":
        agree(**given)
    elif form.verdict == "return":
        note_return(reason=form.reason(), **given)
    elif desk.review is None:
        raise Refused(why_not_judge(None))
    else:
        entry = MarkForm(form.entry_data(), mark=desk.theirs[mark.item_id]).entry()
        change(entry=entry, **given)
    if form.keeps_phrase():
        keep_phrase(text=form.reason(), by=request.user)


def _show(request, desk, mark, form, *, refusal=None, status=200):
    mark = desk.mark(mark.item.code)
    theirs = desk.theirs.get(mark.item_id)
    claim = Card(mark.item, mark)
    claim.last = last_round(desk.candidacy).of(mark.item)
    typed = MarkForm(form.entry_data(), mark=theirs) if theirs and form.is_bound else None
    marks = desk.paper.marks
    at = marks.index(mark)
    context = {
        "nav": "review",
        "candidacy": desk.candidacy,
        "mark": mark,
        "claim": claim,
        "theirs": theirs,
        "card": theirs and Card(theirs.item, theirs, form=typed),
        "standing": desk.standings[mark.pk],
        "verdict": getattr(mark, "verdict", None),
        "form": form,
        "errors": [{"text": str(refusal), "href": "#decision"}] if refusal else [],
        "why_not": why_not_judge(desk.review),
        "steps": desk.steps(mark),
        "decided": sum(not one.is_open for one in desk.standings.values()),
        "before": marks[at - 1] if at else None,
        "after": marks[at + 1] if at + 1 < len(marks) else None,
        "history": [
            (label, [(one, values_in_words(mark.item, one.values)) for one in versions_of(row)])
            for label, row in (("自查", mark), ("初审", theirs))
            if row
        ],
        "changed": [one for one in changed_since(desk.own) if one.mark.pk == mark.pk],
        "phrases": phrases_for(request.user),
        "others": others(desk.candidacy, request.user),
    }
    return render(request, "assessment/review_one.html", context, status=status)


@require_GET
def review_begin(request, pk):
    """To the first item that nobody has decided on, else to the first."""
    desk = Desk(candidacy_or_404(request.user, pk, "review"))
    marks = desk.paper.marks
    first = next((one for one in marks if desk.standings[one.pk].is_open), marks[0])
    return redirect("review_item", pk, first.item.code)


@require_POST
def review_agree_all(request, pk):
    candidacy = candidacy_or_404(request.user, pk, "review")
    review = candidacy.sheets.filter(stage="review").first()
    if sentence := why_not_judge(review):
        raise Refused(sentence)
    number = agree_all(review=review, by=request.user)
    messages.success(request, f"已同意 {number} 个没有疑点的要点。")
    return redirect(f"{reverse('review_detail', args=[pk])}#left")


@require_http_methods(["GET", "POST"])
def review_unlock(request, pk):
    """Open an accepted self sheet again, with the reason and a date."""
    candidacy = candidacy_or_404(request.user, pk, "review")
    form = ReturnForm(request.POST or None)
    form.fields["reason"].label = "解锁理由"
    why_not = why_not_unlock(candidacy)
    if request.method == "POST" and form.is_valid():
        unlock(candidacy=candidacy, by=request.user, **form.cleaned_data)
        messages.success(request, f"{candidacy.organization}的自查表已解锁，改完后重新提交。")
        return redirect("review_detail", pk)
    context = {"nav": "review", "candidacy": candidacy, "form": form, "why_not": why_not}
    status = 422 if form.errors else 200
    return render(request, "assessment/review_unlock.html", context, status=status)


@require_GET
def review_watch(request, pk):
    """The page says every minute that it is open, and hears who else is there."""
    candidacy = candidacy_or_404(request.user, pk, "review")
    renew(candidacy, request.user)
    context = {"candidacy": candidacy, "others": others(candidacy, request.user)}
    return render(request, "assessment/review_others.html", context)
