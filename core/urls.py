from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("componentes/", views.gallery, name="gallery"),
    path("salud/", views.health, name="health"),
]
