"""What members and masses say."""

from surveys.models.questionnaires import DIMENSIONS, STRATA, Option, Question, Questionnaire
from surveys.models.rates import Rate
from surveys.models.uploads import UPLOAD_LIFECYCLE, Response, Upload

__all__ = [
    "DIMENSIONS",
    "STRATA",
    "UPLOAD_LIFECYCLE",
    "Option",
    "Question",
    "Questionnaire",
    "Rate",
    "Response",
    "Upload",
]
