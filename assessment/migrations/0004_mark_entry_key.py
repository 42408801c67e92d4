from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0003_rechecks")]

    operations = [
        migrations.AddField(
            model_name="mark",
            name="entry_key",
            field=models.CharField(
                blank=True, db_default="", editable=False, max_length=60, verbose_name="填报编号"
            ),
        ),
    ]
