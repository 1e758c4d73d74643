"""States and steps of contributions and comments."""

from django.db.models import TextChoices

from core.process.steps import Process, Step


class ContributionState(TextChoices):
    RECEIVED = "recibida", "Recibida"  # its author has not confirmed the address yet
    IN_MODERATION = "en_moderacion", "En moderación"
    PUBLISHED = "publicada", "Publicada"
    DECLINED = "no_publicada", "No publicada"
    IN_APPEAL = "en_apelacion", "En revisión por otra persona"
    TRANSFERRED = "trasladada", "Trasladada a PQRSD"
    UNDER_REVIEW = "en_analisis", "En análisis"
    TAKEN_UP = "incorporada", "Incorporada"
    NOT_TAKEN_UP = "no_incorporada", "No incorporada"
    MERGED = "fusionada", "Fusionada"
    WITHDRAWN = "retirada", "Retirada"


class CommentState(TextChoices):
    IN_MODERATION = "en_moderacion", "En moderación"
    PUBLISHED = "publicado", "Publicado"
    DECLINED = "no_publicado", "No publicado"
    WITHDRAWN = "retirado", "Retirado"


class AnswerReviewState(TextChoices):
    ASKED = "pedida", "Otra persona la revisa"
    UPHELD = "se_mantiene", "Se mantiene"
    CHANGED = "cambia", "Cambia"
    WITHDRAWN = "retirada", "Retirada"


class Party(TextChoices):
    AUTHOR = "author", "Quien lo escribió"
    MODERATOR = "moderator", "Moderación"
    OFFICE = "office", "Dependencia que responde"


S = ContributionState
# States whose text anybody may read, unless the author erased it.
PUBLIC = (S.PUBLISHED, S.UNDER_REVIEW, S.TAKEN_UP, S.NOT_TAKEN_UP, S.MERGED)
ANSWERED = (S.TAKEN_UP, S.NOT_TAKEN_UP)
# Public states in which a later text may still replace the one that is read.
CORRECTED = (S.PUBLISHED, S.UNDER_REVIEW, S.TAKEN_UP, S.NOT_TAKEN_UP)
MODERATION, OFFICE, AUTHOR = "Moderación", "Dependencia que responde", "Quien lo escribió"
_WITHDRAWABLE = (S.RECEIVED, S.IN_MODERATION, S.PUBLISHED, S.DECLINED, S.IN_APPEAL, S.UNDER_REVIEW)
PROCESS = Process(
    title="A contribution",
    states=S,
    initial=S.RECEIVED,
    steps=(
        Step(S.RECEIVED, S.IN_MODERATION, "contribution.confirmed", AUTHOR,
             "Confirma su correo; con cuenta o tarjeta, al enviar."),
        Step(S.RECEIVED, S.PUBLISHED, "contribution.united", "Facilitación",
             "Escribe un texto en lugar de los que sus autores aceptaron unir."),
        Step(S.IN_MODERATION, S.PUBLISHED, "contribution.published", MODERATION,
             "Cumple las reglas.", in_time=False),
        Step(S.IN_MODERATION, S.DECLINED, "contribution.declined", MODERATION,
             "Rompe una de las reglas de la agenda.", in_time=False),
        Step(S.IN_MODERATION, S.TRANSFERRED, "contribution.transferred", MODERATION,
             "Es una petición: pasa al canal PQRSD, con dependencia, fecha y número.", in_time=False),
        Step(S.PUBLISHED, S.DECLINED, "contribution.taken_down", MODERATION, "La retira de lo público, por una de las reglas."),
        Step(S.PUBLISHED, S.TRANSFERRED, "contribution.transferred", MODERATION, "Como arriba."),
        Step(S.DECLINED, S.IN_APPEAL, "contribution.appealed", AUTHOR, "Pide que otra persona la mire; una sola vez."),
        Step(S.IN_APPEAL, S.PUBLISHED, "contribution.appeal_granted", MODERATION,
             "Otra persona decide que cumple las reglas.", in_time=False),
        Step(S.IN_APPEAL, S.DECLINED, "contribution.appeal_denied", MODERATION, "Otra persona decide que no.", in_time=False),
        Step(S.PUBLISHED, S.UNDER_REVIEW, "contribution.under_review", "El portal", "Cierra su etapa."),
        Step(S.PUBLISHED, S.MERGED, "contribution.merged", "Facilitación", "Su autor aceptó unirla."),
        Step(S.UNDER_REVIEW, S.MERGED, "contribution.merged", "Facilitación", "Su autor aceptó unirla.", in_time=False),
        Step(S.UNDER_REVIEW, S.TAKEN_UP, "contribution.taken_up", OFFICE, "Responde que sí, o en parte.", in_time=False),
        Step(S.UNDER_REVIEW, S.NOT_TAKEN_UP, "contribution.not_taken_up", OFFICE,
             "Responde que no, con su razón.", in_time=False),
        Step(S.NOT_TAKEN_UP, S.TAKEN_UP, "contribution.taken_up_on_review", OFFICE,
             "Otra persona revisa la respuesta y decide que sí, o en parte."),
        *(Step(state, S.WITHDRAWN, "contribution.withdrawn", AUTHOR, "La retira: su texto se borra.", in_time=False)
          for state in _WITHDRAWABLE),
    ),
    waits_for={
        S.RECEIVED: Party.AUTHOR, S.IN_MODERATION: Party.MODERATOR, S.IN_APPEAL: Party.MODERATOR,
        S.UNDER_REVIEW: Party.OFFICE,
    },
    terms={S.IN_MODERATION: 2, S.IN_APPEAL: 5},
    own_terms={S.UNDER_REVIEW: "as the agenda says, 5 to 30"},
)  # fmt: skip

C = CommentState
COMMENT_PROCESS = Process(
    title="A comment on a contribution",
    states=C,
    initial=C.IN_MODERATION,
    steps=(
        Step(C.IN_MODERATION, C.PUBLISHED, "comment.published", MODERATION, "Cumple las reglas."),
        Step(C.IN_MODERATION, C.DECLINED, "comment.declined", MODERATION, "Rompe una de las reglas de la agenda."),
        Step(C.PUBLISHED, C.DECLINED, "comment.taken_down", MODERATION, "Lo retira de lo público, por una de las reglas."),
        Step(C.IN_MODERATION, C.WITHDRAWN, "comment.withdrawn", AUTHOR, "Lo retira: su texto se borra."),
        Step(C.PUBLISHED, C.WITHDRAWN, "comment.withdrawn", AUTHOR, "Lo retira: su texto se borra."),
        Step(C.DECLINED, C.WITHDRAWN, "comment.withdrawn", AUTHOR, "Lo retira: su texto se borra."),
    ),
    waits_for={C.IN_MODERATION: Party.MODERATOR},
)  # fmt: skip

R = AnswerReviewState
ANSWER_REVIEW_PROCESS = Process(
    title="A review of an answer",
    states=R,
    initial=R.ASKED,
    steps=(
        Step(R.ASKED, R.UPHELD, "answer_review.upheld", OFFICE, "Otra persona decide que se mantiene.", in_time=False),
        Step(R.ASKED, R.CHANGED, "answer_review.changed", OFFICE, "Otra persona decide acoger más.", in_time=False),
        Step(R.ASKED, R.WITHDRAWN, "answer_review.withdrawn", AUTHOR, "Retira su aporte.", in_time=False),
    ),
    waits_for={R.ASKED: Party.OFFICE},
    terms={R.ASKED: 10},
)  # fmt: skip
