"""Drafts as a whole: begun, renamed, replaced from a file, published only when whole, deleted."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creation.models import RemovedItem, RoundStandard, StandardSet
from creation.queries.standards import rounds_by_standard, specs_of
from creation.services.rounds import close, freeze
from creation.services.standard_drafts import (
    begin_standard,
    delete_standard,
    rename_goal,
    rename_standard,
    replace_content,
    why_not_delete,
)
from creation.services.standard_items import save_item
from creation.services.standards import (
    digest_of,
    publish,
    retire,
    save_standard,
    why_not_publish,
    why_not_retire,
)
from creation.standards import COMMON_GOODS, StandardError, YesNo
from tests.assessment.district import make_running
from tests.creation.standard_drafts import drafts
from tests.factories import make_round, make_sector, make_standard, standard_spec
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return save_standard(spec=standard_spec(), by=None)


def begun(edition="2029", **more):
    values = {"sector": make_sector(), "name": "五好党支部创建标准", "edition": edition}
    return begin_standard(**values, **more, by=None)


def fresh(standard):
    return StandardSet.objects.get(pk=standard.pk)


# --- begun, renamed ---


def test_standard_from_nothing_has_five_empty_goals():
    spec = specs_of(begun())
    assert [goal.name for goal in spec.goals] == list(COMMON_GOODS.values())
    assert (spec.code, spec.items) == ("village-2029", ())


def test_copy_says_what_its_source_says_of_any_sector():
    source = make_standard("community")
    copy = specs_of(begun(source=source))
    own = {"code": "village-2029", "sector": "village", "edition": "2029"}
    assert copy == replace(specs_of(source), **own)


def test_second_edition_of_that_name_is_refused(draft):
    with pytest.raises(Refused, match="农村领域已有 2026 版标准"):
        begun("2026")


def test_code_in_use_gets_a_number(draft):
    StandardSet.objects.filter(pk=draft.pk).update(code="village-2029")
    assert begun().code == "village-2029-2"


def test_draft_is_renamed_and_a_name_as_it_was_changes_nothing(draft):
    renamed = rename_standard(standard=draft, name="新", edition="2030", by=None)
    assert (renamed.name, renamed.edition) == ("新", "2030")
    assert rename_standard(standard=draft, name="新", edition="2030", by=None) == renamed


def test_rename_to_an_edition_that_is_there_is_refused(draft):
    begun()
    with pytest.raises(Refused, match="已有 2029 版"):
        rename_standard(standard=draft, name="新", edition="2029", by=None)


def test_goal_is_renamed(draft):
    goal = draft.goals.get(code="2")
    assert rename_goal(goal=goal, name=" 作风过硬 ", by=None).name == "作风过硬"
    assert rename_goal(goal=goal, name="作风过硬", by=None).name == "作风过硬"


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [(" ", Refused, "目标要有名称"), ("长" * 41, StandardError, "最多 40 个字")],
)
def test_goal_without_a_proper_name_is_refused(draft, name, error, said):
    with pytest.raises(error, match=said):
        rename_goal(goal=draft.goals.get(code="2"), name=name, by=None)


# --- replaced ---


def test_replaced_draft_says_what_the_file_says_and_keeps_its_rows(draft):
    first = draft.items.get(code="1.1")
    spec = replace(standard_spec(), goals=tuple(reversed_goods(standard_spec().goals)))
    replace_content(standard=draft, spec=spec, by=None)
    assert specs_of(fresh(draft)) == spec
    assert draft.items.get(code="1.1").pk == first.pk


def reversed_goods(goals):
    """Each goal takes another's common good; the first loses its items to the second."""
    goods = [goal.common_good for goal in reversed(goals)]
    moved = (*goals[1].items, *goals[0].items)
    for goal, good in zip(goals, goods, strict=True):
        items = {"1": (), "2": moved}.get(goal.code, goal.items)
        yield replace(goal, common_good=good, items=items)


def test_what_the_file_leaves_out_can_be_put_back(draft):
    spec = standard_spec()
    shorter = replace(spec, goals=(replace(spec.goals[0], items=()), *spec.goals[1:]))
    replace_content(standard=draft, spec=shorter, by=None)
    assert [str(one) for one in RemovedItem.objects.all()] == ["1.1 要点1"]


def test_file_with_nothing_but_goals_empties_the_draft(draft):
    spec = standard_spec()
    empty = replace(spec, goals=tuple(replace(goal, items=()) for goal in spec.goals))
    replace_content(standard=draft, spec=empty, by=None)
    assert specs_of(fresh(draft)) == empty


def test_changed_rows_get_a_new_version_and_others_do_not(draft):
    spec = standard_spec()
    item = replace(spec.goals[0].items[0], title="新")
    changed = replace(spec, goals=(replace(spec.goals[0], items=(item,)), *spec.goals[1:]))
    replace_content(standard=draft, spec=changed, by=None)
    assert list(draft.items.values_list("version", flat=True)) == [1, 0, 0, 0, 0]


def test_draft_changed_since_the_preview_is_not_overwritten(draft):
    seen, item = specs_of(draft), draft.items.get(code="1.1")
    save_item(item=item, spec=replace(seen.items[0], title="今天改的"), version=0, by=None)
    with pytest.raises(Refused, match="预览以后有人改过"):
        replace_content(standard=draft, spec=standard_spec(), seen=seen, by=None)
    assert draft.items.get(code="1.1").title == "今天改的"


def test_preview_that_still_holds_is_written(draft):
    replace_content(standard=draft, spec=standard_spec(), seen=specs_of(draft), by=None)
    assert specs_of(fresh(draft)) == standard_spec()


def test_file_with_other_goals_is_refused(draft):
    spec = standard_spec()
    with pytest.raises(StandardError, match="目标：应有五个"):
        replace_content(standard=draft, spec=replace(spec, goals=spec.goals[:4]), by=None)


# --- published ---


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drafts(most=2), st.booleans())
def test_draft_is_published_exactly_when_it_is_whole(draft, spec, is_filled):
    if is_filled:
        spec = filled(spec)
    replace_content(standard=draft, spec=spec, by=None)
    is_whole = (
        spec.points == 100
        and all(goal.items for goal in spec.goals)
        and all(item.content and item.rule for item in spec.items)
    )
    assert bool(why_not_publish(fresh(draft))) != is_whole
    assert is_whole == is_filled


def filled(spec):
    """The same with texts everywhere, five goals, and the last item making up the hundred."""
    goals = [replace(goal, items=goal.items or (bare(goal.code),)) for goal in spec.goals]
    goals = [replace(goal, items=tuple(map(worded, goal.items))) for goal in goals]
    rest = sum(goal.points for goal in goals) - goals[4].items[-1].points
    last = replace(goals[4].items[-1], points=Decimal(100) - rest)
    goals[4] = replace(goals[4], items=(*goals[4].items[:-1], last))
    return replace(spec, goals=tuple(goals), bonus=tuple(map(worded, spec.bonus)))


def bare(code):
    item = standard_spec().items[0]
    return replace(item, code=f"{code}.1", points=Decimal(1), method=YesNo())


def worded(item):
    return replace(item, content="内容", rule="标准")


def test_draft_at_99_5_points_is_refused_with_what_is_missing(draft):
    item = draft.items.get(code="1.1")
    spec = replace(specs_of(draft).items[0], points=Decimal("19.5"), rule="")
    save_item(item=item, spec=spec, version=0, by=None)
    with pytest.raises(Refused) as refused:
        publish(standard=draft, by=None)
    assert str(refused.value) == (
        "还不能发布：分值合计 99.5 分，应正好 100 分，还差 0.5 分；1.1 要点1：没有填写评分标准。"
    )


def test_many_faults_are_counted_not_listed():
    sentence = why_not_publish(begun())
    assert sentence.endswith("“干部作风扎实”还没有要点；等 6 处。")


def test_publication_writes_the_digest_and_forgets_what_was_removed(draft):
    spec = specs_of(draft)
    shorter = replace(spec, goals=(replace(spec.goals[0], items=()), *spec.goals[1:]))
    replace_content(standard=draft, spec=shorter, by=None)
    replace_content(standard=draft, spec=spec, by=None)
    published = publish(standard=fresh(draft), by=None)
    assert published.digest == digest_of(spec)
    assert not RemovedItem.objects.exists()


# --- in use ---


def test_edition_of_a_round_is_not_retired_before_the_round_ends():
    standard = make_standard()
    round = make_round()
    assert why_not_retire(standard).startswith("轮次“第一轮创建”正用着这一版")
    with pytest.raises(Refused, match="正用着这一版"):
        retire(standard=standard, by=None)
    close(round=freeze(round=round, by=None), by=None)
    assert retire(standard=standard, by=None).state == "retired"


def test_published_standard_is_retired_not_deleted():
    assert why_not_delete(make_standard()).endswith("不能删除；不再用它可以停用。")


def test_draft_chosen_by_a_round_is_not_deleted(draft):
    other = make_standard("community")
    round = make_round()
    RoundStandard.objects.filter(round=round, standard=other).update(
        standard=draft, sector=draft.sector
    )
    with pytest.raises(Refused, match="轮次“第一轮创建”选了这一版，不能删除"):
        delete_standard(standard=draft, by=None)
    assert rounds_by_standard() == {draft.pk: ["第一轮创建"]}


def test_rows_of_upper_apps_hold_a_standard_too():
    candidacy, draft = make_running().candidacies[0], begun()
    type(candidacy).objects.filter(pk=candidacy.pk).update(standard=draft)
    assert why_not_delete(draft) == "还有 1 条参评用着这一版，不能删除。"


def test_draft_is_deleted_with_all_that_is_its_own(draft):
    delete_standard(standard=draft, by=None)
    assert not StandardSet.objects.exists()
