"""The figures of the three guarantees over one subtree, each in a query or two."""

from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from creation.guarantees import (
    Bodies,
    Centres,
    Guarantees,
    Liaisons,
    Plans,
    Practices,
    SectorTraining,
    Share,
    Summary,
    in_parts,
)
from creation.models import (
    ActionPlan,
    GroupMeeting,
    GroupMember,
    Kind,
    LeadingGroup,
    Liaison,
    LiaisonVisit,
    PlanTask,
    Practice,
    PracticeAdoption,
    Sector,
    ServiceCentre,
    Training,
)
from creation.models.guarantees.plans import DONE
from creation.queries.guarantees.rows import (
    in_force,
    open_centres,
    required_in,
    served,
    standing,
    with_attended,
    with_progress,
)

COMMITTEES = (Kind.DISTRICT, Kind.COMMITTEE)


def under(organization):
    """`rows_of` of everything that is kept in the subtree of an organization."""

    def rows_of(model):
        return model.objects.filter(**{f"{model.keeper}__path__startswith": organization.path})

    return rows_of


def guarantees(rows_of, organizations, year) -> Guarantees:
    """`rows_of(model)` are the rows to count, `organizations` those whom they are to reach."""
    open_ones = organizations.open_on().order_by()
    rated = open_ones.filter(is_rated=True)
    whole = rated.count()
    required = required_in(year)
    sectors = list(Sector.objects.filter(pk__in=rated.values("sector")))
    held = rows_of(Training)
    trainings, training_total = _by_sector(
        held.filter(kind="training"), sectors, year, required and required.trainings
    )
    seminars, seminar_total = _by_sector(
        held.filter(kind="seminar"), sectors, year, required and required.seminars
    )
    return Guarantees(
        year=year,
        required=required,
        bodies=_bodies(rows_of, open_ones, year),
        liaisons=_liaisons(rows_of, rated, whole, (year, required)),
        plans=_plans(rows_of),
        trainings=trainings,
        seminars=seminars,
        training_total=training_total,
        seminar_total=seminar_total,
        centres=_centres(rows_of(ServiceCentre), rated, whole, required),
        practices=_practices(rows_of, rated, whole),
    )


def summary(rows_of, organizations, year) -> Summary:
    """Of those only what a workbench shows."""
    rated = organizations.open_on().order_by().filter(is_rated=True)
    whole = rated.count()
    required = required_in(year)
    return Summary(
        year=year,
        required=required,
        liaisons=_liaisons(rows_of, rated, whole, (year, required)),
        plans=_plans(rows_of),
        centres=_centres(rows_of(ServiceCentre), rated, whole, required),
    )


def standing_groups(groups):
    return groups.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=timezone.localdate()))


def committees(open_organizations):
    """Those that are to have a leading group or working body of their own."""
    return open_organizations.filter(kind__in=COMMITTEES)


def without_group(open_organizations):
    having = standing_groups(LeadingGroup.objects.all()).values("organization")
    return committees(open_organizations).exclude(pk__in=having)


def _bodies(rows_of, open_ones, year):
    groups = standing_groups(rows_of(LeadingGroup)).order_by()
    whole = committees(open_ones).count()
    return Bodies(
        committees=Share(whole - without_group(open_ones).count(), whole),
        groups=groups.count(),
        members=rows_of(GroupMember).filter(group__in=groups).count(),
        meetings=rows_of(GroupMeeting).filter(held_on__year=year).count(),
    )


def without_liaison(rated):
    linked = in_force(Liaison.objects.order_by()).values("organization")
    return rated.exclude(pk__in=linked)


def _liaisons(rows_of, rated, whole, asked):
    year, required = asked
    current = in_force(rows_of(Liaison))
    rows = standing(current, year, required).values()
    visits = rows_of(LiaisonVisit).filter(visited_on__year=year)
    found = visits.order_by().aggregate(
        made=Count("pk"),
        problems=Count("pk", filter=~Q(problem="")),
        solved=Count("pk", filter=Q(solved_on__isnull=False)),
    )
    return Liaisons(
        linked=Share(whole - without_liaison(rated).count(), whole),
        leaders=current.order_by().values("leader_name").distinct().count(),
        liaisons=len(rows),
        made=found["made"],
        due=sum(due for _, due in rows) if required else None,
        behind=sum(made < due for made, due in rows) if required else None,
        problems=Share(found["solved"], found["problems"]),
    )


def _plans(rows_of):
    found = (
        with_progress(rows_of(PlanTask))
        .order_by()
        .aggregate(
            whole=Count("pk"),
            done=Count("pk", filter=Q(progress__gte=DONE)),
            behind=Count("pk", filter=Q(late=True)),
            sum=Sum("progress"),
        )
    )
    whole = found["whole"]
    return Plans(
        plans=rows_of(ActionPlan).count(),
        done=Share(found["done"], whole),
        late=found["behind"],
        progress=Fraction(found["sum"], whole) if whole else None,
    )


def _by_sector(trainings, sectors, year, required):
    """(a row per sector, their total); what names no sector counts for each, once in the total."""
    rows = list(
        with_attended(trainings.filter(planned_on__year=year))
        .order_by()
        .values_list("sector_id", "held_on", "hours", "people")
    )
    by_sector = tuple(
        _counted(one, [row for row in rows if row[0] in (None, one.pk)], required)
        for one in sectors
    )
    return by_sector, _counted(None, rows)


def _counted(sector, rows, required=None):
    held = [row for row in rows if row[1]]
    people = [row[3] for row in held if row[3] is not None]
    return SectorTraining(
        sector=sector.name if sector else "合计",
        sector_id=sector and sector.pk,
        planned=len(rows),
        held=len(held),
        hours=sum((row[2] for row in held if row[2] is not None), Decimal(0)),
        people=sum(people) if people else None,
        required=required,
    )


def _centres(centres, rated, whole, required):
    rows = list(open_centres(centres).order_by().values_list("city_funds", "district_funds"))
    paid = [(city, district) for city, district in rows if None not in (city, district)]
    return Centres(
        centres=len(rows),
        served=Share(served(rated).count(), whole),
        funded=Share(len(paid), len(rows)),
        city=sum((city for city, _ in paid), Decimal(0)),
        district=sum((district for _, district in paid), Decimal(0)),
        uneven=required
        and sum(
            not in_parts(city, district, required.city_part, required.district_part)
            for city, district in paid
        ),
    )


def uneven(centres, required):
    """Open centres whose two amounts are registered and miss the ratio."""
    return (
        open_centres(centres)
        .annotate(
            of_city=F("city_funds") * required.district_part,
            of_district=F("district_funds") * required.city_part,
        )
        .exclude(of_city=F("of_district"))
        .filter(city_funds__isnull=False, district_funds__isnull=False)
    )


def _practices(rows_of, rated, whole):
    adoptions = rows_of(PracticeAdoption).order_by()
    return Practices(
        practices=rows_of(Practice).count(),
        adoptions=adoptions.count(),
        reached=Share(rated.filter(pk__in=adoptions.values("organization")).count(), whole),
    )
