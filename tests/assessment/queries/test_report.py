"""The data of a report: a fixed number of queries, each value a stored one."""

from decimal import Decimal

import pytest

from assessment.models import Clearance, Evaluation, EvaluationRun, Title
from assessment.queries.report import report_data
from assessment.reports import sentences
from creation.models import Organization, RoundPolicy
from creation.policy import Policy
from tests.assessment.reports.rows import make_filled
from tests.factories import make_organization, make_sector, round_data

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("branches", [1, 3])
def test_number_of_queries_does_not_grow_with_the_units(branches, django_assert_num_queries):
    round, district = make_filled(towns=2, branches=branches * 2)
    # 13, 21 of the three guarantees, and the savepoint of the test's transaction
    with django_assert_num_queries(36):
        data = report_data(round, district)
    assert len(data.units) == branches * 8


def test_units_come_by_sector_town_and_code():
    data = report_data(*make_filled(branches=2))
    places = [(unit.sector, unit.town) for unit in data.units]
    assert places == [
        (s, t) for s in ("农村", "社区") for t in ("第1镇党委", "第2镇党委") for _ in (1, 2)
    ]


def test_superseded_evaluations_do_not_count():
    round, district = make_filled()
    before = report_data(round, district)
    Evaluation.objects.update(is_current=False)
    Title.objects.all().delete()
    run = EvaluationRun.objects.create(round=round, policy=round.policies.get())
    one = before.units[0]
    candidacy = round.candidacies.get(organization__code=one.code)
    Evaluation.objects.create(
        run=run, candidacy=candidacy, decision="five_good", composite=Decimal("99.99"),
        standard_digest="s", policy_digest="p",
    )  # fmt: skip
    after = report_data(round, district)
    assert (after.total.five_good, after.total.not_evaluated) == (1, 11)
    assert after.units[0].composite == Decimal("99.99")
    assert after.evaluated_at > before.evaluated_at
    assert after.items == ()


def test_policy_is_that_of_the_evaluation_not_a_later_one():
    round, district = make_filled()
    later = Policy(target_share=Decimal("0.8"))
    RoundPolicy.objects.create(
        round=round, version=2, values=later.as_dict(), digest=later.digest(), reason="放宽"
    )
    assert report_data(round, district).rules.version == 1
    EvaluationRun.objects.create(round=round, policy=round.policies.get(version=2))
    rules = report_data(round, district).rules
    assert (rules.version, rules.target_share) == (2, Decimal("0.8"))


def test_town_is_the_one_copied_when_the_round_opened():
    round, _ = make_filled()
    first, second = Organization.objects.filter(kind="committee").order_by("code")
    moved = Organization.objects.filter(town=first, kind="branch").first()
    moved.parent = moved.town = second
    moved.path = f"{second.path}{moved.pk}/"
    moved.save()
    assert moved.name in {unit.name for unit in report_data(round, first).units}
    assert moved.name not in {unit.name for unit in report_data(round, second).units}


def test_scope_below_a_town_is_its_subtree():
    round, _ = make_filled()
    branch = Organization.objects.filter(kind="branch").first()
    assert [unit.code for unit in report_data(round, branch).units] == [branch.code]


def test_unit_right_under_the_district_has_no_town():
    round, district = make_filled(evaluate=False)
    make_organization(district, sector=make_sector())
    lone = make_organization(district, sector=make_sector())
    round.candidacies.create(
        organization=lone,
        standard=round.candidacies.first().standard,
        sector=lone.sector,
        months=12,
    )
    data = report_data(round, district)
    assert data.towns[-1].name == "未划分街镇"


def test_quota_and_stages_are_stated():
    data = round_data(
        policy={"quota_by": "town", "quota_share": "0.3"},
        stages={"apply": ["2026-01-05", "2026-02-01"], "self": ["2026-02-02", "2026-03-01"]},
    )
    report = report_data(*make_filled(evaluate=False, data=data))
    assert "命名名额按街镇设名额，不超过30%。" in sentences.rules(report)
    assert sentences.stages(report) == (
        "本轮分2个阶段推进：申报（2026年1月5日至2026年2月1日）、"
        "自查（2026年2月2日至2026年3月1日）。"
    )


def test_answers_are_counted_by_red_line():
    round, district = make_filled()
    data = report_data(round, district)
    assert sum(line.answers for line in data.red_lines) == Clearance.objects.count()
    assert [line.hit for line in data.red_lines].count(1) == 1
    assert all(line.pending + line.clear + line.hit == line.answers for line in data.red_lines)


def test_red_line_switched_off_has_its_reason_and_no_answers():
    data = round_data(red_lines={"security": "政策调整"})
    report = report_data(*make_filled(evaluate=False, data=data))
    (off,) = (one for one in report.red_lines if not one.in_force)
    assert (off.reason, off.answers) == ("政策调整", 0)
    assert sentences.red_lines(report).endswith(f"本轮停用：{off.name}（理由：政策调整）。")


def test_process_counts_the_papers():
    process = report_data(*make_filled()).process
    assert (process.self_submitted, process.review_accepted, process.spot_submitted) == (5, 4, 1)
    assert (process.drawn, process.visited, process.midterm_visits) == (5, 4, 1)
    assert (process.compared, process.deviating) == (4, 4)
