"""Batches of the log under one digest, chained; append-only like the log itself."""

import django.db.models.functions.datetime
from django.db import migrations, models

APPEND_ONLY = """
CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE ON creation_logseal
    FOR EACH ROW EXECUTE FUNCTION creation_log_is_append_only();
CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON creation_logseal
    FOR EACH STATEMENT EXECUTE FUNCTION creation_log_is_append_only();
"""
REWRITABLE = """
DROP TRIGGER log_append_only ON creation_logseal;
DROP TRIGGER log_no_truncate ON creation_logseal;
"""


class Migration(migrations.Migration):
    dependencies = [("creation", "0010_names_of_people_hidden")]
    operations = [
        migrations.CreateModel(
            "LogSeal",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        "时间", db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("first", models.BigIntegerField("最小编号")),
                ("last", models.BigIntegerField("最大编号")),
                ("upto", models.BigIntegerField("已看到的编号")),
                ("rows", models.PositiveIntegerField("条数")),
                ("ranges", models.JSONField("编号范围")),
                ("open", models.JSONField("尚未提交的编号")),
                ("marks", models.BinaryField("逐条校验")),
                ("previous", models.CharField("上一批摘要", max_length=64, unique=True)),
                ("digest", models.CharField("摘要", max_length=64, unique=True)),
            ],
            options={
                "verbose_name": "日志封存",
                "verbose_name_plural": "日志封存",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["last"], name="log_seal_last")],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, REWRITABLE),
    ]
