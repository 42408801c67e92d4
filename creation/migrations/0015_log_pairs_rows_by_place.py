"""The log pairs a statement's old and new rows without a join.

A session that has changed single rows keeps the trigger's plan: joined by a nested loop, 10,000
changed rows then took longer than a quarter of an hour. Unnested side by side they take seconds.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("creation.migrations.0009_log_changes").CHANGES
JOINED = """FROM (SELECT to_jsonb(one) AS line, row_number() OVER () AS nth FROM old_rows one) then_
        JOIN (SELECT to_jsonb(one) AS line, row_number() OVER () AS nth FROM new_rows one) now_
            USING (nth)"""
BESIDE = """FROM (SELECT array_agg(to_jsonb(one)) AS lines FROM old_rows one) was_all
        CROSS JOIN (SELECT array_agg(to_jsonb(one)) AS lines FROM new_rows one) now_all
        CROSS JOIN LATERAL unnest(was_all.lines, now_all.lines) AS pair (was_line, now_line)"""


def replaced(sql):
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def paired(sql):
    sql = replaced(sql).replace(JOINED, BESIDE)
    return sql.replace("now_.line", "pair.now_line").replace("then_.line", "pair.was_line")


class Migration(migrations.Migration):
    dependencies = [("creation", "0014_accounts_disabled")]
    operations = [migrations.RunSQL(paired(BEFORE), replaced(BEFORE))]
