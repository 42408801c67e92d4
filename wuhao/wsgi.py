"""What a web server serves: wuhao.wsgi:application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuhao.settings")

application = get_wsgi_application()
