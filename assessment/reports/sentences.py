"""The report's sentences: every figure is a stored one, with what it is of.

What was not checked, not answered or not decided is said; no data never reads as zero.
"""

from assessment.reports.values import NOT_EVALUATED, ItemLoss, Rate, ReportData
from assessment.reports.words import day, of, weight
from creation.standards import plain_text
from wuhao.templatetags.formatting import percent, score


def opening(data: ReportData) -> str:
    total = data.total
    start = (
        f"{data.round_name}自{day(data.starts_on)}起，至{day(data.ends_on)}止，"
        f"{data.scope_name}范围内参评党组织{total.candidacies}个。"
    )
    if data.evaluated_at is None:
        return start + "目前尚未开展综合评价，得分和结论均为空缺，不代表零分。"
    counts = [
        ("五好", total.five_good),
        ("未达标", total.not_reached),
        ("因触碰高压线否决", total.red_line),
        ("不评定", total.not_rated),
        ("待定", total.pending),
    ]
    if total.not_evaluated:
        counts.append((NOT_EVALUATED, total.not_evaluated))
    words = "，".join(f"{name}{of(number, total.candidacies)}" for name, number in counts)
    return f"{start}据{day(data.evaluated_at)}的综合评价，{words}。{average(data)}"


def average(data: ReportData) -> str:
    judged = data.total.five_good + data.total.not_reached
    if data.total.average is None:
        return "尚无已作结论的单位，没有平均分。"
    return f"已作结论且未触碰高压线的{judged}个党组织平均{score(data.total.average)}分。"


def stages(data: ReportData) -> str:
    if not data.stages:
        return "本轮没有设定阶段日期。"
    names = "、".join(
        f"{stage.name}（{day(stage.starts_on)}至{day(stage.ends_on)}）" for stage in data.stages
    )
    return f"本轮分{len(data.stages)}个阶段推进：{names}。"


def papers(data: ReportData) -> str:
    process, whole = data.process, data.total.candidacies
    missing = whole - process.self_submitted
    rest = f"尚未提交自查表的{of(missing, whole)}。" if missing else "自查表全部提交。"
    return (
        f"已申报{of(process.applied, whole)}；已提交自查表{of(process.self_submitted, whole)}；"
        f"初审通过{of(process.review_accepted, whole)}。{rest}"
    )


def vetting(data: ReportData) -> str:
    answers = sum(line.answers for line in data.red_lines)
    if not answers:
        return "本轮没有需要答复的联审事项。"
    pending = sum(line.pending for line in data.red_lines)
    hit = sum(line.hit for line in data.red_lines)
    return (
        f"联审部门应答复{answers}项，已答复{of(answers - pending, answers, '项')}，"
        f"其中答复“有”的{hit}项；未答复{pending}项，未答复不等于“无”。"
    )


def spot_checks(data: ReportData) -> str:
    process, whole = data.process, data.total.candidacies
    midterm = f"另开展中途检查{process.midterm_visits}次。" if process.midterm_visits else ""
    if not process.drawn:
        return f"本轮尚未抽签，{whole}个参评党组织均未检查。{midterm}"
    unchecked = whole - process.visited
    words = (
        f"列入抽查{of(process.drawn, whole)}，已实地检查{of(process.visited, process.drawn)}，"
        f"已提交抽查表{of(process.spot_submitted, process.drawn)}；"
        f"未检查的{of(unchecked, whole)}，组织部分以初审得分为准。"
    )
    return words + midterm + _deviation(data)


def _deviation(data: ReportData) -> str:
    compared = data.process.compared
    if not compared:
        return "自查与抽查得分暂不能比较。"
    return (
        f"自查与抽查得分可比的{compared}个党组织中，偏差超过"
        f"{plain_text(data.rules.deviation_limit)}分的{of(data.process.deviating, compared)}。"
    )


def contents(data: ReportData) -> str:
    if not data.standards:
        return "本轮没有适用的创建标准。"
    names = "、".join(standard.sector for standard in data.standards)
    items = sum(standard.items for standard in data.standards)
    return (
        f"围绕五个好目标，{names}等{len(data.standards)}个领域分别执行创建标准，"
        f"共设考核要点{items}项（不含加分项），各领域满分{_full(data)}分，逐项对照、逐项计分。"
    )


def _full(data: ReportData) -> str:
    return "、".join(sorted({plain_text(standard.points) for standard in data.standards}))


def red_lines(data: ReportData) -> str:
    in_force = [line.name for line in data.red_lines if line.in_force]
    off = [f"{line.name}（理由：{line.reason}）" for line in data.red_lines if not line.in_force]
    words = "本轮没有启用的高压线。"
    if in_force:
        names = "、".join(in_force)
        words = f"本轮启用高压线{len(in_force)}条：{names}。触碰任何一条即否决，不作扣分处理。"
    return words + (f"本轮停用：{'、'.join(off)}。" if off else "")


def rules(data: ReportData) -> str:
    rule = data.rules
    quota = f"命名名额{rule.quota}。" if rule.quota else "不设命名名额。"
    return (
        f"综合得分满分100分，组织部分占{weight(rule.organization_weight)}，"
        f"三率部分占{weight(rule.rates_weight)}，加分最多{plain_text(rule.bonus_cap)}分；"
        f"列入抽查的，组织部分中抽查占{weight(rule.spot_weight)}。"
        f"综合得分不低于{plain_text(rule.five_good_threshold)}分、"
        f"每个目标得分不低于适用分值的{weight(rule.goal_floor)}的，结论为五好。"
        f"{quota}以上为本轮评价政策第{rule.version}版。"
    )


def titles(data: ReportData) -> str:
    if not any(data.titles.values()):
        return "本轮尚未提出拟命名名单。"
    words = "，".join(f"{name}{number}个" for name, number in data.titles.items())
    return f"拟命名名单公示{data.rules.publicity_days}个工作日。目前{words}。"


def target(data: ReportData) -> str:
    goal = f"本轮目标为五好比例达到{weight(data.rules.target_share)}。"
    share, total = data.total.share, data.total
    if share is None:
        return goal + "目前尚无结论，暂不能与目标比较。"
    verdict = "已达到目标" if share >= data.rules.target_share else "未达到目标"
    open_ = total.pending + total.not_evaluated
    rest = (
        f"；另有待定和未评价{of(open_, total.candidacies)}，结论作出后比例还会变化" if open_ else ""
    )
    return f"{goal}目前五好{of(total.five_good, total.candidacies)}，{verdict}{rest}。"


def goods(data: ReportData) -> str:
    shares = [share for share in data.goods if share.group == "合计" and share.share is not None]
    if not shares:
        return "五个好目标尚无评价数据。"
    words = "；".join(
        f"“{share.name}”得分率{percent(share.share)}"
        f"（{score(share.got)}分/{score(share.applicable)}分）"
        for share in shares
    )
    return f"{shares[0].units}个有评价数据的党组织，{words}。"


def rate(one: Rate) -> str:
    lacking = f"，没有数据{one.missing}个" if one.missing else ""
    if one.value is None:
        return f"{one.name}：没有数据。"
    return (
        f"{one.name}{percent(one.value)}，95%区间为{percent(one.low)}至{percent(one.high)}；"
        f"有效答案{one.denominator}个中符合的{one.numerator}个，剔除{one.excluded}个，"
        f"样本量{one.n}；有数据的党组织{one.units}个，其中样本不足{one.insufficient}个{lacking}。"
    )


def losses(data: ReportData) -> str:
    lost = [item for item in data.items if item.lost]
    if not data.items:
        return "尚无逐项评价数据。"
    if not lost:
        return "已评价的要点没有失分。"
    return (
        f"已评价的要点{len(data.items)}项，有失分的{len(lost)}项。失分率最高的是{loss(lost[0])}。"
    )


def loss(item: ItemLoss) -> str:
    return (
        f"{item.sector}领域“{item.code} {item.title}”，"
        f"{item.units}个适用单位中{item.losing_units}个失分，"
        f"失分率{percent(item.rate)}（{score(item.lost)}分/{score(item.applicable)}分）"
    )


def rectification(data: ReportData) -> str:
    if not data.problems:
        return "目前没有登记的问题。"
    total = len(data.problems)
    states = {problem.state: 0 for problem in data.problems}
    for problem in data.problems:
        states[problem.state] += 1
    words = "，".join(f"{name}{of(number, total, '条')}" for name, number in states.items())
    return f"已登记问题{total}条，{words}，详见附件2。"


def undecided(data: ReportData) -> str:
    total = data.total
    open_ = total.pending + total.not_evaluated
    if not open_:
        return "没有待定和未评价的党组织。"
    return (
        f"待定{total.pending}个、未评价{total.not_evaluated}个，需补齐缺少的评分表、"
        "联审答复或三率数据后重新评价，各单位缺项见附件1所列结论和系统内的说明。"
    )
