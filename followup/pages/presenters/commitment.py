"""What the page of one commitment says: its sentences, what was promised beside what is, its changes and its milestones."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from cocreation.agendas.choices import Tag
from core.words import counted, joined, long_date
from followup.commitments.choices import Ambition, Cadence, State
from followup.commitments.models import Commitment, Milestone, News, PromiseVersion
from followup.commitments.presenters.drift import Line, lines_of
from followup.commitments.presenters.drift import drift_of as compared
from followup.commitments.presenters.standing import lowering_in_force
from followup.commitments.presenters.wording import ROW, RULES, TAGS, because, found_by, would_change
from followup.commitments.queries.standing import Stood, news_expected_on, stands
from followup.pages.presenters.shared import shared_indicator
from followup.pages.presenters.timeline import Timeline, timeline
from followup.pages.queries.origins import address_of
from followup.rules import states

ALWAYS = ("title", "end", "office")  # aspects that are shown even unchanged


@dataclass(frozen=True)
class Change:
    version: PromiseVersion
    parts: list[Line]


@dataclass(frozen=True)
class Step:
    """A milestone with its tag. `is_`: done, late or next."""

    milestone: Milestone
    is_: str
    tag: str
    kind: str
    icon: str
    when: str


@dataclass(frozen=True)
class StateWords:
    label: str
    kind: str
    icon: str
    strong: str
    rest: str
    would_change: list[tuple[str, str]]
    completion: str


def state_words(on: Stood) -> StateWords:
    state = State(on.standing.state.value)
    kind, icon = TAGS[state]
    strong, rest = because(on.promise, on.standing, on.day)
    then, found = would_change(on.promise, on.standing, on.day), found_by(on.promise, on.standing)
    return StateWords(state.label, kind, icon, strong, rest, then, found)


def progress_sentence(on: Stood, steps: list[Step]) -> str:
    """«Lleva 3 de 5 hitos con evidencia. El hito 4 venció hace 18 días.»"""
    if not steps:
        return "Todavía no tiene hitos."
    if on.standing.why == states.Why.NOT_ACCEPTED:
        first = "" if len(steps) == 1 else "; el primero"
        return f"Tendría {counted(len(steps), 'hito', 'hitos')}{first}, para el {long_date(steps[0].milestone.due_on)}."
    if on.standing.why == states.Why.CLOSED:
        return f"Cerró con {on.done} de {counted(len(steps), 'hito', 'hitos')} con evidencia."
    said = [f"Lleva {on.done} de {counted(len(steps), 'hito', 'hitos')} con evidencia."]
    late = [one.milestone for one in steps if one.is_ == "late"]
    ahead = [one.milestone for one in steps if one.is_ == "next"]
    if late:
        days = (on.day - late[0].due_on).days
        more = f", y {counted(len(late) - 1, 'otro', 'otros')} también" if len(late) > 1 else ""
        said.append(f"El hito {late[0].number} venció hace {counted(days, 'día', 'días')}{more}.")
    elif ahead:
        said.append(f"El que sigue vence el {long_date(ahead[0].due_on)}.")
    return " ".join(said)


def steps_of(one: Commitment, on: Stood) -> list[Step]:
    """With prefetched milestones, no query."""
    is_closed = on.standing.why == states.Why.CLOSED
    return [_step(row, on.day, is_closed=is_closed) for row in one.milestones.all()]


def _step(row: Milestone, today: date, *, is_closed: bool) -> Step:
    due = long_date(row.due_on)
    if row.done_on:
        days = (row.done_on - row.due_on).days
        when = f"Para el {due} · cumplido el {long_date(row.done_on)}"
        if days > 0:
            return Step(row, "done", f"Tarde {counted(days, 'día', 'días')}", "line", "clock", when)
        return Step(row, "done", "A tiempo", "ok", "check", when)
    if is_closed:
        return Step(row, "late", "Sin evidencia", "late", "triangle-alert", f"Era para el {due}")
    days = (today - row.due_on).days
    if days > 0:
        ago = f"Vencido hace {counted(days, 'día', 'días')}"
        return Step(row, "late", ago, "late", "triangle-alert", f"Venció el {due}")
    left = "vence hoy" if not days else f"{'queda' if days == -1 else 'quedan'} {counted(-days, 'día', 'días')}"
    return Step(row, "next", "Por venir", "", "", f"Para el {due} · {left}")


def drift_of(first: dict[str, Any], now: dict[str, Any]) -> list[Line]:
    """Return what the page sets side by side: the aspects that always stand there, and whatever changed."""
    return [one for one in lines_of(first, now) if one.is_changed or one.name in ALWAYS]


def changes_of(versions: list[PromiseVersion]) -> list[Change]:
    return [Change(after, compared(before.content, after.content).changed) for before, after in pairwise(versions)]


class CommitmentPage:
    """The whole page. `one`: with its parts, its news and their evidence fetched. Eleven queries more at most."""

    def __init__(self, one: Commitment, today: date) -> None:
        self.one, self.today = one, today
        self.on = stands(one, today)
        self.state = state_words(self.on)
        self.steps = steps_of(one, self.on)
        self.versions = list(one.versions.all())
        self.changes = changes_of(self.versions)
        self.origin = getattr(one, "origin", None)
        self.second_reading = getattr(one, "second_reading", None)
        self.lowering = lowering_in_force(one, today)
        self.origin_address = address_of(self.origin) if self.origin else ""
        self.shared = shared_indicator(one, self.places, today)

    @property
    def places(self) -> list:
        return sorted(self.one.municipalities.all(), key=lambda place: (place.order or 0, place.sort_key))

    @property
    def whose(self) -> str:
        """Who made the promise, after «de»."""
        return f"de {self.one.municipality}" if self.one.municipality else "del Área Metropolitana"

    @property
    def drift(self) -> list[Line]:
        return drift_of(self.versions[0].content, self.versions[-1].content) if self.versions else []

    @property
    def is_by_rule(self) -> bool:
        """Whether dates and proof decided, and no person."""
        return self.on.standing.why not in (states.Why.CLOSED, states.Why.LOWERED)

    @property
    def is_changed(self) -> bool:
        return bool(self.on.changes)

    @property
    def changes_words(self) -> str:
        return counted(self.on.changes, "cambio", "cambios")

    @property
    def progress(self) -> str:
        return progress_sentence(self.on, self.steps)

    @property
    def milestones_title(self) -> str:
        """«3 hitos con evidencia, 1 vencido y 1 por venir»."""
        counts = {kind: sum(step.is_ == kind for step in self.steps) for kind in ("done", "late", "next")}
        said = [counted(counts["done"], "hito con evidencia", "hitos con evidencia")] if counts["done"] else []
        if counts["late"]:
            word = "sin evidencia" if self.on.standing.why == states.Why.CLOSED else "vencido"
            many = word if word.startswith("sin") else f"{word}s"
            noun = (word, many) if said else (f"hito {word}", f"hitos {many}")
            said.append(counted(counts["late"], *noun))
        if counts["next"]:
            noun = ("por venir", "por venir") if said else ("hito por venir", "hitos por venir")
            said.append(counted(counts["next"], *noun))
        return joined(said) or "Todavía no tiene hitos"

    @property
    def line(self) -> Timeline | None:
        rows = [step.milestone for step in self.steps]
        return timeline(self.one.start, self.one.end, self.one.original_end, rows, self.today) if rows else None

    @property
    def rules(self) -> list[tuple[str, str, bool]]:
        """The seven rows: what holds, the state, and whether it decided."""
        decided = ROW.get(self.on.standing.why)
        return [(holds, state, number == decided) for number, (holds, state) in enumerate(RULES, 1)]

    @property
    def step_promised(self) -> str:
        """«pasar del paso 1 al 3» of a gap, where it was written down."""
        step = self.origin.step if self.origin else {}
        return f"La promesa: pasar de {step['from']} a {step['to']}." if step.get("from") and step.get("to") else ""

    @property
    def news(self) -> list[News]:
        return list(self.one.news.all())

    @property
    def cadence_words(self) -> str:
        """When news are expected; "" once nothing more is waited for."""
        why = self.on.standing.why
        if why in (states.Why.NOT_ACCEPTED, states.Why.CLOSED, states.Why.ENDED_DONE):
            return ""
        how_often = "cada mes" if self.one.cadence == Cadence.MONTHLY else "cada trimestre"
        said = f"Las novedades se cuentan {how_often}."
        if (days := self.on.silent_days) is not None:
            return f"{said} Lleva {counted(days, 'día', 'días')} sin novedades."
        since = max(day for day in (self.one.accepted_on, self.one.start, self.on.heard_on) if day)
        return f"{said} La próxima se espera el {long_date(news_expected_on(since, self.one.cadence))}."

    @property
    def ambition_words(self) -> str:
        return Ambition(self.one.ambition).label if self.one.ambition else ""

    @property
    def verifiable_words(self) -> str:
        return {True: "Sí", False: "No", None: ""}[self.one.is_verifiable]

    @property
    def tags(self) -> str:
        known = dict(Tag.choices)
        return ", ".join(known.get(tag, tag) for tag in self.one.tags)

    @property
    def follow_query(self) -> str:
        return f"?sobre=commitment:{self.one.code}"
