"""Pages of the surveys: who may see them, the way of a file, the rates."""

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from surveys.directory import Directory
from surveys.layouts import recognise
from surveys.mapping import Mapping
from surveys.models import Response, Upload
from surveys.services import uploads
from surveys.services.questionnaires import install_questionnaire
from surveys.sheets import read
from tests import factories
from tests.surveys.conftest import HEADER, MASS, MEMBER, workbook

ROWS = [HEADER, ["QD01", *MASS], ["QD01", *MEMBER], ["QD02", *MASS]]
ODD = [HEADER, ["北街支部", *MASS], ["QD01", "游客", "不错", *MASS[2:]], ["某某", *MASS]]


def sent(rows, name="测评.xlsx"):
    return SimpleUploadedFile(name, workbook(rows).read())


@pytest.fixture
def upload(questionnaire, branches, staff):
    return uploads.receive(questionnaire=questionnaire, file=workbook(ROWS), by=staff)


@pytest.fixture
def odd(questionnaire, branches, staff):
    return uploads.receive(questionnaire=questionnaire, file=workbook(ODD), by=staff)


def page(client, name, *args):
    return client.get(reverse(name, args=args))


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def pages(questionnaire, upload, branches):
    return [
        ("questionnaire_list",),
        ("questionnaire_detail", questionnaire.pk),
        ("answer_template", questionnaire.pk),
        ("tally_template", questionnaire.pk),
        ("upload_create", questionnaire.pk),
        ("upload_detail", upload.pk),
        ("upload_columns", upload.pk),
        ("upload_check", upload.pk),
        ("upload_undo", upload.pk),
        ("rate_list", questionnaire.pk),
        ("rate_export", questionnaire.pk),
        ("flag_list", questionnaire.pk),
        ("flag_export", questionnaire.pk),
        ("rate_detail", questionnaire.pk, branches[0].pk),
    ]


def test_staff_sees_every_page(client, pages, staff):
    client.force_login(staff)
    assert {name: page(client, name, *args).status_code for name, *args in pages} == {
        name: 200 for name, *_ in pages
    }


@pytest.mark.parametrize("role", ["secretary", "inspector", "auditor"])
def test_roles_without_surveys_get_404(client, pages, town, role):
    client.force_login(factories.make_user(role, None if role == "auditor" else town))
    assert {page(client, name, *args).status_code for name, *args in pages} == {404}


def test_reviewer_of_another_town_sees_neither_file_nor_branch(
    client, district, upload, questionnaire, branches
):
    other = factories.make_town(district, "新桥镇党委")
    client.force_login(factories.make_user("committee_reviewer", other))
    for name in ("upload_detail", "upload_columns", "upload_check", "upload_undo"):
        assert page(client, name, upload.pk).status_code == 404
    for name in ("upload_commit", "upload_undo"):
        assert client.post(reverse(name, args=[upload.pk])).status_code == 404
    assert page(client, "rate_detail", questionnaire.pk, branches[0].pk).status_code == 404
    assert "北街" not in text(page(client, "rate_list", questionnaire.pk))
    assert upload.name not in text(page(client, "questionnaire_detail", questionnaire.pk))


def test_reviewer_sees_the_own_file_and_that_of_colleagues(
    client, questionnaire, branches, reviewer, town
):
    upload = uploads.receive(questionnaire=questionnaire, file=workbook(ROWS), by=reviewer)
    for user in (reviewer, factories.make_user("committee_reviewer", town)):
        client.force_login(user)
        assert page(client, "upload_check", upload.pk).status_code == 200


@pytest.mark.parametrize(
    ("role", "ends_on", "status"),
    [
        ("committee_reviewer", None, 200),
        ("secretary", None, 404),
        ("inspector", None, 404),
        ("committee_reviewer", datetime.date(2021, 1, 1), 404),
    ],
)
def test_colleague_takes_care_of_surveys_here_today(
    client, questionnaire, branches, staff, reviewer, role, ends_on, status
):
    """Wang of the district sends a file and holds another appointment in Li's town as well."""
    upload = uploads.receive(questionnaire=questionnaire, file=workbook(ROWS), by=staff)
    staff.appointments.create(
        role=role, organization=branches[0], starts_on="2020-01-01", ends_on=ends_on
    )
    client.force_login(reviewer)
    assert page(client, "upload_detail", upload.pk).status_code == status


def test_district_sees_the_files_of_commands_too(client, questionnaire, branches, staff, upload):
    Upload.objects.update(uploaded_by=None)
    client.force_login(staff)
    assert page(client, "upload_detail", upload.pk).status_code == 200


def test_the_way_of_a_sound_file(client, questionnaire, branches, staff):
    client.force_login(staff)
    url = reverse("upload_create", args=[questionnaire.pk])
    response = client.post(url, {"file": sent(ROWS)})
    upload = Upload.objects.get()
    assert response.url == reverse("upload_columns", args=[upload.pk])
    initial = page(client, "upload_columns", upload.pk).context["form"]
    columns = {name: field.initial for name, field in initial.fields.items()}
    assert columns["c1"] == "organization"
    response = client.post(response.url, columns)
    assert response.url == reverse("upload_check", args=[upload.pk])
    assert "确认入库" in text(client.get(response.url))
    response = client.post(reverse("upload_commit", args=[upload.pk]), follow=True)
    assert "三率已重新计算" in text(response)
    assert Response.objects.count() == 3


def test_unknown_values_are_asked_and_the_answers_go_on(client, odd, staff):
    client.force_login(staff)
    url = reverse("upload_check", args=[odd.pk])
    shown = client.get(url)
    assert [problem.value for problem, _, _ in shown.context["form"].rows()] == [
        "北街支部", "某某", "游客", "不错",
    ]  # fmt: skip
    assert "北街党支部（QD01）" in text(shown)
    assert "确认入库" not in text(shown)
    answers = {"p0": "QD01", "code1": "ｑｄ０２", "p2": "mass", "p3": "1"}
    shown = client.post(url, answers, follow=True)
    assert "确认入库" in text(shown)
    client.post(reverse("upload_commit", args=[odd.pk]))
    codes = Response.objects.order_by("organization__code").values_list(
        "organization__code", flat=True
    )
    assert list(codes) == ["QD01", "QD01", "QD02"]


def test_rows_can_be_left_out(client, odd, staff):
    client.force_login(staff)
    url = reverse("upload_check", args=[odd.pk])
    answers = {"p0": "ignore", "p1": "ignore", "p2": "ignore", "p3": ""}
    shown = client.post(url, answers, follow=True)
    assert "按您的决定不导入 <b>3</b> 行" in text(shown)
    assert [p.value for p, _, _ in shown.context["form"].rows()] == ["不错"]


def test_code_that_does_not_exist_is_named(client, odd, staff):
    client.force_login(staff)
    shown = client.post(reverse("upload_check", args=[odd.pk]), {"code0": "QD77"})
    assert "没有代码为“QD77”的党组织" in text(shown)
    assert Upload.objects.get().mapping["organizations"] == {}


def test_column_can_be_said_to_be_something_else(client, questionnaire, branches, staff):
    rows = [["哪个", *HEADER[1:]], *ROWS[1:]]
    upload = uploads.receive(questionnaire=questionnaire, file=workbook(rows), by=staff)
    client.force_login(staff)
    assert "没有找到党组织代码或名称的列" in text(page(client, "upload_check", upload.pk))
    form = page(client, "upload_columns", upload.pk).context["form"]
    columns = {name: field.initial for name, field in form.fields.items()}
    assert columns["c1"] == "ignore"
    url = reverse("upload_columns", args=[upload.pk])
    client.post(url, columns | {"c1": "organization"})
    assert "确认入库" in text(page(client, "upload_check", upload.pk))


def test_ballots_keep_their_columns_through_the_wizard(client, questionnaire, branches, staff):
    client.force_login(staff)
    content = page(client, "tally_template", questionnaire.pk).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [cell.value for cell in book["计票表"]["A"]][1:5] == ["QD01", "QD01", "QD02", "QD02"]
    url = reverse("upload_create", args=[questionnaire.pk])
    response = client.post(url, {"file": SimpleUploadedFile("计票.xlsx", content)})
    form = client.get(response.url).context["form"]
    columns = {name: field.initial for name, field in form.fields.items()}
    response = client.post(response.url, columns)
    assert "错误" not in text(client.get(response.url))


@pytest.mark.parametrize("name", ["upload_columns", "upload_check"])
def test_file_that_is_in_has_no_way_back_into_the_wizard(client, upload, staff, name):
    uploads.commit(upload=upload, by=staff)
    client.force_login(staff)
    assert page(client, name, upload.pk).url == reverse("upload_detail", args=[upload.pk])


def test_refusal_stands_at_the_field(client, questionnaire, branches, staff):
    client.force_login(staff)
    url = reverse("upload_create", args=[questionnaire.pk])
    file = SimpleUploadedFile("照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    assert "照片.xlsx：这是PNG 图片，不是表格" in text(client.post(url, {"file": file}))
    assert "请选择一个 .xlsx、.xls 或 .csv 文件。" in text(client.post(url, {}))


def test_commit_with_problems_is_refused_with_the_sentence(client, odd, staff):
    client.force_login(staff)
    response = client.post(reverse("upload_commit", args=[odd.pk]))
    assert (response.status_code, Response.objects.count()) == (409, 0)
    assert "还有 4 处问题没有处理" in text(response)


def test_undo_asks_first_and_takes_the_answers_out(client, upload, staff):
    uploads.commit(upload=upload, by=staff)
    client.force_login(staff)
    url = reverse("upload_undo", args=[upload.pk])
    assert "全部答卷会从三率里去掉" in text(client.get(url))
    assert Response.objects.count() == 3
    assert "已撤销" in text(client.post(url, follow=True))
    assert Response.objects.count() == 0
    assert client.get(url).status_code == 409


def test_default_questionnaire_is_installed_once(client, round_, staff):
    client.force_login(staff)
    assert "安装默认问卷" in text(page(client, "questionnaire_list"))
    url = reverse("questionnaire_install", args=[round_.pk])
    assert "已把“五好创建党员群众测评问卷”装到第一轮" in text(client.post(url, follow=True))
    assert client.post(url).status_code == 409
    assert "安装默认问卷" not in text(page(client, "questionnaire_list"))


def test_reviewer_does_not_install(client, round_, reviewer):
    client.force_login(reviewer)
    url = reverse("questionnaire_install", args=[round_.pk])
    assert client.post(url).status_code == 404
    assert "由区委组织部安装" in text(page(client, "questionnaire_list"))


def test_staff_of_one_town_neither_installs_nor_sees_all_files(client, round_, district, town):
    """Li is staff of one town, where the district's file is no colleague's."""
    client.force_login(factories.make_user("district_staff", town, name="李明"))
    url = reverse("questionnaire_install", args=[round_.pk])
    assert client.post(url).status_code == 404
    assert "由区委组织部安装" in text(page(client, "questionnaire_list"))
    made = install_questionnaire(round=round_, by=None)
    upload = Upload.objects.create(questionnaire=made, name="全区.xlsx", sha256="0" * 64)
    assert page(client, "upload_detail", upload.pk).status_code == 404


def test_template_goes_back_in_as_it_is_filled(client, questionnaire, form, branches, reviewer):
    client.force_login(reviewer)
    response = page(client, "answer_template", questionnaire.pk)
    assert "attachment" in response["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert [row[0].value for row in book["党组织代码"]] == ["党组织代码", "QD01", "QD02"]
    rows = [[cell.value for cell in book.active[1]], ["QD01", *MASS]]
    layout = recognise(rows, form, Mapping())
    directory = Directory.of([("QD01", "北街党支部")])
    table = read(rows, layout, form, directory, Mapping())
    assert (layout.kind, table.errors()) == ("template", [])


def test_names_like_formulas_stay_text_in_templates(client, questionnaire, branches, staff):
    branches[0].name = "=1+1"
    branches[0].save()
    client.force_login(staff)
    for name in ("answer_template", "tally_template"):
        book = openpyxl.load_workbook(io.BytesIO(page(client, name, questionnaire.pk).content))
        cells = [cell for row in book["党组织代码"] for cell in row]
        assert [c.data_type for c in cells if c.value == "=1+1"] == ["s"]


def test_rates_page_explains_every_figure(client, questionnaire, branches, staff, district):
    rows = [HEADER, *[["QD01", *MASS]] * 36, *[["QD01", *MEMBER]] * 9]
    dont_know = ["群众", "不了解", *MASS[1:]]
    rows += [["QD01", dont_know[0], "不了解", *MASS[2:]]] * 4 + [["QD01", "群众", "", *MASS[2:]]]
    upload = uploads.receive(questionnaire=questionnaire, file=workbook(rows), by=staff)
    uploads.commit(upload=upload, by=staff)
    client.force_login(staff)
    shown = page(client, "rate_detail", questionnaire.pk, branches[0].pk)
    satisfaction = shown.context["rates"][0][1]
    assert (satisfaction.numerator, satisfaction.denominator) == (77, 118)
    assert "不了解占 3.3%" in text(shown)
    assert shown.context["warnings"] == ["群众答卷 41 份，多于应答人数 40 人"]
    assert "样本足够" in text(shown)


def test_thin_sample_is_said_and_nobody_is_missing_not_nought(
    client, questionnaire, branches, staff
):
    upload = uploads.receive(
        questionnaire=questionnaire, file=workbook([HEADER, ["QD01", *MASS]]), by=staff
    )
    uploads.commit(upload=upload, by=staff)
    client.force_login(staff)
    shown = text(page(client, "rate_list", questionnaire.pk))
    assert "样本不足" in shown
    assert "没有党员的有效答卷" in shown


def test_search_narrows_the_list(client, questionnaire, branches, staff):
    client.force_login(staff)
    url = reverse("rate_list", args=[questionnaire.pk])
    assert [o.code for o, _ in client.get(url, {"q": "河东"}).context["rows"]] == ["QD02"]
    assert "没有符合条件" in text(client.get(url, {"q": "无"}))


def fill(town, questionnaire, staff, number):
    for place in range(number):
        made = factories.make_organization(town, masses=40, full_members=10)
        rows = [HEADER, [made.code, *MASS], *[[made.code, *MEMBER]] * place]
        file = workbook(rows, name=f"{place}.xlsx")
        upload = uploads.receive(questionnaire=questionnaire, file=file, by=staff)
        uploads.commit(upload=upload, by=staff)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("questionnaire_list", 5), ("questionnaire_detail", 7), ("rate_list", 16)]
)
def test_queries_do_not_grow_with_rows(
    client, questionnaire, town, staff, number, name, queries, django_assert_num_queries
):
    fill(town, questionnaire, staff, number)
    client.force_login(staff)
    args = [] if name == "questionnaire_list" else [questionnaire.pk]
    client.get(reverse(name, args=args))
    with django_assert_num_queries(queries):
        client.get(reverse(name, args=args))


def test_undo_is_offered_only_for_files_within_reach(
    client, questionnaire, branches, reviewer, town, district
):
    """Sun takes care of surveys in Li's town and in another; the file names both."""
    other = factories.make_organization(factories.make_town(district, "新桥镇党委"), code="QD09")
    sun = factories.make_user("committee_reviewer", town)
    sun.appointments.create(role="committee_reviewer", organization=other, starts_on="2020-01-01")
    near, far = (
        uploads.commit(
            upload=uploads.receive(questionnaire=questionnaire, file=workbook(rows), by=sun), by=sun
        )
        for rows in (ROWS, [*ROWS, ["QD09", *MASS]])
    )
    client.force_login(reviewer)
    shown = text(page(client, "questionnaire_detail", questionnaire.pk))
    assert reverse("upload_undo", args=[near.pk]) in shown
    assert reverse("upload_undo", args=[far.pk]) not in shown
    client.force_login(sun)
    shown = text(page(client, "questionnaire_detail", questionnaire.pk))
    assert reverse("upload_undo", args=[far.pk]) in shown
