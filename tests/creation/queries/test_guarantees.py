"""The figures: what they are of, and None where nothing is registered."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from creation.guarantees import Share
from creation.models import GuaranteeRequirement, Liaison, Organization, PlanTask, Training
from creation.queries.guarantees.figures import guarantees, under
from creation.queries.guarantees.rows import (
    behind,
    required_in,
    served,
    spread_by_year,
    standing,
    with_attended,
    with_progress,
)
from tests.creation import guarantees as ready

DAY, YEAR = timedelta(days=1), ready.TODAY.year
LAST_YEAR = date(YEAR - 1, 6, 1)


def figures(cast, of="district", year=YEAR):
    root = getattr(cast, of)
    return guarantees(under(root), Organization.objects.under(root), year)


def test_nothing_registered_is_said_and_has_no_shares(cast):
    found = figures(cast)
    assert found.is_empty
    assert found.liaisons.problems.share is None
    assert found.plans.progress is None
    assert found.training_total.people is None


def test_bodies_count_committees_that_have_one_of_their_own(cast):
    bodies = ready.group(cast.town)
    ready.group(cast.other, ended_on=localdate())  # its last day was yesterday
    ready.member(bodies)
    ready.meeting(bodies)
    ready.meeting(bodies, held_on=LAST_YEAR)
    found = figures(cast).bodies
    assert (found.committees, found.groups, found.members, found.meetings) == (Share(1, 3), 1, 1, 1)


def test_liaisons_count_organizations_leaders_visits_and_problems(cast):
    first = ready.liaison(cast.branch)
    ready.liaison(cast.far, ends_on=localdate() - DAY)
    ready.visit(first, problem="缺场地", solved_on=localdate())
    ready.visit(first, visited_on=LAST_YEAR, problem="旧账")
    found = figures(cast).liaisons
    assert (found.linked, found.leaders, found.liaisons) == (Share(1, 2), 1, 1)
    assert (found.made, found.problems) == (1, Share(1, 1))


@pytest.mark.parametrize(("visits", "is_behind"), [(0, True), (1, True), (2, False)])
def test_behind_is_who_has_fewer_visits_than_are_due(cast, visits, is_behind):
    """The year before the last: it is over, so that all of what it asks for is due."""
    year = YEAR - 2
    GuaranteeRequirement.objects.create(**_required(from_year=year, visits=2))
    one = ready.liaison(cast.branch)
    for number in range(visits):
        ready.visit(one, visited_on=date(year, 5, 1 + number))
    required = required_in(year)
    assert standing(Liaison.objects.all(), year, required) == {one.pk: (visits, 2)}
    assert behind(Liaison.objects.all(), year, required) == ({one.pk} if is_behind else set())


def _required(from_year, visits):
    return {
        "from_year": from_year,
        "visits_per_year": visits,
        "trainings_per_sector": 1,
        "seminars_per_sector": 1,
        "city_part": 3,
        "district_part": 2,
    }


def test_year_asks_for_what_began_last(db):
    GuaranteeRequirement.objects.create(**_required(from_year=YEAR, visits=9))
    assert (required_in(YEAR).visits, required_in(YEAR + 1).visits) == (9, 9)
    assert required_in(YEAR - 1).visits == 4  # what has always held


def test_nothing_is_due_while_nothing_is_asked_for(cast):
    GuaranteeRequirement.objects.all().delete()
    one = ready.liaison(cast.branch)
    ready.centre(cast.town, city_funds=Decimal(1), district_funds=Decimal(1))
    found = figures(cast)
    assert (found.required, found.liaisons.due, found.liaisons.behind) == (None, None, None)
    assert (found.centres.uneven, found.trainings[0].required) == (None, None)
    assert standing(Liaison.objects.all(), YEAR, None) == {one.pk: (0, None)}


def test_progress_is_that_of_the_newest_quarter_and_late_what_is_due_undone(cast):
    plan = ready.plan(cast.town)
    late, done = ready.task(plan, "甲", due_on=localdate() - DAY), ready.task(plan, "乙", LAST_YEAR)
    ready.task(plan, "丙", due_on=localdate())
    ready.note(late, 80, year=YEAR - 1, quarter=4)
    ready.note(late, 60, quarter=1)
    ready.note(done, 100)
    rows = with_progress(PlanTask.objects.order_by("title")).values_list(
        "title", "progress", "late"
    )
    assert set(rows) == {("甲", 60, True), ("乙", 100, False), ("丙", 0, False)}
    found = figures(cast).plans
    assert (found.plans, found.done, found.late) == (1, Share(1, 3), 1)
    assert found.progress == Fraction(160, 3)


def test_training_for_all_sectors_counts_for_each_and_once_in_the_total(cast):
    own = {"sector": cast.branch.sector, "held_on": localdate(), "hours": Decimal("8")}
    lesson = ready.training(cast.district, "村", attended_people=99, **own)
    ready.attendance(lesson, cast.branch, 3)
    ready.attendance(lesson, cast.far, 4)
    ready.training(cast.district, "共", held_on=localdate(), attended_people=30)
    ready.training(cast.district, "计划", planned_on=localdate())
    ready.training(cast.district, "去年", planned_on=LAST_YEAR)
    found = figures(cast)
    [village] = [one for one in found.trainings if one.sector == "农村"]
    assert (village.planned, village.held, village.hours, village.people) == (3, 2, 8, 37)
    total = found.training_total
    assert (total.planned, total.held, total.people, village.lacks) == (3, 2, 37, False)
    assert found.seminars[0].lacks


def test_people_sent_stand_before_the_number_that_was_typed(cast):
    one = ready.training(cast.town, held_on=localdate(), attended_people=9)
    assert with_attended(Training.objects.all()).get().people == 9
    ready.attendance(one, cast.branch, 4)
    assert with_attended(Training.objects.all()).get().people == 4


def test_centre_serves_what_lies_below_while_it_is_open(cast):
    one = ready.centre(cast.district)
    everybody = Organization.objects.filter(is_rated=True)
    ready.coverage(one, cast.town)
    assert list(served(everybody)) == [cast.branch]
    one.closed_on = localdate()
    one.save()
    assert list(served(everybody)) == []


def test_centres_count_whom_they_serve_and_what_was_paid(cast):
    ready.coverage(
        ready.centre(cast.town, city_funds=50, district_funds=Decimal("50.00")), cast.town
    )
    ready.centre(cast.town, "二", city_funds=50, district_funds=40)
    ready.centre(cast.town, "三", city_funds=50)
    found = figures(cast).centres
    assert (found.centres, found.served, found.funded) == (3, Share(1, 2), Share(2, 3))
    assert (found.city, found.district, found.uneven) == (100, 90, 1)


def test_spread_adds_up_year_by_year(cast):
    brand = ready.practice(cast.town)
    ready.adoption(brand, cast.branch, LAST_YEAR)
    ready.adoption(brand, cast.far)
    assert spread_by_year(brand) == [(YEAR - 1, 1), (YEAR, 2)]
    found = figures(cast).practices
    assert (found.practices, found.adoptions, found.reached) == (1, 2, Share(2, 2))


def test_figures_of_a_town_are_its_own(cast):
    ready.one_of_each(cast.other, cast.far)
    assert figures(cast, "town").is_empty
    assert not figures(cast, "other").is_empty


@pytest.mark.parametrize("more", [1, 3])
def test_figures_cost_the_same_for_any_number_of_rows(cast, more):
    for number in range(more):
        one = ready.liaison(cast.branch, leader_name=f"书记{number}")
        ready.visit(one)
        ready.training(cast.town, f"训{number}")
    with CaptureQueriesContext(connection) as caught:
        figures(cast)
    assert len(caught) == 21
