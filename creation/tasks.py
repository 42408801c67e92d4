"""What Celery calls; everything else about jobs is in creation.services.jobs."""

from celery import shared_task

from creation.services import jobs


@shared_task(bind=True, name=jobs.TASK)
def run_job(self, job_id):
    jobs.run(job_id, owner=self.request.hostname or "worker")
