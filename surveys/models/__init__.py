"""What members and masses say."""

from surveys.models.questionnaires import DIMENSIONS, STRATA, Option, Question, Questionnaire
from surveys.models.rates import Rate
from surveys.models.uploads import UPLOAD_LIFECYCLE, WAITING, Response, Upload

__all__ = [
    "DIMENSIONS",
    "STRATA",
    "UPLOAD_LIFECYCLE",
    "WAITING",
    "Option",
    "Question",
    "Questionnaire",
    "Rate",
    "Response",
    "Upload",
]
