from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from creation.models import StandardSet
from creation.services.standards import retire, save_standard
from tests.factories import make_standard, standard_spec

VILLAGE = Path("standards/village-2026.toml").read_bytes()


def _upload(content):
    return {"file": SimpleUploadedFile("a.toml", content)}


def test_list_groups_by_sector_with_the_newest_edition_first(page, cast):
    make_standard("community")
    make_standard("village")
    make_standard("village", edition="2027")
    codes = [one.code for one in page("chen", "/standards/").context["sets"]]
    assert codes == ["village-2027", "village-2026", "community-2026"]


@pytest.mark.parametrize("sectors", [["village"], ["village", "community", "organ"]])
def test_list_costs_the_same_for_any_number_of_standards(queries, cast, sectors):
    for sector in sectors:
        make_standard(sector)
    assert queries("wang", "/standards/") == 5  # session, user, appointments, standards, rounds


def test_detail_costs_the_same_for_any_number_of_items(queries, page, cast):
    small = make_standard("community")
    page("wang", "/standards/upload/", _upload(VILLAGE))
    large = StandardSet.objects.get(code="village-2026")
    costs = {queries("wang", f"/standards/{one.pk}/") for one in (small, large)}
    assert costs == {7}  # session, user, appointments, standard, goals, items, rounds


def test_detail_shows_every_item_under_its_goal(page, cast):
    page("wang", "/standards/upload/", _upload(VILLAGE))
    standard = StandardSet.objects.get(code="village-2026")
    response = page("wang", f"/standards/{standard.pk}/")
    text = response.content.decode()
    assert all(item.title in text for item in standard.items.all())
    assert len(response.context["spec"].goals) == 5


def test_upload_makes_a_draft_that_is_published_after_a_question(page, cast):
    address = page("wang", "/standards/upload/", _upload(VILLAGE)).url
    assert StandardSet.objects.get().state == "draft"
    assert "发布以后内容不能再改" in page("wang", f"{address}publish/").content.decode()
    assert page("wang", f"{address}publish/", {}).url == address
    assert StandardSet.objects.get().published_by == cast.wang


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"code = ", "不是正确的 TOML 文件"),
        (b"\xff\xfe", "不是正确的 TOML 文件"),
        (b"#" * (2**20 + 1), "文件超过 1 MB"),
    ],
)
def test_file_that_is_no_toml_is_refused(page, content, said):
    response = page("wang", "/standards/upload/", _upload(content))
    assert said in str(response.context["form"].errors["file"])


def test_faulty_standard_is_refused_with_every_fault(page, cast):
    response = page("wang", "/standards/upload/", _upload(b'code = "x"\nsector = "village"'))
    text = response.content.decode()
    assert "名称（name）：没有填写" in text
    assert "分值：不含加分项合计应为 100 分，现为 0 分" in text
    assert not StandardSet.objects.exists()


def test_changed_published_standard_is_refused(page, cast):
    make_standard()
    response = page("wang", "/standards/upload/", _upload(VILLAGE))
    assert response.context["errors"][0].startswith("标准 village-2026 已发布")


@pytest.mark.parametrize("method", ["get", "post"])
def test_move_in_the_wrong_state_is_refused_in_one_sentence(page, cast, method):
    standard = retire(standard=make_standard(), by=None)
    response = page("wang", f"/standards/{standard.pk}/publish/", {} if method == "post" else None)
    assert response.status_code == 409
    assert "创建标准现在是“已停用”" in response.content.decode()


def test_retire_button_is_there_for_the_published_only(page, cast):
    standard = make_standard()
    draft = save_standard(spec=standard_spec("organ"), by=None)
    assert "/retire/" in page("wang", f"/standards/{standard.pk}/").content.decode()
    assert "/retire/" not in page("wang", f"/standards/{draft.pk}/").content.decode()
    assert "/retire/" not in page("chen", f"/standards/{standard.pk}/").content.decode()


def test_a_draft_is_there_only_for_those_who_edit_it(page, cast):
    published, draft = make_standard(), save_standard(spec=standard_spec("organ"), by=None)
    retired = retire(standard=make_standard("community"), by=None)
    seen = {one.pk for one in page("chen", "/standards/").context["sets"]}
    assert seen == {published.pk, retired.pk}
    compare = f"/standards/compare/?new={draft.pk}&old={published.pk}"
    assert draft not in page("chen", compare).context["sets"]
    for rest in ("", "print/", "preview/", "export/"):
        address = f"/standards/{draft.pk}/{rest}"
        assert (page("wang", address).status_code, page("chen", address).status_code) == (200, 404)


def test_standard_begins_from_nothing_or_from_another(page, cast):
    source = make_standard()
    form = page("wang", f"/standards/new/?from={source.pk}").context["form"]
    assert form.initial["source"] == source
    data = {"sector": source.sector_id, "name": "标准", "edition": "2029"}
    copy = page("wang", "/standards/new/", data | {"source": source.pk}).url
    empty = page("wang", "/standards/new/", data | {"edition": "2030"}).url
    counts = [StandardSet.objects.get(edition=e).items.count() for e in ("2029", "2030")]
    assert (copy.endswith("/edit/"), empty.endswith("/edit/"), counts) == (True, True, [5, 0])


@pytest.mark.parametrize("begin", ["/standards/new/", "/standards/{pk}/rename/"])
def test_edition_that_is_there_is_refused_beside_the_field(page, cast, begin):
    taken = make_standard()
    draft = save_standard(spec=standard_spec(edition="2029"), by=None)
    data = {"sector": taken.sector_id, "name": "标准", "edition": "2026"}
    answer = page("wang", begin.format(pk=draft.pk), data)
    assert "已有 2026 版标准" in str(answer.context["form"].errors["edition"])


def test_draft_is_renamed(page, cast):
    draft = save_standard(spec=standard_spec(edition="2029"), by=None)
    page("wang", f"/standards/{draft.pk}/rename/", name="新名称", edition="2030")
    draft.refresh_from_db()
    assert (draft.name, draft.edition) == ("新名称", "2030")


def test_comparison_takes_the_edition_before_unless_told(page, cast):
    old, new = make_standard(), make_standard(edition="2027")
    other = make_standard("organ")
    assert page("chen", f"/standards/compare/?new={new.pk}").context["old"] == old
    assert page("chen", f"/standards/compare/?new={old.pk}").context["old"] == new
    context = page("chen", f"/standards/compare/?old={other.pk}&new={new.pk}").context
    assert (context["old"], context["diff"].counts["same"]) == (other, 5)


@pytest.mark.parametrize("standards", [0, 1])
def test_comparison_needs_two_editions(page, cast, standards):
    for _ in range(standards):
        make_standard()
    text = page("chen", "/standards/compare/").content.decode()
    assert "至少要有两版标准" in text


def test_preview_asks_as_the_self_check_does_goal_by_goal(page, cast):
    page("wang", "/standards/upload/", _upload(Path("standards/committee-2026.toml").read_bytes()))
    standard = StandardSet.objects.get()
    for goal in ("1", "5", "B"):
        response = page("wang", f"/standards/{standard.pk}/preview/?goal={goal}")
        assert len(response.context["cards"]) == response.context["now"]["total"]
    text = page("wang", f"/standards/{standard.pk}/preview/?goal=5").content.decode()
    assert "由系统计算：下级五好达标率" in text
    assert page("wang", f"/standards/{standard.pk}/preview/?goal=9").status_code == 404


def test_publication_says_what_it_locks(page, cast):
    page("wang", "/standards/upload/", _upload(VILLAGE))
    standard = StandardSet.objects.get()
    text = page("wang", f"/standards/{standard.pk}/publish/").content.decode()
    assert "五个目标共 34 个要点，合计正好 100 分：村级班子坚强 20 分" in text
    assert "加分项 3 个" in text


def test_draft_is_deleted_after_a_question(page, cast):
    draft = save_standard(spec=standard_spec(), by=None)
    assert "不能恢复" in page("wang", f"/standards/{draft.pk}/delete/").content.decode()
    assert page("wang", f"/standards/{draft.pk}/delete/", {}).url == "/standards/"
    assert not StandardSet.objects.exists()
