"""The log, filtered and in rows that people read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.models import Notification
from citizens.models import Feedback
from core.models import AuditEntry
from diagnostics.choices import REVIEWING, State
from diagnostics.models import Answer, Assessment, Evidence, Reply, Round, SecondReview

# Every act of the log, as people say it. A test compares it with the source.
ACTS = {
    "answer.given_back": "Respuesta devuelta a la revisión",
    "answer.marked": "Respuesta revisada",
    "answer.read_again": "Segunda lectura de una respuesta",
    "answer.reopened": "Respuesta reabierta",
    "answer.reopening_ended": "Terminó el plazo de una respuesta reabierta",
    "answer.restored": "Respuesta ilegible: vale la anterior",
    "answers.from_workbook": "Respuestas desde una planilla",
    "answers.imported": "Respuestas cargadas desde un archivo",
    "boundaries.loaded": "Límites del mapa cargados",
    "boundaries.removed": "Límites del mapa retirados",
    "clarification.dropped": "Solicitud de aclaración borrada",
    "clarification.written": "Solicitud de aclaración escrita",
    "conflicts.declared": "Declaración de conflictos de interés",
    "edition_draft.discarded": "Borrador de edición descartado",
    "edition_draft.published": "Edición publicada",
    "edition_draft.started": "Borrador de edición empezado",
    "erratum.published": "Fe de erratas publicada",
    "evidence.added": "Evidencia agregada",
    "evidence.attached": "Evidencia puesta en una respuesta",
    "evidence.described": "Datos de una evidencia",
    "evidence.detached": "Evidencia quitada de una respuesta",
    "evidence.forgotten": "Evidencia borrada",
    "evidence.opens_again": "Un enlace vuelve a abrir",
    "evidence.revised": "Evidencia cambiada por otra",
    "evidence.used_again": "Evidencia de un ciclo anterior",
    "facts.confirmed": "Datos del municipio confirmados",
    "feedback.answered": "Opinión publicada con su respuesta",
    "feedback.declined": "Opinión no publicada",
    "feedback.received": "Opinión recibida",
    "feedback.withdrawn": "Opinión retirada de lo público",
    "instrument.frozen": "Edición congelada",
    "invitation.accepted": "Invitación aceptada",
    "invitation.revoked": "Invitación retirada",
    "invitation.sent": "Invitación enviada",
    "mail.sent_again": "Correo enviado otra vez",
    "membership.ended": "Rol retirado",
    "message.sent": "Mensaje sobre una respuesta",
    "open_data.written": "Archivos de datos abiertos escritos",
    "reply.evidence_added": "Evidencia puesta en una réplica",
    "reply.evidence_removed": "Evidencia quitada de una réplica",
    "reply.ruled": "Réplica decidida",
    "reply.written": "Réplica escrita",
    "round.opened": "Ciclo abierto",
    "round.published": "Ciclo publicado",
    "sample.drawn": "Muestra de la segunda lectura",
    "score.computed": "Puntajes calculados",
    "subscription.confirmed": "Suscripción por correo confirmada",
    "subscription.ended": "Suscripción por correo terminada",
    "term.extended": "Prórroga",
    "token.made": "Token de la API creado",
    "token.revoked": "Token de la API retirado",
    "user.accepted_data_notice": "Aviso de datos personales aceptado",
    "user.chose_notices": "Preferencias de avisos",
    "user.reminded": "Recordatorio enviado",
    "user.renamed": "Nombre cambiado",
    "user.second_factor_reset": "Segundo factor retirado",
    "work.handed_over": "Trabajo entregado a otra persona",
    "work.split": "Reparto del trabajo",
    "assessment.begun": "Empezó la autoevaluación",
    "assessment.submitted": "Enviado a la alcaldía",
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
    "assessment.published": "Diagnóstico publicado",
    "assessment.withdrawn": "Municipio retirado del ciclo",
    "assessment.rejoined": "Municipio de vuelta en el ciclo",
}


@dataclass(frozen=True)
class LogRow:
    """One entry: when, who (an address or «portal»), the act, about what, and what the log kept of it."""

    at: datetime
    by: str
    verb: str
    act: str
    about: str
    data: str
    reason: str


def log_of(wanted: Mapping[str, str]) -> tuple[QuerySet[AuditEntry], dict[str, str]]:
    """Return the entries that a filter keeps, newest first, and the filter as understood (unreadable parts are dropped)."""
    entries = AuditEntry.objects.select_related("by").order_by("-at", "-pk")
    used: dict[str, str] = {}
    if verb := _known(wanted.get("verbo", "")):
        entries, used["verbo"] = entries.filter(verb=verb), verb
    for name, lookup in (("desde", "at__date__gte"), ("hasta", "at__date__lte")):
        try:
            day = date.fromisoformat(wanted.get(name, ""))
        except ValueError:
            continue
        entries, used[name] = entries.filter(**{lookup: day}), day.isoformat()
    return entries, used


def _known(verb: str) -> str:
    return verb if verb in ACTS else ""


def log_rows(entries: Iterable[AuditEntry]) -> list[LogRow]:
    """Return rows with the names of what they are about (one query for each kind of thing)."""
    entries = list(entries)
    names, hidden = _names(entries), _hidden(entries)
    return [
        LogRow(
            timezone.localtime(e.at),
            e.by.email if e.by else "portal",
            e.verb,
            ACTS.get(e.verb, e.verb),
            names.get((e.target_type, e.target_id), f"{e.target_type} {e.target_id}"),
            _data(e) if (e.verb, e.target_id) not in hidden else "",
            e.reason,
        )
        for e in entries
    ]


def _data(entry: AuditEntry) -> str:
    return ", ".join(f"{key}: {_said(value)}" for key, value in entry.data.items())


def _hidden(entries: list[AuditEntry]) -> set[tuple[str, str]]:
    """Acts on answers of which the log says no more than that they were done: marks that wait for their blind second reading,
    and replies that were not sent."""
    kept: dict[str, QuerySet] = {
        "answer.marked": SecondReview.objects.filter(marked_at=None, answer__assessment__state__in=REVIEWING),
        "reply.written": Reply.objects.filter(sent_at=None),
    }
    found: set[tuple[str, str]] = set()
    for verb, rows in kept.items():
        if keys := {int(e.target_id) for e in entries if e.verb == verb}:
            found |= {(verb, str(key)) for key in rows.filter(answer__in=keys).values_list("answer", flat=True)}
    return found


def _said(value: object) -> str:
    states = dict(State.choices)
    if isinstance(value, list):
        return " ".join(map(str, value))
    return states.get(value, "") if isinstance(value, str) and value in states else str(value)


def _names(entries: list[AuditEntry]) -> dict[tuple[str, str], str]:
    ids: dict[str, set[int]] = {}
    for entry in entries:
        if entry.target_id.isdigit():
            ids.setdefault(entry.target_type, set()).add(int(entry.target_id))
    found: dict[tuple[str, str], str] = {}
    for model, paths in NAMED.items():
        label = model._meta.label_lower
        for pk, *parts in model.objects.filter(pk__in=ids.get(label, ())).values_list("pk", *paths):
            found[label, str(pk)] = ", ".join(str(part) for part in parts if part)
    return found


NAMED: dict[type[Model], tuple[str, ...]] = {
    Assessment: ("municipality__name", "round__name"),
    Answer: ("question__code", "assessment__municipality__name", "assessment__round__name"),
    Evidence: ("title", "file_name", "assessment__municipality__name"),
    Round: ("name",),
    Feedback: ("title",),
    Notification: ("title",),
}
