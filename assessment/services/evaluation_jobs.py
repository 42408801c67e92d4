"""The evaluation of a round as a background job."""

from assessment.services.evaluate import evaluate, why_not_evaluate
from creation.models import Job
from creation.services import jobs
from wuhao.errors import Refused

KIND = "evaluate"


def running(round):
    """The evaluation that is queued or at work, or None."""
    return Job.objects.filter(kind=KIND, round=round, state__in=("queued", "running")).first()


def why_not_order(round) -> str:
    if sentence := why_not_evaluate(round):
        return sentence
    return "综合评价已经在进行，请等它完成。" if running(round) else ""


def order(*, round, by):
    """Queue an evaluation of the round."""
    if sentence := why_not_order(round):
        raise Refused(sentence)
    return jobs.submit(kind=KIND, title=f"{round}综合评价", params={}, round=round, by=by)


def make(job, progress):
    """The evaluation is written in the transaction that finishes the job, so never twice."""
    progress(10, "正在汇总评分表、联审和三率")
    return jobs.Product(lambda: evaluate(round=job.round, by=job.requested_by))
