"""What the database itself refuses, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from creation.models import Goal, Item, LogEntry, StandardSet
from creation.services.log import record
from creation.services.standards import save_standard
from tests.factories import make_district, make_standard, standard_spec

pytestmark = pytest.mark.django_db
SETTLED = "SET CONSTRAINTS ALL IMMEDIATE"  # TRUNCATE waits for no deferred check


@pytest.fixture
def entry():
    return record(by=None, action="试", on=make_district())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE creation_logentry SET action = '改'",
        "DELETE FROM creation_logentry",
        "TRUNCATE creation_logentry",
    ],
)
def test_log_entry_cannot_be_rewritten(entry, statement):
    with (
        pytest.raises(IntegrityError, match="只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert LogEntry.objects.get().action == "试"


@pytest.mark.parametrize(
    "change",
    [
        lambda one: Item.objects.filter(standard=one).update(points=1),
        lambda one: Item.objects.filter(standard=one).delete(),
        lambda one: Goal.objects.filter(standard=one).update(name="别的"),
        lambda one: Goal.objects.create(standard=one, code="6", order=6, name="第六"),
        lambda one: StandardSet.objects.filter(pk=one.pk).update(name="别的"),
        lambda one: StandardSet.objects.filter(pk=one.pk).update(state="draft"),
        lambda one: StandardSet.objects.filter(pk=one.pk)._raw_delete("default"),
    ],
    ids=["item", "item-gone", "goal", "goal-new", "name", "unpublish", "gone"],
)
def test_published_standard_cannot_be_changed(change):
    standard = make_standard()
    with pytest.raises(IntegrityError, match="已发布"), transaction.atomic():
        change(standard)


@pytest.mark.parametrize("state", ["published", "retired"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE creation_item SET points = 1",
        "UPDATE creation_item SET params = '{}', \"order\" = 9",
        "DELETE FROM creation_item",
        'INSERT INTO creation_goal (standard_id, code, "order", name, common_good)'
        " SELECT id, '6', 6, '第六', 'luck' FROM creation_standardset",
        "UPDATE creation_goal SET name = '别的'",
        "DELETE FROM creation_goal",
        "UPDATE creation_standardset SET edition = '改'",
        "UPDATE creation_standardset SET state = 'draft'",
        "UPDATE creation_standardset SET digest = '', state = 'retired'",
        "DELETE FROM creation_standardset",
        "TRUNCATE creation_item CASCADE",
        "TRUNCATE creation_goal CASCADE",
        "TRUNCATE creation_standardset CASCADE",
        "TRUNCATE creation_sector CASCADE",
    ],
)
def test_no_statement_gets_at_a_standard_once_published(state, statement):
    standard = make_standard()
    StandardSet.objects.filter(pk=standard.pk).update(state=state)
    before = list(standard.items.values()), list(standard.goals.values())
    with connection.cursor() as cursor:
        cursor.execute(SETTLED)
        with pytest.raises(IntegrityError, match="已发布"), transaction.atomic():
            cursor.execute(statement)
    assert (list(standard.items.values()), list(standard.goals.values())) == before


def test_standard_at_99_5_points_is_not_published_by_sql_either():
    draft = save_standard(spec=standard_spec(), by=None)
    Item.objects.filter(standard=draft, code="1.1").update(points="19.5")
    with pytest.raises(IntegrityError, match=r"合计 99\.50 分"), transaction.atomic():
        StandardSet.objects.filter(pk=draft.pk).update(state="published")


@pytest.mark.parametrize("state", ["published", "retired"])
def test_standard_is_never_born_published(state):
    draft = save_standard(spec=standard_spec(), by=None)
    with pytest.raises(IntegrityError, match="要先是草稿"), transaction.atomic():
        StandardSet.objects.create(code="x", sector=draft.sector, edition="9", state=state)


def test_draft_cannot_be_retired_by_sql():
    draft = save_standard(spec=standard_spec(), by=None)
    with pytest.raises(IntegrityError, match="还不能发布"), transaction.atomic():
        StandardSet.objects.filter(pk=draft.pk).update(state="retired")


def test_drafts_may_be_emptied():
    save_standard(spec=standard_spec(), by=None)
    with connection.cursor() as cursor:
        cursor.execute(SETTLED)
        cursor.execute("TRUNCATE creation_item CASCADE")
    assert not Item.objects.exists()


def test_draft_standard_can_be_changed():
    draft = save_standard(spec=standard_spec(), by=None)
    Item.objects.filter(standard=draft).update(title="改过")
    Item.objects.filter(standard=draft, code="1.1").delete()
    assert set(draft.items.values_list("title", flat=True)) == {"改过"}


def test_item_cannot_move_from_a_draft_into_a_published_standard():
    published = make_standard()
    draft = save_standard(spec=standard_spec("community"), by=None)
    with pytest.raises(IntegrityError, match="已发布"), transaction.atomic():
        draft.items.filter(code="1.1").update(standard=published, code="9.9")


def test_published_standard_may_only_be_retired():
    standard = make_standard()
    StandardSet.objects.filter(pk=standard.pk).update(state="retired")
    with pytest.raises(IntegrityError, match="已发布"), transaction.atomic():
        StandardSet.objects.filter(pk=standard.pk).update(state="published")
