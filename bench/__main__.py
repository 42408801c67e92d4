"""`make bench`, or `python -m bench NAME…`: a table on screen and var/bench.json.

Every case runs in a process of its own (bench/one.py) on a fresh clone of the migrated database;
this one only keeps the server, and knows nothing of the product.
"""

import json
import os
import pkgutil
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import cases
from bench.harness import Result, save, table
from wuhao import embedded

NAMES = [module.name for module in pkgutil.iter_modules(cases.__path__)]


def run_all(names: list[str], data: Path) -> list[Result]:
    results = []
    for name in names:
        print(f"{name} …", flush=True)
        done = subprocess.run(  # noqa: S603  our own command
            [sys.executable, "-m", "bench.one", name],
            env=os.environ | {"WUHAO_BENCH_DATA": str(data)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        results.append(Result(**json.loads(done.stdout.splitlines()[-1])))
    return results


def main(names: list[str]) -> int:
    if unknown := sorted(set(names) - set(NAMES)):
        print(f"no such case: {', '.join(unknown)}; there are: {', '.join(NAMES)}")
        return 2
    data = Path(tempfile.mkdtemp(prefix="wuhao-bench-"))
    server = embedded.postgres(data)
    server.join()  # kept through all cases
    try:
        results = run_all(names or NAMES, data)
    finally:
        server.leave()
        shutil.rmtree(data, ignore_errors=True)
    print(table(results))
    save(results, Path("var/bench.json"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
