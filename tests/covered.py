"""`python -m tests.covered FILE`: what the run that FILE tells of did not go through.

Rules, access and services to the last branch, everything together to 95%. The rules are the pure
modules, as the import contract of pyproject.toml names them.
"""

import json
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

PROJECT = Path(__file__).parent.parent
CONTRACT = "Rules know nothing of Django, files or the clock"
OVERALL = 95  # percent of lines and branches
NAMED = 20  # of the places that are missing in a file


def pure_modules() -> list[str]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    (rules,) = [one for one in contracts if one["name"] == CONTRACT]
    return rules["source_modules"]


def whole() -> list[str]:
    """Patterns of the files that must be covered; a pure package counts with all in it."""
    paths = [name.replace(".", "/") for name in pure_modules()]
    rules = [f"{path}/*" if (PROJECT / path).is_dir() else f"{path}.py" for path in paths]
    return [*rules, "*/access.py", "*/services/*"]


def gaps(measured: dict) -> list[str]:
    """Lines and branches (from→to, 0 is the exit) that were missed, a sentence for each file."""
    lines = [str(line) for line in measured["missing_lines"]]
    branches = [
        f"{start}→{end}"
        for start, end in measured["missing_branches"]
        if start not in measured["missing_lines"] and end not in measured["missing_lines"]
    ]
    return lines + branches


def main(path: str) -> int:
    """The report, and 0 when nothing is missing."""
    told = json.loads(Path(path).read_text())
    patterns, failed = whole(), False
    for name, measured in sorted(told["files"].items()):
        missing = gaps(measured)
        must = any(fnmatch(name, pattern) for pattern in patterns)
        failed |= must and bool(missing)
        if missing:
            percent = measured["summary"]["percent_covered"]
            shown = " ".join(missing[:NAMED]) + (" …" if len(missing) > NAMED else "")
            print(f"{'!' if must else ' '} {percent:5.1f}%  {name}  {shown}")
    overall = told["summary"]["percent_covered"]
    print(f"{overall:.1f}% of lines and branches together; at least {OVERALL}% are asked for.")
    if failed:
        print("Files with ! must be covered whole: rules, access and services.")
    return 2 if failed or overall < OVERALL else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
