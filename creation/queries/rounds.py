"""Rounds, the policy in force, and a round read back as the values it was written from."""

from django.db.models import Q

from creation.models import RedLine, Round
from creation.policy import Policy
from creation.round_files import RoundSpec, in_order


def current_policy(round):
    """(row, values) of the newest version."""
    row = round.policies.order_by("-version").first()
    return row, Policy.from_dict(row.values)


def current_round():
    """The newest open round, else the newest of all; None when there is none."""
    return (
        Round.objects.filter(state="open").order_by("-starts_on", "-pk").first()
        or Round.objects.order_by("-starts_on", "-pk").first()
    )


def previous_round(round):
    """The round before this one that was opened; None for the first. Its papers are comparable:
    `previous_round(round).candidacies.filter(organization=…)` is the candidacy of last time.
    """
    opened = Round.objects.exclude(state="draft").exclude(pk=round.pk)
    return opened.filter(starts_on__lt=round.starts_on).order_by("-starts_on", "-pk").first()


def last_opened():
    """What a new round can be copied from."""
    return Round.objects.exclude(state="draft").order_by("-starts_on", "-pk").first()


def red_lines_on(day):
    """The red lines that are valid on that day."""
    return RedLine.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
    )


def spec_of(round) -> RoundSpec:
    """The values of the round as a file holds them; five queries."""
    stages = list(round.stages.all())
    editions = round.round_standards.select_related("sector", "standard").order_by("sector__order")
    off = round.round_red_lines.filter(in_force=False).select_related("red_line")
    return RoundSpec(
        code=round.code,
        name=round.name,
        starts_on=round.starts_on,
        ends_on=round.ends_on,
        reference_on=round.reference_on,
        stages=tuple((one.stage, one.starts_on, one.ends_on) for one in stages),
        reminders={one.stage: in_order(one.remind_days) for one in stages},
        standards={one.sector.code: one.standard.code for one in editions},
        policy=current_policy(round)[1],
        switched_off={one.red_line.code: one.reason for one in off.order_by("red_line__order")},
    )
