"""The three guarantees in a report: sentences and a table from the registers' figures.

What nobody registered is said to be 未登记; it never reads as zero.
"""

from assessment.reports.tables import Column, Table
from assessment.reports.words import of
from creation.guarantees import Guarantees, SectorTraining, Share
from creation.standards import plain_text
from wuhao.templatetags.formatting import tenths

NOTHING = "未登记"


def _of(share: Share, unit: str = "个") -> str:
    return of(share.part, share.whole, unit)


def bodies(data: Guarantees) -> str:
    found = data.bodies
    if not found.groups:
        return f"组织保证：领导小组和工作机构{NOTHING}。"
    met = f"召开会议{found.meetings}次" if found.meetings else f"会议{NOTHING}"
    return (
        f"组织保证：设有领导小组或工作机构的党委{_of(found.committees)}，登记机构{found.groups}个、"
        f"成员{found.members}名；{data.year}年{met}。"
    )


def liaisons(data: Guarantees) -> str:
    found = data.liaisons
    if not found.liaisons and not found.made:
        return f"制度保证：联系点和走访{NOTHING}。"
    words = (
        f"制度保证：有联系领导的参评单位{_of(found.linked)}，联系领导{found.leaders}名；"
        f"{data.year}年走访{found.made}次"
    )
    if found.due is None or found.behind is None:
        words += "，没有设定每年走访次数"
    else:
        late = of(found.behind, found.liaisons)
        words += f"，到统计日应走访{found.due}次，走访次数不够的联系点{late}"
    if not found.problems.whole:
        return f"{words}；走访没有登记问题。"
    return f"{words}；走访发现问题{found.problems.whole}个，已解决{_of(found.problems)}。"


def plans(data: Guarantees) -> str:
    found = data.plans
    if not found.done.whole:
        return f"行动计划的任务{NOTHING}。"
    return (
        f"行动计划任务{found.done.whole}项，已完成{_of(found.done, '项')}，"
        f"逾期{of(found.late, found.done.whole, '项')}，平均进度{tenths(found.progress)}%。"
    )


def training(data: Guarantees) -> str:
    first = _sessions("培训", data.training_total, data.trainings)
    second = _sessions("交流研讨", data.seminar_total, data.seminars)
    return f"人力保证：{data.year}年{first}；{second}。"


def _sessions(what: str, total: SectorTraining, sectors: tuple[SectorTraining, ...]) -> str:
    if not total.planned:
        return f"{what}{NOTHING}"
    held = of(total.held, total.planned, "次")
    people = f"参加人数{NOTHING}" if total.people is None else f"参加{total.people}人次"
    lacking = "、".join(one.sector for one in sectors if one.lacks)
    few = f"，{lacking}领域次数不够" if lacking else ""
    return f"计划{what}{total.planned}次，已举办{held}，{people}{few}"


def centres(data: Guarantees) -> str:
    found, required = data.centres, data.required
    if not found.centres and not found.served.part:
        return f"物力保证：党群服务中心{NOTHING}。"
    words = f"物力保证：党群服务中心{found.centres}个，服务到的参评单位{_of(found.served)}；"
    if not found.funded.part:
        return f"{words}市、区两级投入{NOTHING}。"
    words += (
        f"登记了市、区两级投入的中心{_of(found.funded)}，"
        f"市级{plain_text(found.city)}万元、区级{plain_text(found.district)}万元"
    )
    if required is None or found.uneven is None:
        return f"{words}。"
    ratio = f"{required.city_part}:{required.district_part}"
    return f"{words}，不合{ratio}的{of(found.uneven, found.funded.part)}。"


def practices(data: Guarantees) -> str:
    found = data.practices
    if not found.practices and not found.adoptions:
        return f"好做法{NOTHING}。"
    spread = (
        f"推广{found.adoptions}次，用上别处好做法的参评单位{_of(found.reached)}"
        if found.adoptions
        else f"推广情况{NOTHING}"
    )
    return f"登记好做法{found.practices}个，{spread}。"


def table(data: Guarantees) -> Table:
    """A line for each figure that is a part of a whole; without a whole it is not registered."""
    return Table(
        "三个保证情况",
        (
            Column("保证", lambda row: row[0], width=7),
            Column("项目", lambda row: row[1], width=16),
            Column("数", lambda row: row[2] and row[2].part, "count", 5, NOTHING),
            Column("总数", lambda row: row[2] and row[2].whole, "count", 5, NOTHING),
            Column("比例", lambda row: row[2] and row[2].share, "share", 5, NOTHING),
        ),
        _lines(data),
        f"{data.year}年的登记，截至统计日；比例＝数÷总数。",
    )


def _lines(data: Guarantees) -> tuple[tuple[str, str, Share | None], ...]:
    own, linked, plan = data.bodies, data.liaisons, data.plans
    centre, good, tasks = data.centres, data.practices, data.plans.done.whole
    behind = None if linked.behind is None else Share(linked.behind, linked.liaisons)
    uneven = None if centre.uneven is None else Share(centre.uneven, centre.funded.part)
    return (
        (
            "组织保证",
            "设有领导小组或工作机构的党委",
            _known(own.committees, own.groups),
        ),
        ("制度保证", "有联系领导的参评单位", _known(linked.linked, linked.liaisons)),
        ("制度保证", "走访次数不够的联系点", _known(behind, linked.liaisons)),
        ("制度保证", "走访发现的问题已解决", _known(linked.problems, linked.problems.whole)),
        ("制度保证", "行动计划任务已完成", _known(plan.done, tasks)),
        (
            "制度保证",
            "行动计划任务逾期",
            _known(Share(plan.late, tasks), tasks),
        ),
        ("人力物力保证", "计划的培训已举办", _held(data.training_total)),
        ("人力物力保证", "计划的交流研讨已举办", _held(data.seminar_total)),
        (
            "人力物力保证",
            "党群服务中心服务到的参评单位",
            _known(centre.served, centre.centres or centre.served.part),
        ),
        ("人力物力保证", "登记了两级投入的中心", _known(centre.funded, centre.centres)),
        ("人力物力保证", "两级投入不合比例的中心", _known(uneven, centre.funded.part)),
        ("好做法", "用上别处好做法的参评单位", _known(good.reached, good.adoptions)),
    )


def _known(share: Share | None, registered: int) -> Share | None:
    return share if registered else None


def _held(total: SectorTraining) -> Share | None:
    return _known(Share(total.held, total.planned), total.planned)
