"""Questions of a draft: what the services write, refuse and log."""

import pytest

from creation.models import LogEntry, Sector
from surveys.drafting import OptionSpec, QuestionSpec
from surveys.models import LibraryQuestion
from surveys.queries import form_of, library_of
from surveys.services import questionnaires, questions
from wuhao.errors import Conflict, Refused

SPEC = QuestionSpec(
    "您的年龄", "other", False, (OptionSpec("年轻", "other"), OptionSpec("年长", "other"))
)
FAULTY = QuestionSpec("", "other", False, ())


@pytest.fixture
def draft(round_, questionnaire):
    return questionnaires.begin_questionnaire(
        round=round_, name="草稿", source=questionnaire, by=None
    )


def codes(questionnaire):
    return [question.code for question in form_of(questionnaire)]


def asked(questionnaire, code):
    return questionnaire.questions.get(code=code)


def test_added_question_comes_last_with_its_options(draft, staff):
    made = questions.add_question(questionnaire=draft, spec=SPEC, by=staff)
    assert (codes(draft)[-1], questions.current(made)[1]) == ("Q1", SPEC)
    assert LogEntry.objects.get(action="新增题目").after["text"] == "您的年龄"


def test_saved_question_takes_the_number_of_its_new_dimension(draft):
    row = asked(draft, "M1")
    questions.save_question(question=row, spec=SPEC, version=0, by=None)
    assert codes(draft) == ["S1", "Q1", "M1", "M2", "Z1", "Z2", "C1"]
    assert LogEntry.objects.get(action="修改题目").before["dimension"] == "satisfaction"


def test_saving_what_stands_writes_nothing(draft):
    row, spec = questions.current(asked(draft, "M1"))
    questions.save_question(question=row, spec=spec, version=99, by=None)
    assert not LogEntry.objects.filter(action="修改题目").exists()


def test_second_editor_gets_both_values(draft):
    row, before = questions.current(asked(draft, "M1"))
    first = QuestionSpec("先改的", before.dimension, False, before.options)
    questions.save_question(question=row, spec=first, version=0, by=None)
    with pytest.raises(Conflict) as refused:
        questions.save_question(question=row, spec=SPEC, version=0, by=None)
    assert (refused.value.mine, refused.value.theirs) == (SPEC, first)
    assert questions.save_question(question=row, spec=SPEC, version=1, by=None).text == SPEC.text


@pytest.mark.parametrize(
    ("code", "way", "order"),
    [
        ("S1", "down", ["M1", "S1", "M2", "M3", "Z1", "Z2", "C1"]),
        ("C1", "up", ["S1", "M1", "M2", "M3", "Z1", "C1", "Z2"]),
        ("S1", "up", ["S1", "M1", "M2", "M3", "Z1", "Z2", "C1"]),
        ("C1", "down", ["S1", "M1", "M2", "M3", "Z1", "Z2", "C1"]),
    ],
)
def test_question_moves_one_place(draft, code, way, order):
    questions.move_question(question=asked(draft, code), way=way, by=None)
    assert codes(draft) == order


def test_removed_question_leaves_no_gap(draft):
    row = asked(draft, "M2")
    questions.remove_question(question=row, by=None)
    assert codes(draft) == ["S1", "M1", "M2", "Z1", "Z2", "C1"]
    assert [one.order for one in form_of(draft)] == [1, 2, 3, 4, 5, 6]
    with pytest.raises(Refused, match="第 3 题已被别人删除"):
        questions.remove_question(question=row, by=None)


@pytest.mark.parametrize("what", ["add", "save", "keep"])
def test_faulty_question_is_refused_with_all_its_faults(draft, what):
    row = asked(draft, "M1")
    with pytest.raises(Refused, match=r"请写题目；这道题没有选项，请至少写两个。$"):
        if what == "add":
            questions.add_question(questionnaire=draft, spec=FAULTY, by=None)
        elif what == "save":
            questions.save_question(question=row, spec=FAULTY, version=0, by=None)
        else:
            row.options.all().delete()
            draft.questions.filter(pk=row.pk).update(text="")
            questions.keep_question(question=row, sector=None, by=None)


def test_questionnaire_has_thirty_questions_at_most(draft):
    with pytest.raises(Refused, match="加上以后有 31 题"):
        questions.add_many(questionnaire=draft, specs=[SPEC] * 24, by=None)


def test_published_questions_are_refused_in_words(questionnaire):
    row = asked(questionnaire, "M1")
    for write in (
        lambda: questions.add_question(questionnaire=questionnaire, spec=SPEC, by=None),
        lambda: questions.save_question(question=row, spec=SPEC, version=0, by=None),
        lambda: questions.move_question(question=row, way="up", by=None),
        lambda: questions.remove_question(question=row, by=None),
    ):
        with pytest.raises(Refused, match="已发布，不能再改"):
            write()


def test_kept_question_is_found_for_its_sector_alone(draft, staff):
    village, community = (Sector.objects.get(code=code) for code in ("village", "community"))
    row = questions.add_question(questionnaire=draft, spec=SPEC, by=staff)
    kept = questions.add_question(
        questionnaire=draft, spec=QuestionSpec("您的村龄", "other", False, SPEC.options), by=staff
    )
    questions.keep_question(question=kept, sector=village, by=staff)
    found = {
        sector: [one.spec.text for one in library_of("other", sector)]
        for sector in (village, community, None)
    }
    assert ["您的村龄" in texts for texts in found.values()] == [True, False, True]
    with pytest.raises(Refused, match="题库里已有“您的年龄”"):
        questions.keep_question(question=row, sector=None, by=staff)  # shipped
    with pytest.raises(Refused, match="题库里已有“您的村龄”"):
        questions.keep_question(question=kept, sector=village, by=staff)
    questions.drop_kept(kept=LibraryQuestion.objects.get(), by=staff)
    assert not LibraryQuestion.objects.exists()


def test_removed_question_comes_back_to_its_place(draft, staff):
    before = form_of(draft)
    kept = questions.remove_question(question=asked(draft, "M2"), by=staff)
    questions.move_question(question=asked(draft, "Z1"), way="up", by=None)
    questions.move_question(question=asked(draft, "Z1"), way="down", by=None)
    assert len(form_of(draft)) == len(before) - 1
    questions.restore_question(removed=kept, by=staff)
    assert form_of(draft) == before
    entry = LogEntry.objects.get(action="恢复题目")
    assert entry.after["text"] == kept.values["text"]


def test_question_is_put_back_once_and_only_where_there_is_room(draft, monkeypatch):
    kept = questions.remove_question(question=asked(draft, "M2"), by=None)
    monkeypatch.setattr(questions, "MOST_QUESTIONS", 6)
    with pytest.raises(Refused, match="最多 6 题，先删去一题再恢复"):
        questions.restore_question(removed=kept, by=None)
    monkeypatch.undo()
    questions.restore_question(removed=kept, by=None)
    with pytest.raises(Refused, match="这道题已经恢复过了"):
        questions.restore_question(removed=kept, by=None)


def test_publication_forgets_what_was_removed(draft):
    kept = questions.remove_question(question=asked(draft, "M2"), by=None)
    questionnaires.publish_questionnaire(questionnaire=draft, by=None)
    assert not draft.removed.exists()
    with pytest.raises(Refused, match="已发布，不能再改"):
        questions.restore_question(removed=kept, by=None)
