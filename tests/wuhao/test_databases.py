"""What the other tests stand on: clones of one migrated template."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection


@pytest.mark.parametrize("attempt", [1, 2])
def test_database_is_as_migrated_after_a_test_with_real_transactions(transactional_db, attempt):
    users = get_user_model().objects
    assert users.count() == 0
    users.create(username="left behind")


def test_statements_have_a_time_limit(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("5s",)
