"""What the database itself refuses or does, whoever writes; migration 0001 puts it there."""

# Nothing is born published, only a whole standard becomes so; then only its state still moves,
# and only to retired.
STANDARD = """
CREATE FUNCTION creation_standard_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER standard_frozen BEFORE INSERT OR UPDATE OR DELETE ON creation_standardset
    FOR EACH ROW EXECUTE FUNCTION creation_standard_is_frozen();
"""

# FOR SHARE: no item slips in between the check and a publication in another transaction.
STANDARD_PARTS = """
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

# Row triggers do not see TRUNCATE, also when it comes by CASCADE from another table.
STANDARD_TRUNCATE = """
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

# The services tell what happened themselves and say so (wuhao.history); this is for the other
# doors: forms, imports, the admin, SQL. An import that is taken back tells its day
# (wuhao.history_day): no day in between shows it.
HISTORY = """
CREATE FUNCTION creation_organization_history() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER organization_history
    AFTER UPDATE OF parent_id, name, sector_id, closed_on ON creation_organization
    FOR EACH ROW WHEN (
        (OLD.parent_id, OLD.name, OLD.sector_id, OLD.closed_on)
        IS DISTINCT FROM (NEW.parent_id, NEW.name, NEW.sector_id, NEW.closed_on)
    )
    EXECUTE FUNCTION creation_organization_history();
"""

EVENTS = """
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

# One walk up for all rows of a statement; a cycle is seen by the statement that closes it. The
# lock: of two transactions that would close one together the second sees what the first did.
# Both transition tables hold their rows in the same order: side by side they need no join, whose
# nested loop a session keeps that has moved single rows.
NO_CYCLE = """
CREATE FUNCTION creation_organization_no_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved bigint[];
    bad text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO moved FROM new_rows WHERE parent_id IS NOT NULL;
    ELSE
        SELECT array_agg(pair.id) INTO moved
        FROM (SELECT array_agg(id) AS ids, array_agg(parent_id) AS parents FROM new_rows) made
        CROSS JOIN (SELECT array_agg(parent_id) AS parents FROM old_rows) gone
        CROSS JOIN LATERAL unnest(made.ids, made.parents, gone.parents) AS pair (id, parent, was)
        WHERE pair.parent IS NOT NULL AND pair.parent IS DISTINCT FROM pair.was;
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

# FOR SHARE: nothing slips in between the check and an opening in another transaction.
# TG_ARGV: what stays possible in an open round. Of a policy new versions, of a stage its dates.
ROUND_PARTS = """
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

CREATED = {
    "creation_standard_is_frozen()": STANDARD,
    "creation_standard_part_is_frozen()": STANDARD_PARTS,
    "creation_standard_no_truncate()": STANDARD_TRUNCATE,
    "creation_organization_version()": VERSION,
    "creation_organization_history()": HISTORY,
    "creation_organizationevent_is_append_only()": EVENTS,
    "creation_organization_no_cycle()": NO_CYCLE,
    "creation_round_is_frozen()": ROUND,
    "creation_round_part_is_frozen()": ROUND_PARTS,
}
