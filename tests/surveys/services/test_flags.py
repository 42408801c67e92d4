"""Flagged sheets count until the district decides otherwise, and both figures can be seen."""

from fractions import Fraction as F

import pytest

from creation.models import LogEntry
from surveys.models import FlagDecision, Rate, Response, Upload
from surveys.queries.flags import decisions_on, flag_groups
from surveys.services.flags import leave_out, take_back, why_not_decide
from surveys.services.rates import rates_for, rates_without, refresh
from surveys.services.rollup import ALL, UNFLAGGED
from wuhao.errors import Refused

HAPPY, SAD = [2, 1, 1, 1, 1, 1, 1], [2, 4, 4, 4, 4, 4, 128]


@pytest.fixture
def upload(questionnaire, branches):
    """Ten happy sheets without a flag, six sad ones too fast, two of them in a line as well."""
    upload = Upload.objects.create(
        questionnaire=questionnaire, name="a.csv", sha256="0" * 64, state="committed"
    )
    sheets = [(HAPPY, "")] * 10 + [(SAD, "fast")] * 4 + [(SAD, "fast,line")] * 2
    Response.objects.bulk_create(
        Response(
            upload=upload, organization=branches[0], stratum="mass", answers=answers, flags=flags
        )
        for answers, flags in sheets
    )
    refresh(questionnaire=questionnaire, organizations=[branches[0].pk])
    return upload


@pytest.fixture
def group(upload, branches):
    return {"upload": upload, "organization": branches[0]}


def satisfaction(round_, organization):
    found = rates_for(round=round_, populations={organization.pk: (10, 40)})
    return found[organization.pk].satisfaction.value


def test_groups_name_file_organization_and_flag(upload, branches):
    found = flag_groups([upload.pk])
    assert [(one.organization, one.name, one.sheets, one.out_of) for one in found] == [
        (branches[0], "答得太快", 6, 16),
        (branches[0], "各题都选同一位置", 2, 16),
    ]
    assert flag_groups([upload.pk], [branches[1].pk]) == []


def test_R5_9_flagged_sheets_count_until_somebody_decides(group, branches, round_):
    assert satisfaction(round_, branches[0]) == F(10, 16)


def test_R5_10_left_out_sheets_no_longer_count(group, branches, round_, staff):
    decision = leave_out(**group, flag="fast", reason=" 会后补录 ", by=staff)
    assert satisfaction(round_, branches[0]) == 1
    assert (decision.sheets, decision.reason, decision.decided_by) == (6, "会后补录", staff)
    assert flag_groups([group["upload"].pk])[0].decision == decision


def test_R5_10_sheets_with_another_flag_stay(group, branches, round_, staff):
    leave_out(**group, flag="line", reason="核实", by=staff)
    assert satisfaction(round_, branches[0]) == F(10, 14)


def test_R5_10_taken_back_sheets_count_again(group, branches, round_, staff):
    before = set(Rate.objects.values_list("question", "numerator", "denominator"))
    decision = leave_out(**group, flag="fast", reason="核实", by=staff)
    take_back(decision=decision, reason="电话核对过", by=staff)
    assert set(Rate.objects.values_list("question", "numerator", "denominator")) == before
    (kept,) = decisions_on(branches[0], round_)
    assert (kept.lifted_reason, kept.lifted_by) == ("电话核对过", staff)
    assert leave_out(**group, flag="fast", reason="再核", by=staff).pk != kept.pk


def test_R5_10_both_figures_stand_beside_the_decided_one(group, branches, round_, staff):
    leave_out(**group, flag="line", reason="核实", by=staff)
    asked = {"round": round_, "organization": branches[0], "people": (10, 40)}
    assert rates_without(**asked, keep=ALL).satisfaction.value == F(10, 16)
    assert rates_without(**asked, keep=UNFLAGGED).satisfaction.value == 1


def test_every_decision_is_logged_with_its_reason(group, staff):
    decision = leave_out(**group, flag="fast", reason="核实", by=staff)
    take_back(decision=decision, reason="核对过", by=staff)
    entries = LogEntry.objects.filter(action__contains="有疑点的答卷").order_by("pk")
    assert [(one.action, one.after["reason"], one.after["sheets"]) for one in entries] == [
        ("剔除有疑点的答卷", "核实", 6),
        ("恢复计入有疑点的答卷", "核对过", 6),
    ]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("  ", "请写明理由，一两句话就行。"),
        ("长" * 201, "理由不超过 200 个字，请写短一些。"),
    ],
)
def test_decision_needs_a_reason_that_fits(group, staff, reason, sentence):
    with pytest.raises(Refused, match=sentence):
        leave_out(**group, flag="fast", reason=reason, by=staff)
    assert not FlagDecision.objects.exists()


def test_nothing_to_leave_out_is_refused(group, staff):
    with pytest.raises(Refused, match="已经没有这样的答卷"):
        leave_out(**group, flag="run", reason="核实", by=staff)


def test_the_same_sheets_are_left_out_once_and_taken_back_once(group, staff):
    decision = leave_out(**group, flag="fast", reason="核实", by=staff)
    with pytest.raises(Refused, match="已经剔除了"):
        leave_out(**group, flag="fast", reason="核实", by=staff)
    take_back(decision=decision, reason="核对过", by=staff)
    with pytest.raises(Refused, match="已经恢复计入"):
        take_back(decision=decision, reason="核对过", by=staff)


def test_only_the_district_decides_while_the_round_lasts(questionnaire, staff, reviewer):
    assert why_not_decide(questionnaire, staff) == why_not_decide(questionnaire, None) == ""
    assert why_not_decide(questionnaire, reviewer) == "疑点由区委组织部决定是否剔除。"
    questionnaire.round.state = "closed"
    assert why_not_decide(questionnaire, staff) == "这个轮次已经结束，三率不能再改。"


def test_a_town_can_not_leave_sheets_out(group, reviewer):
    with pytest.raises(Refused, match="区委组织部"):
        leave_out(**group, flag="fast", reason="核实", by=reviewer)
