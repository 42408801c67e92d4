"""Who acts for whom: list, new, ended; one-time passwords."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from creation import access
from creation.access import need
from creation.filters import AppointmentFilter
from creation.forms import AppointmentForm
from creation.forms.people import HandoverForm
from creation.registers import APPOINTMENTS
from creation.services import handover, people
from creation.services.open_work import open_work
from creation.tables import AppointmentTable
from creation.views.downloads import register_file
from wuhao.errors import Refused

PER_PAGE = 20


@need("edit_people")
@require_safe
def appointment_list(request):
    rows = access.appointments_for(request.user)
    filtered = AppointmentFilter(request.GET, queryset=rows)
    table = AppointmentTable(filtered.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "filter": filtered,
        "table": table,
        "total": rows.count(),
        "shown": table.paginator.count,
        "query": request.GET.urlencode(),
    }
    return render(request, "creation/appointments/list.html", context)


@need("edit_people")
@require_safe
def appointment_export(request):
    """Exactly what the filter shows, in a form that imports again unchanged."""
    filtered = AppointmentFilter(request.GET, queryset=access.appointments_for(request.user))
    return register_file(request, APPOINTMENTS, filtered.qs)


@need("edit_people")
@never_cache
@require_http_methods(["GET", "POST"])
def appointment_create(request):
    """Appoint somebody; a user name without an account gets one, its password shown once."""
    initial = {"organization": request.GET.get("organization", "")}
    form = AppointmentForm(request.POST or None, initial=initial, user=request.user)
    if form.is_valid():
        try:
            appointment, password = _appoint(form, request.user)
        except (Refused, ValidationError) as error:
            form.add_error(None, getattr(error, "messages", str(error)))
        else:
            if password:
                return show_password(request, appointment.user, password)
            messages.success(request, f"{appointment.user} 已任{appointment.get_role_display()}。")
            return redirect("appointment_list")
    back = reverse("appointment_list")
    context = {"form": form, "title": "新任职", "back_url": back}
    return render(request, "creation/form.html", context)


@transaction.atomic
def _appoint(form, by):
    values, password, user = form.cleaned_data, "", form.person
    if user is None:
        user, password = people.create_user(username=values["username"], name=values["name"], by=by)
    appointment = people.appoint(
        user=user,
        role=values["role"],
        organization=values["organization"],
        department=values["department"],
        period=(values["starts_on"], values["ends_on"]),
        by=by,
    )
    return appointment, password


def show_password(request, user, password):
    """Straight in the answer to the POST: it is stored nowhere that could show it again."""
    context = {"person": user, "password": password, "nav": "people"}
    return render(request, "creation/appointments/password.html", context)


@require_http_methods(["GET", "POST"])
def appointment_end(request, pk):
    appointment = access.appointment_or_404(request.user, pk)
    if request.method == "POST":
        people.end(appointment=appointment, by=request.user)
        messages.success(request, f"{appointment.user} 的任职已结束。")
        return redirect("appointment_list")
    context = {
        "title": "结束任职",
        "text": f"{appointment}，从今天起不再有效。",
        "confirm_label": "结束任职",
        "danger": True,
        "back_url": reverse("appointment_list"),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "POST"])
def appointment_hand_over(request, pk):
    """交接: what the predecessor has begun is named; it stays and is the successor's."""
    appointment = access.appointment_or_404(request.user, pk)
    form = HandoverForm(request.POST or None)
    if form.is_valid():
        try:
            handover.hand_over(
                appointment=appointment,
                successor=form.successor,
                starts_on=form.cleaned_data["starts_on"],
                by=request.user,
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{form.successor} 接任{appointment.get_role_display()}。")
            return redirect("account_detail", pk=form.successor.pk)
    context = {
        "form": form,
        "appointment": appointment,
        "work": open_work(appointment.user),
        "refused": handover.why_not_hand_over(appointment, request.user),
        "nav": "people",
    }
    return render(request, "creation/appointments/handover.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def password_reset_once(request, pk):
    user = access.person_or_404(request.user, pk)
    if request.method == "POST":
        return show_password(request, user, people.reset_password(user=user, by=request.user))
    context = {
        "title": "重置密码",
        "text": f"{user}（{user.username}）的旧密码马上失效，新的一次性密码只显示一次。",
        "confirm_label": "重置密码",
        "danger": True,
        "back_url": reverse("appointment_list"),
    }
    return render(request, "confirm.html", context)
