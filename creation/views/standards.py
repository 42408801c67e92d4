"""The library of standards: every edition, read, begun, compared, published, retired."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from creation.access import (
    may_everywhere,
    need,
    need_everywhere,
    standard_or_404,
    standards_for,
)
from creation.asking import Asked
from creation.forms.standards import RenameForm, StandardForm
from creation.models import StandardSet
from creation.queries.standards import method_of, rounds_by_standard, rounds_using, specs_of
from creation.services import standard_drafts
from creation.services import standards as service
from creation.standard_diff import diff
from creation.standards import (
    COMMON_GOODS,
    COMPUTED,
    NATURES,
    PERIODS,
    SCOPES,
    plain_text,
)
from creation.views.downloads import moment, table_file, wanted
from wuhao.errors import Refused

KINDS = {"draft": "info", "published": "ok", "retired": "mute"}
MOVES = {
    "publish": ("发布", service.publish, service.why_not_publish),
    "retire": ("停用", service.retire, service.why_not_retire),
    "delete": ("删除", standard_drafts.delete_standard, standard_drafts.why_not_delete),
}
see = need("see_organizations", "edit_standards")
edit = need_everywhere("edit_standards")


@see
@require_safe
def standard_list(request):
    sets = standards_for(request.user).annotate(
        item_count=Count("items", filter=Q(items__is_bonus=False)),
        bonus_count=Count("items", filter=Q(items__is_bonus=True)),
    )
    sets, used_in = sets.order_by("sector__order", "-edition"), rounds_by_standard()
    if wanted(request):
        return table_file(request, _lines(sets, used_in), "创建标准")
    context = {
        "sets": sets,
        "used_in": used_in,
        "kinds": KINDS,
        "may_edit": may_everywhere(request.user, "edit_standards"),
    }
    return render(request, "creation/standards/list.html", context)


def _lines(sets, used_in):
    yield ["标准", "代码", "领域", "版次", "要点", "加分项", "状态", "用在", "发布时间"]
    for one in sets:
        rounds = "、".join(str(name) for name in used_in.get(one.pk, ()))
        state, at = one.get_state_display(), moment(one.published_at)
        counts = (one.item_count, one.bonus_count)
        yield [one.name, one.code, str(one.sector), one.edition, *counts, state, rounds, at]


@see
@require_safe
def standard_detail(request, pk):
    return _shown(request, pk, "creation/standards/detail.html")


@see
@require_safe
def standard_print(request, pk):
    """The table as it looks on paper."""
    return _shown(request, pk, "creation/standards/print.html")


def _shown(request, pk, template):
    standard = standard_or_404(request.user, pk)
    may_edit, rounds = may_everywhere(request.user, "edit_standards"), list(rounds_using(standard))
    context = {
        "standard": standard,
        "spec": specs_of(standard),
        "kind": KINDS[standard.state],
        "words": {"goods": COMMON_GOODS, "scopes": SCOPES, "natures": NATURES}
        | {"periods": PERIODS, "computed": COMPUTED},
        "rounds": rounds,
        "why_not_retire": service.why_not_retire(standard, rounds),
        "may_edit": may_edit,
        "nav": "standards",
    }
    return render(request, template, context)


@see
@require_safe
def standard_preview(request, pk):
    """One goal as the self-check will ask for it; nothing typed here is kept."""
    standard = standard_or_404(request.user, pk)
    sections = [*standard.goals.all(), None]
    items = list(standard.items.all())
    wanted = request.GET.get("goal", "1")
    groups = [
        _group(standard, goal, items, wanted) for goal in sections if goal or _own(None, items)
    ]
    now = next((group for group in groups if group["current"]), None)
    if now is None:
        raise Http404
    at = groups.index(now)
    context = {
        "standard": standard,
        "tasks": groups,
        "now": now,
        "cards": [_card(item) for item in now["items"]],
        "before": groups[at - 1] if at else None,
        "after": groups[at + 1] if at + 1 < len(groups) else None,
        "nav": "standards",
    }
    return render(request, "creation/standards/preview.html", context)


def _own(goal, items):
    return [item for item in items if item.goal_id == (goal.pk if goal else None)]


def _group(standard, goal, items, wanted):
    own, code = _own(goal, items), goal.code if goal else "B"
    return {
        "title": goal.name if goal else "加分项",
        "href": f"{reverse('standard_preview', args=[standard.pk])}?goal={code}",
        "done": 0,
        "total": len(own),
        "points": 0,
        "full": sum(item.points for item in own),
        "current": code == wanted,
        "items": own,
    }


def _card(item):
    return {
        "item": item,
        "asked": Asked(method_of(item), item.points, item.unit),
        "tags": [item.get_scope_display(), item.get_nature_display()],
        "computed": COMPUTED.get(item.computed, ""),
    }


@see
@require_safe
def standard_compare(request):
    """Two editions side by side (?old=…&new=…); without `old`, the one before of that sector."""
    sets = list(standards_for(request.user).order_by("sector__order", "-edition", "-pk"))
    by_pk = {str(one.pk): one for one in sets}
    new = by_pk.get(request.GET.get("new", "")) or next(iter(sets), None)
    old = by_pk.get(request.GET.get("old", "")) or _before(new, sets)
    context = {"sets": sets, "old": old, "new": new, "nav": "standards"}
    if old and new:
        found = diff(*(specs_of(standard_or_404(request.user, one.pk)) for one in (old, new)))
        context |= {
            "diff": found,
            "pairs": [pair for pair in found.pairs if pair.kind != "same"],
        }
    return render(request, "creation/standards/compare.html", context)


def _before(new, sets):
    others = [one for one in sets if one != new]
    own = [one for one in others if one.sector_id == new.sector_id] if new else []
    older = [one for one in own if one.edition < new.edition]
    return next(iter(older or own or others), None)


# --- staff ---


@edit
@require_http_methods(["GET", "POST"])
def standard_begin(request):
    """A draft from nothing, or from any other edition (?from=…)."""
    source = StandardSet.objects.filter(pk=_number(request.GET.get("from"))).first()
    initial = {"source": source, "sector": source and source.sector_id}
    initial["name"] = source.name if source else "五好党支部创建标准"
    form = StandardForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            standard = standard_drafts.begin_standard(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error("edition", str(refusal))
        else:
            messages.success(request, f"已新建草稿“{standard}”，改好后发布。")
            return redirect("standard_edit", standard.pk)
    return _form(request, form, "新建标准", "新建", reverse("standard_list"))


def _number(raw):
    return int(raw) if raw and raw.isdecimal() and len(raw) < 10 else 0


@edit
@require_http_methods(["GET", "POST"])
def standard_rename(request, pk):
    standard = standard_or_404(request.user, pk)
    if sentence := standard_drafts.why_not_edit(standard):
        raise Refused(sentence)
    initial = {"name": standard.name, "edition": standard.edition}
    form = RenameForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            standard_drafts.rename_standard(standard=standard, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error("edition", str(refusal))
        else:
            messages.success(request, "名称已保存。")
            return redirect("standard_edit", pk)
    return _form(request, form, "改标准名称", "保存", reverse("standard_edit", args=[pk]))


def _form(request, form, title, submit_label, back_url):
    context = {"form": form, "title": title, "submit_label": submit_label, "back_url": back_url}
    context["nav"] = "standards"
    return render(request, "creation/form.html", context, status=422 if form.errors else 200)


@edit
@require_http_methods(["GET", "POST"])
def standard_move(request, pk, verb):
    """Publish, retire or delete, asked back first with what follows from it."""
    standard = standard_or_404(request.user, pk)
    if verb not in MOVES:
        raise Http404
    label, move, why_not = MOVES[verb]
    if request.method == "POST":
        move(standard=standard, by=request.user)
        messages.success(request, f"“{standard}”已{label}。")
        return redirect("standard_list") if verb == "delete" else redirect("standard_detail", pk=pk)
    if sentence := why_not(standard):
        raise Refused(sentence)
    context = {
        "title": f"{label}{standard}",
        "text": _CONSEQUENCES[verb],
        "items": _locked(specs_of(standard)) if verb == "publish" else [],
        "confirm_label": label,
        "danger": verb == "delete",
        "back_url": reverse("standard_detail", args=[pk]),
        "nav": "standards",
    }
    return render(request, "confirm.html", context)


_CONSEQUENCES = {
    "publish": "发布以后内容不能再改，只能停用。下面这些从此锁定，谁也改不了，数据库里也一样：",
    "retire": "新的轮次不再选用它；已结束的轮次仍然查得到。",
    "delete": "这份草稿和它的全部要点都会删除，不能恢复。要留一份，请先导出。",
}


def _locked(spec):
    """What a publication locks, in figures."""
    goals = "，".join(f"{goal.name} {plain_text(goal.points)} 分" for goal in spec.goals)
    count = len(spec.items) - len(spec.bonus)
    lines = [f"五个目标共 {count} 个要点，合计正好 100 分：{goals}"]
    if spec.bonus:
        total = plain_text(sum(item.points for item in spec.bonus))
        lines.append(f"加分项 {len(spec.bonus)} 个，共 {total} 分，另计")
    lines.append("每个要点的编号、名称、内容、评分标准、分值、计分方法和参数、来源和佐证提示")
    lines.append("要修订时另出一版：从这一版复制，改好再发布，新旧可以逐条对照")
    return lines
