"""The spot-check of a round: teams, the draw, visits and the sheets that come of them."""

from assessment.demo.material import dice, material
from assessment.models import TeamMember
from assessment.services.draws import draw, eligible, finish_visit, make_team
from creation.models import Organization, Round, User


def spot_check(papers, staff, *, waiting, named=()):
    """Drawn by the service; `waiting` is the share of the visits that are still to come.

    `named` are checked beside the draw, in any case.
    """
    about = material()["draw"]
    round = Round.objects.get(code=papers.code)
    for team in about["teams"]:
        _make_team(round, team, staff)
    codes = sorted(eligible(round).values_list("organization__code", flat=True))
    additions = {one.organization.code: about["added_reason"] for one in named}
    left = [code for code in codes if code not in additions]
    made = draw(
        round=round,
        share=about["share"],
        seed=f"{about['seed']}-{papers.code}",
        exclusions={dice("excluded", papers.code).choice(left): about["excluded_reason"]},
        additions=additions,
        by=staff,
    )
    _check(papers, made, waiting, {one.pk for one in named})
    return f"抽查 {made.visits.count()} 个"


def _make_team(round, about, staff):
    users = User.objects.in_bulk(about["members"], field_name="username")
    make_team(
        round=round,
        name=about["name"],
        home=Organization.objects.filter(code=about["home"]).first(),
        members=[users[name] for name in about["members"]],
        by=staff,
    )


def _check(papers, made, waiting, done_in_any_case):
    visits = list(made.visits.select_related("candidacy__organization", "candidacy__round"))
    visits.sort(key=lambda one: one.candidacy.organization.code)
    dice("visits", papers.code).shuffle(visits)
    open_ = [one for one in visits if one.candidacy_id not in done_in_any_case]
    still = open_[: max(1, round(len(visits) * waiting))] if waiting else []
    done = [one for one in visits if one not in still]
    about = material()["draw"]
    members = TeamMember.objects.filter(team__round=made.round, is_leader=True)
    leaders = {one.team_id: one.user for one in members.select_related("user")}
    notes = {name: about[name] for name in ("heard", "inspected", "appraised")}
    for visit in done:
        finish_visit(visit=visit, by=leaders.get(visit.team_id), **notes)
    papers.marks("spot", [one.candidacy for one in done])
    begun = [one.candidacy for one in still[1:2]]
    papers.marks("spot", begun, submit=False, part=0.4, into="-begun")
