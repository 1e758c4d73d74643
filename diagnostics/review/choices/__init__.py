"""Choices of reviewers, town halls and deciders."""

from django.db.models import TextChoices


class Stance(TextChoices):
    AGREE = "agree", "De acuerdo"
    PARTLY = "partly", "En parte de acuerdo"
    DISAGREE = "disagree", "En desacuerdo"


class Ruling(TextChoices):
    ACCEPTED = "accepted", "Se acepta la réplica"
    KEPT = "kept", "Se mantiene la revisión"
    OTHER = "other", "Otro resultado"


class SignerRole(TextChoices):
    MAYOR = "mayor", "Alcalde o alcaldesa"
    DELEGATE = "delegate", "Delegado o delegada"


# The words of the log for the actions of this app.
ACTS = {
    "answer.given_back": "Respuesta devuelta a la revisión",
    "answer.marked": "Respuesta revisada",
    "answer.unmarked": "Marca de una respuesta deshecha",
    "answer.read_again": "Segunda lectura de una respuesta",
    "answer.reopened": "Respuesta reabierta",
    "answer.reopening_ended": "Terminó el plazo de una respuesta reabierta",
    "answer.restored": "Respuesta ilegible: vale la anterior",
    "clarification.dropped": "Solicitud de aclaración borrada",
    "clarification.written": "Solicitud de aclaración escrita",
    "conflicts.declared": "Declaración de conflictos de interés",
    "evidence.opens_again": "Una dirección vuelve a abrir",
    "message.sent": "Mensaje sobre una respuesta",
    "reply.evidence_added": "Evidencia puesta en una réplica",
    "reply.evidence_removed": "Evidencia quitada de una réplica",
    "review.assigned": "Reparto de la revisión",
    "review.unassigned": "Revisión retirada por un conflicto de interés",
    "reply.ruled": "Réplica decidida",
    "reply.written": "Réplica escrita",
    "sample.drawn": "Muestra de la segunda lectura",
    "term.extended": "Prórroga",
    "signature.refused": "Devuelto por la alcaldía",
    "assessment.signed": "Firmado por la alcaldía",
    "clarification.sent": "Aclaraciones pedidas",
    "clarification.answered": "Aclaraciones respondidas",
    "clarification.expired": "Venció el plazo de aclaraciones",
    "review.closed": "Revisión cerrada",
    "reply.sent": "Réplica enviada",
    "reply.agreed": "Réplica de acuerdo en todo",
    "reply.expired": "Venció el plazo de réplica",
    "reply.decided": "Última réplica decidida",
}
ACT_DETAILS = {
    "accepted_by_silence": "ajustes aceptados por silencio",
    "adjusted": "ajustes",
    "agreed": "de acuerdo",
    "answers": "respuestas",
    "approved_many_na": "con muchas «no aplica»",
    "contested": "en desacuerdo",
    "drafts": "sin enviar",
    "municipalities": "municipios",
    "questions": "preguntas",
    "ruling": "decisión",
    "stance": "postura",
    "state": "etapa",
    "unanswered": "sin respuesta",
    "why": "por qué",
}
ACT_DETAILS_OF = {
    "term.extended": {"before": "vencía", "due": "vence"},
    "assessment.signed": {"code": "código del acta"},
    "answer.marked": {"adjusted": "con ajuste"},
}
