from django.urls import path

from diagnostics.assessments.views import (
    evidence,
    municipality,
    preview,
    previous,
    printing,
    sharing,
    work,
)

app_name = "assessments"

ASSESSMENT = "diagnostico/<slug:round>/<slug:municipality>/"
EVIDENCE = f"{ASSESSMENT}evidencias/"
DRAFT = "ediciones/borradores/<int:pk>/"

urlpatterns = [
    path("trabajo/", work.work_home, name="work-home"),
    path(ASSESSMENT, work.assessment_detail, name="assessment-detail"),
    path(f"{ASSESSMENT}pregunta/<str:question>/", work.question_fill, name="question-fill"),
    path(f"{ASSESSMENT}equipo/", work.team_work, name="team-work"),
    path("reparto/<slug:municipality>/", sharing.team_now, name="team-now"),
    path(f"{ASSESSMENT}datos/", municipality.facts_edit, name="facts-edit"),
    path(f"{ASSESSMENT}enviar/", municipality.assessment_submit, name="assessment-submit"),
    path(f"{ASSESSMENT}preguntas/", municipality.questionnaire_fill, name="questionnaire-fill"),
    path(f"{ASSESSMENT}preguntas/<str:indicator>/", municipality.indicator_fill, name="indicator-fill"),
    path(f"{ASSESSMENT}respuestas/<str:question>/", municipality.answer_save, name="answer-save"),
    path(EVIDENCE, evidence.evidence_list, name="evidence-list"),
    path(f"{EVIDENCE}<int:pk>/", evidence.evidence_detail, name="evidence-detail"),
    path(f"{EVIDENCE}<int:pk>/archivo/", evidence.evidence_file, name="evidence-file"),
    path(
        f"{EVIDENCE}<int:pk>/datos-personales/<int:revision>/",
        evidence.evidence_personal_data,
        name="evidence-personal-data",
    ),
    path(f"{ASSESSMENT}respuestas/<str:question>/evidencia/", evidence.evidence_add, name="evidence-add"),
    path(f"{ASSESSMENT}respuestas/<str:question>/evidencia/anterior/", previous.evidence_reuse, name="evidence-reuse"),
    path(
        f"{ASSESSMENT}respuestas/<str:question>/evidencia/<int:pk>/quitar/",
        evidence.evidence_detach,
        name="evidence-detach",
    ),
    path(f"{ASSESSMENT}imprimir/", printing.questionnaire_print, name="questionnaire-print"),
    path(f"{ASSESSMENT}imprimir/pdf/", printing.questionnaire_pdf, name="questionnaire-pdf"),
    path(f"{DRAFT}vista-previa/", preview.draft_preview, name="draft-preview"),
]
