"""Changes of a round after it opened: its name, days and municipalities, and its end before a publication."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from core import audit
from core.process.transitions import require_reason
from core.refusals import Refusal
from core.web import page_cache
from core.words import long_day, named, one_line
from diagnostics.assessments.actions import scores, telling_rounds
from diagnostics.assessments.actions.rounds import NAME_LENGTH, take_part
from diagnostics.assessments.choices import ROUND_OVER, RoundStatus, State
from diagnostics.assessments.choices.notifications import CANCELLED, REHEARSAL_ENDED
from diagnostics.assessments.models import Assessment, Round, ScoreRun
from diagnostics.assessments.queries.facts import unreadable_facts
from diagnostics.assessments.queries.rounds import day_faults, fillable_without_extension, overlaps
from territory.models import Municipality

DAYS = ("opens_on", "closes_on", "cutoff_on")


class CannotChangeRound(Refusal):
    """The round does not take that change, or not any more."""


def _locked(round: Round) -> Round:
    """Lock a round and then its assessments, as the publication does: whoever writes meanwhile comes before or after."""
    round = Round.objects.select_for_update(of=("self",)).select_related("version").get(pk=round.pk)
    list(Assessment.objects.select_for_update(of=("self",)).filter(round=round).order_by("pk").values_list("pk"))
    return round


def _open(round: Round) -> Round:
    round = _locked(round)
    if round.is_published:
        raise CannotChangeRound(capfirst(f"{named(round)} ya está publicado: no cambia más."))
    if round.is_over:
        raise CannotChangeRound(round.over_because)
    return round


def _refuse(field: str, sentence: str) -> CannotChangeRound:
    return CannotChangeRound(sentence, fields={field: [sentence]})


@transaction.atomic
def rename(*, round: Round, name: str, by, at: datetime) -> Round:
    """Give an open round another name; its code stays, since addresses and files carry it. Refuses CannotChangeRound."""
    round, name = _open(round), one_line(name)
    if not name or len(name) > NAME_LENGTH:
        raise _refuse("name", f"Escriba un nombre de 1 a {NAME_LENGTH} letras.")
    if name == round.name:
        raise _refuse("name", "Ese ya es el nombre del ciclo.")
    before, round.name = round.name, name
    round.save(update_fields=["name"])
    audit.record(by=by, verb="round.renamed", target=round, at=at, data={"before": before, "after": name})
    return round


@transaction.atomic
def redate(
    *, round: Round, opens_on: date | None, closes_on: date, cutoff_on: date | None, reason: str, by, at: datetime
) -> Round:
    """Give an open round other days, and tell its municipalities before and after.

    The assessments still filled follow, but for those with an extension, which keep theirs when it is later.
    Refuses ReasonMissing, and CannotChangeRound by field.
    """
    require_reason(reason)
    # Before the round, as who opens one or adds to one: two rounds that change at once see each other's days.
    list(Municipality.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    round, today = _open(round), timezone.localdate(at)
    wanted = {"opens_on": opens_on, "closes_on": closes_on, "cutoff_on": cutoff_on}
    _require_days(round, wanted, today)
    before = {name: getattr(round, name) for name in DAYS if getattr(round, name) != wanted[name]}
    if not before:
        raise CannotChangeRound("Las fechas son las mismas que ya tiene. No se cambió nada.")
    _set_days(round, wanted)
    changed = {name: [_iso(day), _iso(wanted[name])] for name, day in before.items()}
    audit.record(by=by, verb="round.redated", target=round, at=at, data=changed, reason=reason)
    round.notified = telling_rounds.that_days_changed(round=round, before=before, reason=reason, at=at)
    return round


def _require_days(round: Round, wanted: dict[str, date | None], today: date) -> None:
    opens_on, closes_on, cutoff_on = (wanted[name] for name in DAYS)
    faults = day_faults(opens_on, closes_on, cutoff_on, today=today, was=round)
    if not faults:
        staying = Municipality.objects.filter(
            pk__in=round.assessments.exclude(state=State.WITHDRAWN).values("municipality")
        )
        if taken := overlaps(staying, opens_on, closes_on, but=round):
            faults["closes_on"] = taken
    if faults:
        every = [sentence for sentences in faults.values() for sentence in sentences]
        raise CannotChangeRound(every[0] if len(every) == 1 else "Las fechas no se cambiaron:", every, fields=faults)


def _set_days(round: Round, wanted: dict[str, date | None]) -> None:
    for name in DAYS:
        setattr(round, name, wanted[name])
    round.save(update_fields=list(DAYS))
    follow = fillable_without_extension(round)
    own = round.assessments.filter(state__in=[State.NOT_STARTED, State.SELF_ASSESSMENT]).exclude(
        pk__in=[row.pk for row in follow]
    )
    for row in follow:
        row.due_on = round.closes_on
    for row in (late := list(own.filter(due_on__lt=round.closes_on))):
        row.due_on = round.closes_on
    Assessment.objects.bulk_update([*follow, *late], ["due_on"], batch_size=500)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@transaction.atomic
def add_municipality(*, round: Round, municipality: Municipality, by, at: datetime) -> Assessment:
    """Let one more municipality take part in an open round, and tell its people. Refuses CannotChangeRound."""
    municipality = Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    round = _open(round)
    there = round.assessments.filter(municipality=municipality).first()
    if there is not None:
        back = " Para que vuelva, use «Volver a incluir» en su plazo." if there.state == State.WITHDRAWN else ""
        raise _refuse("municipality", f"{municipality} ya está {named(round, 'en')}.{back}")
    if round.closes_on and round.closes_on < timezone.localdate(at):
        raise _refuse(
            "municipality",
            f"La autoevaluación {named(round, 'de')} cerró el {long_day(round.closes_on, with_year=True)}: {municipality} no "
            "tendría tiempo. Cambie antes la fecha de cierre.",
        )
    if taken := overlaps([municipality], round.opens_on, round.closes_on, but=round):
        raise _refuse("municipality", taken[0])
    if unreadable := unreadable_facts(round.version.parsed, municipality):
        raise _refuse("municipality", f"El instrumento no puede leer un dato de {unreadable[0]}")
    take_part(round, [municipality], at)
    assessment = round.assessments.with_context().get(municipality=municipality)
    audit.record(by=by, verb="round.municipality_added", target=round, scope=assessment, at=at)
    assessment.round.notified = telling_rounds.that_it_joined(round=round, place=municipality, at=at)
    _score_again(round)
    return assessment


@transaction.atomic
def remove_municipality(*, round: Round, municipality: Municipality, by, at: datetime) -> int:
    """Take a municipality out of an open round as if it had never been in it; return how many people were notified.

    Only while it holds nothing: refuses CannotChangeRound with the way to withdraw it otherwise.
    """
    round = _open(round)
    found = round.assessments.select_related("municipality", "round").filter(municipality=municipality).first()
    if found is None:
        raise CannotChangeRound(f"{municipality} no está {named(round, 'en')}.")
    if not round.assessments.untouched().filter(pk=found.pk).exists():
        raise CannotChangeRound(
            f"{municipality} ya trabajó {named(round, 'en')} y no se saca sin más: retírelo con su razón, que se publica, "
            "en «Plazo y retiro»."
        )
    if round.assessments.count() == 1:
        raise CannotChangeRound(
            f"{municipality} es el único municipio {named(round, 'de')}. Si no va a hacerse, cancele el ciclo."
        )
    audit.record(by=by, verb="round.municipality_removed", target=round, scope=found, at=at)
    reviewers = list(found.review_assignments.values_list("user", flat=True))
    found.reminders.all().delete()  # of the coordination: no work of the municipality
    found.delete()
    notified = telling_rounds.that_it_was_removed(round=round, place=municipality, reviewers=reviewers, at=at)
    _score_again(round)
    return notified


def _score_again(round: Round) -> None:
    """The municipalities of a run are those of its round."""
    for layer in ScoreRun.objects.filter(round=round).values_list("layer", flat=True).distinct().order_by("layer"):
        scores.enqueue(round_id=round.pk, layer=layer)


@transaction.atomic
def close_early(*, round: Round, reason: str, by, at: datetime) -> Round:
    """Make today the last day of the self-assessment; extensions stay. Refuses ReasonMissing, CannotChangeRound."""
    require_reason(reason)
    round, today = _open(round), timezone.localdate(at)
    if round.opens_on and round.opens_on > today:
        raise CannotChangeRound(
            f"{capfirst(named(round))} todavía no abre: abre el {long_day(round.opens_on, with_year=True)}. Cambie las fechas "
            "o cancélelo."
        )
    if round.closes_on and round.closes_on <= today:
        raise CannotChangeRound(
            "La autoevaluación cierra hoy."
            if round.closes_on == today
            else f"La autoevaluación cerró el {long_day(round.closes_on, with_year=True)}."
        )
    before = round.closes_on
    cutoff_on = min(round.cutoff_on, today) if round.cutoff_on else None
    _set_days(round, {"opens_on": round.opens_on, "closes_on": today, "cutoff_on": cutoff_on})
    data = {"closes_on": [_iso(before), today.isoformat()]}
    audit.record(by=by, verb="round.closed_early", target=round, at=at, data=data, reason=reason)
    round.notified = telling_rounds.that_it_closes_early(round=round, reason=reason, at=at)
    return round


@transaction.atomic
def end_rehearsal(*, round: Round, by, at: datetime, reason: str = "") -> Round:
    """End a rehearsal: it is still read by those who took part, and nothing is written in it. Refuses CannotChangeRound."""
    round = _open(round)
    if not round.is_rehearsal:
        raise CannotChangeRound(capfirst(f"{named(round)} no es un ensayo: termina al publicarse."))
    round.status, round.ended_because = RoundStatus.ENDED, reason.strip()
    round.save(update_fields=["status", "ended_because"])
    audit.record(by=by, verb="round.ended", target=round, at=at, reason=reason)
    round.notified = telling_rounds.that_it_is_over(round=round, text=REHEARSAL_ENDED, at=at)
    return round


@transaction.atomic
def cancel(*, round: Round, reason: str, by, at: datetime) -> Round:
    """Cancel a round that was not published: it stays in the log and leaves every board, list and page of work.

    Refuses ReasonMissing, CannotChangeRound.
    """
    require_reason(reason)
    round = _locked(round)
    if round.is_published:
        raise CannotChangeRound(
            f"{capfirst(named(round))} ya está publicado y no se cancela: una corrección se hace con una fe de erratas."
        )
    if round.status == RoundStatus.CANCELLED:
        raise CannotChangeRound(round.over_because)
    was_over = round.status in ROUND_OVER
    round.status, round.ended_because = RoundStatus.CANCELLED, reason.strip()
    round.save(update_fields=["status", "ended_because"])
    transaction.on_commit(page_cache.forget_all)
    data = {"municipalities": round.assessments.count()}
    audit.record(by=by, verb="round.cancelled", target=round, at=at, data=data, reason=reason)
    if not was_over:
        round.notified = telling_rounds.that_it_is_over(round=round, text=CANCELLED, reason=reason.strip(), at=at)
    return round
