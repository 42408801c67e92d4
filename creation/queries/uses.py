"""What a round uses is not deleted; editions have their own answer with the standards."""

from creation.models import RedLine, RoundRedLine, RoundStandard, Sector

_USES = {
    Sector: (RoundStandard, "sector", "领域"),
    RedLine: (RoundRedLine, "red_line", "高压线"),
}


def why_not_delete(row) -> str:
    """ "" unless a round uses the sector or the red line; drafts count too."""
    if type(row) not in _USES:
        return ""
    model, field, noun = _USES[type(row)]
    uses = model.objects.filter(**{field: row}).select_related("round").order_by("round__starts_on")
    names = list(dict.fromkeys(str(one.round) for one in uses))
    if not names:
        return ""
    return f"{noun}“{row}”用在{'、'.join(names)}里，不能删除。"
