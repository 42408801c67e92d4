"""The three guarantees of an invented district, taken in as the registers' own files are."""

import tomllib
from datetime import date, timedelta
from functools import cache
from itertools import cycle
from pathlib import Path

from django.utils import timezone

from assessment.demo.material import dice, material
from creation.models import Kind, Liaison, Organization, Training
from creation.registers import REGISTERS
from creation.resources.roster import Roster

DATA = Path(__file__).with_name("guarantees.toml")
MONTHS = 12


@cache
def data() -> dict:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def fill() -> str:
    """Fill every register; the number of rows in words."""
    rated = list(Organization.objects.filter(is_rated=True).select_related("sector"))
    committees = list(Organization.objects.filter(kind=Kind.COMMITTEE).order_by("code"))
    root = Organization.objects.get(parent=None)
    files = (_groups, _liaisons, _trainings, _centres, _plan, _practices)
    return f"三个保证 {sum(one(root, committees, rated) for one in files)} 条"


def take_in(key, rows) -> int:
    """Rows (title → text) through the register's own way in; none may be refused."""
    titles = list(dict.fromkeys(title for row in rows for title in row))
    roster = Roster(
        header_row=1,
        places={title: place for place, title in enumerate(titles, start=1)},
        rows=[
            (number, {title: row.get(title, "") for title in titles})
            for number, row in enumerate(rows, start=2)
        ],
    )
    resource = REGISTERS[f"guarantees/{key}"].resource()
    report = resource.load(roster)
    if report.problems:
        raise ValueError(f"{key}: {report.problems[0]}")
    resource.write(report.changes)
    return len(rows)


def day(offset) -> date:
    return timezone.localdate() + timedelta(days=offset)


def person(throw) -> str:
    names = material()["names"]
    return throw.choice(names["surnames"]) + throw.choice(names["given"])


def people(throw, number) -> list[str]:
    found = {}
    while len(found) < number:
        found[person(throw)] = None
    return list(found)


def some(throw, rows, share) -> list:
    return throw.sample(rows, max(1, round(len(rows) * share)))


# ---- 组织保证 ----


def _groups(root, committees, rated) -> int:
    about, throw = data()["groups"], dice("groups")
    named = committees[: len(committees) - about["missing"]]
    places = [(root, *one) for one in about["district"]]
    places += [(one, *about["committee"]) for one in named]
    since = str(day(about["since"]))
    made = take_in(
        "groups",
        [
            {"党组织代码": one.code, "名称": name, "类型": kind, "成立日期": since}
            for one, name, kind in places
        ],
    )
    members, meetings = [], []
    for one, name, _ in places:
        group = f"{one.code} {name}"
        who = people(throw, len(about["posts"]))
        members += [
            {"机构": group, "姓名": person, "组内职务": post, "单位和职务": office,
             "分工": duties, "排序": str(order)}
            for order, (person, (post, office, duties)) in enumerate(
                zip(who, about["posts"], strict=True), start=1
            )
        ]  # fmt: skip
        held = about["meetings"] if one == root else about["meetings"][-2:]
        meetings += [
            {"机构": group, "召开日期": str(day(offset + throw.randint(-9, 9))), "议题": topic,
             "到会人数": str(throw.randint(6, 18)), "议定事项": about["decided"]}
            for offset, topic in zip(held, cycle(about["topics"]), strict=False)
        ]  # fmt: skip
    return made + take_in("members", members) + take_in("meetings", meetings)


# ---- 制度保证 ----


def _liaisons(root, committees, rated) -> int:
    about, throw = data()["liaisons"], dice("liaisons")
    leaders = list(zip(people(throw, len(about["posts"])), about["posts"], strict=True))
    linked = some(throw, rated, about["share"])
    made = take_in(
        "liaisons",
        [
            {"联系领导": name, "领导职务": post, "联系点代码": one.code,
             "开始日期": str(day(about["since"]))}
            for one, (name, post) in zip(linked, cycle(leaders), strict=False)
        ],
    )  # fmt: skip
    visits = [
        _visit(throw, about, liaison, on)
        for liaison in Liaison.objects.select_related("organization")
        for on in _visited(throw, about)
    ]
    return made + take_in("visits", visits)


def _visited(throw, about) -> list[date]:
    """Every ten weeks or so up to today; those behind stopped long ago."""
    last = -220 if throw.random() < about["behind"] else -throw.randint(3, 50)
    return [day(last - 70 * back + throw.randint(-6, 2)) for back in range(5)]


def _visit(throw, about, liaison, on) -> dict:
    row = {
        "联系点": liaison.reference,
        "走访日期": str(on),
        "看到的情况": throw.choice(about["seen"]),
    }
    if throw.random() < about["problem"]:
        row["发现的问题"] = throw.choice(about["problems"])
        if throw.random() < about["solved"]:
            solved = min(on + timedelta(days=throw.randint(5, 40)), timezone.localdate())
            row |= {"解决日期": str(solved), "解决情况": about["solution"]}
    return row


def _plan(root, committees, rated) -> int:
    about, throw, today = data()["plan"], dice("plan"), timezone.localdate()
    first = date(today.year - 1, 1, 1)
    name, reference = about["name"], f"{root.code} {about['name']}"
    made = take_in(
        "plans",
        [{"党组织代码": root.code, "名称": name, "开始日期": str(first),
          "结束日期": str(date(today.year + 1, MONTHS, 31))}],
    )  # fmt: skip
    tasks, notes, owners = [], [], cycle(about["owners"])
    for goal, titles in about["goals"]:
        for title, owner in zip(titles, owners, strict=False):
            due = day(throw.choice(about["due"]) + throw.randint(-20, 20))
            tasks.append({"行动计划": reference, "目标": goal, "任务": title, "责任单位": owner,
                          "完成期限": str(due)})  # fmt: skip
            task = f"{reference} / {goal} / {title}"
            notes += _notes(throw, about, task, first, due)
    return made + take_in("tasks", tasks) + take_in("notes", notes)


def _notes(throw, about, task, first, due) -> list[dict]:
    """A note for every quarter that has ended; most tasks are done when they are due."""
    days, pace = (due - first).days, throw.choice(about["pace"])
    rows = []
    quarters = [(first.year + at // 4, at % 4) for at in range(8)]
    for year, quarter in quarters:
        end = date(year, 3 * quarter + 3, 28)
        if end > timezone.localdate():
            break
        done = min(100, round(100 * pace * (end - first).days / days))
        if rows:
            done = max(done, int(rows[-1]["进度（%）"]))
        rows.append({"任务": task, "年份": str(year), "季度": f"第{'一二三四'[quarter]}季度",
                     "进度（%）": str(done), "进展情况": about["text"].format(done)})  # fmt: skip
    return rows


# ---- 人力物力保证 ----


def _trainings(root, committees, rated) -> int:
    about = data()["trainings"]
    sectors = sorted({one.sector for one in rated}, key=lambda one: one.order)
    made, waiting = 0, len(sectors) - about["waiting"]
    for key, title in (("trainings", about["title"]), ("seminars", about["seminar"])):
        rows = [
            row
            for place, sector in enumerate(sectors)
            for row in _sessions(about, root, sector, title, place >= waiting)
        ]
        made += take_in(key, rows)
    title, audience, offset, hours = about["shared"]
    shared = _session(root, title, audience, "", day(offset), about) | {"学时": str(hours)}
    made += take_in("trainings", [shared])
    return made + _attendance(committees)


def _sessions(about, root, sector, title, is_waiting):
    name, audience = title.format(sector.name), about["audience"].format(sector.name)
    yield _session(root, name, audience, sector.name, day(about["last_year"]), about)
    row = _session(root, name, audience, sector.name, day(about["held"]), about)
    if is_waiting:
        row |= {"计划日期": str(day(about["planned"])), "举办日期": "", "参加人数": ""}
    yield row


def _session(root, title, audience, sector, on, about) -> dict:
    throw = dice("session", title, on.year)
    planned = throw.randint(60, 140)
    return {
        "主办党组织代码": root.code, "主题": title, "领域": sector, "对象": audience,
        "计划日期": str(on), "举办日期": str(on), "学时": str(about["hours"]),
        "计划人数": str(planned), "参加人数": str(planned - throw.randint(0, 12)),
        "内容和效果": about["summary"],
    }  # fmt: skip


def _attendance(committees) -> int:
    throw = dice("attendance")
    held = Training.objects.filter(held_on__isnull=False).select_related("organization")
    rows = []
    for one in held.order_by("-held_on", "pk")[:2]:
        for committee in committees:
            planned = throw.randint(4, 9)
            came = planned - throw.randint(0, 2)
            rows.append({"培训或研讨": one.reference, "参加单位代码": committee.code,
                         "应到人数": str(planned), "实到人数": str(came)})  # fmt: skip
    return take_in("attendance", rows)


def _centres(root, committees, rated) -> int:
    about, throw = data()["centres"], dice("centres")
    towns, bureaus = _towns_and_bureaus(committees)
    towns = towns[: max(1, len(towns) - about["missing"])]
    rows = [_centre(throw, about, root, about["district"])]
    covered = [(root, about["district"], one) for one in bureaus[:-1]]
    for one in towns:
        name = about["town"].format(one.name.removesuffix("党工委").removesuffix("党委"))
        rows.append(_centre(throw, about, one, name))
        covered.append((one, name, one))
    for row in rows[1 : 1 + about["uneven"]]:
        row["区级投入（万元）"] = str(int(row["市级投入（万元）"]) - 10)
    for row in rows[len(rows) - about["unregistered"] :]:
        row |= {"市级投入（万元）": "", "区级投入（万元）": ""}
    made = take_in("centres", rows)
    return made + take_in(
        "coverage",
        [
            {"中心": f"{keeper.code} {name}", "服务的党组织代码": one.code}
            for keeper, name, one in covered
        ],
    )


def _towns_and_bureaus(committees):
    bureaus = {one["code"] for one in material()["bureaus"]}
    return (
        [one for one in committees if one.code not in bureaus],
        [one for one in committees if one.code in bureaus],
    )


def _centre(throw, about, keeper, name) -> dict:
    funds = str(throw.randint(*about["funds"]))
    return {
        "所属党组织代码": keeper.code, "名称": name, "启用日期": str(day(about["since"])),
        "市级投入（万元）": funds, "区级投入（万元）": funds,
        "每周开放小时数": throw.choice(about["hours"]),
    }  # fmt: skip


# ---- 好做法 ----


def _practices(root, committees, rated) -> int:
    throw, rows, spread = dice("practices"), [], []
    for about in data()["practices"]:
        own = [one for one in rated if one.sector.name == about["sector"]]
        first = throw.choice(own)
        rows.append({"首创单位代码": first.code, "品牌名称": about["name"],
                     "适用领域": about["sector"], "开始日期": str(day(-throw.randint(600, 900))),
                     "主要做法": about["summary"]})  # fmt: skip
        others = [one for one in own if one != first]
        spread += [
            {"好做法": f"{first.code} {about['name']}", "推广单位代码": one.code,
             "推广日期": str(day(-throw.randint(10, 580)))}
            for one in throw.sample(others, min(len(others), round(len(rated) * about["spread"])))
        ]  # fmt: skip
    return take_in("practices", rows) + take_in("adoptions", spread)
