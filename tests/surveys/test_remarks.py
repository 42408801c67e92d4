"""R5.11: free answers are kept without what tells who wrote them, and few see them."""

import csv
import io

import pytest
from django.urls import reverse

from creation.models import LogEntry
from surveys.layouts import FormQuestion, recognise
from surveys.mapping import Mapping
from surveys.models import Remark
from surveys.remarks import is_nothing, masked, remarks_in
from surveys.services import uploads
from surveys.services.remarks import delete_remark
from surveys.sheets import SurveyTable
from tests import factories
from tests.surveys.conftest import HEADER, MASS, MEMBER, csv_file
from wuhao.errors import Refused


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("电话13812345678请回", "电话〔手机号〕请回", id="R5.11-mobile"),
        pytest.param("+86 138-1234-5678", "〔手机号〕", id="R5.11-mobile-spaced"),
        pytest.param("打１３８１２３４５６７８", "打〔手机号〕", id="R5.11-mobile-wide"),
        pytest.param("座机021-64981234，谢谢", "座机〔电话〕，谢谢", id="R5.11-phone"),
        pytest.param("31011219900101123X", "〔身份证号〕", id="R5.11-identity"),
        pytest.param("卡号622202100112345", "卡号〔号码〕", id="R5.11-number"),
        pytest.param("写信到 li.ming@example.com", "写信到 〔邮箱〕", id="R5.11-mail"),
        pytest.param("微信号：abc_12345", "微信号〔号码〕", id="R5.11-wechat"),
        pytest.param("3号楼201室漏水", "〔住址〕漏水", id="R5.11-address"),
        pytest.param("我是张三，路灯坏了", "我是〔姓名〕，路灯坏了", id="R5.11-name"),
        pytest.param("本人李小明住东街", "本人〔姓名〕住东街", id="R5.11-own-name"),
        pytest.param("王大爷说路不好", "〔姓名〕大爷说路不好", id="R5.11-neighbour"),
        pytest.param("我是党员，我是高中毕业", "我是党员，我是高中毕业", id="R5.11-no-name"),
        pytest.param("2026年拨打12345", "2026年拨打12345", id="R5.11-no-number"),
        pytest.param("路" * 3_000, "路" * 2_000, id="R5.11-long"),
    ],
)
def test_what_tells_a_person_is_masked(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("text", "nothing"), [("", True), (" 无。", True), ("（空）", True), ("无路灯", False)]
)
def test_nothing_to_say_is_no_remark(text, nothing):
    assert is_nothing(text) is nothing


OPEN = FormQuestion("Y1", 2, "您有什么建议", "other", False, ())


def test_open_questions_and_named_columns_are_read_and_others_are_not():
    rows = [["代码", "您有什么建议", "补充", "备注"], ["A", "修路", "13812345678", "不读"]]
    layout = recognise(rows, [OPEN], Mapping(columns={"补充": "remark"}))
    table = SurveyTable(layout, [2], ["A"], ["mass"], [(0,)], [None], [""], ())
    found = remarks_in(rows, layout, [OPEN], table)
    assert [(one.question, one.text) for one in found] == [
        ("您有什么建议", "修路"),
        ("补充", "〔手机号〕"),
    ]


@pytest.fixture
def upload(questionnaire, branches, staff):
    """Five masses and one member of 北街, one mass of 河东, each with a remark or nothing."""
    rows = [
        [*HEADER, "建议"],
        *[["QD01", *MASS, text] for text in ("修路", "我叫张三", "无", "灯不亮", "")],
        ["QD01", *MEMBER, "多开会"],
        ["QD02", *MASS, "少填表"],
    ]
    received = uploads.receive(questionnaire=questionnaire, file=csv_file(rows), by=staff)
    uploads.decide(upload=received, mapping=Mapping(columns={"建议": "remark"}), by=staff)
    return uploads.commit(upload=received, by=staff)


@pytest.fixture
def as_staff(client, staff, upload):
    client.force_login(staff)
    return client


def get(client, name, pk, **query):
    return client.get(reverse(name, args=[pk]), query)


def test_small_groups_are_held_back_and_it_is_said(as_staff, questionnaire, upload):
    assert (Remark.objects.count(), upload.counts["remarks"]) == (5, 5)
    page = get(as_staff, "remark_list", questionnaire.pk)
    assert {one.text for one in page.context["page"]} == {"修路", "我叫〔姓名〕", "灯不亮"}
    assert page.context["held_back"] == 2
    assert "2 条所在党组织、身份的答卷不到 5 份" in page.content.decode()


def test_remarks_are_searched_and_exported_as_shown(as_staff, questionnaire):
    page = get(as_staff, "remark_list", questionnaire.pk, text="灯", q="北街", stratum="mass")
    assert [one.text for one in page.context["page"]] == ["灯不亮"]
    out = get(as_staff, "remark_export", questionnaire.pk, format="csv", text="灯")
    _, line = csv.reader(io.StringIO(out.content.decode("utf-8-sig")))
    assert (line[0], line[3], line[5]) == ("QD01", "群众", "灯不亮")


def test_deleting_needs_a_reason_and_logs_no_word_of_it(as_staff, questionnaire, staff):
    remark = Remark.objects.get(text="灯不亮")
    url = reverse("remark_delete", args=[remark.pk])
    assert "请写明删除的理由" in as_staff.post(url, follow=True).content.decode()
    done = as_staff.post(url, {"reason": "指名道姓"}, follow=True)
    assert "已经删除" in done.content.decode()
    assert not Remark.objects.filter(pk=remark.pk).exists()
    entry = LogEntry.objects.filter(action="删除意见").get()
    assert entry.before == {"question": "建议", "file": "测评.csv", "reason": "指名道姓"}
    with pytest.raises(Refused, match="已经删除了"):
        delete_remark(remark=remark, reason="再删", by=staff)


def test_undone_file_takes_its_remarks_along(upload, staff):
    uploads.undo(upload=upload, by=staff)
    assert not Remark.objects.exists()


def test_other_towns_see_and_delete_nothing(client, questionnaire, upload, district):
    client.force_login(
        factories.make_user("committee_reviewer", factories.make_town(district, "新桥镇党委"))
    )
    assert len(get(client, "remark_list", questionnaire.pk).context["page"]) == 0
    url = reverse("remark_delete", args=[Remark.objects.first().pk])
    assert client.post(url, {"reason": "删"}).status_code == 404


@pytest.mark.parametrize("role", ["secretary", "inspector", "auditor"])
def test_others_never_see_remarks(client, questionnaire, town, role):
    client.force_login(factories.make_user(role, None if role == "auditor" else town))
    assert get(client, "remark_list", questionnaire.pk).status_code == 404
