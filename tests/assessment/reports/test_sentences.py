"""Sentences: figures with what they are of; what is missing is said."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.reports import sentences
from assessment.reports.values import Rate


def with_total(data, **fields):
    return replace(data, total=replace(data.total, **fields))


def with_process(data, **fields):
    return replace(data, process=replace(data.process, **fields))


def test_opening_counts_every_decision_of_all(data):
    assert "参评党组织12个。" in sentences.opening(data)
    assert "五好3个（3/12，25.0%），未达标2个（2/12，16.7%）" in sentences.opening(data)
    assert sentences.opening(data).endswith(
        "未评价1个（1/12，8.3%）。已作结论且未触碰高压线的5个党组织平均88.20分。"
    )


def test_opening_of_a_complete_evaluation_names_nobody_unevaluated(data):
    assert "未评价" not in sentences.opening(with_total(data, not_evaluated=0))


def test_no_average_while_nobody_is_decided(data):
    assert sentences.average(with_total(data, average=None)) == "尚无已作结论的单位，没有平均分。"


def test_missing_self_checks_are_counted(data):
    assert sentences.papers(data).endswith("尚未提交自查表的7个（7/12，58.3%）。")
    complete = with_process(data, self_submitted=12)
    assert sentences.papers(complete).endswith("自查表全部提交。")


def test_pending_answers_are_not_none(data):
    assert "未答复不等于“无”。" in sentences.vetting(data)
    assert sentences.vetting(replace(data, red_lines=())) == "本轮没有需要答复的联审事项。"


def test_spot_checks_say_who_was_not_checked(data):
    text = sentences.spot_checks(data)
    assert "列入抽查5个（5/12，41.7%），已实地检查4个（4/5，80.0%）" in text
    assert "未检查的8个（8/12，66.7%）" in text
    assert text.endswith(
        "中途检查1次。自查与抽查得分可比的4个党组织中，偏差超过5分的4个（4/4，100.0%）。"
    )


def test_without_a_draw_everybody_is_unchecked(data):
    none = with_process(data, drawn=0, midterm_visits=0)
    assert sentences.spot_checks(none) == "本轮尚未抽签，12个参评党组织均未检查。"


def test_deviation_is_not_stated_before_there_is_something_to_compare(data):
    assert sentences.spot_checks(with_process(data, compared=0)).endswith("暂不能比较。")


def test_contents_name_the_editions(data):
    assert "农村、社区等2个领域" in sentences.contents(data)
    assert "考核要点10项" in sentences.contents(data)
    assert sentences.contents(replace(data, standards=())) == "本轮没有适用的创建标准。"


def test_red_lines_when_none_is_in_force(data):
    assert sentences.red_lines(replace(data, red_lines=())) == "本轮没有启用的高压线。"


def test_rules_state_the_policy(data):
    text = sentences.rules(data)
    assert "组织部分占70%，三率部分占30%，加分最多5分" in text
    assert "不低于90分、每个目标得分不低于适用分值的60%" in text
    assert text.endswith("不设命名名额。以上为本轮评价政策第1版。")


def test_without_an_evaluation_nothing_is_called_zero(empty_data):
    assert sentences.opening(empty_data).endswith("得分和结论均为空缺，不代表零分。")
    assert sentences.titles(empty_data) == "本轮尚未提出拟命名名单。"
    assert sentences.goods(empty_data) == "五个好目标尚无评价数据。"
    assert sentences.losses(empty_data) == "尚无逐项评价数据。"
    assert sentences.rectification(empty_data) == "目前没有登记的问题。"
    assert sentences.stages(empty_data) == "本轮没有设定阶段日期。"


def test_titles(data):
    assert sentences.titles(data).endswith(
        "目前拟命名1个，公示中1个，已命名0个，未命名0个，已摘牌0个。"
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"share": Fraction(3, 10)}, "，已达到目标；", id="R4.7-just-reached"),
        pytest.param({"share": Fraction(2999, 10000)}, "，未达到目标；", id="R4.7-just-missed"),
        pytest.param({"share": None}, "目前尚无结论，暂不能与目标比较。", id="no-decision"),
    ],
)
def test_target_compares_the_exact_share(data, fields, words):
    assert words in sentences.target(with_total(data, **fields))


def test_target_of_a_complete_round_says_nothing_of_the_open_ones(data):
    assert sentences.target(with_total(data, pending=0, not_evaluated=0)).endswith("未达到目标。")


def test_goods(data):
    assert sentences.goods(data).startswith("7个有评价数据的党组织，“支部班子坚强”得分率")


def rate(**fields):
    figures = {"low": Decimal("0.8"), "high": Decimal("0.95"), "numerator": 8, "denominator": 9}
    figures |= {"excluded": 1, "n": 9, "units": 2, "sufficient": 1, "insufficient": 1}
    return Rate(**({"name": "满意率", "value": Fraction(8, 9), "missing": 3} | figures | fields))


def test_rate_shows_interval_counts_and_what_is_missing():
    assert sentences.rate(rate()) == (
        "满意率88.9%，95%区间为80.0%至95.0%；有效答案9个中符合的8个，剔除1个，样本量9；"
        "有数据的党组织2个，其中样本不足1个，没有数据3个。"
    )
    assert sentences.rate(rate(missing=0)).endswith("其中样本不足1个。")


def test_rate_without_data_is_not_zero():
    assert sentences.rate(rate(value=None)) == "满意率：没有数据。"


def test_losses(data):
    assert (
        "失分率最高的是农村领域“1.1 要点1”，6个适用单位中6个失分，失分率25.0%"
        in sentences.losses(data)
    )
    perfect = tuple(replace(item, got=item.applicable) for item in data.items)
    assert sentences.losses(replace(data, items=perfect)) == "已评价的要点没有失分。"


def test_rectification(data):
    assert sentences.rectification(data) == ("已登记问题2条，整改中2条（2/2，100.0%），详见附件2。")


def test_undecided(data):
    assert sentences.undecided(data).startswith("待定2个、未评价1个，")
    closed = with_total(data, pending=0, not_evaluated=0)
    assert sentences.undecided(closed) == "没有待定和未评价的党组织。"
