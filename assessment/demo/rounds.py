"""Two rounds led through the services: one finished, one in the middle of its way."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from assessment.demo import history
from assessment.demo.files import write_round
from assessment.demo.material import dice, material, shared_out
from assessment.demo.paperwork import Paperwork, told
from assessment.demo.spot import spot_check
from assessment.models import Rectification, Title
from assessment.queries.stages import with_stage
from assessment.services import objections, rectifications, titles
from assessment.services.candidacies import apply, close_round, red_lines_of, withdraw
from assessment.services.review import return_sheet
from assessment.services.sheets import start
from creation.models import Round

FULL_WAY = "full"


def day(offset):
    return timezone.localdate() + timedelta(days=offset)


def open_(plan, qualities, folder) -> Paperwork:
    told("open_round", write_round(folder / f"{plan['code']}.toml", plan, day))
    history.opened(plan["code"], plan["starts"])
    return Paperwork(plan, qualities, folder)


def plans(papers) -> dict[str, list]:
    """How far each candidacy is to get: the shares of the file, the rest goes the full way."""
    rows = list(papers.candidacies(founded_in_round=False, organization__kind__contains="branch"))
    dice("plans", papers.code).shuffle(rows)
    found = defaultdict(list)
    for name, number in shared_out(len(rows), papers.plan["plans"]).items():
        found[name], rows = rows[:number], rows[number:]
    taken = {one.pk for ones in found.values() for one in ones}
    found[FULL_WAY] = [one for one in papers.candidacies() if one.pk not in taken]
    return found


def apply_all(candidacies):
    clear = {line.code: False for line in red_lines_of(candidacies[0].round)}
    for one in candidacies:
        apply(candidacy=one, declaration=clear, by=None)


def evaluate(papers):
    round = Round.objects.get(code=papers.code)
    history.settle(round)
    history.analyze()
    return told("evaluate", "--round", papers.code)


# ---- the finished round ----


def finished(papers, staff):
    """Everything handed in, evaluated, shown to the public, named, closed; one title revoked."""
    way = plans(papers)
    apply_all(way["withdrawn"])
    going = [*way[FULL_WAY], *way["short"], *way["barred"]]
    papers.marks("self", going)
    papers.marks("review", going)
    for one in way["withdrawn"]:
        one.refresh_from_db()
        withdraw(candidacy=one, by=None)
    yield f"自查、初审各 {len(going)} 张"
    yield spot_check(papers, staff, waiting=0)
    papers.clearances(papers.candidacies(), hits=way["barred"])
    yield "联审已答复"
    yield f"测评 {papers.surveys(going, short=way['short'])} 行"
    yield evaluate(papers)
    round = Round.objects.get(code=papers.code)
    proposal = titles.propose(round=round, by=staff)
    first, _ = papers.plan["stages"]["publicity"]
    titles.publicize(titles=proposal.titles, starts_on=day(first), by=staff)
    object_and_answer(proposal.titles[:2], staff)
    named, _ = titles.name_all(round=round, by=staff)
    Title.objects.filter(pk__in=[one.pk for one in named]).update(
        named_on=day(papers.plan["stages"]["naming"][0])
    )
    close_round(round=round, by=staff)
    title = dice("revoked").choice(named)
    titles.revoke(title=title, reason=material()["words"]["revoked"], by=staff)
    yield f"命名 {len(named)} 个，摘牌 1 个"


def object_and_answer(proposed, staff, *, answered=True):
    words = material()["words"]
    for title in proposed:
        received = title.publicity_from + timedelta(days=1)
        objection = objections.object_to(
            title=title, text=words["objection"], received_on=received, by=staff
        )
        if answered:
            objections.answer_objection(
                objection=objection, answer=words["objection_answer"], by=staff
            )


# ---- the running round ----


def running(papers, staff):
    """Somebody at every stage; evaluated once, so that many are still 待定."""
    way = plans(papers)
    apply_all([*way["applied"], *way["withdrawn"], *way["self_checking"]])
    for one in way["withdrawn"]:
        withdraw(candidacy=one, by=None)
    papers.marks("self", way["self_checking"], submit=False, part=0.55, into="-begun")
    reviewed = [*way[FULL_WAY], *way["short"], *way["vetting"], *way["barred"]]
    waiting = [*way["submitted"], *way["reviewing"], *way["returned"]]
    papers.marks("self", [*reviewed, *waiting])
    send_back(way["returned"], staff)
    papers.marks("review", reviewed)
    for one in way["reviewing"]:
        start(candidacy=one, stage="review", by=staff)
    yield f"自查 {len(reviewed) + len(waiting)} 张，初审 {len(reviewed)} 张"
    share = material()["draw"]["waiting"]
    yield spot_check(papers, staff, waiting=share, named=way["short"][:1])
    papers.clearances([*way[FULL_WAY], *way["short"], *way["barred"]], hits=way["barred"])
    yield "联审已答复"
    rated = [*reviewed, *waiting]
    yield f"测评 {papers.surveys(rated, short=[*way['short'], *way['returned']])} 行"
    yield evaluate(papers)
    name_some(papers, staff)
    put_right(papers, staff)
    yield papers.online()


def send_back(candidacies, staff):
    words = material()["words"]
    for one in candidacies:
        sheet = one.sheets.get(stage="self")
        items = dict.fromkeys(
            sheet.marks.order_by("item__order").values_list("pk", flat=True)[:2],
            words["returned_item"],
        )
        return_sheet(
            sheet=sheet,
            reason=words["returned"],
            due=day(words["return_days"]),
            items=items,
            by=staff,
        )


def name_some(papers, staff):
    """A third is named, a third is before the public, the rest is proposed."""
    round = Round.objects.get(code=papers.code)
    proposed = titles.propose(round=round, by=staff).titles
    dice("named").shuffle(proposed)
    third = max(1, len(proposed) // 3)
    early, late = proposed[:third], proposed[third : 2 * third]
    if early:
        titles.publicize(
            titles=early, starts_on=day(papers.plan["stages"]["publicity"][0]), by=staff
        )
        object_and_answer(early[:1], staff)
        titles.name_all(round=round, by=staff)
    if late:
        titles.publicize(titles=late, starts_on=day(-1), by=staff)
        object_and_answer(late[:2], staff, answered=False)


def put_right(papers, staff):
    """Rectifications in every state, some overdue."""
    words = material()["words"]
    low = with_stage(papers.candidacies()).filter(decision="not_reached")[:40]
    demanded = []
    for mark in papers.worst_marks(low):
        candidacy = mark.sheet.candidacy
        demand = rectifications.Demand(
            problem=words["problem"].format(title=mark.item.title, why=mark.why)[:300],
            advice=words["advice"],
            due_on=day(30),
            owner=candidacy.organization.secretary_name,
        )
        demanded.append(
            rectifications.demand(candidacy=candidacy, demand=demand, item=mark.item, by=staff)
        )
    for one in demanded[1::2]:
        rectifications.report_done(
            rectification=one, measure=words["measure"], proof=words["proof"], by=None
        )
    for one in demanded[1::4]:
        rectifications.confirm(rectification=one, recheck=words["recheck"], by=staff)
    late = [one.pk for one in demanded[::4]]
    Rectification.objects.filter(pk__in=late).update(due_on=day(-4))  # time has passed since
