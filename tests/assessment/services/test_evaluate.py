from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessment.models import Candidacy, Evaluation, EvaluationLine, EvaluationRun, Rectification
from assessment.services.candidacies import add_candidacy, close_round, withdraw
from assessment.services.evaluate import evaluate, why_not_evaluate
from assessment.services.sheets import start
from creation.models import LogEntry
from tests.assessment.district import (
    FULL,
    HALF,
    applied,
    cleared,
    drawn,
    make_running,
    publish_data,
    reviewed,
    rich_data,
    submitted,
    surveyed,
)
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


def current(candidacy):
    return Evaluation.objects.get(candidacy=candidacy, is_current=True)


def judged(candidacy):
    evaluate(round=candidacy.round, by=None)
    return current(candidacy)


@pytest.fixture
def complete(candidacy):
    """Reviewed, cleared and surveyed: all that a decision needs."""
    reviewed(candidacy)
    cleared([candidacy])
    surveyed(candidacy.round, [candidacy])
    return candidacy


def test_R4_4_a_complete_candidacy_above_the_threshold_is_five_good(complete):
    result = judged(complete)
    assert (result.decision, result.composite) == ("five_good", 100)
    assert (result.organization_part, result.rates_part, result.bonus) == (100, 100, 0)
    assert result.reasons[0] == "综合得分 100.00 分，达到 90 分。"
    assert result.standard_digest == complete.standard.digest
    assert result.policy_digest == result.run.policy.digest
    assert result.explanation[-1]["label"] == "综合得分"


def test_the_lines_explain_every_item(complete):
    lines = judged(complete).lines.select_related("item").order_by("item__order")
    assert [line.item.code for line in lines] == ["1.1", "2.1", "3.1", "4.1", "5.1", "B1"]
    assert sum(line.points for line in lines) == sum(line.applicable for line in lines) == 100
    first = lines[0]
    assert (first.self_points, first.review_points, first.spot_points) == (20, 20, None)
    assert first.why == "应 12 次，实 12 次，缺 0 次，每缺 1 次扣 1 分，扣 0 分，得 20 分"


def test_R3_1_a_drawn_candidacy_is_blended_item_by_item(complete):
    drawn(complete, FULL | {"1.1": "2", "B1": "2"})
    result = judged(complete)
    line = result.lines.get(item__code="1.1")
    assert (line.spot_points, line.points) == (10, 13)
    assert line.why.endswith("得 10 分；70% × 抽查 10 + 30% × 初审 20 = 13 分")
    assert (result.organization_part, result.bonus, result.composite) == (93, 2, Decimal("97.10"))
    assert (result.self_score, result.spot_score, result.deviation) == (100, 90, 10)


def test_R4_5_goals_below_the_floor_are_named(complete):
    # Goal 4 gets 30% × 20 of 20 points.
    drawn(complete, FULL | {"4.1": "否"})
    result = judged(complete)
    assert (result.decision, result.composite) == ("not_reached", Decimal("90.20"))
    (reason,) = result.reasons
    assert reason.startswith("目标4“思想工作有效”得 6 分，占适用 20 分的 30.00%")
    goal = result.goals[3]
    assert (goal["code"], goal["got"], goal["share"]) == ("4", "6", "0.3")


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda one: None, "没有申报。"),
        (applied, "自查表没有提交。"),
        (lambda one: start(candidacy=applied(one), stage="self", by=None), "自查表没有提交。"),
        (submitted, "初审没有通过。"),
        (lambda one: withdraw(candidacy=applied(one), by=None), "已撤回申报。"),
    ],
)
def test_R4_3_what_is_missing_is_the_reason(candidacy, prepare, reason):
    prepare(candidacy)
    result = judged(candidacy)
    assert (result.decision, result.composite, result.reasons[0]) == ("pending", None, reason)
    assert "满意率：没有群众的有效答卷。" in result.reasons
    assert sum("联审未答复" in one for one in result.reasons) == candidacy.clearances.count()


def test_R4_3_a_drawn_candidacy_waits_for_its_spot_sheet(complete):
    complete.visits.create()
    result = judged(complete)
    assert result.reasons == ["列入抽查，抽查表没有提交。"]
    assert result.organization_part is None
    assert set(result.lines.values_list("points", flat=True)) == {None, Decimal(0)}


def test_R4_3_a_returned_sheet_is_missing(candidacy):
    sheet = submitted(candidacy)
    type(sheet).objects.filter(pk=sheet.pk).update(state="returned", returned_reason="核对")
    assert judged(candidacy).reasons[0] == "自查表已退回，等待重报。"


def test_R4_1_a_hit_goes_before_everything(complete):
    hit = complete.clearances.select_related("red_line", "department").first()
    complete.clearances.filter(pk=hit.pk).update(
        state="hit", reference="1号", signed_on=complete.round.starts_on
    )
    result = judged(complete)
    assert result.decision == "red_line"
    assert result.reasons == [f"联审认定触碰高压线“{hit.red_line}”（{hit.department}）。"]


def test_R4_1_a_declared_red_line_is_one(complete):
    Candidacy.objects.update(declaration={"birth": True, "security": False})
    assert judged(complete).reasons == ["申报时自报触碰高压线“超计划生育”。"]


def test_R4_2_a_unit_founded_in_the_round_is_not_rated(complete):
    Candidacy.objects.update(founded_in_round=True)
    assert judged(complete).decision == "not_rated"


def test_R3_2_an_insufficient_rate_leaves_the_part_open(candidacy):
    reviewed(candidacy)
    cleared([candidacy])
    surveyed(candidacy.round, [candidacy], good=20, of=20)
    result = judged(candidacy)
    assert (result.decision, result.rates_part, result.composite) == ("pending", None, None)
    assert result.rates["satisfaction"]["value"] == "1"
    assert result.rates["satisfaction"]["sufficient"] is False


def test_the_summary_counts_decisions_and_averages_decided_units():
    running = make_running(4)
    one, two, three, _ = running.candidacies
    for candidacy in (one, two, three):
        reviewed(candidacy, HALF if candidacy is two else FULL)
    cleared([one, two, three])
    surveyed(running.round, [one, two])
    run = evaluate(round=running.round, by=None)
    assert run.summary == {
        "round": "r1",
        "candidacies": 4,
        "evaluated": 2,
        "five_good": 1,
        "not_reached": 1,
        "red_line": 0,
        "not_rated": 0,
        "pending": 2,
        "average": str(((100 + current(two).composite) / 2).quantize(Decimal("0.01"))),
    }


def test_a_later_run_supersedes_and_keeps_the_earlier(complete, staff):
    judged(complete)
    run = evaluate(round=complete.round, by=staff)
    assert (EvaluationRun.objects.count(), Evaluation.objects.count()) == (2, 2)
    assert current(complete).run == run
    assert LogEntry.objects.filter(action="综合评价").first().actor == "王科长"


def test_a_closed_round_is_not_evaluated(complete):
    close_round(round=complete.round, by=None)
    complete.round.refresh_from_db()
    assert why_not_evaluate(complete.round) == "第一轮创建已结束，不能再办理。"
    with pytest.raises(Refused):
        evaluate(round=complete.round, by=None)


def test_a_failing_log_takes_the_evaluation_back(complete, broken_log):
    broken_log()
    with pytest.raises(IntegrityError), transaction.atomic():
        evaluate(round=complete.round, by=None)
    assert (Evaluation.objects.count(), EvaluationLine.objects.count()) == (0, 0)


@pytest.mark.parametrize("branches", [1, 3, 30])
def test_evaluating_takes_the_same_queries_for_any_number_of_units(branches):
    running = make_running(branches)
    for candidacy in running.candidacies[:3]:
        submitted(candidacy)
    with CaptureQueriesContext(connection) as queries:
        evaluate(round=running.round, by=None)
    assert Evaluation.objects.count() == branches
    assert len(queries) == 23


# --- items that the system computes -------------------------------------------------------------


COMPUTED = {
    "1": ("subordinate_five_good", "proportional", {"target": "60"}),
    "2": ("self_check_on_time", "below", {"threshold": "100", "per": "0.5"}),
    "3": ("rectification_on_time", "cliff", {"threshold": "90"}),
}


@pytest.fixture
def committee(db):
    """A town's committee above three branches of which one is five_good."""
    data = rich_data("committee")
    for goal in data["goals"]:
        if goal["code"] in COMPUTED:
            computed, method, params = COMPUTED[goal["code"]]
            goal["items"][0] |= {
                "computed": computed,
                "method": method,
                "params": params,
                "unit": "%",
            }
    publish_data(data)
    running = make_running(3, stages={"self": ["2026-01-01", "2099-12-31"]})
    committee = add_candidacy(
        round=running.round, organization=running.town, reason="参评", by=None
    )
    for candidacy in running.candidacies[:2]:
        reviewed(candidacy)
    cleared([*running.candidacies, committee])
    surveyed(running.round, [running.candidacies[0], committee])
    reviewed(committee, {"4.1": True, "5.1": "95"})
    return committee


def test_R1_6_a_superior_is_judged_by_its_subordinates_after_them(committee):
    result = judged(committee)
    one, two, three = result.lines.order_by("item__order")[:3]
    assert one.points == Decimal("11.11")
    assert one.why.startswith("所属参评党组织 3 个，五好 1 个：目标 60 %，实为 33.3333 %")
    assert two.points == Decimal(3)  # 2 of 3 on time: 34 started points below 100
    assert (three.points, three.applicable) == (None, 0)
    assert three.why == "所属党组织没有到期的整改，不适用"
    assert [goal["applicable"] for goal in result.goals] == ["20", "20", "20", "20"]
    assert result.self_score == result.review_score == result.organization_part


def test_R1_6_rectifications_below_count_by_their_date(committee):
    unit = Candidacy.objects.exclude(pk=committee.pk).first()
    past = {"problem": "缺", "advice": "补", "due_on": "2026-01-02"}
    Rectification.objects.create(candidacy=unit, **past)
    Rectification.objects.create(
        candidacy=unit,
        state="done",
        reported_at="2026-01-01T00:00Z",
        closed_at="2026-01-01T00:00Z",
        **past,
    )
    line = judged(committee).lines.get(item__code="3.1")
    assert (line.points, line.applicable) == (0, 20)
    assert line.why.startswith("所属党组织到期整改 2 项，按期销号 1 项：")


def test_R1_6_late_self_checks_do_not_count(committee):
    committee.round.stages.update(ends_on="2026-01-02")
    line = judged(committee).lines.get(item__code="2.1")
    assert line.why.startswith("所属参评党组织 3 个，按期提交自查 0 个：")


def test_a_committee_without_units_is_not_measured_by_them(committee):
    Candidacy.objects.exclude(pk=committee.pk).update(superior=None, town=None)
    why = judged(committee).lines.order_by("item__order")[0].why
    assert why == "没有所属参评党组织，不适用"
