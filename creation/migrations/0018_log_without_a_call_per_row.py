"""The log's trigger takes ignored columns away itself; only tables with personal ones need a call.

PostgreSQL does not inline a function with a subquery: it began one per changed row.
"""

from django.db import migrations

from creation.migrations import _log

BEFORE = _log.CHANGES.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
AFTER = BEFORE
for line in ("line", "change.before", "change.after"):
    called = f"creation_log_shown({line}, hidden, skipped)"
    AFTER = AFTER.replace(
        called, f"CASE WHEN hidden = '{{}}' THEN {line} - skipped ELSE {called} END"
    )


class Migration(migrations.Migration):
    dependencies = [("creation", "0001_squashed_0017_undone_changes_of_organizations")]
    operations = [migrations.RunSQL(AFTER, BEFORE)]
