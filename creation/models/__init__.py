"""Who takes part, and against what."""

from creation.models.guarantees import (
    ActionPlan,
    CentreCoverage,
    GroupKind,
    GroupMeeting,
    GroupMember,
    GuaranteeRequirement,
    LeadingGroup,
    Liaison,
    LiaisonVisit,
    PlanTask,
    Practice,
    PracticeAdoption,
    ServiceCentre,
    TaskNote,
    Training,
    TrainingAttendance,
    TrainingKind,
)
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
    "ActionPlan",
    "Appointment",
    "CentreCoverage",
    "Department",
    "Goal",
    "GroupKind",
    "GroupMeeting",
    "GroupMember",
    "GuaranteeRequirement",
    "Item",
    "Job",
    "Kind",
    "LeadingGroup",
    "Liaison",
    "LiaisonVisit",
    "LogEntry",
    "Organization",
    "PlanTask",
    "Practice",
    "PracticeAdoption",
    "RedLine",
    "Round",
    "RoundPolicy",
    "RoundRedLine",
    "RoundStage",
    "RoundStandard",
    "Sector",
    "ServiceCentre",
    "StandardSet",
    "TaskNote",
    "Training",
    "TrainingAttendance",
    "TrainingKind",
    "User",
]
