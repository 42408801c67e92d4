"""A running round in a small district: what most tests of papers start from."""

import itertools
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from assessment.models import Candidacy, Clearance, Visit
from assessment.services.candidacies import apply, open_round, red_lines_of
from assessment.services.review import accept
from assessment.services.sheets import MarkEntry, Summary, save_mark, start, submit
from creation.models import Organization, Round
from creation.services.standards import publish, save_standard
from creation.standards import parse_standard
from surveys.models import Question, Rate
from surveys.services.questionnaires import install_questionnaire
from tests import factories
from tests.replay import replayed

FULL = {"1.1": "12", "2.1": ["计划", "记录"], "3.1": "好", "4.1": True, "5.1": "95"}
HALF = {"1.1": "6", "2.1": ["计划"], "3.1": "差", "4.1": False, "5.1": "90"}


def rich_data(sector="village", **fields):
    """Five items of 20 points by five methods, and a bonus item."""
    data = factories.standard_data(sector, **fields)
    methods = [
        ("count", {"target": "12", "per": "1"}),
        ("presence", {"list": ["计划", "记录"], "per": "5"}),
        ("tiers", {"shares": {"好": "1", "差": "0.5"}}),
        ("yes_no", {}),
        ("below", {"threshold": "95", "per": "1"}),
    ]
    for goal, (method, params) in zip(data["goals"], methods, strict=True):
        goal["items"][0] |= {"method": method, "params": params}
    data["goals"][0]["items"][0]["unit"] = "次"
    bonus = data["goals"][0]["items"][0] | {"code": "B1", "points": "3", "title": "好做法"}
    data["bonus"] = [bonus | {"method": "bonus", "params": {"per": "1", "cap": "3"}}]
    return data


def make_rich_standard(sector="village", **fields):
    return publish_data(rich_data(sector, **fields))


def publish_data(data):
    return publish(standard=save_standard(spec=parse_standard(data), by=None), by=None)


@dataclass
class Running:
    round: Round
    district: Organization
    town: Organization
    branches: list[Organization]
    candidacies: list[Candidacy] = field(default_factory=list)


@replayed
def make_running(branches=1, *, towns=1, **fields) -> Running:
    """An open round with that many village branches in each town, nobody has applied yet."""
    make_rich_standard()
    district = factories.make_district()
    village = factories.make_sector()
    made = [factories.make_town(district, name=f"第{n}镇党委") for n in range(1, towns + 1)]
    units = [
        factories.make_organization(
            town, sector=village, opened_on=date(2001, 5, 1), full_members=20, masses=300
        )
        for town in made
        for _ in range(branches)
    ]
    round = open_round(round=factories.make_round(**fields), by=None)
    candidacies = list(round.candidacies.select_related("organization").order_by("organization_id"))
    return Running(round, district, made[0], units, candidacies)


@replayed
def applied(candidacy, by=None):
    clear = {line.code: False for line in red_lines_of(candidacy.round)}
    return apply(candidacy=candidacy, declaration=clear, by=by)


@replayed
def fill(sheet, findings, by=None):
    for mark in sheet.marks.select_related("item"):
        if mark.item.code in findings:
            entry = MarkEntry(finding=findings[mark.item.code], version=mark.version)
            save_mark(mark=mark, entry=entry, by=by)
    return sheet


@replayed
def submitted(candidacy, findings=None, by=None):
    """Applied, self-checked and handed in."""
    if candidacy.state == "enrolled":
        applied(candidacy, by)
    sheet = fill(start(candidacy=candidacy, stage="self", by=by), findings or FULL, by)
    return submit(sheet=sheet, signed_by="李书记", summary=Summary(), by=by)


@replayed
def reviewed(candidacy, findings=None, by=None):
    """Self-checked and accepted as it is."""
    submitted(candidacy, findings, by)
    start(candidacy=candidacy, stage="review", by=by)
    return accept(candidacy=candidacy, by=by)


def mark_of(sheet, code):
    return sheet.marks.select_related("item").get(item__code=code)


@replayed
def cleared(candidacies):
    """Every department has answered 无."""
    asked = Clearance.objects.filter(candidacy__in=candidacies)
    asked.update(state="clear", answered_at=timezone.now())


@replayed
def surveyed(round, candidacies, *, good=100, of=100):
    """So many good answers to every question in both strata, as an upload would roll them up."""
    if not round.questionnaires.exists():
        install_questionnaire(round=round, by=None)
    questions = Question.objects.filter(questionnaire__round=round).exclude(dimension="identity")
    cells = itertools.product(candidacies, questions, ("member", "mass"))
    Rate.objects.bulk_create(
        Rate(
            organization=candidacy.organization,
            question=question,
            stratum=stratum,
            numerator=good if stratum == "mass" else 20,
            denominator=of if stratum == "mass" else 20,
        )
        for candidacy, question, stratum in cells
    )


@replayed
def drawn(candidacy, findings=None):
    """Spot-checked by a team, its sheet handed in."""
    Visit.objects.create(candidacy=candidacy)
    sheet = fill(start(candidacy=candidacy, stage="spot", by=None), findings or FULL)
    return submit(sheet=sheet, signed_by="组长", summary=Summary(), by=None)
