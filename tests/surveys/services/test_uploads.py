"""Files come in as a whole or not at all, once, and can be taken out again."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from creation.models import LogEntry
from surveys.mapping import Mapping
from surveys.models import Rate, Response, Upload
from surveys.services import uploads
from surveys.services.kept_files import forget_file, noted
from surveys.services.reading import inspect_upload
from surveys.services.taking_in import take_in
from surveys.tallies import columns_of
from tests import factories
from tests.surveys.conftest import HEADER, MASS, MEMBER, csv_file, workbook
from wuhao.errors import Refused

ROWS = [HEADER, ["QD01", *MASS], ["QD01", *MEMBER], ["QD02", *MASS]]


@pytest.fixture
def upload(questionnaire, branches, staff):
    return uploads.receive(questionnaire=questionnaire, file=workbook(ROWS), by=staff)


def commit(questionnaire, staff, file):
    upload = uploads.receive(questionnaire=questionnaire, file=file, by=staff)
    return uploads.commit(upload=upload, by=staff)


def test_received_file_waits_and_writes_no_answer(upload):
    assert (upload.state, upload.layout) == ("uploaded", "other")
    assert default_storage.exists(f"surveys/{upload.sha256}.xlsx")
    assert Response.objects.count() == 0


def test_commit_takes_every_row_in(upload, staff, branches):
    uploads.commit(upload=upload, by=staff)
    rows = Response.objects.order_by("organization__code", "stratum")
    assert list(rows.values_list("organization__code", "stratum", "answers", "weight")) == [
        ("QD01", "mass", [2, 1, 2, 3, 2, 3, 18], 1),
        ("QD01", "member", [1, 1, 1, 1, 1, 2, 1], 1),
        ("QD02", "mass", [2, 1, 2, 3, 2, 3, 18], 1),
    ]
    assert (upload.state, upload.counts["strata"]) == ("committed", {"mass": 2, "member": 1})


def test_commit_refreshes_the_rollup_of_what_it_touches(upload, staff, branches):
    uploads.commit(upload=upload, by=staff)
    rates = Rate.objects.filter(organization=branches[0], stratum="mass", question__code="M2")
    assert list(rates.values_list("numerator", "denominator", "classes")) == [(1, 1, {"basic": 1})]


@pytest.mark.django_db(transaction=True)
def test_committed_file_is_removed_and_its_hash_stays(upload, staff):
    uploads.commit(upload=upload, by=staff)
    assert not default_storage.exists(f"surveys/{upload.sha256}.xlsx")
    assert Upload.objects.get().sha256 == upload.sha256


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gbk", "gb18030"])
def test_csv_in_every_encoding(questionnaire, branches, staff, encoding):
    commit(questionnaire, staff, csv_file(ROWS, encoding))
    assert Response.objects.count() == 3


def test_every_write_leaves_one_entry(upload, staff):
    uploads.commit(upload=upload, by=staff)
    uploads.undo(upload=upload, by=staff)
    entries = LogEntry.objects.filter(object_type="数据文件").order_by("id")
    assert [entry.action for entry in entries] == ["上传测评数据", "测评数据入库", "撤销测评数据"]
    assert {entry.round_code for entry in entries} == {"r1"}


def test_same_file_again_while_it_waits_is_the_same_upload(upload, questionnaire, staff):
    again = uploads.receive(
        questionnaire=questionnaire,
        file=ContentFile(default_storage.open(upload.file.name).read(), name="另一个名字.xlsx"),
        by=staff,
    )
    assert again == upload


def test_same_file_again_after_it_is_in_is_refused(questionnaire, branches, staff):
    file = csv_file(ROWS)
    commit(questionnaire, staff, file)
    with pytest.raises(Refused, match="同一个文件已于"):
        uploads.receive(questionnaire=questionnaire, file=csv_file(ROWS), by=staff)
    assert Response.objects.count() == 3


def test_second_of_two_waiting_copies_is_refused(questionnaire, branches, staff, reviewer):
    first, second = (
        uploads.receive(questionnaire=questionnaire, file=csv_file(ROWS), by=by)
        for by in (staff, reviewer)
    )
    uploads.commit(upload=first, by=staff)
    with pytest.raises(Refused, match="同一个文件刚由别人入库"):
        uploads.commit(upload=second, by=reviewer)
    assert Response.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({1: ["QD09", *MASS]}, "还有 1 处问题没有处理"),
        (
            {1: ["QD09", "游客", *MASS[1:]], 2: ["QD01", "党员", "不错", *MEMBER[2:]]},
            "还有 3 处问题",
        ),
        ({0: ["无关", *HEADER[1:]]}, "还有 1 处问题没有处理"),
    ],
)
def test_file_with_a_problem_is_refused_as_a_whole(
    questionnaire, branches, staff, change, sentence
):
    rows = [change.get(place, row) for place, row in enumerate(ROWS)]
    upload = uploads.receive(questionnaire=questionnaire, file=workbook(rows), by=staff)
    with pytest.raises(Refused, match=sentence):
        uploads.commit(upload=upload, by=staff)
    assert Response.objects.count() == 0
    assert Upload.objects.get().state == "uploaded"


def test_file_without_answers_is_refused(questionnaire, branches, staff):
    upload = uploads.receive(questionnaire=questionnaire, file=workbook([HEADER]), by=staff)
    with pytest.raises(Refused, match="没有可以入库的答卷"):
        uploads.commit(upload=upload, by=staff)


def test_decisions_settle_problems_and_are_kept_for_next_time(questionnaire, branches, staff):
    rows = [HEADER, ["北街", "游客", "不错", *MASS[2:]]]
    upload = uploads.receive(questionnaire=questionnaire, file=workbook(rows), by=staff)
    mapping = Mapping(
        organizations={"北街": "QD01"}, strata={"游客": "mass"}, wordings={"M1": {"不错": "1"}}
    )
    uploads.decide(upload=upload, mapping=mapping, by=staff)
    uploads.commit(upload=upload, by=staff)
    assert Response.objects.get().answers[:2] == [2, 1]
    following = uploads.receive(
        questionnaire=questionnaire, file=workbook([*rows, rows[1]]), by=staff
    )
    (asked,) = uploads.finding_of(following, staff).decide  # the short name may be another's
    assert (asked.value, asked.sentence, asked.offer, asked.near[0][0]) == (
        "北街", "不认识的党组织“北街”，是不是“北街党支部（QD01）”？", "QD01", "QD01",
    )  # fmt: skip


def test_undo_takes_the_answers_out_and_counts_anew(questionnaire, branches, staff):
    first = commit(questionnaire, staff, workbook(ROWS))
    commit(questionnaire, staff, workbook([HEADER, ["QD01", *MEMBER]]))
    uploads.undo(upload=first, by=staff)
    assert first.state == "undone"
    assert list(Response.objects.values_list("organization__code", "stratum")) == [
        ("QD01", "member")
    ]
    assert set(Rate.objects.values_list("organization__code", "stratum")) == {("QD01", "member")}


@pytest.mark.parametrize(("codes", "refused"), [(["QD01"], False), (["QD01", "XQ01"], True)])
def test_undo_of_answers_about_another_town_is_refused(
    questionnaire, branches, staff, reviewer, district, codes, refused
):
    """Li reviews one town; the file of Wang, of the district, may be about another one too."""
    other = factories.make_town(district, "新桥镇党委")
    factories.make_organization(other, code="XQ01", name="新桥党支部")
    upload = commit(questionnaire, staff, workbook([HEADER, *([code, *MASS] for code in codes)]))
    if refused:
        with pytest.raises(Refused, match="您管理范围以外的党组织的答卷"):
            uploads.undo(upload=upload, by=reviewer)
    else:
        uploads.undo(upload=upload, by=reviewer)
    assert Response.objects.exists() == refused


def test_undone_file_can_come_in_again(questionnaire, branches, staff):
    first = commit(questionnaire, staff, csv_file(ROWS))
    uploads.undo(upload=first, by=staff)
    commit(questionnaire, staff, csv_file(ROWS))
    assert Response.objects.count() == 3


def test_waiting_file_can_be_dropped(upload, staff):
    uploads.undo(upload=upload, by=staff)
    assert (upload.state, Response.objects.count()) == ("undone", 0)


@pytest.mark.parametrize("verb", ["commit", "undo", "decide"])
def test_actions_in_the_wrong_state_are_refused(upload, staff, verb):
    uploads.undo(upload=upload, by=staff)
    more = {"mapping": Mapping()} if verb == "decide" else {}
    with pytest.raises(Refused, match="数据文件现在是“已撤销”"):
        getattr(uploads, verb)(upload=upload, by=staff, **more)


def test_stale_object_does_not_commit_twice(upload, staff):
    stale = Upload.objects.get(pk=upload.pk)
    reading = inspect_upload(upload, staff)
    uploads.commit(upload=upload, by=staff)
    with pytest.raises(Refused, match="已入库"):
        take_in(stale, reading, staff)
    assert Response.objects.count() == 3


def test_organization_renamed_between_preview_and_commit_refuses_all(upload, staff, branches):
    reading = inspect_upload(upload, staff)
    branches[1].code = "QD99"
    branches[1].save()
    with pytest.raises(Refused, match="确认前有党组织被改动"):
        take_in(upload, reading, staff)


def test_closed_round_takes_nothing_and_gives_nothing_back(questionnaire, branches, staff):
    upload = commit(questionnaire, staff, csv_file(ROWS))
    questionnaire.round.state = "closed"
    questionnaire.round.save()
    upload = Upload.objects.get()
    for act in (
        lambda: uploads.receive(questionnaire=questionnaire, file=workbook(ROWS), by=staff),
        lambda: uploads.undo(upload=upload, by=staff),
    ):
        with pytest.raises(Refused, match="这个轮次已经结束"):
            act()


def test_reviewer_answers_for_the_own_town_alone(questionnaire, branches, reviewer, district):
    other = factories.make_town(district, "新桥镇党委")
    factories.make_organization(other, code="XQ01", name="新桥党支部")
    rows = [HEADER, ["QD01", *MASS], ["XQ01", *MASS]]
    upload = uploads.receive(questionnaire=questionnaire, file=workbook(rows), by=reviewer)
    assert inspect_upload(upload, reviewer).table.errors() == [
        "第 3 行 党组织代码：不认识的党组织“XQ01”"
    ]


def test_unreadable_file_leaves_nothing(questionnaire, branches, staff):
    file = ContentFile(b"\x89PNG\r\n\x1a\n" + b"\0" * 64, name="照片.xlsx")
    with pytest.raises(Refused, match=r"照片\.xlsx：这是PNG 图片"):
        uploads.receive(questionnaire=questionnaire, file=file, by=staff)
    assert Upload.objects.count() == 0
    assert default_storage.listdir("surveys")[1] == []


def test_formula_that_was_never_computed_is_an_error_not_a_blank(questionnaire, branches, staff):
    rows = [HEADER, ["QD01", "群众", '=IF(1,"满意","")', *MASS[2:]]]
    upload = uploads.receive(questionnaire=questionnaire, file=workbook(rows), by=staff)
    assert inspect_upload(upload, staff).table.errors() == [
        "第 2 行 您对党支部班子的工作满意吗：单元格 C2 的公式没有算出的值，"
        "请在 Excel 里打开并保存后再上传"
    ]


def test_more_lost_cells_than_listed_are_still_an_error(questionnaire, branches, staff):
    rows = [HEADER] + [["QD01", "群众", "=1", "=1", *MASS[3:]] for _ in range(1100)]
    upload = uploads.receive(questionnaire=questionnaire, file=workbook(rows), by=staff)
    errors = inspect_upload(upload, staff).table.errors()
    assert errors[0] == "另有 200 个单元格是错误值或没有算出的公式"


def test_counts_name_flags_and_organizations_that_do_not_take_part(
    questionnaire, branches, staff, town
):
    wjx = ["提交答卷时间", "所用时间", *HEADER]
    moment = ["2026/09/03 12:00:00", "3秒"]
    rows = [wjx, [*moment, "QD01", *MASS], [*moment, "QD01", *MASS], [*moment, town.code, *MASS]]
    upload = commit(questionnaire, staff, workbook(rows))
    assert upload.counts == {
        "rows": 3, "organizations": 2, "strata": {"mass": 3}, "left_out": 0,
        "flags": {"fast": 3, "same": 2}, "not_rated": [town.name],
    }  # fmt: skip
    assert set(Response.objects.values_list("flags", flat=True)) == {"fast,same", "fast"}


@pytest.mark.parametrize("code", ["A\\B", "A\tB", "A\nB"])
def test_codes_with_odd_characters_go_through_copy(questionnaire, town, staff, code):
    factories.make_organization(town, code=code, name="怪码党支部")
    upload = commit(questionnaire, staff, workbook([HEADER, ["怪码党支部", *MASS]]))
    assert upload.responses.get().organization.code == code


def test_import_file_is_one_step_and_keeps_no_file(
    questionnaire, branches, tmp_path, django_capture_on_commit_callbacks
):
    path = tmp_path / "a.csv"
    path.write_bytes(csv_file(ROWS).read())
    step = {"path": path, "name": "a.csv", "questionnaire": questionnaire, "mapping": Mapping()}
    with django_capture_on_commit_callbacks(execute=True):
        upload = uploads.import_file(**step, by=None)
    assert (upload.state, upload.file.name, Response.objects.count()) == ("committed", "", 3)
    with pytest.raises(Refused, match="同一个文件已于"):
        uploads.import_file(**step, by=None)


def test_ballots_come_in_with_their_weights(questionnaire, form, branches, staff):
    header = ["党组织代码", "身份", *columns_of(form)]
    row = ["QD01", "群众", 50, 42, 40, 2]
    row += [40, 0, 0, 0, 0, 0] * 3 + [40, 0, 0, 0, 0] * 2 + [30, 10, 0]
    upload = commit(questionnaire, staff, workbook([header, row]))
    assert (upload.layout, upload.counts["strata"]) == ("tally", {"mass": 42})
    assert upload.counts["rows"] == 1
    rates = Rate.objects.filter(question__code__in=["M1", "C1"]).order_by("question__code")
    assert list(rates.values_list("numerator", "denominator", "void")) == [(30, 40, 2), (40, 40, 2)]


def test_file_of_a_refused_upload_stays_while_another_waits_with_it(
    questionnaire, branches, staff, reviewer
):
    mine, theirs = (
        uploads.receive(questionnaire=questionnaire, file=csv_file(ROWS), by=by)
        for by in (staff, reviewer)
    )
    forget_file(mine.file.name)
    assert default_storage.exists(mine.file.name)
    Upload.objects.update(state="undone")
    forget_file(theirs.file.name)
    assert not default_storage.exists(mine.file.name)


@pytest.fixture
def replaced(questionnaire, branches, staff):
    """(old, new): the new one waits to take the old one's place."""
    old = commit(questionnaire, staff, csv_file(ROWS))
    file = csv_file(ROWS[:2], name="新.csv")
    new = uploads.receive(questionnaire=questionnaire, file=file, by=staff, replaces=old)
    return old, new


def test_second_replacement_of_one_file_is_refused(replaced, questionnaire, staff):
    old, new = replaced
    file = csv_file(ROWS[:3], name="又新.csv")
    other = uploads.receive(questionnaire=questionnaire, file=file, by=staff, replaces=old)
    uploads.commit(upload=new, by=staff)
    with pytest.raises(Refused, match=r"“测评\.csv”已经被另一个文件替换"):
        uploads.commit(upload=other, by=staff)
    assert Response.objects.filter(upload__state="committed").count() == 1


def test_replacement_of_a_file_undone_since_just_comes_in(replaced, staff):
    old, new = replaced
    uploads.undo(upload=old, by=staff)
    uploads.commit(upload=new, by=staff)
    assert Response.objects.count() == 1


def test_undo_does_not_bring_back_what_came_in_again(replaced, questionnaire, staff):
    old, new = replaced
    uploads.commit(upload=new, by=staff)
    again = commit(questionnaire, staff, csv_file(ROWS))
    uploads.undo(upload=new, by=staff)
    old.refresh_from_db()
    assert (old.state, again.state) == ("replaced", "committed")


def test_replacement_is_logged_with_both_files(replaced, staff):
    old, new = replaced
    uploads.commit(upload=new, by=staff)
    entry = LogEntry.objects.get(action="替换测评数据")
    assert (entry.object_id, entry.after) == (str(old.pk), {"by": new.pk})


def test_what_was_found_is_read_anew_when_it_is_gone(upload, staff):
    place = default_storage.path(f"surveys/findings/{upload.pk}.json")
    default_storage.delete(place)
    assert noted(upload, staff) is None
    assert finding_of_counts(upload, staff) == upload.counts
    assert noted(upload, staff) is not None
    assert finding_of_counts(upload, staff) == upload.counts


def finding_of_counts(upload, by):
    return uploads.finding_of(upload, by).counts


def test_answers_that_came_online_are_not_replaced_by_a_file(upload, staff):
    upload.layout = "online"
    assert uploads.why_not_replace(upload, staff) == "在线问卷收到的答卷不能用文件替换。"
