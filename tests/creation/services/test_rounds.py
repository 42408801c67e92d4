import pytest

from creation.models import LogEntry, Organization, RedLine, Round, Sector, StandardSet
from creation.policy import PolicyError
from creation.queries.rounds import current_policy, current_round
from creation.round_files import RoundError
from creation.services.rounds import (
    adopt_policy,
    close,
    define_round,
    freeze,
    why_not_adopt_policy,
    why_not_close,
    why_not_freeze,
)
from creation.services.standards import save_standard
from tests.factories import (
    make_district,
    make_organization,
    make_round,
    make_sector,
    make_standard,
    make_user,
    round_data,
    standard_spec,
)
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return make_standard()


@pytest.fixture
def by():
    return make_user()


def test_round_is_a_draft_with_everything_the_file_says(village, by):
    round = define_round(
        data=round_data(
            stages={"self": ["2026-03-01", "2026-04-30"], "apply": ["2026-01-01", "2026-02-28"]},
            editions={"village": "village-2026"},
            policy={"target_share": "0.5"},
            red_lines={"birth": "生育政策已经调整"},
        ),
        by=by,
    )
    row, policy = current_policy(round)
    off = round.round_red_lines.get(in_force=False)
    assert round.state == "draft"
    assert [stage.stage for stage in round.stages.all()] == ["apply", "self"]
    assert [one.standard for one in round.round_standards.all()] == [village]
    assert (str(policy.target_share), row.version) == ("0.5", 1)
    assert (off.red_line.code, off.reason) == ("birth", "生育政策已经调整")
    assert round.round_red_lines.filter(in_force=True).count() == 3


def test_round_without_editions_takes_the_newest_published(village, by):
    newer = make_standard(edition="2027")
    save_standard(spec=standard_spec("community"), by=by)
    assert [one.standard for one in make_round().round_standards.all()] == [newer]


def test_red_line_out_of_date_is_left_out():
    RedLine.objects.filter(code="birth").update(valid_to="2026-01-01")
    assert make_round().round_red_lines.count() == 3


def test_draft_is_replaced_by_the_next_file(village):
    make_round(name="旧名")
    make_round(name="新名")
    assert Round.objects.get().name == "新名"


def test_every_fault_of_the_file_at_once(village):
    make_standard("community")
    with pytest.raises(RoundError) as refused:
        define_round(
            data={
                "code": "第一轮",
                "name": "长" * 61,
                "starts_on": "2026.1",
                "color": 1,
                "stages": {
                    "selfie": [],
                    "self": ["2026-03-01"],
                    "spot": ["2026-05-02", "2026-05-01"],
                },
                "editions": {"vilage": "a", "village": "village-2062", "organ": "community-2026"},
                "policy": {"organization_weight": "7"},
                "red_lines": {"brith": "理由", "birth": "", "security": "长" * 201},
            },
            by=None,
        )
    assert refused.value.errors == [
        "color：不认识的字段，可用：code、name、starts_on、ends_on、reference_on、"
        "stages、reminders、editions、policy、red_lines",
        "开始日期（starts_on）：“2026.1”不是日期，请写成 2026-01-31",
        "结束日期（ends_on）：不是日期，请写成 2026-01-31",
        "stages.selfie：没有这个阶段，可用：apply（申报）、self（自查）、review（初审）、"
        "clearance（联审）、spot（抽查）、survey（测评）、evaluate（综合评价）、publicity（公示）、"
        "naming（命名）",
        "阶段 自查（stages.self）：请写成 [2026-01-01, 2026-01-31]",
        "阶段 抽查（stages.spot）：截止日期不能早于开始日期",
        "政策 组织部分权重（organization_weight）：“7”应在 0 到 1 之间",
        "red_lines.birth：请填停用理由",
        "轮次代码（code）：“第一轮”只能用字母、数字、- 和 _，最多 30 个字符",
        "名称（name）：最多 60 个字",
        "red_lines.security：停用理由最多 200 个字",
        "editions.vilage：没有这个领域，请填：village",
        "editions.village：没有标准“village-2062”，请填：village-2026",
        "editions.organ：标准 community-2026 是社区领域的",
        "red_lines.brith：没有这条高压线，请填：birth",
    ]
    assert not Round.objects.exists()


def test_wrong_shapes_are_named():
    with pytest.raises(RoundError) as refused:
        define_round(
            data={
                "code": 1,
                "name": " ",
                "starts_on": "2026-02-01",
                "ends_on": "2026-01-01",
                "stages": [],
            },
            by=None,
        )
    assert refused.value.errors == [
        "轮次代码（code）：没有填写文字",
        "名称（name）：没有填写文字",
        "stages：应为一张 [stages] 表",
        "结束日期（ends_on）：不能早于开始日期",
    ]


def test_unknown_standard_without_any_standard_suggests_nothing():
    with pytest.raises(RoundError) as refused:
        make_round(editions={"village": "v"})
    assert refused.value.errors == ["editions.village：没有标准“v”"]


def test_open_round_cannot_be_defined_again(village, by):
    freeze(round=make_round(), by=by)
    with pytest.raises(Refused, match="轮次 r1 进行中，不能重新定义"):
        make_round()


def test_freeze_opens_once(village, by):
    round = make_round()
    stale = Round.objects.get()
    freeze(round=round, by=by)
    assert (round.state, round.opened_by) == ("open", by)
    assert round.opened_at is not None
    with pytest.raises(Refused, match="不能开启"):
        freeze(round=stale, by=by)
    assert LogEntry.objects.filter(action="开启轮次").count() == 1


def test_freeze_lists_everything_that_is_missing(village, by):
    district = make_district()
    make_organization(district, sector=make_sector("village"))
    make_organization(district, sector=Sector.objects.get(code="community"))
    make_organization(district)
    round = make_round(editions={"village": "village-2026"})
    StandardSet.objects.update(state="retired")  # the service refuses what a round uses
    assert why_not_freeze(round) == (
        "这一轮还不能开启：社区领域没有选定标准；标准 village-2026 已停用；"
        "有 1 个参评单位没有填领域。"
    )
    with pytest.raises(Refused):
        freeze(round=round, by=by)
    assert Round.objects.get().state == "draft"


def test_freeze_asks_no_standard_for_sectors_that_do_not_take_part(village, by):
    make_organization(make_district(), sector=make_sector("community"), is_rated=False)
    freeze(round=make_round(), by=by)
    assert Organization.objects.count() == 2


def test_stale_move_is_refused(village, by):
    round = make_round()
    stale = freeze(round=round, by=by)
    stale.state = "open"
    close(round=Round.objects.get(), by=by)
    with pytest.raises(Refused, match="已结束"):
        close(round=stale, by=by)


def test_draft_cannot_be_closed():
    assert "不能结束" in why_not_close(make_round())


def test_changed_policy_is_a_new_version(village, by):
    round = freeze(round=make_round(), by=by)
    adopt_policy(round=round, values={"target_share": "0.8"}, reason="扩大达标面", by=by)
    row, policy = current_policy(round)
    assert (row.version, row.reason, str(policy.target_share)) == (2, "扩大达标面", "0.8")
    assert LogEntry.objects.first().before["target_share"] == "0.3"


def test_policy_changes_only_in_an_open_round_and_with_a_reason(village, by):
    round = make_round()
    assert "只有进行中的轮次" in why_not_adopt_policy(round, "理由")
    freeze(round=round, by=by)
    with pytest.raises(Refused, match="请写明修改政策的理由"):
        adopt_policy(round=round, values={}, reason=" ", by=by)


def test_impossible_policy_is_refused(village, by):
    round = freeze(round=make_round(), by=by)
    with pytest.raises(PolicyError):
        adopt_policy(round=round, values={"target_share": "8"}, reason="理由", by=by)


def test_current_round_is_the_newest_open_else_the_newest(village, by):
    assert current_round() is None
    old, new = make_round("old"), make_round("newer", starts_on="2026-02-01")
    assert current_round() == new
    freeze(round=old, by=by)
    assert current_round() == old
