from django.urls import path

from assessment.views import candidacies, workbench

urlpatterns = [
    path("workbench/", workbench.workbench, name="workbench"),
    path("candidacies/", candidacies.candidacy_list, name="candidacy_list"),
    path("candidacies/export", candidacies.candidacy_export, name="candidacy_export"),
    path("candidacies/<int:pk>/", candidacies.candidacy_detail, name="candidacy_detail"),
]
