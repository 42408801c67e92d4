import pytest
from django.contrib.auth import SESSION_KEY

from creation.models import LogEntry, Organization, User
from creation.services.people import reset_password
from tests.factories import PASSWORD, make_district, make_town, make_user

pytestmark = pytest.mark.django_db
NEW = "another-long-one-8"


@pytest.fixture
def district():
    return make_district()


@pytest.fixture
def demo(district):
    Organization.objects.update(is_demo=True)
    return make_user("district_staff", district, is_demo=True)


def _enter(client, user, password=PASSWORD):
    return client.post("/login/", {"username": user.username, "password": password})


def _is_in(client):
    return SESSION_KEY in client.session


def test_login_leads_home_and_is_logged(client, district):
    user = make_user("district_staff", district)
    assert _enter(client, user).url == "/"
    assert (LogEntry.objects.get().action, LogEntry.objects.get().actor_id) == ("登录", user.pk)


def test_home_is_the_workbench(client, district):
    client.force_login(make_user("district_staff", district))
    assert client.get("/").url == "/workbench/"


def test_wrong_password_stays_outside(client, district):
    assert _enter(client, make_user("district_staff", district), "wrong").status_code == 200
    assert not _is_in(client)


def test_fifth_failure_locks_even_the_right_password_out(client, district):
    user = make_user("district_staff", district)
    for _ in range(5):
        _enter(client, user, "wrong")
    assert _enter(client, user).status_code == 429
    assert not _is_in(client)


def test_logout_is_a_post_and_is_logged(client, district):
    client.force_login(make_user("district_staff", district))
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == "/login/"
    assert LogEntry.objects.get().action == "退出"


def test_anybody_outside_is_sent_to_the_login(client, db):
    assert client.get("/").url == "/login/?next=/"


def test_one_time_password_opens_only_the_page_that_changes_it(client, district):
    user = make_user("district_staff", district)
    once = reset_password(user=user, by=None)
    _enter(client, user, once)
    assert client.get("/gallery/").url == "/password/"
    form = {"old_password": once, "new_password1": NEW, "new_password2": NEW}
    assert client.post("/password/", form).url == "/password/done/"
    assert client.get("/password/done/").status_code == 200
    assert client.get("/gallery/").status_code == 200


def test_weak_new_password_is_refused_in_words(client, district):
    user = make_user("district_staff", district)
    client.force_login(user)
    form = {"old_password": PASSWORD, "new_password1": "12345", "new_password2": "12345"}
    page = client.post("/password/", form)
    assert "密码太短，至少要 10 个字符。" in page.content.decode()
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_demo_account_enters_by_one_click(client, demo):
    assert demo.username in client.get("/login/").content.decode()
    assert client.post("/login/demo/", {"username": demo.username}).url == "/"
    assert _is_in(client)
    assert LogEntry.objects.get().action == "演示登录"


def test_demo_page_wears_the_strip(client, demo):
    client.force_login(demo)
    assert "演示数据" in client.get("/gallery/").content.decode()


def test_real_page_wears_no_strip(client, district):
    client.force_login(make_user("district_staff", district))
    assert client.get("/gallery/").context["demo"] is False


def test_user_without_an_organization_sees_the_strip_by_his_own_mark(client, demo):
    client.force_login(make_user("system_admin", is_demo=True))
    assert client.get("/gallery/").context["demo"] is True


def test_one_real_organization_closes_the_demo_accounts(client, demo, district):
    make_town(district)
    refused = client.post("/login/demo/", {"username": demo.username})
    assert refused.status_code == 409
    assert "这里有真实数据，演示账号已经停用。" in refused.content.decode()
    assert demo.username not in client.get("/login/").content.decode()
    assert not _is_in(client)


@pytest.mark.parametrize("fields", [{}, {"is_demo": True, "is_active": False}])
def test_other_accounts_do_not_enter_by_one_click(client, demo, fields):
    user = make_user("secretary", make_town(None), **fields)
    Organization.objects.update(is_demo=True)
    refused = client.post("/login/demo/", {"username": user.username})
    assert (refused.status_code, _is_in(client)) == (409, False)


def test_unknown_account_does_not_enter_by_one_click(client, demo):
    assert client.post("/login/demo/").status_code == 409


def test_demo_login_by_get_does_nothing(client, demo):
    assert client.get("/login/demo/").status_code == 405


def test_login_page_costs_the_same_whatever_the_number_of_accounts(
    client, demo, django_assert_num_queries
):
    with django_assert_num_queries(2):  # kinds of organizations, accounts
        client.get("/login/")
    for role in ("secretary", "committee_reviewer", "secretary"):
        make_user(role, Organization.objects.get(), is_demo=True)
    with django_assert_num_queries(2):
        cards = client.get("/login/").context["demo_accounts"]
    assert [card["role"] for card in cards] == ["区委组织部", "初审员", "党组织书记"]
