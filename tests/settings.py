"""The product's settings on servers of this test run alone, thrown away afterwards."""

import os
import shutil
import tempfile

MEMORY = "/dev/shm"  # noqa: S108  Linux keeps it in memory
ROOM = 4 << 30  # bytes that must be free: databases, and up to 2 GB of their log
IN_MEMORY = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM

# Workers of one run inherit the folder of its controller; runs side by side never meet.
if "WUHAO_TEST_DATA" not in os.environ:
    place = MEMORY if IN_MEMORY else None
    os.environ["WUHAO_TEST_DATA"] = tempfile.mkdtemp(prefix="wuhao-test-", dir=place)
os.environ["WUHAO_DATA"] = os.environ["WUHAO_TEST_DATA"]
os.environ["WUHAO_STATEMENT_SECONDS"] = "120"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the test's own thread

from wuhao import embedded
from wuhao.settings import *  # noqa: F403
from wuhao.settings import CELERY_BROKER_URL, LOGGING

embedded.Postgres.settings |= {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}
# Files are copied fastest in memory, pages of the server's own cache elsewhere.
CLONE_STRATEGY = "file_copy" if os.environ["WUHAO_TEST_DATA"].startswith(MEMORY) else "wal_log"

# A queue of its own for each worker of the run.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CELERY_BROKER_URL = f"{CELERY_BROKER_URL.split('?')[0]}?virtual_host={_WORKER}"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # logins, not hashing, tested
LOGGING["root"]["level"] = "WARNING"
WHITENOISE_AUTOREFRESH = True  # look a static file up when asked: each client starts the middleware
