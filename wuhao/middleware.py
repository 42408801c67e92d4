"""Small rules that hold for every request."""

import re
import time

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth import middleware as auth
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from wuhao.bundles import BUNDLES
from wuhao.errors import Refused
from wuhao.views import bundled

BUNDLE = re.compile(r"/bundles/(?P<digest>[-\w]+)/(?P<name>[^/]+)")
BEGAN, SEEN = "_began", "_seen"
WRITE_EVERY = 60  # seconds: an active user costs one session write a minute, not one a request


TEXT = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml")


class CompressMiddleware(GZipMiddleware):
    """Our own text travels compressed, padded against guessing (BREACH); people's files do not."""

    def process_response(self, request, response):
        kind = response.get("Content-Type", "").partition(";")[0]
        if kind not in TEXT or response.status_code == 206:
            return response
        return super().process_response(request, response)


class BundleMiddleware:
    """Our stylesheet and scripts, before any session is looked at: `Vary: Cookie` would make a
    browser fetch what it has anew after every login."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        found = BUNDLE.fullmatch(request.path_info)
        if found and found["name"] in BUNDLES:
            return bundled(request, **found.groupdict())
        return self.get_response(request)


class SessionLimitsMiddleware:
    """A session ends after half an hour of silence, and after twelve hours whatever happens."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self._check(request, now=int(time.time()))
        return self.get_response(request)

    def _check(self, request, *, now: int) -> None:
        began = request.session.setdefault(BEGAN, now)
        seen = request.session.get(SEEN, now)
        idle, lifetime = settings.SESSION_IDLE, settings.SESSION_LIFETIME
        if now - seen > idle.total_seconds() or now - began > lifetime.total_seconds():
            logout(request)
        elif SEEN not in request.session or now - seen >= WRITE_EVERY:
            request.session[SEEN] = now


class LoginRequiredMiddleware(auth.LoginRequiredMiddleware):
    """A fragment gets 401, not the way to the login: htmx would follow it, take the login page
    for the answer of a saving form and throw the draft away."""

    def handle_no_permission(self, request, view_func):
        if "HX-Request" in request.headers:
            return HttpResponse("登录已过期，请重新登录。", status=401)
        return super().handle_no_permission(request, view_func)


class RefusedMiddleware:
    """A refusal that a view lets through becomes a page with its sentence, status 409."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        return render(request, "errors/refused.html", {"sentence": str(exception)}, status=409)
