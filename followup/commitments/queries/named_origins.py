"""What a commitment says that it was born from, looked up in the diagnosis and the agendas."""

from collections.abc import Collection
from dataclasses import dataclass

from cocreation.agreements.models import AgreedItem
from diagnostics.assessments.models import Round
from followup.commitments.choices import OriginKind
from followup.commitments.exports.columns import OriginFields

LONGEST_LABEL = 500


@dataclass(frozen=True)
class NamedOrigin:
    """`label`: the question or the item. `is_known`: the portal has its round or agenda. `fault`: what is wrong, or ""."""

    label: str
    is_known: bool = True
    fault: str = ""


def named_origins(origins: Collection[OriginFields]) -> dict[OriginFields, NamedOrigin]:
    """Return each origin in words. A round or an agenda may be older than the portal; one that it has must hold what is named."""
    codes = {one.process for one in origins if one.kind == OriginKind.GAP}
    rounds = {round.code: round for round in Round.objects.filter(code__in=codes).select_related("version")}
    agendas = {one.process for one in origins if one.kind == OriginKind.AGREEMENT}
    rows = AgreedItem.objects.public().filter(agenda__code__in=agendas)
    items = {(row.agenda.code, row.code): row.title for row in rows.select_related("agenda")}
    return {
        one: _gap(one, rounds.get(one.process)) if one.kind == OriginKind.GAP else _item(one, items) for one in origins
    }


def _gap(origin: OriginFields, round: Round | None) -> NamedOrigin:
    words = f"Pregunta {origin.key} del ciclo {origin.process}"
    if round is None:
        return NamedOrigin(words, is_known=False)
    question = round.version.parsed.question_by_code.get(origin.key)
    if question is None:
        return NamedOrigin(words, fault=f"el ciclo {origin.process} no tiene la pregunta {origin.key}")
    return NamedOrigin(question.text[:LONGEST_LABEL])


def _item(origin: OriginFields, items: dict[tuple[str, str], str]) -> NamedOrigin:
    words = f"Acuerdo {origin.key} de la agenda {origin.process}"
    if title := items.get((origin.process, origin.key)):
        return NamedOrigin(title[:LONGEST_LABEL])
    if any(agenda == origin.process for agenda, _ in items):
        return NamedOrigin(words, fault=f"la agenda {origin.process} no tiene el acuerdo {origin.key}")
    return NamedOrigin(words, is_known=False)
