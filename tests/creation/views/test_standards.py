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
    response = page("chen", f"/standards/{standard.pk}/")
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
    assert "/publish/" not in page("chen", f"/standards/{draft.pk}/").content.decode()
