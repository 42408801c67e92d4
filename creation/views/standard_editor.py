"""The editor of a draft edition: one page, five goals, their items; a drawer for one item.

Every form works by itself; htmx only spares the journey. A structural change gives the whole
editor back, a cell that was typed over only what follows from it.
"""

from dataclasses import replace

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reselect, reswap, retarget

from creation.access import need_everywhere
from creation.forms.standards import ItemForm, RowForm, initial_of, trial_of
from creation.models import Item, RemovedItem, StandardSet
from creation.numerals import plain
from creation.queries.standard_drafts import editor_of
from creation.queries.standards import item_spec
from creation.services import standard_drafts, standard_items
from creation.standard_diff import fields_in_words, marked
from creation.standards import StandardError, read_item
from wuhao.errors import Conflict, Refused

right = need_everywhere("edit_standards")


def draft_or_404(pk):
    return get_object_or_404(StandardSet.objects.select_related("sector"), pk=pk)


def item_or_404(pk, item):
    rows = Item.objects.select_related("standard__sector", "goal")
    return get_object_or_404(rows, pk=item, standard=pk)


def place_of(item):
    return f"{reverse('standard_edit', args=[item.standard_id])}#item-{item.pk}"


@right
@require_safe
def standard_edit(request, pk):
    standard = draft_or_404(pk)
    if standard_drafts.why_not_edit(standard):
        return redirect("standard_detail", pk)
    return render(request, "creation/standards/edit.html", _editor(standard))


def _editor(standard):
    return {"standard": standard, "editor": editor_of(standard), "nav": "standards"}


# --- one cell of the table ---


@right
@require_POST
def item_row(request, pk, item):
    """Title and points, typed over in the table."""
    item = item_or_404(pk, item)
    form = RowForm(request.POST)
    try:
        item = _save_row(item, form, request.user)
    except Refused as refusal:
        return _row_refused(request, item, form, refusal)
    if not request.htmx:
        return redirect(place_of(item))
    context = _editor(item.standard)
    context["row"] = next(row for row in context["editor"].rows if row.item.pk == item.pk)
    return render(request, "creation/standards/row_saved.html", context)


def _save_row(item, form, by):
    if not form.is_valid():
        raise Refused("；".join(error for errors in form.errors.values() for error in errors))
    spec = item_spec(item)
    data = {"code": spec.code, "title": form.cleaned_data["title"]}
    data |= {"points": plain(form.cleaned_data["points"]), "method": "yes_no", "params": {}}
    read, faults = read_item(data | {"scope": "common", "nature": "qualitative"}, is_bonus=False)
    if faults:
        raise Refused("；".join(sentence.split("：", 1)[-1] for _, sentence in faults))
    typed = replace(spec, title=read.title, points=read.points)
    return standard_items.save_item(item=item, spec=typed, version=form.seen(), by=by)


def _row_refused(request, item, form, refusal):
    if not request.htmx:
        if isinstance(refusal, Conflict):
            return _conflict(request, item, ItemForm(initial=initial_of(refusal.mine)), refusal)
        messages.error(request, f"{item.code} {item.title} 没有保存：{refusal}")
        return redirect(place_of(item))
    item.refresh_from_db()
    status = 409 if isinstance(refusal, Conflict) else 422
    context = {"item": item, "refusal": refusal, "is_conflict": status == 409}
    return render(request, "creation/standards/row_refused.html", context, status=status)


# --- one item in the drawer ---


@right
@require_http_methods(["GET", "POST"])
def item_edit(request, pk, item):
    item = item_or_404(pk, item)
    if request.method == "GET":
        form = _form(item, initial=initial_of(item_spec(item), item.version))
        return _drawer(request, item.standard, item.goal, form, item=item)
    if request.POST.get("do") == "try":
        return _drawer(request, item.standard, item.goal, _tried(request, item), item=item)
    form = _form(item, request.POST)
    if not form.is_valid():
        return _drawer(request, item.standard, item.goal, form, item=item, status=422)
    over = request.POST.get("overwrite", "")
    version = int(over) if over.isdecimal() else form.cleaned_data["version"] or 0
    try:
        standard_items.save_item(item=item, spec=form.spec, version=version, by=request.user)
    except Conflict as conflict:
        return _conflict(request, item, form, conflict)
    except (Refused, StandardError) as refusal:
        form.add_error(None, str(refusal))
        return _drawer(request, item.standard, item.goal, form, item=item, status=422)
    return _done(request, item, f"要点 {form.spec.code} 已保存。")


def _form(item, *args, **kwargs):
    taken = Item.objects.filter(standard=item.standard_id).exclude(pk=item.pk)
    codes = taken.values_list("code", flat=True)
    return ItemForm(*args, is_bonus=item.is_bonus, taken=codes, **kwargs)


def _tried(request, item):
    """What was typed, shown again without being judged."""
    return ItemForm(initial=request.POST.dict(), is_bonus=item.is_bonus)


def _conflict(request, item, form, conflict):
    """Both values of every field in which they differ, and the choice."""
    item.refresh_from_db()
    mine, theirs = fields_in_words(conflict.mine), fields_in_words(conflict.theirs)
    differing = [
        (label, *marked(theirs[label], mine[label]))
        for label in mine
        if mine[label] != theirs[label]
    ]
    more = {"conflict": differing, "sentence": str(conflict), "version_now": item.version}
    return _drawer(request, item.standard, item.goal, form, item=item, status=409, more=more)


@right
@require_http_methods(["GET", "POST"])
def item_create(request, pk):
    """A new item of the goal that the address names (?goal=2; B: a bonus item)."""
    standard = draft_or_404(pk)
    if sentence := standard_drafts.why_not_edit(standard):
        raise Refused(sentence)
    code = request.GET.get("goal", "")
    goal = None if code == "B" else get_object_or_404(standard.goals, code=code)
    fresh = Item(standard=standard, goal=goal, is_bonus=goal is None)
    if request.method == "GET" or request.POST.get("do") == "try":
        typed = request.POST.dict() if request.method == "POST" else _blank(standard, goal)
        form = ItemForm(initial=typed, is_bonus=fresh.is_bonus)
        return _drawer(request, standard, goal, form)
    form = _form(fresh, request.POST)
    if form.is_valid():
        try:
            item = standard_items.add_item(
                standard=standard, goal=goal, spec=form.spec, by=request.user
            )
        except (Refused, StandardError) as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, item, f"已新增要点 {item.code}。")
    return _drawer(request, standard, goal, form, status=422)


def _blank(standard, goal):
    code = standard_items.next_code(standard, goal)
    method = "count" if goal else "bonus"
    start = {"scope": "specific", "nature": "quantitative", "period": "year", "unit": "次"}
    return start | {"code": code, "method": method}


def _drawer(request, standard, goal, form, *, item=None, status=200, more=None):
    values = form.data if form.is_bound else form.initial
    context = {
        "standard": standard,
        "goal": goal,
        "item": item,
        "form": form,
        "trial": trial_of(values),
        "nav": "standards",
        "back_url": place_of(item) if item else f"{reverse('standard_edit', args=[standard.pk])}",
    }
    return render(request, "creation/standards/item.html", context | (more or {}), status=status)


def _done(request, item, said):
    """The table again: for htmx at once, in place of the editor with its drawer."""
    messages.success(request, said)
    if not request.htmx:
        return redirect(place_of(item))
    answer = render(
        request, "creation/standards/edit.html", _editor(draft_or_404(item.standard_id))
    )
    return reswap(reselect(retarget(answer, "#editor"), "#editor"), "outerHTML show:none")


# --- the table as a whole ---


@right
@require_POST
def item_act(request, pk, item):
    """Up, down, to another goal, double, remove: the button says which."""
    item = item_or_404(pk, item)
    do = request.POST.get("do", "")
    if do == "copy":
        double = standard_items.copy_item(item=item, by=request.user)
        messages.success(request, f"已复制为 {double.code}，请改名称和内容。")
        return redirect(place_of(double))
    if do == "remove":
        standard_items.remove_item(item=item, by=request.user)
        messages.success(request, f"已删除 {item}，可在“最近删除”里恢复。")
        return redirect(f"{reverse('standard_edit', args=[pk])}#removed")
    way = request.POST.get("to", "") if do == "goal" else do
    standard_items.move_item(item=item, way=way, by=request.user)
    return redirect(place_of(item))


@right
@require_POST
def item_restore(request, pk, removed):
    kept = get_object_or_404(
        RemovedItem.objects.select_related("standard"), pk=removed, standard=pk
    )
    item = standard_items.restore_item(removed=kept, by=request.user)
    messages.success(request, f"已恢复 {item}。")
    return redirect(place_of(item))


@right
@require_POST
def standard_renumber(request, pk):
    standard_items.renumber(standard=draft_or_404(pk), by=request.user)
    messages.success(request, "编号已按顺序重排。")
    return redirect("standard_edit", pk)


@right
@require_POST
def goal_rename(request, pk, code):
    standard = draft_or_404(pk)
    goal = get_object_or_404(standard.goals.select_related("standard"), code=code)
    try:
        standard_drafts.rename_goal(goal=goal, name=request.POST.get("name", ""), by=request.user)
    except StandardError as error:
        raise Refused(error.errors[0]) from error
    return redirect(f"{reverse('standard_edit', args=[pk])}#goal-{code}")
