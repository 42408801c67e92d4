"""What moved is found by pairing a statement's rows side by side.

A session that has moved single organizations keeps the trigger's plan; its nested loop made a
roster of 10,000 rows take minutes. Both transition tables hold their rows in the same order.
"""

from importlib import import_module

from django.db import migrations

BOTH = import_module("creation.migrations.0006_organization_history").NO_CYCLE
_FUNCTION = BOTH[: BOTH.index("CREATE TRIGGER")]
BEFORE = _FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
JOINED = """SELECT array_agg(one.id) INTO moved FROM new_rows one JOIN old_rows was ON was.id = one.id
        WHERE one.parent_id IS NOT NULL AND one.parent_id IS DISTINCT FROM was.parent_id;"""
BESIDE = """SELECT array_agg(pair.id) INTO moved
        FROM (SELECT array_agg(id) AS ids, array_agg(parent_id) AS parents FROM new_rows) made
        CROSS JOIN (SELECT array_agg(parent_id) AS parents FROM old_rows) gone
        CROSS JOIN LATERAL unnest(made.ids, made.parents, gone.parents) AS pair (id, parent, was)
        WHERE pair.parent IS NOT NULL AND pair.parent IS DISTINCT FROM pair.was;"""


class Migration(migrations.Migration):
    dependencies = [("creation", "0015_log_pairs_rows_by_place")]
    operations = [migrations.RunSQL(BEFORE.replace(JOINED, BESIDE), BEFORE)]
