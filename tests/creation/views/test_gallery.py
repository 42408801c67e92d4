"""The gallery: staff alone see it; tests/test_pages.py has it read by axe."""

import pytest

from tests.factories import make_district, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db):
    return make_user("district_staff", make_district())


def test_gallery_is_not_there_for_a_secretary(client):
    client.force_login(make_user("secretary", make_district()))
    assert client.get("/gallery/").status_code == 404


def test_gallery_asks_a_fixed_number_of_queries(client, staff, django_assert_num_queries):
    client.force_login(staff)
    client.get("/gallery/")
    with django_assert_num_queries(3):  # session, user, appointments
        client.get("/gallery/")
