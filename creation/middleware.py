"""A one-time password opens one page only: the one that changes it."""

from django.shortcuts import redirect

OPEN = {"password_change", "password_change_done", "logout", "healthz", "readyz"}


class FirstPasswordMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return None
        if request.resolver_match.url_name in OPEN:
            return None
        return redirect("password_change")
