"""Changes of the registers of the three guarantees made ready for test_every_write_is_logged.

The district stands before its staff: whoever writes reaches it.
"""

from functools import partial

from creation.models import LeadingGroup
from creation.services.guarantees import rows
from tests import factories
from tests.creation import guarantees as ready


def _new():
    values = {"organization": factories.make_district(), "name": "协调小组", "kind": "leading"}
    return partial(rows.create, model=LeadingGroup, values=values)


def _changed():
    row = ready.group(factories.make_district())
    return partial(rows.update, row=row, values={"duties": "统筹"}, version=1)


def _gone():
    return partial(rows.delete, row=ready.group(factories.make_district()), version=1)


WRITES = {
    "enter a row of the guarantees": _new,
    "change a row of the guarantees": _changed,
    "delete a row of the guarantees": _gone,
}
