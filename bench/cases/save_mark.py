"""One item of a self-check saved as the page does; beside it a login, one read and one write."""

import itertools

from django.urls import reverse
from django.utils import timezone

from assessment.models import Candidacy, Mark, Sheet
from bench import big_round
from bench.harness import Result, seconds
from bench.pages import ROUNDS, client_of, page_seconds
from creation.models import User

UNITS = 100


def run() -> Result:
    round, _ = big_round.make(UNITS)
    candidacy = Candidacy.objects.filter(round=round).first()
    Sheet.objects.filter(candidacy=candidacy, stage="review").delete()
    Sheet.objects.filter(candidacy=candidacy).update(state="draft", submitted_at=None)
    secretary = User.objects.create_user(username="secretary", name="书记")
    secretary.appointments.create(
        role="secretary", organization=candidacy.organization, starts_on=timezone.localdate()
    )
    client = client_of(secretary)
    return Result(
        name="save_mark",
        ours_s=seconds(_saving(client, candidacy), repeat=ROUNDS),
        limit_s=page_seconds("/bare/session", client),
    )


def _saving(client, candidacy):
    """Another number each time, with the version that the last save made."""
    mark = Mark.objects.filter(
        sheet__candidacy=candidacy, sheet__stage="self", item__method="count"
    ).first()
    address, versions = reverse("mark_save", args=[mark.pk]), itertools.count(mark.version)

    def save():
        version = next(versions)
        values = {"version": version, "finding": str(1 + version % 2)}
        answer = client.post(address, values, headers={"HX-Request": "true"})
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")

    return save
