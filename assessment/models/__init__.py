"""How each organization is judged."""

from assessment.models.candidacy import CANDIDACY_LIFECYCLE, Candidacy
from assessment.models.clearance import CLEARANCE_LIFECYCLE, Clearance
from assessment.models.draw import Draw, Team, TeamMember, Visit
from assessment.models.evaluation import Evaluation, EvaluationLine, EvaluationRun
from assessment.models.inquiry import Inquiry
from assessment.models.rectification import RECTIFICATION_LIFECYCLE, Rectification
from assessment.models.reports import Report, ReportFile
from assessment.models.review import Phrase, Reviewing, Submission, Verdict
from assessment.models.sheets import SHEET_LIFECYCLE, Evidence, Mark, MarkVersion, Sheet
from assessment.models.titles import TITLE_LIFECYCLE, Objection, Title

__all__ = [
    "CANDIDACY_LIFECYCLE",
    "CLEARANCE_LIFECYCLE",
    "RECTIFICATION_LIFECYCLE",
    "SHEET_LIFECYCLE",
    "TITLE_LIFECYCLE",
    "Candidacy",
    "Clearance",
    "Draw",
    "Evaluation",
    "EvaluationLine",
    "EvaluationRun",
    "Evidence",
    "Inquiry",
    "Mark",
    "MarkVersion",
    "Objection",
    "Phrase",
    "Rectification",
    "Report",
    "ReportFile",
    "Reviewing",
    "Sheet",
    "Submission",
    "Team",
    "TeamMember",
    "Title",
    "Verdict",
    "Visit",
]
