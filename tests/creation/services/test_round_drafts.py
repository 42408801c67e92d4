"""A draft round written part by part, copied from the last one, deleted."""

from dataclasses import replace
from datetime import date

import pytest

from creation.models import LogEntry, RedLine, Round
from creation.policy import Policy
from creation.queries.rounds import previous_round, spec_of
from creation.round_files import RoundError, RoundSpec
from creation.services import jobs
from creation.services.round_drafts import (
    OPENING,
    create_draft,
    delete_draft,
    fingerprint,
    save_draft,
    why_not_delete,
    why_not_edit,
)
from creation.services.rounds import define_round, freeze
from surveys.services.questionnaires import install_questionnaire
from tests.factories import make_round, make_standard, make_user, round_data
from wuhao.errors import Conflict, Refused

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
SPEC = RoundSpec(code="r2", name="第二轮", starts_on=FIRST, ends_on=LAST)


@pytest.fixture
def village():
    return make_standard()


@pytest.fixture
def by():
    return make_user()


def save(round, by=None, *, seen=None, **changes):
    seen = seen or fingerprint(spec_of(round), changes)
    return save_draft(round=round, changes=changes, seen=seen, by=by)


def test_new_draft_has_the_defaults_and_the_newest_editions(village, by):
    round = create_draft(spec=SPEC, by=by)
    spec = spec_of(round)
    assert (spec.policy, spec.standards) == (Policy(), {"village": "village-2026"})
    assert round.round_red_lines.filter(in_force=True).count() == RedLine.objects.count()
    assert LogEntry.objects.get(action="新建轮次").after["name"] == "第二轮"


def test_copy_takes_over_policy_switches_and_the_length_of_the_stages(village, by):
    old = make_round(
        policy={"target_share": "0.6"},
        red_lines={"birth": "政策已调整"},
        stages={"apply": ["2026-01-05", "2026-02-04"]},
        reminders={"apply": [5]},
    )
    newer = make_standard(edition="2027")
    spec = spec_of(create_draft(spec=SPEC, by=by, copy_from=old))
    assert spec.stages == (("apply", date(2027, 1, 5), date(2027, 2, 4)),)
    assert (spec.reminders, str(spec.policy.target_share)) == ({"apply": (5,)}, "0.6")
    assert (spec.switched_off, spec.standards) == ({"birth": "政策已调整"}, {"village": newer.code})


def test_copy_leaves_out_a_red_line_that_has_ended(village):
    old = make_round(red_lines={"birth": "政策已调整"})
    RedLine.objects.filter(code="birth").update(valid_to="2026-12-31")
    assert spec_of(create_draft(spec=SPEC, by=None, copy_from=old)).switched_off == {}


def test_code_of_another_round_is_not_taken(village):
    make_round("r2", name="老轮次")
    with pytest.raises(Refused, match=r"^轮次代码 r2 已经用在“老轮次”上，请换一个。$"):
        create_draft(spec=SPEC, by=None)
    with pytest.raises(Refused, match="已经用在"):
        save(make_round("r1"), code="r2")


def test_new_draft_says_every_fault_at_once():
    with pytest.raises(RoundError) as refused:
        create_draft(spec=replace(SPEC, name="长" * 61, ends_on=date(2026, 1, 1)), by=None)
    assert len(refused.value.errors) == 2


def test_a_part_is_saved_and_the_rest_stays(village, by):
    round = make_round(stages={"apply": ["2026-01-01", "2026-01-31"]})
    policy = Policy.from_dict({"target_share": "0.5"})
    saved = save(round, by, policy=policy)
    assert saved.pk == round.pk
    assert spec_of(saved) == replace(spec_of(round), policy=policy)
    entry = LogEntry.objects.get(action="修改轮次")
    assert (list(entry.before), entry.after["policy"]["target_share"]) == (["policy"], "0.5")


def test_saving_what_is_there_writes_nothing(village):
    round = make_round()
    save(round, name=round.name)
    assert not LogEntry.objects.filter(action="修改轮次").exists()


def test_a_part_with_faults_is_not_saved(village):
    round = make_round()
    with pytest.raises(RoundError, match="名称"):
        save(round, name="长" * 61)
    assert Round.objects.get().name == round.name


def test_stage_without_dates_loses_its_reminders(village):
    round = make_round(stages={"apply": ["2026-01-01", "2026-01-31"]})
    assert spec_of(save(round, stages=())).reminders == {}


def test_somebody_elses_change_comes_back_beside_ones_own(village):
    round = make_round()
    seen = fingerprint(spec_of(round), ["name"])
    save(round, name="别人的名称")
    with pytest.raises(Conflict) as conflict:
        save(round, seen=seen, name="我的名称")
    assert (conflict.value.mine.name, conflict.value.theirs.name) == ("我的名称", "别人的名称")
    assert Round.objects.get().name == "别人的名称"


def test_somebody_elses_change_of_another_part_is_no_conflict(village):
    round = make_round()
    seen = fingerprint(spec_of(round), ["name"])
    save(round, policy=Policy.from_dict({"bonus_cap": "3"}))
    saved = save(round, seen=seen, name="新名")
    assert (saved.name, str(spec_of(saved).policy.bonus_cap)) == ("新名", "3")


def test_open_round_is_neither_edited_nor_deleted(village):
    round = freeze(round=make_round(), by=None)
    assert why_not_edit(round) == "第一轮创建进行中，筹备中的轮次才能修改。"
    with pytest.raises(Refused, match="筹备中的轮次才能修改"):
        save(round, name="新名")
    with pytest.raises(Refused, match="筹备中的轮次才能删除"):
        delete_draft(round=round, by=None)


def test_round_that_is_just_being_opened_stands(village, monkeypatch):
    round = make_round()
    monkeypatch.setitem(jobs._handlers, OPENING, lambda job, progress: None)
    jobs.submit(kind=OPENING, title="开启", params={}, round=round, by=None)
    assert why_not_edit(round) == "这一轮正在开启，请等它完成。"
    with pytest.raises(Refused, match="正在开启，请等它完成"):
        define_round(data=round_data(), by=None)


def test_draft_is_deleted_with_its_parts(village, by):
    round = make_round(stages={"apply": ["2026-01-01", "2026-01-31"]})
    delete_draft(round=round, by=by)
    assert not Round.objects.exists()
    assert LogEntry.objects.get(action="删除轮次").before["code"] == "r1"


def test_draft_that_papers_hang_on_is_not_deleted_nor_do_they_go_with_a_new_file(village):
    round = make_round()
    install_questionnaire(round=round, by=None)
    assert why_not_delete(round) == "还有 1 份问卷属于这一轮，不能删除。"
    assert make_round(name="新名").questionnaires.count() == 1


def test_round_before_this_one_is_the_last_that_was_opened(village):
    first = freeze(round=make_round("r0", starts_on="2025-01-01"), by=None)
    make_round("draft", starts_on="2025-06-01")
    now = make_round("r1")
    assert (previous_round(now), previous_round(first)) == (first, None)
