"""Rounds: the list, one from a file, the register of red lines."""

from collections import defaultdict

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from creation.access import may_everywhere, need, need_everywhere
from creation.forms import TomlForm
from creation.models import RedLine, Round, RoundRedLine
from creation.queries.rounds import current_round
from creation.round_files import RoundError
from creation.services import rounds as service
from creation.tables import RoundTable
from creation.tables.rounds import RedLineTable
from creation.views.downloads import list_file
from wuhao.errors import Refused

INTRO = (
    "轮次写在一个 TOML 文件里：代码、名称、起止日期、各阶段日期、各领域所用标准、评价政策、"
    "停用的高压线（要写理由）。上传后是筹备中的轮次，可以再传覆盖；开启以后标准和高压线不再改动。"
)


@need("see_results", "edit_rounds")
@require_safe
def round_list(request):
    table = RoundTable(Round.objects.all())
    RequestConfig(request, paginate={"per_page": 20}).configure(table)
    if file := list_file(request, table, "创建轮次"):
        return file
    context = {"table": table, "may_edit": may_everywhere(request.user, "edit_rounds")}
    return render(request, "creation/rounds/list.html", context)


@need("edit_rounds", "see_clearances", "see_log")
@require_safe
def red_line_list(request):
    """The register that rounds take their red lines from."""
    uses = defaultdict(list)
    for one in RoundRedLine.objects.select_related("round").order_by("round__starts_on"):
        uses[one.red_line_id].append(one)
    table = RedLineTable(RedLine.objects.prefetch_related("departments"), uses=uses)
    RequestConfig(request, paginate={"per_page": 20}).configure(table)
    if file := list_file(request, table, "高压线"):
        return file
    return render(request, "creation/rounds/red_lines.html", {"table": table})


@need_everywhere("edit_rounds")
@require_http_methods(["GET", "POST"])
def round_define(request):
    form, errors = TomlForm(request.POST or None, request.FILES or None), []
    if form.is_valid():
        try:
            round = service.define_round(data=form.data_read, by=request.user)
        except RoundError as error:
            errors = error.errors
        except Refused as refused:
            errors = [str(refused)]
        else:
            messages.success(request, f"“{round}”已定义，核对无误后开启。")
            return redirect("round_detail", code=round.code)
    context = {"form": form, "errors": errors, "title": "定义轮次", "upload": True}
    context |= {"intro": INTRO, "submit_label": "上传", "back_url": reverse("round_list")}
    return render(request, "creation/form.html", context)


LOOKED_AT = "round"


def look_at(request, round) -> None:
    request.session[LOOKED_AT] = round.code


def round_in_use(request):
    """The round that the person chose to look at, else the current one; None without any."""
    code = request.session.get(LOOKED_AT)
    chosen = Round.objects.filter(code=code).first() if code else None
    return chosen or current_round()
