"""The database logs each change of a register, whoever makes it and however."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from creation.models import LogChange, LogEntry, Organization, Sector, User
from creation.services import organizations
from creation.services.log import record
from creation.triggers import NAMES, TRUNCATED
from tests.factories import make_district, make_organization, make_user
from wuhao.acting import acting, acting_for

pytestmark = pytest.mark.django_db

UNLOGGED = {  # and why
    "creation_job": "its states are logged as entries; its heartbeat is no change of a register",
    "creation_importedrow": "what a batch did; the rows themselves are logged",
    "creation_columnmemory": "a convenience: which header was which column last time",
    "creation_registerexport": "a copy of what went out; that it did has an entry",
    "creation_notice": "a reminder: read and mailed, never judged by",
    "creation_logentry": "the log itself",
    "creation_logchange": "the log itself",
    "creation_logseal": "the log's seal",
}


def _changes(table="creation_sector"):
    return list(LogChange.objects.filter(table_name=table).order_by("id"))


def _sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _commit():
    """What the database does at the end of a transaction."""
    _sql("SET CONSTRAINTS ALL IMMEDIATE")
    _sql("SET CONSTRAINTS ALL DEFERRED")


def test_every_register_is_logged_by_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, array_agg(tgname::text) FROM pg_trigger"
            " WHERE NOT tgisinternal GROUP BY 1"
        )
        triggers = dict(cursor.fetchall())
    models = apps.get_app_config("creation").get_models(include_auto_created=True)
    for table in {model._meta.db_table for model in models} - set(UNLOGGED):
        wanted = {*NAMES.values(), TRUNCATED}
        assert wanted <= set(triggers.get(table, ())), f"{table}: add LogChanges to a migration"


@pytest.mark.parametrize(
    "add",
    [
        lambda: Sector(code="a", name="甲").save(),
        lambda: Sector.objects.bulk_create([Sector(code="a", name="甲")]),
        lambda: _sql("INSERT INTO creation_sector (code, name, \"order\") VALUES ('a', '甲', 0)"),
    ],
    ids=["saved", "bulk", "raw"],
)
def test_new_row_is_logged_however_it_is_written(add):
    add()
    (change,) = _changes()
    made = Sector.objects.get(code="a")
    assert (change.operation, change.row_id, change.label) == ("I", str(made.pk), "甲")
    assert (change.before, change.after["code"]) == (None, "a")


def test_copied_rows_are_logged():
    with (
        connection.cursor() as cursor,
        cursor.copy('COPY creation_sector (code, name, "order") FROM STDIN') as copy,
    ):
        for number in range(3):
            copy.write_row((f"c{number}", f"抄{number}", number))
    assert [change.label for change in _changes()] == ["抄0", "抄1", "抄2"]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: Sector.objects.filter(pk=one.pk).update(order=7),
        lambda one: Sector.objects.bulk_update([Sector(pk=one.pk, order=7)], ["order"]),
        lambda one: _sql('UPDATE creation_sector SET "order" = 7 WHERE id = %s', one.pk),
        lambda one: _sql(
            'INSERT INTO creation_sector (code, name, "order") VALUES (%s, %s, 1)'
            ' ON CONFLICT (code) DO UPDATE SET "order" = 7',
            one.code,
            one.name,
        ),
    ],
    ids=["update", "bulk", "raw", "upsert"],
)
def test_changed_row_is_logged_with_what_changed(change):
    sector = Sector.objects.create(code="a", name="甲", order=1)
    change(sector)
    logged = _changes()[-1]
    assert (logged.operation, logged.row_id) == ("U", str(sector.pk))
    assert (logged.before, logged.after) == ({"order": 1}, {"order": 7})


def test_each_row_of_a_bulk_change_keeps_its_own_before_and_after():
    for number in range(5):
        Sector.objects.create(code=f"s{number}", name=f"领域{number}", order=number)
    _sql('UPDATE creation_sector SET "order" = "order" + 10 WHERE code LIKE \'s_\'')
    changed = [one for one in _changes() if one.operation == "U"]
    assert [(one.before["order"], one.after["order"]) for one in changed] == [
        (number, number + 10) for number in range(5)
    ]


def test_row_that_stays_as_it_was_is_not_logged():
    sector = Sector.objects.create(code="a", name="甲")
    sector.save()
    assert [change.operation for change in _changes()] == ["I"]


def test_deleted_row_is_logged_whole():
    sector = Sector.objects.create(code="a", name="甲")
    key = str(sector.pk)
    sector.delete()
    gone = _changes()[-1]
    assert (gone.operation, gone.row_id, gone.before["name"]) == ("D", key, "甲")


def test_emptied_table_is_logged_with_its_number_of_rows():
    for _ in range(3):
        make_user("auditor")
    _commit()
    _sql("TRUNCATE creation_appointment")
    emptied = _changes("creation_appointment")[-1]
    assert (emptied.operation, emptied.before) == ("T", {"rows": 3})


def test_personal_values_are_said_to_have_changed_and_never_shown():
    branch = make_organization(phone="13800001111")
    Organization.objects.filter(pk=branch.pk).update(phone="13900002222", secretary_name="陈静")
    made, *_, changed = _changes("creation_organization")
    assert made.after["phone"] == "（不记录）"
    names = ("phone", "secretary_name")
    assert [changed.before[name] for name in names] == ["（不记录）", ""]
    assert [changed.after[name] for name in names] == ["（不记录）", "（不记录）"]
    text = str(list(LogChange.objects.values_list("before", "after")))
    assert "1380000" not in text
    assert "陈静" not in text


def test_last_login_is_no_change():
    user = make_user()
    before = len(_changes("creation_user"))
    User.objects.filter(pk=user.pk).update(last_login=datetime(2026, 1, 1, tzinfo=UTC))
    assert len(_changes("creation_user")) == before


def test_password_is_never_in_the_log():
    user = make_user()
    assert user.password not in str(list(LogChange.objects.values_list("before", "after")))


def test_change_names_who_acts_and_from_where():
    wang = make_user(name="王晓燕*/%s")
    with acting(lambda: acting_for(wang, "网页 10.1.2.3")):
        Sector.objects.create(code="a", name="甲")
        Sector.objects.filter(code="a").update(order=3)
    assert [(one.actor_id, one.actor, one.origin) for one in _changes()] == [
        (wang.pk, "王晓燕*/%s", "网页 10.1.2.3")
    ] * 2


def test_system_acts_under_its_name():
    with acting(lambda: acting_for(None, "命令 demo")):
        Sector.objects.create(code="a", name="甲")
    assert (_changes()[0].actor, _changes()[0].origin) == ("系统", "命令 demo")


def test_raw_sql_shows_the_database_user_unless_it_says_who():
    Sector.objects.create(code="a", name="甲")
    _sql("SELECT set_config('wuhao.actor', '赵强', true), set_config('wuhao.origin', '维修', true)")
    Sector.objects.create(code="b", name="乙")
    assert [one.actor for one in _changes()] == ["数据库用户 wuhao", "赵强"]
    assert _changes()[1].origin == "维修"


def test_organization_of_the_row_is_kept_for_the_filter():
    branch = make_organization()
    make_user("secretary", branch)
    assert _changes("creation_organization")[0].organization_id == branch.pk
    assert _changes("creation_appointment")[0].organization_id == branch.pk


def test_entry_and_its_rows_share_the_transaction():
    district = make_district()
    organizations.update(organization=district, values={"masses": 7}, by=None)
    entry = LogEntry.objects.get()
    assert entry.transaction == _changes("creation_organization")[-1].transaction


@pytest.mark.parametrize("statement", ["UPDATE {} SET label = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_changes_cannot_be_rewritten(statement):
    Sector.objects.create(code="a", name="甲")
    _commit()
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        _sql(statement.format("creation_logchange"))


def test_rows_that_nobody_spoke_for_are_a_direct_change():
    Sector.objects.create(code="a", name="甲")
    Sector.objects.create(code="b", name="乙")
    _commit()
    entry = LogEntry.objects.get()
    assert (entry.action, entry.actor) == ("直接改库", "数据库用户 wuhao")
    assert (entry.object_type, entry.note) == ("creation_sector", "改动 2 处")
    assert entry.transaction == _changes()[0].transaction


def test_rows_with_an_entry_are_no_direct_change():
    district = make_district()
    record(by=None, action="新建", on=district)
    _commit()
    assert LogEntry.objects.get().action == "新建"


def test_many_rows_of_one_statement_are_logged_in_seconds_after_single_ones():
    """The plan that single rows leave behind must not pair every row with every other."""
    with connection.cursor() as cursor:
        for number in range(8):
            cursor.execute("UPDATE creation_sector SET name = %s WHERE code = 'organ'", [number])
        Sector.objects.bulk_create(Sector(code=f"s{n}", name=f"领域{n}") for n in range(4000))
        cursor.execute("SET LOCAL statement_timeout = '30s'")
        cursor.execute("UPDATE creation_sector SET name = name || '改' WHERE code LIKE 's%'")
    assert sum(one.operation == "U" for one in _changes()) == 4008
