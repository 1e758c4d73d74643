"""The file with what agendas keep of a person, for themselves."""

from typing import Any

from django.db.models import Q

from accounts.models import User
from cocreation.agendas.models import Contact, Participant
from cocreation.contributions.choices import CARD, CONTRIBUTION
from cocreation.contributions.models import Contribution, EmailCode, MergeMember
from core.receipts.models import Receipt

NO_SEATS = "Los cupos de un taller se guardan con el código de su recibo y sin nombre: no se sabe cuáles son suyos."
Data = dict[str, Any]


def data_of(participant: Participant) -> list[Data]:
    """Return what is kept of a participant, and of the same account in other agendas: the asked one first."""
    same = Q(pk=participant.pk)
    if participant.user_id is not None:
        same |= Q(user=participant.user_id)
    rows = Participant.objects.filter(same).select_related("agenda", "municipality", "contact").prefetch_related(
        "contributions__municipality", "contributions__challenge", "contributions__answer__review", "contributions__versions",
        "contributions__attachments",
        "contribution_supports__contribution", "comments__contribution", "supports__challenge", "votes__challenge",
    )  # fmt: skip
    people = sorted(rows, key=lambda one: (one.pk != participant.pk, one.agenda.code))
    texts = {row.pk: row for one in people for row in one.contributions.all()}
    receipts = _receipts(people, texts)
    asked: dict[int, list[MergeMember]] = {}
    for member in MergeMember.objects.filter(contribution__in=texts).select_related("merge").order_by("pk"):
        asked.setdefault(member.contribution_id, []).append(member)
    return [_person(one, asked, receipts.get(one.pk, []), _codes(one)) for one in people]


def _receipts(people: list[Participant], texts: dict[int, Contribution]) -> dict[int | None, list[Data]]:
    of_texts = Q(kind=CONTRIBUTION, subject_id__in=texts)
    of_cards = Q(kind=CARD, subject_id__in=[one.pk for one in people])
    cards = {one.pk: one.code for one in people}
    found: dict[int | None, list[Data]] = {}
    for one in Receipt.objects.filter(of_texts | of_cards).order_by("issued_at", "pk"):
        is_text = one.kind == CONTRIBUTION
        owner = texts[one.subject_id].participant_id if is_text else one.subject_id
        code = texts[one.subject_id].code if is_text else cards[one.subject_id]
        found.setdefault(owner, []).append({"de": code, "entregado": one.issued_at, "abre": True})
    return found


def _codes(one: Participant) -> list[Data]:
    """An account has no address in an agenda: at most one query for all."""
    contact: Contact | None = getattr(one, "contact", None)
    if contact is None:
        return []
    rows = EmailCode.objects.filter(agenda=one.agenda_id, email=contact.email).order_by("pk")
    return [{"pedido": row.asked_at, "usado": row.used_at, "aviso_de_datos": row.consent_version} for row in rows]


def _person(one: Participant, asked: dict[int, list[MergeMember]], receipts: list[Data], codes: list[Data]) -> Data:
    contact: Contact | None = getattr(one, "contact", None)
    written = sorted(one.contributions.all(), key=lambda row: (row.received_at, row.pk), reverse=True)
    votes = sorted(one.votes.all(), key=lambda vote: (vote.challenge.code, vote.criterion))
    return {
        "agenda": {"codigo": one.agenda.code, "nombre": one.agenda.name},
        "participante": {
            "codigo": one.code, "canal": one.get_channel_display(), "grupo": one.group,
            "municipio": str(one.municipality or ""), "desde": one.joined_at, "aviso_de_datos": one.consent_version,
        },
        "correo": contact and {
            "direccion": contact.email, "confirmado": contact.confirmed_at, "resumen_semanal": contact.wants_digest,
        },
        "codigos_por_correo": codes,
        "aportes": [_text(row, asked.get(row.pk, [])) for row in written],
        "recibos": receipts,
        "apoyos": [{"aporte": row.contribution.code, "desde": row.at} for row in one.contribution_supports.all()],
        "apoyos_a_retos": sorted(row.challenge.code for row in one.supports.all()),
        "comentarios": [
            {
                "aporte": row.contribution.code, "texto": row.text, "firma": row.signature, "recibido": row.received_at,
                "estado": row.get_state_display(), "regla": row.rule, "razon": row.reason,
            }
            for row in one.comments.all()
        ],
        "votos": [
            {"reto": vote.challenge.code, "criterio": vote.get_criterion_display(), "valor": vote.value} for vote in votes
        ],
        "cupos_de_talleres": NO_SEATS,
    }  # fmt: skip


def _text(row: Contribution, asked: list[MergeMember]) -> Data:
    answer = getattr(row, "answer", None)
    return {
        "codigo": row.code, "tipo": row.get_kind_display(), "tema": row.get_theme_display(),
        "reto": row.challenge.code if row.challenge else "", "titulo": row.title, "texto": row.text,
        "firma": row.signature, "municipio": str(row.municipality or ""), "barrio_o_vereda": row.neighbourhood,
        "zona": row.get_zone_display(), "canal": row.get_channel_display(), "recibido": row.received_at,
        "publicado": row.published_at, "retirado": row.erased_at, "estado": row.get_state_display(),
        "regla": row.rule, "razon": row.reason,
        "traslado": {
            "a": row.transferred_to, "numero": row.transfer_number, "dia": row.transferred_on,
        } if row.transferred_to else None,
        "respuesta": answer.headline if answer else None,
        "revision_pedida": getattr(getattr(answer, "review", None), "reason", ""),
        "archivos": [
            {"nombre": one.file_name, "tipo": one.media_type, "bytes": one.size, "sha256": one.sha256,
             "no_se_muestra_porque": one.withheld_reason}
            for one in row.attachments.all()
        ],
        "preguntas_para_unir": [
            {"preguntado": one.merge.proposed_at, "acepta": one.agreed, "respondio": one.answered_at} for one in asked
        ],
        "versiones": [
            {"numero": one.number, "titulo": one.title, "texto": one.text, "escrita": one.made_at,
             "aprobada": one.approved_at, "regla": one.rule, "razon": one.reason}
            for one in row.versions.all()
        ],
    }  # fmt: skip


def data_of_account(user: User) -> list[Data]:
    """Return what agendas keep of an account, agenda by agenda."""
    first = Participant.objects.filter(user=user).order_by("agenda__code").first()
    return data_of(first) if first else []
