from django.urls import path

from diagnostics.review.views import coordination, deciding, giving_back, marking, outcome, reviewer, signing

app_name = "review"

ASSESSMENT = "diagnostico/<slug:round>/<slug:municipality>/"
REVIEW = "revision/<slug:round>/<slug:municipality>/"
OUTCOME = f"{ASSESSMENT}revision/"

urlpatterns = [
    path(f"{ASSESSMENT}respuestas/<str:question>/devolver/", giving_back.answer_give_back, name="answer-give-back"),
    path(f"{ASSESSMENT}firma/", signing.sign, name="sign"),
    path(f"{ASSESSMENT}acta/", signing.act_pdf, name="act-pdf"),
    path(f"{ASSESSMENT}retiro/", signing.withdraw, name="withdraw"),
    path("actas/<str:code>/", signing.act_verify, name="act-verify"),
    path(OUTCOME, outcome.outcome, name="outcome"),
    path(f"{OUTCOME}enviar/", outcome.reply_send, name="reply-send"),
    path(f"{OUTCOME}<str:question>/", outcome.outcome_answer, name="outcome-answer"),
    path(f"{ASSESSMENT}respuestas/<str:question>/historia/", outcome.answer_history, name="answer-history"),
    path("revision/", reviewer.review_list, name="review-list"),
    path("conflictos/<slug:round>/", deciding.conflicts_declare, name="conflicts-declare"),
    path("asignaciones/<slug:round>/", coordination.review_assign, name="review-assign"),
    path(REVIEW, reviewer.review_detail, name="review-detail"),
    path(f"{REVIEW}cerrar/", reviewer.review_close, name="review-close"),
    path(f"{REVIEW}preguntas/<str:indicator>/", marking.review_indicator, name="review-indicator"),
    path(f"{REVIEW}deshacer/", marking.marks_undo, name="marks-undo"),
    path(f"{REVIEW}respuestas/<str:question>/", marking.answer_mark, name="answer-mark"),
    path(f"{REVIEW}casos/<str:question>/", deciding.case_detail, name="case"),
    path(f"{REVIEW}aclaraciones/enviar/", reviewer.clarifications_send, name="clarifications-send"),
    path(f"{REVIEW}segunda-lectura/", deciding.second_reading, name="second-reading"),
    path(f"{REVIEW}plazo/", coordination.term_extend, name="term-extend"),
    path("prorrogas/<slug:round>/", coordination.terms_extend, name="terms-extend"),
    path(f"{REVIEW}volver/", coordination.rejoin, name="rejoin"),
]
