"""The side navigation: rights decide, pages that are not built stay hidden."""

import pytest
from django.urls import path

from wuhao.navigation import sections_for

urlpatterns = [
    path("", lambda request: None, name="workbench"),
    path("reviews/", lambda request: None, name="review_list"),
    path("log/", lambda request: None, name="log_list"),
]

pytestmark = pytest.mark.urls(__name__)


def labels(sections):
    return [(one["label"], [link["entry"].label for link in one["links"]]) for one in sections]


def test_somebody_without_rights_sees_the_workbench_alone():
    assert labels(sections_for(lambda right: False, "/")) == [("工作", ["工作台"])]


def test_a_right_shows_its_links_and_pages_not_built_stay_hidden():
    held = {"review", "see_log", "make_reports"}
    assert labels(sections_for(held.__contains__, "/")) == [
        ("工作", ["工作台", "初审"]),
        ("设置", ["操作日志"]),
    ]


@pytest.mark.parametrize(
    ("address", "lit"), [("/", "工作台"), ("/reviews/", "初审"), ("/reviews/7/", "初审")]
)
def test_the_address_lights_up_one_link(address, lit):
    sections = sections_for(lambda right: True, address)
    links = [link for one in sections for link in one["links"]]
    assert [link["entry"].label for link in links if link["current"]] == [lit]
