"""Opening a round and publishing it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from core import audit, page_cache
from core.refusals import Refusal
from diagnostics.actions import instruments, scores
from diagnostics.choices import Layer, Mode, RoundStatus, State
from diagnostics.models import Assessment, InstrumentVersion, Publication, Round
from diagnostics.queries.facts import facts_of, unreadable_facts
from diagnostics.queries.publication import obstacles_of
from territory.models import Municipality


class CannotOpenRound(Refusal):
    """The round cannot be opened as asked."""


class CannotPublish(Refusal):
    """Something is missing; `details` say what, one line each."""


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
    """Open a round for `municipalities` with an edition, which it freezes.

    Refuses CannotOpenRound: a code in use, no municipalities, dates out of order, facts that cannot be read.
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
    applicable = len(version.parsed.questions)
    Assessment.objects.bulk_create(
        Assessment(round=round, municipality=m, applicable_count=applicable) for m in municipalities
    )
    transaction.on_commit(page_cache.forget_all)  # how it is measured may be this edition from now on
    audit.record(by=by, verb="round.opened", target=round, at=at, data={"municipalities": len(municipalities)})
    return round


@transaction.atomic
def publish(*, round: Round, at: datetime, by=None) -> Publication:
    """Publish the final result of all municipalities of a round at once.

    Those that never answered come out as «sin resultado». Refuses CannotPublish with the list of what is missing.
    """
    round = Round.objects.select_for_update().select_related("version").get(pk=round.pk)
    assessments = list(
        Assessment.objects.select_for_update(of=("self",)).filter(round=round).select_related("municipality")
    )
    obstacles = obstacles_of(round, assessments, on=timezone.localdate(at))
    if obstacles:
        raise CannotPublish(f"{round} no se puede publicar todavía.", obstacles)
    run = scores.compute(round=round, layer=Layer.FINAL, mode=Mode.OFFICIAL, at=at, by=by)
    publication = Publication.objects.create(round=round, run=run, version=1, published_at=at, published_by=by)
    _close(round, assessments, at)
    audit.record(by=by, verb="round.published", target=round, at=at, data={"run": run.pk, "inputs": run.inputs_sha256})
    transaction.on_commit(page_cache.forget_all)
    return publication


def _close(round: Round, assessments: list[Assessment], at: datetime) -> None:
    for assessment in assessments:
        if not assessment.attributes_frozen_at:
            assessment.round = round
            assessment.attributes, assessment.attributes_frozen_at = facts_of(assessment), at
        assessment.state = State.PUBLISHED
    Assessment.objects.bulk_update(assessments, ["attributes", "attributes_frozen_at", "state"])
    round.status = RoundStatus.PUBLISHED
    round.save(update_fields=["status"])
