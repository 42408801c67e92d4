"""Candidacies: enrolled when a round opens, applied for by the unit, withdrawn, closed."""

from django.db import connection, transaction
from django.utils import timezone

from assessment.models import CANDIDACY_LIFECYCLE, Candidacy, Clearance
from assessment.scoring.months import months_open
from assessment.services.moves import move, why_not_in
from creation.models import Organization, RedLine
from creation.queries.organizations import subtree_populations
from creation.services.log import record, record_many
from creation.services.rounds import close, freeze
from wuhao.errors import Refused

BATCH = 2000

# A row per red line in force and department that answers it, for candidacies that have none yet.
_ASK = """
INSERT INTO assessment_clearance
    (candidacy_id, red_line_id, department_id, state, reference, signed_by, note)
SELECT candidacy.id, line.red_line_id, answers.department_id, 'pending', '', '', ''
FROM assessment_candidacy candidacy
JOIN creation_roundredline line ON line.round_id = candidacy.round_id AND line.in_force
JOIN creation_redline_departments answers ON answers.redline_id = line.red_line_id
WHERE candidacy.round_id = %s
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def open_round(*, round, by):
    """Freeze the round and enrol who is 参评单位 on its reference day; no query per unit."""
    freeze(round=round, by=by)
    rated = Organization.objects.filter(is_rated=True).open_on(round.reference_on)
    enrolled = _enrol(round, rated)
    record(
        by=by,
        action="建立参评名单",
        on=round,
        after={"candidacies": len(enrolled), "clearances": _ask_departments(round)},
    )
    return round


def _enrol(round, organizations, reason=""):
    """Candidacies with all that is copied at opening, so that later moves rewrite nothing."""
    editions = {one.sector_id: one.standard_id for one in round.round_standards.all()}
    organizations = list(organizations.order_by("path"))
    if left := [str(one) for one in organizations if one.sector_id not in editions]:
        named = "、".join(left[:5])
        raise Refused(f"有 {len(left)} 个参评单位的领域在本轮没有创建标准：{named}。")
    populations = subtree_populations(organizations, round.counted_on)
    rows = [
        _candidacy(round, one, editions[one.sector_id], populations[one.pk], reason)
        for one in organizations
    ]
    return Candidacy.objects.bulk_create(rows, batch_size=BATCH)


def _candidacy(round, organization, standard_id, population, reason):
    opened, closed = organization.opened_on, organization.closed_on
    return Candidacy(
        round=round,
        organization=organization,
        standard_id=standard_id,
        sector_id=organization.sector_id,
        town_id=organization.town_id,
        superior_id=organization.parent_id,
        members=population[0],
        people_served=population[1],
        months=months_open(round.starts_on, round.ends_on, opened, closed),
        founded_in_round=bool(opened and round.starts_on <= opened <= round.ends_on),
        reason=reason,
    )


def _ask_departments(round) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [round.pk])
        return cursor.rowcount


def why_not_add(round, organization) -> str:
    if sentence := why_not_in(round):
        return sentence
    if not Organization.objects.open_on().filter(pk=organization.pk).exists():
        return f"{organization}已经撤销或还没有建立，不能列入。"
    if round.candidacies.filter(organization=organization).exists():
        return f"{organization}已在本轮参评名单中。"
    return ""


@transaction.atomic
def add_candidacy(*, round, organization, reason, by) -> Candidacy:
    """Enrol one more unit after the round has opened, with the reason."""
    if sentence := why_not_add(round, organization):
        raise Refused(sentence)
    if not reason.strip():
        raise Refused("请写明补充列入的理由。")
    one = Organization.objects.filter(pk=organization.pk)
    (candidacy,) = _enrol(round, one, reason.strip())
    _ask_departments(round)
    record(by=by, action="补充列入", on=candidacy, note=reason.strip())
    return candidacy


def red_lines_of(round):
    """The red lines in force in the round, in their order."""
    return RedLine.objects.filter(
        pk__in=round.round_red_lines.filter(in_force=True).values("red_line")
    )


def why_not_apply(candidacy, declaration=None) -> str:
    """Without a declaration: whether the unit may begin to apply at all."""
    if sentence := why_not_in(candidacy.round):
        return sentence
    if hits := _hits(candidacy):
        return f"触碰高压线{hits}，不能申报五好党组织。"
    if sentence := CANDIDACY_LIFECYCLE.why_not("apply", candidacy.state):
        return sentence
    return "" if declaration is None else _why_not_declared(candidacy.round, declaration)


def _hits(candidacy) -> str:
    hits = Clearance.objects.filter(candidacy=candidacy, state="hit").select_related("red_line")
    return "、".join(dict.fromkeys(f"“{one.red_line}”" for one in hits))


def _why_not_declared(round, declaration) -> str:
    lines = list(red_lines_of(round))
    if silent := [f"“{line}”" for line in lines if line.code not in declaration]:
        return f"请逐条填写高压线承诺，还缺：{'、'.join(silent)}。"
    if declared := [f"“{line}”" for line in lines if declaration[line.code]]:
        return f"申报时自报触碰高压线{'、'.join(declared)}，不能申报五好党组织。"
    return ""


@transaction.atomic
def apply(*, candidacy, declaration, by) -> Candidacy:
    """The unit applies; `declaration` maps every red line in force to whether it was touched."""
    if sentence := why_not_apply(candidacy, declaration):
        raise Refused(sentence)
    before = move(
        candidacy,
        CANDIDACY_LIFECYCLE,
        "apply",
        declaration=declaration,
        applied_at=timezone.now(),
        applied_by=by,
    )
    record(
        by=by,
        action="申报",
        on=candidacy,
        before={"state": before},
        after={"state": candidacy.state, "declaration": declaration},
    )
    return candidacy


@transaction.atomic
def apply_many(*, candidacies, by, note) -> int:
    """Enrolled units apply together, each declaring that it touches no red line.

    The caller has asked why_not_apply's questions of the set. One log entry each.
    """
    candidacies = list(candidacies)
    if not candidacies:
        return 0
    clear = {line.code: False for line in red_lines_of(candidacies[0].round)}
    step = CANDIDACY_LIFECYCLE.move("apply")
    rows = Candidacy.objects.filter(pk__in=[one.pk for one in candidacies], state__in=step.frm)
    moved = rows.update(state=step.to, declaration=clear, applied_at=timezone.now(), applied_by=by)
    if moved != len(candidacies):
        raise Refused("申报期间有组织的状态被别人改动，请重新执行。")
    after = {"state": step.to, "declaration": clear}
    record_many(by=by, action="申报", entries=[(one, after, note) for one in candidacies])
    return moved


def why_not_withdraw(candidacy) -> str:
    if sentence := why_not_in(candidacy.round):
        return sentence
    if sentence := CANDIDACY_LIFECYCLE.why_not("withdraw", candidacy.state):
        return sentence
    title = getattr(candidacy, "title", None)
    if title and title.state in ("proposed", "publicity", "named"):
        return f"命名现在是“{title.get_state_display()}”，不能撤回申报。"
    return ""


@transaction.atomic
def withdraw(*, candidacy, by) -> Candidacy:
    """Papers stay; applying again goes on with them."""
    if sentence := why_not_withdraw(candidacy):
        raise Refused(sentence)
    before = move(candidacy, CANDIDACY_LIFECYCLE, "withdraw", applied_at=None, applied_by=None)
    record(
        by=by,
        action="撤回申报",
        on=candidacy,
        before={"state": before},
        after={"state": candidacy.state},
    )
    return candidacy


def bar(candidacy, *, by, note):
    """A red line is hit: nothing goes on. Part of answering a clearance, in its transaction."""
    if candidacy.state not in CANDIDACY_LIFECYCLE.move("bar").frm:
        return
    before = move(candidacy, CANDIDACY_LIFECYCLE, "bar")
    record(by=by, action="一票否决", on=candidacy, before={"state": before}, note=note)


def lift(candidacy, *, by, note):
    """No red line is hit any more: back to where the unit was, applied or not."""
    if candidacy.state != "barred":
        return
    before = move(candidacy, CANDIDACY_LIFECYCLE, "lift" if candidacy.applied_at else "release")
    record(by=by, action="解除否决", on=candidacy, before={"state": before}, note=note)


@transaction.atomic
def close_round(*, round, by):
    """End the round: its candidacies are closed with it, titles live on."""
    close(round=round, by=by)
    step = CANDIDACY_LIFECYCLE.move("close")
    closed = round.candidacies.filter(state__in=step.frm).update(state=step.to)
    record(by=by, action="结束参评", on=round, after={"candidacies": closed})
    return round
