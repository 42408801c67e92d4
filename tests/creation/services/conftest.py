"""Rosters on their way in."""

import pytest

from creation.registers import ORGANIZATIONS
from creation.services.imports import bring_in
from tests.creation.rosters import TITLES, write_csv


@pytest.fixture
def load(tmp_path):
    """Import rows below the required titles (and `more` titles) as the system."""

    def load(*rows, more=(), by=None, dry_run=False):
        path = write_csv(tmp_path / "名册.csv", [[*TITLES, *more], *rows])
        return bring_in(register=ORGANIZATIONS, path=path, by=by, dry_run=dry_run)

    return load
