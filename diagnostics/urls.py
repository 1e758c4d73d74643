"""Addresses of the diagnosis: filling (municipality), reviewing (reviewer), board (staff)."""

from django.urls import path

from diagnostics.views import municipality, reviewer, staff

app_name = "diagnostics"

ASSESSMENT = "diagnostico/<slug:round>/<slug:municipality>/"
REVIEW = "revision/<slug:round>/<slug:municipality>/"

municipality_urls = [
    path("trabajo/", municipality.work_home, name="work-home"),
    path(ASSESSMENT, municipality.assessment_detail, name="assessment-detail"),
    path(f"{ASSESSMENT}datos/", municipality.facts_edit, name="facts-edit"),
    path(f"{ASSESSMENT}enviar/", municipality.assessment_submit, name="assessment-submit"),
    path(f"{ASSESSMENT}preguntas/<str:indicator>/", municipality.indicator_fill, name="indicator-fill"),
    path(f"{ASSESSMENT}respuestas/<str:question>/", municipality.answer_save, name="answer-save"),
]
reviewer_urls = [
    path("revision/", reviewer.review_list, name="review-list"),
    path(REVIEW, reviewer.review_detail, name="review-detail"),
    path(f"{REVIEW}cerrar/", reviewer.review_close, name="review-close"),
    path(f"{REVIEW}preguntas/<str:indicator>/", reviewer.review_indicator, name="review-indicator"),
    path(f"{REVIEW}respuestas/<str:question>/", reviewer.answer_mark, name="answer-mark"),
]
staff_urls = [
    path("tablero/", staff.board, name="board"),
    path("tablero/<slug:round>/", staff.board, name="board-round"),
    path("tablero/<slug:round>/publicar/", staff.round_publish, name="round-publish"),
]

urlpatterns = [*municipality_urls, *reviewer_urls, *staff_urls]
