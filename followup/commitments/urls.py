"""URLs of this room."""

from django.urls import path

from followup.commitments.views import circle

app_name = "commitments"
urlpatterns = [
    path("compromisos/de/brechas/<slug:round>/<str:divipola>/<str:part>/", circle.of_questions, name="of-questions"),
    path("compromisos/de/acuerdo/<str:agenda>/<str:code>/", circle.of_item, name="of-item"),
]
