"""A lifecycle is one table: states, and the moves between them. The tables live beside the models.

Services move a row by compare-and-set with `move(verb).frm` and `.to`; a refusal is `why_not`.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    verb: str
    label: str
    frm: tuple[str, ...]
    to: str


@dataclass(frozen=True)
class Lifecycle:
    """States in order (the first is where a row begins) and moves; a faulty table won't import."""

    name: str
    states: Mapping[str, str]
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        if faults := self._faults():
            raise ValueError(f"{self.name}: " + "; ".join(faults))

    @property
    def initial(self) -> str:
        return next(iter(self.states))

    @property
    def final(self) -> tuple[str, ...]:
        """The states that nothing leads out of."""
        left = {state for move in self.moves for state in move.frm}
        return tuple(state for state in self.states if state not in left)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return list(self.states.items())

    def move(self, verb: str) -> Move:
        """The move called `verb`; KeyError when the table has none (a mistake in the code)."""
        for move in self.moves:
            if move.verb == verb:
                return move
        raise KeyError(f"{self.name}: {verb}")

    def moves_from(self, state: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if state in move.frm)

    def why_not(self, verb: str, state: str) -> str:
        """ "" when the move is open in `state`, else the refusal as one Chinese sentence."""
        move, now = self.move(verb), self.states[state]
        if state in move.frm:
            return ""
        wanted = "、".join(f"“{self.states[code]}”" for code in move.frm)
        return f"{self.name}现在是“{now}”，不能{move.label}；{wanted}状态才可以。"

    def mermaid(self) -> str:
        """The diagram of the table for the docs."""
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{label}" as {code}' for code, label in self.states.items()]
        lines.append(f"    [*] --> {self.initial}")
        lines += [
            f"    {frm} --> {move.to}: {move.label}" for move in self.moves for frm in move.frm
        ]
        lines += [f"    {state} --> [*]" for state in self.final]
        return "\n".join(lines) + "\n"

    def _faults(self) -> list[str]:
        if not self.states:
            return ["no states"]
        verbs = [move.verb for move in self.moves]
        faults = [f"verb {verb} twice" for verb in sorted(set(verbs)) if verbs.count(verb) > 1]
        for move in self.moves:
            faults += [
                f"{move.verb}: unknown state {state}"
                for state in (*move.frm, move.to)
                if state not in self.states
            ]
            if not move.frm:
                faults.append(f"{move.verb}: starts nowhere")
        unreached = set(self.states) - self._reachable()
        return faults + [f"unreachable state {state}" for state in sorted(unreached)]

    def _reachable(self) -> set[str]:
        reached, fresh = set(), {self.initial}
        while fresh:
            reached |= fresh
            fresh = {move.to for move in self.moves if fresh & set(move.frm)} - reached
        return reached
