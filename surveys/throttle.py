"""How often one address may do something, without keeping addresses.

Counted in this process's memory for a minute, under a digest whose key dies with the process: what
is kept can't be turned back into an address, and is gone before anybody could ask for it.
"""

import secrets

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from wuhao.addresses import client_address

MINUTE = 60
_KEY = secrets.token_hex(32)


def is_too_often(request, what, limit):
    """Count this attempt; True from the one after `limit` within a minute."""
    who = salted_hmac("surveys.throttle", client_address(request), secret=_KEY).hexdigest()
    key = f"throttle:{what}:{who}"
    cache.add(key, 0, MINUTE)
    try:
        return cache.incr(key) > limit
    except ValueError:  # the minute ended between the two
        return False
