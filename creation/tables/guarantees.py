"""The lists of the registers of the three guarantees."""

import django_tables2 as tables
from django.utils import timezone

from creation.guarantees import in_parts
from creation.tables.guarantee_columns import (
    day,
    number,
    own_page,
    state,
    title,
    to_parent,
)
from wuhao.tables import FULL, NUMBER, PHONE_HIDE, WIDE, PointsColumn, status_tag
from wuhao.templatetags.formatting import DASH, ymd


class GroupTable(tables.Table):
    caption = "领导小组与工作机构"
    name = title("名称")
    organization = tables.Column(verbose_name="党组织", order_by="organization__code")
    level = tables.Column(
        accessor="organization__get_kind_display", verbose_name="层级", orderable=False
    )
    kind = tables.Column(verbose_name="类型")
    set_up_on = day("成立日期")
    ended_on = day("撤销日期")
    people = number("成员")
    met = number("开会次数")

    class Meta:
        empty_text = "没有符合条件的机构。"


class MemberTable(tables.Table):
    caption = "机构成员"
    name = title("姓名")
    post = tables.Column(verbose_name="组内职务")
    office = tables.Column(verbose_name="单位和职务")
    duties = tables.Column(verbose_name="分工", attrs=WIDE)
    group = to_parent("机构", "group")

    class Meta:
        empty_text = "没有符合条件的成员。"


class MeetingTable(tables.Table):
    caption = "机构会议"
    topic = title("议题")
    held_on = day("召开日期")
    attended = number("到会人数")
    group = to_parent("机构", "group")

    class Meta:
        empty_text = "没有符合条件的会议。"


class LiaisonTable(tables.Table):
    """`standing`: id → (visits made, visits due), given by the page for this year."""

    caption = "联系点"
    organization = title("联系点", order_by="organization__code")
    leader_name = tables.Column(verbose_name="联系领导")
    leader_post = tables.Column(verbose_name="领导职务")
    starts_on = day("开始日期")
    ends_on = day("结束日期")
    made = number("今年走访")
    due = tables.Column(verbose_name="到今天应走访", empty_values=(), attrs=NUMBER, orderable=False)
    state = state("走访")

    class Meta:
        empty_text = "没有符合条件的联系点。"

    def __init__(self, *args, standing, **kwargs):
        super().__init__(*args, **kwargs)
        self.standing = standing

    def render_due(self, record):
        due = self.standing[record.pk][1]
        return DASH if due is None else due

    def render_state(self, record):
        made, due = self.standing[record.pk]
        today = timezone.localdate()
        if record.ends_on and record.ends_on < today:
            return status_tag("已结束", "mute")
        if due is None:
            return status_tag("没有设定要求", "mute")
        return status_tag("落后", "bad") if made < due else status_tag("跟上", "ok")


class VisitTable(tables.Table):
    caption = "联系点走访"
    visited_on = day("走访日期", linkify=own_page)
    organization = tables.Column(
        verbose_name="联系点", attrs=FULL, order_by="liaison__organization__code"
    )
    leader = tables.Column(accessor="liaison__leader_name", verbose_name="联系领导")
    seen_there = tables.Column(verbose_name="看到的情况", attrs=WIDE, orderable=False)
    problem = tables.Column(verbose_name="发现的问题", attrs=WIDE, orderable=False)
    state = state("解决")

    class Meta:
        empty_text = "没有符合条件的走访。"

    def render_state(self, record):
        if not record.problem:
            return status_tag("没有问题", "mute")
        if record.solved_on:
            return status_tag(f"{record.solved_on} 解决", "ok")
        return status_tag("没有解决", "bad")


class TrainingTable(tables.Table):
    caption = "培训"
    title = title("主题")
    sector = tables.Column(verbose_name="领域", empty_values=(), order_by="sector__order")
    organization = tables.Column(verbose_name="主办党组织", order_by="organization__code")
    planned_on = day("计划日期")
    held_on = day("举办日期")
    hours = PointsColumn(verbose_name="学时")
    planned_people = number("计划人数")
    people = number("参加人数")
    state = state()

    class Meta:
        empty_text = "没有符合条件的记录。"

    def render_sector(self, record):
        return record.sector or "全部领域"

    def render_state(self, record):
        if record.held_on:
            return status_tag("已举办", "ok")
        late = record.planned_on < timezone.localdate()
        return status_tag("过期没有举办", "bad") if late else status_tag("没有到期", "info")


class AttendanceTable(tables.Table):
    caption = "各单位参加情况"
    organization = title("参加单位", order_by="organization__code")
    training = to_parent("培训", "training")
    planned = number("应到人数")
    attended = number("实到人数")

    class Meta:
        empty_text = "没有符合条件的记录。"


class CentreTable(tables.Table):
    """`required`: the parts of city and district that this year asks for."""

    caption = "党群服务中心"
    name = title("名称")
    organization = tables.Column(verbose_name="所属党组织", order_by="organization__code")
    opened_on = day("启用日期")
    weekly_hours = PointsColumn(verbose_name="每周开放小时")
    city_funds = PointsColumn(verbose_name="市级投入（万元）")
    district_funds = PointsColumn(verbose_name="区级投入（万元）")
    state = state("投入比例")

    class Meta:
        empty_text = "没有符合条件的中心。"

    def __init__(self, *args, required, **kwargs):
        super().__init__(*args, **kwargs)
        self.required = required

    def render_state(self, record):
        if record.closed_on and record.closed_on <= timezone.localdate():
            return status_tag(f"{ymd(record.closed_on)} 关闭", "mute")
        city, district = record.city_funds, record.district_funds
        if None in (city, district):
            return status_tag("未登记", "warn")
        if self.required is None:
            return status_tag("没有设定要求", "mute")
        parts = self.required.city_part, self.required.district_part
        if in_parts(city, district, *parts):
            return status_tag("符合 {}:{}".format(*parts), "ok")
        return status_tag("不合 {}:{}".format(*parts), "bad")


class CoverageTable(tables.Table):
    caption = "服务范围"
    organization = title("服务的党组织（含下级）", order_by="organization__code")
    centre = to_parent("中心", "centre")

    class Meta:
        empty_text = "没有符合条件的记录。"


class PlanTable(tables.Table):
    caption = "行动计划"
    name = title("名称")
    organization = tables.Column(verbose_name="党组织", order_by="organization__code")
    starts_on = day("开始日期")
    ends_on = day("结束日期")
    tasks_in_all = number("任务数")

    class Meta:
        empty_text = "没有符合条件的行动计划。"


class TaskTable(tables.Table):
    caption = "计划任务"
    title = title("任务")
    goal = tables.Column(verbose_name="目标")
    plan = to_parent("行动计划", "plan")
    owner = tables.Column(verbose_name="责任单位")
    due_on = day("完成期限")
    progress = number("进度（%）")
    state = state()

    class Meta:
        empty_text = "没有符合条件的任务。"

    def render_state(self, record):
        if record.late:
            return status_tag("逾期", "bad")
        return status_tag("完成", "ok") if record.progress >= 100 else status_tag("进行中", "info")


class NoteTable(tables.Table):
    caption = "季度进展"
    year = tables.Column(verbose_name="季度", attrs=FULL, linkify=own_page)
    task = to_parent("任务", "task")
    progress = number("进度（%）")
    text = tables.Column(verbose_name="进展情况", attrs=WIDE, orderable=False)

    class Meta:
        empty_text = "没有符合条件的进展。"

    def render_year(self, record):
        return f"{record.year} 年{record.get_quarter_display()}"


class PracticeTable(tables.Table):
    caption = "好做法"
    name = title("品牌名称")
    organization = tables.Column(verbose_name="首创单位", order_by="organization__code")
    sector = tables.Column(verbose_name="适用领域", empty_values=(), order_by="sector__order")
    started_on = day("开始日期")
    summary = tables.Column(verbose_name="主要做法", attrs=PHONE_HIDE, orderable=False)
    spread = number("推广单位数")

    class Meta:
        empty_text = "没有符合条件的好做法。"

    def render_sector(self, record):
        return record.sector or "全部领域"


class AdoptionTable(tables.Table):
    caption = "推广单位"
    organization = title("推广单位", order_by="organization__code")
    practice = to_parent("好做法", "practice")
    adopted_on = day("推广日期")
    effect = tables.Column(verbose_name="效果", attrs=WIDE)

    class Meta:
        empty_text = "没有符合条件的记录。"


class RequirementTable(tables.Table):
    caption = "保证要求"
    from_year = tables.Column(
        verbose_name="从哪一年起", empty_values=(), attrs=FULL, linkify=own_page
    )
    visits_per_year = number("每年走访")
    trainings_per_sector = number("每领域培训")
    seminars_per_sector = number("每领域研讨")
    city_part = number("市级份数")
    district_part = number("区级份数")

    class Meta:
        empty_text = "还没有设定要求。"

    def render_from_year(self, record):
        return f"{record.from_year} 年起" if record.from_year else "一直有效"
