"""What became of organizations: events, versions, and a tree that never closes a circle."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Any change by any door counts: two people who edit at once are told by it.
VERSION = """
CREATE FUNCTION creation_organization_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER organization_version BEFORE UPDATE ON creation_organization
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION creation_organization_version();
"""
NO_VERSION = """
DROP TRIGGER organization_version ON creation_organization;
DROP FUNCTION creation_organization_version();
"""

# The services tell what happened themselves and say so (wuhao.history); this is for the other
# doors: forms, imports, the admin, SQL.
HISTORY = """
CREATE FUNCTION creation_organization_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF current_setting('wuhao.history', true) = 'told' THEN
        RETURN NULL;
    END IF;
    IF OLD.parent_id IS DISTINCT FROM NEW.parent_id THEN
        INSERT INTO creation_organizationevent (organization_id, kind, effective_on, reason,
            document, old_name, new_name, old_parent_id, new_parent_id)
        VALUES (NEW.id, 'move', today, '', '', '', '', OLD.parent_id, NEW.parent_id);
    END IF;
    IF OLD.name <> NEW.name THEN
        INSERT INTO creation_organizationevent (organization_id, kind, effective_on, reason,
            document, old_name, new_name)
        VALUES (NEW.id, 'rename', today, '', '', OLD.name, NEW.name);
    END IF;
    IF OLD.sector_id IS DISTINCT FROM NEW.sector_id THEN
        INSERT INTO creation_organizationevent (organization_id, kind, effective_on, reason,
            document, old_name, new_name, old_sector_id, new_sector_id)
        VALUES (NEW.id, 'sector', today, '', '', '', '', OLD.sector_id, NEW.sector_id);
    END IF;
    IF OLD.closed_on IS DISTINCT FROM NEW.closed_on THEN
        INSERT INTO creation_organizationevent (organization_id, kind, effective_on, reason,
            document, old_name, new_name)
        VALUES (NEW.id, CASE WHEN NEW.closed_on IS NULL THEN 'reopen' ELSE 'close' END,
            COALESCE(NEW.closed_on, today), '', '', '', '');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_history
    AFTER UPDATE OF parent_id, name, sector_id, closed_on ON creation_organization
    FOR EACH ROW WHEN (
        (OLD.parent_id, OLD.name, OLD.sector_id, OLD.closed_on)
        IS DISTINCT FROM (NEW.parent_id, NEW.name, NEW.sector_id, NEW.closed_on)
    )
    EXECUTE FUNCTION creation_organization_history();
"""
NO_HISTORY = """
DROP TRIGGER organization_history ON creation_organization;
DROP FUNCTION creation_organization_history();
"""

APPEND_ONLY = """
CREATE FUNCTION creation_organizationevent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '党组织变动只能追加，不能修改或删除' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER organization_event_append_only
    BEFORE UPDATE OR DELETE ON creation_organizationevent
    FOR EACH ROW EXECUTE FUNCTION creation_organizationevent_is_append_only();
CREATE TRIGGER organization_event_no_truncate BEFORE TRUNCATE ON creation_organizationevent
    FOR EACH STATEMENT EXECUTE FUNCTION creation_organizationevent_is_append_only();
"""
NO_APPEND_ONLY = """
DROP TRIGGER organization_event_append_only ON creation_organizationevent;
DROP TRIGGER organization_event_no_truncate ON creation_organizationevent;
DROP FUNCTION creation_organizationevent_is_append_only();
"""

# One walk up for all rows of a statement; a cycle is seen by the statement that closes it. The
# lock: of two transactions that would close one together the second sees what the first did.
NO_CYCLE = """
CREATE FUNCTION creation_organization_no_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved bigint[];
    bad text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO moved FROM new_rows WHERE parent_id IS NOT NULL;
    ELSE
        SELECT array_agg(one.id) INTO moved FROM new_rows one JOIN old_rows was ON was.id = one.id
        WHERE one.parent_id IS NOT NULL AND one.parent_id IS DISTINCT FROM was.parent_id;
    END IF;
    IF moved IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('creation_organization_no_cycle'));
    WITH RECURSIVE up (start, at, depth) AS (
        SELECT id, parent_id, 1 FROM creation_organization WHERE id = ANY(moved)
        UNION ALL
        SELECT up.start, one.parent_id, up.depth + 1
        FROM up JOIN creation_organization one ON one.id = up.at
        WHERE one.parent_id IS NOT NULL AND up.at <> up.start AND up.depth < 100
    )
    SELECT one.name INTO bad FROM up JOIN creation_organization one ON one.id = up.start
    WHERE up.at = up.start LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '上级不能是它自己或它的下级：%', bad USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_no_cycle_insert AFTER INSERT ON creation_organization
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION creation_organization_no_cycle();
CREATE TRIGGER organization_no_cycle_update AFTER UPDATE ON creation_organization
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION creation_organization_no_cycle();
"""
CYCLE = """
DROP TRIGGER organization_no_cycle_insert ON creation_organization;
DROP TRIGGER organization_no_cycle_update ON creation_organization;
DROP FUNCTION creation_organization_no_cycle();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('creation', '0005_guarantee_registers'),
    ]

    operations = [
        migrations.AddField(
            model_name='organization',
            name='unrated_reason',
            field=models.CharField(blank=True, db_default='', max_length=100, verbose_name='不参评原因'),
        ),
        migrations.AddField(
            model_name='organization',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name='版本'),
        ),
        migrations.AddField(
            model_name='round',
            name='reference_on',
            field=models.DateField(blank=True, help_text='按这一天存续的党组织确定参评名单和人数；不填就是开启的那一天', null=True, verbose_name='基准日'),
        ),
        migrations.CreateModel(
            name='OrganizationEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('open', '建立'), ('move', '隶属调整'), ('rename', '更名'), ('sector', '领域调整'), ('merge', '合并'), ('split', '分设'), ('close', '撤销'), ('reopen', '恢复')], max_length=10, verbose_name='变动')),
                ('effective_on', models.DateField(verbose_name='生效日期')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('document', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('old_name', models.CharField(blank=True, max_length=80, verbose_name='原名称')),
                ('new_name', models.CharField(blank=True, max_length=80, verbose_name='新名称')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='登记时间')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('new_parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.organization')),
                ('new_sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.sector')),
                ('old_parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.organization')),
                ('old_sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='creation.sector')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='creation.organization', verbose_name='党组织')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='other_events', to='creation.organization', verbose_name='对方党组织')),
            ],
            options={
                'verbose_name': '党组织变动',
                'verbose_name_plural': '党组织变动',
                'ordering': ['-effective_on', '-id'],
                'indexes': [models.Index(fields=['organization', 'kind', 'effective_on'], name='organization_event_then')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['merge', 'split']), _negated=True), ('other__isnull', False), _connector='OR'), name='organization_event_has_the_other')],
            },
        ),
        migrations.RunSQL(VERSION, NO_VERSION),
        migrations.RunSQL(HISTORY, NO_HISTORY),
        migrations.RunSQL(APPEND_ONLY, NO_APPEND_ONLY),
        migrations.RunSQL(NO_CYCLE, CYCLE),
    ]
