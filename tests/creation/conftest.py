import pytest
from django.db import connection


@pytest.fixture
def broken_log(db):
    """From here on the database takes no log entry: what is written with one must go back."""

    def break_it():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE creation_logentry ADD CHECK (false) NOT VALID")

    return break_it
