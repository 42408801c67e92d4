"""One's own notices: the list behind the bell, opened and read."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from creation.models import Notice
from creation.services import notices as service
from creation.views.downloads import moment, table_file, wanted


def own(user):
    """Notices are nobody else's: the gate of this page."""
    return Notice.objects.filter(to=user).shown()


@require_safe
def notice_list(request):
    rows = own(request.user).select_related("made_by")
    unread_only = request.GET.get("show") != "all"
    if wanted(request):
        return table_file(request, _lines(rows.unread() if unread_only else rows), "提醒")
    page = Paginator(rows.unread() if unread_only else rows, 20).get_page(request.GET.get("page"))
    context = {"page": page, "unread_only": unread_only, "nav": "notices"}
    return render(request, "creation/notices/list.html", context)


def _lines(rows):
    yield ["时间", "提醒", "发出人", "已读"]
    for one in rows:
        yield [moment(one.due_at), one.about, str(one.made_by or "系统"), moment(one.read_at)]


@require_POST
def notice_open(request, pk):
    """Read it and go where it leads."""
    notice = get_object_or_404(own(request.user), pk=pk)
    service.read(notices=own(request.user).filter(pk=pk))
    here = url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return redirect(notice.link if here else "notice_list")


@require_POST
def notice_read_all(request):
    count = service.read(notices=own(request.user))
    messages.success(request, f"{count} 条提醒已标为已读。")
    return redirect("notice_list")
