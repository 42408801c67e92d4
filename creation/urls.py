from django.contrib.auth import views as auth
from django.urls import path

from creation.views import jobs
from creation.views.gallery import gallery

urlpatterns = [
    path("gallery/", gallery, name="gallery"),
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("jobs/<uuid:pk>/", jobs.job_detail, name="job_detail"),
    path("jobs/<uuid:pk>/retry/", jobs.job_retry, name="job_retry"),
]
