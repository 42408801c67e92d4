"""One round in a real browser, through everybody who takes part in it.

Villages, findings and answers are those of test_story_commands.py, so the numbers worked out by
hand there must come out here too. 五里村 is filled in by browser, the others by file.
"""

import io
from datetime import timedelta

import docx
import openpyxl
import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from assessment.models import Candidacy, Sheet, Title
from creation.methods import Occurrences, Presence, Tiers, YesNo
from creation.models import Department, Organization, StandardSet
from tests.factories import make_user
from tests.story import (
    HEADER,
    MARKED,
    ROSTER,
    ROUND,
    SEED,
    STANDARD,
    best,
    clearances,
    items,
    manage,
    marks,
    survey,
)
from tests.story_overseers import look_after_the_accounts, look_into_the_log

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
ROUND_OPTION = ("--round", "first")


@pytest.fixture
def pages(page_at, client, shot):
    """pages(user, path, width) -> the page in that user's browser, which stays open; nobody's is
    a new one. pages.shot takes a picture for the manual."""
    opened = {}

    def open_page(user, path="/", width=1280):
        if user is None or (user, width) not in opened:
            client.cookies.clear()  # or the next login would end the session of the last
            opened[user, width] = page_at(width, user=user)
            opened[user, width].set_default_timeout(15_000)
        page = opened[user, width]
        page.goto(path)
        return page

    def take(page, name):
        """From the top of the page, without the frame around what has the focus."""
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        shot(page, name)

    open_page.shot = take
    return open_page


def test_a_round_is_told_from_roster_to_report(pages, worker):
    manage("import_organizations", [HEADER, ROSTER[1]])
    staff = make_user("district_staff", Organization.objects.get(), name="王晓燕")
    bring_in_the_roster(pages, staff)
    load_the_standard(pages, staff)
    open_the_round(pages, staff)
    check_oneself(pages, make_user("secretary", unit("J0105"), name="李建国"))
    manage("import_marks", marks(MARKED[1:]), *ROUND_OPTION, "--stage", "self", "--submit")
    review(pages, make_user("committee_reviewer", unit("J01"), name="张初审"))
    inspector = make_user(name="赵检查")  # reaches nothing until the draw appoints
    draw(pages, staff, inspector)
    check_on_the_spot(pages, inspector)
    answer_the_department(pages)
    upload_the_survey(pages, staff)
    scores = evaluate(pages, staff)
    read_why(pages, staff)
    name_the_best(pages, staff)
    make_the_report(pages, staff, scores)
    see_the_result_as_secretary(pages)
    look_into_the_log(pages)
    look_after_the_accounts(pages)


def unit(code):
    return Organization.objects.get(code=code)


def candidacy(code):
    return Candidacy.objects.get(organization__code=code)


def workbook(rows, name):
    """A file as people send it, for set_input_files."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content.getvalue()}


def bring_in_the_roster(pages, staff):
    page = pages(staff, "/organizations/import/")
    page.locator("input[type=file]").set_input_files(workbook(ROSTER, "名册.xlsx"))
    page.get_by_role("button", name="上传，下一步").click()
    page.get_by_role("button", name="下一步：校验").click()
    expect(page.locator(".figures")).to_contain_text("新增 6")
    pages.shot(page, "roster")
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("已经导入").wait_for()
    assert Organization.objects.count() == 7


def load_the_standard(pages, staff):
    page = pages(staff, "/standards/upload/")
    page.get_by_label("文件").set_input_files(STANDARD)
    page.get_by_role("button", name="上传").click()
    page.get_by_role("link", name="编辑").click()
    page.get_by_role("link", name="发布", exact=True).click()
    page.get_by_role("button", name="发布").click()
    expect(page.locator("main")).to_contain_text("已发布")
    assert StandardSet.objects.get().state == "published"


def open_the_round(pages, staff):
    page = pages(staff, "/rounds/define/")
    file = {"name": "round.toml", "mimeType": "text/plain", "buffer": ROUND.encode()}
    page.get_by_label("文件").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    page.get_by_text("已定义").wait_for()
    page.get_by_role("link", name="检查并开启").click()
    page.get_by_role("button", name="开启这一轮").click()
    expect(page.locator(".page-sub")).to_contain_text("进行中")
    pages.shot(page, "round")
    assert Candidacy.objects.count() == 5


def check_oneself(pages, secretary):
    """申报, then every item of the standard, saved by itself, and the signature."""
    page = pages(secretary, reverse("candidacy_apply", args=[candidacy("J0105").pk]))
    for line in page.locator("fieldset.red-line input[value=clear]").all():
        line.check()
    page.get_by_role("button", name="提交申报").click()
    page.get_by_role("button", name="开始自查").click()
    by_goal = {}
    for item in items():
        by_goal.setdefault("B" if item.is_bonus else item.code.split(".")[0], []).append(item)
    for goal, of_goal in by_goal.items():
        expect(page.locator(f"[id='item-{of_goal[0].code}']")).to_be_visible()
        fill_best(page, of_goal)
        if goal == "1":
            pages.shot(page, "self-check")
        page.locator(".dock a.primary").click()
    hand_in(pages, page)


def fill_best(page, of_goal):
    """Type what gives all points; each item must say so before we go on."""
    for item in of_goal:
        answer(card_of(page, item), item, best(item))
    for item in of_goal:
        points = "0" if item.is_bonus else f"{item.points.normalize():f}"
        result = card_of(page, item).locator(".mark-result b").first
        expect(result).to_have_text(f"{points} 分")


def card_of(page, item):
    return page.locator(f"[id='item-{item.code}']")


def answer(card, item, value):
    match item.method:
        case Presence():
            for entry in value.split("、"):
                card.get_by_label(entry, exact=True).check()
        case YesNo():
            card.locator("input[value=true]").check()
        case Tiers():
            card.locator(f"input[value='{value}']").check()
        case _:
            field = card.locator("input[name=finding]")
            field.fill(value)
            field.press("Tab")


def hand_in(pages, page):
    expect(page.locator(".page-sub")).to_contain_text("自评 100 分")
    page.get_by_label("主要成效").fill("村务公开、集体经济都有进步。")
    page.get_by_label("存在不足").fill("外出党员联系不够。")
    page.get_by_label("下步努力").fill("每季度逐个电话联系。")
    page.get_by_label("没有触碰").check()
    page.get_by_label("书记签字").fill("李建国")
    page.get_by_role("button", name="签字并提交").click()
    page.get_by_text("自查表已提交").wait_for()
    pages.shot(page, "receipt")


def review(pages, reviewer):
    """10 of 12 meetings found in the minutes, and a bonus; the others reviewed by file."""
    page = pages(reviewer, reverse("review_list"))
    page.get_by_role("link", name="五里村党支部", exact=True).click()
    page.get_by_role("button", name="开始初审").click()
    for code, value, points in (("1.1", "10", "2.5 分"), ("B1", "1", "1 分")):
        card = page.locator(f"[id='item-{code}']")
        card.locator("input[name=finding]").fill(value)
        card.locator("input[name=finding]").press("Tab")
        expect(card.locator("form .mark-result b").first).to_have_text(points)
    expect(page.locator("#tasks")).to_have_class("goal-bar")  # still, after it was renewed
    page.get_by_role("button", name="通过初审").click()
    page.get_by_text("已通过初审").wait_for()
    rest = marks(MARKED[1:], {("J0106", "2.6"): "1"})
    manage("import_marks", rest, *ROUND_OPTION, "--stage", "review", "--submit")


def draw(pages, staff, inspector):
    """A team, the lots by the published seed, and who goes where."""
    page = pages(staff, reverse("draw_list"))
    page.get_by_text("组建检查组", exact=True).click()
    page.get_by_label("检查组名称").fill("第一组")
    page.get_by_label("成员", exact=True).fill(inspector.name)
    page.get_by_role("button", name="组建").click()
    page.get_by_text("已组建").wait_for()
    page.get_by_label("抽查比例").fill("0.2")
    page.get_by_label("随机种子").fill(SEED)
    page.get_by_role("button", name="开始抽签").click()
    row = page.locator("tr", has_text="六里村党支部")
    expect(row).to_contain_text("第一组")
    pages.shot(page, "draw")


def check_on_the_spot(pages, inspector):
    page = pages(inspector, reverse("visit_list"), 390)
    page.get_by_role("link", name="六里村党支部").click()
    page.get_by_role("button", name="开始抽查").click()
    for item in items():
        give_points(page, item)
        if item.code == "1.3":
            pages.shot(page, "spot-check")
    page.get_by_role("link", name="完成并签字").click()
    for field in ("听：", "查：", "评："):
        page.get_by_label(field).fill("与台账一致。")
    page.get_by_role("button", name="签字完成").click()
    page.get_by_text("已完成").first.wait_for()
    assert Sheet.objects.get(stage="spot").state == "submitted"


def give_points(page, item):
    """A thumb on 满分 or on the answer; two things were found otherwise."""
    card = card_of(page, item)
    found = {"2.6": "2", "4.7": "较好"}.get(item.code)
    if found or isinstance(item.method, YesNo | Tiers):
        answer(card, item, found or best(item))
    elif item.is_bonus or isinstance(item.method, Occurrences):
        answer(card, item, "0")
    else:
        card.get_by_role("button", name="满分").click()
    expect(card.locator(".mark-form [data-save-status]")).to_contain_text("已保存")


def answer_the_department(pages):
    """公安 by hand, one 有 and the rest at once; the other departments by file."""
    rows = [row for row in clearances() if row[2] != "公安"]
    manage("import_clearances", rows, *ROUND_OPTION)
    officer = make_user("department", None, department=Department.objects.get(name="公安"))
    page = pages(officer, reverse("clearance_list"))
    page.locator("tr", has_text="七里村").get_by_role("link", name="答复").click()
    page.get_by_label("有", exact=True).check()
    sign(page)
    page.get_by_role("button", name="提交答复").click()
    page.get_by_role("link", name="把未答复的 4 项").click()
    sign(page)
    page.get_by_role("button", name="确认答复“无”").click()
    page.get_by_text("已有 4 项答复").wait_for()
    pages.shot(page, "clearances")


def sign(page):
    page.get_by_label("文号").fill("公函〔2026〕7号")
    page.get_by_label("签发人").fill("陈局")
    page.get_by_label("签发日期").fill(timezone.localdate().isoformat())


def upload_the_survey(pages, staff):
    """One answer says 挺好, which no questionnaire knows: we say that it is 满意."""
    rows = [list(row) for row in survey()]
    first = next(row for row in rows if row[1] == "群众" and row[2] == "满意")
    first[2] = "挺好"
    page = pages(staff, reverse("questionnaire_list"))
    page.get_by_role("button", name="安装默认问卷").click()
    page.get_by_role("link", name="上传数据").click()
    page.get_by_label("数据文件").set_input_files(workbook(rows, "测评.xlsx"))
    page.get_by_role("button", name="上传").click()
    page.get_by_role("button", name="下一步：校验预览").click()
    pages.shot(page, "survey")
    page.get_by_label("“挺好”是什么").select_option(label="满意")
    page.get_by_role("button", name="保存并重新校验").click()
    page.get_by_role("button", name="确认入库").click()
    page.get_by_text("三率已重新计算").wait_for()


def evaluate(pages, staff):
    """The worker evaluates; returns the composites that the page shows, by organization."""
    page = pages(staff, reverse("evaluation_list"))
    page.get_by_role("button", name="综合评价").click()
    expect(page.locator(".job .tag.ok")).to_be_visible(timeout=60_000)
    page.goto(reverse("evaluation_list"))
    total = page.locator("tfoot td").all_inner_texts()
    # 参评 否决 不评定 待定 五好 未达标 没有评价 平均分 五好占比
    assert total[:7] == ["5", "1", "1", "1", "1", "1", "0"]
    assert total[7] == "92.50"
    pages.shot(page, "evaluation")
    rows = page.locator("#results tbody tr")
    names = [text.strip() for text in rows.locator("td:nth-child(1)").all_inner_texts()]
    scores = [text.strip() for text in rows.locator("td:nth-child(6)").all_inner_texts()]
    shown = dict(zip(names, scores, strict=True))
    assert (shown["五里村党支部"], shown["六里村党支部"]) == ("95.56", "89.43")
    return shown


def read_why(pages, staff):
    """Every point has its reason; the drawn village shows its three sheets."""
    page = pages(staff, reverse("candidacy_detail", args=[candidacy("J0106").pk]))
    for number in ("89.43", "97.88", "未达标"):
        expect(page.locator("main")).to_contain_text(number)
    for item in items():
        row = page.locator("tbody tr", has=page.locator(f".item-code:text-is('{item.code}')"))
        assert row.locator(".why").inner_text().strip(), item.code
    row = page.locator("tbody tr", has_text="作风投诉查实数").locator("td").all_inner_texts()
    assert row[1] == "3" and row[2] > row[3]  # 自查; 初审 saw one complaint, 抽查 two
    pages.shot(page, "result")


def name_the_best(pages, staff):
    """Until the last day of 公示 has passed, nobody can be named."""
    page = pages(staff, reverse("title_list"))
    page.get_by_role("button", name="提出名单").click()
    page.get_by_text("已列入拟命名 1 个组织").wait_for()
    expect(page.get_by_role("button", name="命名公示期满的")).to_be_disabled()
    page.get_by_role("button", name="全部公示").click()
    page.get_by_text("1 个组织开始公示").wait_for()
    expect(page.get_by_role("button", name="命名公示期满的")).to_be_disabled()
    two_weeks = timedelta(days=14)  # pass
    Title.objects.update(
        publicity_from=F("publicity_from") - two_weeks, publicity_to=F("publicity_to") - two_weeks
    )
    page.reload()
    page.get_by_role("button", name="命名公示期满的").click()
    page.get_by_text("已命名 1 个组织").wait_for()
    pages.shot(page, "titles")
    assert candidacy("J0105").title.state == "named"


def make_the_report(pages, staff, scores):
    """Word and Excel, made by the worker, say what the page says."""
    page = pages(staff, reverse("report_list"))
    page.get_by_role("button", name="生成报告").click()
    page.get_by_role("link", name="Excel").wait_for(timeout=60_000)
    pages.shot(page, "reports")
    word = docx.Document(download(page, "Word")).tables[0]
    total = [cell.text for cell in word.rows[-1].cells]
    assert total[1:6] == ["5", "1", "1", "1", "1"]
    sheet = openpyxl.load_workbook(download(page, "Excel"))["得分总表"]
    for name, score in scores.items():
        cells = next(row for row in sheet.values if name in row)
        assert score == "—" or float(score) in cells, name


def download(page, name):
    with page.expect_download() as coming:
        page.get_by_role("link", name=name).click()
    return io.BytesIO(coming.value.path().read_bytes())


def see_the_result_as_secretary(pages):
    secretary = unit("J0105").appointments.get(role="secretary").user
    page = pages(secretary, reverse("workbench"))
    expect(page.locator("main")).to_contain_text("95.56")
    pages.shot(page, "secretary")
    page.get_by_role("link", name="怎么算的").first.click()
    expect(page.locator("main")).to_contain_text("已命名")
    expect(page.locator("main")).to_contain_text("缺 2 次")
