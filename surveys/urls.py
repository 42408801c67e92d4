from django.urls import path, re_path

from surveys.views import (
    answer,
    flags,
    online,
    qr_sheets,
    questionnaires,
    questions,
    rate_detail,
    rates,
    remarks,
    sample_plan,
    upload_progress,
    upload_steps,
    uploads,
)
from surveys.views import questionnaire_editor as editor

urlpatterns = [
    path("surveys/", questionnaires.questionnaire_list, name="questionnaire_list"),
    path(
        "surveys/install/<int:pk>/",
        questionnaires.questionnaire_install,
        name="questionnaire_install",
    ),
    path("surveys/new/", editor.questionnaire_create, name="questionnaire_create"),
    path("surveys/<int:pk>/edit/", editor.questionnaire_edit, name="questionnaire_edit"),
    path("surveys/<int:pk>/rename/", editor.questionnaire_rename, name="questionnaire_rename"),
    path("surveys/<int:pk>/preview/", editor.questionnaire_preview, name="questionnaire_preview"),
    path("surveys/<int:pk>/publish/", editor.questionnaire_publish, name="questionnaire_publish"),
    path("surveys/<int:pk>/delete/", editor.questionnaire_delete, name="questionnaire_delete"),
    path("surveys/<int:pk>/library/", questions.question_library, name="question_library"),
    path("surveys/<int:pk>/library/<int:kept>/drop/", questions.library_drop, name="library_drop"),
    path("surveys/<int:pk>/questions/new/", questions.question_create, name="question_create"),
    path(
        "surveys/<int:pk>/questions/<int:question>/", questions.question_edit, name="question_edit"
    ),
    path(
        "surveys/<int:pk>/questions/<int:question>/act/",
        questions.question_act,
        name="question_act",
    ),
    path(
        "surveys/<int:pk>/questions/removed/<int:removed>/restore/",
        questions.question_restore,
        name="question_restore",
    ),
    path(
        "surveys/<int:pk>/questions/<int:question>/keep/",
        questions.question_keep,
        name="question_keep",
    ),
    path("surveys/<int:pk>/", questionnaires.questionnaire_detail, name="questionnaire_detail"),
    path("surveys/<int:pk>/template.xlsx", questionnaires.answer_template, name="answer_template"),
    path("surveys/<int:pk>/tally.xlsx", questionnaires.tally_template, name="tally_template"),
    path("surveys/<int:pk>/upload/", uploads.upload_create, name="upload_create"),
    path(
        "surveys/<int:pk>/uploads/commit/",
        upload_progress.upload_commit_all,
        name="upload_commit_all",
    ),
    path("surveys/uploads/<int:pk>/", uploads.upload_detail, name="upload_detail"),
    path("surveys/uploads/<int:pk>/columns/", upload_steps.upload_columns, name="upload_columns"),
    path(
        "surveys/uploads/<int:pk>/wordings/", upload_steps.upload_wordings, name="upload_wordings"
    ),
    path("surveys/uploads/<int:pk>/check/", upload_steps.upload_check, name="upload_check"),
    path("surveys/uploads/<int:pk>/errors.xlsx", upload_steps.upload_errors, name="upload_errors"),
    path("surveys/uploads/<int:pk>/commit/", upload_steps.upload_commit, name="upload_commit"),
    path(
        "surveys/uploads/<int:pk>/progress/",
        upload_progress.upload_progress,
        name="upload_progress",
    ),
    path(
        "surveys/uploads/<int:pk>/recheck/", upload_progress.upload_recheck, name="upload_recheck"
    ),
    path("surveys/uploads/<int:pk>/retry/", upload_progress.upload_retry, name="upload_retry"),
    path("surveys/uploads/<int:pk>/stop/", upload_progress.upload_stop, name="upload_stop"),
    path("surveys/uploads/<int:pk>/replace/", uploads.upload_replace, name="upload_replace"),
    path("surveys/uploads/<int:pk>/undo/", uploads.upload_undo, name="upload_undo"),
    path("surveys/<int:pk>/flags/", flags.flag_list, name="flag_list"),
    path("surveys/<int:pk>/flags/export/", flags.flag_export, name="flag_export"),
    path("surveys/<int:pk>/flags/leave-out/", flags.flag_leave_out, name="flag_leave_out"),
    path("surveys/flags/<int:pk>/take-back/", flags.flag_take_back, name="flag_take_back"),
    path("surveys/<int:pk>/remarks/", remarks.remark_list, name="remark_list"),
    path("surveys/<int:pk>/remarks/export/", remarks.remark_export, name="remark_export"),
    path("surveys/remarks/<int:pk>/delete/", remarks.remark_delete, name="remark_delete"),
    path("surveys/<int:pk>/rates/", rates.rate_list, name="rate_list"),
    path("surveys/<int:pk>/online/", online.online_list, name="online_list"),
    path("surveys/<int:pk>/online/open/", online.online_open, name="online_open"),
    path("surveys/<int:pk>/online/sheets/", qr_sheets.qr_sheets, name="qr_sheets"),
    path("surveys/<int:pk>/plan/", sample_plan.sample_plan, name="sample_plan"),
    path(
        "surveys/<int:pk>/plan/export/", sample_plan.sample_plan_export, name="sample_plan_export"
    ),
    path("surveys/links/<int:pk>/", online.online_detail, name="online_detail"),
    path("surveys/links/<int:pk>/times/", online.online_times, name="online_times"),
    path("surveys/links/<int:pk>/codes/", online.online_codes, name="online_codes"),
    re_path(
        r"^surveys/links/(?P<pk>[0-9]+)/(?P<do>close|renew|drop)/$",
        online.online_act,
        name="online_act",
    ),
    path("my-survey/", sample_plan.own_survey, name="own_survey"),
    path("my-survey/<int:pk>/sheet/", qr_sheets.own_qr_sheet, name="own_qr_sheet"),
    path("q/<str:token>/", answer.answer_sheet, name="answer_sheet"),
    path("q/<str:token>/done/", answer.answer_done, name="answer_done"),
    path("surveys/<int:pk>/rates/export/", rates.rate_export, name="rate_export"),
    path("surveys/<int:pk>/rates/<int:organization>/", rate_detail.rate_detail, name="rate_detail"),
]
