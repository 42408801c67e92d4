"""Free answers: kept masked, deleted when they should not be there."""

from django.db import connection, transaction

from creation.services.log import record
from surveys.models import Remark
from wuhao.errors import Refused

STAGING = """
    CREATE TEMPORARY TABLE remark_staging (code text, stratum text, question text, remark text)
    ON COMMIT DROP
"""
COPY = "COPY remark_staging (code, stratum, question, remark) FROM STDIN"
TAKE_IN = """
    INSERT INTO surveys_remark (upload_id, organization_id, stratum, question, text)
    SELECT %s, organization.id, staged.stratum, staged.question, staged.remark
    FROM remark_staging staged
    JOIN creation_organization organization ON organization.code = staged.code
    ORDER BY organization.id, staged.question, md5(staged.remark)
"""


def keep(upload, remarks):
    """In an order that says nothing about the sheets they came from."""
    if not remarks:
        return
    with connection.cursor() as cursor:
        cursor.execute(STAGING)
        with cursor.copy(COPY) as copy:
            for remark in remarks:
                copy.write_row(remark)
        cursor.execute(TAKE_IN, [upload.pk])
        cursor.execute("DROP TABLE remark_staging")


@transaction.atomic
def delete_remark(*, remark, reason, by):
    """For good. The log tells who and why, and not what it said."""
    if not reason.strip():
        raise Refused("请写明删除的理由，一两句话就行。")
    deleted, _ = Remark.objects.filter(pk=remark.pk).delete()
    if not deleted:
        raise Refused("这条意见已经删除了。")
    facts = {"question": remark.question, "file": remark.upload.name, "reason": reason.strip()}
    record(by=by, action="删除意见", on=remark.organization, before=facts)
