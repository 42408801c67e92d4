"""What the rows of all registers of the three guarantees share."""

from django.core.exceptions import ValidationError
from django.db import models

OWN, DOWN, ALL = "own", "down", "all"


class Registered(models.Model):
    """One row of a register; `version` counts its changes, so that two people notice each other.

    `keeper` is the way to the organization whose people keep the row, "" for the whole district;
    `parent` names the foreign key to the row that it belongs to. `seen`: by those in whose reach
    the keeper is (OWN), by those below the keeper too (DOWN), or by everybody (ALL).
    """

    keeper = "organization"
    parent = ""
    seen = OWN
    personal = frozenset()  # fields whose values never enter the log

    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def reference(self):
        """How a file names the row; other registers know theirs by more than a name."""
        return f"{self.organization.code} {self.name}"

    def kept_at(self):
        """The organizations that whoever writes the row must have in reach."""
        return [self.organization] if self.organization else []


def in_order(row, first, last, sentence):
    """ValidationError at `last` when its day lies before that of `first`."""
    begins, ends = getattr(row, first), getattr(row, last)
    if begins and ends and ends < begins:
        raise ValidationError({last: sentence})


def ends_after(first, last, name, sentence):
    """The same in the database."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{last}__isnull": True})
        | models.Q(**{f"{last}__gte": models.F(first)}),
        name=name,
        violation_error_message=sentence,
    )
