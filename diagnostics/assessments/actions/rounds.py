"""Opening a round."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.numbers import count_in_words
from core.refusals import Refusal
from core.web import page_cache
from core.words import one_line
from diagnostics.assessments.actions import telling_rounds
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.facts import facts_of, unreadable_facts
from diagnostics.assessments.queries.filling import applicable_count
from diagnostics.assessments.queries.rounds import Plan, faults_of
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.models import InstrumentVersion
from territory.models import Municipality

NAME_LENGTH = Round._meta.get_field("name").max_length


class CannotOpenRound(Refusal):
    """The round cannot be opened as asked; `fields` says why by argument, with «term_STATE» for a term."""

    def __init__(self, faults: Mapping[str, list[str]]):
        every = [sentence for sentences in faults.values() for sentence in sentences]
        if len(every) == 1:
            super().__init__(every[0], fields=faults)
        else:
            super().__init__(f"El ciclo no se abrió. Corrija {count_in_words(len(every))} cosas:", every, fields=faults)


def require_openable(plan: Plan, *, at: datetime) -> None:
    """Refuse CannotOpenRound with everything that keeps the round from being opened."""
    faults = faults_of(plan, today=timezone.localdate(at))
    if faults:
        raise CannotOpenRound(faults)
    unreadable = [fault for m in plan.municipalities for fault in unreadable_facts(plan.version.parsed, m)]
    if unreadable:
        refusal = CannotOpenRound({"municipalities": ["Hay datos de municipios que el instrumento no puede leer:"]})
        refusal.details = unreadable
        refusal.fields = {"municipalities": [refusal.message, *unreadable[:12]]}
        raise refusal


@transaction.atomic
def open_round(
    *,
    code: str,
    version: InstrumentVersion,
    municipalities: Collection[Municipality],
    at: datetime,
    by=None,
    name: str = "",
    opens_on: date | None = None,
    closes_on: date | None = None,
    cutoff_on: date | None = None,
    is_demo: bool = False,
    is_rehearsal: bool = False,
    terms: Mapping[str, int] | None = None,
    second_reading_percent: int = 15,
    days_off: Collection[date] = (),
    held_elsewhere: bool = False,
) -> Round:
    """Open a round for `municipalities` with an edition, which is frozen, and tell those who work in it.

    `closes_on` follows from `opens_on` and a term of the self-assessment when it is not given. `held_elsewhere`: its answers come
    from files; its days may lie in the past and beside those of other rounds, and nobody is told. Refuses CannotOpenRound.
    """
    # Locked, so that of two rounds opened at once for the same municipality the second sees the first.
    keys = [place.pk for place in municipalities]
    places = list(Municipality.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    plan = Plan(
        code=code, version=version, municipalities=places, name=one_line(name) or f"Ciclo {code}",
        opens_on=opens_on, closes_on=closes_on, cutoff_on=cutoff_on, is_demo=is_demo, is_rehearsal=is_rehearsal,
        terms=dict(terms or {}), second_reading_percent=second_reading_percent,
        days_off=tuple(sorted(set(days_off))), held_elsewhere=held_elsewhere,
    )  # fmt: skip
    require_openable(plan, at=at)
    instruments.freeze(version=version, at=at, by=by)
    round = _created(plan, at)
    take_part(round, places, at)
    transaction.on_commit(page_cache.forget_all)  # the public methodology may be this edition's from now on
    data = {"municipalities": len(places), "rehearsal": is_rehearsal, **_days(round)}
    audit.record(by=by, verb="round.opened", target=round, at=at, data=data)
    if not held_elsewhere:
        round.notified = telling_rounds.that_it_opened(round=round, places=places, at=at)
    return round


def take_part(round: Round, places: Collection[Municipality], at: datetime) -> None:
    """Add a new assessment of each municipality to the round."""
    rows = [Assessment(round=round, municipality=place, state_since=at, due_on=round.closes_on) for place in places]
    for row in rows:
        row.applicable_count = applicable_count(round.version.parsed, facts_of(row))
    Assessment.objects.bulk_create(rows)


def _created(plan: Plan, at: datetime) -> Round:
    round = Round(
        code=plan.code, name=plan.name, version=plan.version, is_demo=plan.is_demo, is_rehearsal=plan.is_rehearsal,
        opened_at=at, opens_on=plan.opens_on, closes_on=plan.last_day, cutoff_on=plan.cutoff_on,
        terms={str(state): length for state, length in plan.terms.items()},
        second_reading_percent=plan.second_reading_percent,
        extra_days_off=[day.isoformat() for day in plan.days_off],
    )  # fmt: skip
    try:
        with transaction.atomic():
            round.save(force_insert=True)
    except IntegrityError:
        # Opened at the same moment for other municipalities, which no lock of theirs tells.
        if not Round.objects.filter(code=plan.code).exists():
            raise
        raise CannotOpenRound({"code": [f"Ya existe un ciclo con el código {plan.code}."]}) from None
    return round


def _days(round: Round) -> dict[str, str]:
    days = {"opens": round.opens_on, "closes": round.closes_on, "cutoff": round.cutoff_on}
    return {name: day.isoformat() for name, day in days.items() if day}
