"""What Celery and the sweep call; everything else is in creation.services."""

from celery import shared_task

from creation.services import jobs, seals, sweeps


@shared_task(bind=True, name=jobs.TASK)
def run_job(self, job_id):
    jobs.run(job_id, owner=self.request.hostname or "worker")


def _verify_log(job, progress):
    """The walk along the chain as a job: a million rows take longer than a page may."""
    seals.verify(by=job.requested_by)


jobs.register(seals.VERIFY, _verify_log)
sweeps.register(seals.seal_log, every=20)
