"""Moving a row through its lifecycle by compare-and-set: of two at once, one succeeds."""

from wuhao.errors import Refused

OVERTAKEN = "刚刚有人改动了它，请刷新页面后再试。"


def move(row, lifecycle, verb, **values):
    """Set `state` (and `values`) if the row is still where the move starts; else Refused.

    Returns the state before, for the log.
    """
    step, before = lifecycle.move(verb), row.state
    rows = type(row).objects.filter(pk=row.pk, state__in=step.frm)
    if rows.update(state=step.to, **values) != 1:
        row.refresh_from_db(fields=["state"])
        raise Refused(lifecycle.why_not(verb, row.state) or OVERTAKEN)
    row.state = step.to
    for name, value in values.items():
        setattr(row, name, value)
    return before


def why_not_in(round) -> str:
    """ "" while papers of the round may still change."""
    if round.state == "open":
        return ""
    return f"{round}{round.get_state_display()}，不能再办理。"


def why_not_at_work(candidacy) -> str:
    """ "" while the candidacy's papers may change: it has applied, and the round is open."""
    if sentence := why_not_in(candidacy.round):
        return sentence
    if candidacy.state == "applied":
        return ""
    now = candidacy.get_state_display()
    return f"{candidacy.organization}现在是“{now}”，已申报的组织才能填报评分表。"
