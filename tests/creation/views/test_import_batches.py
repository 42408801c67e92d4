import pytest

from creation.models import ImportBatch, Organization
from creation.registers import ORGANIZATIONS
from creation.services.imports import bring_in
from tests.creation.rosters import TITLES, write_csv

BATCHES = "/organizations/import/batches/"


@pytest.fixture
def batch(cast, tmp_path):
    rows = [
        ["乙支部", "N1", "支部", cast.town.code, "农村", "3"],
        [cast.branch.name, cast.branch.code, "支部", cast.town.code, "农村", "28"],
    ]
    path = write_csv(tmp_path / "名册.csv", [[*TITLES, "正式党员数"], *rows])
    return bring_in(register=ORGANIZATIONS, path=path, by=cast.wang).batch


def test_batches_are_listed_with_counts(page, batch):
    text = page("wang", BATCHES).content.decode()
    assert "名册.csv" in text
    assert "已导入" in text


def test_register_without_batches_says_so(page, cast):
    assert "还没有导入过。" in page("wang", BATCHES).content.decode()


def test_batch_shows_new_cells_and_changes(page, batch):
    text = page("wang", f"{BATCHES}{batch.pk}/").content.decode()
    assert "上级代码：" in text
    assert "正式党员数：0 → 28" in text


def test_batch_is_undone_after_asking(page, batch):
    undo = f"{BATCHES}{batch.pk}/undo/"
    assert "删除新增的 1 行" in page("wang", undo).content.decode()
    assert Organization.objects.filter(code="N1").exists()
    assert page("wang", undo, {}).url == f"{BATCHES}{batch.pk}/"
    assert not Organization.objects.filter(code="N1").exists()
    assert "撤销导入</button>" not in page("wang", f"{BATCHES}{batch.pk}/").content.decode()


def test_refusal_to_undo_is_shown_beside_the_button(page, batch):
    Organization.objects.filter(code="N1").update(name="又改")
    text = page("wang", f"{BATCHES}{batch.pk}/").content.decode()
    assert "第 2 行（N1 乙支部）导入后又改过，不能撤销。" in text
    page("wang", f"{BATCHES}{batch.pk}/undo/", {})
    assert ImportBatch.objects.get().undone_at is None


@pytest.mark.parametrize("more", ["", "undo/"])
def test_colleague_of_a_town_sees_own_batches_only(page, batch, cast, more):
    cast.li.appointments.update(role="district_staff")
    assert page("li", f"{BATCHES}{batch.pk}/{more}").status_code == 404
    ImportBatch.objects.update(by=cast.li)
    assert page("li", f"{BATCHES}{batch.pk}/{more}").status_code == 200
    assert page("chen", BATCHES).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_batches_cost_the_same_for_any_number(queries, batch, count):
    for _ in range(count):
        batch.pk = None
        batch.save()
    assert queries("wang", BATCHES) == 5
