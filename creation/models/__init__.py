"""Who takes part, and against what."""

from creation.models.jobs import JOB_LIFECYCLE, Job
from creation.models.log import LogEntry
from creation.models.organizations import Kind, Organization, Sector
from creation.models.people import Appointment, User
from creation.models.red_lines import Department, RedLine
from creation.models.rounds import (
    ROUND_LIFECYCLE,
    STAGES,
    Round,
    RoundPolicy,
    RoundRedLine,
    RoundStage,
    RoundStandard,
)
from creation.models.standards import (
    COMMON_GOODS,
    STANDARD_LIFECYCLE,
    Goal,
    Item,
    StandardSet,
)

__all__ = [
    "COMMON_GOODS",
    "JOB_LIFECYCLE",
    "ROUND_LIFECYCLE",
    "STAGES",
    "STANDARD_LIFECYCLE",
    "Appointment",
    "Department",
    "Goal",
    "Item",
    "Job",
    "Kind",
    "LogEntry",
    "Organization",
    "RedLine",
    "Round",
    "RoundPolicy",
    "RoundRedLine",
    "RoundStage",
    "RoundStandard",
    "Sector",
    "StandardSet",
    "User",
]
