"""The log is sealed in batches, and what a superuser does to it shows."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from creation import sealing
from creation.models import LogChange, LogEntry, LogSeal, Sector
from creation.queries.seals import seals_over, walk
from creation.queries.triggers import logged_tables, silent_tables
from creation.services import seals
from creation.services.log import record
from tests.factories import make_organization

pytestmark = pytest.mark.django_db


def _sql(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _behind_the_back(statement, table="creation_logentry"):
    """As a superuser who switches the triggers off."""
    _sql(
        "SET CONSTRAINTS ALL IMMEDIATE",
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        statement,
        f"ALTER TABLE {table} ENABLE TRIGGER USER",
    )


@pytest.fixture
def entries():
    """Three entries and the changes of their organization, all sealed."""
    branch = make_organization()
    made = [record(by=None, action=f"动作{number}", on=branch) for number in range(3)]
    seals.seal_log()
    return made


def _more():
    return record(by=None, action="再来", on=make_organization())


def test_every_row_is_sealed_once(entries):
    assert sum(LogSeal.objects.values_list("rows", flat=True)) == (
        LogEntry.objects.count() + LogChange.objects.count()
    )
    assert seals.seal_log() == 0


def test_batches_follow_each_other(entries):
    _more()
    seals.seal_log()
    first, second = LogSeal.objects.order_by("id")
    assert (first.previous, second.previous) == (sealing.BEGINNING, first.digest)


def test_many_rows_are_sealed_in_several_batches(entries, monkeypatch):
    monkeypatch.setattr(seals, "MOST", 2)
    for _ in range(3):
        _more()
    assert seals.seal_log() > 4
    assert max(LogSeal.objects.values_list("rows", flat=True)[:2]) == 2
    assert walk().broken == ""


def test_untouched_log_is_as_it_was_sealed(entries):
    _more()
    verdict = walk()
    total = LogEntry.objects.count() + LogChange.objects.count()
    assert (verdict.broken, verdict.seals, verdict.rows + verdict.unsealed) == ("", 1, total)


def test_empty_log_has_nothing_to_be_broken(db):
    assert (walk().broken, walk().seals) == ("", 0)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE creation_logentry SET actor = '别人' WHERE id = {}", "被改动"),
        ("DELETE FROM creation_logentry WHERE id = {}", "被删除"),
    ],
)
def test_changed_entry_is_named(entries, statement, said):
    key = entries[1].pk
    _behind_the_back(statement.format(key))
    assert walk().broken == f"{LogSeal.objects.get()}的第 {key} 条{said}"


def test_changed_value_of_a_row_change_is_named(entries):
    change = LogChange.objects.order_by("id").first()
    _behind_the_back(
        f"UPDATE creation_logchange SET after = '{{}}' WHERE id = {change.pk}", "creation_logchange"
    )
    assert f"第 {change.pk} 条被改动" in walk().broken


def test_first_broken_row_of_the_first_broken_batch_is_named(entries):
    later = _more()
    seals.seal_log()
    for one in (later, entries[2], entries[0]):
        _behind_the_back(f"UPDATE creation_logentry SET note = '改' WHERE id = {one.pk}")
    assert f"第 {entries[0].pk} 条被改动" in walk().broken


def _passed_over():
    """A number of the log that a transaction took and gave back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('creation_logentry', 'id'))")
        return cursor.fetchone()[0]


def _fill(number):
    _sql(
        "INSERT INTO creation_logentry (id, at, actor, action, object_type, object_id,"
        " object_label, round_code, note, origin) OVERRIDING SYSTEM VALUE"
        f" VALUES ({number}, now(), '', '塞进来', '', '', '', '', '', '')"
    )


def test_row_put_into_the_past_is_named(entries, monkeypatch):
    number = _passed_over()
    _more()
    seals.seal_log()
    monkeypatch.setattr(sealing, "PATIENCE", 0)
    monkeypatch.setattr(seals, "_snapshot", lambda: (10**9, 10**9, 10**10))
    _more()
    seals.seal_log()  # gives the number up
    _fill(number)
    assert walk().broken == f"第 {number} 条是封存以后插入的"


def test_row_that_commits_late_is_sealed_late(entries):
    number = _passed_over()
    _more()
    seals.seal_log()
    _fill(number)
    assert walk().unsealed == 1
    assert seals.seal_log() == 1
    assert (walk().broken, walk().unsealed) == ("", 0)
    assert LogSeal.objects.first().ranges == [[number, number]]


def test_missing_number_between_two_late_rows_stays_open(entries):
    numbers = [_passed_over() for _ in range(3)]
    _more()
    seals.seal_log()
    _fill(numbers[1])
    seals.seal_log()
    left = [(first, last) for first, last, *_ in LogSeal.objects.first().open][-2:]
    assert left == [(numbers[0], numbers[0]), (numbers[2], numbers[2])]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM creation_logseal WHERE id = {}", "与上一批接不上"),
        (
            "UPDATE creation_logseal SET digest = repeat('0', 63) || '1' WHERE id = {}",
            "封存记录本身",
        ),
    ],
)
def test_changed_seal_shows(entries, statement, said):
    first = LogSeal.objects.get()
    _more()
    seals.seal_log()
    _behind_the_back(statement.format(first.pk), "creation_logseal")
    assert said in walk().broken


def test_digest_noted_down_shows_that_the_end_was_cut_off(entries):
    _more()
    seals.seal_log()
    noted = LogSeal.objects.first()
    assert walk(noted.digest).broken == ""
    _behind_the_back(f"DELETE FROM creation_logseal WHERE id = {noted.pk}", "creation_logseal")
    assert walk().broken == ""
    assert "找不到封存摘要" in walk(noted.digest).broken


@pytest.mark.parametrize(
    "statement",
    ["UPDATE creation_logseal SET rows = 0", "DELETE FROM creation_logseal"],
)
def test_seal_cannot_be_rewritten(entries, statement):
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        _sql(statement)


def test_rows_of_a_page_know_their_batch(entries):
    later = _more()
    numbers = [entries[0].pk, later.pk]
    assert dict(seals_over(numbers)) == {entries[0].pk: LogSeal.objects.get().pk}
    assert dict(seals_over([])) == {}


def test_command_says_what_it_walked_and_logs_it(entries, capsys):
    call_command("verify_log")
    said = capsys.readouterr().out
    assert "全部与封存时一致" in said
    assert LogSeal.objects.order_by("-id").first().digest in said
    assert LogEntry.objects.first().action == "核验日志"


def test_command_fails_and_names_the_broken_row(entries):
    _behind_the_back(f"DELETE FROM creation_logentry WHERE id = {entries[0].pk}")
    with pytest.raises(CommandError, match=f"第 {entries[0].pk} 条被删除"):
        call_command("verify_log")
    assert "被删除" in LogEntry.objects.first().note


def test_command_fails_when_a_table_is_not_logged_any_more(entries):
    _sql("ALTER TABLE creation_sector DISABLE TRIGGER log_updated")
    assert silent_tables() == ["creation_sector"]
    with pytest.raises(CommandError, match="creation_sector"):
        call_command("verify_log")


def test_log_knows_its_tables(db):
    assert {"creation_organization", "creation_redline_departments"} <= logged_tables()
    assert silent_tables() == []


@pytest.mark.django_db(transaction=True)
def test_second_sealer_finds_nothing_to_do_and_nobody_waits():
    Sector.objects.create(code="a", name="甲")
    outcomes = []

    def other():
        outcomes.append(seals.seal_log())
        Sector.objects.create(code="b", name="乙")  # a save goes on beside the sealer
        connection.close()

    with transaction.atomic():
        assert seals.seal_log() > 0
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=20)
    assert outcomes == [0]
    assert seals.seal_log() > 0
    assert walk().broken == ""
