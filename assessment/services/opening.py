"""Opening a round: at once when it is small, as a background job when it is not."""

from assessment.services.candidacies import open_round
from creation.queries.round_checks import rated
from creation.services import jobs
from creation.services.round_drafts import OPENING, opening
from creation.services.rounds import why_not_freeze
from wuhao.errors import Refused

AT_ONCE = 2000  # units; about a second


def why_not_order(round) -> str:
    if opening(round):
        return "这一轮正在开启，请等它完成。"
    return why_not_freeze(round)


def order(*, round, by):
    """Open the round, or queue the job that will; the job, None when it is open already."""
    if sentence := why_not_order(round):
        raise Refused(sentence)
    if rated(round).count() <= AT_ONCE:
        open_round(round=round, by=by)
        return None
    return jobs.submit(kind=OPENING, title=f"开启{round}", params={}, round=round, by=by)


def make(job, progress):
    """All of it in the transaction that finishes the job: open with its list, or still a draft."""
    progress(10, f"正在为 {rated(job.round).count()} 个参评单位建立名单")
    return jobs.Product(lambda: open_round(round=job.round, by=job.requested_by))
