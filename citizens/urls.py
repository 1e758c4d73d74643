from django.urls import path

from citizens.views import public, staff

app_name = "citizens"

urlpatterns = [
    path("opiniones/", public.feedback_list, name="feedback-list"),
    path("opiniones/nueva/", public.feedback_new, name="feedback-new"),
    path("opiniones/atender/", staff.feedback_queue, name="feedback-queue"),
    path("opiniones/atender/<str:code>/", staff.feedback_attend, name="feedback-attend"),
    path("opiniones/<str:code>/", public.feedback_detail, name="feedback-detail"),
]
