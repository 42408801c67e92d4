"""Pages of the project itself: probes and errors."""

import shutil
import tempfile

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import TooManyFilesSent
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from wuhao.bundles import BUNDLES, bundle

SPARE_BYTES = 500 * 2**20
A_YEAR = 365 * 86_400


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


@login_not_required
@require_safe
def bundled(request, digest, name):
    """Our stylesheet or script. The address changes with the content, so browsers keep it; a page
    that was open over an upgrade asks for the old address and gets the new content, unkept."""
    if name not in BUNDLES:
        raise Http404
    one = bundle(name)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(one.packed if packed else one.text, content_type=one.kind)
    if packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    if digest == one.digest:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=0)
    return response


def bad_request(request, exception):
    files = isinstance(exception, TooManyFilesSent)
    context = {"most_files": settings.UPLOAD_MAX_FILES if files else None}
    return render(request, "errors/400.html", context, status=400)


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
