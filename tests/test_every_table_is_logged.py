"""Every table of ours is logged by the database, or there is a reason why not."""

import pytest
from django.apps import apps

from creation.queries.triggers import logged_tables

UNLOGGED = {
    "an evaluation is a snapshot; only a new one supersedes it": {
        "assessment_evaluation", "assessment_evaluationline",
    },
    "marks keep their own versions, written by the hundred thousand": {
        "assessment_mark", "assessment_markversion",
    },
    "what was handed in, kept as it was": {"assessment_submission"},
    "who is looking now, for some seconds": {"assessment_reviewing"},
    "asked and answered in the open": {"assessment_inquiry"},
    "a product of a job, which is logged": {"assessment_report", "assessment_reportfile"},
    "one entry per file of answers, not one per answer": {
        "surveys_response", "surveys_rate", "surveys_remark",
    },
    "computed from the answers, and anew whenever they change": {"surveys_organizationrate"},
    "a moment beside an answer would be a trace of who gave it": {
        "surveys_answercode", "surveys_sentform", "surveys_uncounted",
    },
}  # fmt: skip


@pytest.mark.django_db
def test_every_table_of_the_papers_is_logged():
    ours = {
        model._meta.db_table
        for app in ("surveys", "assessment")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }
    missing = ours - set().union(*UNLOGGED.values()) - logged_tables()
    assert missing == set(), "add LogChanges to a migration, or a reason here"
