import pytest

from assessment.models import Draw
from tests.assessment.district import make_running, reviewed

pytestmark = pytest.mark.django_db


def test_a_draw_lists_who_was_drawn(run):
    running = make_running(2)
    for candidacy in running.candidacies:
        reviewed(candidacy)
    lines = run("draw", "--round", "r1", "--share", "0.5", "--seed", "07").splitlines()
    assert lines[0].endswith("待派检查组")
    assert lines[1] == "种子“07”，比例 0.5，抽中 1 个。"


def test_without_a_share_the_policy_says_it(run):
    running = make_running(policy={"sampling_share": "0.4"})
    reviewed(running.candidacies[0])
    run("draw", "--round", "r1", "--seed", "07")
    assert str(Draw.objects.get().share) == "0.400"


def test_a_share_that_is_no_number_and_an_empty_round_are_refused(running, run):
    args = ("draw", "--round", "r1", "--seed", "07")
    assert run(*args, "--share", "两成", fails=True)[1].startswith("抽查比例“两成”不是数字")
    assert run(*args, fails=True)[1].startswith("没有已申报并通过初审")
