"""From which address a request comes, with as many proxies in front as the settings say."""

from django.conf import settings


def client_address(request) -> str:
    """The address that our outermost proxy saw; without proxies whoever is connected.

    What a client writes into X-Forwarded-For by himself stands further left and is not believed.
    """
    if settings.PROXIES:
        seen = request.headers.get("X-Forwarded-For", "").split(",")
        if len(seen) >= settings.PROXIES:
            return seen[-settings.PROXIES].strip()
    return request.META.get("REMOTE_ADDR", "")
