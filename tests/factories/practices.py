"""Practices as their writers send them, in every state."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from advisory.practices.actions import publishing, reviewing, writing
from advisory.practices.models import Practice, PracticeTag, PracticeVersion
from territory.models import Municipality

AT = datetime.fromisoformat("2027-03-01T10:00:00-05:00")
SAID: dict[str, Any] = {
    "title": "Responder en una hoja qué pasó con cada aporte", "theme": "Participación",
    "problem": "La gente participaba y no volvía a saber nada.", "what_was_done": "Cada aporte recibe una fila y una razón.",
    "cost_band": "menos_de_20", "months": 4, "result_number": Decimal("8"), "before_number": Decimal("3"),
    "result_unit": "procesos con devolución a tiempo", "result_period": "2026", "before_period": "2025",
    "conditions": "Que quien decide firme.", "what_failed": "Las dos primeras hojas salieron en lenguaje jurídico.",
    "contact_office": "Secretaría de Participación", "licence": "CC BY 4.0", "evidence": ["https://aqui.example/hoja"],
    "question": "A-01", "from_level": 2, "to_level": 3, "tags": ["gobernanza"],
}  # fmt: skip


def after(days: int) -> datetime:
    return AT + timedelta(days)


def written(
    by: User, municipality: Municipality, *, when: datetime = AT, is_demo: bool = False, **said: Any
) -> Practice:
    return writing.propose(said=SAID | said, municipality=municipality, by=by, at=when, is_demo=is_demo)


def submitted(by: User, municipality: Municipality, *, when: datetime = AT, **said: Any) -> Practice:
    row = written(by, municipality, when=when, **said)
    return writing.submit(practice=row, seen=row.version, by=by, at=when)


def reviewed(by: User, reviewer: User, municipality: Municipality, *, when: datetime = AT, **said: Any) -> Practice:
    row = submitted(by, municipality, when=when, **said)
    return reviewing.review(practice=row, signed_as="Ana Lectora", seen=row.version, by=reviewer, at=when)


def published(by: User, reviewer: User, municipality: Municipality, *, when: datetime = AT, **said: Any) -> Practice:
    row = reviewed(by, reviewer, municipality, when=when, **said)
    return publishing.publish(practice=row, change="", seen=row.version, by=by, at=when)


def in_every_state(by: User, reviewer: User, municipality: Municipality) -> Iterator[tuple[str, Practice]]:
    """Name and row of a practice in each state; «siguiente» is public and has a next version begun."""
    yield "borrador", written(by, municipality, title="Borrador: clave-borrador")
    yield "en revisión", submitted(by, municipality, title="En revisión: clave-revision")
    yield "revisada", reviewed(by, reviewer, municipality, title="Revisada: clave-revisada")
    yield "publicada", published(by, reviewer, municipality, title="Publicada")
    row = published(by, reviewer, municipality, title="Siguiente")
    row = writing.revise(practice=row, seen=row.version, by=by, at=AT)
    text = SAID | {"title": "Siguiente: clave-siguiente"}
    yield "siguiente", writing.rewrite(practice=row, said=text, seen=row.version, by=by, at=AT)
    row = published(by, reviewer, municipality, title="Retirada")
    yield "retirada", publishing.withdraw(practice=row, reason="La cifra estaba mal.", seen=row.version, by=by, at=AT)
    row = submitted(by, municipality, title="Retirada antes: clave-antes")
    yield "retirada antes", publishing.withdraw(practice=row, reason="Era de otro.", seen=row.version, by=by, at=AT)


def many_published(reviewer: User, places: list[Municipality], number: int, **said: Any) -> list[Practice]:
    """Return published practices without their history, made fast: for searches and budgets."""
    kinds = ["Participación", "Datos abiertos", "Ambiente", "Trámites", "Cuidado", "Movilidad"]
    bands = ["sin_costo", "menos_de_20", "20_a_100", "100_a_500", "mas_de_500"]
    texts = [
        SAID | {
            "title": f"Práctica número {one}", "theme": kinds[one % 6], "cost_band": bands[one % 5],
            "question": f"{'ABC'[one % 3]}-{one % 7 + 1:02d}", "tags": [f"etiqueta-{one % 9}"],
        } | said
        for one in range(number)
    ]  # fmt: skip
    rows = Practice.objects.bulk_create(
        [
            Practice(
                **text, code=f"M-{one:05d}", municipality=places[one % len(places)], proposed_at=AT, state_since=AT,
                state="borrador",
            )
            for one, text in enumerate(texts)
        ],
        batch_size=500,
    )  # fmt: skip
    made = PracticeVersion.objects.bulk_create(
        [
            PracticeVersion(
                **row.fields, practice=row, number=1, reviewed_by=reviewer, reviewed_as="Ana Lectora", reviewed_on=AT.date(),
                published_at=AT + timedelta(minutes=one), searched=publishing.searched_in(row),
            )
            for one, row in enumerate(rows)
        ],
        batch_size=500,
    )  # fmt: skip
    for row, version in zip(rows, made, strict=True):
        row.state, row.current, row.reread_due_on = "publicada", version, after(730).date()
        row.reviewed_by, row.reviewed_as, row.reviewed_on = reviewer, "Ana Lectora", AT.date()
    fields = ["state", "current", "reread_due_on", "reviewed_by", "reviewed_as", "reviewed_on"]
    Practice.objects.bulk_update(rows, fields, batch_size=500)
    PracticeTag.objects.bulk_create(
        [PracticeTag(version=one, tag=tag) for one in made for tag in one.tags], batch_size=500
    )
    return rows
