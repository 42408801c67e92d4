"""Rows of the registers: entered, changed and deleted in reach, logged, never lost."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate

from creation import models
from creation.models import LogEntry
from creation.services.guarantees import rows
from creation.services.guarantees.rows import create, delete, update
from tests.creation import guarantees as ready
from wuhao.errors import Conflict, Refused

DAY = timedelta(days=1)


def test_row_is_entered_and_logged_without_the_name_of_a_person(cast):
    values = {"organization": cast.branch, "leader_name": "郑书记", "starts_on": date(2026, 1, 1)}
    made = create(model=models.Liaison, values=values, by=cast.li)
    entry = LogEntry.objects.get(object_type="联系点")
    assert (entry.action, entry.organization_id, entry.object_id) == (
        "登记联系点",
        cast.branch.pk,
        str(made.pk),
    )
    assert entry.after == {
        "联系领导": "（不记录）",
        "联系点": "前柳村党支部",
        "开始日期": "2026-01-01",
    }


REFUSALS = {
    "another town's": (
        lambda c: (models.LeadingGroup, {"organization": c.other, "name": "组", "kind": "leading"}),
        "“柳林镇党委”不在您的管理范围内。",
    ),
    "below another town's row": (
        lambda c: (models.GroupMember, {"group": ready.group(c.other), "name": "王", "post": "员"}),
        "“柳林镇党委”不在您的管理范围内。",
    ),
    "another town's people": (
        lambda c: (
            models.TrainingAttendance,
            {
                "training": ready.training(c.town, held_on=localdate()),
                "organization": c.far,
                "attended": 1,
            },
        ),
        "“后柳村党支部”不在您的管理范围内。",
    ),
    "the whole district's": (
        lambda c: (
            models.GuaranteeRequirement,
            dict.fromkeys(
                (
                    "from_year",
                    "visits_per_year",
                    "trainings_per_sector",
                    "seminars_per_sector",
                    "city_part",
                    "district_part",
                ),
                2030,
            ),
        ),
        "这一项由区委组织部登记。",
    ),
    "entered twice": (
        lambda c: (
            models.LeadingGroup,
            {"organization": c.town, "name": ready.group(c.town).name, "kind": "leading"},
        ),
        "这个党组织已经登记了同名的机构。",
    ),
    "ends before it begins": (
        lambda c: (
            models.Liaison,
            {
                "organization": c.town,
                "leader_name": "郑",
                "starts_on": localdate(),
                "ends_on": localdate() - DAY,
            },
        ),
        "结束日期：结束日期不能早于开始日期。",
    ),
    "visit outside of the period": (
        lambda c: (
            models.LiaisonVisit,
            {
                "liaison": ready.liaison(c.town, starts_on=localdate(), ends_on=localdate()),
                "visited_on": localdate() - DAY,
                "seen_there": "x",
            },
        ),
        f"走访日期：不在联系的时间（{localdate()} 至 {localdate()}）之内。",
    ),
    "solved without a problem": (
        lambda c: (
            models.LiaisonVisit,
            {
                "liaison": ready.liaison(c.town),
                "visited_on": localdate(),
                "seen_there": "x",
                "solved_on": localdate(),
            },
        ),
        "解决日期：写了问题才填解决日期，解决日期不能早于走访日期。",
    ),
    "attended before it was held": (
        lambda c: (
            models.Training,
            {
                "organization": c.town,
                "title": "训",
                "planned_on": localdate(),
                "audience": "员",
                "attended_people": 3,
            },
        ),
        "参加人数：还没有举办（没有举办日期），不能填参加人数。",
    ),
    "attendance before it was held": (
        lambda c: (
            models.TrainingAttendance,
            {"training": ready.training(c.town), "organization": c.town, "attended": 1},
        ),
        "实到人数：还没有举办（没有举办日期），不能填参加人数。",
    ),
    "one's own practice taken up": (
        lambda c: (
            models.PracticeAdoption,
            {"practice": ready.practice(c.town), "organization": c.town, "adopted_on": localdate()},
        ),
        "推广单位：首创单位自己不用登记推广。",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_row_that_may_not_stand_is_refused_in_one_sentence(cast, case):
    make, sentence = REFUSALS[case]
    model, values = make(cast)
    before = model.objects.count()
    with pytest.raises(Refused) as refused:
        create(model=model, values=values, by=cast.li)
    assert (str(refused.value), model.objects.count()) == (sentence, before)


def test_practice_of_another_town_may_be_taken_up(cast):
    brand = ready.practice(cast.other)
    values = {"practice": brand, "organization": cast.branch, "adopted_on": localdate()}
    assert create(model=models.PracticeAdoption, values=values, by=cast.li).pk


def test_change_counts_the_version_and_logs_both_values(cast):
    one = ready.group(cast.town)
    changed = update(row=one, values={"name": "新名"}, version=1, by=cast.li)
    entry = LogEntry.objects.filter(action="修改领导小组与工作机构").get()
    assert (changed.version, entry.before, entry.after) == (
        2,
        {"名称": "党建协调小组"},
        {"名称": "新名"},
    )


def test_nothing_changed_is_not_logged(cast):
    one = ready.group(cast.town)
    before = LogEntry.objects.count()
    assert update(row=one, values={"name": one.name}, version=1, by=cast.li).version == 1
    assert LogEntry.objects.count() == before


def test_change_after_anothers_shows_both_and_writes_nothing(cast):
    one = ready.group(cast.town)
    update(row=one, values={"name": "别人的"}, version=1, by=None)
    with pytest.raises(Conflict) as conflict:
        update(row=one, values={"name": "我的"}, version=1, by=cast.li)
    assert conflict.value.theirs == {"名称": "别人的", "version": 2}
    assert conflict.value.mine == {"名称": "我的"}
    one.refresh_from_db()
    assert one.name == "别人的"


def test_row_cannot_be_moved_out_of_reach_or_from_there(cast):
    one = ready.group(cast.town)
    with pytest.raises(Refused, match="“柳林镇党委”不在您的管理范围内"):
        update(row=one, values={"organization": cast.other}, version=1, by=cast.li)
    far = ready.group(cast.other)
    with pytest.raises(Refused, match="“柳林镇党委”不在您的管理范围内"):
        update(row=far, values={"organization": cast.town}, version=1, by=cast.li)


def test_used_row_stays_until_what_hangs_on_it_is_gone(cast):
    one = ready.liaison(cast.town)
    visit = ready.visit(one)
    with pytest.raises(Refused, match="下面还有 1 条联系点走访，请先删除它们"):
        delete(row=one, version=1, by=cast.li)
    delete(row=visit, version=1, by=cast.li)
    delete(row=one, version=1, by=cast.li)
    assert not models.Liaison.objects.exists()
    assert LogEntry.objects.get(action="删除联系点").before["联系点"] == "石桥镇党委"


def test_row_changed_meanwhile_is_not_deleted(cast):
    one = ready.group(cast.town)
    update(row=one, values={"name": "别人的"}, version=1, by=None)
    with pytest.raises(Refused, match="别人已经改过"):
        delete(row=one, version=1, by=cast.li)


@pytest.mark.parametrize("verb", ["change", "delete", "hang something on"])
def test_row_that_is_gone_is_said_to_be_gone(cast, verb):
    one, ghost = ready.group(cast.town), ready.group(cast.town, name="二")
    delete(row=models.LeadingGroup.objects.get(pk=ghost.pk), version=1, by=None)
    calls = {
        "change": lambda: update(row=ghost, values={"name": "x"}, version=1, by=cast.li),
        "delete": lambda: delete(row=ghost, version=1, by=cast.li),
        "hang something on": lambda: ready.member(ghost),
    }
    with pytest.raises(Refused, match="已经被删除"):
        calls[verb]()
    assert models.LeadingGroup.objects.get() == one


def test_two_who_enter_the_same_at_once_leave_one_row(cast, monkeypatch):
    """The other's row comes between our check and our save."""
    check = models.LeadingGroup.full_clean

    def check_and_be_overtaken(self):
        check(self)
        models.LeadingGroup.objects.bulk_create(
            [models.LeadingGroup(organization=cast.town, name=self.name, kind="leading")]
        )

    monkeypatch.setattr(models.LeadingGroup, "full_clean", check_and_be_overtaken)
    with pytest.raises(Refused) as refused:
        ready.group(cast.town)
    assert str(refused.value) == rows.TWICE
    assert not models.LeadingGroup.objects.exists()  # the whole write went back, theirs here too


def test_requirement_of_the_district_is_kept_by_its_staff(cast):
    one = models.GuaranteeRequirement.objects.get()
    assert update(row=one, values={"visits_per_year": 6}, version=1, by=cast.wang).version == 2


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE creation_liaison SET ends_on = starts_on - 1",
        "UPDATE creation_liaisonvisit SET solved_on = visited_on",
        "UPDATE creation_training SET attended_people = 3, held_on = NULL",
        "UPDATE creation_tasknote SET progress = 101",
        "UPDATE creation_guaranteerequirement SET city_part = 0",
    ],
)
def test_database_refuses_what_the_models_refuse(cast, sql):
    ready.one_of_each(cast.town, cast.branch)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_log_of_the_database_shows_no_name_of_a_person(cast):
    ready.member(ready.group(cast.town), name="欧阳文")
    ready.liaison(cast.town, leader_name="郑书记")
    kept = list(models.LogChange.objects.values())
    assert len(kept) >= 3
    assert "欧阳文" not in str(kept)
    assert "郑书记" not in str(kept)
    assert "（不记录）" in str(kept)
