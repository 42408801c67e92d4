"""Sheets for the tests of scoring, written as short as on paper."""

from decimal import Decimal
from fractions import Fraction

from assessment.scoring.values import GoalTotal, Line, NotApplicable, Rate, Rates, Score

NA = NotApplicable


def line(code, got, points="20", **changes):
    """A line of goal "3" for code "3.1"; got as text, None when not marked."""
    values = {
        "item_code": code,
        "goal": code.partition(".")[0],
        "points": Decimal(points),
        "got": None if got is None else Decimal(got),
    }
    return Line(**values | changes)


def bonus(code, got, points="5"):
    return line(code, got, points, goal="", is_bonus=True)


def sheet(*got):
    """One item of 20 points for each goal, in order."""
    return [line(f"{goal}.1", points) for goal, points in enumerate(got, start=1)]


def rates(satisfaction, participation, awareness):
    return Rates(*(Rate(Fraction(text)) for text in (satisfaction, participation, awareness)))


def score(*got, applicable="20"):
    totals = tuple(
        GoalTotal(str(goal), Decimal(points), Decimal(applicable))
        for goal, points in enumerate(got, start=1)
    )
    total = sum(Fraction(goal.got) for goal in totals)
    return Score(100 * total / sum(Fraction(goal.applicable) for goal in totals), totals)
