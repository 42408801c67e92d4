"""Every answer, whatever its status, carries the headers that browsers obey."""

import pytest
from django.urls import path

from tests.factories import PASSWORD, make_user
from tests.wuhao.test_middleware import crash, hello, refuse
from wuhao import urls

urlpatterns = [
    path("hello", hello),
    path("refuse", refuse),
    path("crash", crash),
    *urls.urlpatterns,
]
handler404, handler500 = urls.handler404, urls.handler500

HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/hello", 200),
        ("/healthz", 200),
        ("/static/css/base.css", 200),
        ("/bundles/any/styles.css", 200),
        ("/refuse", 409),
        ("/no-such-page", 404),
        ("/crash", 500),
    ],
)
def test_answer_carries_the_security_headers(admin_client, address, status):
    admin_client.raise_request_exception = False
    answer = admin_client.get(address)
    assert answer.status_code == status
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY


@pytest.mark.parametrize(
    ("address", "status"), [("/login/", 200), ("/readyz?", 200), ("/gallery/", 302)]
)
def test_answer_to_a_stranger_carries_them_too(client, db, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, db):
    user = make_user()
    client.get("/login/")
    client.post("/login/", {"username": user.username, "password": PASSWORD})
    flags = {name: (one["httponly"], one["samesite"]) for name, one in client.cookies.items()}
    assert flags == {"csrftoken": (True, "Lax"), "sessionid": (True, "Lax")}
