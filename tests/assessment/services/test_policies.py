from datetime import date

import pytest

from assessment.services.evaluate import evaluate
from assessment.services.policies import adopt_policy, why_not_adopt_policy
from assessment.services.titles import propose, publicize
from tests.assessment.district import cleared, reviewed, surveyed
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db
LOWER = {"five_good_threshold": "85"}


@pytest.fixture
def titles(candidacy):
    reviewed(candidacy)
    cleared([candidacy])
    surveyed(candidacy.round, [candidacy])
    evaluate(round=candidacy.round, by=None)
    return propose(round=candidacy.round, by=None).titles


def test_R7_1_before_publicity_a_policy_is_changed_with_a_reason(candidacy, titles, staff):
    row = adopt_policy(round=candidacy.round, values=LOWER, reason="联席会议决定", by=staff)
    assert (row.version, row.adopted_by) == (2, staff)
    run = evaluate(round=candidacy.round, by=staff)
    assert run.policy == row
    assert titles[0].evaluation.run.policy.version == 1


def test_R7_1_a_change_without_a_reason_is_refused(candidacy):
    assert why_not_adopt_policy(candidacy.round, " ") == "请写明修改政策的理由。"


def test_R7_1_after_publicity_has_begun_the_policy_stands(candidacy, titles):
    publicize(titles=titles, starts_on=date(2026, 6, 1), by=None)
    with pytest.raises(Refused, match=r"^本轮已经公示，不能再修改评价政策。$"):
        adopt_policy(round=candidacy.round, values=LOWER, reason="再议", by=None)
