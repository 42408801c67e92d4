import io
import os
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from creation.models import ImportBatch, LogEntry, Organization
from creation.registers import ORGANIZATIONS
from creation.services import uploads
from creation.services.exports import send_out
from tests.creation.rosters import TITLES, write_csv
from wuhao.workbooks import Limits


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def upload(page, cast, tmp_path):
    """Upload rows as Wang; gives the address of the columns step."""

    def upload(rows, header=TITLES, name="名册.csv"):
        path = write_csv(tmp_path / "a.csv", [header, *rows])
        file = SimpleUploadedFile(name, path.read_bytes())
        return page("wang", "/organizations/import/", {"roster": file})

    return upload


def _row(cast, name="乙支部", code="N1", **fields):
    return [name, code, fields.get("kind", "支部"), cast.town.code, "农村"]


def _through_columns(page, address, **chosen):
    fields = {title: place for place, title in enumerate(TITLES, start=1)} | chosen
    return page("wang", address, fields).url


def test_four_steps_write_only_at_the_last(page, upload, cast):
    columns = upload([_row(cast)]).url
    assert page("wang", columns).context["form"].initial["党组织代码"] == 2
    preview = _through_columns(page, columns)
    assert page("wang", preview).context["report"].counts["新增"] == 1
    assert not Organization.objects.filter(code="N1").exists()
    done = page("wang", preview, {}).url
    assert "新增" in page("wang", done).content.decode()
    assert Organization.objects.get(code="N1").town == cast.town
    assert LogEntry.objects.get(action="导入名册").actor == "王晓燕"


def test_confirmed_twice_is_imported_once(page, upload, cast):
    preview = _through_columns(page, upload([_row(cast)]).url)
    page("wang", preview, {})
    assert page("wang", preview, {}).status_code == 404
    assert Organization.objects.filter(code="N1").count() == 1


def test_strange_headers_are_guessed_and_can_be_chosen(page, upload, cast):
    columns = upload([_row(cast)], header=["单位", "编码", "类别", "上级", "行业"]).url
    form = page("wang", columns).context["form"]
    assert form.initial == {"党组织代码": 2, "类别": 3, "上级代码": 4, "领域": 5}
    refused = page("wang", columns, form.initial)
    assert "必须有这一列" in str(refused.context["form"].errors["党组织名称"])
    twice = page("wang", columns, form.initial | {"党组织名称": 2})
    assert "这一列已经对应“党组织名称”" in str(twice.context["form"].errors["党组织代码"])
    preview = _through_columns(page, columns)
    assert page("wang", preview).context["report"].problems == []


def test_preview_shows_every_problem_with_its_cell(page, upload, cast):
    preview = _through_columns(page, upload([_row(cast), _row(cast, "丙", "N2", kind="支布")]).url)
    response = page("wang", preview)
    text = response.content.decode()
    assert "第 3 行 类别：没有“支布”这一种" in text
    assert "<title>错误：" in text
    (row,) = response.context["rows"]
    assert row.number == 3
    assert [(cell.name, cell.text, cell.fix) for cell in row.cells if cell.wrong] == [
        ("C3", "支布", "支部")
    ]
    assert "确认导入" not in text


def test_confirming_a_file_with_problems_writes_nothing(page, upload, cast):
    preview = _through_columns(page, upload([_row(cast), _row(cast, "丙", "N2", kind="支布")]).url)
    assert page("wang", preview, {}).status_code == 200
    assert not Organization.objects.filter(code="N1").exists()


def test_error_workbook_paints_the_wrong_cells(page, upload, cast):
    preview = _through_columns(page, upload([_row(cast, kind="支布"), _row(cast, "丙", "")]).url)
    content = page("wang", preview.replace("preview", "errors")).content
    sheet = load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]] == TITLES
    red = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert red == {
        "C2": "没有“支布”这一种，是否为“支部”？可填：区委、党委、总支、支部、联合支部"
        "\n可改为：支部",
        "B3": "没有填写",
    }
    assert sheet["C2"].fill.fgColor.rgb == "00FDE2E0"


def test_error_workbook_lists_problems_of_the_whole_file(page, upload, cast):
    columns = upload([], header=TITLES).url
    content = page("wang", _through_columns(page, columns).replace("preview", "errors")).content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet["A1"].comment.text == "文件：只有表头，没有数据行"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "文件是空的（0 字节），请检查后重新上传"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "这是PNG 图片，不是表格"),
        ("a.doc", b"x", "不认识扩展名“.doc”"),
    ],
)
def test_unreadable_upload_is_said_on_the_form_and_not_kept(page, cast, name, content, said):
    response = page("wang", "/organizations/import/", {"roster": SimpleUploadedFile(name, content)})
    assert said in str(response.context["form"].errors["roster"])
    assert list(uploads._own(cast.wang).glob("*")) == []


def test_too_large_upload_is_refused_before_it_is_read(page, monkeypatch):
    small = Limits(file_bytes=2**20)
    monkeypatch.setattr("creation.views.imports.limits", lambda: small)
    file = SimpleUploadedFile("a.csv", b"x" * (2**20 + 1))
    response = page("wang", "/organizations/import/", {"roster": file})
    assert "文件超过 1 MB" in str(response.context["form"].errors["roster"])


@pytest.mark.parametrize("step", ["columns", "preview", "errors", "done"])
def test_upload_belongs_to_its_owner(page, upload, cast, step):
    columns = upload([_row(cast)]).url
    address = columns.replace("columns", step)
    mine = page("wang", address).status_code
    assert mine in (200, 302) or step == "done"
    cast.li.appointments.update(role="district_staff")
    assert page("li", address).status_code == 404
    assert page("wang", re.sub("import/[0-9a-f]+", "import/none", address)).status_code == 404


def test_preview_before_the_columns_leads_back(page, upload, cast):
    columns = upload([_row(cast)]).url
    assert page("wang", columns.replace("columns", "preview")).url == columns
    assert page("wang", columns.replace("columns", "errors")).url == columns


def test_todays_uploads_stay_side_by_side(upload, cast):
    upload([_row(cast)])
    upload([_row(cast)])
    assert len(list(uploads._own(cast.wang).glob("*"))) == 2


def test_yesterdays_uploads_go_when_the_next_one_comes(upload, cast):
    upload([_row(cast)])
    old = next(uploads._own(cast.wang).glob("*/facts.json"))
    long_ago = time.time() - uploads.KEEP_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    upload([_row(cast)])
    assert not old.exists()
    assert len(list(uploads._own(cast.wang).glob("*"))) == 1


def test_template_has_our_titles_drop_downs_and_an_example_that_is_passed_over(
    page, upload, cast, tmp_path
):
    content = page("wang", "/organizations/import/template/").content
    book = load_workbook(io.BytesIO(content))
    sheet = book["名册"]
    assert [cell.value for cell in sheet[1]][:5] == TITLES
    assert len(sheet.data_validations.dataValidation) == 3
    assert sheet["B2"].value == "示例"
    sheet.append(_row(cast))
    book.save(tmp_path / "filled.xlsx")
    file = SimpleUploadedFile("filled.xlsx", (tmp_path / "filled.xlsx").read_bytes())
    columns = page("wang", "/organizations/import/", {"roster": file}).url
    guess = page("wang", columns).context["form"].initial
    preview = page("wang", columns, guess).url
    report = page("wang", preview).context["report"]
    assert (report.problems, report.counts["新增"]) == ([], 1)


# --- one click -----------------------------------------------------------------------------------


@pytest.fixture
def preview(page, upload, cast):
    """The preview of two rows of the same fault, one that nobody can guess, and a sum."""
    rows = [
        _row(cast, kind="支布"),
        _row(cast, "丙", "N2", kind="支布"),
        _row(cast, "", "N3"),
        ["合计", "", "", "", ""],
    ]
    return _through_columns(page, upload(rows).url)


def _clicked(page, preview, **button):
    response = page("wang", preview.replace("preview", "mend"), button)
    assert response.url == preview
    return page("wang", preview).context


def _wrong(context):
    return [(one.row, one.column) for one in context["report"].problems]


ALL_WRONG = [(2, "类别"), (3, "类别"), (4, "党组织名称"), (5, "党组织名称")]


@pytest.mark.parametrize(
    ("button", "left"),
    [
        ({"fix": "2|类别"}, ALL_WRONG[1:]),
        ({"kind": "“支布”不在可选项里"}, ALL_WRONG[2:]),
        ({"fix": "all"}, [ALL_WRONG[2]]),
        ({"skip": "4"}, [*ALL_WRONG[:2], ALL_WRONG[3]]),
        ({"skip": "all"}, []),
        ({"fix": "4|党组织名称"}, ALL_WRONG),
        ({"fix": "nonsense"}, ALL_WRONG),
        ({"keep": "2|nonsense"}, ALL_WRONG),
    ],
)
def test_click_mends_what_it_says(page, preview, button, left):
    assert _wrong(page("wang", preview).context) == ALL_WRONG
    assert _wrong(_clicked(page, preview, **button)) == left


def test_clicks_can_be_taken_back(page, preview):
    context = _clicked(page, preview, skip="all")
    assert (context["left_out"], context["mended"]) == (4, 0)
    assert _wrong(_clicked(page, preview, reset="1")) == ALL_WRONG


def test_mended_file_goes_in_and_is_a_batch(page, preview):
    _clicked(page, preview, fix="all")
    context = _clicked(page, preview, skip="all")
    done = page("wang", preview, {"seen": context["report"].digest}).url
    batch = ImportBatch.objects.get()
    assert batch.counts == {"新增": 2, "更新": 0, "未变": 0}
    assert f"/organizations/import/batches/{batch.pk}/" in page("wang", done).content.decode()
    new = Organization.objects.filter(code__in=["N1", "N2"])
    assert set(new.values_list("kind", flat=True)) == {"branch"}


def test_confirming_what_has_changed_meanwhile_shows_it_again(page, upload, cast):
    row = [cast.branch.name, cast.branch.code, "支部", cast.town.code, "农村"]
    preview = _through_columns(page, upload([row, _row(cast)]).url)
    seen = page("wang", preview).context["report"].digest
    Organization.objects.filter(pk=cast.branch.pk).update(name="别人改的名字")
    response = page("wang", preview, {"seen": seen})
    assert "您查看之后，名册又有了改动" in response.content.decode()
    assert not Organization.objects.filter(code="N1").exists()


def test_row_that_both_changed_asks_and_is_answered(page, cast, upload):
    lines = send_out(register=ORGANIZATIONS, rows=[cast.branch], by=cast.wang)
    Organization.objects.filter(pk=cast.branch.pk).update(name="别人改的名字")
    columns = upload([["我改的名字", *lines[1][1:]]], header=lines[0]).url
    preview = page("wang", columns, page("wang", columns).context["form"].initial).url
    text = page("wang", preview).content.decode()
    for value in ("前柳村党支部", "别人改的名字", "我改的名字", "用文件里的", "保留现在的"):
        assert value in text
    assert "确认导入" not in text
    context = _clicked(page, preview, keep="2|mine")
    assert context["report"].updated == [cast.branch.code]
    page("wang", preview, {"seen": context["report"].digest})
    assert Organization.objects.get(pk=cast.branch.pk).name == "我改的名字"


def test_columns_of_the_last_file_are_known(page, upload, cast):
    header = ["单位", "甲", "类别", "上级", "行业"]
    columns = upload([_row(cast)], header=header).url
    assert "党组织名称" not in page("wang", columns).context["form"].initial
    _through_columns(page, columns)
    again = page("wang", upload([_row(cast)], header=header).url)
    assert again.context["form"].initial["党组织名称"] == 1
    assert "已按您上次的对应填好 5 列" in again.content.decode()


def test_error_workbook_of_an_xlsx_is_the_persons_own(page, cast, tmp_path):
    book = Workbook()
    for line in (["江南区名册"], TITLES, _row(cast, kind="支布")):
        book.active.append(line)
    book.active["A3"].font = Font(bold=True)
    book.create_sheet("别的")["A1"] = "留着"
    book.save(tmp_path / "我的.xlsx")
    file = SimpleUploadedFile("我的.xlsx", (tmp_path / "我的.xlsx").read_bytes())
    columns = page("wang", "/organizations/import/", {"roster": file}).url
    preview = _through_columns(page, columns)
    assert "没有读：别的" in page("wang", preview).content.decode()
    painted = load_workbook(io.BytesIO(page("wang", preview.replace("preview", "errors")).content))
    assert painted.sheetnames == ["Sheet", "别的"]
    sheet = painted["Sheet"]
    assert (sheet["A1"].value, sheet["A3"].font.bold) == ("江南区名册", True)
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == ["C3"]
