"""What background jobs of this app and the sweep do; imported when the app is ready."""

from assessment.services import evaluation_jobs, opening, reports
from assessment.services.open_work import waiting_for
from assessment.services.reminders import remind_by_day
from creation.services import jobs, mail, open_work, sweeps
from creation.services.round_drafts import OPENING

jobs.register(evaluation_jobs.KIND, evaluation_jobs.make)
jobs.register(reports.KIND, reports.make, tidy=reports.tidy)
jobs.register(OPENING, opening.make)
sweeps.register(remind_by_day, every=600)
sweeps.register(mail.send_due, every=60)
open_work.register(waiting_for)
