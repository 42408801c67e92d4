"""`python -m bench.one NAME`: one case in a process of its own, its result the last line."""

import importlib
import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from tests import databases  # noqa: E402  it needs the settings

if __name__ == "__main__":
    databases.make_template()
    databases.fresh()
    result = importlib.import_module(f"bench.cases.{sys.argv[1]}").run()
    fields = ("name", "ours_s", "peers_s", "limit_s", "peak_mb")
    print(json.dumps({field: getattr(result, field) for field in fields}))
