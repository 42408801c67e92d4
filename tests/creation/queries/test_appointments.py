from datetime import timedelta

import pytest
from django.utils import timezone

from creation.models import Appointment
from creation.queries.appointments import held_by

EVERYBODY = ("wang", "li", "chen", "zhao", "sun", "zhou", "wu")


def fields_of(row):
    names = row and [field.attname for field in row._meta.concrete_fields]
    return row and (type(row), row._state.adding, [getattr(row, name) for name in names])


def whole(one):
    sector = one.organization and one.organization.sector
    return [fields_of(row) for row in (one, one.organization, sector, one.department)]


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_field_is_that_of_the_orm(cast, who, django_assert_num_queries):
    user, today = getattr(cast, who), timezone.localdate()
    for begun, ended in ((1, None), (0, 0), (9, 1), (-1, None)):
        first = today - timedelta(days=begun)
        last = ended if ended is None else today - timedelta(days=ended)
        for place in (cast.far, cast.branch):
            Appointment.objects.create(
                user=user, role="inspector", organization=place, starts_on=first, ends_on=last
            )
    with django_assert_num_queries(1):
        held = [whole(one) for one in held_by(user)]
    assert held == [whole(one) for one in Appointment.objects.in_force().filter(user=user)]
    assert len(held) == 4 + (who != "wu")
