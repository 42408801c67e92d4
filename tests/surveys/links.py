"""An open link, and a resident who answers through it."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from surveys.models import OnlineLink
from surveys.services import online

TICKS = [["2"], ["1"], ["2"], ["4"], ["2"], ["skip"], ["1", "3"]]  # a 群众; what MASS says, nearly
ANSWERS = (2, 1, 2, 4, 2, -1, 5)


def opened(questionnaire, *organizations, mode="open", by=None, days=(-1, 1)):
    """The links of these organizations, open from `days[0]` to `days[1]` from now."""
    now = timezone.now()
    opens_at, closes_at = (now + timedelta(days=day) for day in days)
    times = {"opens_at": opens_at, "closes_at": closes_at}
    online.open_links(
        questionnaire=questionnaire, organizations=organizations, mode=mode, by=by, **times
    )
    rows = OnlineLink.objects.select_related("upload", "organization", "questionnaire__round")
    return list(rows.filter(organization__in=organizations).order_by("organization__code"))


class Resident:
    """Walks through the pages as a browser does, with nothing but what a page brought."""

    def __init__(self, client, link):
        self.client, self.url = client, reverse("answer_sheet", args=[link.token])
        self.page = None

    def send(self, go, ticks=(), **more):
        data = {"go": go, "answer": list(ticks)} | more
        if state := self.state():
            data["s"] = state
        self.page = self.client.post(self.url, data)
        return self.page

    def state(self):
        found = self.page and re.search(r'name="s" value="([^"]+)"', self.page.content.decode())
        return found and found.group(1)

    def answer_all(self, ticks=TICKS, **more):
        """To the page that shows all answers."""
        self.send("start", **more)
        for one in ticks:
            self.send("skip") if one == ["skip"] else self.send("next", one)
        return self.page

    def hand_in(self, **more):
        self.answer_all(**more)
        return self.send("send")


def words(response):
    return " ".join(response.content.decode().split())
