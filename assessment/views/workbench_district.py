"""The workbench of the district's staff and of reviewers: the round in figures, then the list."""

from fractions import Fraction

from django.utils import timezone

from assessment.access import candidacies_for, clearances_for, masked_for, results_for
from assessment.queries.burden import burden_figures, burden_of
from assessment.queries.candidacies import queue_counts, queues, with_signals
from assessment.queries.results import figures_of, goods_of, summary_by
from assessment.queries.review import waiting
from assessment.queries.workbench import (
    after_the_evaluation,
    average_before,
    pending_answers,
    sheet_figures,
    steps_of,
    submitted_by_sector,
)
from assessment.views import workbench_guarantees
from assessment.views.candidacies import listing
from creation.access import may
from creation.models import COMMON_GOODS, Organization, Round, Sector, StandardSet
from creation.queries.rounds import current_policy
from wuhao.navigation import link
from wuhao.templatetags.formatting import percent, rounded, tenths

BASIS = {"evaluation": "综合评价", "self": "自查"}
LOW = 80  # an average below it is drawn in orange


def panel(request, round):
    """Everything of it in a number of queries that does not grow with rows."""
    if round is None:
        return {"beginning": _beginning()}
    user = request.user
    reach = candidacies_for(user).filter(round=round)
    policy = current_policy(round)[1]
    found = queues(policy)
    results = results_for(user).filter(round=round)
    sheets, figures = sheet_figures(reach), figures_of(results)
    counts = queue_counts(masked_for(user, with_signals(reach)), found)
    counts |= after_the_evaluation(reach)
    counts["to_review"] = waiting(candidacies_for(user, "review").filter(round=round)).count()
    if may(user, "see_clearances"):
        counts["unanswered"] = pending_answers(
            clearances_for(user, "see_clearances").filter(candidacy__round=round)
        )
    goods = goods_of(results)
    before = average_before(round, lambda one: results_for(user).filter(round=one))
    return {
        "round": round,
        "total": sheets["total"],
        "steps": steps_of(round),
        "kpis": _kpis(sheets, figures, counts, before, goods),
        "todos": _todos(counts),
        "burden": burden_figures(burden_of(candidacies_for(user, "review").filter(round=round))),
        "guarantees": workbench_guarantees.cards(user),
        **_charts(request, reach, goods),
        **listing(request, reach, found),
    }


def _beginning():
    """The first steps of a new district; each ticks itself."""
    steps = (
        ("导入组织名册", "全区党组织和上下级关系", Organization.objects, "organization_list"),
        ("发布创建标准", "每个领域一套，百分制", StandardSet.objects.filter(state="published"),
         "standard_list"),
        ("定义创建轮次", "日期、政策、各领域所用标准", Round.objects, "round_list"),
    )  # fmt: skip
    return [
        {"label": label, "text": text, "done": rows.exists(), "href": link(page)}
        for label, text, rows, page in steps
    ]


def _kpis(sheets, figures, counts, before, goods):
    return [
        _submitted(sheets),
        _waiting(sheets),
        _average(figures, before, goods),
        _answers(figures, counts),
    ]


def _submitted(sheets):
    total, submitted = sheets["total"], sheets["submitted"]
    note = f"提交率 {percent(Fraction(submitted, total))}" if total else "还没有参评组织"
    return {
        "label": "自查提交",
        "value": submitted,
        "unit": f"/ {total}",
        "done": submitted,
        "total": total,
        "note": note,
        "href": _list(stage="unsubmitted"),
    }


def _waiting(sheets):
    note = "没有等待初审的自查表"
    if sheets["oldest"]:
        days = (timezone.now() - sheets["oldest"]).days
        note = f"最早提交于 {timezone.localtime(sheets['oldest']):%m-%d}，已等 {days} 天"
    return {
        "label": "待初审",
        "value": sheets["waiting"],
        "unit": "个组织",
        "note": note,
        "href": _list(stage="submitted"),
    }


def _average(figures, before, goods):
    """Of the decided evaluations (RULES 4.7); before there are any, of the self sheets."""
    average, unit, href = figures["average"], "/ 100", link("evaluation_list")
    if average is None and goods.basis == "self":
        value = tenths(goods.total())
        note = "还没有综合评价"
        return {"label": "自查平均分", "value": value, "unit": unit, "note": note, "href": href}
    note = f"已评价 {figures['evaluated']} 个组织" if figures["evaluated"] else "还没有综合评价"
    change = None if average is None or before is None else rounded(average - before, 1)
    return {
        "label": "综合平均分",
        "value": None if average is None else tenths(average),
        "unit": unit,
        "note": note if change is None else f"上一轮 {tenths(before)}，",
        "change": change,
        "href": href,
    }


def _answers(figures, counts):
    few = counts["insufficient"]
    if figures["answers"] is None:
        note = "评价后计入有效答卷"
    elif few:
        note = f"{few} 个组织样本不足"
    else:
        note = "样本都足够"
    return {
        "label": "有效问卷",
        "value": None if figures["answers"] is None else f"{figures['answers']:,}",
        "unit": "份",
        "note": note,
        "href": _list(stage="insufficient"),
    }


def _todos(counts):
    """What waits, with the list behind each number; what nobody waits for is left out."""
    rows = [
        (counts["to_review"], "warn", "初审自查材料", "自查表已提交，等待初审",
         link("review_list")),
        (counts["unapplied"], "info", "催申报", "还没有申报", _list(stage="unapplied")),
        (counts["unsubmitted"], "info", "催自查", "已申报，还没有提交自查表",
         _list(stage="unsubmitted")),
        (counts.get("unanswered", 0), "warn", "催办联审", "部门还没有答复高压线",
         link("clearance_list", state="pending")),
        (counts["barred"], "bad", "触碰高压线", "部门答复“有”，已停止参评", _list(stage="barred")),
        (counts["unchecked"], "info", "抽查未完成", "已抽中，抽查表还没有提交",
         _list(stage="unchecked")),
        (counts["deviating"], "bad", "分差复核", "自查与抽查相差超限", _list(stage="deviating")),
        (counts["insufficient"], "warn", "问卷样本不足", "三率不能用于评价，请补发问卷",
         _list(stage="insufficient")),
        (counts["undecided"], "warn", "结论待定", "材料还不齐，缺什么见结果页",
         _list(stage="undecided")),
        (counts["rechecks"], "warn", "复核整改", "已报送整改，等待复核",
         link("rectification_list", state="reported")),
        (counts["overdue"], "bad", "整改逾期", "过了期限还没有报送",
         link("rectification_list", state="overdue")),
        (counts["objected"], "bad", "答复异议", "公示期间有异议还没有答复",
         link("title_list", state="publicity")),
        (counts["ended"], "ok", "公示期满", "可以命名", link("title_list", state="publicity")),
    ]  # fmt: skip
    keys = ("count", "kind", "title", "text", "href")
    return [dict(zip(keys, row, strict=True)) for row in rows if row[0]]


def _charts(request, reach, goods):
    sectors = list(Sector.objects.filter(pk__in=reach.order_by().values("sector")))
    chosen = next((one for one in sectors if str(one.pk) == request.GET.get("contrast")), None)
    chosen = chosen or (sectors[-1] if len(sectors) > 1 else None)
    series = [{"name": "全部平均", "values": _tenths(goods.shares())}]
    if chosen:
        series.append({"name": chosen.name, "values": _tenths(goods.shares(sector=chosen.pk))})
    return {
        "basis": BASIS.get(goods.basis, ""),
        "goods": [name for _, name in COMMON_GOODS],
        "short_goods": [name[:2] for _, name in COMMON_GOODS],
        "series": series if goods.basis else [],
        "sectors": sectors,
        "contrast": chosen,
        "bars": _bars(reach, sectors, goods),
        "heat": _heat(reach, goods),
    }


def _tenths(shares):
    return [None if share is None else rounded(share, 1) for share in shares]


def _bars(reach, sectors, goods):
    """The average of the evaluations, or of the self sheets while there are none."""
    submitted = submitted_by_sector(reach)
    averages = {key: row["average"] for key, row in summary_by(reach, "sector").items()}
    rows = []
    for sector in sectors:
        total, handed_in = submitted[sector.pk]
        value = averages.get(sector.pk) or goods.total(sector=sector.pk)
        rows.append(
            {
                "label": sector.name,
                "value": None if value is None else rounded(value, 1),
                "text": f"{tenths(value)} 分 · {percent(Fraction(handed_in, total))}",
                "kind": "warn" if value is not None and value < LOW else "",
                "href": _list(sector=sector.pk),
            }
        )
    return rows


def _heat(reach, goods):
    towns = Organization.objects.filter(pk__in=reach.order_by().values("town"))
    rows = [
        {
            "label": town.name,
            "values": goods.shares(town=town.pk),
            "total": goods.total(town=town.pk),
            "href": _list(town=town.pk),
        }
        for town in towns
    ]
    scored = [row for row in rows if row["total"] is not None]
    return sorted(scored, key=lambda row: row["total"], reverse=True)


def _list(**query):
    return link("candidacy_list", **query)
