"""The library of standards: every edition, read, uploaded, published, retired."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from creation.access import may_everywhere, need, need_everywhere
from creation.forms import TomlForm
from creation.models import StandardSet
from creation.services import standards as service
from creation.standards import (
    COMMON_GOODS,
    COMPUTED,
    NATURES,
    PERIODS,
    SCOPES,
    StandardError,
    parse_standard,
)
from wuhao.errors import Refused

KINDS = {"draft": "info", "published": "ok", "retired": "mute"}
INTRO = "每个领域每个版次一个 TOML 文件，五个目标合计正好 100 分。上传后是草稿，发布后不能再改。"
MOVES = {
    "publish": (service.publish, service.why_not_publish, "发布以后内容不能再改，只能停用。"),
    "retire": (
        service.retire,
        service.why_not_retire,
        "新的轮次不再选用它，已用它的轮次不受影响。",
    ),
}


@need("see_organizations", "edit_standards")
@require_safe
def standard_list(request):
    sets = StandardSet.objects.select_related("sector").annotate(
        item_count=Count("items", filter=Q(items__is_bonus=False)),
        bonus_count=Count("items", filter=Q(items__is_bonus=True)),
    )
    context = {
        "sets": sets.order_by("sector__order", "-edition"),
        "kinds": KINDS,
        "may_edit": may_everywhere(request.user, "edit_standards"),
    }
    return render(request, "creation/standards/list.html", context)


@need("see_organizations", "edit_standards")
@require_safe
def standard_detail(request, pk):
    standard = get_object_or_404(StandardSet.objects.select_related("sector"), pk=pk)
    context = {
        "standard": standard,
        "spec": service.specs_of(standard),
        "kind": KINDS[standard.state],
        "words": {"goods": COMMON_GOODS, "scopes": SCOPES, "natures": NATURES}
        | {"periods": PERIODS, "computed": COMPUTED},
        "may_edit": may_everywhere(request.user, "edit_standards"),
        "why_not_publish": service.why_not_publish(standard),
        "why_not_retire": service.why_not_retire(standard),
    }
    return render(request, "creation/standards/detail.html", context)


@need_everywhere("edit_standards")
@require_http_methods(["GET", "POST"])
def standard_upload(request):
    form, errors = TomlForm(request.POST or None, request.FILES or None), []
    if form.is_valid():
        try:
            spec = parse_standard(form.data_read)
            standard = service.save_standard(spec=spec, by=request.user)
        except StandardError as error:
            errors = error.errors
        except Refused as refused:
            errors = [str(refused)]
        else:
            messages.success(request, f"已读入“{standard}”，共 {len(spec.items)} 个要点。")
            return redirect("standard_detail", pk=standard.pk)
    context = {"form": form, "errors": errors, "title": "上传创建标准", "upload": True}
    context |= {"intro": INTRO, "submit_label": "上传", "back_url": reverse("standard_list")}
    return render(request, "creation/form.html", context)


@need_everywhere("edit_standards")
@require_http_methods(["GET", "POST"])
def standard_move(request, pk, verb):
    """Publish or retire, asked back first."""
    standard = get_object_or_404(StandardSet, pk=pk)
    if verb not in MOVES:
        raise Http404
    move, why_not, consequence = MOVES[verb]
    label = {"publish": "发布", "retire": "停用"}[verb]
    if request.method == "POST":
        move(standard=standard, by=request.user)
        messages.success(request, f"“{standard}”已{label}。")
        return redirect("standard_detail", pk=pk)
    if sentence := why_not(standard):
        raise Refused(sentence)
    context = {
        "title": f"{label}{standard}",
        "text": consequence,
        "confirm_label": label,
        "back_url": reverse("standard_detail", args=[pk]),
    }
    return render(request, "confirm.html", context)
