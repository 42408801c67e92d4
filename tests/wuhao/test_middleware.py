"""Sessions end; refusals become pages; failed logins lock the account."""

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from tests.factories import PASSWORD, make_user
from wuhao import urls
from wuhao.errors import Refused

START = "2026-03-02T01:00:00Z"


def hello(request):
    return HttpResponse("hello")


def refuse(request):
    raise Refused("自查已经提交，不能再改。")


def crash(request):
    raise RuntimeError("secret detail")


urlpatterns = [
    path("hello", hello),
    path("refuse", refuse),
    path("crash", crash),
    *urls.urlpatterns,
]
handler404, handler500 = urls.handler404, urls.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def user(db):
    return make_user()


@pytest.fixture
def clock(user, client):
    with time_machine.travel(START, tick=False) as clock:
        client.force_login(user)
        client.get("/hello")
        yield clock


def still_in(client) -> bool:
    return client.get("/hello").status_code == 200


def test_session_survives_less_than_half_an_hour_of_silence(client, clock):
    clock.shift(29 * 60)
    assert still_in(client)
    clock.shift(29 * 60)
    assert still_in(client)


def test_session_ends_after_half_an_hour_of_silence(client, clock):
    clock.shift(30 * 60 + 1)
    assert not still_in(client)


def test_session_ends_after_twelve_hours_of_work(client, clock):
    for _ in range(12 * 3):
        clock.shift(20 * 60)
        assert still_in(client)
    clock.shift(1)
    assert not still_in(client)


def test_session_is_written_once_a_minute_at_most(client, clock, django_assert_num_queries):
    clock.shift(59)
    with django_assert_num_queries(2):  # session, user
        client.get("/hello")
    clock.shift(1)
    with django_assert_num_queries(5):  # and savepoint, update, release
        client.get("/hello")


def test_stranger_is_sent_to_the_login(client, db):
    assert client.get("/hello?a=1").url == "/login/?next=/hello%3Fa%3D1"


def test_fragment_of_an_expired_login_is_told_so_and_not_led_away(client, db):
    answer = client.get("/hello", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (401, "登录已过期，请重新登录。")


def test_refusal_is_a_page_with_its_sentence(client, user):
    client.force_login(user)
    answer = client.get("/refuse")
    assert answer.status_code == 409
    assert "自查已经提交，不能再改。" in answer.text


def test_crash_shows_no_detail(client, user):
    client.force_login(user)
    client.raise_request_exception = False
    answer = client.get("/crash")
    assert (answer.status_code, "secret" in answer.text) == (500, False)
    assert "系统出错了" in answer.text


def test_form_without_token_is_refused_in_chinese(user):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "页面打开太久了" in answer.text


def test_sixth_try_is_locked_out_even_with_the_right_password(client, user):
    for _ in range(5):
        answer = log_in(client, user, "wrong")
    assert answer.status_code == 429
    answer = log_in(client, user, PASSWORD)
    assert answer.status_code == 429
    assert "30 分钟" in answer.text


def test_lockout_ends_after_half_an_hour_though_the_attack_goes_on(client, user):
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(5):
            log_in(client, user, "wrong")
        clock.shift(29 * 60)
        assert log_in(client, user, "wrong").status_code == 429
        clock.shift(60 + 1)
        assert log_in(client, user, PASSWORD).status_code == 302


def test_lockout_of_one_account_leaves_the_others_of_the_office(client, user):
    for _ in range(5):
        log_in(client, user, "wrong")
    assert log_in(client, make_user(), PASSWORD).status_code == 302


def log_in(client, user, password):
    return client.post("/login/", {"username": user.username, "password": password})
