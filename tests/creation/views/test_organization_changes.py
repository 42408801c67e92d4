import pytest

from creation.models import Organization, OrganizationEvent
from tests.factories import make_organization, make_sector

GROUND = {"effective_on": "2025-03-01", "reason": "区划调整", "document": "区委〔2025〕8 号"}


def _address(organization, verb=""):
    return f"/organizations/{organization.pk}/changes/{verb and verb + '/'}"


def _stored(organization):
    return Organization.objects.get(pk=organization.pk)


def test_page_offers_what_may_be_done_and_says_why_the_rest_may_not(page, cast):
    text = page("wang", _address(cast.town)).content.decode()
    assert f'href="{_address(cast.town, "rename")}"' in text
    assert f'href="{_address(cast.town, "close")}"' not in text
    assert "“石桥镇党委”还有下级没有撤销（前柳村党支部）" in text
    assert "恢复" not in text


def test_closed_one_can_only_be_reopened(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(closed_on="2024-01-01")
    rows = page("wang", _address(cast.branch)).context["rows"]
    assert [key for key, _, _ in rows] == ["reopen"]
    assert page("wang", _address(cast.branch, "reopen"), GROUND).status_code == 302
    assert _stored(cast.branch).closed_on is None


@pytest.mark.parametrize("who", ["li", "chen", "zhao"])
def test_changes_are_for_those_who_keep_the_register(page, cast, who):
    for address in (_address(cast.branch), _address(cast.branch, "rename")):
        assert page(who, address).status_code == 404


def test_unknown_change_does_not_exist(page, cast):
    assert page("wang", _address(cast.branch, "erase")).status_code == 404


def test_form_of_a_refused_change_says_the_sentence(page, cast):
    response = page("wang", _address(cast.town, "close"))
    assert response.status_code == 409
    assert "还有下级没有撤销" in response.content.decode()


def test_move_is_told_on_the_page_of_the_organization(page, cast):
    response = page("wang", _address(cast.branch, "move"), GROUND | {"parent": cast.other.code})
    assert response.url == f"/organizations/{cast.branch.pk}/"
    text = page("wang", response.url).content.decode()
    assert "由“石桥镇党委”改为“柳林镇党委”" in text
    assert "区划调整（区委〔2025〕8 号）" in text
    assert _stored(cast.branch).town == cast.other


def test_rename_and_sector_are_written(page, cast):
    page("wang", _address(cast.branch, "rename"), GROUND | {"name": "前柳社区党支部"})
    sector = make_sector("community", "社区")
    page("wang", _address(cast.branch, "sector"), GROUND | {"sector": sector.pk})
    assert (_stored(cast.branch).name, _stored(cast.branch).sector) == ("前柳社区党支部", sector)


@pytest.mark.parametrize(
    ("verb", "field"), [("merge", "into"), ("absorb", "organizations"), ("close", "")]
)
def test_mergers_of_both_directions_and_closing(page, cast, verb, field):
    one = {"merge": cast.branch, "absorb": cast.far, "close": cast.branch}[verb]
    cast.chen.appointments.update(ends_on="2024-12-31")
    other = {field: {"into": "LL1", "organizations": "SQ1\n\n"}[field]} if field else {}
    assert page("wang", _address(one, verb), GROUND | other).status_code == 302
    event = OrganizationEvent.objects.get()
    assert str(_stored(cast.branch).closed_on) == GROUND["effective_on"]
    assert (event.organization, event.other) == (cast.branch, cast.far if field else None)


def test_every_wrong_line_of_a_merger_is_said(page, cast):
    fields = GROUND | {"organizations": "没有的\nSQ1\n也没有"}
    errors = page("wang", _address(cast.far, "absorb"), fields).context["form"].errors
    assert [error.split("这个")[0] for error in errors["organizations"]] == [
        "没有“没有的”",
        "没有“也没有”",
    ]


def test_refusal_of_the_service_is_said_on_the_form(page, cast):
    fields = GROUND | {"name": "新名", "effective_on": "2999-01-01"}
    response = page("wang", _address(cast.branch, "rename"), fields)
    assert "生效日期不能晚于今天，请到那一天再办理。" in response.content.decode()
    assert _stored(cast.branch).name == "前柳村党支部"


PARTS = {"part-TOTAL_FORMS": "2", "part-INITIAL_FORMS": "0"}


def _part(number, **fields):
    values = {"full_members": 0, "probationary_members": 0, "masses": 0} | fields
    return {f"part-{number}-{name}": value for name, value in values.items()}


def test_split_makes_those_that_are_filled_in(page, cast):
    Organization.objects.filter(pk=cast.branch.pk).update(full_members=9)
    parts = PARTS | _part(0, name="前柳二支部", code="N1", full_members=4) | _part(1)
    response = page("wang", _address(cast.branch, "split"), GROUND | parts | {"keeps": "yes"})
    assert response.status_code == 302
    made = Organization.objects.get(code="N1")
    assert (made.full_members, _stored(cast.branch).full_members) == (4, 5)


def test_parts_that_cannot_be_are_said_beside_their_fields(page, cast):
    parts = PARTS | _part(0, name="甲", code="SQ1") | _part(1, name="乙", code="SQ1")
    form = page("wang", _address(cast.branch, "split"), GROUND | parts).context["form"]
    assert list(form.errors) == ["keeps"]
    assert "已存在" in str(form.parts[0].errors["code"])
    parts = PARTS | _part(0, name="甲", code="N1") | _part(1, name="乙", code="N1")
    fields = GROUND | parts | {"keeps": "no"}
    form = page("wang", _address(cast.branch, "split"), fields).context["form"]
    assert "在上面已经用过" in str(form.parts[1].errors["code"])


def test_the_root_is_not_split(page, cast):
    assert "不能分设" in page("wang", _address(cast.district, "split")).content.decode()


def test_history_tells_both_sides_of_a_merger(page, cast):
    gone = make_organization(cast.town, sector=cast.branch.sector, name="柳湾村党支部")
    page("wang", _address(gone, "merge"), GROUND | {"into": "SQ1"})
    assert "并入“前柳村党支部”" in page("wang", f"/organizations/{gone.pk}/").content.decode()
    text = page("wang", f"/organizations/{cast.branch.pk}/").content.decode()
    assert "“柳湾村党支部”并入本组织" in text
