"""Running an agenda: opening it as a draft, its data, its rules and its publication."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from cocreation.agendas.actions.locks import lock
from cocreation.agendas.choices import MOST_RULES, StageState
from cocreation.agendas.choices.schedule import LENGTHS, proposed
from cocreation.agendas.choices.stages import StageCode
from cocreation.agendas.loaders.templates import Template
from cocreation.agendas.models import Agenda, Challenge, ModerationRule, Stage
from cocreation.agendas.queries.manage import agenda_seen, missing_for_publication, rules_seen
from core import audit
from core.process.transitions import WrongState, begin
from core.refusals import Refusal, Stale
from core.words import joined
from territory.models import Municipality

CHANGED_MEANWHILE = (
    "Otra persona guardó cambios aquí mientras usted escribía. Lo que usted escribió sigue en la página."
)
SENTENCES = ("summary", "decides", "decided_by", "decides_not")


class CodeTaken(Refusal):
    """Another agenda has the code."""


class NotReady(Refusal):
    """The agenda lacks something that everybody must be able to read; `details` say what."""


class NeededElsewhere(Refusal):
    """A part of the agenda still rests on what would go."""


def require_seen(current: str, seen: str) -> None:
    """Refuse Stale unless what the page showed is what holds now."""
    if current != seen:
        raise Stale(CHANGED_MEANWHILE)


@transaction.atomic
def open_draft(
    *,
    code: str,
    name: str,
    municipalities: Sequence[Municipality],
    first_day: date,
    template: Template | None,
    by: User,
    at: datetime,
) -> Agenda:
    """Create an agenda that only staff see, with the stages proposed from its first day on. Refuses CodeTaken."""
    said = template.content.sentences if template else {}
    more = {"places": template.content.places, "answer_days": template.content.answer_days} if template else {}
    try:
        with transaction.atomic():
            agenda = Agenda.objects.create(code=code, name=name.strip(), loaded_at=at, **said, **more)
    except IntegrityError:
        sentence = f"Ya hay una agenda con el código «{code}». Escriba otro."
        raise CodeTaken(sentence, fields={"code": [sentence]}) from None
    agenda.municipalities.set(municipalities)
    for stage, (opens, closes) in proposed(first_day, template.lengths if template else LENGTHS).items():
        row = Stage(agenda=agenda, code=stage, opens_on=opens, closes_on=closes)
        begin(row, at)
        row.save()
    if template:
        _write_template(agenda, template, municipalities)
    audit.record(
        by=by, verb="agenda.drafted", target=agenda, at=at, data={"template": template.key if template else ""}
    )
    return agenda


@transaction.atomic
def edit(
    *, agenda: Agenda, values: dict[str, Any], municipalities: Sequence[Municipality], seen: str, by: User, at: datetime
) -> Agenda:
    """Change the data of an agenda; what is the same is not logged.

    Refuses Stale, NotReady for an empty sentence of a published one, NeededElsewhere for a municipality that a challenge names,
    and WrongState for the number of first ones once the challenges were chosen.
    """
    row = lock(agenda)
    require_seen(agenda_seen(row), seen)
    before = set(row.municipalities.values_list("pk", flat=True))
    wanted = {place.pk for place in municipalities}
    if row.published_at:
        empty = {name: ["La agenda ya es pública: no lo deje vacío."] for name in SENTENCES if not values[name]}
        if empty:
            raise NotReady("La agenda ya es pública: sus cuatro frases no pueden quedar vacías.", fields=empty)
    if named := Challenge.objects.filter(agenda=row, municipalities__in=before - wanted).order_by("position").first():
        sentence = f"El reto {named.code} nombra un municipio que usted quita. Cambie primero el reto."
        raise NeededElsewhere(sentence, fields={"municipalities": [sentence]})
    if values["places"] != row.places and _has_chosen(row):
        sentence = "La etapa de retos ya cerró: cuántos quedan entre los primeros no cambia."
        raise WrongState(sentence, fields={"places": [sentence]})
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if before != wanted:
        row.municipalities.set(municipalities)
        changed.append("municipalities")
    if changed:
        row.content_sha256 = ""  # no longer what a file said
        row.save()
        audit.record(by=by, verb="agenda.edited", target=row, at=at, data={"fields": sorted(changed)})
    return row


@transaction.atomic
def publish(*, agenda: Agenda, by: User, at: datetime) -> Agenda:
    """Let everybody see the agenda; a published one is left alone. Refuses NotReady with what is missing."""
    row = lock(agenda)
    if row.published_at:
        return row
    if missing := missing_for_publication(row, timezone.localdate(at)):
        raise NotReady("Todavía no se puede publicar.", missing)
    row.published_at = at
    row.save(update_fields=["published_at"])
    audit.record(by=by, verb="agenda.published", target=row, at=at)
    return row


@transaction.atomic
def edit_rules(*, agenda: Agenda, rules: Iterable[tuple[str, str]], seen: str, by: User, at: datetime) -> int:
    """Replace the moderation rules and return how many there are. What was refused before keeps the words of its rule.

    A rule without code gets the next free one. Refuses Stale, NotReady for none in a published agenda, and a repeated code.
    """
    row = lock(agenda)
    require_seen(rules_seen(row), seen)
    wanted = _with_codes([(code.strip(), text.strip()) for code, text in rules if text.strip()])
    if row.published_at and not wanted:
        raise NotReady("Una agenda pública tiene al menos una regla.")
    if len(wanted) > MOST_RULES:
        raise Refusal(f"Se admiten hasta {MOST_RULES} reglas.")
    codes = [code.casefold() for code, _ in wanted]
    if double := sorted({code for code, _ in wanted if codes.count(code.casefold()) > 1}):
        raise Refusal(f"El código {joined(double)} está repetido.")
    if wanted != list(row.moderation_rules.values_list("code", "text")):
        row.moderation_rules.all().delete()
        ModerationRule.objects.bulk_create(
            ModerationRule(agenda=row, code=code, text=text, position=n) for n, (code, text) in enumerate(wanted)
        )
        Agenda.objects.filter(pk=row.pk).update(content_sha256="")
        audit.record(by=by, verb="agenda.rules_edited", target=row, at=at, data={"rules": len(wanted)})
    return len(wanted)


def _with_codes(rules: list[tuple[str, str]]) -> list[tuple[str, str]]:
    taken = {code.casefold() for code, _ in rules}
    free = (f"R{n}" for n in range(1, 10_000) if f"r{n}" not in taken)
    return [(code or next(free), text) for code, text in rules]


def _has_chosen(agenda: Agenda) -> bool:
    return agenda.stages.filter(code=StageCode.CHALLENGES).exclude(state=StageState.OPEN).exists()


def _write_template(agenda: Agenda, template: Template, municipalities: Sequence[Municipality]) -> None:
    """Its rules, and its challenges with those of their municipalities that the agenda has; with all where it has none."""
    ModerationRule.objects.bulk_create(
        ModerationRule(agenda=agenda, code=rule.code, text=rule.text, position=n)
        for n, rule in enumerate(template.content.moderation_rules)
    )
    parts = template.content.challenges
    rows = Challenge.objects.bulk_create(
        Challenge(agenda=agenda, code=part.code, theme=part.theme, text=part.text, tags=list(part.tags), position=n)
        for n, part in enumerate(parts)
    )
    named = {
        part.code: [place for place in municipalities if place.divipola in part.municipalities] or municipalities
        for part in parts
    }
    link = Challenge.municipalities.through
    link.objects.bulk_create(
        link(challenge_id=row.pk, municipality_id=place.pk) for row in rows for place in named[row.code]
    )
