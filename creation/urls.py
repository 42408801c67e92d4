from django.contrib.auth.views import PasswordChangeDoneView
from django.urls import path

from creation.views import jobs, login
from creation.views.gallery import gallery

urlpatterns = [
    path("", login.home, name="home"),
    path("login/", login.SignIn.as_view(), name="login"),
    path("login/demo/", login.demo_login, name="demo_login"),
    path("logout/", login.SignOut.as_view(), name="logout"),
    path("password/", login.ChangePassword.as_view(), name="password_change"),
    path("password/done/", PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("gallery/", gallery, name="gallery"),
    path("jobs/<uuid:pk>/", jobs.job_detail, name="job_detail"),
    path("jobs/<uuid:pk>/retry/", jobs.job_retry, name="job_retry"),
]
