"""The one way in which a rule says no."""


class Refused(Exception):
    """A request that a rule forbids; `str(error)` is one Chinese sentence for the user."""
