"""Where a candidacy stands, as one table read from the top: the first row that fits is the stage.

A candidacy's own states are few; sheets, clearances, visits, rectification and title have theirs.
The same table serves one candidacy in memory (`stage_of`) and lists in SQL (queries.stages).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One row: `when` maps a fact to the values that fit it."""

    code: str
    name: str
    tone: str
    when: dict[str, tuple]

    def fits(self, facts):
        return all(facts.get(fact) in values for fact, values in self.when.items())


DECIDED = ("red_line", "not_rated", "five_good", "not_reached")

STAGES = (
    Stage("revoked", "已摘牌", "bad", {"title_state": ("revoked",)}),
    Stage("barred", "触碰高压线", "bad", {"state": ("barred",)}),
    Stage("withdrawn", "已撤回", "mute", {"state": ("withdrawn",)}),
    Stage("named", "已命名", "ok", {"title_state": ("named",)}),
    Stage("publicity", "公示中", "info", {"title_state": ("publicity",)}),
    Stage("rectifying", "整改中", "warn", {"rectification_state": ("open",)}),
    Stage("rechecking", "整改复核", "info", {"rectification_state": ("reported",)}),
    Stage("proposed", "拟命名", "info", {"title_state": ("proposed",)}),
    Stage("evaluated", "已评价", "ok", {"decision": DECIDED}),
    Stage("spot_checked", "抽查完成", "ok", {"spot_state": ("submitted", "accepted")}),
    Stage("drawn", "列入抽查", "info", {"is_drawn": (True,)}),
    Stage("vetting", "联审中", "info", {"self_state": ("accepted",), "is_vetting": (True,)}),
    Stage("reviewed", "初审通过", "ok", {"self_state": ("accepted",)}),
    Stage("submitted", "待初审", "warn", {"self_state": ("submitted",)}),
    Stage("returned", "已退回", "bad", {"self_state": ("returned",)}),
    Stage("self_checking", "自查中", "info", {"state": ("applied",), "self_state": ("draft",)}),
    Stage("applied", "已申报", "info", {"state": ("applied",)}),
    Stage("closed", "已结束", "mute", {"state": ("closed",)}),
    Stage("enrolled", "未申报", "mute", {}),
)

BY_CODE = {stage.code: stage for stage in STAGES}


def stage_of(facts):
    """The stage that fits these facts (names as in the table); the last row fits everything."""
    return next(stage for stage in STAGES if stage.fits(facts))
