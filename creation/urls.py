from django.urls import path

from creation.views.gallery import gallery

urlpatterns = [
    path("gallery/", gallery, name="gallery"),
]
