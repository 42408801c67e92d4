"""QR codes to print: one or several on a sheet of A4, name and address below each."""

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from creation.access import need
from surveys import access
from surveys.online_filters import LinkFilter

PER_SHEET = {"1": "每张一个", "4": "每张四个", "8": "每张八个"}
AT_ONCE = 120  # codes on one page of the browser


def address_of(link):
    """As people type it when the camera fails."""
    return f"{settings.SITE_URL}{reverse('answer_sheet', args=[link.token])}"


def qr_of(link):
    """A picture in the page itself; error correction for paper that hangs outdoors."""
    return segno.make(address_of(link), error="q", micro=False).svg_data_uri(border=2, scale=8)


def cards_of(links):
    return [{"link": link, "address": address_of(link), "qr": qr_of(link)} for link in links]


@require_safe
@need(access.RIGHT)
def qr_sheets(request, pk):
    """For the organizations that the filter shows and that have a link."""
    questionnaire = access.questionnaire_or_404(request.user, pk)
    rows = access.organizations_to_answer_for(request.user).filter(is_rated=True).open_on()
    shown = LinkFilter(request.GET, queryset=rows, request=request, questionnaire=questionnaire)
    links = access.links_for(request.user).filter(
        questionnaire=questionnaire, organization__in=shown.qs.values("pk")
    )
    page = Paginator(links.order_by("organization__code"), AT_ONCE).get_page(
        request.GET.get("page")
    )
    back = f"{reverse('online_list', args=[pk])}?{request.GET.urlencode()}"
    return _sheets(request, page, back)


@require_safe
def own_qr_sheet(request, pk):
    """A secretary prints the own organization's."""
    link = access.own_link_or_404(request.user, pk)
    return _sheets(request, Paginator([link], 1).get_page(1), reverse("own_survey"))


def _sheets(request, page, back):
    per = request.GET.get("per", "1")
    kept = request.GET.copy()
    kept.pop("per", None)
    context = {
        "cards": cards_of(page),
        "page": page,
        "per": per if per in PER_SHEET else "1",
        "choices": PER_SHEET,
        "query": kept.urlencode(),
        "back_url": back,
        "nav": "surveys",
    }
    return render(request, "surveys/online/sheets.html", context)
