"""How far a file is that a background job reads or takes in; stopping it, trying again."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from creation.access import need
from creation.services import jobs
from creation.views.jobs import job_component
from surveys import access
from surveys.services import batches, upload_jobs
from surveys.views.steps import after
from wuhao.errors import Refused


@require_safe
@need(access.RIGHT)
def upload_progress(request, pk):
    """The page, its component alone for htmx; once the job is over, where the way goes on."""
    upload = access.upload_or_404(request.user, pk)
    if not upload.is_at_work:
        url = reverse(after(upload), args=[pk])
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    component = job_component(
        request,
        upload.job,
        status_url=reverse("upload_progress", args=[pk]),
        retry_url=reverse("upload_retry", args=[pk]),
    )
    if request.htmx:
        return render(request, "components/job.html", component)
    context = {"upload": upload, "component": component}
    return render(request, "surveys/upload_progress.html", context)


@require_POST
@need(access.RIGHT)
def upload_commit_all(request, pk):
    """Every file of the questionnaire that waits with nothing wrong in it, in the background."""
    questionnaire = access.questionnaire_or_404(request.user, pk)
    uploads = access.uploads_for(request.user).filter(questionnaire=questionnaire)
    number = batches.order_all(uploads=uploads, by=request.user)
    if not number:
        raise Refused("没有可以入库的文件：有错误的要先处理，正在读取的请等读完。")
    messages.success(request, f"{number} 个文件开始入库，结果见下表。")
    return redirect("questionnaire_detail", pk=pk)


@require_POST
@need(access.RIGHT)
def upload_stop(request, pk):
    upload = access.upload_or_404(request.user, pk)
    upload_jobs.stop(upload=upload, by=request.user)
    messages.success(request, f"“{upload}”没有入库。")
    return redirect("upload_check", pk=pk)


@require_POST
@need(access.RIGHT)
def upload_recheck(request, pk):
    upload = access.upload_or_404(request.user, pk)
    upload_jobs.order_reading(upload=upload, by=request.user)
    return redirect("upload_progress", pk=pk)


@require_POST
@need(access.RIGHT)
def upload_retry(request, pk):
    upload = access.upload_or_404(request.user, pk)
    if upload.job is None:
        raise Refused("这个文件没有后台任务，不用重试。")
    jobs.retry(job=upload.job, by=request.user)
    return redirect("upload_progress", pk=pk)
