"""The pages of every register: list, export, one row, new, changed, deleted."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from creation import access
from creation.access import need
from creation.services.guarantees import rows as service
from creation.services.guarantees.rows import fields_of, shown
from creation.tables.guarantee_columns import page_of
from creation.views.downloads import register_file, rows_of, table_file
from creation.views.guarantees.registers import register_or_404
from wuhao.errors import Conflict, Refused

PER_PAGE = 20


def _rows(request, register):
    return register.narrowed(access.guarantees_for(request.user, register.model))


def _filtered(request, register):
    rows = register.rows(_rows(request, register))
    return register.filter(request.GET, queryset=rows, request=request)


def _table(request, register, rows, **kwargs):
    table = register.table(rows, **register.beside(rows), **kwargs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return table


@need("see_guarantees")
@require_safe
def guarantee_list(request, key):
    register = register_or_404(key)
    filtered = _filtered(request, register)
    table = _table(request, register, filtered.qs)
    may_add = access.may_keep(request.user, register.model) and not register.part_of
    context = {
        "register": register,
        "filter": filtered,
        "table": table,
        "total": _rows(request, register).count(),
        "shown": table.paginator.count,
        "query": request.GET.urlencode(),
        "may_add": may_add,
        "may_import": register.files and register.files.open_to(request.user),
        "above": [register_or_404(one) for one in register.part_of.split()],
    }
    return render(request, "creation/guarantees/list.html", context)


@need("see_guarantees")
@require_safe
def guarantee_export(request, key):
    """Exactly what the filter shows, in a form that imports again unchanged."""
    register = register_or_404(key)
    rows = _filtered(request, register).qs
    if register.files:
        return register_file(request, register.files, rows)
    table = register.table(rows, **register.beside(rows))
    return table_file(request, rows_of(table), register.label)


@need("see_guarantees")
@require_safe
def guarantee_detail(request, key, pk):
    register = register_or_404(key)
    row = access.guarantee_or_404(request.user, register.model, pk)
    may_edit = access.kept_for(request.user, register.model, "edit_guarantees").filter(pk=pk)
    may_edit = may_edit.exists()
    facts = shown(row, [field.name for field in fields_of(register.model)], hide=False)
    context = {
        "register": register,
        "row": row,
        "facts": facts,
        "parent": _parent_of(register, row),
        "parts": [_part(request, part, register, row) for part in register.children],
        "bars": register.bars(row),
        "may_edit": may_edit,
        "why_not_delete": service.why_not_delete(row, request.user) if may_edit else "",
    }
    return render(request, "creation/guarantees/detail.html", context)


def _parent_of(register, row):
    """(what it is called, the row above, its page)."""
    if not register.part_of:
        return None
    above = getattr(row, register.model.parent)
    label = register.model._meta.get_field(register.model.parent).verbose_name
    return {"label": label, "row": above, "url": page_of(above)}


def _part(request, part, register, row):
    """The rows of a register below this row, and where one more is entered."""
    found = access.guarantees_for(request.user, part.model).filter(**{part.model.parent: row})
    known = (part.model.parent, *part.said_above)
    table = _table(request, part, part.rows(found), prefix=f"{part.key}-", exclude=known)
    may_add = _may_add_below(request.user, part.model, row)
    add = f"{reverse('guarantee_create', args=[part.key])}?parent={row.pk}" if may_add else ""
    return {"register": part, "table": table, "count": table.paginator.count, "add_url": add}


def _may_add_below(user, model, parent) -> bool:
    """Below a row of one's own, or where only the new row's own organization counts."""
    if not access.may_keep(user, model):
        return False
    if not model.keeper.startswith(model.parent):
        return True
    return access.kept_for(user, type(parent), "edit_guarantees").filter(pk=parent.pk).exists()


def _parent_or_404(request, model):
    """The row that the address names as the parent of the new one."""
    above = model._meta.get_field(model.parent).related_model
    pk = request.GET.get("parent", "")
    pk = int(pk) if pk.isdecimal() else 0
    if model.keeper.startswith(model.parent):
        return access.kept_or_404(request.user, above, pk)
    return access.guarantee_or_404(request.user, above, pk)


@need("edit_guarantees")
@require_http_methods(["GET", "POST"])
def guarantee_create(request, key):
    register, parent = register_or_404(key), None
    fixed, back = dict(register.fixed), reverse("guarantee_list", args=[key])
    if not access.may_keep(request.user, register.model):
        return redirect(back)
    if register.part_of:
        parent = _parent_or_404(request, register.model)
        fixed[register.model.parent], back = parent, page_of(parent)
    form = register.form(request.POST or None, instance=register.model(**fixed), user=request.user)
    if form.is_valid():
        try:
            values = fixed | form.values
            row = service.create(model=register.model, values=values, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已登记“{row}”。")
            return redirect(back if register.part_of else page_of(row))
    context = {"form": form, "title": f"登记{register.label}", "back_url": back}
    context |= {"register": register, "parent": parent}
    return render(request, "creation/guarantees/form.html", context)


@need("edit_guarantees")
@require_http_methods(["GET", "POST"])
def guarantee_edit(request, key, pk):
    register = register_or_404(key)
    row = access.kept_or_404(request.user, register.model, pk)
    title, context = f"修改“{row}”", {"register": register, "back_url": page_of(row)}
    context["parent"] = getattr(row, register.model.parent) if register.part_of else None
    form = register.form(request.POST or None, instance=row, user=request.user)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            service.update(row=row, values=form.values, version=version, by=request.user)
        except Conflict as conflict:
            context |= {"conflict": _side_by_side(conflict)}
            form.data = form.data.copy()
            form.data["version"] = conflict.theirs["version"]
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已保存“{row}”。")
            return redirect(page_of(row))
    context |= {"form": form, "title": title}
    return render(request, "creation/guarantees/form.html", context)


def _side_by_side(conflict):
    """(label, what stands, what was typed) of each field that was to change."""
    labels = [label for label in {**conflict.theirs, **conflict.mine} if label != "version"]
    rows = [(one, conflict.theirs.get(one, ""), conflict.mine.get(one, "")) for one in labels]
    return {"sentence": str(conflict), "rows": rows}


@need("edit_guarantees")
@require_http_methods(["GET", "POST"])
def guarantee_delete(request, key, pk):
    """Asked back; refused where something hangs on it."""
    register = register_or_404(key)
    row = access.kept_or_404(request.user, register.model, pk)
    above = _parent_of(register, row)
    if request.method == "POST":
        version = request.POST.get("version", "")
        version = int(version) if version.isdecimal() else 0
        try:
            service.delete(row=row, version=version, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("guarantee_detail", key=key, pk=pk)
        messages.success(request, f"已删除“{row}”。")
        return redirect(above["url"] if above else reverse("guarantee_list", args=[key]))
    context = {
        "register": register,
        "row": row,
        "back_url": page_of(row),
        "why_not": service.why_not_delete(row, request.user),
    }
    return render(request, "creation/guarantees/delete.html", context)
