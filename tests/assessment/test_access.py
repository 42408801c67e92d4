"""Every right and place, by a named cast: what is reached, and what is not although it exists."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import Http404
from django.utils import timezone

from assessment import access
from assessment.models import (
    Candidacy,
    Evaluation,
    EvaluationRun,
    Evidence,
    Rectification,
    Team,
    TeamMember,
    Title,
    Visit,
)
from assessment.services.candidacies import add_candidacy
from assessment.services.sheets import Summary, start, submit
from creation.models import Appointment, Department
from creation.queries.rounds import current_policy
from tests.assessment.district import FULL, fill, make_running, reviewed
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _running(lasting):
    """Two towns of two branches, and the first town's committee; the first branch is reviewed."""
    running = make_running(2, towns=2)
    running.candidacies = sorted(running.candidacies, key=lambda one: one.organization_id)
    reviewed(running.candidacies[0])
    connection.check_constraints()  # now, not once a test
    return running


@pytest.fixture
def running(_running):
    return deepcopy(_running)


@pytest.fixture
def cast(running):
    first, second, elsewhere, _ = running.branches
    other_town = elsewhere.parent
    return {
        "secretary": make_user("secretary", first),
        "neighbour": make_user("secretary", second),
        "town secretary": make_user("secretary", running.town),
        "reviewer": make_user("committee_reviewer", running.town),
        "other reviewer": make_user("committee_reviewer", other_town),
        "staff": make_user("district_staff", running.district),
        "inspector": make_user("inspector", first),
        "police": make_user("department", department=Department.objects.get(code="police")),
        "auditor": make_user("auditor"),
        "former": former(make_user("secretary", first)),
        "nobody": make_user(),
        "anonymous": AnonymousUser(),
    }


def former(user):
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.objects.filter(user=user).update(ends_on=yesterday)
    return user


@pytest.fixture
def drawn(running, cast):
    """The inspector's team checks the first branch; another team the second."""
    first, second = running.candidacies[:2]
    own, other = (Team.objects.create(round=running.round, name=name) for name in ("一组", "二组"))
    TeamMember.objects.create(team=own, user=cast["inspector"])
    Appointment.objects.create(
        user=cast["inspector"],
        role="inspector",
        organization=second.organization,
        starts_on=date(2020, 1, 1),
    )
    visit = Visit.objects.create(candidacy=first, team=own)
    Visit.objects.create(candidacy=second, team=other)
    return visit


def codes(candidacies, running):
    """Which of the four candidacies, by their place."""
    ids = [one.pk for one in running.candidacies]
    return sorted(ids.index(pk) for pk in candidacies.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("who", "right", "reached"),
    [
        ("secretary", "see_results", [0]),
        ("secretary", "self_check", [0]),
        ("secretary", "review", []),
        ("neighbour", "self_check", [1]),
        ("town secretary", "see_results", [0, 1]),
        ("town secretary", "self_check", []),
        ("reviewer", "review", [0, 1]),
        ("reviewer", "self_check", []),
        ("other reviewer", "review", [2, 3]),
        ("staff", "see_results", [0, 1, 2, 3]),
        ("staff", "review", [0, 1, 2, 3]),
        ("staff", "spot_check", []),
        ("inspector", "spot_check", [0]),
        ("inspector", "see_results", []),
        ("police", "see_results", []),
        ("auditor", "see_results", []),
        ("former", "see_results", []),
        ("former", "self_check", []),
        ("nobody", "see_results", []),
        ("anonymous", "see_results", []),
        ("anonymous", "spot_check", []),
    ],
)
def test_a_right_reaches_exactly_these_candidacies(running, cast, drawn, who, right, reached):
    assert codes(access.candidacies_for(cast[who], right), running) == reached


def test_nobody_reviews_the_own_committee(running, cast):
    own = add_candidacy_of(running.town, running)
    assert own in access.candidacies_for(cast["staff"], "review")
    assert own not in access.candidacies_for(cast["reviewer"], "review")
    assert own in access.candidacies_for(cast["reviewer"], "see_results")
    assert own in access.candidacies_for(cast["town secretary"], "self_check")


def add_candidacy_of(organization, running):
    village = running.branches[0].sector
    type(organization).objects.filter(pk=organization.pk).update(sector=village)
    return add_candidacy(round=running.round, organization=organization, reason="补", by=None)


def test_an_inspector_reaches_a_drawn_unit_only_while_appointed(running, cast, drawn):
    former(cast["inspector"])
    assert not access.candidacies_for(cast["inspector"], "spot_check").exists()
    assert not access.visits_for(cast["inspector"]).exists()


def test_candidacy_gate_answers_404_outside(running, cast):
    first, _, elsewhere, _ = running.candidacies
    assert access.candidacy_or_404(cast["reviewer"], first.pk) == first
    with pytest.raises(Http404):
        access.candidacy_or_404(cast["reviewer"], elsewhere.pk)


def test_a_writing_right_reaches_its_own_stage_alone(running, cast, drawn):
    first = running.candidacies[0]
    spot = start(candidacy=first, stage="spot", by=None)
    own, review = first.sheets.get(stage="self"), first.sheets.get(stage="review")
    for who, right, sheet in (
        ("secretary", "self_check", own),
        ("reviewer", "review", review),
        ("inspector", "spot_check", spot),
    ):
        assert list(access.sheets_for(cast[who], right)) == [sheet]
        assert access.sheet_or_404(cast[who], sheet.pk, right) == sheet
        assert access.writable_sheet_or_404(cast[who], sheet.pk) == sheet
        mark = sheet.marks.first()
        assert access.mark_or_404(cast[who], mark.pk) == mark
        assert access.mark_or_404(cast[who], mark.pk, right) == mark


@pytest.mark.parametrize(
    ("who", "right", "stage"),
    [
        ("secretary", "self_check", "review"),
        ("secretary", "review", "review"),
        ("neighbour", "self_check", "self"),
        ("reviewer", "review", "self"),
        ("other reviewer", "review", "review"),
        ("inspector", "spot_check", "self"),
        ("nobody", "self_check", "self"),
    ],
)
def test_sheets_and_marks_of_others_are_404_for_writing(running, cast, drawn, who, right, stage):
    sheet = running.candidacies[0].sheets.get(stage=stage)
    for gate in (
        lambda user: access.sheet_or_404(user, sheet.pk, right),
        lambda user: access.writable_sheet_or_404(user, sheet.pk),
        lambda user: access.mark_or_404(user, sheet.marks.first().pk, right),
        lambda user: access.mark_or_404(user, sheet.marks.first().pk),
    ):
        with pytest.raises(Http404):
            gate(cast[who])


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("secretary", True),
        ("reviewer", True),
        ("staff", True),
        ("inspector", True),
        ("neighbour", False),
        ("other reviewer", False),
        ("police", False),
        ("former", False),
    ],
)
def test_evidence_is_read_by_whoever_works_on_the_candidacy(running, cast, drawn, who, reads):
    organization = running.candidacies[0].organization
    evidence = Evidence.objects.create(organization=organization, title="会议记录")
    assert reached(access.evidence_or_404, cast[who], evidence) == reads


def reached(gate, user, row):
    try:
        return gate(user, row.pk) == row
    except Http404:
        return False


@pytest.mark.parametrize(
    ("who", "read"),
    [
        ("secretary", ["self"]),
        ("town secretary", ["self"]),
        ("reviewer", ["self", "review", "spot"]),
        ("staff", ["self", "review", "spot"]),
        ("inspector", ["spot"]),
        ("neighbour", []),
        ("other reviewer", []),
        ("police", []),
        ("former", []),
    ],
)
def test_a_sheet_still_being_filled_in_is_read_by_its_writer_and_the_reviewer(
    running, cast, drawn, who, read
):
    first = running.candidacies[0]
    start(candidacy=first, stage="spot", by=None)
    sheets = first.sheets.order_by("pk")
    gate = access.readable_sheet_or_404
    assert [one.stage for one in sheets if reached(gate, cast[who], one)] == read


def readable(user, candidacy):
    sheets = candidacy.sheets.order_by("pk")
    return [one.stage for one in sheets if reached(access.readable_sheet_or_404, user, one)]


def test_handing_in_a_spot_sheet_opens_all_three_to_the_inspector(running, cast, drawn):
    first = running.candidacies[0]
    spot = fill(start(candidacy=first, stage="spot", by=None), FULL)
    submit(sheet=spot, signed_by="赵", summary=Summary(), by=None)
    assert readable(cast["inspector"], first) == ["self", "review", "spot"]


@pytest.mark.parametrize("who", ["secretary", "town secretary"])
@pytest.mark.parametrize(
    ("decision", "is_current", "read"),
    [
        ("five_good", True, ["self", "review", "spot"]),
        ("not_reached", True, ["self", "review", "spot"]),
        ("pending", True, ["self"]),
        ("five_good", False, ["self"]),
    ],
)
def test_what_others_found_is_shown_to_the_unit_with_the_decision_in_force(
    running, cast, drawn, who, decision, is_current, read
):
    first = running.candidacies[0]
    spot = fill(start(candidacy=first, stage="spot", by=None), FULL)
    submit(sheet=spot, signed_by="赵", summary=Summary(), by=None)
    run = EvaluationRun.objects.create(round=running.round, policy=current_policy(first.round)[0])
    Evaluation.objects.create(run=run, candidacy=first, decision=decision, is_current=is_current)
    assert readable(cast[who], first) == read


def test_a_department_reaches_its_own_clearances_and_the_district_sees_all(running, cast):
    first = running.candidacies[0]
    asked = first.clearances.get(department__code="police")
    other = first.clearances.exclude(department__code="police").first()
    assert access.clearances_for(cast["police"]).count() == 4
    assert access.clearance_or_404(cast["police"], asked.pk) == asked
    assert access.clearance_or_404(cast["staff"], other.pk, "see_clearances") == other
    for user, row, right in (
        (cast["police"], other, "answer_clearances"),
        (cast["staff"], asked, "answer_clearances"),
        (cast["secretary"], asked, "see_clearances"),
        (cast["reviewer"], asked, "see_clearances"),
    ):
        with pytest.raises(Http404):
            access.clearance_or_404(user, row.pk, right)


def test_visits_are_reached_by_the_own_team_and_by_the_district(running, cast, drawn):
    other = Visit.objects.exclude(pk=drawn.pk).get()
    assert list(access.visits_for(cast["inspector"])) == [drawn]
    assert access.visit_or_404(cast["inspector"], drawn.pk) == drawn
    assert access.visit_or_404(cast["staff"], other.pk, "draw") == other
    with pytest.raises(Http404):
        access.visit_or_404(cast["inspector"], other.pk)


def test_rectifications_and_titles_are_reached_through_the_candidacy(running, cast):
    first = running.candidacies[0]
    due = date(2026, 12, 1)
    rectification = Rectification.objects.create(candidacy=first, problem="缺", due_on=due)
    run = EvaluationRun.objects.create(round=running.round, policy=current_policy(first.round)[0])
    judged = Evaluation.objects.create(run=run, candidacy=first, decision="five_good")
    title = Title.objects.create(candidacy=first, evaluation=judged)
    for gate, row in (
        (access.rectification_or_404, rectification),
        (access.title_or_404, title),
    ):
        assert gate(cast["secretary"], row.pk) == row
        assert gate(cast["staff"], row.pk) == row
        for stranger in ("neighbour", "other reviewer", "police", "nobody"):
            with pytest.raises(Http404):
                gate(cast[stranger], row.pk)
    with pytest.raises(Http404):
        access.title_or_404(cast["secretary"], title.pk, "name_titles")


def test_reaching_takes_one_query_beside_the_appointments(
    running, cast, drawn, django_assert_num_queries
):
    for who, right in (
        ("staff", "review"),
        ("secretary", "self_check"),
        ("inspector", "spot_check"),
    ):
        list(access.candidacies_for(cast[who], right))  # reads the appointments
        with django_assert_num_queries(1):
            list(access.candidacies_for(cast[who], right))


def test_the_four_candidacies_exist(running):
    # What the tables above hide must be there to be hidden.
    assert Candidacy.objects.count() == 4
