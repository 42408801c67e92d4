"""A background job: how far it is, and trying again."""

from datetime import timedelta

from django.contrib import messages
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from creation import access
from creation.services import jobs

IMPATIENT = timedelta(seconds=30)  # after that the page asks every 5 s instead of every second


def job_component(request, job, **more):
    """The context of components/job.html; `more` replaces status_url, retry_url, files …"""
    young = timezone.now() - job.queued_at < IMPATIENT
    return {
        "id": job.pk,
        "title": job.title,
        "state": job.state,
        "state_label": job.get_state_display(),
        "percent": job.progress,
        "note": job.error or ("" if job.state == "done" else job.message),
        "delay": 1 if young else 5,
        "status_url": reverse("job_detail", args=[job.pk]),
        "retry_url": reverse("job_retry", args=[job.pk]),
        "csrf_token": get_token(request),
    } | more


@require_safe
def job_detail(request, pk):
    """The page, or its component alone when htmx asks how far the job is."""
    job = access.job_or_404(request.user, pk)
    context = job_component(request, job)
    if request.htmx:
        return render(request, "components/job.html", context)
    return render(request, "creation/job_detail.html", {"job": job, "component": context})


@require_POST
def job_retry(request, pk):
    job = access.job_or_404(request.user, pk)
    jobs.retry(job=job, by=request.user)
    messages.success(request, f"“{job.title}”已重新排队。")
    return redirect("job_detail", pk=job.pk)
