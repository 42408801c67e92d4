"""The gallery: every component with sample values, so that its look is agreed in one place."""

from datetime import UTC, datetime
from decimal import Decimal

import django_tables2
from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render

from creation.access import need
from wuhao.icons import ICONS
from wuhao.tables import ACTIONS, FULL, PHONE_HIDE, MomentColumn, PointsColumn, StatusColumn

GOODS = ["支部班子坚强", "干部作风扎实", "党员队伍过硬", "思想工作有效", "作用发挥明显"]
STATES = {"submitted": "待审核", "passed": "已通过", "returned": "已退回", "draft": "填报中"}
KINDS = {"submitted": "warn", "passed": "ok", "returned": "bad", "draft": "info"}
SECTORS = [("village", "农村"), ("community", "社区"), ("organ", "机关")]
MOMENT = datetime(2026, 10, 24, 8, 38, tzinfo=UTC)


class SampleFilter(forms.Form):
    """What a django-filter form looks like in the filter bar."""

    name = forms.CharField(
        label="党组织名称",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "输入关键词"}),
    )
    sector = forms.ChoiceField(label="领域", required=False, choices=[("", "全部"), *SECTORS])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATES.items()])


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="轮次名称", help_text="例如：第二轮五好创建", max_length=40)
    starts_on = forms.DateField(
        label="开始日期", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    share = forms.DecimalField(label="抽查比例", help_text="填 0 到 1 之间的小数")
    sector = forms.ChoiceField(label="领域", choices=SECTORS, widget=forms.RadioSelect)
    red_lines = forms.MultipleChoiceField(
        label="在用的高压线",
        choices=[("1", "不合格党员"), ("2", "违纪违法党员")],
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}))
    agreed = forms.BooleanField(label="我已核对以上内容")
    roster = forms.FileField(label="名册文件", help_text="xlsx 或 csv，不超过 64 MB")


class SampleTable(django_tables2.Table):
    """What a list looks like, on a wide screen and on a phone."""

    caption = "样例清单"
    number = django_tables2.Column(verbose_name="序号", attrs=PHONE_HIDE, orderable=False)
    name = django_tables2.Column(
        verbose_name="党组织名称", attrs=FULL, linkify=lambda record: "#lists"
    )
    sector = django_tables2.Column(verbose_name="领域")
    self_score = PointsColumn(verbose_name="自查分")
    spot_score = PointsColumn(verbose_name="抽查分")
    state = StatusColumn(verbose_name="状态", kinds=KINDS, labels=STATES)
    updated_at = MomentColumn(verbose_name="更新时间")
    action = django_tables2.TemplateColumn(
        '<a href="#lists">查看</a>', verbose_name="操作", attrs=ACTIONS, orderable=False
    )


def _row(number, name, sector, scores, state):
    self_score, spot_score = scores
    return {
        "number": number,
        "name": name,
        "sector": sector,
        "self_score": self_score,
        "spot_score": spot_score,
        "state": state,
        "updated_at": MOMENT,
    }


ROWS = [
    _row(1, "新华街道幸福社区第一党支部", "社区", (Decimal("86.80"), None), "submitted"),
    _row(2, "石桥镇东岗村党支部", "农村", (Decimal("80.25"), Decimal("75.60")), "passed"),
    _row(3, "南湖街道锦绣社区党支部", "社区", (Decimal("80.00"), None), "returned"),
    _row(4, "宏达电子有限公司党支部", "两新", (None, None), "draft"),
]

WORKBENCH = {
    "steps": [
        {"label": "部署", "note": "09-15", "state": "done", "href": "#workbench"},
        {"label": "自查", "note": "截至 10-28", "state": "now", "href": "#workbench"},
        {"label": "初审", "note": "10-29", "state": "todo"},
        {"label": "抽查", "note": "11-05", "state": "todo"},
        {"label": "测评", "note": "11-05", "state": "todo"},
        {"label": "综合评价", "note": "11-20", "state": "todo"},
        {"label": "命名", "note": "12-01", "state": "todo"},
    ],
    "todo": [
        {
            "count": 23,
            "kind": "warn",
            "title": "审核自查材料",
            "text": "23 个党支部待审核，最早提交于 10 月 12 日",
            "href": "#workbench",
        },
        {
            "count": 6,
            "kind": "bad",
            "title": "分差复核",
            "text": "自查与抽查相差超过 5 分",
            "href": "#workbench",
        },
        {
            "count": 41,
            "kind": "info",
            "title": "催报",
            "text": "距截止还有 3 天，仍有支部未提交",
            "href": "#workbench",
        },
    ],
    "change": Decimal("1.8"),
    "series": [
        {"name": "全区平均", "values": [88, 86, 85, 84, 79]},
        {"name": "两新组织", "values": [82, 75, 80, 81, 72]},
    ],
    "bars": [
        {"label": "农村", "value": 84, "text": "84.2 分 · 89.8%", "href": "#workbench"},
        {"label": "社区", "value": 87, "text": "86.9 分 · 96.9%", "href": "#workbench"},
        {"label": "机关", "value": 91, "text": "91.3 分 · 90.5%", "href": "#workbench"},
        {"label": "事业单位", "value": 90, "text": "90.1 分 · 77.6%", "href": "#workbench"},
        {"label": "两新", "value": 80, "text": "79.8 分 · 96.8%", "kind": "warn"},
        {"label": "街道党委", "value": None, "text": "—"},
    ],
    "heat": [
        {
            "label": label,
            "href": "#workbench",
            "values": [None if value is None else Decimal(value) for value in values],
            "total": Decimal(total),
        }
        for label, values, total in (
            ("开发区", ("93.9", "94.6", "91.0", "94.4", "93.4"), "93.5"),
            ("石桥镇", ("90.3", "96.2", "91.6", "87.9", "89.8"), "91.2"),
            ("柳林镇", ("85.3", "88.9", "81.0", "83.5", None), "85.7"),
            ("东风街道", ("68.6", "81.8", "74.8", "88.6", "80.3"), "81.8"),
        )
    ],
}

SHEET = {
    "groups": [
        {
            "title": title,
            "href": "#sheet",
            "done": done,
            "total": 8,
            "points": Decimal(points),
            "full": Decimal(20),
            "current": title == GOODS[0],
        }
        for title, done, points in zip(
            GOODS, (4, 8, 8, 6, 2), ("9", "17.5", "18", "13", "5"), strict=True
        )
    ],
    "choices": [
        {"value": "好", "label": "好", "note": "3 分"},
        {"value": "较好", "label": "较好", "note": "2.4 分"},
        {"value": "一般", "label": "一般", "note": "1.5 分"},
    ],
    "papers": ["年度计划", "会议记录", "分工文件"],
    "files": [
        {
            "name": "书记轮训结业证书.jpg",
            "url": "#sheet",
            "size": 1_258_291,
            "delete_url": "#sheet",
        },
        {"name": "支委会分工文件（2026）.pdf", "url": "#sheet", "size": 497_664},
    ],
    "saved_at": MOMENT,
    "tags": ["共性", "定性"],
}

EXPLANATION = [
    {
        "title": GOODS[0],
        "full": Decimal(5),
        "points": Decimal("4.5"),
        "lines": [
            {
                "code": "1.1",
                "title": "支委会按期召开",
                "full": Decimal(3),
                "points": Decimal("2.5"),
                "why": "应 12 次，实 10 次，缺 2 次，每次扣 0.25 分，扣 0.5 分，得 2.5 分",
            },
            {
                "code": "1.2",
                "title": "班子成员分工明确",
                "full": Decimal(2),
                "points": Decimal(2),
                "why": "达到要求，得 2 分",
            },
        ],
    }
]

JOBS = [
    {
        "id": 1,
        "title": "全区综合评价报告",
        "state": "done",
        "state_label": "已完成",
        "note": "区委组织部 王晓燕，2026-11-20 09:12",
        "files": [{"name": "报告.docx", "url": "#jobs"}, {"name": "得分表.xlsx", "url": "#jobs"}],
    },
    {
        "id": 2,
        "title": "石桥镇综合评价报告",
        "state": "failed",
        "state_label": "没有完成",
        "note": "磁盘已满，请腾出空间后再试。",
        "retry_url": "#jobs",
    },
]


@need("edit_standards", "edit_people")
def gallery(request):
    """Every component once; the second form is sent empty, so that its errors show."""
    table = SampleTable(ROWS)
    django_tables2.RequestConfig(request, paginate={"per_page": 3}).configure(table)
    context = {
        "nav_badges": {"review": 23},
        "bell_url": "#workbench",
        "bell_count": 4,
        "goods": GOODS,
        "icons": ICONS,
        "workbench": WORKBENCH,
        "sheet": SHEET,
        "explanation": EXPLANATION,
        "jobs": JOBS,
        "filter_form": SampleFilter(request.GET or None),
        "table": table,
        "page": Paginator(range(490), 10).page(7),
        "fresh_form": SampleForm(prefix="fresh"),
        "wrong_form": SampleForm({}, prefix="wrong"),
    }
    return render(request, "creation/gallery.html", context)
