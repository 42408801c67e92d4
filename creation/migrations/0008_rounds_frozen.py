"""What the database itself refuses: changing a round that was opened."""

from django.db import migrations

# Only the state may still move on; the demonstration dates its rounds back (opened_at, is_demo).
ROUND = """
CREATE FUNCTION creation_round_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['state', 'is_demo', 'opened_at'];
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - free = to_jsonb(OLD) - free
        AND (NEW.state = OLD.state OR (OLD.state = 'open' AND NEW.state = 'closed'))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '轮次 % 已开启，不能修改或删除', OLD.code USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER round_frozen BEFORE UPDATE OR DELETE ON creation_round
    FOR EACH ROW EXECUTE FUNCTION creation_round_is_frozen();
"""
NO_ROUND = """
DROP TRIGGER round_frozen ON creation_round;
DROP FUNCTION creation_round_is_frozen();
"""

# FOR SHARE: nothing slips in between the check and an opening in another transaction.
# TG_ARGV: what stays possible in an open round. Of a policy new versions, of a stage its dates.
PARTS = """
CREATE FUNCTION creation_round_part_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen record;
BEGIN
    PERFORM 1 FROM creation_round WHERE id IN (OLD.round_id, NEW.round_id) FOR SHARE;
    FOR frozen IN
        SELECT code, state FROM creation_round
        WHERE state <> 'draft' AND id IN (OLD.round_id, NEW.round_id)
    LOOP
        IF frozen.state <> 'open' OR TG_NARGS = 0 OR NOT TG_OP = ANY(TG_ARGV)
            OR OLD.round_id <> NEW.round_id
        THEN
            RAISE EXCEPTION '轮次 % 已开启，不能修改', frozen.code
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER round_standard_frozen BEFORE INSERT OR UPDATE OR DELETE ON creation_roundstandard
    FOR EACH ROW EXECUTE FUNCTION creation_round_part_is_frozen();
CREATE TRIGGER round_red_line_frozen BEFORE INSERT OR UPDATE OR DELETE ON creation_roundredline
    FOR EACH ROW EXECUTE FUNCTION creation_round_part_is_frozen();
CREATE TRIGGER round_policy_frozen BEFORE INSERT OR UPDATE OR DELETE ON creation_roundpolicy
    FOR EACH ROW EXECUTE FUNCTION creation_round_part_is_frozen('INSERT');
CREATE TRIGGER round_stage_frozen BEFORE INSERT OR UPDATE OR DELETE ON creation_roundstage
    FOR EACH ROW EXECUTE FUNCTION creation_round_part_is_frozen('INSERT', 'UPDATE');
"""
NO_PARTS = """
DROP TRIGGER round_standard_frozen ON creation_roundstandard;
DROP TRIGGER round_red_line_frozen ON creation_roundredline;
DROP TRIGGER round_policy_frozen ON creation_roundpolicy;
DROP TRIGGER round_stage_frozen ON creation_roundstage;
DROP FUNCTION creation_round_part_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("creation", "0007_deadlines_and_notices")]
    operations = [migrations.RunSQL(ROUND, NO_ROUND), migrations.RunSQL(PARTS, NO_PARTS)]
