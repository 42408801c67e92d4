"""A district's evaluated round and the data of its report."""

import pytest
from django.db import transaction

from assessment.queries.report import report_data
from tests.assessment.reports.rows import make_filled


@pytest.fixture
def filled(db):
    return make_filled()


@pytest.fixture
def stored(filled):
    """The report's data of the round that is in the database."""
    return report_data(*filled)


@pytest.fixture(scope="session")
def data(django_db_setup, django_db_blocker):
    """The same as values: made once, nothing of it is left in the database."""
    return _made_once(django_db_blocker)


@pytest.fixture(scope="session")
def empty_data(django_db_setup, django_db_blocker):
    """The district before anything was handed in or evaluated."""
    return _made_once(django_db_blocker, evaluate=False)


def _made_once(blocker, **fields):
    with blocker.unblock(), transaction.atomic():
        data = report_data(*make_filled(**fields))
        transaction.set_rollback(True)
    return data
