"""How far the review of one item is, and why somebody has to look at it. Pure."""

from dataclasses import dataclass

OPEN, AGREED, CHANGED, RETURNED = "", "agreed", "changed", "returned"
NAMES = {OPEN: "未审", AGREED: "同意", CHANGED: "改分", RETURNED: "待退回"}
TONES = {OPEN: "mute", AGREED: "ok", CHANGED: "info", RETURNED: "warn"}


@dataclass(frozen=True)
class Standing:
    """`kind` is the verdict that still counts, `doubts` what keeps the item from a bulk consent."""

    kind: str
    doubts: tuple[str, ...] = ()

    @property
    def name(self):
        return NAMES[self.kind]

    @property
    def tone(self):
        return "bad" if self.is_disputed else TONES[self.kind]

    @property
    def is_open(self):
        return self.kind == OPEN

    @property
    def is_disputed(self):
        """Nobody has decided on it, and it isn't settled by consenting to all at once."""
        return self.is_open and bool(self.doubts)


@dataclass(frozen=True)
class Claim:
    """What the unit says of an item: the version, and what makes it doubtful."""

    version: int
    claims_exemption: bool = False
    was_returned: bool = False
    lacks_proof: bool = False


DOUBTS = {
    "claims_exemption": "申请不适用",
    "was_returned": "退回后重报",
    "lacks_proof": "缺佐证",
}


def standing(claim: Claim, verdict: tuple[str, int] | None) -> Standing:
    """`verdict` is (kind, the version of the unit's mark that it is about)."""
    doubts = tuple(words for fact, words in DOUBTS.items() if getattr(claim, fact))
    if verdict is None or verdict[1] != claim.version:
        return Standing(OPEN, doubts)
    return Standing(verdict[0], doubts)
