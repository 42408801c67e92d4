"""The workbenches of those who do one thing: secretary, inspector, department, auditor, people."""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from assessment.access import candidacies_for, clearances_for, visits_for
from assessment.models import Evaluation, Rectification, Sheet
from assessment.progress import FACTS, steps_of
from assessment.queries.candidacies import listed
from assessment.queries.workbench import answers_by_red_line
from assessment.stages import BY_CODE
from assessment.views.workbench_guarantees import own_liaisons
from creation.models import Appointment, LogEntry, User
from surveys.services.rates import rates_for
from wuhao.navigation import link

MESSAGES = 6
# What happened to the unit's own papers; answers of departments are not among them.
OWN_PAPERS = ("参评", "评分表", "整改", "命名")
# stage → what to do next, the page that does it (its address takes the row of the second part)
NEXT = {
    "enrolled": (
        "请先申报：逐条填写高压线承诺，再开始自查。",
        "candidacy_apply",
        "candidacy",
        "去申报",
    ),
    "withdrawn": ("申报已经撤回，可以重新申报。", "candidacy_apply", "candidacy", "重新申报"),
    "applied": ("已经申报，请开始自查。", "candidacy_apply", "candidacy", "开始自查"),
    "self_checking": ("自查正在填写，填完后请提交。", "sheet_detail", "sheet", "继续自查"),
    "returned": ("自查表被退回，请按意见修改后重新提交。", "sheet_detail", "sheet", "去修改"),
    "submitted": ("自查表已经提交，等待上级党委初审。", "sheet_print", "sheet", "看自查表"),
    "rectifying": ("有问题需要整改，请在期限前报送。", "rectification_list", "", "去报送整改"),
    "rechecking": ("整改已经报送，等待复核。", "rectification_list", "", "看整改"),
}
ELSE = ("眼下没有要您办的事。", "candidacy_detail", "candidacy", "看结果")


def secretary(request, round):
    """The unit's own way through the round; usually one, at most a few."""
    rows = listed(candidacies_for(request.user, "self_check").filter(round=round))
    rows = list(rows.select_related("organization", "round", "sector", "superior"))
    own = {
        sheet.candidacy_id: sheet
        for sheet in Sheet.objects.filter(candidacy__in=rows, stage="self").annotate(
            total=Count("marks", filter=Q(marks__item__is_bonus=False)),
            done=Count("marks", filter=_ANSWERED & Q(marks__item__is_bonus=False)),
        )
    }
    results = {
        one.candidacy_id: one
        for one in Evaluation.objects.filter(candidacy__in=rows, is_current=True)
    }
    short = _short(round, rows)
    due = Rectification.objects.filter(candidacy__in=rows, state="open").order_by("due_on")
    return {
        "units": [
            _unit(row, own.get(row.pk), results.get(row.pk))
            | {"answers_missing": short.get(row.organization_id, 0)}
            for row in rows
        ],
        "due": list(due),
        "liaisons": own_liaisons(request.user),
        "messages": list(_messages(rows)),
    }


def _short(round, rows):
    """{organization id: answers that are still missing of the sample}, as long as it runs."""
    if round is None or round.state != "open" or not rows:
        return {}
    people = {row.organization_id: (row.members, row.people_served) for row in rows}
    return {
        pk: sum(_missing_of(rates).values())
        for pk, rates in rates_for(round=round, populations=people).items()
    }


def _missing_of(rates):
    """{stratum: how many more} for the rate that lacks most."""
    missing = {}
    for rate in (rates.satisfaction, rates.participation, rates.awareness):
        for one in rate.strata:
            more = 0 if one.sufficient else max(1, one.minimum - one.n)
            missing[one.code] = max(more, missing.get(one.code, 0))
    return missing


_ANSWERED = Q(marks__points__isnull=False) | ~Q(marks__not_applicable="")


def _unit(row, sheet, result):
    return {
        "candidacy": row,
        "stage": BY_CODE[row.stage],
        "steps": steps_of({fact: getattr(row, fact) for fact in FACTS}),
        "sheet": sheet,
        "result": result,
        "next": _next(row, sheet),
    }


def _next(row, sheet):
    text, name, needs, label = NEXT.get(row.stage, ELSE)
    pk = {"candidacy": row.pk, "sheet": sheet and sheet.pk}.get(needs)
    return {"text": text, "label": label, "href": link(name, *([pk] if pk else []))}


def _messages(rows):
    if not rows:
        return LogEntry.objects.none()
    entries = LogEntry.objects.filter(
        organization_id__in=[row.organization_id for row in rows],
        round_code=rows[0].round.code,
        object_type__in=OWN_PAPERS,
    )
    return entries[:MESSAGES]


def inspector(request, round):
    """Visits of the user's own teams, those to be done first."""
    spot = Sheet.objects.filter(candidacy=OuterRef("candidacy"), stage="spot")
    visits = visits_for(request.user).filter(candidacy__round=round, kind="spot")
    visits = visits.annotate(
        is_done=Exists(spot.filter(state__in=("submitted", "accepted"))), is_begun=Exists(spot)
    )
    visits = list(
        visits.select_related("candidacy__organization", "candidacy__town", "team").order_by(
            "is_done", "candidacy__organization__code"
        )
    )
    return {"visits": visits, "open": sum(not visit.is_done for visit in visits)}


def department(request, round):
    """Red lines to answer, with counts that lead to the filtered list."""
    clearances = clearances_for(request.user).filter(candidacy__round=round)
    rows = [
        row | {"href": link("clearance_list", red_line=row["red_line"], state="pending")}
        for row in answers_by_red_line(clearances)
    ]
    return {"red_lines": rows, "pending": sum(row["pending"] for row in rows)}


def auditor(request, round):
    """The last entries of the log, and how many there are today."""
    today = LogEntry.objects.filter(at__date=timezone.localdate()).count()
    return {"today": today, "entries": list(LogEntry.objects.all()[:10])}


def people(request, round):
    """Accounts and appointments in figures."""
    return {
        "users": User.objects.filter(is_active=True).count(),
        "inactive": User.objects.filter(is_active=False).count(),
        "appointed": Appointment.objects.in_force().count(),
        "fresh": User.objects.filter(must_change_password=True, is_active=True).count(),
    }
