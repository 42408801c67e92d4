"""What was handed in and what became of it: each submission linked to the one before."""

from django.utils import timezone

from assessment.burden import minutes_spent
from assessment.models import Evidence, MarkVersion, Sheet, Submission


def keep_submission(sheet: Sheet, by) -> Submission:
    """Of a sheet that is being handed in, in the caller's transaction and log entry."""
    marks = list(sheet.marks.all())
    before = sheet.submissions.order_by("number").last()
    return Submission.objects.create(
        sheet=sheet,
        number=before.number + 1 if before else 1,
        receipt=sheet.receipt,
        signed_by=sheet.signed_by,
        at=sheet.submitted_at,
        by=by,
        versions={str(mark.pk): mark.version for mark in marks},
        items=sum(mark.is_answered for mark in marks),
        files=Evidence.objects.filter(marks__sheet=sheet).distinct().count(),
        minutes=minutes_spent(_saves(sheet, marks)),
    )


def _saves(sheet, marks):
    """(author, moment) of every save of the sheet; a mark without a version was never saved."""
    earlier = MarkVersion.objects.filter(mark__sheet=sheet, written_at__isnull=False, version__gt=0)
    now = [(mark.updated_by_id, mark.updated_at) for mark in marks if mark.version]
    return [*earlier.values_list("written_by", "written_at"), *now]


def end_submission(sheet: Sheet, end: str, *, by, reason="") -> None:
    """The one in force was withdrawn, returned or unlocked; the caller logs it."""
    sheet.submissions.filter(end="").update(
        end=end, ended_at=timezone.now(), ended_by=by, reason=reason
    )
