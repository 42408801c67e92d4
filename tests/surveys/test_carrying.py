"""What of another questionnaire's mapping is offered: never where it could be wrong in silence."""

from dataclasses import replace

import pytest

from surveys.carrying import Used, carried, same_questions, uncertain, used, without
from surveys.findings import Finding, SeenColumn, SeenWording
from surveys.layouts import FormOption, FormQuestion
from surveys.mapping import Mapping

SCALE = (("满意", "satisfied"), ("不满意", "unsatisfied"))


def question(code, text, options=SCALE, dimension="satisfaction", multiple=False):
    made = tuple(FormOption(n, word, klass) for n, (word, klass) in enumerate(options, start=1))
    return FormQuestion(code, int(code[1:]), text, dimension, multiple, made)


WHO = question("D1", "您的身份", (("党员", "member"), ("群众", "mass")), "identity")
TEAM = question("M2", "您对党支部班子的工作满意吗")
STYLE = question("M3", "您对党员干部的作风满意吗")
THEIRS = (WHO, TEAM, STYLE)
OURS = (WHO, STYLE, replace(TEAM, code="M9"))  # another order: not the same as a whole


def columns(headers, theirs=THEIRS, ours=OURS):
    return carried(Mapping(columns=headers), theirs, ours).columns


def test_same_question_is_found_under_its_new_code():
    assert same_questions(THEIRS, OURS) == {"D1": "D1", "M2": "M9", "M3": "M3"}


@pytest.mark.parametrize(
    "other",
    [
        replace(TEAM, text="您对党支部书记的工作满意吗"),
        replace(TEAM, dimension="awareness"),
        replace(TEAM, is_multiple=True),
        question("M2", TEAM.text, (("满意", "satisfied"), ("一般", "neutral"))),
        question("M2", TEAM.text, SCALE[::-1]),
        question("M2", TEAM.text, (("满意", "satisfied"), ("不满意", "neutral"))),
    ],
    ids=["text", "dimension", "multiple", "option", "order", "class"],
)
def test_question_that_was_changed_gets_nothing(other):
    said = Mapping(columns={"对村里的班子怎么看": "question:M2"}, wordings={"M2": {"不错": "1"}})
    assert carried(said, THEIRS, (WHO, other, STYLE)) == Mapping()
    assert carried(said, THEIRS, THEIRS) == said


def test_question_that_stands_twice_has_no_counterpart():
    assert same_questions((TEAM,), (TEAM, replace(TEAM, code="M5"))) == {}
    assert same_questions((TEAM, replace(TEAM, code="M5")), (TEAM,)) == {}


def test_column_named_in_words_goes_to_its_question():
    given = {"3、对村里的班子怎么看": "question:M2", "活动(打球)": "question:M3:1"}
    assert columns(given) == {
        "3、对村里的班子怎么看": "question:M9",
        "活动(打球)": "question:M3:1",
    }


@pytest.mark.parametrize("header", ["Q2", "第2题", "Q2_A1", "第2题(选项一)", "2、满意吗"])
def test_header_that_says_only_a_number_needs_the_whole_questionnaire(header):
    assert columns({header: "question:M2"}) == {}
    assert columns({header: "question:M2"}, ours=THEIRS) == {header: "question:M2"}


def test_headers_that_differ_in_their_number_alone_are_not_carried():
    alike = {"1、您的总体评价": "question:M2", "2、您的总体评价": "question:M3"}
    assert columns(alike) == {}


def test_what_the_new_questions_know_by_name_is_left_to_them():
    given = {
        "您对党员干部的作风满意吗": "ignore",  # a question of ours now
        "姓名": "remark",  # personal
        "所用时间": "seconds",  # guessed without a mapping
        "您还想说点什么": "remark",
        "Q9": "ignore",
    }
    assert columns(given) == {"您还想说点什么": "remark"}


def test_wordings_go_along_and_codes_of_a_tool_do_not():
    said = Mapping(
        wordings={"M2": {"不错": "1", "2": "1", "B": "2"}, "M3": {"3": "1"}},
        organizations={"一支部": "QD01"},
        hints={"二支部": "QD02"},
        strata={"乡亲": "mass", "2": "member"},
        fixed_organization="QD01",
    )
    assert carried(said, THEIRS, OURS) == Mapping(
        wordings={"M9": {"不错": "1"}}, strata={"乡亲": "mass"}, hints={"二支部": "QD02"}
    )
    other = (replace(WHO, text="您是谁"), *OURS[1:])
    assert carried(said, THEIRS, other).strata == {}


def test_only_what_the_file_has_need_of_is_shown():
    kept = Mapping(
        columns={"您还想说点什么": "remark", "别的列": "ignore"},
        wordings={"M9": {"不错": "1", "凑合": "2"}},
        strata={"乡亲": "mass"},
    )
    seen = (
        SeenWording("M9", "不错", 3, "1"),
        SeenWording("M3", "不错", 2, ""),
        SeenWording("stratum", "乡亲", 5, "mass"),
    )
    column = SeenColumn(4, "您还想说点什么", "remark", (), 1)
    finding = Finding("other", 1, (), (), (column,), seen, (), (), 0, 0, 0)
    got = used(kept, finding)
    assert got == Used(("您还想说点什么",), (seen[0], seen[2]))
    assert got.number == 3


def test_numbers_are_uncertain_also_among_our_own_files():
    said = Mapping(
        columns={
            "Q2": "question:M2",
            "对村里的班子怎么看": "question:M2",
            "ID": "ignore",  # as it would be anyhow
            "意见箱": "remark",
        },
        wordings={"M2": {"2": "1", "不错": "1"}, "M3": {"凑合": "2"}},
        strata={"1": "mass", "乡亲": "mass", "": "mass"},
        hints={"二支部": "QD02"},
    )
    unsure = uncertain(said, THEIRS)
    assert unsure == Mapping(
        columns={"Q2": "question:M2"}, wordings={"M2": {"2": "1"}}, strata={"1": "mass"}
    )
    rest = without(said, unsure)
    assert rest.merged(unsure) == said
    assert (rest.wordings["M2"], rest.strata) == ({"不错": "1"}, {"乡亲": "mass", "": "mass"})
