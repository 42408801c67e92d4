"""Who gets which page: what is not yours does not exist."""

import pytest

from tests.factories import make_round, make_standard

OPEN = {
    "/organizations/": {"wang", "li", "chen"},
    "/organizations/export/": {"wang", "li", "chen"},
    "/organizations/new/": {"wang"},
    "/organizations/import/": {"wang"},
    "/organizations/import/template/": {"wang"},
    "/organizations/rated/on/": {"wang"},
    "/organizations/tree/": {"wang", "li", "chen"},
    "/organizations/coverage/": {"wang", "li", "chen"},
    "/organizations/terms/": {"wang", "li", "chen"},
    "/people/": {"wang", "zhao"},
    "/people/export/": {"wang", "zhao"},
    "/people/new/": {"wang", "zhao"},
    "/people/import/": {"wang", "zhao"},
    "/people/accounts/": {"wang", "zhao"},
    "/people/accounts/export/": {"wang", "zhao"},
    "/people/accounts/import/": {"wang", "zhao"},
    "/standards/": {"wang", "li", "chen"},
    "/standards/upload/": {"wang"},
    "/standards/new/": {"wang"},
    "/standards/compare/": {"wang", "li", "chen"},
    "/rounds/": {"wang", "li", "chen"},
    "/rounds/define/": {"wang"},
    "/rounds/r1/": {"wang", "li", "chen"},
    "/log/": {"wang", "sun"},
    "/log/export/": {"wang", "sun"},
}
EVERYBODY = ("wang", "li", "chen", "zhao", "sun", "zhou", "wu")


@pytest.mark.parametrize("address", OPEN)
def test_page_exists_for_those_who_have_the_right_and_for_nobody_else(page, address):
    make_round()
    seen = {who for who in EVERYBODY if page(who, address).status_code == 200}
    assert seen == OPEN[address]


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("/organizations/{branch.pk}/", {"wang", "li", "chen"}),
        ("/organizations/{far.pk}/", {"wang"}),
        ("/organizations/{town.pk}/", {"wang", "li"}),
        ("/organizations/{branch.pk}/edit/", {"wang"}),
        ("/organizations/999999/", set()),
        ("/people/{appointment.pk}/end/", {"wang", "zhao"}),
        ("/people/{chen.pk}/password/", {"wang", "zhao"}),
        ("/people/{appointment.pk}/handover/", {"wang", "zhao"}),
        ("/people/accounts/{chen.pk}/", {"wang", "zhao"}),
        ("/people/accounts/{chen.pk}/disable/", {"wang", "zhao"}),
        ("/people/accounts/{chen.pk}/enable/", {"wang", "zhao"}),
        ("/organizations/{branch.pk}/people/", {"wang", "zhao"}),
        ("/standards/{standard.pk}/", {"wang", "li", "chen"}),
        ("/standards/{standard.pk}/retire/", {"wang"}),
        ("/standards/{standard.pk}/erase/", set()),
    ],
)
def test_thing_exists_for_those_in_whose_reach_it_is(page, cast, address, seen):
    cast.appointment = cast.chen.appointments.get()
    cast.standard = make_standard()
    address = address.format(**vars(cast))
    assert {who for who in EVERYBODY if page(who, address).status_code == 200} == seen


@pytest.mark.parametrize(
    "address",
    ["/standards/upload/", "/standards/{standard.pk}/retire/", "/rounds/define/"],
)
def test_what_the_whole_district_shares_is_not_a_towns_to_change(page, cast, address):
    """Li is staff of one town here."""
    cast.li.appointments.update(role="district_staff")
    cast.standard = make_standard()
    address = address.format(**vars(cast))
    assert page("li", address).status_code == 404
    assert page("li", address, {}).status_code == 404
    shown = page("li", "/standards/").content + page("li", "/rounds/").content
    assert address.encode() not in shown


@pytest.mark.parametrize("address", [*OPEN, "/organizations/1/"])
def test_nobody_outside_gets_anything(client, db, address):
    assert client.get(address).url.startswith("/login/?next=")


@pytest.mark.parametrize("address", ["/organizations/", "/people/", "/log/", "/standards/"])
def test_lists_are_read_only(page, address):
    assert page("wang", address, {}).status_code == 405
