"""Commands as users' scripts call them: a file in, words and an exit code out."""

import csv

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.assessment.district import FULL

HEADER = ("党组织代码", "要点编号", "值", "不适用", "说明")


@pytest.fixture
def written(tmp_path):
    """Write rows as a csv file; gives its path."""

    def write(rows, header=HEADER, name="file.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return write


@pytest.fixture
def run(capsys):
    """Run a command; gives what it printed, or (what it printed, the error)."""

    def call(*args, fails=False):
        if not fails:
            call_command(*map(str, args))
            return capsys.readouterr().out
        with pytest.raises(CommandError) as error:
            call_command(*map(str, args))
        return capsys.readouterr().out.splitlines(), str(error.value)

    return call


def typed(value):
    if isinstance(value, list):
        return "、".join(value)
    return {True: "是", False: "否"}.get(value, value)


def rows_for(organizations, **changes):
    """A row for each item that counts; `changes` by item code, None leaves the row out."""
    values = {code: typed(value) for code, value in (FULL | changes).items() if value is not None}
    return [
        (one.code, code, value, "", "") for one in organizations for code, value in values.items()
    ]


@pytest.fixture
def imported(run, written):
    def call(rows, stage="self", *options, fails=False):
        path = written(rows)
        return run("import_marks", path, "--round", "r1", "--stage", stage, *options, fails=fails)

    return call
