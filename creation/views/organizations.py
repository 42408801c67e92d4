"""The register of organizations: list, export, one of them, new, changed, rated in bulk."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from creation import access
from creation.access import need
from creation.filters import OrganizationFilter
from creation.forms import OrganizationForm
from creation.queries.organizations import line_of, subtree_populations
from creation.registers import ORGANIZATIONS
from creation.services import organizations as service
from creation.tables import AppointmentTable, OrganizationTable
from creation.views.downloads import register_file
from wuhao.errors import Refused

PER_PAGE = 20


def _filtered(request):
    rows = access.organizations_for(request.user).select_related("sector", "town", "parent")
    return OrganizationFilter(request.GET, queryset=rows, request=request)


@need("see_organizations")
@require_safe
def organization_list(request):
    filtered = _filtered(request)
    table = OrganizationTable(filtered.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "filter": filtered,
        "table": table,
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
    return register_file(request, ORGANIZATIONS, _filtered(request).qs)


@require_safe
def organization_detail(request, pk):
    organization = access.organization_or_404(request.user, pk)
    children = OrganizationTable(
        organization.children.select_related("sector", "town"), prefix="children-"
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
        "organization": organization,
        "line": line_of(organization, access.organizations_for(request.user)),
        "children": children,
        "people": people if access.may(request.user, "edit_people") else None,
        "members": members,
        "served": served,
        "may_edit": _may_edit(request.user, organization),
    }
    return render(request, "creation/organizations/detail.html", context)


def _may_edit(user, organization):
    reach = access.organizations_for(user, "edit_organizations")
    return reach.filter(pk=organization.pk).exists()


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
    organization = access.organization_or_404(request.user, pk, "edit_organizations")
    form = OrganizationForm(request.POST or None, instance=organization, user=request.user)
    if form.is_valid():
        try:
            service.update(organization=organization, values=form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已保存“{organization}”。")
            return redirect("organization_detail", pk=pk)
    back = reverse("organization_detail", args=[pk])
    context = {"form": form, "title": f"修改{form.initial['name']}", "back_url": back}
    return render(request, "creation/form.html", context)


@need("edit_organizations")
@require_http_methods(["GET", "POST"])
def organization_rated(request, rated):
    """参评 or not, for everything that the filter shows; asked back first."""
    is_rated, chosen = rated == "on", list(_filtered(request).qs)
    back = f"{reverse('organization_list')}?{request.GET.urlencode()}"
    word = "参评单位" if is_rated else "不参评"
    if request.method == "POST":
        changed = service.set_rated(organizations=chosen, is_rated=is_rated, by=request.user)
        messages.success(request, f"已把 {changed} 个党组织设为{word}。")
        return redirect(back)
    affected = [one for one in chosen if one.is_rated != is_rated]
    context = {
        "title": f"设为{word}",
        "text": f"当前筛选有 {len(chosen)} 个党组织，其中 {len(affected)} 个将改为{word}：",
        "items": [*affected[:10], *(["……"] if len(affected) > 10 else [])],
        "back_url": back,
    }
    return render(request, "confirm.html", context)
