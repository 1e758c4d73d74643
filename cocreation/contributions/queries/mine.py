"""What a person has in an agenda: pages, and the file with their data."""

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from cocreation.agendas.choices.stages import TABLE, Act, Actor, Moment, StageCode, current
from cocreation.agendas.models import Agenda, Contact, Participant
from cocreation.contributions.models import Comment, Contribution, ContributionSupport


def written_by(participant: Participant) -> QuerySet[Contribution]:
    """Return their contributions, the newest first, with their supports counted."""
    rows = Contribution.objects.filter(participant=participant).select_related(
        "agenda", "municipality", "answer__review"
    )
    return rows.annotate(supported_by=Count("supports")).order_by("-received_at", "-pk")


def supported_by(participant: Participant) -> QuerySet[ContributionSupport]:
    rows = ContributionSupport.objects.filter(participant=participant, contribution__agenda=participant.agenda_id)
    return rows.select_related("contribution__agenda").order_by("-at", "-pk")


def comments_by(participant: Participant) -> QuerySet[Comment]:
    rows = Comment.objects.filter(participant=participant).select_related("contribution__agenda")
    return rows.order_by("-received_at", "-pk")


def last_day_of(agenda: Agenda, act: Act, today: date) -> date | None:
    """Return the last day on which people may do it, None where they may not today. One query, or none with prefetched stages."""
    open_now = (stage for stage, moment in current(list(agenda.stages.all()), today) if moment is Moment.DURING)
    days = [stage.closes_on for stage in open_now if Actor.PERSON in TABLE[StageCode(stage.code), act].during]
    return max(days, default=None)


def data_of(participant: Participant) -> dict[str, Any]:
    """Return everything that the portal keeps of a person in an agenda, for themselves."""
    contact = Contact.objects.filter(participant=participant).first()
    votes = participant.votes.select_related("challenge").order_by("challenge__code", "criterion")
    return {
        "agenda": {"codigo": participant.agenda.code, "nombre": participant.agenda.name},
        "participante": {
            "codigo": participant.code, "canal": participant.get_channel_display(), "grupo": participant.group,
            "municipio": str(participant.municipality or ""), "desde": participant.joined_at,
            "aviso_de_datos": participant.consent_version,
        },
        "correo": None if contact is None else {
            "direccion": contact.email, "confirmado": contact.confirmed_at, "resumen_semanal": contact.wants_digest,
        },
        "aportes": [
            {
                "codigo": row.code, "tipo": row.get_kind_display(), "titulo": row.title, "texto": row.text,
                "firma": row.signature, "municipio": str(row.municipality or ""), "barrio_o_vereda": row.neighbourhood,
                "recibido": row.received_at, "estado": row.get_state_display(),
                "versiones": [
                    {"numero": one.number, "titulo": one.title, "texto": one.text, "escrita": one.made_at}
                    for one in row.versions.all()
                ],
                "revision_pedida": getattr(getattr(getattr(row, "answer", None), "review", None), "reason", ""),
                "archivos": [
                    {
                        "nombre": one.file_name, "tipo": one.media_type, "bytes": one.size, "sha256": one.sha256,
                        "no_se_muestra_porque": one.withheld_reason,
                    }
                    for one in row.attachments.all()
                ],
            }
            for row in written_by(participant).prefetch_related("versions", "attachments")
        ],
        "apoyos": [{"aporte": row.contribution.code, "desde": row.at} for row in supported_by(participant)],
        "apoyos_a_retos": list(participant.supports.order_by("challenge__code").values_list("challenge__code", flat=True)),
        "comentarios": [
            {
                "aporte": row.contribution.code, "texto": row.text, "firma": row.signature, "recibido": row.received_at,
                "estado": row.get_state_display(),
            }
            for row in comments_by(participant)
        ],
        "votos": [
            {"reto": row.challenge.code, "criterio": row.get_criterion_display(), "valor": row.value} for row in votes
        ],
    }  # fmt: skip
