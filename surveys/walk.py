"""One sheet on its way through the questions, a page each. Pure.

Values are those of a response: an option's order, a sum of 2^(order-1) for a multiple choice, 0
blank, -1 skipped; None is not asked yet.
"""

from collections.abc import Sequence

from surveys.layouts import FormQuestion
from surveys.wordings import NOT_ASKED, SKIPPED

Answers = Sequence[int | None]


def asked(form: Sequence[FormQuestion]) -> list[FormQuestion]:
    """What can be answered by ticking."""
    return [question for question in form if question.options]


def read_ticks(question: FormQuestion, ticked: Sequence[str]) -> tuple[int | None, str]:
    """(value, "") or (None, what is wrong in one sentence)."""
    orders = sorted({int(one) for one in ticked if one.isascii() and one.isdecimal()})
    known = {option.order: option for option in question.options}
    if not orders or any(order not in known for order in orders):
        return None, "请选一项，再点下一题。"
    if not question.is_multiple:
        return (orders[0], "") if len(orders) == 1 else (None, "这一题只能选一项。")
    none = [known[order].text for order in orders if known[order].klass == "none"]
    if none and len(orders) > 1:
        return None, f"选了“{none[0]}”，就不要再选别的。"
    return sum(1 << (order - 1) for order in orders), ""


def ticks(question: FormQuestion, value: int | None) -> list[int]:
    """The orders that are ticked; the way back from `read_ticks`."""
    if value is None or value < 1:
        return []
    if not question.is_multiple:
        return [value]
    return [option.order for option in question.options if value >> (option.order - 1) & 1]


def in_words(question: FormQuestion, value: int | None) -> str:
    if value is None:
        return "还没有回答"
    chosen = ticks(question, value)
    texts = [option.text for option in question.options if option.order in chosen]
    return "、".join(texts) or "没有回答"


def may_skip(question: FormQuestion) -> bool:
    """Without knowing who answers nothing can be counted."""
    return question.dimension != "identity"


def first_open(answers: Answers) -> int:
    """The place of the first question without an answer; their number when there is none."""
    return next((place for place, value in enumerate(answers) if value is None), len(answers))


def fits(form: Sequence[FormQuestion], answers: Answers) -> bool:
    """Whether these are answers to this form: nothing is taken on trust, signed or not."""
    questions = asked(form)
    if len(questions) != len(answers):
        return False
    return all(
        value is None
        or (value == SKIPPED and may_skip(question))
        or read_ticks(question, [str(one) for one in ticks(question, value)])[0] == value
        for question, value in zip(questions, answers, strict=True)
    )


def stratum_of(form: Sequence[FormQuestion], answers: Answers) -> str:
    """Who answered, by the class of the option ticked."""
    for question, value in zip(asked(form), answers, strict=True):
        if question.dimension == "identity":
            return next(option.klass for option in question.options if option.order == value)
    raise ValueError("a published form asks for the identity")


def sheet_of(form: Sequence[FormQuestion], answers: Sequence[int]) -> tuple[int, ...]:
    """A value for each question of the form, as responses are stored."""
    given = dict(zip((question.order for question in asked(form)), answers, strict=True))
    return tuple(given.get(question.order, NOT_ASKED) for question in form)
