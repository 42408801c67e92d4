"""A draft into files and back: shown before it is written, refused by cell, never over others."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from creation.models import Sector, StandardSet
from creation.queries.standards import specs_of
from creation.services.standard_drafts import begin_standard, rename_goal
from tests.factories import make_standard


@pytest.fixture
def draft(settings, tmp_path, cast):
    settings.DATA = tmp_path
    source = make_standard()
    sector = Sector.objects.get(code="organ")
    return begin_standard(sector=sector, name="标准", edition="2029", source=source, by=None)


def exported(page, draft, form="xlsx"):
    return page("wang", f"{reverse('standard_export', args=[draft.pk])}?format={form}").content


def upload(page, draft, content, name="标准.xlsx"):
    file = SimpleUploadedFile(name, content)
    return page("wang", reverse("standard_import", args=[draft.pk]), {"file": file})


def spoilt(content, cell, value):
    book, out = load_workbook(io.BytesIO(content)), io.BytesIO()
    book.worksheets[0][cell] = value
    book.save(out)
    return out.getvalue()


def fresh(draft):
    return StandardSet.objects.get(pk=draft.pk)


@pytest.mark.parametrize(("form", "name"), [("xlsx", "标准.xlsx"), ("toml", "标准.toml")])
def test_what_was_exported_comes_back_unchanged(page, draft, form, name):
    before = specs_of(fresh(draft))
    check = upload(page, draft, exported(page, draft, form), name).url
    assert page("wang", check).context["diff"].counts["same"] == 5
    assert page("wang", check, {}).url == reverse("standard_edit", args=[draft.pk])
    assert specs_of(fresh(draft)) == before


def test_changes_are_shown_before_they_are_written(page, draft):
    check = upload(page, draft, spoilt(exported(page, draft), "G3", 19)).url
    context = page("wang", check).context
    assert [change.label for change in context["pairs"][0].changes] == ["分值"]
    assert context["gaps"][0].text.startswith("分值合计 99 分")
    assert fresh(draft).items.get(code="1.1").points == 20
    page("wang", check, {})
    assert fresh(draft).items.get(code="1.1").points == 19


def test_draft_that_somebody_changed_meanwhile_is_not_overwritten(page, draft):
    check = upload(page, draft, spoilt(exported(page, draft), "G3", 19)).url
    rename_goal(goal=draft.goals.get(code="5"), name="今天改的", by=None)
    answer = page("wang", check, {})
    assert (answer.status_code, "有人改过这份草稿" in answer.content.decode()) == (409, True)
    assert fresh(draft).items.get(code="1.1").points == 20


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"code = ", "a.toml", "不是正确的 TOML 文件"),
        (b'code = "x"', "a.toml", "目标（goals）：应有若干张"),
        ("随便,写写\n".encode(), "a.csv", "没有找到表头"),
        (b"PK", "a.xlsx", ""),
        (b"x", "a.pdf", "不认识扩展名"),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(page, draft, content, name, said):
    answer = upload(page, draft, content, name)
    assert answer.status_code == 422
    assert any(said in error for error in answer.context["errors"])


def test_wrong_cells_are_all_named(page, draft):
    content = spoilt(spoilt(exported(page, draft), "G3", "三分"), "H5", "猜")
    errors = upload(page, draft, content).context["errors"]
    assert [error[:14] for error in errors] == ["第 3 行 分值（G3）：“", "第 5 行 计分方法（H5）"]


def test_file_larger_than_any_standard_is_refused(page, draft):
    answer = upload(page, draft, b"x" * (2 * 2**20 + 1))
    assert "文件超过 2 MB" in str(answer.context["form"].errors)


def test_other_peoples_files_do_not_exist(page, draft):
    check = upload(page, draft, exported(page, draft)).url
    page("wang", check, {})
    assert page("wang", check).status_code == 404


def test_a_data_file_over_a_draft_is_compared_first(page, draft):
    content = exported(page, draft, "toml").decode().replace('points = "20"', 'points = "19"', 1)
    data = {"file": SimpleUploadedFile("标准.txt", content.encode())}
    check = page("wang", reverse("standard_upload"), data).url
    assert fresh(draft).items.get(code="1.1").points == 20
    assert len(page("wang", check).context["pairs"]) == 1
    page("wang", check, {})
    assert fresh(draft).items.get(code="1.1").points == 19
    assert StandardSet.objects.filter(state="draft").count() == 1


def test_the_same_data_file_again_changes_nothing_and_another_sector_is_refused(page, draft):
    content, before = exported(page, draft, "toml").decode(), specs_of(fresh(draft))
    same = {"file": SimpleUploadedFile("a.toml", content.encode())}
    assert page("wang", reverse("standard_upload"), same).url == f"/standards/{draft.pk}/"
    other = content.replace('sector = "organ"', 'sector = "community"')
    data = {"file": SimpleUploadedFile("a.toml", other.encode())}
    answer = page("wang", reverse("standard_upload"), data)
    assert answer.context["errors"][0].startswith(f"草稿 {draft.code} 属于机关领域")
    assert specs_of(fresh(draft)) == before
