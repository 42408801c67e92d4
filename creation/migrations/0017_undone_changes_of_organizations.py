"""What is taken back holds from the day on which it was done: no day in between shows it."""

from django.db import migrations

HISTORY = """
CREATE OR REPLACE FUNCTION creation_organization_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told text := current_setting('wuhao.history_day', true);
    today date := coalesce(nullif(told, '')::date, (now() AT TIME ZONE 'Asia/Shanghai')::date);
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
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION creation_organization_history() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("creation", "0016_no_cycle_without_a_join")]
    operations = [migrations.RunSQL(HISTORY, AS_BEFORE)]
