"""The table of stages: total, every row reachable, the first row that fits wins."""

import pytest

from assessment.stages import BY_CODE, STAGES, stage_of

JOURNEY = [
    ({"state": "enrolled"}, "enrolled"),
    ({"state": "applied"}, "applied"),
    ({"self_state": "draft"}, "self_checking"),
    ({"self_state": "submitted"}, "submitted"),
    ({"self_state": "returned"}, "returned"),
    ({"self_state": "accepted", "is_vetting": True}, "vetting"),
    ({"is_vetting": False}, "reviewed"),
    ({"is_drawn": True, "spot_state": "draft"}, "drawn"),
    ({"spot_state": "submitted"}, "spot_checked"),
    ({"decision": "pending"}, "spot_checked"),
    ({"decision": "five_good"}, "evaluated"),
    ({"title_state": "proposed"}, "proposed"),
    ({"rectification_state": "reported"}, "rechecking"),
    ({"rectification_state": "open"}, "rectifying"),
    ({"title_state": "publicity", "rectification_state": None}, "publicity"),
    ({"title_state": "named"}, "named"),
    ({"title_state": "revoked", "state": "barred"}, "revoked"),
]


def test_a_candidacy_walks_through_the_stages_in_order():
    facts, walked = {}, []
    for change, _ in JOURNEY:
        facts |= change
        walked.append(stage_of(facts).code)
    assert walked == [code for _, code in JOURNEY]


@pytest.mark.parametrize("state", ["barred", "withdrawn", "closed"])
def test_a_candidacy_that_ended_shows_it(state):
    assert stage_of({"state": state}).code == state


def test_every_stage_can_be_reached():
    reached = {code for _, code in JOURNEY} | {"barred", "withdrawn", "closed"}
    assert reached == set(BY_CODE)


def test_only_the_last_row_fits_everything():
    assert [stage.code for stage in STAGES if not stage.when] == [STAGES[-1].code]
