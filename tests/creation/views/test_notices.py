from datetime import timedelta

import pytest
import time_machine

from creation.access import unread_notices
from creation.models import Notice
from creation.services.notices import remind

NOON = "2026-03-02 12:00+08:00"


@pytest.fixture
def told(cast):
    def told(*people, about="请提交自查表", link="/organizations/"):
        remind(people=people, about=about, link=link, by=cast.wang)

    with time_machine.travel(NOON):
        yield told


def test_bell_counts_what_is_unread_and_leads_to_the_list(page, told, cast):
    told(cast.chen, cast.li)
    text = page("chen", "/organizations/").content.decode()
    assert 'href="/notices/"' in text
    assert '<span class="topbar-count">1<' in text
    assert "topbar-count" not in page("wang", "/organizations/").content.decode()


def test_bell_and_list_mean_the_same_by_unread(told, cast):
    for number in range(3):
        told(cast.chen, about=f"第{number}件")
    read, late, _ = Notice.objects.all()
    Notice.objects.filter(pk=read.pk).update(read_at=read.due_at)
    Notice.objects.filter(pk=late.pk).update(due_at=late.due_at + timedelta(days=1))
    assert unread_notices(cast.chen) == Notice.objects.unread().filter(to=cast.chen).count() == 1


def test_bell_costs_no_query(queries, told, cast):
    before = queries("chen", "/notices/")
    told(cast.chen)
    told(cast.chen, about="请申报")
    assert queries("chen", "/notices/") <= before + 1  # the rows, once there are any


def test_opening_reads_and_leads_on(page, told, cast):
    told(cast.chen)
    notice = Notice.objects.get()
    assert page("chen", f"/notices/{notice.pk}/open/", {}, go="1").url == "/organizations/"
    assert "没有未读的提醒。" in page("chen", "/notices/").content.decode()
    assert "请提交自查表" in page("chen", "/notices/?show=all").content.decode()


def test_link_to_another_host_is_not_followed(page, told, cast):
    told(cast.chen, link="https://evil.example/")
    notice = Notice.objects.get()
    assert page("chen", f"/notices/{notice.pk}/open/", {}, go="1").url == "/notices/"


def test_notice_of_somebody_else_does_not_exist(page, told, cast):
    told(cast.chen)
    notice = Notice.objects.get()
    assert page("li", f"/notices/{notice.pk}/open/", {}, go="1").status_code == 404
    assert "请提交自查表" not in page("li", "/notices/?show=all").content.decode()


def test_all_are_read_at_once(page, told, cast):
    told(cast.chen)
    told(cast.chen, about="请申报")
    page("chen", "/notices/read/", {}, go="1")
    assert "没有未读的提醒。" in page("chen", "/notices/").content.decode()
    assert Notice.objects.filter(read_at=None).count() == 0


def test_nothing_ever_said_is_an_empty_page(page, cast):
    assert "还没有收到过提醒" in page("wu", "/notices/?show=all").content.decode()
