"""Two people edit one organization: nothing is lost; what both touched is shown side by side."""

import re

import pytest

from creation.models import Organization


@pytest.fixture
def address(cast):
    return f"/organizations/{cast.branch.pk}/edit/"


@pytest.fixture
def form(page, cast, address):
    """What Wang's browser holds once the page is open."""
    text = page("wang", address).content.decode()
    read = re.search(r'name="read" value="([^"]+)"', text)[1]
    return {
        "code": "SQ1",
        "kind": "branch",
        "full_members": 0,
        "probationary_members": 0,
        "masses": 0,
        "is_rated": "on",
        "read": read,
    }


def _stored(cast):
    return Organization.objects.get(pk=cast.branch.pk)


def _meanwhile(cast, **fields):
    Organization.objects.filter(pk=cast.branch.pk).update(**fields)


def test_fields_that_only_one_touched_are_merged(page, cast, address, form):
    _meanwhile(cast, masses=90, is_rated=False)
    assert page("wang", address, form, secretary_name="王晓燕").status_code == 302
    stored = _stored(cast)
    assert (stored.masses, stored.is_rated, stored.secretary_name) == (90, False, "王晓燕")


def _choices(text, name):
    return re.findall(rf'type="radio" name="{name}" value="([^"]*)"', text)


def _hidden(text):
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))


def test_field_that_both_touched_is_shown_with_both_values(page, cast, address, form):
    _meanwhile(cast, masses=90, is_rated=False, opened_on="2001-07-01", phone="010-12345678")
    response = page("wang", address, form, masses=95, secretary_name="王", opened_on="2002-07-01")
    text = response.content.decode()
    assert response.status_code == 409
    assert "别人也改了同样的内容，请逐项选择保留哪一个" in text
    assert _choices(text, "masses") == ["90", "95"]
    assert _choices(text, "opened_on") == ["2001-07-01", "2002-07-01"]
    assert _stored(cast).masses == 90


@pytest.mark.parametrize("chosen", [0, 1])
def test_chosen_value_is_saved_with_all_the_rest(page, cast, address, form, chosen):
    _meanwhile(cast, masses=90, is_rated=False, phone="010-12345678")
    fields = {"masses": 95, "secretary_name": "王", "is_rated": ""}
    text = page("wang", address, form | fields).content.decode()
    again = _hidden(text) | {"masses": _choices(text, "masses")[chosen]}
    assert page("wang", address, again).status_code == 302
    stored = _stored(cast)
    assert stored.masses == (90, 95)[chosen]
    assert (stored.secretary_name, stored.phone) == ("王", "010-12345678")
    assert (stored.is_rated, stored.kind) == (False, "branch")


def test_choices_read_as_words(page, cast, address, form):
    _meanwhile(cast, kind="joint_branch", secretary_name="李", opened_on="2001-07-01")
    fields = {"kind": "general_branch", "secretary_name": "王", "opened_on": "2002-07-01"}
    text = page("wang", address, form | fields).content.decode()
    for words in ("联合支部", "总支", "李", "王", "2001-07-01", "2002-07-01"):
        assert f"<b>{words}</b>" in text


def test_page_that_is_not_ours_is_taken_as_a_plain_change(page, cast, address, form):
    assert page("wang", address, form | {"read": "x", "masses": 7}).status_code == 302
    assert _stored(cast).masses == 7
