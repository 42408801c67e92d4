"""Whom a leading group consists of, and who is linked to whom: the log says that it changed."""

from django.db import migrations, models

from creation.triggers import LogChanges


class Migration(migrations.Migration):
    dependencies = [("creation", "0009_log_changes")]
    operations = [
        migrations.AlterField(
            "groupmember",
            "name",
            models.CharField("姓名", max_length=40, db_column="person_name"),
        ),
        LogChanges("creation.groupmember", personal=["name"]),
        LogChanges("creation.liaison", personal=["leader_name"]),
    ]
