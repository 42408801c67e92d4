"""A page of the list of candidacies of a big round; beside it our lightest page."""

from django.test import Client
from django.urls import reverse

from bench import big_round
from bench.harness import Result
from bench.pages import client_of, page_seconds


def run() -> Result:
    _, staff = big_round.make()
    return Result(
        name="page_list_10k",
        ours_s=page_seconds(reverse("candidacy_list"), client_of(staff), repeat=20),
        peers_s={"lightest page": page_seconds("/login/", Client())},
        limit_s=page_seconds("/bare/session", client_of(staff)),
    )
