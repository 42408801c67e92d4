"""Who keeps each stage of a round waiting: for every person, the units that wait for him."""

from collections import defaultdict

from assessment.models import Clearance, TeamMember, Title
from assessment.queries.candidacies import OPEN_WORK
from assessment.queries.stages import with_stage
from creation.models import Appointment
from creation.roles import roles_with

STAFFED = ("survey", "evaluate", "publicity", "naming")  # stages that the district itself works on


def waiting_people(round, stage) -> dict[int, list]:
    """User id → what waits for him at that stage: candidacies, or answers for a department."""
    if stage == "clearance":
        return _departments(round)
    if stage in STAFFED:
        return _staff(round, stage)
    units = _open_units(round, stage)
    if stage == "spot":
        return _inspectors(units)
    return _reviewers(units) if stage == "review" else _tenants(units)


def _open_units(round, stage):
    """(candidacy, organization, path) of the units whose work at the stage is open."""
    rows = with_stage(round.candidacies).filter(OPEN_WORK[stage].condition)
    fields = ("pk", "organization_id", "organization__path")
    return list(rows.order_by("organization__code").values_list(*fields))


def _in_force(right):
    return Appointment.objects.in_force().filter(role__in=roles_with(right), user__is_active=True)


def _tenants(units):
    """Who fills the papers of the unit itself."""
    people = defaultdict(list)
    for place, user in _in_force("self_check").values_list("organization", "user"):
        people[place].append(user)
    found = defaultdict(list)
    for candidacy, organization, _ in units:
        for user in people[organization]:
            found[user].append(candidacy)
    return found


def _reviewers(units):
    """Those nearest above the unit who review; nobody reviews the own sheet."""
    people = defaultdict(list)
    for place, user in _in_force("review").values_list("organization", "user"):
        people[place].append(user)
    found = defaultdict(list)
    for candidacy, _, path in units:
        above = [int(pk) for pk in path.rstrip("/").split("/")[:-1]]
        nearest = next((people[pk] for pk in reversed(above) if people[pk]), [])
        for user in nearest:
            found[user].append(candidacy)
    return found


def _inspectors(units):
    """The members of the teams that have not handed in."""
    members = TeamMember.objects.filter(
        team__visits__candidacy__in=[candidacy for candidacy, _, _ in units],
        team__visits__kind="spot",
        user__is_active=True,
    )
    found = defaultdict(list)
    for user, candidacy in members.values_list("user", "team__visits__candidacy").distinct():
        found[user].append(candidacy)
    return found


def _departments(round):
    pending = (
        Clearance.objects.filter(candidacy__round=round, state="pending")
        .exclude(candidacy__state__in=("withdrawn", "closed"))
        .values_list("department", "pk")
    )
    answers = defaultdict(list)
    for department, clearance in pending.order_by():
        answers[department].append(clearance)
    found = defaultdict(list)
    people = _in_force("answer_clearances").values_list("user", "department").distinct()
    for user, department in people:
        if answers[department]:
            found[user] += answers[department]
    return found


def _staff(round, stage):
    """The staff of the whole district, while there is something to do."""
    rows = staff_work(round, stage)
    if not rows:
        return {}
    whole = _in_force("edit_rounds").filter(organization__parent=None)
    return dict.fromkeys(whole.values_list("user", flat=True).distinct(), rows)


def staff_work(round, stage):
    """What is open at a stage of the district: candidacies without a decision, titles."""
    if stage == "survey":
        return list(round.candidacies.exclude(state__in=("withdrawn", "closed")).order_by()[:1])
    if stage == "evaluate":
        return _open_units(round, stage)
    state = "proposed" if stage == "publicity" else "publicity"
    return list(Title.objects.filter(candidacy__round=round, state=state).values_list("pk"))
