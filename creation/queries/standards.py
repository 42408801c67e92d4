"""Standards as rows, read back as the pure values they were saved from."""

from decimal import Decimal

from django.db.models import PROTECT

from creation.models import Round, RoundStandard, StandardSet
from creation.standards import GoalSpec, ItemSpec, Method, StandardSpec, parse_method


def method_of(item) -> Method:
    """The item's way of marking; read once per row object."""
    if not hasattr(item, "_method"):
        item._method = parse_method(item.method, item.params)
    return item._method


def item_spec(item) -> ItemSpec:
    return ItemSpec(
        code=item.code,
        title=item.title,
        content=item.content,
        rule=item.rule,
        points=Decimal(item.points),
        scope=item.scope,
        nature=item.nature,
        method=method_of(item),
        unit=item.unit,
        period=item.period,
        source=item.source,
        evidence=item.evidence,
        computed=item.computed,
        is_bonus=item.is_bonus,
    )


def specs_of(standard) -> StandardSpec:
    """The whole standard in two queries at most; read once per row object."""
    if not hasattr(standard, "_spec"):
        items = list(standard.items.all())
        standard._spec = StandardSpec(
            code=standard.code,
            sector=standard.sector.code,
            name=standard.name,
            edition=standard.edition,
            goals=tuple(
                GoalSpec(
                    code=goal.code,
                    name=goal.name,
                    common_good=goal.common_good,
                    items=tuple(item_spec(item) for item in items if item.goal_id == goal.pk),
                )
                for goal in standard.goals.all()
            ),
            bonus=tuple(item_spec(item) for item in items if item.is_bonus),
        )
    return standard._spec


def newest_published():
    """Sector code → the newest published standard of that sector."""
    published = StandardSet.objects.filter(state="published").select_related("sector")
    return {one.sector.code: one for one in published.order_by("published_at", "pk")}


def rounds_using(standard):
    """The rounds that judge by this edition, the newest first."""
    return Round.objects.filter(round_standards__standard=standard).distinct()


def rounds_by_standard() -> dict[int, list[str]]:
    """Set → the names of the rounds that judge by it."""
    used: dict[int, list[str]] = {}
    for standard, name in RoundStandard.objects.order_by("-round__starts_on").values_list(
        "standard_id", "round__name"
    ):
        used.setdefault(standard, []).append(name)
    return used


def uses_of(standard) -> list[str]:
    """What else holds on to it: “3 条参评”. Rows of upper apps are found by their relation."""
    held = []
    for relation in StandardSet._meta.get_fields(include_hidden=True):
        if getattr(relation, "on_delete", None) is not PROTECT or relation.concrete:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: standard})
        if count := rows.count():
            held.append(f"{count} 条{relation.related_model._meta.verbose_name}")
    return held
