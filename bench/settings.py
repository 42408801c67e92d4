"""The product's settings, on servers and a database of the benchmark alone."""

import os
import tempfile

if "WUHAO_BENCH_DATA" not in os.environ:
    os.environ["WUHAO_BENCH_DATA"] = tempfile.mkdtemp(prefix="wuhao-bench-")
os.environ["WUHAO_DATA"] = os.environ["WUHAO_BENCH_DATA"]
os.environ["WUHAO_STATEMENT_SECONDS"] = "3600"

from wuhao.settings import *  # noqa: F403
from wuhao.settings import LOGGING

ALLOWED_HOSTS = ["testserver"]
LOGGING["root"]["level"] = "WARNING"
CLONE_STRATEGY = "wal_log"  # what a clone of tests/databases.py is made by: files on a disk
