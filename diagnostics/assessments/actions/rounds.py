"""Opening a round."""

from datetime import date, datetime

from django.db import transaction

from core import audit
from core.refusals import Refusal
from core.web import page_cache
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.facts import facts_of, unreadable_facts
from diagnostics.assessments.queries.filling import applicable_count
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.models import InstrumentVersion
from territory.models import Municipality


class CannotOpenRound(Refusal):
    """The round cannot be opened as asked."""


@transaction.atomic
def open_round(
    *,
    code: str,
    version: InstrumentVersion,
    municipalities: list[Municipality],
    at: datetime,
    by=None,
    name: str = "",
    opens_on: date | None = None,
    closes_on: date | None = None,
    cutoff_on: date | None = None,
    is_demo: bool = False,
) -> Round:
    """Open a round for `municipalities` with an edition, which is frozen.

    Refuses CannotOpenRound: a code in use, no municipalities, dates out of order, unreadable facts.
    """
    if Round.objects.filter(code=code).exists():
        raise CannotOpenRound(f"Ya existe un ciclo con el código {code}.")
    if not municipalities:
        raise CannotOpenRound("No hay municipios para el ciclo. Cárguelos primero con load_municipalities.")
    if opens_on and closes_on and closes_on < opens_on:
        raise CannotOpenRound(f"El ciclo cerraría ({closes_on}) antes de abrir ({opens_on}).")
    unreadable = [fault for m in municipalities for fault in unreadable_facts(version.parsed, m)]
    if unreadable:
        raise CannotOpenRound("Hay datos de municipios que el instrumento no puede leer:", unreadable)
    instruments.freeze(version=version, at=at, by=by)
    round = Round.objects.create(
        code=code, name=name or f"Ciclo {code}", version=version, is_demo=is_demo, opened_at=at,
        opens_on=opens_on, closes_on=closes_on, cutoff_on=cutoff_on,
    )  # fmt: skip
    rows = [Assessment(round=round, municipality=m, state_since=at, due_on=closes_on) for m in municipalities]
    for row in rows:
        row.applicable_count = applicable_count(version.parsed, facts_of(row))
    Assessment.objects.bulk_create(rows)
    transaction.on_commit(page_cache.forget_all)  # the public methodology may be this edition's from now on
    audit.record(by=by, verb="round.opened", target=round, at=at, data={"municipalities": len(municipalities)})
    return round
