"""联审: a department's list, one answer, all of a list at once, a file; staff's overview."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessment.models import Candidacy, Clearance
from creation.models import Department, LogEntry
from tests.assessment.district import make_running
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SIGNED = {"reference": "公函〔2026〕7号", "signed_by": "赵政委", "signed_on": "2026-03-01"}


def open_page(client, user, name="clearance_list", *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def send(client, user, name, *args, data, query=""):
    client.force_login(user)
    return client.post(reverse(name, args=args) + query, data)


def own(department="police"):
    return Clearance.objects.filter(department__code=department)


def states(department="police"):
    return sorted(own(department).values_list("state", flat=True))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("department", 13), ("staff", 11)])
def test_the_list_costs_the_same_for_one_row_and_three(
    client, django_assert_num_queries, police, role, queries, rows
):
    running = make_running(rows)
    staff = make_user("district_staff", running.district)
    client.force_login(police if role == "department" else staff)
    client.get(reverse("clearance_list"))
    with django_assert_num_queries(queries):
        assert client.get(reverse("clearance_list")).status_code == 200


def test_a_department_finds_only_what_it_was_asked(client, running, police):
    rows = open_page(client, police).context["table"].rows
    assert {row.record.department.code for row in rows} == {"police"}
    assert Clearance.objects.exclude(department__code="police").exists()


def test_staff_see_every_red_line_and_answer_none(client, running, staff):
    response = open_page(client, staff)
    assert len(response.context["overview"]) == Clearance.objects.count()
    assert "答复<span" not in response.content.decode()
    assert open_page(client, staff, "clearance_answer", own().get().pk).status_code == 404


def test_somebody_else_does_not_find_the_page(client, running, secretary):
    assert open_page(client, secretary).status_code == 404


def test_an_answer_is_written_with_its_reference(client, running, police):
    data = SIGNED | {"result": "no"}
    send(client, police, "clearance_answer", own().get().pk, data=data)
    one = own().get()
    assert (one.state, one.reference, one.signed_by) == ("clear", "公函〔2026〕7号", "赵政委")


def test_a_hit_bars_the_candidacy(client, running, candidacy, police):
    data = SIGNED | {"result": "yes"}
    send(client, police, "clearance_answer", own().get().pk, data=data)
    assert Candidacy.objects.get(pk=candidacy.pk).state == "barred"


def test_a_hit_without_reference_is_asked_back_and_nothing_written(client, running, police):
    data = {"result": "yes", "signed_by": "赵政委"}
    response = send(client, police, "clearance_answer", own().get().pk, data=data)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"reference", "signed_on"}
    assert response.context["form"]["signed_by"].value() == "赵政委"
    assert states() == ["pending"]


def test_another_department_s_question_does_not_exist(client, running, police):
    other = Clearance.objects.exclude(department__code="police").first()
    data = SIGNED | {"result": "no"}
    response = send(client, police, "clearance_answer", other.pk, data=data)
    assert response.status_code == 404
    assert Clearance.objects.get(pk=other.pk).state == "pending"


@pytest.fixture
def three(db):
    return make_running(3)


def test_all_that_the_filter_leaves_open_is_answered_at_once(client, three, police):
    name = three.branches[0].name
    data = SIGNED | {"expected": 1}
    send(client, police, "clearance_answer_all", data=data, query=f"?name={name}")
    assert states() == ["clear", "pending", "pending"]
    assert own().get(state="clear").candidacy.organization == three.branches[0]


@pytest.mark.parametrize("rows", [1, 3])
def test_answering_at_once_costs_the_same_for_one_row_and_three(
    client, django_assert_num_queries, police, rows
):
    make_running(rows)
    open_page(client, police)
    with django_assert_num_queries(10):
        client.post(reverse("clearance_answer_all"), SIGNED | {"expected": rows})
    assert states() == ["clear"] * rows


def test_answers_at_once_leave_a_log_entry_each_and_spare_other_departments(client, three, police):
    send(client, police, "clearance_answer_all", data=SIGNED | {"expected": 3})
    assert LogEntry.objects.filter(action="联审答复“无”（成批）").count() == 3
    assert not Clearance.objects.exclude(department__code="police").exclude(state="pending")


def test_a_hit_that_was_answered_is_not_covered_up(client, three, police):
    data = SIGNED | {"result": "yes"}
    send(client, police, "clearance_answer", own().first().pk, data=data)
    send(client, police, "clearance_answer_all", data=SIGNED | {"expected": 2})
    assert states() == ["clear", "clear", "hit"]


def test_what_was_not_on_the_page_is_not_answered(client, three, police):
    response = send(client, police, "clearance_answer_all", data=SIGNED | {"expected": 2})
    assert response.status_code == 409
    assert "现在是 3 项，请重新核对后再答复。" in response.content.decode()
    assert states() == ["pending"] * 3


def test_answering_at_once_needs_a_reference(client, three, police):
    response = send(client, police, "clearance_answer_all", data={"expected": 3})
    assert response.status_code == 422
    assert states() == ["pending"] * 3


def test_with_nothing_open_the_button_says_so(client, three, police):
    own().update(state="clear", answered_at="2026-03-01T00:00Z")
    text = open_page(client, police, "clearance_answer_all").content.decode()
    assert "没有未答复的事项。" in text
    response = send(client, police, "clearance_answer_all", data=SIGNED | {"expected": 0})
    assert response.status_code == 409


def filled(response, **values):
    """The exported list with answers typed in, as the department sends it back."""
    book = openpyxl.load_workbook(BytesIO(response.content))
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for title, value in values.items():
            sheet.cell(row, columns[title], value)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("答复.xlsx", out.getvalue())


def upload(client, user, file):
    return send(client, user, "clearance_import", data={"file": file}).url


def test_the_exported_list_comes_back_filled_in(client, three, police):
    exported = open_page(client, police, "clearance_export", state="pending")
    url = upload(client, police, filled(exported, 结果="无", 文号="公函〔2026〕7号"))
    assert client.get(url).context["report"].answered == 3
    assert states() == ["pending"] * 3
    client.post(url)
    assert states() == ["clear"] * 3


def test_a_file_with_an_error_writes_nothing_and_names_every_cell(client, three, police):
    exported = open_page(client, police, "clearance_export")
    url = upload(client, police, filled(exported, 结果="也许"))
    response = client.post(url)
    assert response.status_code == 422
    assert [problem.row for problem in response.context["report"].problems] == [2, 3, 4]
    assert states() == ["pending"] * 3


def test_a_file_answers_nothing_for_another_department(client, three, police, staff_of_three):
    exported = open_page(client, staff_of_three, "clearance_export")
    url = upload(client, police, filled(exported, 结果="无"))
    assert client.post(url).status_code == 422
    assert not Clearance.objects.exclude(state="pending").exists()


def test_somebody_else_s_file_does_not_exist(client, three, police):
    exported = open_page(client, police, "clearance_export")
    url = upload(client, police, filled(exported, 结果="无"))
    court = make_user("department", department=Department.objects.exclude(code="police").first())
    client.force_login(court)
    assert client.post(url).status_code == 404
    assert states() == ["pending"] * 3


@pytest.fixture
def staff_of_three(three):
    return make_user("district_staff", three.district)
