"""The page of a job: its owner's alone, polling until it ends, and a second try."""

import pytest
from django.urls import reverse

from creation.services import jobs
from tests.creation.job_rows import age, fail
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_page_of_somebody_elses_job_does_not_exist(client, job):
    client.force_login(make_user())
    url = reverse("job_detail", args=[job.pk])
    assert client.get(url).status_code == 404
    assert client.post(reverse("job_retry", args=[job.pk])).status_code == 404


def test_htmx_gets_the_component_alone_polling_faster_at_first(client, job, ann):
    client.force_login(ann)
    url = reverse("job_detail", args=[job.pk])
    first = client.get(url, headers={"HX-Request": "true"}).content.decode()
    age(job, 31)
    later = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in first
    assert "delay:1s" in first
    assert "delay:5s" in later


def test_ended_job_polls_no_more_and_shows_its_sentence(client, job, kind, ann):
    kind(fail)
    jobs.run(job.pk)
    client.force_login(ann)
    page = client.get(reverse("job_detail", args=[job.pk])).content.decode()
    assert "本轮还没有评价结果。" in page
    assert "hx-get" not in page
    assert reverse("job_retry", args=[job.pk]) in page


def test_retry_button_queues_again_and_a_second_press_is_refused(client, job, kind, ann):
    kind(fail)
    jobs.run(job.pk)
    client.force_login(ann)
    url = reverse("job_retry", args=[job.pk])
    assert client.post(url).status_code == 302
    second = client.post(url)
    job.refresh_from_db()
    assert (job.state, second.status_code) == ("queued", 409)
    assert "不能重试" in second.content.decode()


def test_page_takes_a_fixed_number_of_queries(client, job, ann, django_assert_num_queries):
    client.force_login(ann)
    client.get(reverse("job_detail", args=[job.pk]))
    with django_assert_num_queries(4):
        client.get(reverse("job_detail", args=[job.pk]))
