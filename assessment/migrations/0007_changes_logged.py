"""The database logs each change of the papers of a round.

Not marks, evaluations and their lines: marks keep their own versions, an evaluation is a snapshot
that only a new one supersedes, and both are written by the hundred thousand.
"""

from django.db import migrations

from creation.triggers import LogChanges

PAPERS = """
    candidacy draw team teammember visit evaluationrun rectification title sheet verdict phrase
    evidence mark_evidence
""".split()


class Migration(migrations.Migration):
    dependencies = [("assessment", "0006_review_desk"), ("creation", "0014_accounts_disabled")]
    operations = [
        *(LogChanges(f"assessment.{name}") for name in PAPERS),
        LogChanges("assessment.clearance", personal=["signed_by"]),
        LogChanges("assessment.objection", personal=["text"]),
    ]
