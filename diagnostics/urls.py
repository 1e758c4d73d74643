"""Addresses of the diagnosis: filling (municipality), reviewing (reviewer), board (staff)."""

from django.urls import path

from diagnostics.views import (
    coordination,
    crosswalk,
    dashboards,
    deciding,
    edition_parts,
    editions,
    errata,
    evidence,
    giving_back,
    municipality,
    outcome,
    preview,
    previous,
    printing,
    reviewer,
    sharing,
    signing,
    situation,
    spreadsheet,
    staff,
    work,
)

app_name = "diagnostics"

ASSESSMENT = "diagnostico/<slug:round>/<slug:municipality>/"
REVIEW = "revision/<slug:round>/<slug:municipality>/"

municipality_urls = [
    path("trabajo/", work.work_home, name="work-home"),
    path(ASSESSMENT, work.assessment_detail, name="assessment-detail"),
    path(f"{ASSESSMENT}pregunta/<str:question>/", work.question_fill, name="question-fill"),
    path(f"{ASSESSMENT}resultados/", situation.results, name="assessment-results"),
    path(f"{ASSESSMENT}equipo/", work.team_work, name="team-work"),
    path("reparto/<slug:municipality>/", sharing.team_now, name="team-now"),
    path(f"{ASSESSMENT}datos/", municipality.facts_edit, name="facts-edit"),
    path(f"{ASSESSMENT}enviar/", municipality.assessment_submit, name="assessment-submit"),
    path(f"{ASSESSMENT}preguntas/", municipality.questionnaire_fill, name="questionnaire-fill"),
    path(f"{ASSESSMENT}preguntas/<str:indicator>/", municipality.indicator_fill, name="indicator-fill"),
    path(f"{ASSESSMENT}respuestas/<str:question>/", municipality.answer_save, name="answer-save"),
    path(f"{ASSESSMENT}respuestas/<str:question>/devolver/", giving_back.answer_give_back, name="answer-give-back"),
]
EVIDENCE = f"{ASSESSMENT}evidencias/"
evidence_urls = [
    path(EVIDENCE, evidence.evidence_list, name="evidence-list"),
    path(f"{EVIDENCE}<int:pk>/", evidence.evidence_detail, name="evidence-detail"),
    path(f"{EVIDENCE}<int:pk>/archivo/", evidence.evidence_file, name="evidence-file"),
    path(f"{ASSESSMENT}respuestas/<str:question>/evidencia/", evidence.evidence_add, name="evidence-add"),
    path(f"{ASSESSMENT}respuestas/<str:question>/evidencia/anterior/", previous.evidence_reuse, name="evidence-reuse"),
    path(
        f"{ASSESSMENT}respuestas/<str:question>/evidencia/<int:pk>/quitar/",
        evidence.evidence_detach,
        name="evidence-detach",
    ),
]
paper_urls = [
    path(f"{ASSESSMENT}planilla/", spreadsheet.workbook, name="workbook"),
    path(f"{ASSESSMENT}planilla/descargar/", spreadsheet.workbook_download, name="workbook-download"),
    path(f"{ASSESSMENT}imprimir/", printing.questionnaire_print, name="questionnaire-print"),
    path(f"{ASSESSMENT}imprimir/pdf/", printing.questionnaire_pdf, name="questionnaire-pdf"),
    path(f"{ASSESSMENT}reportes/", crosswalk.report_list, name="report-list"),
    path(f"{ASSESSMENT}reportes/descargar/", crosswalk.report_download, name="report-download"),
]
OUTCOME = f"{ASSESSMENT}revision/"
process_urls = [
    path(f"{ASSESSMENT}firma/", signing.sign, name="sign"),
    path(f"{ASSESSMENT}acta/", signing.act_pdf, name="act-pdf"),
    path(f"{ASSESSMENT}retiro/", signing.withdraw, name="withdraw"),
    path("actas/<str:code>/", signing.act_verify, name="act-verify"),
    path(OUTCOME, outcome.outcome, name="outcome"),
    path(f"{OUTCOME}enviar/", outcome.reply_send, name="reply-send"),
    path(f"{OUTCOME}<str:question>/", outcome.outcome_answer, name="outcome-answer"),
    path(f"{ASSESSMENT}respuestas/<str:question>/historia/", outcome.answer_history, name="answer-history"),
]
reviewer_urls = [
    path("revision/", reviewer.review_list, name="review-list"),
    path("conflictos/<slug:round>/", deciding.conflicts_declare, name="conflicts-declare"),
    path(REVIEW, reviewer.review_detail, name="review-detail"),
    path(f"{REVIEW}cerrar/", reviewer.review_close, name="review-close"),
    path(f"{REVIEW}preguntas/<str:indicator>/", reviewer.review_indicator, name="review-indicator"),
    path(f"{REVIEW}respuestas/<str:question>/", reviewer.answer_mark, name="answer-mark"),
    path(f"{REVIEW}casos/<str:question>/", deciding.case_detail, name="case"),
    path(f"{REVIEW}aclaraciones/enviar/", reviewer.clarifications_send, name="clarifications-send"),
    path(f"{REVIEW}segunda-lectura/", deciding.second_reading, name="second-reading"),
    path(f"{REVIEW}plazo/", coordination.term_extend, name="term-extend"),
    path(f"{REVIEW}volver/", coordination.rejoin, name="rejoin"),
]
BOARD = "tablero/<slug:round>/"
staff_urls = [
    path("tablero/", staff.board, name="board"),
    path("tablero/evolucion/", dashboards.evolution, name="board-evolution"),
    path(BOARD, staff.board, name="board-round"),
    path(f"{BOARD}comparar/", dashboards.compare, name="board-compare"),
    path(f"{BOARD}preguntas/", dashboards.questions, name="board-questions"),
    path(f"{BOARD}preguntas/<str:question>/", dashboards.question, name="board-question"),
    path(f"{BOARD}niveles/", dashboards.levels, name="board-levels"),
    path(f"{BOARD}autoevaluacion/", dashboards.perception, name="board-perception"),
    path(f"{BOARD}publicar/", staff.round_publish, name="round-publish"),
    path(f"{BOARD}acuerdo/", dashboards.agreement, name="agreement"),
    path(f"{BOARD}erratas/", errata.errata, name="errata"),
]
DRAFT = "ediciones/borradores/<int:pk>/"
edition_urls = [
    path("ediciones/", editions.edition_list, name="edition-list"),
    path("ediciones/<int:pk>/descargar/", editions.edition_download, name="edition-download"),
    path(DRAFT, editions.draft_detail, name="draft-detail"),
    path(f"{DRAFT}descargar/", editions.draft_download, name="draft-download"),
    path(f"{DRAFT}vista-previa/", preview.draft_preview, name="draft-preview"),
    path(f"{DRAFT}publicar/", editions.draft_publish, name="draft-publish"),
    path(f"{DRAFT}generales/", edition_parts.draft_head, name="draft-head"),
    path(f"{DRAFT}reglas/", edition_parts.draft_rules, name="draft-rules"),
    path(f"{DRAFT}agregar/<slug:kind>/", edition_parts.draft_add, name="draft-add"),
    path(f"{DRAFT}<slug:kind>/<str:code>/", edition_parts.draft_part, name="draft-part"),
    path(f"{DRAFT}<slug:kind>/<str:code>/quitar/", edition_parts.draft_remove, name="draft-remove"),
]

urlpatterns = [
    *municipality_urls,
    *evidence_urls,
    *paper_urls,
    *process_urls,
    *reviewer_urls,
    *staff_urls,
    *edition_urls,
]
