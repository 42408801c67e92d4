from dataclasses import replace

import pytest

from creation.models import LogEntry, StandardSet
from creation.services.standards import (
    digest_of,
    method_of,
    publish,
    retire,
    save_standard,
    specs_of,
    why_not_publish,
    why_not_retire,
)
from creation.standards import StandardError, parse_standard
from tests.factories import make_user, standard_data, standard_spec
from wuhao.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_user()


def _renamed(name):
    return replace(standard_spec(), name=name)


def test_rows_read_back_equal_the_file(by):
    data = standard_data()
    data["goals"][0]["items"][0] |= {"method": "count", "params": {"target": "12", "per": "0.5"}}
    data["bonus"] = [
        data["goals"][0]["items"][0]
        | {"code": "B1", "method": "bonus", "params": {"per": "1", "cap": "2"}, "points": "2"}
    ]
    spec = parse_standard(data)
    saved = save_standard(spec=spec, by=by)
    assert specs_of(StandardSet.objects.get(pk=saved.pk)) == spec


def test_reading_back_costs_three_queries(by, django_assert_num_queries):
    save_standard(spec=standard_spec(), by=by)
    standard = StandardSet.objects.get()
    with django_assert_num_queries(3):  # sector, goals, items
        specs_of(standard)
        specs_of(standard)


def test_draft_is_replaced_and_logged(by):
    save_standard(spec=standard_spec(), by=by)
    save_standard(spec=_renamed("新名称"), by=by)
    assert StandardSet.objects.get().name == "新名称"
    assert StandardSet.objects.get().items.count() == 5
    assert [entry.action for entry in LogEntry.objects.all()] == ["保存标准", "保存标准"]


def test_same_content_again_changes_and_logs_nothing(by):
    first = save_standard(spec=standard_spec(), by=by)
    publish(standard=first, by=by)
    before = LogEntry.objects.count()
    assert save_standard(spec=standard_spec(), by=by) == first
    assert LogEntry.objects.count() == before


def test_changed_content_under_a_published_code_is_refused(by):
    publish(standard=save_standard(spec=standard_spec(), by=by), by=by)
    with pytest.raises(Refused, match="village-2026 已发布"):
        save_standard(spec=_renamed("新名称"), by=by)


def test_second_code_for_one_sector_and_edition_is_refused(by):
    save_standard(spec=standard_spec(), by=by)
    with pytest.raises(Refused, match="农村领域已有 2026 版标准"):
        save_standard(spec=standard_spec(code="other"), by=by)


def test_unknown_sector_is_named_with_what_was_meant(by):
    with pytest.raises(StandardError) as refused:
        save_standard(spec=standard_spec("vilage"), by=by)
    assert refused.value.errors == ["领域（sector）：没有“vilage”，请填：village（农村）"]


def test_unknown_sector_unlike_any_lists_them_all(by):
    with pytest.raises(StandardError, match="village（农村）、community（社区）"):
        save_standard(spec=standard_spec("zzz"), by=by)


def test_texts_longer_than_their_columns_are_all_named(by):
    data = standard_data()
    data["name"] = "长" * 61
    data["goals"][1]["items"][0]["title"] = "长" * 41
    with pytest.raises(StandardError) as refused:
        save_standard(spec=parse_standard(data), by=by)
    assert refused.value.errors == [
        "创建标准 village-2026，名称（name）：最多 60 个字，现有 61 个",
        "考核要点 2.1，考核项目（title）：最多 40 个字，现有 41 个",
    ]
    assert not StandardSet.objects.exists()


def test_method_of_an_item_is_read_once(by):
    item = save_standard(spec=standard_spec(), by=by).items.first()
    assert method_of(item) is method_of(item)


def test_publish_records_who_and_when(by):
    standard = publish(standard=save_standard(spec=standard_spec(), by=by), by=by)
    assert (standard.state, standard.published_by) == ("published", by)
    assert standard.published_at is not None
    assert LogEntry.objects.first().action == "发布标准"


def test_publish_twice_is_refused(by):
    standard = save_standard(spec=standard_spec(), by=by)
    stale = StandardSet.objects.get()
    publish(standard=standard, by=by)
    with pytest.raises(Refused, match="已发布"):
        publish(standard=stale, by=by)
    assert "不能发布" in why_not_publish(standard)


def test_retire_only_after_publishing(by):
    standard = save_standard(spec=standard_spec(), by=by)
    assert "不能停用" in why_not_retire(standard)
    with pytest.raises(Refused):
        retire(standard=standard, by=by)
    publish(standard=standard, by=by)
    assert retire(standard=standard, by=by).state == "retired"


def test_retire_twice_is_refused(by):
    standard = publish(standard=save_standard(spec=standard_spec(), by=by), by=by)
    stale = StandardSet.objects.get()
    retire(standard=standard, by=by)
    with pytest.raises(Refused, match="已停用"):
        retire(standard=stale, by=by)


def test_digest_ignores_how_numbers_are_spelt():
    data = standard_data()
    plain = digest_of(parse_standard(data))
    data["goals"][0]["items"][0]["points"] = "20.00"
    assert digest_of(parse_standard(data)) == plain
    data["goals"][0]["items"][0]["rule"] = "别的"
    assert digest_of(parse_standard(data)) != plain
