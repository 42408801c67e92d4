"""Questionnaires that people answer on their own phones."""

import django.db.models.deletion
from django.db import migrations, models

from creation.triggers import LogChanges


class Migration(migrations.Migration):

    dependencies = [
        ('creation', '0016_no_cycle_without_a_join'),
        ('surveys', '0007_questionnaire_editor'),
    ]

    operations = [
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='摘要')),
                ('day', models.DateField(verbose_name='日期')),
            ],
            options={
                'verbose_name': '已交标记',
                'verbose_name_plural': '已交标记',
            },
        ),
        migrations.CreateModel(
            name='OnlineLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=32, unique=True, verbose_name='地址')),
                ('mode', models.CharField(choices=[('open', '公开链接，谁都可以填'), ('codes', '一人一个答题码，只能用一次')], default='open', max_length=5, verbose_name='方式')),
                ('opens_at', models.DateTimeField(verbose_name='开放时间')),
                ('closes_at', models.DateTimeField(verbose_name='截止时间')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='survey_links', to='creation.organization', verbose_name='党组织')),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='surveys.questionnaire', verbose_name='问卷')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='surveys.upload', verbose_name='答卷')),
            ],
            options={
                'verbose_name': '在线链接',
                'verbose_name_plural': '在线链接',
                'ordering': ['questionnaire', 'organization'],
            },
        ),
        migrations.CreateModel(
            name='AnswerCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='surveys.onlinelink', verbose_name='在线链接')),
            ],
            options={
                'verbose_name': '答题码',
                'verbose_name_plural': '答题码',
            },
        ),
        migrations.CreateModel(
            name='Uncounted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='creation.organization')),
                ('questionnaire', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.questionnaire')),
            ],
            options={
                'verbose_name': '待计答卷',
                'verbose_name_plural': '待计答卷',
            },
        ),
        migrations.AddConstraint(
            model_name='onlinelink',
            constraint=models.UniqueConstraint(fields=('questionnaire', 'organization'), name='online_link_once'),
        ),
        migrations.AddConstraint(
            model_name='onlinelink',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gte', models.F('opens_at'))), name='online_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='answercode',
            constraint=models.UniqueConstraint(fields=('link', 'digest'), name='answer_code_once'),
        ),
        LogChanges("surveys.onlinelink", personal=["token"]),
    ]
