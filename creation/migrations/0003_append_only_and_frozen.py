"""What the database itself refuses: rewriting the log, and changing a published standard."""

from django.db import migrations

LOG = """
CREATE FUNCTION creation_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '操作日志只能追加，不能修改或删除' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE ON creation_logentry
    FOR EACH ROW EXECUTE FUNCTION creation_log_is_append_only();
CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON creation_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION creation_log_is_append_only();
"""
NO_LOG = """
DROP TRIGGER log_append_only ON creation_logentry;
DROP TRIGGER log_no_truncate ON creation_logentry;
DROP FUNCTION creation_log_is_append_only();
"""

# Only the state of a published set may still move, and only to retired.
STANDARD = """
CREATE FUNCTION creation_standard_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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
CREATE TRIGGER standard_frozen BEFORE UPDATE OR DELETE ON creation_standardset
    FOR EACH ROW EXECUTE FUNCTION creation_standard_is_frozen();
"""
NO_STANDARD = """
DROP TRIGGER standard_frozen ON creation_standardset;
DROP FUNCTION creation_standard_is_frozen();
"""

# FOR SHARE: no item slips in between the check and a publication in another transaction.
PARTS = """
CREATE FUNCTION creation_standard_part_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen text;
BEGIN
    PERFORM 1 FROM creation_standardset
        WHERE id IN (OLD.standard_id, NEW.standard_id) FOR SHARE;
    SELECT code INTO frozen FROM creation_standardset
        WHERE state <> 'draft' AND id IN (OLD.standard_id, NEW.standard_id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '标准 % 已发布，不能修改', frozen USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER goal_frozen BEFORE INSERT OR UPDATE OR DELETE ON creation_goal
    FOR EACH ROW EXECUTE FUNCTION creation_standard_part_is_frozen();
CREATE TRIGGER item_frozen BEFORE INSERT OR UPDATE OR DELETE ON creation_item
    FOR EACH ROW EXECUTE FUNCTION creation_standard_part_is_frozen();
"""
NO_PARTS = """
DROP TRIGGER goal_frozen ON creation_goal;
DROP TRIGGER item_frozen ON creation_item;
DROP FUNCTION creation_standard_part_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("creation", "0002_sectors_and_red_lines")]
    operations = [
        migrations.RunSQL(LOG, NO_LOG),
        migrations.RunSQL(STANDARD, NO_STANDARD),
        migrations.RunSQL(PARTS, NO_PARTS),
    ]
