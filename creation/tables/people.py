"""The list of accounts."""

import django_tables2 as tables
from django.urls import reverse

from wuhao.tables import BARE, FULL, PHONE_HIDE, MomentColumn, status_tag


class AccountTable(tables.Table):
    caption = "人员名册"
    name = tables.Column(
        verbose_name="姓名",
        attrs=FULL,
        linkify=lambda record: reverse("account_detail", args=[record.pk]),
    )
    username = tables.Column(verbose_name="用户名")
    email = tables.Column(verbose_name="邮箱", attrs=PHONE_HIDE)
    last_login = MomentColumn(verbose_name="最近登录")
    state = tables.Column(verbose_name="状态", empty_values=(), attrs=BARE, orderable=False)

    class Meta:
        empty_text = "没有符合条件的人。"

    def render_state(self, record):
        if not record.is_active:
            return status_tag("已停用", "bad")
        if not record.has_usable_password():
            return status_tag("未发密码", "warn")
        if record.must_change_password:
            return status_tag("未改一次性密码", "info")
        return status_tag("在用", "ok")
