"""Rows of the registers with what a list shows beside them; querysets in, querysets out."""

from django.db.models import Case, Count, F, Max, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from creation.guarantees import Required, due_by, full_months
from creation.models import GuaranteeRequirement, TaskNote
from creation.models.guarantees.plans import DONE


def required_in(year) -> Required | None:
    """What that year asks for: the newest row that began by then."""
    row = (
        GuaranteeRequirement.objects.filter(Q(from_year__isnull=True) | Q(from_year__lte=year))
        .order_by(F("from_year").desc(nulls_last=True))
        .first()
    )
    return row and Required(
        visits=row.visits_per_year,
        trainings=row.trainings_per_sector,
        seminars=row.seminars_per_sector,
        city_part=row.city_part,
        district_part=row.district_part,
    )


def with_visits(liaisons, year):
    """`made`: visits of that year."""
    return liaisons.annotate(made=Count("visits", filter=Q(visits__visited_on__year=year)))


def with_last_visit(liaisons):
    """`last_visit`: its day; `unsolved`: problems found there that are not solved."""
    unsolved = ~Q(visits__problem="") & Q(visits__solved_on__isnull=True)
    return liaisons.annotate(
        last_visit=Max("visits__visited_on"),
        unsolved=Count("visits", filter=Q(visits__isnull=False) & unsolved),
    )


def standing(liaisons, year, required) -> dict[int, tuple[int, int | None]]:
    """id → (visits made, visits due by today); due is None while nothing is asked for."""
    today = timezone.localdate()
    rows = with_visits(liaisons.order_by(), year).values_list("pk", "starts_on", "ends_on", "made")
    return {
        pk: (made, required and due_by(required.visits, full_months(starts, ends, year, today)))
        for pk, starts, ends, made in rows
    }


def behind(liaisons, year, required) -> set[int]:
    """Ids of those in force with fewer visits than are due."""
    rows = standing(in_force(liaisons), year, required)
    return {pk for pk, (made, due) in rows.items() if due is not None and made < due}


def in_force(liaisons, on=None):
    on = on or timezone.localdate()
    return liaisons.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


def with_progress(tasks):
    """`progress` of the newest quarter, `late` when it is due and not done."""
    newest = TaskNote.objects.filter(task=OuterRef("pk")).order_by("-year", "-quarter")
    return tasks.annotate(
        progress=Coalesce(Subquery(newest.values("progress")[:1]), 0),
        late=Case(
            When(progress__lt=DONE, due_on__lt=timezone.localdate(), then=Value(True)),
            default=Value(False),
        ),
    )


def with_attended(trainings):
    """`people`: those whom organizations sent, else the number that was typed."""
    return trainings.annotate(people=Coalesce(Sum("attendances__attended"), F("attended_people")))


def with_spread(practices):
    return practices.annotate(spread=Count("adoptions"))


def spread_by_year(practice) -> list[tuple[int, int]]:
    """(year, organizations that had taken it up by its end)."""
    taken = (
        practice.adoptions.order_by("adopted_on__year")
        .values_list("adopted_on__year")
        .annotate(Count("pk"))
    )
    found, together = [], 0
    for year, number in taken:
        together += number
        found.append((year, together))
    return found


def served(organizations):
    """Those that an open centre serves, themselves or through one of their superiors."""
    today = timezone.localdate()
    ids = RawSQL(
        """
        SELECT one.id FROM creation_organization one
        CROSS JOIN LATERAL unnest(string_to_array(rtrim(one.path, '/'), '/')) AS line (id)
        JOIN creation_centrecoverage coverage ON coverage.organization_id = line.id::bigint
        JOIN creation_servicecentre centre ON centre.id = coverage.centre_id
        WHERE (centre.opened_on IS NULL OR centre.opened_on <= %s)
          AND (centre.closed_on IS NULL OR centre.closed_on > %s)
        """,
        (today, today),
    )
    return organizations.filter(pk__in=ids)


def open_centres(centres):
    today = timezone.localdate()
    return centres.filter(
        Q(opened_on__isnull=True) | Q(opened_on__lte=today),
        Q(closed_on__isnull=True) | Q(closed_on__gt=today),
    )
