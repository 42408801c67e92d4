"""The self-check: filled in item by item, checked, handed in; and any sheet to read or print."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.access import (
    candidacy_or_404,
    is_mine,
    readable_sheet_or_404,
    readable_sheets,
    sheet_or_404,
)
from assessment.forms.sheets import SubmitForm
from assessment.queries.papers import paper_of, points_of, side_by_side
from assessment.services.bulk_marks import signer
from assessment.services.candidacies import red_lines_of
from assessment.services.evidence import may_prove_later, proof_due, proof_sentence
from assessment.services.marks import OPEN
from assessment.services.self_checks import hand_in, lateness, why_not_hand_in
from assessment.services.sheets import (
    start,
    why_not_withdraw_submission,
    withdraw_submission,
)
from assessment.views.papers import PaperPage, cards_of, tasks
from wuhao.errors import Refused

READ_ONLY = "这张表由填表的单位或人员填写，您可以查看。"


@require_POST
def sheet_start(request, pk):
    """Begin, or go on with, the self-check of a candidacy."""
    candidacy = candidacy_or_404(request.user, pk, "self_check")
    sheet = candidacy.sheets.filter(stage="self").first()
    sheet = sheet or start(candidacy=candidacy, stage="self", by=request.user)
    return redirect("sheet_detail", sheet.pk)


@require_GET
def sheet_detail(request, pk):
    """One of the five goods of a sheet: the self-check to fill in, any other to read."""
    return show(request, readable_sheet_or_404(request.user, pk))


def show(request, sheet, *, refused=None, status=200):
    mine = is_mine(request.user, sheet)
    may_prove = mine and may_prove_later(sheet)
    why_not = "" if mine else READ_ONLY
    page = PaperPage(sheet, refused=refused, may_prove=may_prove, why_not=why_not)
    section = page.paper.section(refused.goal_code if refused else request.GET.get("goal"))
    context = _around(page.paper, section) | {
        "nav": "self_check",
        "sheet": sheet,
        "mine": mine,
        "why_not": page.why_not,
        "cards": page.cards(section),
        "errors": page.errors,
        "deadline": _deadline(sheet),
        "proof_due": _proof_sentence(sheet) if may_prove or sheet.state == "returned" else "",
    }
    return render(request, "assessment/sheet_detail.html", context, status=status)


def _proof_sentence(sheet):
    return proof_sentence(proof_due(sheet))


def saved(mark):
    """What else on the page changes when an item is saved."""
    paper = paper_of(mark.sheet)
    mark = paper.own(mark)
    return _around(paper, paper.section_of(mark)) | {"mark": mark, "word": "自评"}


def _around(paper, section):
    """The task list at the left and the dock below."""
    url = reverse("sheet_detail", args=[paper.sheet.pk]) + "?goal="
    shown = [one for one in paper.sections if one.rows]
    at = shown.index(section)
    before, after = shown[:at], shown[at + 1 :]
    return {
        "paper": paper,
        "section": section,
        "tasks": tasks(paper, url, section),
        "back_url": before and url + before[-1].code,
        "next_url": after and url + after[0].code,
        "next_name": after and after[0].name,
    }


def _deadline(sheet):
    """The day by which this sheet is due: its own when it was returned, else the round's."""
    if sheet.state == "returned":
        return sheet.returned_due
    stage = sheet.candidacy.round.stages.filter(stage=sheet.stage).first()
    return stage and stage.ends_on


@require_http_methods(["GET", "POST"])
def sheet_submit(request, pk):
    """The last step: what was answered, what is missing, the summary, the signature."""
    sheet = sheet_or_404(request.user, pk, "self_check")
    red_lines = red_lines_of(sheet.candidacy.round)
    form = SubmitForm(request.POST or None, initial=_initial(sheet), red_lines=red_lines)
    if request.method == "POST" and form.is_valid():
        if not (refusal := why_not_hand_in(sheet) or _sign(form, sheet, request.user)):
            return redirect("sheet_receipt", sheet.pk)
        if sheet.state not in OPEN:
            raise Refused(refusal)
        form.add_error(None, refusal)
    if request.method == "GET" and sheet.state not in OPEN:
        return redirect("sheet_receipt", sheet.pk)
    context = _handing_in(sheet) | {"form": form, "red_lines": form.red_lines}
    return render(request, "assessment/sheet_submit.html", context, status=_status(form))


def _sign(form, sheet, by) -> str:
    """The sentence that refuses the signature, "" when the sheet is handed in."""
    try:
        hand_in(sheet=sheet, signing=form.signing(), by=by)
    except Refused as refusal:
        sheet.refresh_from_db(fields=["state"])
        return str(refusal)
    return ""


def _handing_in(sheet):
    paper, url = paper_of(sheet), reverse("sheet_detail", args=[sheet.pk])
    return {
        "nav": "self_check",
        "sheet": sheet,
        "paper": paper,
        "answers": [(section, cards_of(section)) for section in paper.sections if section.total],
        "why_not": why_not_hand_in(sheet),
        "tasks": tasks(paper, f"{url}?goal="),
        "url": url,
        "inquiries": sheet.inquiries.all(),
        "deadline": _deadline(sheet),
    }


def _initial(sheet):
    return {
        "results": sheet.results,
        "shortcomings": sheet.shortcomings,
        "next_effort": sheet.next_effort,
        "signed_by": signer(sheet.signed_by) or sheet.candidacy.organization.secretary_name,
    }


def _status(form):
    """A rule that says no: 409; something typed that can't be: 422."""
    if form.errors:
        return 409 if form.non_field_errors() else 422
    return 200


@require_GET
def sheet_receipt(request, pk):
    """What was handed in, when and by whom; the number to quote."""
    sheet = sheet_or_404(request.user, pk, "self_check")
    if sheet.state in OPEN:
        return redirect("sheet_detail", pk)
    context = {
        "nav": "self_check",
        "sheet": sheet,
        "paper": paper_of(sheet),
        "late": lateness(sheet, _deadline(sheet)),
        "why_not_withdraw": why_not_withdraw_submission(sheet),
    }
    return render(request, "assessment/sheet_receipt.html", context)


@require_POST
def sheet_withdraw(request, pk):
    sheet = sheet_or_404(request.user, pk, "self_check")
    withdraw_submission(sheet=sheet, by=request.user)
    messages.success(request, "自查表已撤回，改完后请再次提交。")
    return redirect("sheet_detail", pk)


@require_GET
def sheet_print(request, pk):
    """The paper form: what each party found, side by side, as far as the reader may see it."""
    sheet = readable_sheet_or_404(request.user, pk)
    paper, found = side_by_side(sheet, readable_sheets(request.user))
    sections = [
        (section, [(row, [of.get(row.item.pk) for of in found.values()]) for row in section.rows])
        for section in paper.sections
    ]
    context = {
        "nav": "self_check",
        "sheet": paper.sheet,
        "sections": sections,
        "full": sum(row.item.points for one in paper.sections if one.goal for row in one.rows),
        "totals": [points_of(paper, of) for of in found.values()],
        "inquiries": paper.sheet.inquiries.all(),
    }
    return render(request, "assessment/sheet_print.html", context)
