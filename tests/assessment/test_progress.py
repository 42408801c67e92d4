"""The steps of one candidacy, as a table of facts."""

import pytest

from assessment.progress import steps_of

FRESH = {
    "state": "enrolled",
    "self_state": None,
    "spot_state": None,
    "title_state": None,
    "decision": None,
    "is_drawn": False,
    "is_vetting": True,
}


@pytest.mark.parametrize(
    ("facts", "now", "done"),
    [
        pytest.param({}, "申报", 0, id="enrolled"),
        pytest.param({"state": "withdrawn"}, "申报", 0, id="withdrawn"),
        pytest.param({"state": "applied", "self_state": "draft"}, "自查", 1, id="checking"),
        pytest.param({"state": "applied", "self_state": "returned"}, "自查", 1, id="returned"),
        pytest.param({"state": "applied", "self_state": "submitted"}, "初审", 2, id="submitted"),
        pytest.param({"state": "applied", "self_state": "accepted"}, "联审", 3, id="vetting"),
        pytest.param(
            {"state": "applied", "self_state": "accepted", "is_vetting": False},
            "综合评价",
            4,
            id="not drawn",
        ),
        pytest.param(
            {"state": "applied", "self_state": "accepted", "is_vetting": False, "is_drawn": True},
            "抽查",
            4,
            id="drawn",
        ),
        pytest.param(
            {
                "state": "applied",
                "self_state": "accepted",
                "is_vetting": False,
                "decision": "pending",
            },
            "综合评价",
            4,
            id="pending is not decided",
        ),
    ],
)
def test_the_first_step_that_is_not_done_is_now(facts, now, done):
    steps = steps_of(FRESH | facts)
    assert [step.label for step in steps if step.state == "now"] == [now]
    assert sum(step.state == "done" for step in steps) == done


def test_with_a_title_every_step_is_done():
    end = {"decision": "five_good", "title_state": "named", "is_vetting": False}
    steps = steps_of(FRESH | {"state": "applied", "self_state": "accepted"} | end)
    assert {step.state for step in steps} == {"done"}


def test_the_spot_check_is_a_step_only_for_the_drawn():
    assert "抽查" not in [step.label for step in steps_of(FRESH)]
    assert "抽查" in [step.label for step in steps_of(FRESH | {"is_drawn": True})]
