"""The figures as cards: each number with what it is of, and the list behind it.

Where nothing is registered the card says so; it never shows 0%.
"""

from wuhao.navigation import link
from wuhao.templatetags.formatting import percent, points, tenths

NOTHING = "未登记"


def groups(figures) -> list[dict]:
    """The three guarantees and good practice, as cards for components/kpi.html."""
    return [
        {
            "title": "组织保证",
            "cards": [_committees(figures), _bodies(figures), _meetings(figures)],
        },
        {
            "title": "制度保证",
            "cards": [linked(figures), behind(figures), _problems(figures), plan(figures)],
        },
        {
            "title": "人力物力保证",
            "cards": [training(figures), _seminars(figures), served(figures), _funds(figures)],
        },
        {"title": "好做法", "cards": [_practices(figures), _reached(figures)]},
    ]


def registered(groups) -> list[dict]:
    """Only what is registered: for who keeps nothing, the rest is not his to fill."""
    kept = [
        {**group, "cards": [card for card in group["cards"] if card["value"] != NOTHING]}
        for group in groups
    ]
    return [group for group in kept if group["cards"]]


def summary_cards(figures) -> list[dict]:
    """Those of a workbench."""
    return [linked(figures), behind(figures), plan(figures), served(figures)]


def _card(label, value, *, unit="", note="", href="", share=None, kind="ok"):
    card = {"label": label, "value": value, "unit": unit, "note": note, "href": href}
    if share is not None and share.whole:
        card |= {"done": share.part, "total": share.whole, "kind": kind}
    return card


def _covered(label, share, missing, *, has, unit, href, to_register):
    """A coverage: how many of how many, and the way to those who are left."""
    if not has:
        return _card(label, NOTHING, note="登记以后这里显示覆盖情况", href=to_register)
    note = f"覆盖率 {percent(share.share)}，{missing} {share.rest} 个" if share.rest else "全部覆盖"
    kind = "warn" if share.rest else "ok"
    return _card(
        label, share.part, unit=f"/ {share.whole} {unit}", note=note, href=href, share=share,
        kind=kind,
    )  # fmt: skip


def _list(key, **query):
    return link("guarantee_list", key, **query)


def _committees(figures):
    bodies = figures.bodies
    return _covered(
        "领导机构覆盖", bodies.committees, "还没有的", has=bodies.groups, unit="个党委",
        href=link("guarantee_gap", "groups"), to_register=_list("groups"),
    )  # fmt: skip


def _bodies(figures):
    bodies = figures.bodies
    note = f"成员 {bodies.members} 名" if bodies.groups else "登记领导小组和工作机构"
    return _card(
        "领导小组与工作机构", bodies.groups or NOTHING, unit="个" if bodies.groups else "",
        note=note, href=_list("groups"),
    )  # fmt: skip


def _meetings(figures):
    held = figures.bodies.meetings
    return _card(
        f"{figures.year} 年开会", held or NOTHING, unit="次" if held else "",
        href=_list("meetings", year=figures.year),
    )  # fmt: skip


def linked(figures):
    liaisons = figures.liaisons
    return _covered(
        "联系点覆盖", liaisons.linked, "没有联系领导的", has=liaisons.liaisons, unit="个参评单位",
        href=link("guarantee_gap", "liaisons"), to_register=_list("liaisons"),
    )  # fmt: skip


def behind(figures):
    """Visits made, and how many liaisons have too few by today."""
    liaisons = figures.liaisons
    if not liaisons.liaisons and not liaisons.made:
        return _card("联系点走访", NOTHING, note="登记联系点以后再登记走访", href=_list("liaisons"))
    if liaisons.due is None:
        return _card(
            "联系点走访", liaisons.made, unit="次", note="还没有设定每年走访次数",
            href=_list("requirements"),
        )  # fmt: skip
    if liaisons.behind:
        note = f"{liaisons.leaders} 位领导，{liaisons.behind} 个联系点落后"
        href = _list("liaisons", standing="behind")
    else:
        note, href = f"{liaisons.leaders} 位领导，没有落后的", _list("liaisons")
    return _card(
        f"{figures.year} 年走访", liaisons.made, unit=f"次，到今天应 {liaisons.due} 次", note=note,
        href=href,
    )  # fmt: skip


def _problems(figures):
    problems = figures.liaisons.problems
    if not problems.whole:
        return _card("走访发现的问题", NOTHING, href=_list("visits", year=figures.year))
    note = f"没有解决的 {problems.rest} 个" if problems.rest else "全部解决"
    return _card(
        "走访发现的问题", problems.part, unit=f"/ {problems.whole} 个已解决", note=note,
        href=_list("visits", year=figures.year, problem="open"), share=problems,
        kind="warn" if problems.rest else "ok",
    )  # fmt: skip


def plan(figures):
    plans = figures.plans
    if not plans.done.whole:
        return _card("行动计划", NOTHING, note="登记行动计划和任务", href=_list("plans"))
    late = f"逾期 {plans.late} 项" if plans.late else "没有逾期的"
    return _card(
        "行动计划", plans.done.part, unit=f"/ {plans.done.whole} 项任务完成",
        note=f"平均进度 {tenths(plans.progress)}%，{late}",
        href=_list("tasks", state="late") if plans.late else _list("tasks"), share=plans.done,
        kind="warn" if plans.late else "ok",
    )  # fmt: skip


def training(figures):
    return _sessions(figures, "培训", "trainings", figures.training_total, figures.trainings)


def _seminars(figures):
    return _sessions(figures, "交流研讨", "seminars", figures.seminar_total, figures.seminars)


def _sessions(figures, label, key, total, sectors):
    href = _list(key, year=figures.year)
    label = f"{figures.year} 年{label}"
    if not total.planned:
        return _card(label, NOTHING, href=_list(key))
    people = "没有登记参加人数" if total.people is None else f"参加 {total.people:,} 人次"
    lacking = [one.sector for one in sectors if one.lacks]
    note = f"{people}；{'、'.join(lacking)}还不够" if lacking else people
    return _card(label, total.held, unit=f"/ 计划 {total.planned} 次", note=note, href=href)


def served(figures):
    centres = figures.centres
    return _covered(
        "党群服务中心覆盖", centres.served, "没有服务到的",
        has=centres.centres or centres.served.part, unit="个参评单位",
        href=link("guarantee_gap", "centres"), to_register=_list("centres"),
    )  # fmt: skip


def _funds(figures):
    centres, required = figures.centres, figures.required
    if not centres.funded.part:
        return _card(
            "市、区投入", NOTHING, note="在党群服务中心登记两级投入", href=_list("centres")
        )
    unit = f"万元 / 区 {points(centres.district)} 万元"
    missing = f"{centres.funded.rest} 个中心未登记" if centres.funded.rest else ""
    uneven, href = "", _list("centres")
    if centres.uneven:
        uneven = f"{centres.uneven} 个不合 {required.city_part}:{required.district_part}"
        href = _list("centres", funds="uneven")
    elif required:
        uneven = f"都符合 {required.city_part}:{required.district_part}"
    note = "，".join(part for part in (uneven, missing) if part)
    return _card("市、区投入", f"市 {points(centres.city)}", unit=unit, note=note, href=href)


def _practices(figures):
    practices = figures.practices
    has = practices.practices
    return _card(
        "好做法", has or NOTHING, unit="个" if has else "", note=f"推广 {practices.adoptions} 次",
        href=_list("practices"),
    )  # fmt: skip


def _reached(figures):
    practices = figures.practices
    if not practices.adoptions:
        return _card("推广面", NOTHING, href=_list("practices"))
    return _card(
        "推广面", practices.reached.part, unit=f"/ {practices.reached.whole} 个参评单位",
        note=f"{percent(practices.reached.share)}的单位用上了别处的好做法",
        href=_list("adoptions"), share=practices.reached,
    )  # fmt: skip
