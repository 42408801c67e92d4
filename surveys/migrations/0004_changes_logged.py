"""The database logs each change of a questionnaire, and one row per file of answers.

Not the answers and the rates: an upload is one entry, whatever it holds.
"""

from django.db import migrations

from creation.triggers import LogChanges


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0003_one_index_of_responses"),
        ("creation", "0014_accounts_disabled"),
    ]
    operations = [
        LogChanges(f"surveys.{name}") for name in ("questionnaire", "question", "option", "upload")
    ]
