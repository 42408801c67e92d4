"""How far the review of an item is."""

import pytest

from assessment.verdicts import Claim, standing


@pytest.mark.parametrize(
    ("verdict", "name", "is_open"),
    [
        (None, "未审", True),
        (("agreed", 3), "同意", False),
        (("changed", 3), "改分", False),
        (("returned", 3), "待退回", False),
        (("agreed", 2), "未审", True),
    ],
)
def test_a_verdict_counts_for_the_version_that_it_is_about(verdict, name, is_open):
    found = standing(Claim(version=3), verdict)
    assert (found.name, found.is_open) == (name, is_open)


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("claims_exemption", "申请不适用"),
        ("was_returned", "退回后重报"),
        ("lacks_proof", "缺佐证"),
    ],
)
def test_a_doubt_disputes_the_item_until_somebody_decides(fact, words):
    claim = Claim(version=1, **{fact: True})
    undecided, decided = standing(claim, None), standing(claim, ("agreed", 1))
    assert (undecided.doubts, undecided.is_disputed, undecided.tone) == ((words,), True, "bad")
    assert (decided.doubts, decided.is_disputed, decided.tone) == ((words,), False, "ok")


def test_nothing_doubtful_is_open_but_not_disputed():
    found = standing(Claim(version=1), None)
    assert (found.is_open, found.is_disputed, found.tone) == (True, False, "mute")
