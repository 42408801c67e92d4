"""Pages of the project itself: probes and errors."""

import shutil
import tempfile

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token

SPARE_BYTES = 500 * 2**20


@login_not_required
@never_cache
def healthz(request):
    """Alive: says nothing of database, broker or disk."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
def readyz(request):
    """Ready to serve. The broker is not asked: pages work without it."""
    checks = {"database": _database(), "migrations": _migrations(), "disk": _disk()}
    return JsonResponse(checks, status=200 if set(checks.values()) == {"ok"} else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return "unknown"
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not plan else f"{len(plan)} to apply"


def _disk() -> str:
    try:
        with tempfile.TemporaryFile(dir=settings.DATA):
            free = shutil.disk_usage(settings.DATA).free
    except OSError:
        return "not writable"
    return "ok" if free > SPARE_BYTES else "nearly full"


def bad_request(request, exception):
    return render(request, "errors/400.html", status=400)


def forbidden(request, exception):
    return render(request, "errors/403.html", status=403)


def not_found(request, exception):
    return render(request, "errors/404.html", status=404)


@requires_csrf_token
def stale_form(request, reason=""):
    """The CSRF token is missing or old: nearly always a form left open over a login."""
    return render(request, "errors/csrf.html", status=403)


def server_error(request):
    """Without context processors: the database may be the very thing that broke."""
    return render(None, "errors/500.html", status=500)


@login_not_required
def locked_out(request, credentials, *args, **kwargs):
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "errors/locked.html", {"minutes": minutes}, status=429)
