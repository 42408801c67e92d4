"""Questionnaires are drafts first; the database keeps a published one as it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from creation.triggers import LogChanges

# What was there before has been filled in already.
PUBLISH = "UPDATE surveys_questionnaire SET state = 'published', published_at = now()"

# Nothing is born published, and only what can be answered and counted becomes so.
QUESTIONNAIRE = """
CREATE FUNCTION surveys_questionnaire_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked integer;
    mute integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION '问卷 % 要先是草稿，再发布', NEW.code USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'draft' AND TG_OP = 'UPDATE' AND NEW.state <> 'draft' THEN
        SELECT count(DISTINCT dimension) INTO asked FROM surveys_question
            WHERE questionnaire_id = OLD.id AND dimension <> 'other';
        SELECT count(*) INTO mute FROM surveys_question question
            WHERE questionnaire_id = OLD.id AND NOT EXISTS (
                SELECT FROM surveys_option WHERE question_id = question.id);
        IF NEW.id <> OLD.id OR asked <> 4 OR mute > 0 THEN
            RAISE EXCEPTION '问卷 % 还不能发布：缺少维度，或有题目没有选项', OLD.code
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF OLD.state = 'draft' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '问卷 % 已发布，不能修改或删除', OLD.code USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER questionnaire_frozen BEFORE INSERT OR UPDATE OR DELETE ON surveys_questionnaire
    FOR EACH ROW EXECUTE FUNCTION surveys_questionnaire_is_frozen();
"""
NO_QUESTIONNAIRE = """
DROP TRIGGER questionnaire_frozen ON surveys_questionnaire;
DROP FUNCTION surveys_questionnaire_is_frozen();
"""

# FOR SHARE: nothing slips in between the check and a publication in another transaction.
PARTS = """
CREATE FUNCTION surveys_question_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    frozen text;
BEGIN
    IF TG_TABLE_NAME = 'surveys_question' THEN
        ids := ARRAY[OLD.questionnaire_id, NEW.questionnaire_id];
    ELSE
        SELECT array_agg(questionnaire_id) INTO ids FROM surveys_question
            WHERE id IN (OLD.question_id, NEW.question_id);
    END IF;
    PERFORM 1 FROM surveys_questionnaire WHERE id = ANY(ids) FOR SHARE;
    SELECT code INTO frozen FROM surveys_questionnaire
        WHERE state <> 'draft' AND id = ANY(ids) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '问卷 % 已发布，不能修改', frozen USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER question_frozen BEFORE INSERT OR UPDATE OR DELETE ON surveys_question
    FOR EACH ROW EXECUTE FUNCTION surveys_question_is_frozen();
CREATE TRIGGER option_frozen BEFORE INSERT OR UPDATE OR DELETE ON surveys_option
    FOR EACH ROW EXECUTE FUNCTION surveys_question_is_frozen();
"""
NO_PARTS = """
DROP TRIGGER question_frozen ON surveys_question;
DROP TRIGGER option_frozen ON surveys_option;
DROP FUNCTION surveys_question_is_frozen();
"""

# Row triggers do not see TRUNCATE, also when it comes by CASCADE from another table.
TRUNCATE = """
CREATE FUNCTION surveys_questionnaire_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM surveys_questionnaire WHERE state <> 'draft') THEN
        RAISE EXCEPTION '有问卷已发布，不能清空' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER questionnaire_no_truncate BEFORE TRUNCATE ON surveys_questionnaire
    FOR EACH STATEMENT EXECUTE FUNCTION surveys_questionnaire_no_truncate();
CREATE TRIGGER question_no_truncate BEFORE TRUNCATE ON surveys_question
    FOR EACH STATEMENT EXECUTE FUNCTION surveys_questionnaire_no_truncate();
CREATE TRIGGER option_no_truncate BEFORE TRUNCATE ON surveys_option
    FOR EACH STATEMENT EXECUTE FUNCTION surveys_questionnaire_no_truncate();
"""
NO_TRUNCATE = """
DROP TRIGGER questionnaire_no_truncate ON surveys_questionnaire;
DROP TRIGGER question_no_truncate ON surveys_question;
DROP TRIGGER option_no_truncate ON surveys_option;
DROP FUNCTION surveys_questionnaire_no_truncate();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('creation', '0016_no_cycle_without_a_join'),
        ('surveys', '0006_decisions_rates_and_remarks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LibraryQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='题目')),
                ('dimension', models.CharField(choices=[('satisfaction', '满意'), ('participation', '参与'), ('awareness', '知晓'), ('identity', '身份'), ('other', '其他')], max_length=14, verbose_name='维度')),
                ('is_multiple', models.BooleanField(default=False, verbose_name='多选')),
                ('options', models.JSONField(default=list, help_text='[[选项, 归类], …]', verbose_name='选项')),
            ],
            options={
                'verbose_name': '题库题目',
                'verbose_name_plural': '题库题目',
                'ordering': ['dimension', 'id'],
            },
        ),
        migrations.AddField(
            model_name='question',
            name='version',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='修改次数'),
        ),
        migrations.AddField(
            model_name='questionnaire',
            name='follows',
            field=models.ForeignKey(blank=True, help_text='上一次测评的同一份问卷，三率和它比较', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='surveys.questionnaire', verbose_name='接续的问卷'),
        ),
        migrations.AddField(
            model_name='questionnaire',
            name='published_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='发布时间'),
        ),
        migrations.AddField(
            model_name='questionnaire',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='questionnaire',
            name='state',
            field=models.CharField(choices=[('draft', '草稿'), ('published', '已发布')], default='draft', max_length=10, verbose_name='状态'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='questionnaire_published_has_day'),
        ),
        migrations.AddField(
            model_name='libraryquestion',
            name='kept_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='libraryquestion',
            name='sector',
            field=models.ForeignKey(blank=True, help_text='空着：各领域通用', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.sector', verbose_name='领域'),
        ),
        migrations.AddConstraint(
            model_name='libraryquestion',
            constraint=models.UniqueConstraint(fields=('text', 'sector'), name='library_question_once', nulls_distinct=False),
        ),
        LogChanges("surveys.libraryquestion"),
        migrations.RunSQL(PUBLISH, migrations.RunSQL.noop),
        migrations.RunSQL(QUESTIONNAIRE, NO_QUESTIONNAIRE),
        migrations.RunSQL(PARTS, NO_PARTS),
        migrations.RunSQL(TRUNCATE, NO_TRUNCATE),
    ]
