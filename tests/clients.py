"""Django's test client; who is logged in by force has the session, not the login's other work."""

import time

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.test import client
from django.utils.crypto import get_random_string

from wuhao.middleware import BEGAN, SEEN


class Client(client.Client):
    _inside = None  # (person, hash of the password, key of the session)

    def force_login(self, user, backend=None):
        """One row, or none for whom is in already. A login looks for failed attempts, notes its
        day and asks whether the key is free: eight statements, a fifth of what the test of a page
        does; tests/creation/views/test_login.py goes through it."""
        cookie = self.cookies.get(settings.SESSION_COOKIE_NAME)
        who = (user.pk, user.get_session_auth_hash())
        if cookie is None or self._inside != (*who, cookie.value):
            key = _session_of(*who, backend or settings.AUTHENTICATION_BACKENDS[-1])
            self.cookies[settings.SESSION_COOKIE_NAME] = key
            self._inside = (*who, key)


def _session_of(pk, password, backend):
    """As a login and the first page leave it; its key."""
    now, key = int(time.time()), get_random_string(32)
    session = SessionStore(key).create_model_instance(
        {
            auth.SESSION_KEY: str(pk),
            auth.BACKEND_SESSION_KEY: backend,
            auth.HASH_SESSION_KEY: password,
            BEGAN: now,
            SEEN: now,
        }
    )
    session.save(force_insert=True)
    return key
