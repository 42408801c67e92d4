"""A district's evaluated round and the data of its report."""

import pytest

from assessment.queries.report import report_data
from tests.assessment.reports.rows import make_filled


@pytest.fixture
def filled(db):
    return make_filled()


@pytest.fixture
def data(filled):
    return report_data(*filled)


@pytest.fixture
def empty_data(db):
    """The same district before anything was handed in or evaluated."""
    return report_data(*make_filled(evaluate=False))
