"""What stands on a sheet, and what is still open."""

from django.db.models import Q

from assessment.models import Mark

# Nothing entered: no points and no 不适用. Bonus items may stay blank, which means none.
UNANSWERED = Q(points__isnull=True, not_applicable="")


def unanswered_codes(sheet) -> list[str]:
    """Codes of the open items in their order, bonus items left out."""
    open_ = sheet.marks.filter(UNANSWERED, item__is_bonus=False)
    return list(open_.order_by("item__order").values_list("item__code", flat=True))


def undecided_codes(sheet) -> list[str]:
    """Codes of the items whose 不适用 nobody has confirmed or denied."""
    claimed = sheet.marks.filter(not_applicable="claimed")
    return list(claimed.order_by("item__order").values_list("item__code", flat=True))


def marks_of(sheet):
    """The sheet's marks in order, ready for a form or a table."""
    return Mark.objects.filter(sheet=sheet).select_related("item__goal", "updated_by")
