"""Reference data: for the system administrator from listed addresses, logged in our log."""

from ipaddress import ip_network

import pytest
from django.db import connection

from creation.models import LogEntry, RedLine, Sector
from tests.factories import make_round, make_user

ADDRESSES = ("/admin/", "/admin/creation/sector/", "/admin/creation/redline/add/")


def test_it_wears_our_colours_and_asks_for_no_missing_icon(page, cast):
    text = page("zhao", "/admin/").content.decode()
    assert text.index("admin/css/base.css") < text.index("css/admin.css")
    assert 'rel="icon"' in text


@pytest.mark.parametrize("address", ADDRESSES)
def test_reference_data_exists_for_the_administrator_alone(page, address):
    everybody = ("wang", "li", "chen", "zhao", "sun", "zhou", "wu")
    assert {who for who in everybody if page(who, address).status_code == 200} == {"zhao"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_addresses_find_nothing(page, settings, address):
    settings.ADMIN_ADDRESSES = [ip_network("10.1.0.0/16")]
    assert page("zhao", address).status_code == 404


@pytest.mark.parametrize(
    ("proxies", "forwarded", "status"),
    [
        (1, "10.1.2.3", 200),
        (1, "10.1.2.3, 10.9.9.9", 404),  # what the client wrote himself stands left
        (1, "nonsense", 404),
        (2, "10.1.2.3, 10.9.9.9", 200),
        (0, "10.1.2.3", 404),
    ],
)
def test_address_is_what_the_outermost_proxy_saw(
    client, cast, settings, proxies, forwarded, status
):
    settings.ADMIN_ADDRESSES, settings.PROXIES = [ip_network("10.1.0.0/16")], proxies
    client.force_login(cast.zhao)
    response = client.get("/admin/", headers={"x-forwarded-for": forwarded})
    assert response.status_code == status


def test_admin_has_no_door_of_its_own(page, client):
    assert page("zhao", "/admin/login/").status_code == 404
    assert page("zhao", "/admin/password_change/").url == "/password/"
    assert page("zhao", "/admin/logout/", {}).url == "/workbench/"
    client.logout()
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/login/?next=/admin/"


@pytest.mark.parametrize("address", ["/admin/creation/user/", "/admin/creation/organization/"])
def test_registers_of_the_staff_are_not_in_it(page, address):
    assert page("zhao", address).status_code == 404


def _commit():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _values(**fields):
    return {"code": "school", "name": "学校", "order": 9, "joined_on": ""} | fields


def test_new_sector_needs_no_programmer_and_is_logged(page, cast):
    assert page("zhao", "/admin/creation/sector/add/", _values()).status_code == 302
    entry = LogEntry.objects.first()
    assert (entry.action, entry.object_label, entry.actor) == ("新增领域", "学校", "赵强")
    assert entry.origin == "网页 127.0.0.1"
    _commit()
    assert not LogEntry.objects.filter(action="直接改库", object_type="creation_sector").exists()


def test_changed_and_deleted_sector_is_logged(page, cast):
    sector = Sector.objects.create(code="school", name="学校")
    page("zhao", f"/admin/creation/sector/{sector.pk}/change/", _values(name="中小学"))
    page("zhao", f"/admin/creation/sector/{sector.pk}/delete/", {"post": "yes"})
    actions = list(LogEntry.objects.values_list("action", "object_label")[:2])
    assert actions == [("删除领域", "中小学"), ("修改领域", "中小学")]
    assert page("zhao", f"/admin/creation/sector/{sector.pk}/history/").url == "/log/"


def test_sector_that_is_used_cannot_be_deleted(page, cast):
    sector = cast.branch.sector
    page("zhao", f"/admin/creation/sector/{sector.pk}/delete/", {"post": "yes"})
    assert Sector.objects.filter(pk=sector.pk).exists()


def test_red_line_keeps_its_departments_in_the_log(page, cast):
    line = RedLine.objects.first()
    assert line.name in page("zhao", "/admin/creation/redline/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_admin_keeps_to_our_content_security_policy(page_at):
    page = page_at(1280, user=make_user("system_admin"))  # fails for a breach of CSP
    line = RedLine.objects.first()
    for address in (*ADDRESSES, f"/admin/creation/redline/{line.pk}/change/"):
        page.goto(address)
        assert page.title().endswith("参考数据")


def test_what_a_round_uses_is_not_deleted_and_the_round_is_named(page, cast):
    make_round()
    line = RedLine.objects.get(code="birth")
    address = f"/admin/creation/redline/{line.pk}/delete/"
    response = page("zhao", address, {"post": "yes"})
    assert response.url == f"/admin/creation/redline/{line.pk}/change/"
    assert "用在第一轮创建里，不能删除。" in page("zhao", response.url).content.decode()
    assert RedLine.objects.filter(pk=line.pk).exists()
    spare = Sector.objects.create(code="school", name="学校")
    page("zhao", f"/admin/creation/sector/{spare.pk}/delete/", {"post": "yes"})
    assert not Sector.objects.filter(pk=spare.pk).exists()
    assert page("zhao", "/admin/creation/sector/99999/delete/").status_code == 302
