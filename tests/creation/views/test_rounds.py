import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from creation.models import Round
from creation.services.rounds import adopt_policy, freeze
from tests.factories import make_round, make_standard

FILE = """
code = "2026"
name = "第一轮创建"
starts_on = 2026-01-01
ends_on = 2026-12-31
[stages]
apply = [2026-01-01, 2026-01-31]
self = [2026-02-01, 2026-03-31]
review = [2026-04-01, 2026-04-30]
[policy]
target_share = "0.3"
[red_lines]
birth = "生育政策已经调整"
"""


def _upload(text):
    return {"file": SimpleUploadedFile("a.toml", text.encode())}


@pytest.mark.parametrize("codes", [["a"], ["a", "b", "c"]])
def test_list_costs_the_same_for_any_number_of_rounds(queries, cast, codes):
    for code in codes:
        make_round(code)
    assert queries("wang", "/rounds/") == 5  # session, user, appointments, count, rows


@pytest.mark.parametrize("sectors", [["village"], ["village", "community", "organ"]])
def test_detail_costs_the_same_for_any_number_of_editions(queries, cast, sectors):
    for sector in sectors:
        make_standard(sector)
    make_round()
    assert queries("wang", "/rounds/r1/") == 32  # with the checks of a draft


@time_machine.travel("2026-02-15")
def test_uploaded_round_is_shown_with_stages_policy_editions_and_red_lines(page, cast):
    make_standard()
    assert page("wang", "/rounds/define/", _upload(FILE)).url == "/rounds/2026/"
    response = page("chen", "/rounds/2026/")
    assert [step["state"] for step in response.context["steps"]] == ["done", "now", "todo"]
    policy = dict(response.context["policy"])
    assert (policy["组织部分权重"], policy["五好分数线"], policy["名额比例"]) == ("70%", "90", "—")
    assert policy["名额分组"] == "不设名额"
    text = response.content.decode()
    assert "生育政策已经调整" in text
    assert "公安、" in text
    assert "五好党支部创建标准（2026 版）" in text


def test_faulty_round_is_refused_with_every_fault(page, cast):
    response = page("wang", "/rounds/define/", _upload('code = "2026"\ncolor = 1'))
    assert len(response.context["errors"]) == 4
    assert not Round.objects.exists()


def test_open_round_is_not_defined_again(page, cast):
    make_standard()
    freeze(round=make_round("2026"), by=cast.wang)
    response = page("wang", "/rounds/define/", _upload(FILE))
    assert response.context["errors"] == [
        "轮次 2026 进行中，不能重新定义；请换一个轮次代码（code）。"
    ]


def test_draft_says_why_it_cannot_be_opened(page, cast):
    make_round()
    assert "农村领域没有选定标准" in page("wang", "/rounds/r1/").content.decode()


def test_changed_policy_is_shown_with_its_version_and_reason(page, cast):
    make_standard()
    round = freeze(round=make_round(), by=cast.wang)
    adopt_policy(round=round, values={"target_share": "0.8"}, reason="扩大达标面", by=cast.wang)
    response = page("chen", "/rounds/r1/")
    assert dict(response.context["policy"])["五好达标目标"] == "80%"
    assert "修改理由：扩大达标面" in response.content.decode()


def test_unknown_round_does_not_exist(page, cast):
    assert page("wang", "/rounds/none/").status_code == 404
