"""What background jobs of this app do; imported when the app is ready."""

from creation.services import jobs, sweeps
from surveys.services import answers, upload_jobs

jobs.register(upload_jobs.READ, upload_jobs.read_file)
jobs.register(upload_jobs.CHECK, upload_jobs.read_file)
jobs.register(upload_jobs.COMMIT, upload_jobs.commit_file)
sweeps.register(answers.count_left, every=10)
