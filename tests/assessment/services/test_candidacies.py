from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.models import (
    CANDIDACY_LIFECYCLE,
    Candidacy,
    Clearance,
    Evaluation,
    EvaluationRun,
    Title,
)
from assessment.services.candidacies import (
    add_candidacy,
    apply,
    apply_many,
    close_round,
    open_round,
    red_lines_of,
    why_not_add,
    why_not_apply,
    why_not_withdraw,
    withdraw,
)
from assessment.services.moves import move
from creation.models import LogEntry, Organization, Round
from tests.assessment.district import applied, make_running, reviewed
from tests.factories import make_organization, make_round, make_sector
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


def clear(candidacy):
    return {line.code: False for line in red_lines_of(candidacy.round)}


def test_R6_1_opening_enrols_rated_units_with_what_is_copied(running):
    (candidacy,) = running.candidacies
    branch = running.branches[0]
    assert candidacy.standard.code == "village-2026"
    assert (candidacy.sector, candidacy.town, candidacy.superior) == (
        branch.sector,
        running.town,
        running.town,
    )
    assert (candidacy.members, candidacy.people_served, candidacy.months) == (20, 300, 12)
    assert (candidacy.state, candidacy.founded_in_round) == ("enrolled", False)


def test_R6_2_moving_a_unit_later_rewrites_nothing(running):
    Organization.objects.filter(pk=running.branches[0].pk).update(full_members=99, town=None)
    candidacy = Candidacy.objects.get()
    assert (candidacy.members, candidacy.town) == (20, running.town)


def test_opening_asks_every_department_of_every_red_line_in_force():
    running = make_running(2, red_lines={"birth": "政策已调整"})
    lines = red_lines_of(running.round)
    asked = sum(line.departments.count() for line in lines)
    assert "birth" not in [line.code for line in lines]
    assert Clearance.objects.filter(state="pending").count() == 2 * asked


@pytest.mark.parametrize("branches", [1, 3, 30])
def test_opening_takes_the_same_queries_for_any_number_of_units(branches):
    running = make_running(branches)
    round = make_round("r2")
    with CaptureQueriesContext(connection) as queries:
        open_round(round=round, by=None)
    assert round.candidacies.count() == branches == len(running.branches)
    assert len(queries) == 17


def test_a_unit_founded_in_the_round_is_marked_with_its_months(running):
    opened = date(2026, 4, 15)
    made = make_organization(running.town, sector=make_sector(), opened_on=opened)
    candidacy = add_candidacy(round=running.round, organization=made, reason="新建", by=None)
    assert (candidacy.founded_in_round, candidacy.months) == (True, 9)
    assert candidacy.clearances.count() == running.candidacies[0].clearances.count()


def test_a_round_of_the_past_enrols_who_was_open_in_it(running):
    make_organization(running.town, sector=make_sector(), opened_on=date(2026, 2, 1))
    past = make_round("past", starts_on="2024-01-01", ends_on="2025-12-31")
    open_round(round=past, by=None)
    (candidacy,) = past.candidacies.all()
    assert (candidacy.organization, candidacy.months) == (running.branches[0], 24)


def test_opening_is_refused_when_a_sector_had_units_then_but_has_no_edition(running):
    past = make_round("past", starts_on="2024-01-01", ends_on="2025-12-31")
    gone = {"opened_on": date(2020, 1, 1), "closed_on": date(2026, 2, 1)}
    make_organization(running.town, sector=make_sector("organ", "机关"), name="旧支部", **gone)
    with pytest.raises(Refused, match=r"^这一轮还不能开启：机关领域没有选定标准。$"):
        open_round(round=past, by=None)
    past.refresh_from_db()
    assert past.state == "draft"


def test_reference_day_decides_who_takes_part_and_who_is_counted(running):
    (branch,) = running.branches
    late = {"sector": make_sector(), "opened_on": date(2026, 3, 1), "full_members": 9}
    make_organization(branch, is_rated=False, full_members=3)
    for superior in (branch, running.town):
        make_organization(superior, **late)
    again = make_round("again")
    Round.objects.filter(pk=again.pk).update(reference_on="2026-02-01")
    open_round(round=Round.objects.get(pk=again.pk), by=None)
    (candidacy,) = again.candidacies.all()
    assert (candidacy.organization, candidacy.members) == (branch, 20 + 3)


def test_round_without_a_reference_day_takes_the_day_of_its_opening(running):
    running.round.refresh_from_db()
    assert running.round.reference_on == running.round.counted_on is not None


def test_R6_1_adding_is_refused_twice_without_reason_and_for_closed_units(running):
    round, branch = running.round, running.branches[0]
    gone = make_organization(running.town, sector=make_sector(), closed_on=date(2020, 1, 1))
    fresh = make_organization(running.town, sector=make_sector())
    assert why_not_add(round, branch) == f"{branch}已在本轮参评名单中。"
    assert why_not_add(round, gone) == f"{gone}已经撤销或还没有建立，不能列入。"
    with pytest.raises(Refused, match="请写明补充列入的理由"):
        add_candidacy(round=round, organization=fresh, reason=" ", by=None)
    with pytest.raises(Refused, match="参评名单"):
        add_candidacy(round=round, organization=branch, reason="再来", by=None)
    organ = make_organization(running.town, sector=make_sector("organ", "机关"), name="局机关支部")
    with pytest.raises(Refused, match="有 1 个参评单位的领域在本轮没有创建标准：局机关支部。"):
        add_candidacy(round=round, organization=organ, reason="新建", by=None)


def test_applying_keeps_the_declaration_and_the_log(candidacy, secretary):
    apply(candidacy=candidacy, declaration=clear(candidacy), by=secretary)
    candidacy = Candidacy.objects.get()
    assert (candidacy.state, candidacy.applied_by) == ("applied", secretary)
    assert candidacy.declaration == clear(candidacy)
    entry = LogEntry.objects.get(action="申报")
    assert (entry.actor_id, entry.organization_id) == (secretary.pk, candidacy.organization_id)
    assert entry.after["state"] == "applied"


def test_applying_with_a_declared_red_line_is_refused_and_changes_nothing(candidacy):
    declaration = clear(candidacy) | {red_lines_of(candidacy.round)[0].code: True}
    with pytest.raises(Refused, match=r"^申报时自报触碰高压线“.+”，不能申报五好党组织。$"):
        apply(candidacy=candidacy, declaration=declaration, by=None)
    assert Candidacy.objects.get().state == "enrolled"


def test_applying_with_a_hit_is_refused(candidacy):
    one = candidacy.clearances.first()
    signed = {"reference": "1号", "signed_on": date(2026, 3, 1), "answered_at": timezone.now()}
    candidacy.clearances.filter(pk=one.pk).update(state="hit", **signed)
    assert why_not_apply(candidacy).startswith("触碰高压线“")


def test_applying_without_a_word_on_a_red_line_is_refused(candidacy):
    assert why_not_apply(candidacy, {}).startswith("请逐条填写高压线承诺，还缺：“")
    assert why_not_apply(candidacy) == ""


def test_applying_again_is_refused(candidacy):
    assert why_not_apply(applied(candidacy)).startswith("参评现在是“已申报”，不能申报")


def test_applying_twice_has_one_effect_and_a_clear_refusal(candidacy):
    stale = Candidacy.objects.get()
    applied(candidacy)
    with pytest.raises(Refused, match=r"^参评现在是“已申报”，不能申报"):
        applied(stale)
    assert LogEntry.objects.filter(action="申报").count() == 1


def test_moving_is_refused_when_somebody_moved_the_row_meanwhile(candidacy):
    stale = Candidacy.objects.get()
    applied(candidacy)
    with pytest.raises(Refused, match="参评现在是“已申报”，不能申报"):
        move(stale, CANDIDACY_LIFECYCLE, "apply", applied_at=candidacy.applied_at)


def test_moving_without_compare_would_overwrite(candidacy):
    # The control: a plain save does what `move` refuses.
    stale = Candidacy.objects.get()
    withdraw(candidacy=applied(candidacy), by=None)
    stale.state, stale.applied_at = "applied", candidacy.round.opened_at
    stale.save()
    assert Candidacy.objects.get().state == "applied"


def test_withdrawing_lets_apply_again(candidacy):
    assert "不能撤回申报" in why_not_withdraw(candidacy)
    withdraw(candidacy=applied(candidacy), by=None)
    assert (candidacy.state, candidacy.applied_at) == ("withdrawn", None)
    assert applied(candidacy).state == "applied"


def test_withdrawing_is_refused_with_a_title_in_sight(candidacy):
    reviewed(candidacy)
    run = EvaluationRun.objects.create(round=candidacy.round, policy=candidacy.round.policies.get())
    judged = Evaluation.objects.create(run=run, candidacy=candidacy, decision="five_good")
    Title.objects.create(candidacy=candidacy, evaluation=judged)
    candidacy = Candidacy.objects.get()
    with pytest.raises(Refused, match=r"^命名现在是“拟命名”，不能撤回申报。$"):
        withdraw(candidacy=candidacy, by=None)
    Title.objects.update(state="dropped", reason="材料不实")
    assert withdraw(candidacy=Candidacy.objects.get(), by=None).state == "withdrawn"


def test_applying_together_is_refused_when_one_has_moved(running):
    candidacies = list(running.round.candidacies.all())
    applied(Candidacy.objects.get())
    with pytest.raises(Refused, match="请重新执行"):
        apply_many(candidacies=candidacies, by=None, note="")
    assert apply_many(candidacies=[], by=None, note="") == 0


def test_applying_together_logs_each(running):
    assert apply_many(candidacies=running.candidacies, by=None, note="批量导入") == 1
    entry = LogEntry.objects.get(action="申报")
    assert (entry.actor, entry.note) == ("系统", "批量导入")


def test_closing_the_round_closes_its_candidacies_and_stops_work(candidacy):
    close_round(round=candidacy.round, by=None)
    closed = Candidacy.objects.get()
    assert closed.state == "closed"
    for sentence in (
        why_not_apply(closed),
        why_not_withdraw(closed),
        why_not_add(closed.round, closed.organization),
    ):
        assert sentence == "第一轮创建已结束，不能再办理。"


def test_a_failing_log_takes_the_application_back(candidacy, broken_log):
    declaration = clear(candidacy)
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        apply(candidacy=candidacy, declaration=declaration, by=None)
    assert Candidacy.objects.get().state == "enrolled"
