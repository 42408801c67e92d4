"""What must come of each file, written before the code was asked.

`counts`: sheets by organization and stratum; `classes`: what the answers to a question count for,
in the order of the first that was met; `said`: every error as a line, or the refusal alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from surveys.mapping import Mapping


@dataclass(frozen=True)
class Case:
    name: str
    make: Callable
    counts: dict = field(default_factory=dict)
    classes: dict = field(default_factory=dict)
    said: tuple = ()
    layout: str = "other"
    mapping: Mapping = field(default_factory=Mapping)
    left_out: tuple = ()
    personal: tuple = ()
    flags: dict = field(default_factory=dict)
    times: tuple = ()


TWO = {"QD01 mass": 1, "QD02 mass": 1}
ONE = {"QD01 mass": 1}


def good(name, make, counts=None, **more):
    return Case(name, make, counts or ONE, **more)


def refused(name, make, sentence):
    """The file as a whole: nothing of it is looked at further."""
    return Case(name, make, said=(sentence,), layout="")


def wrong(name, make, *said, counts=None, **more):
    return Case(name, make, counts or {}, said=said, **more)
