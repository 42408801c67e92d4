"""The database logs each changed row by itself, and each entry knows its transaction."""

from django.db import migrations, models

from creation.triggers import LogChanges

# A transaction's number alone would begin anew in a restored database.
TRANSACTION = """
CREATE FUNCTION creation_log_transaction() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT md5(pg_current_xact_id()::text || '/' || extract(epoch FROM now())::text)::uuid
$$;
"""
NO_TRANSACTION = "DROP FUNCTION creation_log_transaction();"

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
NO_ACTOR = "DROP FUNCTION creation_log_actor();"

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
NO_SHOWN = "DROP FUNCTION creation_log_shown(jsonb, text[], text[]);"

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
               left(now_.line->>key, 40),
               left(coalesce(now_.line->>'name', now_.line->>'title', now_.line->>'code', ''), 120),
               (now_.line->>place)::bigint, creation_log_shown(change.before, hidden, skipped),
               creation_log_shown(change.after, hidden, skipped),
               opening AND row_number() OVER () = 1
        FROM (SELECT to_jsonb(one) AS line, row_number() OVER () AS nth FROM old_rows one) then_
        JOIN (SELECT to_jsonb(one) AS line, row_number() OVER () AS nth FROM new_rows one) now_
            USING (nth)
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(was.key, was.value) AS before,
                   jsonb_object_agg(was.key, now_.line->was.key) AS after
            FROM jsonb_each(then_.line) was
            WHERE was.value IS DISTINCT FROM now_.line->was.key AND was.key <> ALL (skipped)
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
NO_CHANGES = "DROP FUNCTION creation_log_changes();"

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
NO_TRUNCATION = "DROP FUNCTION creation_log_truncation();"

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
NO_ENTRY = """
DROP TRIGGER log_stamp ON creation_logentry;
DROP FUNCTION creation_log_stamp();
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
NO_DIRECT = """
DROP TRIGGER log_direct ON creation_logchange;
DROP FUNCTION creation_log_direct();
"""

APPEND_ONLY = """
CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE ON creation_logchange
    FOR EACH ROW EXECUTE FUNCTION creation_log_is_append_only();
CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON creation_logchange
    FOR EACH STATEMENT EXECUTE FUNCTION creation_log_is_append_only();
"""
REWRITABLE = """
DROP TRIGGER log_append_only ON creation_logchange;
DROP TRIGGER log_no_truncate ON creation_logchange;
"""

REGISTERS = """
    sector organizationevent leadinggroup groupmember groupmeeting liaison liaisonvisit guaranteerequirement training
    trainingattendance servicecentre centrecoverage actionplan plantask tasknote practice
    practiceadoption appointment department redline redline_departments standardset goal item round
    roundstage roundstandard roundredline stagechange roundpolicy user_groups user_user_permissions
""".split()


class Migration(migrations.Migration):
    dependencies = [("creation", "0008_rounds_frozen")]
    operations = [
        migrations.AddField(
            "logentry",
            "origin",
            models.CharField("来自", max_length=120, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "logentry",
            "transaction",
            models.UUIDField("事务", null=True, editable=False, db_index=True),
        ),
        migrations.CreateModel(
            "LogChange",
            [
                ("id", models.BigIntegerField(primary_key=True, editable=False, serialize=False)),
                ("at", models.DateTimeField("时间")),
                ("transaction", models.UUIDField("事务")),
                ("actor_id", models.BigIntegerField("用户编号", null=True)),
                ("actor", models.CharField("用户", max_length=80)),
                ("origin", models.CharField("来自", max_length=120)),
                (
                    "operation",
                    models.CharField(
                        "操作",
                        max_length=1,
                        choices=[("I", "新增"), ("U", "修改"), ("D", "删除"), ("T", "清空")],
                    ),
                ),
                ("table_name", models.CharField("表", max_length=63)),
                ("row_id", models.CharField("行", max_length=40)),
                ("label", models.CharField("名称", max_length=120)),
                ("organization_id", models.BigIntegerField("党组织编号", null=True)),
                ("before", models.JSONField("之前", null=True)),
                ("after", models.JSONField("之后", null=True)),
                ("opens", models.BooleanField("事务的第一处")),
            ],
            options={
                "verbose_name": "改动明细",
                "verbose_name_plural": "改动明细",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["transaction", "id"], name="log_change_transaction"),
                    models.Index(
                        fields=["table_name", "row_id", "transaction"], name="log_change_row"
                    ),
                ],
            },
        ),
        migrations.RunSQL(TRANSACTION, NO_TRANSACTION),
        migrations.RunSQL(ACTOR, NO_ACTOR),
        migrations.RunSQL(SHOWN, NO_SHOWN),
        migrations.RunSQL(CHANGES, NO_CHANGES),
        migrations.RunSQL(TRUNCATION, NO_TRUNCATION),
        migrations.RunSQL(ENTRY, NO_ENTRY),
        migrations.RunSQL(DIRECT, NO_DIRECT),
        migrations.RunSQL(APPEND_ONLY, REWRITABLE),
        *(LogChanges(f"creation.{name}") for name in REGISTERS),
        LogChanges("creation.organization", personal=["secretary_name", "phone"]),
        LogChanges("creation.user", personal=["password", "email"], ignored=["last_login"]),
    ]
