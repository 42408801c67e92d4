"""The lightest page with our frame and style: the login, as a stranger sees it."""

from django.test import Client

from bench.harness import Result
from bench.pages import client_of, page_seconds
from creation.models import User


def run() -> Result:
    user = User.objects.create_user(username="bench", name="测试")
    return Result(
        name="page_login",
        ours_s=page_seconds("/login/", Client()),
        peers_s={"session, read, write": page_seconds("/bare/session", client_of(user))},
        limit_s=page_seconds("/bare/hello", Client()),
    )
