from django.apps import AppConfig
from django.db.backends.signals import connection_created

from wuhao import checks  # noqa: F401  registers itself
from wuhao.acting import tell


class WuhaoConfig(AppConfig):
    name = "wuhao"

    def ready(self):
        connection_created.connect(_tell_who_acts, dispatch_uid="wuhao.acting")


def _tell_who_acts(connection, **kwargs):
    if tell not in connection.execute_wrappers:
        connection.execute_wrappers.append(tell)
