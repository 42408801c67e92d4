"""`python -m tests.covered`: rules, access and services are covered to the last branch.

The rules are the pure modules, as the import contract of pyproject.toml names them.
"""

import sys
import tomllib
from pathlib import Path

from coverage import Coverage

PROJECT = Path(__file__).parent.parent
CONTRACT = "Rules know nothing of Django, files or the clock"


def pure_modules() -> list[str]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    (rules,) = [one for one in contracts if one["name"] == CONTRACT]
    return rules["source_modules"]


def files() -> list[str]:
    """Patterns for coverage; a pure package counts with everything in it."""
    paths = [PROJECT / name.replace(".", "/") for name in pure_modules()]
    rules = [f"{path}/*" if path.is_dir() else f"{path}.py" for path in paths]
    return [*rules, f"{PROJECT}/*/access.py", f"{PROJECT}/*/services/*"]


def main() -> int:
    """The report, and 0 when nothing is missing."""
    collected = Coverage()
    collected.load()
    return 0 if collected.report(include=files()) == 100 else 2


if __name__ == "__main__":
    sys.exit(main())
