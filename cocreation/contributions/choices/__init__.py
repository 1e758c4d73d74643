"""Kinds, limits and words of contributions."""

from datetime import timedelta

from django.db.models import TextChoices

from cocreation.contributions.choices.process import (
    ANSWER_REVIEW_PROCESS,
    COMMENT_PROCESS,
    PROCESS,
    AnswerReviewState,
    CommentState,
    ContributionState,
)
from core.versioned_text.registry import MAILS, Address, Placeholder, RegisteredText

__all__ = [
    "ANSWER_REVIEW_PROCESS", "COMMENT_PROCESS", "PROCESS", "AnswerReviewState", "CommentState", "ContributionState",
]  # fmt: skip

# Version of the personal data notice of those who take part. Raise it whenever its text changes.
NOTICE_VERSION = "1"
SHORTEST, LONGEST, LONGEST_TITLE, LONGEST_SIGNATURE, LONGEST_PLACE = 20, 3000, 120, 60, 80  # characters
SHORTEST_COMMENT, LONGEST_COMMENT, LONGEST_REASON = 3, 1000, 500
LONGEST_ANSWER_PART, LONGEST_HEADLINE = 1500, 160
MOST_FILES = 3  # of a contribution
MODERATION_DAYS, APPEAL_DAYS, CONSENT_DAYS = 2, 5, 5  # working days
REVIEW_ASKED_DAYS, REVIEW_DAYS = 10, 10  # working days to ask that an answer is reviewed, and to review it
UNCONFIRMED_KEPT_DAYS = 7
CODE_LASTS = timedelta(hours=24)  # of a code sent to an address
CONTACTS_KEPT = timedelta(days=365)  # after the last stage of an agenda closed
WITHDRAWN = "Retirado por su autor."
ANONYMOUS = "Sin firma"
METROPOLITAN_OFFICE = "Equipo metropolitano"

CONTRIBUTION = "contribution"  # kind of the trace and of receipts
CARD = "card"  # kind of receipts: a participant's printed card
FACILITATION = "facilitacion"  # code of the participant who stands as author of merged texts, and is no person


class Kind(TextChoices):
    PROBLEM = "problema", "Problema"
    IDEA = "idea", "Idea"

    @property
    def prefix(self) -> str:
        """Of public codes: PR-0007, ID-0147."""
        return {"problema": "PR", "idea": "ID"}[self.value]


class Origin(TextChoices):
    """By which channel a contribution came; the three add up to all."""

    WEB = "web", "Web"
    WORKSHOP = "taller", "Taller"
    PAPER = "papel", "Papel"


class Zone(TextChoices):
    URBAN = "urbana", "Barrio o comuna"
    RURAL = "rural", "Vereda o corregimiento"


class Texts(TextChoices):
    """What becomes of the texts of a person who takes their data out of an agenda."""

    UNSIGN = "sin_firma", "Dejarlos, sin mi firma y sin el barrio"
    WITHDRAW = "retirar", "Retirarlos y borrar lo que dicen"


class Outcome(TextChoices):
    """The first word of an answer. «En parte» counts as taken up."""

    YES = "si", "Sí"
    PARTLY = "en_parte", "En parte"
    NO = "no", "No"


# Steps of the public trace, in their usual order.
TRACE_STEPS = {
    "recibida": "Recibida",
    "publicada": "Publicada",
    "no_publicada": "No publicada",
    "apelada": "Revisión pedida",
    "trasladada": "Trasladada a PQRSD",
    "corregida": "Texto corregido",
    "unida": "Unida con otra",
    "agrupada": "Se responde junto con otras",
    "en_analisis": "En análisis",
    "incorporada": "Incorporada",
    "no_incorporada": "No incorporada",
    "revision_pedida": "Revisión de la respuesta pedida",
    "revisada": "Respuesta revisada por otra persona",
    "acordada": "En un acuerdo",
    "compromiso": "Compromiso",
    "cambio": "Qué cambió",
    "retirada": "Retirada por su autor",
}

# Labels of this app's actions in the audit log.
ACTS = {
    "agenda.person_erased": "Una persona borró sus datos de una agenda",
    "answer_review.asked": "Respuesta a un aporte: revisión pedida",
    "answer_review.changed": "Respuesta a un aporte: cambia después de revisarla",
    "answer_review.upheld": "Respuesta a un aporte: se mantiene después de revisarla",
    "answer_review.withdrawn": "Respuesta a un aporte: revisión retirada por su autor",
    "comment.declined": "Comentario no publicado",
    "comment.published": "Comentario publicado",
    "comment.received": "Comentario recibido",
    "comment.taken_down": "Comentario retirado de lo público",
    "comment.withdrawn": "Comentario retirado por su autor",
    "contact.left_digest": "Resumen semanal de una agenda terminado",
    "contribution.appeal_denied": "Apelación de un aporte negada",
    "contribution.appeal_granted": "Apelación de un aporte concedida",
    "contribution.appealed": "Aporte: revisión pedida",
    "contribution.assigned": "Aporte: cambió quién responde",
    "contribution.confirmed": "Aporte confirmado por su autor",
    "contribution.corrected": "Aporte corregido",
    "contribution.declined": "Aporte no publicado",
    "contribution.file_removed": "Archivo de un aporte borrado por su autor",
    "contribution.file_shown": "Archivo de un aporte: se muestra",
    "contribution.file_withheld": "Archivo de un aporte: no se muestra",
    "contribution.letters_fixed": "Aporte: moderación corrige letras",
    "contribution.grouped": "Aporte: se responde junto con otros",
    "contribution.merged": "Aporte unido con otro",
    "contribution.not_taken_up": "Aporte no incorporado",
    "contribution.noted": "Aporte: nota interna",
    "contribution.published": "Aporte publicado",
    "contribution.received": "Aporte recibido",
    "contribution.taken_down": "Aporte retirado de lo público",
    "contribution.taken_up": "Aporte incorporado",
    "contribution.taken_up_on_review": "Aporte incorporado después de revisar la respuesta",
    "contribution.transferred": "Aporte trasladado a PQRSD",
    "contribution.under_review": "Aporte en análisis",
    "contribution.version_approved": "Aporte: texto corregido aprobado",
    "contribution.version_declined": "Aporte: texto corregido no aprobado",
    "contribution.united": "Texto unido publicado",
    "contribution.withdrawn": "Aporte retirado por su autor",
    "merge.answered": "Unión de aportes: un autor respondió",
    "merge.ended": "Unión de aportes terminada",
    "merge.proposed": "Unión de aportes propuesta",
}
ACT_DETAILS = {
    "rule": "regla",
    "office": "dependencia",
    "outcome": "resultado",
    "agreed": "aceptó",
    "file": "archivo",
    "files": "archivos",
    "members": "aportes",
    "joined": "unidos",
    "version": "versión",
}

# Texts of this app that people may edit.
CODE_TEXT = RegisteredText(
    key="mail-cocreation-code",
    name="Código para participar en una agenda",
    group=MAILS,
    used_in="Lo recibe quien escribe su correo para participar en una agenda sin cuenta.",
    default="cocreation/texts/code.txt",
    placeholders=(
        Placeholder("agenda", "el nombre de la agenda", "Moverse y convivir en el valle"),
        Placeholder("para", "qué espera el código", "participar"),
        Placeholder("codigo", "el código, que vale 24 horas", "ABCD-EFGH-JKLMN", True),
        Placeholder("direccion", "la página con un botón para confirmar", Address("https://portal.example/confirmar/"), True),
        Placeholder("pagina", "la página donde se escribe el código", Address("https://portal.example/confirmar/"), False),
    ),
)  # fmt: skip
TEXTS = (CODE_TEXT,)
