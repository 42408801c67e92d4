"""The log that the database itself keeps; migration 0001 puts it there. The reasons: ADR 7."""

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
