"""What background jobs of this app do; imported when the app is ready."""

from assessment.services import reports
from creation.services import jobs

jobs.register(reports.KIND, reports.make)
