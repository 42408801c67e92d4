from django.urls import include, path

from wuhao import views

handler400 = "wuhao.views.bad_request"
handler403 = "wuhao.views.forbidden"
handler404 = "wuhao.views.not_found"
handler500 = "wuhao.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("bundles/<slug:digest>/<str:name>", views.bundled, name="bundle"),
    path("", include("creation.urls")),
    path("", include("surveys.urls")),
    path("", include("assessment.urls")),
]
