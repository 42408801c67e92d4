"""What members and masses say."""

from surveys.models.flags import FlagDecision
from surveys.models.questionnaires import (
    DIMENSIONS,
    QUESTIONNAIRE_LIFECYCLE,
    STRATA,
    LibraryQuestion,
    Option,
    Question,
    Questionnaire,
)
from surveys.models.rates import OrganizationRate, Rate
from surveys.models.remarks import Remark
from surveys.models.uploads import UPLOAD_LIFECYCLE, WAITING, Response, Upload

__all__ = [
    "DIMENSIONS",
    "QUESTIONNAIRE_LIFECYCLE",
    "STRATA",
    "UPLOAD_LIFECYCLE",
    "WAITING",
    "FlagDecision",
    "LibraryQuestion",
    "Option",
    "OrganizationRate",
    "Question",
    "Questionnaire",
    "Rate",
    "Remark",
    "Response",
    "Upload",
]
