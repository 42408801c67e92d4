"""What a question and a questionnaire must have; every fault at once."""

from dataclasses import replace

import pytest

from surveys.drafting import (
    MOST_OPTIONS,
    OptionSpec,
    QuestionSpec,
    classes_of,
    codes_of,
    faults_of,
    faults_of_question,
    guessed_class,
)
from surveys.library import shipped

SCALE = (("满意", "satisfied"), ("不满意", "unsatisfied"))
WHO = (("党员", "member"), ("群众", "mass"))


def question(options=SCALE, text="您满意吗", dimension="satisfaction", multiple=False):
    made = tuple(OptionSpec(*option) for option in options)
    return QuestionSpec(text, dimension, multiple, made)


WHOLE = [
    question(WHO, "您的身份", "identity"),
    question(),
    question((("知道", "knows"), ("不知道", "unknown")), "您知道吗", "awareness"),
    question((("有", "activity"), ("没有", "none")), "您参加吗", "participation", multiple=True),
    question((("年轻", "other"), ("年长", "other")), "您的年龄", "other"),
]
LONG = "长" * 201


def sentences(spec):
    return [sentence for _, sentence in faults_of_question(spec)]


def test_whole_questionnaire_has_no_fault():
    assert faults_of(WHOLE) == []


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (question(text=""), "请写题目。"),
        (question(text=LONG), "题目最多 200 个字，现有 201 个。"),
        (question(dimension=""), "请选维度。"),
        (question(multiple=True), "满意题只能单选。"),
        (question(()), "这道题没有选项，请至少写两个。"),
        (question(SCALE[:1]), "只有一个选项，请至少写两个。"),
        (question([*SCALE, ("", "basic")]), "有选项选了归类却没有文字，请补上文字或清掉归类。"),
        (question([*SCALE, (LONG[:81], "basic")]), f"选项“{'长' * 10}……”超过 80 个字。"),
        (question([*SCALE, ("满 意", "basic")]), "选项“满意”写了两遍。"),
        (question([*SCALE, ("好说", "")]), "选项“好说”没有归类，请选它算哪一类。"),
        (question([*SCALE, ("知道", "knows")]), "选项“知道”的归类不是满意题的，请重选。"),
        (
            question((("一般", "neutral"), ("差", "unsatisfied"))),
            "没有算作满意、基本满意的选项，这一题的率总是 0。",
        ),
        (
            question((("满意", "satisfied"), ("不了解", "dont_know"))),
            "所有选项都算作满意、基本满意，这一题的率总是 100%。",
        ),
        (
            question((("党员", "member"), ("预备党员", "member")), dimension="identity"),
            "身份题要有算作群众的选项。",
        ),
        (
            question([(f"第{n}", "basic") for n in range(MOST_OPTIONS)] + [*SCALE]),
            "选项最多 15 个，现有 17 个。",
        ),
    ],
)
def test_fault_of_a_question_is_said(spec, said):
    assert sentences(spec) == [said]


def test_all_faults_of_a_question_come_at_once():
    spec = question([("好", ""), ("好", "")], text="", multiple=True)
    assert [field for field, _ in faults_of_question(spec)] == [
        "text", "is_multiple", "options", "options", "options",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ([], [(0, "还没有题目。")]),
        (WHOLE[1:], [(0, "缺身份题：不问身份，就分不出党员和群众。")]),
        ([*WHOLE, replace(WHOLE[0], text="再问")], [(0, "身份题只能有一道，现有 2 道。")]),
        ([*WHOLE[:2], *WHOLE[3:]], [(0, "没有知晓题，知晓率就算不出来。")]),
        ([*WHOLE, WHOLE[1]], [(6, "和第 2 题的题目相同。")]),
        ([*WHOLE, replace(WHOLE[1], text="")], [(6, "请写题目。")]),
        (
            [*WHOLE, *(replace(WHOLE[1], text=f"题{n}") for n in range(26))],
            [(0, "题目最多 30 道，现有 31 道。")],
        ),
    ],
)
def test_fault_of_a_questionnaire_is_said(questions, said):
    assert faults_of(questions) == said


def test_wording_says_its_class():
    guesses = [guessed_class("satisfaction", "很 满意"), guessed_class("awareness", "那个")]
    assert guesses == ["satisfied", ""]
    assert (guessed_class("other", "那个"), classes_of("other")) == (
        "other",
        {"other": "不计入三率"},
    )


def test_codes_count_within_their_dimension():
    asked = ["identity", "satisfaction", "awareness", "satisfaction", "other", "participation"]
    assert codes_of(asked) == ["S1", "M1", "Z1", "M2", "Q1", "C1"]


def test_every_question_of_the_library_is_sound():
    wrong = {one.spec.text: sentences(one.spec) for one in shipped()}
    assert {text: said for text, said in wrong.items() if said} == {}


def test_library_has_questions_of_each_dimension_for_each_sector():
    sectors = ("village", "community", "two_new", "organ", "institution", "committee")
    for sector in sectors:
        own = {one.spec.dimension for one in shipped() if sector in one.sectors}
        assert {"satisfaction", "awareness", "participation"} <= own, sector
    texts = [one.spec.text for one in shipped()]
    assert len(texts) == len(set(texts))
