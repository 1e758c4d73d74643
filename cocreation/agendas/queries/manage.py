"""What facilitation sees and must know of an agenda that it runs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from cocreation.agendas.choices.stages import Moment, StageState, moment_of
from cocreation.agendas.models import Agenda, Challenge, Stage
from core.process.deadlines import days_late, deadline_words, late_words
from core.slots import Slot

# Called as function(agenda) -> ids of challenges that somebody wrote to: they are neither changed nor taken out any more.
written_to = Slot()
# Called as function(stage) -> [(label, number)]: what came in while the stage was open, for its devolución.
counts_of_stage = Slot()
# Called as function(agenda) -> [(label, address, what it is for)]: further pages about an agenda for those who run it.
staff_pages = Slot()


def challenges_in_use(agenda: Agenda) -> set[int]:
    """Return the ids of challenges that somebody voted for, supported or wrote to. One query, and one for each filler."""
    voted = agenda.challenges.filter(Q(votes__isnull=False) | Q(supports__isnull=False))
    found = set(voted.values_list("pk", flat=True).distinct())
    return found.union(*(filler(agenda) for filler in written_to))


def numbers_of(stage: Stage) -> list[tuple[str, int]]:
    return [pair for filler in counts_of_stage for pair in filler(stage)]


def pages_of(agenda: Agenda) -> list[tuple[str, str, str]]:
    return [page for filler in staff_pages for page in filler(agenda)]


def managed() -> QuerySet[Agenda]:
    """Return all agendas with their stages and counts, drafts first, then the newest."""
    return (
        Agenda.objects.annotate(
            places_count=Count("municipalities", distinct=True), challenges_count=Count("challenges", distinct=True)
        )
        .prefetch_related(Prefetch("stages", Stage.objects.order_by("opens_on", "closes_on", "pk")))
        .order_by("published_at", "-pk")
    )


def waiting_reports(today: date) -> list[tuple[Stage, str, bool]]:
    """Return the closed stages without devolución, the longest overdue first: (stage, its term in words, late). One query."""
    rows = Stage.objects.with_context().filter(state=StageState.CLOSED, agenda__published_at__isnull=False)
    return [(row, deadline_words(row, today), row.is_overdue(today)) for row in rows.order_by("due_on", "pk")]


def waits_for_facilitation(user) -> int:
    """Return how many devoluciones are due. One query."""
    return Stage.objects.filter(state=StageState.CLOSED, agenda__published_at__isnull=False).count()


def missing_for_publication(agenda: Agenda, today: date) -> list[str]:
    """Return what an agenda lacks before anybody may see it, each as a sentence. Three queries."""
    missing = []
    sentences = (
        ("summary", "de qué trata"), ("decides", "qué se decide"), ("decided_by", "quién decide"),
        ("decides_not", "qué no se decide"),
    )  # fmt: skip
    missing += [f"Escriba {label}." for name, label in sentences if not getattr(agenda, name)]
    if not agenda.municipalities.exists():
        missing.append("Elija al menos un municipio.")
    if not agenda.stages.filter(state=StageState.OPEN, closes_on__gte=today).exists():
        missing.append("Ponga al menos una etapa que esté abierta o por abrir.")
    if not agenda.moderation_rules.exists():
        missing.append("Escriba al menos una regla de moderación.")
    return missing


@dataclass(frozen=True)
class StageLine:
    """A stage on the river of an agenda."""

    stage: Stage
    moment: Moment
    term: str  # how long it still runs, or how late its devolución is
    is_late: bool

    @property
    def is_now(self) -> bool:
        return self.moment is Moment.DURING

    @property
    def is_over(self) -> bool:
        return self.moment is Moment.AFTER

    @property
    def may_close(self) -> bool:
        return self.is_now and not self.stage.is_closed and self.stage.agenda.published_at is not None

    @property
    def waits_for_report(self) -> bool:
        return self.stage.state == StageState.CLOSED


def river_of(stages: Iterable[Stage], today: date) -> list[StageLine]:
    """Return the stages in their order with what is left of each."""
    return [StageLine(one, moment_of(one, today), _term(one, today), one.is_overdue(today)) for one in stages]


def _term(stage: Stage, today: date) -> str:
    if stage.state == StageState.REPORTED:
        return ""
    moment = moment_of(stage, today)
    if stage.state == StageState.CLOSED:
        late = days_late(stage, today)
        return f"La devolución {_lower(stage, today)}" if late is None else f"Devolución {late_words(late)}"
    return deadline_words(stage, today) if moment is Moment.DURING else ""


def _lower(stage: Stage, today: date) -> str:
    words = deadline_words(stage, today)
    return words[:1].lower() + words[1:]


def seen_of(*parts: Any) -> str:
    """Return a mark of what a page showed; another one means that somebody changed it since."""
    return sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()[:20]


def agenda_seen(agenda: Agenda) -> str:
    """One query."""
    places = sorted(agenda.municipalities.values_list("pk", flat=True))
    return seen_of(
        agenda.name, agenda.summary, agenda.decides, agenda.decided_by, agenda.decides_not, agenda.places, agenda.answer_days,
        agenda.moderates_first, places,
    )  # fmt: skip


def stages_seen(stages: Iterable[Stage]) -> str:
    return seen_of(sorted((one.code, one.opens_on, one.closes_on, one.state) for one in stages))


def rules_seen(agenda: Agenda) -> str:
    return seen_of(list(agenda.moderation_rules.values_list("code", "text")))


def challenge_seen(challenge: Challenge) -> str:
    places = sorted(challenge.municipalities.values_list("pk", flat=True))
    return seen_of(challenge.theme, challenge.text, challenge.tags, challenge.position, places)
