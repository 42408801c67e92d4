from django.urls import path

from surveys.views import questionnaires, rates, uploads

urlpatterns = [
    path("surveys/", questionnaires.questionnaire_list, name="questionnaire_list"),
    path(
        "surveys/install/<int:pk>/",
        questionnaires.questionnaire_install,
        name="questionnaire_install",
    ),
    path("surveys/<int:pk>/", questionnaires.questionnaire_detail, name="questionnaire_detail"),
    path("surveys/<int:pk>/template.xlsx", questionnaires.answer_template, name="answer_template"),
    path("surveys/<int:pk>/tally.xlsx", questionnaires.tally_template, name="tally_template"),
    path("surveys/<int:pk>/upload/", uploads.upload_create, name="upload_create"),
    path("surveys/uploads/<int:pk>/", uploads.upload_detail, name="upload_detail"),
    path("surveys/uploads/<int:pk>/columns/", uploads.upload_columns, name="upload_columns"),
    path("surveys/uploads/<int:pk>/check/", uploads.upload_check, name="upload_check"),
    path("surveys/uploads/<int:pk>/commit/", uploads.upload_commit, name="upload_commit"),
    path("surveys/uploads/<int:pk>/undo/", uploads.upload_undo, name="upload_undo"),
    path("surveys/<int:pk>/rates/", rates.rate_list, name="rate_list"),
    path("surveys/<int:pk>/rates/<int:organization>/", rates.rate_detail, name="rate_detail"),
]
