"""Django's PostgreSQL backend that starts the embedded server at the first connection."""

from django.conf import settings
from django.db.backends.postgresql import base

from wuhao import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """Joining here, not in the settings: commands that need no database start none."""

    def get_new_connection(self, conn_params):
        embedded.postgres(settings.DATA).join()
        return super().get_new_connection(conn_params)
