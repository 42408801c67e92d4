"""A self-check of 35 plain items, and a secretary who fills it in with a thumb."""

from assessment.services.candidacies import open_round
from assessment.services.sheets import start
from tests.assessment.district import applied, publish_data, rich_data
from tests.factories import (
    make_district,
    make_organization,
    make_round,
    make_sector,
    make_town,
    make_user,
)

POINTS = ("3", "3", "3", "3", "3", "3", "2")
TYPED = {
    "count": "9",
    "presence": ["计划"],
    "tiers": "差",
    "yes_no": "true",
    "below": "90",
}


def long_data():
    """Seven items in each goal, their methods in turn."""
    data = rich_data()
    plain = [goal["items"][0] for goal in data["goals"]]
    for number, goal in enumerate(data["goals"], start=1):
        goal["items"] = [
            plain[place % 5]
            | {
                "code": f"{number}.{place + 1}",
                "title": f"要点 {number}.{place + 1}",
                "content": "每月召开支委会、按季召开党员大会、按时上好党课，有计划有记录。",
                "points": points,
            }
            for place, points in enumerate(POINTS)
        ]
    return data


def long_sheet():
    """The sheet, begun, and the secretary who fills it in."""
    publish_data(long_data())
    town = make_town(make_district())
    unit = make_organization(town, sector=make_sector(), opened_on="2001-05-01")
    candidacy = open_round(round=make_round(), by=None).candidacies.get()
    sheet = start(candidacy=applied(candidacy), stage="self", by=None)
    return sheet, make_user("secretary", unit, name="李建国")


def answer(card, method) -> int:
    """Fill in one item as a thumb does; how many taps and entries it took."""
    match method:
        case "presence":
            card.get_by_label("计划").check()
            return 1
        case "yes_no" | "tiers":
            card.locator(f"label:has(input[value='{TYPED[method]}'])").click()
            return 1
        case _:
            card.locator("input[name=finding]").click()
            card.locator("input[name=finding]").fill(TYPED[method])
            return 2
