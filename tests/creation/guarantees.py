"""One row of each register of the three guarantees, kept by the district, a town or a branch."""

from datetime import date, timedelta

from django.utils import timezone

from creation import models
from creation.services.guarantees.rows import create
from tests.factories import make_organization
from tests.replay import replayed

TODAY = timezone.localdate()
LONG_AGO = date(2020, 1, 1)


def enter(model, **values):
    return create(model=model, values=values, by=None)


def group(organization, name="党建协调小组", **fields):
    fields = {"kind": "leading"} | fields
    return enter(models.LeadingGroup, organization=organization, name=name, **fields)


def member(above, name="王晓燕", **fields):
    return enter(models.GroupMember, group=above, name=name, post="组长", **fields)


def meeting(above, held_on=TODAY, topic="进度", **fields):
    return enter(models.GroupMeeting, group=above, held_on=held_on, topic=topic, **fields)


def liaison(organization, leader_name="郑书记", starts_on=LONG_AGO, **fields):
    return enter(
        models.Liaison,
        organization=organization,
        leader_name=leader_name,
        starts_on=starts_on,
        **fields,
    )


def visit(above, visited_on=TODAY, **fields):
    fields = {"seen_there": "正常"} | fields
    return enter(models.LiaisonVisit, liaison=above, visited_on=visited_on, **fields)


def training(organization, title="书记轮训", planned_on=TODAY, **fields):
    fields = {"audience": "书记"} | fields
    return enter(
        models.Training, organization=organization, title=title, planned_on=planned_on, **fields
    )


def attendance(above, organization, attended=2):
    return enter(
        models.TrainingAttendance, training=above, organization=organization, attended=attended
    )


def centre(organization, name="党群服务中心", **fields):
    return enter(models.ServiceCentre, organization=organization, name=name, **fields)


def coverage(above, organization):
    return enter(models.CentreCoverage, centre=above, organization=organization)


def plan(organization, name="三年计划"):
    period = {"starts_on": LONG_AGO, "ends_on": TODAY + timedelta(days=900)}
    return enter(models.ActionPlan, organization=organization, name=name, **period)


def task(above, title="轮训一遍", due_on=TODAY + timedelta(days=30)):
    values = {"goal": "建强班子", "owner": "组织办", "due_on": due_on}
    return enter(models.PlanTask, plan=above, title=title, **values)


def note(above, progress=40, year=TODAY.year, quarter=1):
    values = {"year": year, "quarter": quarter, "text": "推进中"}
    return enter(models.TaskNote, task=above, progress=progress, **values)


def practice(organization, name="五事工作法"):
    return enter(models.Practice, organization=organization, name=name, summary="件件有回音")


def adoption(above, organization, adopted_on=TODAY):
    return enter(
        models.PracticeAdoption, practice=above, organization=organization, adopted_on=adopted_on
    )


@replayed
def one_of_each(keeper, other):
    """A row of every register kept at `keeper`; `other` attends, is served and takes up."""
    bodies, linked, plans = group(keeper), liaison(keeper), plan(keeper)
    lesson = training(keeper, held_on=TODAY)
    seminar = training(keeper, title="交流", kind="seminar")
    centres, brand, work = centre(keeper), practice(keeper), task(plans)
    return {
        "groups": bodies,
        "members": member(bodies),
        "meetings": meeting(bodies),
        "liaisons": linked,
        "visits": visit(linked),
        "trainings": lesson,
        "seminars": seminar,
        "attendance": attendance(lesson, other),
        "centres": centres,
        "coverage": coverage(centres, other),
        "plans": plans,
        "tasks": work,
        "notes": note(work),
        "practices": brand,
        "adoptions": adoption(brand, other),
    }


@replayed
def several_of_each(town, other, number):
    """Rows of every register, each kept by another branch of the town."""
    sector = other.sector
    for place in range(number):
        branch = make_organization(town, sector=sector, name=f"支部{place}", code=f"N{place}")
        one_of_each(branch, other)
