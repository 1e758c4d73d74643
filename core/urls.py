from django.urls import path

from core import views
from core.receipts import views as receipts

app_name = "core"
urlpatterns = [
    path("c/", receipts.find, name="receipt-find"),
    path("c/<str:token>/", receipts.opened, name="receipt"),
    path("salud/", views.health, name="health"),
]
