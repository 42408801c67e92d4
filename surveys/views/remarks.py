"""What people wrote in their own words, for those who take care of surveys."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from creation.access import need
from creation.views.downloads import table_file
from surveys import access
from surveys.filters import RemarkFilter
from surveys.models import Remark
from surveys.queries.remarks import held_back, remarks_of, shown
from surveys.remarks import SMALL
from surveys.services.remarks import delete_remark
from wuhao.errors import Refused

PAGE = 50
TITLES = ["党组织代码", "党组织", "所在街镇", "身份", "题目", "内容"]


@require_safe
@need(access.RIGHT)
def remark_list(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    narrowed = _narrowed(request, questionnaire)
    context = {
        "questionnaire": questionnaire,
        "filter": narrowed,
        "page": Paginator(shown(narrowed.qs), PAGE).get_page(request.GET.get("page")),
        "held_back": held_back(narrowed.qs),
        "small": SMALL,
        "query": request.GET.urlencode(),
    }
    return render(request, "surveys/remark_list.html", context)


@require_safe
@need(access.RIGHT)
def remark_export(request, pk):
    questionnaire = access.questionnaire_or_404(request.user, pk)
    rows = [TITLES]
    for one in shown(_narrowed(request, questionnaire).qs):
        unit = one.organization
        place = [unit.code, unit.name, str(unit.town or "")]
        rows.append([*place, one.get_stratum_display(), one.question, one.text])
    return table_file(request, rows, f"{questionnaire.name}意见")


def _narrowed(request, questionnaire):
    reach = access.organizations_to_answer_for(request.user)
    found = remarks_of(questionnaire, reach.values("pk"))
    return RemarkFilter(request.GET, queryset=found, request=request)


@require_POST
@need(access.RIGHT)
def remark_delete(request, pk):
    reach = access.organizations_to_answer_for(request.user)
    remark = get_object_or_404(Remark, pk=pk, organization__in=reach.values("pk"))
    try:
        delete_remark(remark=remark, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "这条意见已经删除。")
    return redirect("remark_list", pk=remark.upload.questionnaire_id)
