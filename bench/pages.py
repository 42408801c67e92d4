"""Pages measured through Django's whole stack in this process: the same for ours and the bare."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from bench.harness import seconds
from creation.models import User
from wuhao import urls

ROUNDS = 200


@login_not_required
def hello(request):
    return HttpResponse("hello")


def session_read_write(request):
    """What a saving page cannot do without: the login, one read, one write."""
    user = User.objects.get(pk=request.user.pk)
    User.objects.filter(pk=user.pk).update(name=user.name)
    return HttpResponse(user.name)


urlpatterns = [
    path("bare/hello", hello),
    path("bare/session", session_read_write),
    *urls.urlpatterns,
]


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_seconds(address: str, client: Client, repeat: int = ROUNDS) -> float:
    """Median seconds of one GET; anything but 200 is an error."""
    with override_settings(ROOT_URLCONF=__name__):
        if (status := client.get(address).status_code) != 200:
            raise RuntimeError(f"{address} answers {status}")
        return seconds(lambda: client.get(address), repeat=repeat)
