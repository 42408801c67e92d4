"""The tree: opened by links, or in place where the browser can; searched; of any day."""

from urllib.parse import urlencode

from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from creation import access
from creation.access import need
from creation.forms.organization_tree import TreeForm
from creation.queries.tree import children, then, tree

FOUND = 20


def _asked(request):
    """(form, at, day): what can't be read counts as not asked for."""
    form = TreeForm(request.GET)
    form.is_valid()
    return form, form.cleaned_data.get("at"), form.cleaned_data.get("day")


@need("see_organizations")
@require_safe
def organization_tree(request):
    rows = access.organizations_for(request.user)
    form, at, day = _asked(request)
    name = form.cleaned_data.get("name")
    found = _search(rows, name, day) if name else []
    if len(found) == 1:
        return redirect(_address(found[0].pk, day))
    context = {
        "form": form,
        "found": found,
        "searched": name,
        "nodes": _opened(rows, at, day),
        "at": at,
        "day": day,
    }
    return render(request, "creation/organizations/tree.html", context)


def _opened(rows, at, day):
    """A tree with a single top is shown with that top's own level."""
    nodes = tree(rows, at=at, day=day)
    if at is None and len(nodes) == 1:
        return tree(rows, at=nodes[0].pk, day=day)
    return nodes


def _search(rows, name, day):
    wanted = Q(name_then__icontains=name) | Q(code__icontains=name)
    return list(then(rows, day).filter(wanted).order_by("code")[:FOUND])


def _address(pk, day):
    query = {"at": pk} | ({"day": day.isoformat()} if day else {})
    return f"{reverse('organization_tree')}?{urlencode(query)}#node-{pk}"


@need("see_organizations")
@require_safe
def organization_children(request, pk):
    """One level, for a node that is opened in place."""
    rows = access.organizations_for(request.user)
    _, _, day = _asked(request)
    context = {"nodes": children(rows, of=pk, day=day), "day": day}
    return render(request, "creation/organizations/tree_level.html", context)
