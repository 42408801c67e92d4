"""What members and masses say."""

from surveys.models.flags import FlagDecision
from surveys.models.online import MODES, AnswerCode, OnlineLink, SentForm, Uncounted
from surveys.models.questionnaires import (
    DIMENSIONS,
    QUESTIONNAIRE_LIFECYCLE,
    STRATA,
    LibraryQuestion,
    Option,
    Question,
    Questionnaire,
    RemovedQuestion,
)
from surveys.models.rates import OrganizationRate, Rate
from surveys.models.remarks import Remark
from surveys.models.uploads import UPLOAD_LIFECYCLE, WAITING, Response, Upload

__all__ = [
    "DIMENSIONS",
    "MODES",
    "QUESTIONNAIRE_LIFECYCLE",
    "STRATA",
    "UPLOAD_LIFECYCLE",
    "WAITING",
    "AnswerCode",
    "FlagDecision",
    "LibraryQuestion",
    "OnlineLink",
    "Option",
    "OrganizationRate",
    "Question",
    "Questionnaire",
    "Rate",
    "Remark",
    "RemovedQuestion",
    "Response",
    "SentForm",
    "Uncounted",
    "Upload",
]
