"""The three guarantees and good practice: plain registers, kept all year."""

from creation.models.guarantees.groups import GroupKind, GroupMeeting, GroupMember, LeadingGroup
from creation.models.guarantees.liaisons import GuaranteeRequirement, Liaison, LiaisonVisit
from creation.models.guarantees.means import (
    CentreCoverage,
    ServiceCentre,
    Training,
    TrainingAttendance,
    TrainingKind,
)
from creation.models.guarantees.plans import ActionPlan, PlanTask, TaskNote
from creation.models.guarantees.practices import Practice, PracticeAdoption

__all__ = [
    "ActionPlan",
    "CentreCoverage",
    "GroupKind",
    "GroupMeeting",
    "GroupMember",
    "GuaranteeRequirement",
    "LeadingGroup",
    "Liaison",
    "LiaisonVisit",
    "PlanTask",
    "Practice",
    "PracticeAdoption",
    "ServiceCentre",
    "TaskNote",
    "Training",
    "TrainingAttendance",
    "TrainingKind",
]
