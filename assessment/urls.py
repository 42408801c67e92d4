from django.urls import path

from assessment.views import apply, candidacies, evidence, marks, review, sheets, workbench

urlpatterns = [
    path("workbench/", workbench.workbench, name="workbench"),
    path("candidacies/", candidacies.candidacy_list, name="candidacy_list"),
    path("candidacies/export", candidacies.candidacy_export, name="candidacy_export"),
    path("candidacies/<int:pk>/", candidacies.candidacy_detail, name="candidacy_detail"),
    path("candidacies/<int:pk>/apply", apply.candidacy_apply, name="candidacy_apply"),
    path("candidacies/<int:pk>/withdraw", apply.candidacy_withdraw, name="candidacy_withdraw"),
    path("candidacies/<int:pk>/self-check", sheets.sheet_start, name="sheet_start"),
    path("sheets/<int:pk>/", sheets.sheet_detail, name="sheet_detail"),
    path("sheets/<int:pk>/submit", sheets.sheet_submit, name="sheet_submit"),
    path("sheets/<int:pk>/receipt", sheets.sheet_receipt, name="sheet_receipt"),
    path("sheets/<int:pk>/withdraw", sheets.sheet_withdraw, name="sheet_withdraw"),
    path("sheets/<int:pk>/print", sheets.sheet_print, name="sheet_print"),
    path("marks/<int:pk>/", marks.mark_save, name="mark_save"),
    path("marks/<int:pk>/decide", marks.mark_decide, name="mark_decide"),
    path("marks/<int:pk>/evidence", evidence.evidence_add, name="evidence_add"),
    path(
        "marks/<int:pk>/evidence/<int:evidence_pk>/remove",
        evidence.evidence_remove,
        name="evidence_remove",
    ),
    path("evidence/<int:pk>", evidence.evidence_file, name="evidence_file"),
    path("reviews/", review.review_list, name="review_list"),
    path("reviews/<int:pk>/", review.review_detail, name="review_detail"),
    path("reviews/<int:pk>/start", review.review_start, name="review_start"),
    path("reviews/<int:pk>/return", review.review_return, name="review_return"),
    path("reviews/<int:pk>/accept", review.review_accept, name="review_accept"),
]
