"""What every page's frame needs: who looks, and where they may go."""

from django.urls import reverse

from creation.access import appointments, may, unread_notices
from creation.roles import ROLES
from wuhao.navigation import sections_for


def frame(request) -> dict:
    """`navigation`, `role_label`, `demo`, the bell for base.html; nothing of it before the login.

    A view lights a link up with `nav = "review"` in its context; else the address decides.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "navigation": sections_for(lambda right: may(user, right), request.path),
        "role_label": _role_label(user),
        "demo": user.is_demo or any(_is_demo(one) for one in appointments(user)),
        "bell_url": reverse("notice_list"),
        "bell_count": unread_notices(user),
    }


def _is_demo(appointment) -> bool:
    """Read from the appointments at hand: the yellow strip costs no query."""
    return appointment.organization is not None and appointment.organization.is_demo


def _role_label(user) -> str:
    """The name of the first role held today."""
    return next((ROLES[one.role].name for one in appointments(user)), "")
