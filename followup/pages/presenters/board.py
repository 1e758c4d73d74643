"""The board of staff: what asks for a decision, and which commitments are late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from core.words import counted, long_date
from followup.commitments.choices import State
from followup.commitments.models import Commitment
from followup.commitments.presenters.standing import late_milestones
from followup.commitments.presenters.wording import TAGS
from followup.commitments.presenters.work import NEW_FOR
from followup.indicators.models import IndicatorSheet, Measurement
from followup.indicators.queries.values import period_in_words, sum_in_words
from followup.pages.choices import Asks
from followup.rules import states
from followup.rules.states import Standing, Why, standing

AREA = "Área Metropolitana"


@dataclass(frozen=True)
class Decision:
    """`is_public`: the public sees it already, without an explanation. `since`: the first day of the wait.

    `office`: who is responsible; "" of a measurement, which has no such office.
    """

    kind: Asks
    office: str
    code: str
    title: str
    address: str
    about: str
    since: date
    waits: str
    tag: tuple[str, str, str]
    is_public: bool = False

    @property
    def short(self) -> str:
        """The end of a long code: «05212-03»; whole in the sentence."""
        return "-".join(self.code.split("-")[-2:])


@dataclass(frozen=True)
class Late:
    row: Commitment
    state: str
    tag: tuple[str, str]
    what: str
    days: str
    end: str

    @property
    def who(self) -> str:
        return f"{self.row.municipality or AREA} · {self.row.office}"


@dataclass(frozen=True)
class Standings:
    """Open commitments with their state of the day."""

    rows: Sequence[tuple[Commitment, Standing]]
    day: date

    @classmethod
    def of(cls, rows: Iterable[Commitment], day: date) -> "Standings":
        return cls([(row, standing(row.rules, day)) for row in rows], day)

    @property
    def summary(self) -> str:
        """«2 de 11. Los demás: 6 en marcha, 2 acordados y 1 propuesto.»"""
        count = {state: sum(on.state == state for _, on in self.rows) for state in states.State}
        late = count[states.State.AT_RISK] + count[states.State.NOT_FULFILLED]
        agreed = count[states.State.AGREED]
        rest = [
            (count[states.State.UNDER_WAY], "en marcha"), (agreed, f"{'acordado' if agreed == 1 else 'acordados'} sin empezar"),
            (count[states.State.PROPOSED], "por aceptar"),
        ]  # fmt: skip
        words = ", ".join(f"{number} {word}" for number, word in rest if number)
        return f"{late} de {len(self.rows)} abiertos.{f' Los demás: {words}.' if words else ''}"

    def late(self) -> list[Late]:
        found = [
            _late(row, on, self.day)
            for row, on in self.rows
            if on.state in (states.State.AT_RISK, states.State.NOT_FULFILLED)
        ]
        return sorted(found, key=lambda one: (one.state != State.NOT_FULFILLED.label, one.row.end, one.row.code))

    def decisions(self) -> Iterable[Decision]:
        for row, on in self.rows:
            if found := _decision(row, on, self.day):
                yield found


def decisions_of(
    standings: Standings, waiting: Iterable[Measurement], sheets: Mapping[str, IndicatorSheet]
) -> list[Decision]:
    """Return what waits for the metropolitan team: what is public without explanation first, then what waits longest."""
    found = [*standings.decisions(), *(_measured(row, sheets, standings.day) for row in waiting)]
    return sorted(found, key=lambda one: (not one.is_public, one.since, one.code))


def waited(since: date, day: date) -> str:
    days = (day - since).days
    return "llegó hoy" if days <= 0 else f"{counted(days, 'día', 'días')} en espera"


def _late(row: Commitment, on: Standing, day: date) -> Late:
    label, tag, missed = str(State(on.state).label), TAGS[on.state], late_milestones(row, day)
    if row.end < day:
        what, since = f"El final, el {long_date(row.end)}", row.end
    elif missed:
        what, since = f"El hito {missed[0].number}, el {long_date(missed[0].due_on)}", missed[0].due_on
    else:
        what, since = "Rebajado por el equipo metropolitano", day
    ago = f"hace {counted((day - since).days, 'día', 'días')}" if since < day else ""
    end = long_date(row.end)
    moved = f"{long_date(row.original_end)} → {end}" if row.original_end != row.end else end
    return Late(row, label, tag, what, ago, moved)


def _decision(row: Commitment, on: Standing, day: date) -> Decision | None:
    place, address = row.municipality or AREA, reverse("commitments:work", args=[row.code])
    done = [one.done_on for one in row.milestones.all() if one.done_on]
    if on.why == Why.ENDED_UNDONE and not row.has_reason:
        days = counted((day - row.end).days, "día", "días")
        return Decision(
            Asks.REASON, row.office, row.code, f"Pedir la razón pública a {place}", address,
            f"{row.code} «{row.title}» terminó el {long_date(row.end)} sin toda su evidencia, y nadie ha dicho por qué.",
            row.end + timedelta(1), f"{days} sin razón", (str(State.NOT_FULFILLED.label), "late", "triangle-alert"), True,
        )  # fmt: skip
    if row.asked_at is not None:
        since = timezone.localdate(row.asked_at)
        return Decision(
            Asks.CHANGE, row.office, row.code, f"Decidir el cambio que pide {place}",
            reverse("commitments:decide", args=[row.code]),
            f"{row.code} «{row.title}», que hoy termina el {long_date(row.end)}. Lo prometido antes queda a la vista.",
            since, waited(since, day), ("Cambio pedido", "wait", "pencil"),
        )  # fmt: skip
    if on.why != Why.NOT_ACCEPTED and (row.end < day or len(done) == len(row.milestones.all())):
        since = max([*done, row.accepted_on]) if row.end >= day else row.end + timedelta(1)
        return Decision(
            Asks.READING, row.office, row.code, f"Hacer la segunda lectura de «{row.title}»", address,
            f"{row.code}, {place}. La hace una oficina que no responde por el compromiso.",
            since, waited(since, day), ("Segunda lectura", "wait", "eye"),
        )  # fmt: skip
    new = [one for one in done if day - one <= NEW_FOR]
    if new:
        return Decision(
            Asks.EVIDENCE, row.office, row.code, f"Leer la evidencia nueva de {place}", address,
            f"{row.code} «{row.title}». Si no alcanza, el hito vuelve a quedar pendiente.",
            max(new), waited(max(new), day), ("Evidencia nueva", "", "file-text"),
        )  # fmt: skip
    return None


def _measured(row: Measurement, sheets: Mapping[str, IndicatorSheet], day: date) -> Decision:
    sheet, since = sheets.get(row.indicator.code), timezone.localdate(row.state_since)
    said = sum_in_words(sheet, row.numerator, row.denominator) if sheet else ""
    return Decision(
        Asks.VALUE, "", row.indicator.code, f"Aprobar el dato de {row.municipality}, {period_in_words(row.period.rules)}",
        reverse("indicators:measurement-judge", args=[row.pk]), f"{sheet.name if sheet else ''}: {said}.",
        since, waited(since, day), ("Espera aprobación", "wait", "clock"),
    )  # fmt: skip
