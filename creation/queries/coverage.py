"""Who takes part and who does not: sector by town, in one grouped query each."""

from django.db.models import BigIntegerField, Case, Count, F, Func, Q, Value, When
from django.db.models.functions import Cast

from creation.models import Organization


def above_rated():
    """Ids of the organizations with a 参评单位 below them that is open, as a subquery.

    The path of each rated one is taken apart, so that it costs one pass over them.
    """
    steps = Func(F("path"), Value("/"), function="rtrim")
    steps = Func(steps, Value("/"), function="string_to_array")
    steps = Func(steps, function="unnest", set_returning=True)
    rated = Organization.objects.open_on().filter(is_rated=True)
    return rated.annotate(above=Cast(steps, BigIntegerField())).values("above")


def counts_by_place(rows):
    """[(town, sector, open, rated)] of those that are there."""
    return list(
        rows.open_on()
        .order_by()
        .values_list("town", "sector")
        .annotate(there=Count("pk"), rated=Count("pk", filter=Q(is_rated=True)))
    )


def unrated_by_reason(rows):
    """[(group, reason, count)] of those that are there and not rated; groups as the list has them:
    above (rated ones below it), stated, silent."""
    group = Case(
        When(pk__in=above_rated(), then=Value("above")),
        When(unrated_reason="", then=Value("silent")),
        default=Value("stated"),
    )
    reason = Case(When(pk__in=above_rated(), then=Value("")), default=F("unrated_reason"))
    found = rows.open_on().filter(is_rated=False).order_by()
    return list(
        found.annotate(group=group, why=reason)
        .values_list("group", "why")
        .annotate(number=Count("pk"))
        .order_by("group", "-number", "why")
    )
