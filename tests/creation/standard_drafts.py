"""Drafts as hypothesis makes them: any methods, any points, any text that a form lets through."""

from decimal import Decimal

from hypothesis import strategies as st

from creation.standards import (
    COMMON_GOODS,
    Below,
    Bonus,
    Cliff,
    Count,
    GoalSpec,
    ItemSpec,
    Occurrences,
    Presence,
    Proportional,
    StandardSpec,
    Tiers,
    YesNo,
)

SIGNS = "五好支部委员会每月至少开次 ab12.%（）“”=+'\"\\#&<、，；=1\n"
texts = st.text(SIGNS, max_size=30).map(str.strip)
words = st.text("会议记录计划总结A1", min_size=1, max_size=6)
lines = st.text(SIGNS.replace("\n", ""), max_size=8).map(str.strip)
cents = st.integers(1, 1000).map(lambda number: Decimal(number) / 100)
numbers = st.integers(1, 10**9).map(lambda number: Decimal(number) / 10**3)
caps = st.none() | numbers


def _shares(grades):
    return tuple((grade, Decimal(len(grades) - 1 - n) / 8) for n, grade in enumerate(grades))


entries = st.lists(words, min_size=1, max_size=4, unique=True).map(tuple)
grades = st.lists(words, min_size=2, max_size=5, unique=True).map(_shares)
percent = st.integers(0, 1000).map(lambda number: Decimal(number) / 10)
METHODS = st.one_of(
    st.just(YesNo()),
    st.builds(Count, numbers, numbers, caps),
    st.builds(Occurrences, numbers, caps),
    st.builds(Presence, entries, numbers, caps),
    st.builds(Below, percent, numbers, st.booleans(), caps),
    st.builds(Cliff, numbers),
    st.builds(Proportional, numbers),
    st.builds(Tiers, grades),
)
BONUS = st.builds(Bonus, numbers, numbers)


@st.composite
def items(draw, code, method=METHODS, points=cents):
    """One item; a word, as a title may not be blank."""
    return ItemSpec(
        code=code,
        title=draw(words),
        content=draw(texts),
        rule=draw(texts),
        points=draw(points),
        scope=draw(st.sampled_from(["common", "specific"])),
        nature=draw(st.sampled_from(["quantitative", "qualitative"])),
        method=draw(method),
        unit=draw(lines),
        period=draw(st.sampled_from(["year", "round"])),
        source=draw(lines),
        evidence=draw(lines),
        is_bonus=code.startswith("B"),
    )


@st.composite
def drafts(draw, most=3):
    """A draft of any sum, with goals that may be empty."""
    goods = draw(st.permutations(list(COMMON_GOODS)))
    goals = tuple(
        GoalSpec(
            code=str(number),
            name=draw(words),
            common_good=good,
            items=tuple(
                draw(items(f"{number}.{place}"))
                for place in range(1, draw(st.integers(0, most)) + 1)
            ),
        )
        for number, good in enumerate(goods, start=1)
    )
    bonus = tuple(
        draw(items(f"B{place}", BONUS)) for place in range(1, draw(st.integers(0, 2)) + 1)
    )
    return StandardSpec("village-2029", "village", "五好党支部创建标准", "2029", goals, bonus)
