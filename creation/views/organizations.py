"""The register of organizations: list, export, one of them, new, changed, rated in bulk."""

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from creation import access
from creation.access import need
from creation.filters.organizations import OrganizationFilter
from creation.forms.organizations import OrganizationEditForm, OrganizationForm, RatedForm
from creation.models import Organization
from creation.queries.organizations import history_of, line_of, subtree_populations
from creation.registers import ORGANIZATIONS
from creation.services import organizations as service
from creation.tables import AppointmentTable
from creation.tables.organizations import OrganizationTable, OrganizationThenTable
from creation.views.downloads import register_file
from wuhao.errors import Conflict, Refused

PER_PAGE = 20


def _filtered(request):
    rows = access.organizations_for(request.user).select_related("sector", "town", "parent")
    return OrganizationFilter(request.GET, queryset=rows, request=request)


@need("see_organizations")
@require_safe
def organization_list(request):
    filtered = _filtered(request)
    chosen = filtered.form.cleaned_data if filtered.form.is_valid() else {}
    if chosen.get("day"):
        table = OrganizationThenTable(filtered.qs, user=request.user)
    else:
        terms = bool(chosen.get("term"))
        table = OrganizationTable(filtered.qs, user=request.user, terms=terms)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "filter": filtered,
        "table": table,
        "day": chosen.get("day"),
        "total": access.organizations_for(request.user).count(),
        "shown": table.paginator.count,
        "query": request.GET.urlencode(),
        "may_edit": access.may(request.user, "edit_organizations"),
    }
    return render(request, "creation/organizations/list.html", context)


@need("see_organizations")
@require_safe
def organization_export(request):
    """Exactly what the filter shows, in a form that imports again unchanged."""
    rows = access.masked_for(request.user, _filtered(request).qs)
    return register_file(request, ORGANIZATIONS, rows)


@require_safe
def organization_detail(request, pk):
    organization = access.organization_or_404(request.user, pk)
    (shown,) = access.masked_for(request.user, [organization])
    children = OrganizationTable(
        organization.children.open_on().select_related("sector", "town"),
        user=request.user,
        prefix="children-",
    )
    people = AppointmentTable(
        access.appointments_for(request.user).filter(organization=organization),
        prefix="people-",
        exclude=("place",),
    )
    for table in (children, people):
        RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    members, served = subtree_populations([organization])[organization.pk]
    context = {
        "organization": shown,
        "line": line_of(organization, access.organizations_for(request.user)),
        "children": children,
        "people": people if access.may(request.user, "edit_people") else None,
        "members": members,
        "served": served,
        "history": [(one, one.told_on(organization)) for one in history_of(organization)],
        "may_edit": access.may_at(request.user, "edit_organizations", organization),
    }
    return render(request, "creation/organizations/detail.html", context)


@need("edit_organizations")
@require_http_methods(["GET", "POST"])
def organization_create(request):
    form = OrganizationForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            made = service.create(values=form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已新建“{made}”。")
            return redirect("organization_detail", pk=made.pk)
    context = {"form": form, "title": "新建党组织", "back_url": reverse("organization_list")}
    return render(request, "creation/form.html", context)


@require_http_methods(["GET", "POST"])
def organization_edit(request, pk):
    """What the editor saw comes back signed with the form, so that nobody's words are lost."""
    organization = access.organization_or_404(request.user, pk, "edit_organizations")
    form = OrganizationEditForm(request.POST or None, instance=organization)
    if request.method == "POST" and form.is_valid():
        try:
            service.update(
                organization=organization,
                values=form.cleaned_data,
                by=request.user,
                read=_read(request),
            )
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已保存“{organization}”。")
            return redirect("organization_detail", pk=pk)
    stored = Organization.objects.get(pk=pk)
    context = {
        "form": form,
        "organization": stored,
        "read": request.POST.get("read") or signing.dumps(service.as_read(stored)),
    }
    return render(request, "creation/organizations/edit.html", context)


def _read(request):
    try:
        return signing.loads(request.POST.get("read", ""))
    except signing.BadSignature:
        return None


def _conflict(request, form, conflict):
    """Both values of each field, side by side; all the other fields as they go on."""
    stored = Organization.objects.get(pk=form.instance.pk)
    read, both, kept = _read(request), [], []
    for name in form.fields:
        theirs, mine = service.plain(getattr(stored, name)), form[name].value()
        if name in conflict.mine:
            words = [_words(name, one[name]) for one in (conflict.theirs, conflict.mine)]
            raw = (theirs, service.plain(conflict.mine[name]))
            who = ("别人保存的", "您填写的")
            both.append((form[name], [*zip(who, raw, words, strict=True)]))
        else:
            untouched = service.plain(form.cleaned_data[name]) == read[name]
            kept.append((name, theirs if untouched else mine))
    context = {
        "organization": stored,
        "sentence": str(conflict),
        "both": both,
        "kept": [(name, value) for name, value in kept if value is not None and value is not False],
        "read": signing.dumps(service.as_read(stored)),
    }
    return render(request, "creation/organizations/conflict.html", context, status=409)


def _words(name, value):
    if isinstance(value, bool):
        return "是" if value else "否"
    words = dict(Organization._meta.get_field(name).flatchoices)
    return words.get(value, str(value)) if value not in (None, "") else "（空）"


@need("edit_organizations")
@require_http_methods(["GET", "POST"])
def organization_rated(request, rated):
    """参评 or not, for everything that the filter shows; asked back first."""
    is_rated, chosen = rated == "on", list(_filtered(request).qs)
    back = f"{reverse('organization_list')}?{request.GET.urlencode()}"
    word = "参评单位" if is_rated else "不参评"
    posted = request.POST if request.method == "POST" else None
    form = None if is_rated else RatedForm(posted)
    if posted is not None and (form is None or form.is_valid()):
        changed = service.set_rated(
            organizations=chosen,
            is_rated=is_rated,
            by=request.user,
            **(form.cleaned_data if form else {}),
        )
        messages.success(request, f"已把 {changed} 个党组织设为{word}。")
        return redirect(back)
    affected = [one for one in chosen if one.is_rated != is_rated]
    context = {
        "title": f"设为{word}",
        "text": f"当前筛选有 {len(chosen)} 个党组织，其中 {len(affected)} 个将改为{word}：",
        "items": [*affected[:10], *(["……"] if len(affected) > 10 else [])],
        "form": form,
        "back_url": back,
    }
    return render(request, "confirm.html", context)
