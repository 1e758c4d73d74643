from django.urls import path

from notices.views import following, notifications

app_name = "notices"

urlpatterns = [
    path("avisos/", notifications.notice_list, name="notice-list"),
    path("avisos/leidos/", notifications.notice_read_all, name="notice-read-all"),
    path("avisos/<int:pk>/", notifications.notice_open, name="notice-open"),
    path("avisos/<int:pk>/leido/", notifications.notice_read, name="notice-read"),
    path("cuenta/avisos/", notifications.notice_preferences, name="notice-preferences"),
    path("seguir/", following.follow, name="follow"),
    path("seguir/enviado/", following.follow_sent, name="follow-sent"),
    path("seguir/confirmar/<str:token>/", following.follow_confirm, name="follow-confirm"),
    path("seguir/salir/<str:token>/", following.follow_leave, name="follow-leave"),
]
