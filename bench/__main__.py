"""`make bench`, or `python -m bench NAME…`: a table on screen and var/bench.json.

Every case runs in a process of its own on a fresh clone of the migrated database.
"""

import importlib
import json
import os
import pkgutil
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
if "WUHAO_BENCH_DATA" not in os.environ:
    os.environ["WUHAO_BENCH_DATA"] = tempfile.mkdtemp(prefix="wuhao-bench-")
django.setup()

from django.conf import settings  # noqa: E402  the settings' folder comes first

from bench import cases  # noqa: E402
from bench.harness import Result, save, table  # noqa: E402
from tests import databases  # noqa: E402
from wuhao import embedded  # noqa: E402

NAMES = [module.name for module in pkgutil.iter_modules(cases.__path__)]


def run_one(name: str) -> None:
    """In the case's own process: the result as the last line of its output."""
    databases.make_template()
    databases.fresh()
    result = importlib.import_module(f"bench.cases.{name}").run()
    fields = ("name", "ours_s", "peers_s", "limit_s", "peak_mb")
    print(json.dumps({field: getattr(result, field) for field in fields}))


def run_all(names: list[str]) -> list[Result]:
    results = []
    for name in names:
        print(f"{name} …", flush=True)
        command = [sys.executable, "-m", "bench", "--one", name]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
        results.append(Result(**json.loads(done.stdout.splitlines()[-1])))
    return results


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--one"]:
        run_one(arguments[1])
        return 0
    if unknown := sorted(set(arguments) - set(NAMES)):
        print(f"no such case: {', '.join(unknown)}; there are: {', '.join(NAMES)}")
        return 2
    server = embedded.postgres(settings.DATA)
    server.join()  # kept through all cases
    try:
        results = run_all(arguments or NAMES)
    finally:
        server.leave()
        shutil.rmtree(settings.DATA, ignore_errors=True)
    print(table(results))
    save(results, Path("var/bench.json"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
