from django.urls import path

from citizens.views import following, public, staff

app_name = "citizens"

urlpatterns = [
    path("opiniones/", public.feedback_list, name="feedback-list"),
    path("opiniones/nueva/", public.feedback_new, name="feedback-new"),
    path("opiniones/atender/", staff.feedback_queue, name="feedback-queue"),
    path("opiniones/atender/<str:code>/", staff.feedback_attend, name="feedback-attend"),
    path("opiniones/<str:code>/", public.feedback_detail, name="feedback-detail"),
    path("seguir/", following.follow, name="follow"),
    path("seguir/enviado/", following.follow_sent, name="follow-sent"),
    path("seguir/confirmar/<str:token>/", following.follow_confirm, name="follow-confirm"),
    path("seguir/salir/<str:token>/", following.follow_leave, name="follow-leave"),
]
