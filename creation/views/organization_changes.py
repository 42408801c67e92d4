"""Changes of an organization from a day on: which there are, and each with its form."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from creation import access
from creation.forms import organization_changes as forms
from creation.services import organization_changes as changes
from creation.services import organization_joins as joins
from wuhao.errors import Refused


@dataclass(frozen=True)
class Verb:
    """A change as the page offers it; `why_not(organization, by)` before anything is typed."""

    label: str
    about: str
    form: type
    act: Callable
    why_not: Callable


def _on(service):
    return lambda organization, by, **values: service(organization=organization, by=by, **values)


def _merge_away(organization, by, **values):
    return joins.merge(organizations=[organization], by=by, **values)


def _merge_in(organization, by, **values):
    return joins.merge(into=organization, by=by, **values)


def _why_not_change(organization, by):
    return changes.why_not_change([organization], by)


def _why_not_close(organization, by):
    return changes.why_not_close([organization], by)


def _why_not_split(organization, by):
    root = "最上级党组织不能分设。" if organization.parent_id is None else ""
    return root or _why_not_change(organization, by)


VERBS = {
    "move": Verb(
        "调整隶属",
        "从某一天起改到另一个上级，下级跟着一起走。",
        forms.MoveForm,
        _on(changes.move),
        changes.why_not_move,
    ),
    "rename": Verb(
        "更名", "原名称留在沿革里。", forms.RenameForm, _on(changes.rename), _why_not_change
    ),
    "sector": Verb(
        "调整领域",
        "以后各轮按新领域的标准参评，已开启的轮次不变。",
        forms.SectorForm,
        _on(changes.change_sector),
        _why_not_change,
    ),
    "merge": Verb(
        "并入别的组织",
        "本组织撤销，由另一个党组织承接。",
        forms.MergeForm,
        _merge_away,
        _why_not_close,
    ),
    "absorb": Verb(
        "合并进来", "把别的党组织并入本组织。", forms.AbsorbForm, _merge_in, _why_not_change
    ),
    "split": Verb(
        "分设",
        "分出几个新的党组织，上级、类别、领域和本组织相同。",
        forms.SplitForm,
        _on(joins.split),
        _why_not_split,
    ),
    "close": Verb(
        "撤销",
        "从那一天起不再存在，原来的记录都保留。",
        forms.GroundForm,
        _on(changes.close),
        _why_not_close,
    ),
    "reopen": Verb(
        "恢复",
        "撤销办错了，恢复成没有撤销的样子；两次变动都留在沿革里。",
        forms.GroundForm,
        _on(changes.reopen),
        changes.why_not_reopen,
    ),
}


@require_safe
def organization_changes(request, pk):
    """What may be done with it, and why what may not."""
    organization = access.organization_or_404(request.user, pk, "edit_organizations")
    offered = ["reopen"] if organization.closed_on else [key for key in VERBS if key != "reopen"]
    rows = [(key, VERBS[key], VERBS[key].why_not(organization, request.user)) for key in offered]
    context = {"organization": organization, "rows": rows}
    return render(request, "creation/organizations/changes.html", context)


@require_http_methods(["GET", "POST"])
def organization_change(request, pk, verb):
    organization = access.organization_or_404(request.user, pk, "edit_organizations")
    if verb not in VERBS:
        raise Http404
    step = VERBS[verb]
    form = step.form(request.POST or None, user=request.user, organization=organization)
    if request.method == "GET" and (sentence := step.why_not(organization, request.user)):
        raise Refused(sentence)
    if request.method == "POST" and form.is_valid():
        try:
            step.act(organization, request.user, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已办理“{organization}”的{step.label}。")
            return redirect("organization_detail", pk=pk)
    context = {
        "form": form,
        "organization": organization,
        "step": step,
        "back_url": reverse("organization_changes", args=[pk]),
    }
    return render(request, "creation/organizations/change.html", context)
