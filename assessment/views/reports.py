"""The report centre: asking, watching, downloading."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import access
from assessment.forms.reports import ReportForm
from assessment.queries.reports import with_versions
from assessment.services import reports
from creation.access import need
from creation.services import jobs
from creation.views.jobs import job_component
from wuhao.templatetags.formatting import ymd_hm

PAGE = 20
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@need("make_reports")
@require_http_methods(["GET", "HEAD", "POST"])
def report_list(request):
    form = ReportForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        report = reports.request(**form.cleaned_data, by=request.user)
        messages.success(request, f"“{report.job.title}”已提交，完成后在下面下载。")
        return redirect("report_list")
    rows = with_versions(access.reports_for(request.user))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for report in page:
        report.component = _component(request, report)
    context = {"form": form, "page": page}
    return render(request, "assessment/report_list.html", context)


@need("make_reports")
@require_safe
def report_detail(request, pk):
    """How far a report is: the component that replaces itself; without htmx, the list."""
    report = access.report_or_404(request.user, pk)
    if not request.htmx:
        return redirect(f"{reverse('report_list')}#job-{report.job_id}")
    return render(request, "components/job.html", _component(request, report))


@need("make_reports")
@require_POST
def report_retry(request, pk):
    report = access.report_or_404(request.user, pk)
    jobs.retry(job=report.job, by=request.user)
    messages.success(request, f"“{report.job.title}”已重新排队。")
    return redirect("report_list")


@need("make_reports")
@require_safe
def report_file(request, pk):
    """The file itself: never shown in the page's origin, never kept by a proxy."""
    file = access.report_file_or_404(request.user, pk)
    stored = reports.download(file=file, by=request.user)
    response = FileResponse(
        stored, as_attachment=True, filename=file.name, content_type=TYPES[file.format]
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _component(request, report):
    job = report.job
    asked = f"第 {report.version} 版，{job.requested_by or '系统'} {ymd_hm(job.created_at)} 提交"
    ended = f"，{ymd_hm(job.finished_at)} 结束" if job.finished_at else ""
    component = job_component(
        request,
        job,
        status_url=reverse("report_detail", args=[report.pk]),
        retry_url=reverse("report_retry", args=[report.pk]),
        files=[
            {"name": file.get_format_display(), "url": reverse("report_file", args=[file.pk])}
            for file in report.files.all()
        ],
    )
    said = component["note"]
    return component | {"note": f"{said} {asked}{ended}".strip()}
