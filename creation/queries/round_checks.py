"""What a draft round still lacks, and what its makers should look at before they open it."""

from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count, Q

from creation.models import STAGES, Appointment, Organization, Sector
from creation.queries.standards import newest_published
from creation.roles import roles_with


@dataclass(frozen=True)
class Remark:
    """One sentence, and the step (or register) that mends it."""

    step: str
    text: str


def rated(round):
    """The organizations that take part when the round opens."""
    return Organization.objects.open_on(round.counted_on).filter(is_rated=True)


def missing(round) -> list[Remark]:
    """What keeps the round from opening, all of it."""
    chosen = {
        one.sector_id: one.standard
        for one in round.round_standards.select_related("standard", "sector")
    }
    sectors = Sector.objects.filter(pk__in=rated(round).values("sector"))
    found = [
        Remark("editions", f"{sector}领域没有选定标准")
        for sector in sectors
        if sector.pk not in chosen
    ]
    found += [
        Remark("editions", f"标准 {one.code} {one.get_state_display()}")
        for one in chosen.values()
        if one.state != "published"
    ]
    if homeless := rated(round).filter(sector__isnull=True).count():
        found.append(Remark("organizations", f"有 {homeless} 个参评单位没有填领域"))
    return found


def advice(round) -> list[Remark]:
    """What does not keep it from opening, but will be missed later."""
    return [*_about_stages(round), *_about_editions(round), *_about_people(round)]


def _about_stages(round):
    dated = {one.stage: one for one in round.stages.all()}
    undated = [label for code, label in STAGES if code not in dated]
    if undated:
        yield Remark("stages", f"{'、'.join(undated)}没有定日期，到期不会提醒")
    for one in dated.values():
        if one.starts_on < round.starts_on or one.ends_on > round.ends_on:
            yield Remark("stages", f"{one.get_stage_display()}的日期超出了轮次的起止日期")
    in_turn = [dated[code] for code, _ in STAGES if code in dated]
    for before, after in pairwise(in_turn):
        if after.ends_on < before.starts_on:
            words = f"{after.get_stage_display()}在{before.get_stage_display()}开始以前就截止了"
            yield Remark("stages", words)


def _about_editions(round):
    newest = newest_published()
    for one in round.round_standards.select_related("sector", "standard"):
        latest = newest.get(one.sector.code)
        if latest and latest.pk != one.standard_id and one.standard.state == "published":
            yield Remark("editions", f"{one.sector}领域已有更新的一版：{latest}")


def _about_people(round):
    units = rated(round)
    if not units.exists():
        yield Remark("scope", "没有一个参评单位，开启后名单是空的")
        return
    tenants = Appointment.objects.in_force().filter(role__in=roles_with("self_check"))
    orphans = units.exclude(pk__in=tenants.values("organization")).count()
    if orphans:
        yield Remark("people", f"有 {orphans} 个参评单位还没有能填自查的人")
    answering = Appointment.objects.in_force().filter(role__in=roles_with("answer_clearances"))
    lines = round.round_red_lines.filter(in_force=True).prefetch_related("red_line__departments")
    asked = {one for line in lines for one in line.red_line.departments.all()}
    staffed = set(answering.values_list("department", flat=True))
    if silent := sorted(one.name for one in asked if one.pk not in staffed):
        yield Remark("people", f"{'、'.join(silent)}还没有人答复高压线")


def scope_by_sector(round) -> list[dict]:
    """A row per sector: takes part now, took part last time, and who is not marked 参评."""
    day = round.counted_on
    here = Q(organizations__in=Organization.objects.open_on(day))
    sectors = Sector.objects.annotate(
        units=Count("organizations", filter=here & Q(organizations__is_rated=True)),
        others=Count("organizations", filter=here & Q(organizations__is_rated=False)),
    ).order_by("order", "code")
    editions = {
        one.sector_id: one.standard for one in round.round_standards.select_related("standard")
    }
    return [
        {"sector": one, "units": one.units, "others": one.others, "edition": editions.get(one.pk)}
        for one in sectors
    ]


def changes_since(round, before) -> dict:
    """Who takes part and did not in the round before, and the other way round (querysets)."""
    units, then = rated(round), before.candidacies.values("organization")
    return {
        "joined": units.exclude(pk__in=then).order_by("code"),
        "left": Organization.objects.filter(pk__in=then).exclude(pk__in=units).order_by("code"),
    }
