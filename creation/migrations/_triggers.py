"""What the database itself does and refuses, whoever writes; migration 0001 puts it there."""

# The log, its changed rows and its seals are only ever added to.
LOG = """
CREATE FUNCTION creation_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '操作日志只能追加，不能修改或删除' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE ON creation_logentry
    FOR EACH ROW EXECUTE FUNCTION creation_log_is_append_only();
CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON creation_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION creation_log_is_append_only();
CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE ON creation_logchange
    FOR EACH ROW EXECUTE FUNCTION creation_log_is_append_only();
CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON creation_logchange
    FOR EACH STATEMENT EXECUTE FUNCTION creation_log_is_append_only();
CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE ON creation_logseal
    FOR EACH ROW EXECUTE FUNCTION creation_log_is_append_only();
CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON creation_logseal
    FOR EACH STATEMENT EXECUTE FUNCTION creation_log_is_append_only();
"""

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

# A transaction's number alone would begin anew in a restored database.
TRANSACTION = """
CREATE FUNCTION creation_log_transaction() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT md5(pg_current_xact_id()::text || '/' || extract(epoch FROM now())::text)::uuid
$$;
"""

# The statement's own note (wuhao.acting), else what was set by hand, else who is connected.
ACTOR = """
CREATE FUNCTION creation_log_actor(OUT actor_id bigint, OUT actor text, OUT origin text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    note text := substring(left(current_query(), 3000) FROM '^/[*]wuhao ([0-9a-f]+)[*]/');
    told jsonb;
BEGIN
    IF note IS NOT NULL THEN
        told := convert_from(decode(note, 'hex'), 'UTF8')::jsonb;
        actor_id := (told->>0)::bigint;
        actor := coalesce(nullif(told->>1, ''), '系统');
        origin := told->>2;
    ELSE
        actor := left(coalesce(nullif(current_setting('wuhao.actor', true), ''),
                               '数据库用户 ' || session_user), 80);
        origin := left(coalesce(nullif(current_setting('wuhao.origin', true), ''),
                                concat_ws(' ', '数据库', host(inet_client_addr()),
                                          nullif(current_setting('application_name'), ''))), 120);
    END IF;
END $$;
"""

# A row as the log keeps it: without ignored columns, personal values said to be there.
SHOWN = """
CREATE FUNCTION creation_log_shown(line jsonb, hidden text[], skipped text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN hidden = '{}' THEN line - skipped ELSE (line - skipped) || (
        SELECT coalesce(jsonb_object_agg(one, '（不记录）'), '{}')
        FROM unnest(hidden) one WHERE coalesce(line->>one, '') <> ''
    ) END
$$;
"""

# Old and new rows are unnested side by side, for a join as in NO_CYCLE is too slow.
CHANGES = """
CREATE FUNCTION creation_log_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key text := TG_ARGV[0];
    hidden text[] := string_to_array(TG_ARGV[1], ',');
    skipped text[] := string_to_array(TG_ARGV[2], ',');
    place text := CASE TG_TABLE_NAME WHEN 'creation_organization' THEN 'id'
                                     ELSE 'organization_id' END;
    tx uuid := creation_log_transaction();
    opening boolean := coalesce(current_setting('wuhao.opened', true), '') <> tx::text;
    numbers regclass := pg_get_serial_sequence('creation_logentry', 'id');
    who record;
    logged bigint;
BEGIN
    SELECT * INTO who FROM creation_log_actor();
    IF TG_OP = 'INSERT' THEN
        INSERT INTO creation_logchange
            (id, at, transaction, actor_id, actor, origin, operation, table_name, row_id, label,
             organization_id, after, opens)
        SELECT nextval(numbers), now(), tx, who.actor_id, who.actor, who.origin, 'I', TG_TABLE_NAME,
               left(line->>key, 40),
               left(coalesce(line->>'name', line->>'title', line->>'code', ''), 120),
               (line->>place)::bigint, creation_log_shown(line, hidden, skipped),
               opening AND row_number() OVER () = 1
        FROM (SELECT to_jsonb(one) AS line FROM new_rows one) made;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO creation_logchange
            (id, at, transaction, actor_id, actor, origin, operation, table_name, row_id, label,
             organization_id, before, opens)
        SELECT nextval(numbers), now(), tx, who.actor_id, who.actor, who.origin, 'D', TG_TABLE_NAME,
               left(line->>key, 40),
               left(coalesce(line->>'name', line->>'title', line->>'code', ''), 120),
               (line->>place)::bigint, creation_log_shown(line, hidden, skipped),
               opening AND row_number() OVER () = 1
        FROM (SELECT to_jsonb(one) AS line FROM old_rows one) gone;
    ELSE
        -- Both transition tables hold their rows in the same order: the place pairs them.
        INSERT INTO creation_logchange
            (id, at, transaction, actor_id, actor, origin, operation, table_name, row_id, label,
             organization_id, before, after, opens)
        SELECT nextval(numbers), now(), tx, who.actor_id, who.actor, who.origin, 'U', TG_TABLE_NAME,
               left(pair.now_line->>key, 40),
               left(coalesce(pair.now_line->>'name', pair.now_line->>'title', pair.now_line->>'code', ''), 120),
               (pair.now_line->>place)::bigint, creation_log_shown(change.before, hidden, skipped),
               creation_log_shown(change.after, hidden, skipped),
               opening AND row_number() OVER () = 1
        FROM (SELECT array_agg(to_jsonb(one)) AS lines FROM old_rows one) was_all
        CROSS JOIN (SELECT array_agg(to_jsonb(one)) AS lines FROM new_rows one) now_all
        CROSS JOIN LATERAL unnest(was_all.lines, now_all.lines) AS pair (was_line, now_line)
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(was.key, was.value) AS before,
                   jsonb_object_agg(was.key, pair.now_line->was.key) AS after
            FROM jsonb_each(pair.was_line) was
            WHERE was.value IS DISTINCT FROM pair.now_line->was.key AND was.key <> ALL (skipped)
        ) change
        WHERE change.before IS NOT NULL;
    END IF;
    GET DIAGNOSTICS logged = ROW_COUNT;
    IF opening AND logged > 0 THEN
        PERFORM set_config('wuhao.opened', tx::text, true);
    END IF;
    RETURN NULL;
END $$;
"""

TRUNCATION = """
CREATE FUNCTION creation_log_truncation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tx uuid := creation_log_transaction();
    who record;
    lost bigint;
BEGIN
    SELECT * INTO who FROM creation_log_actor();
    EXECUTE format('SELECT count(*) FROM %I', TG_TABLE_NAME) INTO lost;
    INSERT INTO creation_logchange
        (id, at, transaction, actor_id, actor, origin, operation, table_name, row_id, label,
         before, opens)
    VALUES (nextval(pg_get_serial_sequence('creation_logentry', 'id')), now(), tx, who.actor_id,
            who.actor, who.origin, 'T', TG_TABLE_NAME, '', '', jsonb_build_object('rows', lost),
            coalesce(current_setting('wuhao.opened', true), '') <> tx::text);
    PERFORM set_config('wuhao.opened', tx::text, true);
    RETURN NULL;
END $$;
"""

ENTRY = """
CREATE FUNCTION creation_log_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transaction := creation_log_transaction();
    IF NEW.origin = '' THEN
        NEW.origin := coalesce((creation_log_actor()).origin, '');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER log_stamp BEFORE INSERT ON creation_logentry
    FOR EACH ROW EXECUTE FUNCTION creation_log_stamp();
"""

# At commit, when no service has said in words what was done: the log says that nobody did.
DIRECT = """
CREATE FUNCTION creation_log_direct() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM creation_logentry WHERE transaction = NEW.transaction) THEN
        RETURN NULL;
    END IF;
    INSERT INTO creation_logentry
        (at, actor_id, actor, action, object_type, object_id, object_label, organization_id,
         round_code, note, origin)
    SELECT NEW.at, NEW.actor_id, left(NEW.actor, 40), '直接改库',
           CASE WHEN count(DISTINCT table_name) = 1 THEN left(min(table_name), 40) ELSE '' END,
           CASE WHEN count(*) = 1 THEN min(row_id) ELSE '' END,
           CASE WHEN count(*) = 1 THEN min(label) ELSE '' END,
           CASE WHEN count(DISTINCT organization_id) = 1 THEN min(organization_id) END,
           '', '改动 ' || count(*) || ' 处', NEW.origin
    FROM creation_logchange WHERE transaction = NEW.transaction;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER log_direct AFTER INSERT ON creation_logchange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.opens)
    EXECUTE FUNCTION creation_log_direct();
"""
CREATED = {
    "creation_log_is_append_only()": LOG,
    "creation_standard_is_frozen()": STANDARD,
    "creation_standard_part_is_frozen()": STANDARD_PARTS,
    "creation_standard_no_truncate()": STANDARD_TRUNCATE,
    "creation_organization_version()": VERSION,
    "creation_organization_history()": HISTORY,
    "creation_organizationevent_is_append_only()": EVENTS,
    "creation_organization_no_cycle()": NO_CYCLE,
    "creation_round_is_frozen()": ROUND,
    "creation_round_part_is_frozen()": ROUND_PARTS,
    "creation_log_transaction()": TRANSACTION,
    "creation_log_actor()": ACTOR,
    "creation_log_shown(jsonb, text[], text[])": SHOWN,
    "creation_log_changes()": CHANGES,
    "creation_log_truncation()": TRUNCATION,
    "creation_log_stamp()": ENTRY,
    "creation_log_direct()": DIRECT,
}
LOGGED = """
    sector organizationevent leadinggroup groupmeeting liaisonvisit guaranteerequirement training
    trainingattendance servicecentre centrecoverage actionplan plantask tasknote practice
    practiceadoption appointment department redline redline_departments standardset goal item round
    roundstage roundstandard roundredline stagechange roundpolicy user_groups
    user_user_permissions importbatch removeditem
""".split()
