"""The one way in which a rule says no."""


class Refused(Exception):
    """A request that a rule forbids; `str(error)` is one Chinese sentence for the user."""


class Conflict(Refused):
    """Somebody else changed the row since it was read: `mine` was refused, `theirs` stands."""

    def __init__(self, sentence, *, mine, theirs):
        super().__init__(sentence)
        self.mine = mine
        self.theirs = theirs
