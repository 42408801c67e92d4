"""Drafts are edited item by item; and every door to a published standard is shut."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from creation.triggers import LogChanges

# As in 0003, and: nothing is born published, and only a whole standard becomes so.
STANDARD = """
CREATE OR REPLACE FUNCTION creation_standard_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total numeric;
    filled integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION '标准 % 要先是草稿，再发布', NEW.code USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'draft' AND TG_OP = 'UPDATE' AND NEW.state <> 'draft' THEN
        SELECT COALESCE(SUM(points), 0), COUNT(DISTINCT goal_id) INTO total, filled
            FROM creation_item WHERE standard_id = OLD.id AND NOT is_bonus;
        IF NEW.state <> 'published' OR NEW.id <> OLD.id OR total <> 100 OR filled <> 5 THEN
            RAISE EXCEPTION '标准 % 还不能发布：% 个目标有要点，合计 % 分', OLD.code, filled, total
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF OLD.state = 'draft' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state'
        AND (NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state = 'retired'))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '标准 % 已发布，不能修改或删除', OLD.code USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER standard_frozen ON creation_standardset;
CREATE TRIGGER standard_frozen BEFORE INSERT OR UPDATE OR DELETE ON creation_standardset
    FOR EACH ROW EXECUTE FUNCTION creation_standard_is_frozen();
"""
OLD_STANDARD = """
DROP TRIGGER standard_frozen ON creation_standardset;
CREATE TRIGGER standard_frozen BEFORE UPDATE OR DELETE ON creation_standardset
    FOR EACH ROW EXECUTE FUNCTION creation_standard_is_frozen();
"""

# Row triggers do not see TRUNCATE, also when it comes by CASCADE from another table.
TRUNCATE = """
CREATE FUNCTION creation_standard_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM creation_standardset WHERE state <> 'draft') THEN
        RAISE EXCEPTION '有标准已发布，不能清空' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER standard_no_truncate BEFORE TRUNCATE ON creation_standardset
    FOR EACH STATEMENT EXECUTE FUNCTION creation_standard_no_truncate();
CREATE TRIGGER goal_no_truncate BEFORE TRUNCATE ON creation_goal
    FOR EACH STATEMENT EXECUTE FUNCTION creation_standard_no_truncate();
CREATE TRIGGER item_no_truncate BEFORE TRUNCATE ON creation_item
    FOR EACH STATEMENT EXECUTE FUNCTION creation_standard_no_truncate();
"""
NO_TRUNCATE = """
DROP TRIGGER standard_no_truncate ON creation_standardset;
DROP TRIGGER goal_no_truncate ON creation_goal;
DROP TRIGGER item_no_truncate ON creation_item;
DROP FUNCTION creation_standard_no_truncate();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('creation', '0012_import_batches'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='version',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='修改次数'),
        ),
        migrations.AlterField(
            model_name='item',
            name='content',
            field=models.TextField(blank=True, verbose_name='考核内容'),
        ),
        migrations.AlterField(
            model_name='item',
            name='rule',
            field=models.TextField(blank=True, verbose_name='评分标准'),
        ),
        migrations.AlterField(
            model_name='item',
            name='source',
            field=models.CharField(blank=True, max_length=100, verbose_name='数据来源'),
        ),
        migrations.CreateModel(
            name='RemovedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('goal_code', models.CharField(blank=True, max_length=4, verbose_name='目标编号')),
                ('order', models.PositiveSmallIntegerField(verbose_name='排序')),
                ('values', models.JSONField(verbose_name='内容')),
                ('removed_at', models.DateTimeField(auto_now_add=True, verbose_name='删除时间')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='removed', to='creation.standardset')),
            ],
            options={
                'verbose_name': '已删要点',
                'verbose_name_plural': '已删要点',
                'ordering': ['standard', '-removed_at', '-id'],
            },
        ),
        LogChanges("creation.removeditem"),
        migrations.RunSQL(STANDARD, OLD_STANDARD),
        migrations.RunSQL(TRUNCATE, NO_TRUNCATE),
    ]
