"""What handing in on screen would have left behind: the demonstration's marks came by file."""

from collections import defaultdict

from assessment.demo.material import dice, material
from assessment.models import Mark, Sheet, Submission


def keep(round) -> None:
    """One submission of each self-check that was handed in, with the minutes that it took."""
    sheets = Sheet.objects.filter(
        candidacy__round=round, stage="self", submitted_at__isnull=False, submissions=None
    ).select_related("candidacy__organization")
    versions, answered = defaultdict(dict), defaultdict(int)
    marks = Mark.objects.filter(sheet__in=sheets).values_list("sheet", "pk", "version")
    for sheet, pk, version in marks.iterator():
        versions[sheet][str(pk)] = version
        answered[sheet] += bool(version)
    Submission.objects.bulk_create(
        [_of(sheet, versions[sheet.pk], answered[sheet.pk], round) for sheet in sheets],
        batch_size=500,
    )


def _of(sheet, versions, answered, round) -> Submission:
    low, high = material()["burden"]["minutes"]
    throw = dice("burden", round.code, sheet.candidacy.organization.code)
    back = sheet.state == "returned"
    return Submission(
        sheet=sheet,
        number=1,
        receipt=sheet.receipt,
        signed_by=sheet.signed_by,
        at=sheet.submitted_at,
        by=sheet.submitted_by,
        versions=versions,
        items=answered,
        minutes=throw.randint(low, high),
        end="returned" if back else "",
        ended_at=sheet.submitted_at if back else None,
        reason=sheet.returned_reason if back else "",
    )
