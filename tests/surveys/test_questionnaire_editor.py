"""The pages of the editor: who may, every fault at once, both values of a conflict."""

import pytest
from django.urls import reverse

from surveys.models import LibraryQuestion, Questionnaire
from surveys.services.questionnaires import begin_questionnaire


@pytest.fixture
def draft(round_, questionnaire):
    return begin_questionnaire(round=round_, name="草稿", source=questionnaire, by=None)


@pytest.fixture
def at(client, staff, draft):
    client.force_login(staff)
    return lambda name, *args: reverse(name, args=[draft.pk, *args])


def text(response):
    return " ".join(response.content.decode().split())


def typed(*options, **fields):
    rows = {}
    for n, (option, klass) in enumerate(options):
        rows |= {f"option{n}": option, f"class{n}": klass, f"place{n}": n + 1}
    return (
        {"text": "您满意吗", "dimension": "satisfaction", "rows": 6, "version": 0} | rows | fields
    )


GOOD = (("满意", ""), ("不满意", ""))


def test_only_the_district_edits(client, draft, reviewer):
    client.force_login(reviewer)
    question = draft.questions.first().pk
    for name, *more in (
        ("questionnaire_edit",), ("questionnaire_preview",), ("questionnaire_publish",),
        ("questionnaire_delete",), ("question_library",), ("question_create",),
        ("question_edit", question), ("question_keep", question),
    ):  # fmt: skip
        assert client.get(reverse(name, args=[draft.pk, *more])).status_code == 404, name
    assert client.post(reverse("question_act", args=[draft.pk, question])).status_code == 404
    assert client.get(reverse("questionnaire_create")).status_code == 404


def test_questionnaire_is_begun_written_and_published(client, staff, round_):
    client.force_login(staff)
    new = {"round": round_.pk, "name": "社区问卷", "source": "blank"}
    answer = client.post(reverse("questionnaire_create"), new)
    made = Questionnaire.objects.get()
    assert answer.url == reverse("questionnaire_edit", args=[made.pk])
    assert "还没有题目" in text(client.get(answer.url))
    library = reverse("question_library", args=[made.pk])
    client.post(library, {"pick": ["s1", "s3", "s23"]})
    page = text(client.get(answer.url))
    assert "还不能发布：1 处要改" in page and "没有参与题，参与率就算不出来" in page
    own = typed(("来过", "activity"), ("没来过", "none"), dimension="participation", text="来过吗")
    client.post(reverse("question_create", args=[made.pk]), own)
    assert "可以发布了" in text(client.get(answer.url))
    publish = reverse("questionnaire_publish", args=[made.pk])
    assert "题目和选项不能再改" in text(client.get(publish))
    assert "可以收答卷了" in text(client.post(publish, follow=True))
    assert client.get(answer.url).url == reverse("questionnaire_detail", args=[made.pk])


def test_all_faults_stand_on_the_page_and_what_was_typed_stays(client, at):
    wrong = typed(("好得很", ""), ("满意", ""), ("满意", "knows"), text="")
    answer = client.post(at("question_create"), wrong)
    page = text(answer)
    assert answer.status_code == 422
    for said in ("请写题目", "选项“满意”写了两遍", "选项“好得很”没有归类", "归类不是满意题的"):
        assert said in page
    assert 'value="好得很"' in page


def test_options_are_ordered_by_number_and_classed_by_their_wording(client, at, draft):
    client.post(at("question_create"), typed(*GOOD, ("说不清", ""), place2=1, place0=2, place1=3))
    made = draft.questions.last()
    assert [(o.text, o.klass) for o in made.options.all()] == [
        ("说不清", "neutral"), ("满意", "satisfied"), ("不满意", "unsatisfied"),
    ]  # fmt: skip


def test_more_rows_come_without_a_judgement(client, at):
    page = client.post(at("question_create"), typed(("只有一个", ""), do="more"))
    assert page.status_code == 200
    assert (page.context["form"].rows, "请至少写两个" in text(page)) == (9, False)


def test_conflict_shows_both_values_and_lets_one_win(client, at, draft):
    question = draft.questions.get(code="M1")
    url = at("question_edit", question.pk)
    assert client.get(url).status_code == 200
    client.post(url, typed(*GOOD, text="先改的"))
    answer = client.post(url, typed(*GOOD, text="后改的"))
    assert answer.status_code == 409
    assert "先改的" in text(answer) and "后改的" in text(answer)
    client.post(url, typed(*GOOD, text="后改的", overwrite=1))
    question.refresh_from_db()
    assert (question.text, question.version) == ("后改的", 2)


def test_questions_move_go_and_are_kept_for_later(client, at, draft):
    first, second = draft.questions.all()[:2]
    client.post(at("question_act", first.pk), {"do": "down"})
    assert draft.questions.first() == second
    client.post(at("question_act", first.pk), {"do": "remove"})
    assert not draft.questions.filter(pk=first.pk).exists()
    keep = at("question_keep", second.pk)
    assert "题库里已有" in text(client.post(keep, {"sector": ""}))  # a shipped one
    client.post(at("question_edit", second.pk), typed(*GOOD, text="自己的题"))
    client.post(keep, {"sector": ""})
    kept = LibraryQuestion.objects.get()
    assert "移出题库" in text(client.get(at("question_library")))
    client.post(at("library_drop", kept.pk))
    assert not LibraryQuestion.objects.exists()


def test_library_is_narrowed_and_asks_for_a_choice(client, at):
    page = client.get(at("question_library"), {"dimension": "identity"})
    assert {one.spec.dimension for one, _ in page.context["shown"]} == {"identity"}
    assert "还没有勾选题目" in text(client.post(at("question_library"), follow=True))


def test_preview_walks_through_and_keeps_nothing(client, at):
    assert "第 1 题，共 7 题" in text(client.get(at("questionnaire_preview")))
    page = text(client.get(at("questionnaire_preview"), {"at": "99", "answer": "1"}))
    assert "第 7 题，共 7 题" in page and "没有参加" in page


def test_name_and_end_of_a_draft(client, at, draft):
    client.post(at("questionnaire_rename"), {"name": "新名", "seen": "草稿"})
    page = client.post(at("questionnaire_rename"), {"name": "另名", "seen": "草稿"}, follow=True)
    assert "您填的“另名”没有保存" in text(page)
    assert "7 道题将被删除" in text(client.get(at("questionnaire_delete")))
    client.post(at("questionnaire_delete"))
    assert not Questionnaire.objects.filter(pk=draft.pk).exists()


def test_removed_question_is_listed_and_comes_back_by_a_button(client, at, draft):
    row = draft.questions.get(code="M2")
    client.post(at("question_act", row.pk), {"do": "remove"})
    page = text(client.get(at("questionnaire_edit")))
    assert "最近删除" in page and row.text in page
    restore = at("question_restore", draft.removed.get().pk)
    assert restore in page
    assert f"已恢复“{row.text}”。" in text(client.post(restore, follow=True))
    assert "最近删除" not in text(client.get(at("questionnaire_edit")))
