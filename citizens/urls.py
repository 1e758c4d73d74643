from django.urls import path

from citizens.views import public, reports, staff

app_name = "citizens"

urlpatterns = [
    path("opiniones/", public.feedback_list, name="feedback-list"),
    path("opiniones/nueva/", public.feedback_new, name="feedback-new"),
    path("opiniones/atender/", staff.feedback_queue, name="feedback-queue"),
    path("opiniones/atender/<str:code>/", staff.feedback_attend, name="feedback-attend"),
    path("reportar/", reports.report_new, name="report-new"),
    path("reportes/", reports.report_queue, name="report-queue"),
    path("reportes/<str:code>/", reports.report_detail, name="report-detail"),
    path("reportes/<str:code>/responder/", reports.report_answer, name="report-answer"),
    path("opiniones/<str:code>/", public.feedback_detail, name="feedback-detail"),
]
