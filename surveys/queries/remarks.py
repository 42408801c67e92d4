"""Free answers that may be shown, and how many are held back because few answered."""

from django.db.models import F, IntegerField, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from surveys.models import Rate, Remark
from surveys.remarks import SMALL


def remarks_of(questionnaire, organizations):
    """Those of committed files, each with `sheets`: how many its organization and stratum gave."""
    answered = Rate.objects.filter(
        question__questionnaire=questionnaire,
        organization=OuterRef("organization"),
        stratum=OuterRef("stratum"),
    ).order_by()
    every = F("denominator") + F("dont_know") + F("blank") + F("skipped") + F("void")
    most = answered.values("organization").annotate(most=Max(every)).values("most")
    return (
        Remark.objects.filter(
            upload__questionnaire=questionnaire,
            upload__state="committed",
            organization__in=organizations,
        )
        .annotate(sheets=Coalesce(Subquery(most, output_field=IntegerField()), Value(0)))
        .select_related("organization__town", "upload")
    )


def shown(remarks):
    return remarks.filter(sheets__gte=SMALL)


def held_back(remarks):
    """How many nobody gets to see."""
    return remarks.filter(sheets__lt=SMALL).count()
