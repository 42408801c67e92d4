"""What background jobs of this app do; imported when the app is ready."""

from assessment.services import evaluation_jobs, reports
from creation.services import jobs

jobs.register(evaluation_jobs.KIND, evaluation_jobs.make)
jobs.register(reports.KIND, reports.make, tidy=reports.tidy)
