"""抽查: teams, the draw by published lots, visits and who may reach them."""

from collections import Counter
from dataclasses import asdict
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from assessment.models import Candidacy, Draw, Team, TeamMember, Visit
from assessment.sampling import DrawError, Pairing, Unit, pair_teams
from assessment.sampling import Team as SamplingTeam
from assessment.sampling import draw as draw_lots
from assessment.services.moves import why_not_in
from creation.models import Appointment, Round
from creation.services.log import record, record_many
from wuhao.errors import Refused

OWN_ROLES = ("secretary", "committee_reviewer")  # whoever answers for a town doesn't check it


def why_not_make_team(round, name, members) -> str:
    if sentence := why_not_in(round):
        return sentence
    if not name.strip():
        return "请填写检查组名称。"
    if not members:
        return "检查组至少要有一名成员。"
    if round.teams.filter(name=name.strip()).exists():
        return f"本轮已有检查组“{name.strip()}”，请换一个名称。"
    return ""


@transaction.atomic
def make_team(*, round, name, home, members, by) -> Team:
    """A team of users, the first its leader; `home` is the town that it comes from, or None."""
    if sentence := why_not_make_team(round, name, members):
        raise Refused(sentence)
    team = Team.objects.create(round=round, name=name.strip(), home=home)
    TeamMember.objects.bulk_create(
        TeamMember(team=team, user=user, is_leader=place == 0) for place, user in enumerate(members)
    )
    record(by=by, action="组建检查组", on=team, after={"members": [one.pk for one in members]})
    return team


def eligible(round):
    """Who can be drawn: applied, the self sheet accepted, no spot-check yet."""
    accepted = Candidacy.objects.filter(
        round=round, state="applied", sheets__stage="self", sheets__state="accepted"
    )
    return accepted.exclude(visits__kind="spot").select_related(
        "organization", "round", "sector", "town"
    )


def why_not_draw(round) -> str:
    if sentence := why_not_in(round):
        return sentence
    if not eligible(round).exists():
        return "没有已申报并通过初审、还没有列入抽查的组织，不能抽签。"
    return ""


@transaction.atomic
def draw(*, round, share, seed, exclusions=None, additions=None, by) -> Draw:
    """Draw by sector and town; `exclusions` and `additions` map organization codes to reasons.

    Teams take towns that none of their members answers for. A visit without a team waits for
    one. The team's members may reach the drawn units while the round lasts.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    if sentence := why_not_draw(round):
        raise Refused(sentence)
    units = {one.organization.code: one for one in eligible(round)}
    lots = _lots(units, share, seed, exclusions or {}, additions or {})
    made = Draw.objects.create(
        round=round,
        seed=seed,
        share=share,
        strata=[asdict(stratum) for stratum in lots.strata],
        exclusions=[{"code": c, "reason": r} for c, r in (exclusions or {}).items()],
        drawn_by=by,
    )
    pairing = _pair(round, [units[one.unit.code] for one in lots.drawn], seed)
    visits = _visit(made, lots.drawn, units, pairing, by)
    _appoint(visits, source=str(made.pk))
    record(
        by=by,
        action="抽签",
        on=made,
        after={
            "seed": seed,
            "share": str(share),
            "drawn": len(visits),
            "without_team": sum(visit.team_id is None for visit in visits),
        },
    )
    return made


def places(*, round, share, exclusions=None, additions=None):
    """How many of each stratum a draw would take: without a seed nobody learns who."""
    if sentence := why_not_draw(round):
        raise Refused(sentence)
    units = {one.organization.code: one for one in eligible(round)}
    return _lots(units, share, "-", exclusions or {}, additions or {}).strata


def _lots(units, share, seed, exclusions, additions):
    drawable = [Unit(code, str(one.sector), str(one.town or "")) for code, one in units.items()]
    share = Decimal(share)
    if not 0 <= share <= 1 or share != round(share, 3):
        raise Refused("抽查比例应在 0 到 1 之间，最多三位小数。")
    try:
        lots = draw_lots(drawable, seed=seed, share=share, excluded=exclusions, named=additions)
    except DrawError as error:
        raise Refused("；".join(one.rstrip("。") for one in error.errors) + "。") from error
    if not lots.drawn:
        raise Refused("按这个比例一个也抽不到，请提高抽查比例或指定抽查。")
    return lots


def _pair(round, candidacies, seed) -> Pairing:
    """Towns to teams, by id as text: names may repeat."""
    teams = [
        SamplingTeam(str(team.pk), frozenset(map(str, towns)))
        for team, towns in _own_towns(round).items()
    ]
    loads = Counter(str(one.town_id or "") for one in candidacies)
    return pair_teams(teams, loads, seed=seed)


def _own_towns(round) -> dict[Team, set]:
    """The towns that each team comes from or whose organizations its members answer for."""
    teams = list(round.teams.prefetch_related("members"))
    towns = {team: {team.home_id} - {None} for team in teams}
    of_user = {}
    held = Appointment.objects.in_force().filter(
        role__in=OWN_ROLES, user__in=[one.user_id for team in teams for one in team.members.all()]
    )
    for one in held.select_related("organization"):
        town = one.organization.town_id or one.organization_id
        of_user.setdefault(one.user_id, set()).add(town)
    for team in teams:
        for member in team.members.all():
            towns[team] |= of_user.get(member.user_id, set())
    return towns


def _visit(made, drawn, units, pairing, by) -> list[Visit]:
    teams = {str(team.pk): team for team in made.round.teams.all()}
    visits = Visit.objects.bulk_create(
        Visit(
            candidacy=units[one.unit.code],
            draw=made,
            team=teams.get(pairing.teams.get(str(units[one.unit.code].town_id or ""), "")),
            reason=one.why if one.named else "",
        )
        for one in drawn
    )
    whys = {units[one.unit.code].pk: one.why for one in drawn}
    entries = [
        (visit, {"team": str(visit.team or "")}, whys[visit.candidacy_id]) for visit in visits
    ]
    record_many(by=by, action="列入抽查", entries=entries)
    return visits


def _appoint(visits, *, source) -> None:
    """Dated appointments: an inspector reaches a unit until the round's check is over."""
    teams = {visit.team for visit in visits if visit.team}
    members = TeamMember.objects.filter(team__in=teams).values_list("team", "user")
    today = timezone.localdate()
    Appointment.objects.bulk_create(
        Appointment(
            user_id=user,
            role="inspector",
            organization=visit.candidacy.organization,
            starts_on=today,
            ends_on=_last_day(visit.candidacy.round, today),
            source=source,
        )
        for visit in visits
        for team, user in members
        if visit.team_id == team
    )


def _last_day(round, today):
    return max(round.ends_on, today)


def why_not_assign(visit, team) -> str:
    """A team from elsewhere, before the visit has taken place."""
    if sentence := why_not_in(visit.candidacy.round):
        return sentence
    if visit.visited_on:
        return "检查已经完成，不能再换检查组。"
    if team.round_id != visit.candidacy.round_id:
        return f"检查组{team}不属于本轮。"
    town = visit.candidacy.town_id
    if town and town in _own_towns(visit.candidacy.round).get(team, set()):
        return f"检查组{team}有{visit.candidacy.town}的人员，须回避，请换一个组。"
    return ""


@transaction.atomic
def assign(*, visit, team, by) -> Visit:
    """Give a visit to a team; the former team's reach ends."""
    locked = Visit.objects.select_for_update(of=("self",), no_key=True)
    visit = locked.select_related("candidacy__round", "candidacy__organization").get(pk=visit.pk)
    if sentence := why_not_assign(visit, team):
        raise Refused(sentence)
    before = str(visit.team or "")
    source = str(visit.draw_id or f"visit-{visit.pk}")
    former = Appointment.objects.filter(
        role="inspector", organization=visit.candidacy.organization_id, source=source
    )
    former.delete()
    visit.team = team
    visit.save(update_fields=["team"])
    _appoint([visit], source=source)
    record(by=by, action="指派检查组", on=visit, before={"team": before}, after={"team": str(team)})
    return visit


def why_not_plan_midterm(candidacy, reason) -> str:
    if sentence := why_not_in(candidacy.round):
        return sentence
    return "" if reason.strip() else "请写明中途检查的理由。"


@transaction.atomic
def plan_midterm(*, candidacy, team, reason, by) -> Visit:
    """An unannounced check on the way (中途检查), beside the draw."""
    if sentence := why_not_plan_midterm(candidacy, reason):
        raise Refused(sentence)
    visit = Visit(candidacy=candidacy, kind="midterm", reason=reason.strip())
    if sentence := why_not_assign(visit, team):
        raise Refused(sentence)
    visit.team = team
    visit.save()
    _appoint([visit], source=f"visit-{visit.pk}")
    record(by=by, action="安排中途检查", on=visit, after={"team": str(team)}, note=visit.reason)
    return visit


def why_not_finish(visit) -> str:
    if sentence := why_not_in(visit.candidacy.round):
        return sentence
    return "这次检查已经完成。" if visit.visited_on else ""


@transaction.atomic
def finish_visit(*, visit, heard, inspected, appraised, by) -> Visit:
    """What was heard, inspected and appraised (听、查、评) on the spot."""
    if sentence := why_not_finish(visit):
        raise Refused(sentence)
    notes = {
        "heard": heard.strip(),
        "inspected": inspected.strip(),
        "appraised": appraised.strip(),
    }
    if not all(notes.values()):
        raise Refused("请把“听”“查”“评”三项都填写。")
    notes["visited_on"] = timezone.localdate()
    if Visit.objects.filter(pk=visit.pk, visited_on__isnull=True).update(**notes) != 1:
        raise Refused("这次检查已经完成。")
    for name, value in notes.items():
        setattr(visit, name, value)
    record(by=by, action="完成检查", on=visit, after={"visited_on": str(visit.visited_on)})
    return visit
