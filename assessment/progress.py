"""The way of one candidacy as steps, read from the same facts as its stage. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assessment.stages import DECIDED

HANDED_IN = ("submitted", "accepted")
FACTS = (
    "state", "self_state", "spot_state", "title_state", "decision", "is_drawn", "is_vetting",
)  # fmt: skip


@dataclass(frozen=True)
class Milestone:
    """`done` reads the facts of assessment.stages; `when` says whether the step is on the way."""

    label: str
    done: Callable[[Mapping], bool]
    when: Callable[[Mapping], bool] = lambda facts: True


MILESTONES = (
    Milestone("申报", lambda facts: facts["state"] not in ("enrolled", "withdrawn")),
    Milestone("自查", lambda facts: facts["self_state"] in HANDED_IN),
    Milestone("初审", lambda facts: facts["self_state"] == "accepted"),
    Milestone("联审", lambda facts: facts["self_state"] == "accepted" and not facts["is_vetting"]),
    Milestone(
        "抽查",
        lambda facts: facts["spot_state"] in HANDED_IN,
        when=lambda facts: facts["is_drawn"],
    ),
    Milestone("综合评价", lambda facts: facts["decision"] in DECIDED),
    Milestone("命名", lambda facts: facts["title_state"] == "named"),
)


@dataclass(frozen=True)
class Step:
    label: str
    state: str  # done, now or todo
    note: str = ""


def steps_of(facts: Mapping) -> list[Step]:
    """The first step that is not done is the one of now; steps after it may be done already."""
    steps, is_found = [], False
    for milestone in MILESTONES:
        if not milestone.when(facts):
            continue
        state = "done" if milestone.done(facts) else "todo"
        if state == "todo" and not is_found:
            state, is_found = "now", True
        steps.append(Step(milestone.label, state))
    return steps
