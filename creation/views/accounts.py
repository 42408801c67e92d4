"""Accounts: the list, one person's page, disabling and coming back, passwords for many."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from creation import access
from creation.access import need, need_everywhere
from creation.filters import AccountFilter
from creation.forms.people import ReasonForm
from creation.queries.sight import sights, who_knows_of_it_otherwise, who_sees
from creation.registers import PEOPLE
from creation.resources.workbooks import XLSX_TYPE, xlsx_bytes
from creation.roles import ROLES, in_words
from creation.services import accounts
from creation.services.open_work import open_work
from creation.tables import AppointmentTable
from creation.tables.people import AccountTable
from creation.views.appointments import show_password
from creation.views.downloads import file_response, register_file

PER_PAGE = 20


@need("edit_people")
@require_safe
def account_list(request):
    rows = access.people_for(request.user).order_by("username")
    filtered = AccountFilter(request.GET, queryset=rows)
    table = AccountTable(filtered.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "filter": filtered,
        "table": table,
        "total": rows.count(),
        "shown": table.paginator.count,
        "query": request.GET.urlencode(),
        "waiting": accounts.without_password(request.user).count(),
        "most": accounts.MOST_PASSWORDS,
        "may_import": PEOPLE.open_to(request.user),
    }
    return render(request, "creation/accounts/list.html", context)


@need_everywhere("edit_people")
@require_safe
def account_export(request):
    rows = access.people_for(request.user).order_by("username")
    return register_file(request, PEOPLE, AccountFilter(request.GET, queryset=rows).qs)


@require_safe
def account_detail(request, pk):
    """What this person can see and do, by which appointment."""
    person = access.person_or_404(request.user, pk)
    held = person.appointments.select_related("organization", "department", "user")
    current = held.in_force() if person.is_active else held.none()
    others = AppointmentTable(
        held.exclude(pk__in=current.values("pk")).order_by("-starts_on"),
        exclude=("user", "username"),
    )
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(others)
    context = {
        "person": person,
        "sights": sights(current),
        "others": others,
        "work": open_work(person),
        "why_not_disable": accounts.why_not_disable(person, request.user),
        "nav": "people",
    }
    return render(request, "creation/accounts/detail.html", context)


@require_http_methods(["GET", "POST"])
def account_disable(request, pk):
    person = access.person_or_404(request.user, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        accounts.disable(user=person, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"{person} 的账号已停用，正在使用的登录马上失效。")
        return redirect("account_detail", pk=person.pk)
    ended = [str(one) for one in person.appointments.in_force()]
    work = [f"{one.label}：{one.count} 项" for one in open_work(person)]
    context = {
        "title": "停用账号",
        "text": f"{person}（{person.username}）马上不能登录，任职到昨天为止。未办完的事请先交接。",
        "items": [*ended, *work],
        "form": form,
        "confirm_label": "停用",
        "danger": True,
        "back_url": reverse("account_detail", args=[person.pk]),
    }
    return render(request, "confirm.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def account_enable(request, pk):
    person = access.person_or_404(request.user, pk)
    if request.method == "POST":
        return show_password(request, *accounts.enable(user=person, by=request.user))
    context = {
        "title": "恢复账号",
        "text": f"{person}（{person.username}）可以重新登录，一次性密码只显示一次；任职另办。",
        "confirm_label": "恢复",
        "back_url": reverse("account_detail", args=[person.pk]),
    }
    return render(request, "confirm.html", context)


@need("edit_people")
@never_cache
@require_POST
def passwords_issue(request):
    """One workbook, once: it is stored nowhere."""
    issued = accounts.issue_passwords(by=request.user)
    rows = [["姓名", "用户名", "一次性密码", "有效至"]] + [
        [user.name, user.username, password, f"{user.password_expires_at:%Y-%m-%d}"]
        for user, password in issued
    ]
    return file_response(xlsx_bytes(rows, title="一次性密码"), "一次性密码.xlsx", XLSX_TYPE)


@require_safe
def organization_people(request, pk):
    """谁能看到这个党组织？"""
    organization = access.place_or_404(request.user, pk)
    everywhere = access.may_everywhere(request.user, "edit_people")
    others = who_knows_of_it_otherwise() if everywhere else ()
    context = {
        "organization": organization,
        "seeing": [(one, in_words(ROLES[one.role])) for one in who_sees(organization)],
        "others": [(one, in_words(ROLES[one.role])) for one in others],
        "linked": set(access.people_for(request.user).values_list("pk", flat=True)),
        "may_see": access.may(request.user, "see_organizations"),
        "nav": "organizations",
    }
    return render(request, "creation/organizations/people.html", context)
