"""Beside the items of a self-check: how it was made, and what cost points."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.access import sheet_or_404
from assessment.forms.sheets import InquiryForm
from assessment.gaps import ORDER
from assessment.services.gap_plans import gaps_of, plan_gaps, why_not_plan
from assessment.services.self_checks import note_inquiry, remove_inquiry, why_not_note


@require_http_methods(["GET", "POST"])
def inquiry_list(request, pk):
    """座谈会、问卷、测评: what was held, and one more."""
    sheet = sheet_or_404(request.user, pk, "self_check")
    form = InquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note_inquiry(sheet=sheet, held=form.held(), by=request.user)
        messages.success(request, "已记录。")
        return redirect("inquiry_list", pk)
    context = {
        "nav": "self_check",
        "sheet": sheet,
        "inquiries": sheet.inquiries.all(),
        "form": form,
        "why_not": why_not_note(sheet),
    }
    status = 422 if form.errors else 200
    return render(request, "assessment/inquiry_list.html", context, status=status)


@require_http_methods(["GET", "POST"])
def inquiry_remove(request, pk, inquiry_pk):
    """Asks first."""
    sheet = sheet_or_404(request.user, pk, "self_check")
    inquiry = get_object_or_404(sheet.inquiries, pk=inquiry_pk)
    if request.method == "POST":
        remove_inquiry(inquiry=inquiry, by=request.user)
        return redirect("inquiry_list", pk)
    context = {
        "title": "删除记录",
        "text": f"删除“{inquiry}”的记录？",
        "confirm_label": "删除",
        "danger": True,
        "back_url": reverse("inquiry_list", args=[pk]),
    }
    return render(request, "confirm.html", context)


@require_GET
def gap_list(request, pk):
    """What cost points, and what brings back most with least effort."""
    sheet = sheet_or_404(request.user, pk, "self_check")
    shown = gaps_of(sheet)
    context = {
        "nav": "self_check",
        "sheet": sheet,
        "gaps": shown,
        "lost": sum(one.gap.lost for one in shown),
        "order": ORDER,
        "why_not": why_not_plan(sheet, shown),
    }
    return render(request, "assessment/gap_list.html", context)


@require_POST
def gap_plan(request, pk):
    """One click: every gap without a plan becomes a rectification."""
    sheet = sheet_or_404(request.user, pk, "self_check")
    made = plan_gaps(sheet=sheet, by=request.user)
    messages.success(request, f"已列入整改 {len(made)} 项，责任人和期限可以在整改里查看。")
    return redirect("gap_list", pk)
