from decimal import Decimal as D
from fractions import Fraction as F

from assessment.scoring.summary import summarize
from assessment.scoring.values import Outcome
from creation.policy import Policy

POLICY = Policy()
ROUND = [
    Outcome("a", "five_good", D("92.01")),
    Outcome("b", "not_reached", D("80.02")),
    Outcome("c", "not_reached", D("70.02")),
    Outcome("d", "red_line", D("99.00")),
    Outcome("e", "pending", None),
    Outcome("f", "not_rated", D("95.00")),
]


def test_r4_7_average_runs_over_decided_units_without_red_line():
    # (92.01 + 80.02 + 70.02) / 3 = 80.68333…
    assert summarize(ROUND, POLICY).average == D("80.68")


def test_r4_7_share_runs_over_all_candidacies():
    summary = summarize(ROUND, POLICY)
    assert (summary.share, summary.reached_target) == (F(1, 6), False)


def test_r4_7_share_at_the_target_reaches_it():
    assert summarize(ROUND, Policy(target_share=D(1) / 8)).reached_target


def test_every_decision_is_counted():
    assert summarize(ROUND, POLICY).decisions == {
        "red_line": 1,
        "not_rated": 1,
        "pending": 1,
        "five_good": 1,
        "not_reached": 2,
    }


def test_empty_round_has_no_average_and_no_share():
    summary = summarize([], POLICY)
    assert (summary.candidacies, summary.average, summary.share) == (0, None, None)
    assert not summary.reached_target
