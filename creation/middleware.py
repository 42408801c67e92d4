"""What holds for every request of somebody who is logged in."""

from django.shortcuts import redirect

from wuhao.acting import acting, acting_for
from wuhao.addresses import client_address

OPEN = {"password_change", "password_change_done", "logout"}


class ActingMiddleware:
    """Tell the log's triggers who writes. The address of residents without a login is not kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with acting(lambda: self._who(request)):
            return self.get_response(request)

    def _who(self, request):
        """From what was read already: a write must not make the session be read."""
        user = getattr(request, "_cached_user", None)
        if user is None or not user.is_authenticated:
            return acting_for(None, "网页")
        return acting_for(user, f"网页 {client_address(request)}")


class FirstPasswordMiddleware:
    """A one-time password opens the page that changes it, and what needs no login anyway."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return None
        if request.resolver_match.url_name in OPEN or not getattr(view, "login_required", True):
            return None
        return redirect("password_change")
