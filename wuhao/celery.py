"""The doorbell of background jobs. The job's row in the database is the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuhao.settings")

app = Celery("wuhao")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
