"""What a round will be: its calendar, and what keeps it from being opened as planned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.validators import validate_slug
from django.forms import ValidationError

from core.process import working_days
from core.words import first_ones, long_day
from diagnostics.assessments.choices import FILLABLE, PROCESS, USUAL_TERMS, RoundStatus, State
from diagnostics.assessments.models import Assessment, Round
from diagnostics.instruments.models import InstrumentVersion
from territory.models import Municipality

NAME_LENGTH = Round._meta.get_field("name").max_length
LONGEST_TERM = 250  # working days, about a year
FARTHEST = timedelta(days=731)  # guards against a mistyped year, and the end of the calendar
MOST_DAYS_OFF = 60
COUNTED_YEARS = range(1990, 2200)  # public holidays are known, and no term leaves the calendar
LONGEST_CODE = 40
NOT_CODES = {"abrir", "evolucion"}  # words of addresses in which the code of a round may stand too
STAGE_NAMES = {
    State.SELF_ASSESSMENT: "Autoevaluación",
    State.SIGN_OFF: "Firma de la alcaldía",
    State.IN_REVIEW: "Revisión metropolitana",
    State.CLARIFICATION: "Aclaraciones",
    State.REPLY_OPEN: "Derecho de réplica",
    State.REPLY_DECISION: "Decisión",
    State.FINAL_READY: "Publicación",
}
TERMED = set(USUAL_TERMS) | set(PROCESS.terms)


@dataclass(frozen=True)
class Plan:
    """A round that is to be opened. `terms`: working days by state, of those that are not the usual ones.

    `held_elsewhere`: its answers come from files; it may lie in the past and beside other rounds.
    """

    code: str
    version: InstrumentVersion
    municipalities: list[Municipality]
    name: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    cutoff_on: date | None = None
    is_demo: bool = False
    is_rehearsal: bool = False
    terms: Mapping[str, int] = field(default_factory=dict)
    second_reading_percent: int = 15
    days_off: tuple[date, ...] = ()
    held_elsewhere: bool = False

    @property
    def last_day(self) -> date | None:
        """Of the self-assessment: as given, or after the working days that `terms` gives it."""
        length = self.terms.get(State.SELF_ASSESSMENT)
        if self.closes_on or self.opens_on is None or length is None or not 0 < length <= LONGEST_TERM:
            return self.closes_on
        if self.opens_on.year not in COUNTED_YEARS:
            return None
        return last_day_of(self.opens_on, length, self.days_off)


def last_day_of(first: date, length: int, days_off: Iterable[date] = ()) -> date:
    """Return the last of `length` working days, of which `first` is one if it is a working day."""
    return working_days.add(first - timedelta(days=1), length, frozenset(days_off))


def faults_of(plan: Plan, *, today: date) -> dict[str, list[str]]:
    """Return what keeps a round from being opened, in sentences by the argument that each concerns; {} when nothing does."""
    found: dict[str, list[str]] = {}
    checks = {
        "name": [] if len(plan.name) <= NAME_LENGTH else [f"El nombre del ciclo tiene más de {NAME_LENGTH} letras."],
        "code": _code(plan.code),
        "is_rehearsal": _mixture(plan),
        **_days(plan, today),
        "second_reading_percent": _share(plan.second_reading_percent),
        "days_off": _days_off(plan.days_off),
        "municipalities": _places(plan),
        **{f"term_{state}": _term(state, length) for state, length in plan.terms.items()},
    }
    for name, sentences in checks.items():
        if sentences:
            found[name] = sentences
    return found


def overlaps(
    municipalities: Iterable[Municipality], opens_on: date | None, closes_on: date | None, *, but: Round | None = None
) -> list[str]:
    """Return a sentence per open round in which some of the municipalities take part in those days. One query.

    A round without both dates has no known period.
    """
    if opens_on is None or closes_on is None:
        return []
    rows = Assessment.objects.filter(
        municipality__in=list(municipalities), round__status=RoundStatus.OPEN, round__opens_on__lte=closes_on,
        round__closes_on__gte=opens_on,
    ).exclude(state=State.WITHDRAWN)  # fmt: skip
    if but is not None:
        rows = rows.exclude(round=but)
    names: dict[tuple[str, date], list[str]] = {}
    for place, round, closes in rows.in_river_order().values_list(
        "municipality__name", "round__name", "round__closes_on"
    ):
        names.setdefault((round, closes), []).append(place)
    return [
        f"{first_ones(places, 3)} ya {'está' if len(places) == 1 else 'están'} en «{round}» hasta el "
        f"{long_day(closes, with_year=True)}. Cierre antes ese ciclo o elija otras fechas."
        for (round, closes), places in names.items()
    ]


def malformed(code: str) -> list[str]:
    """Return why a text is no code of a round; [] for one that is."""
    if not code:
        return ["Escriba un código: letras sin tilde, cifras y guiones, como 2027-1."]
    try:
        validate_slug(code)
    except ValidationError:
        return [f"«{code[:LONGEST_CODE]}» no sirve de código de ciclo: letras sin tilde, cifras y guiones."]
    if len(code) > LONGEST_CODE:
        return [f"El código del ciclo tiene más de {LONGEST_CODE} letras."]
    if code in NOT_CODES:
        return [f"«{code}» es una palabra de las direcciones del portal. Use otro código, como 2027-1."]
    return []


def _code(code: str) -> list[str]:
    taken = [f"Ya existe un ciclo con el código {code}."]
    return malformed(code) or (taken if Round.objects.filter(code=code).exists() else [])


def _mixture(plan: Plan) -> list[str]:
    """Invented results and real ones never stand in one portal: nobody could tell them apart in a file."""
    others = Round.objects.in_force()
    if plan.is_demo:
        if others.filter(is_demo=False, is_rehearsal=False).exists():
            return ["Este portal ya tiene ciclos reales: los datos de demostración no se mezclan con ellos."]
    elif not plan.is_rehearsal and others.filter(is_demo=True).exists():
        return [
            "Este portal tiene resultados de demostración. Un ciclo real no se mezcla con ellos: ábralo como ensayo o pida a "
            "quien administra el portal que los retire."
        ]
    return []


def day_faults(
    opens_on: date | None,
    closes_on: date | None,
    cutoff_on: date | None,
    *,
    today: date | None,
    was: Round | None = None,
) -> dict[str, list[str]]:
    """Return what is wrong with the days of a round, by field. `was`: the round that has others; a day that stays may be past.

    Without `today` any day may be past.
    """
    opens_was, closes_was = (was.opens_on, was.closes_on) if was else (None, None)
    found: dict[str, list[str]] = {}
    if today and opens_on != opens_was:
        if opens_was is not None and opens_was <= today:
            found["opens_on"] = [f"Abrió el {long_day(opens_was, with_year=True)}: eso ya no cambia."]
        else:
            found["opens_on"] = _out_of_reach(opens_on, today, "La apertura")
    if opens_on and closes_on and closes_on < opens_on:
        found["closes_on"] = ["El cierre va antes de la apertura. Escriba una fecha posterior."]
    elif today and closes_on != closes_was:
        found["closes_on"] = _out_of_reach(closes_on, today, "El cierre")
    if cutoff_on and closes_on and cutoff_on > closes_on:
        day = long_day(closes_on, with_year=True)
        found["cutoff_on"] = [f"El corte va después del cierre. Debe ser el {day} o antes."]
    return {field: sentences for field, sentences in found.items() if sentences}


def _days(plan: Plan, today: date) -> dict[str, list[str]]:
    found = day_faults(plan.opens_on, plan.closes_on, None, today=None if plan.held_elsewhere else today)
    return found | day_faults(None, plan.last_day, plan.cutoff_on, today=None)


def _out_of_reach(day: date | None, today: date, what: str) -> list[str]:
    if day is not None and day > today + FARTHEST:
        return [f"{what} queda a más de dos años. Revise el año de la fecha."]
    if day is None or day >= today:
        return []
    return [
        f"{what} ({long_day(day, with_year=True)}) ya pasó. Escriba una fecha desde el {long_day(today, with_year=True)}."
    ]


def _term(state: str, length: int) -> list[str]:
    if state not in TERMED:
        return [f"«{state}» no es una etapa con plazo."]
    if 1 <= length <= LONGEST_TERM:
        return []
    name = STAGE_NAMES.get(State(state), State(state).label)
    return [f"«{name}» dura entre 1 y {LONGEST_TERM} días hábiles."]


def _share(percent: int) -> list[str]:
    return [] if 0 <= percent <= 100 else ["Las segundas lecturas van de 0 a 100 % de las respuestas."]


def _days_off(days: tuple[date, ...]) -> list[str]:
    return [] if len(days) <= MOST_DAYS_OFF else [f"Los días no hábiles propios son {MOST_DAYS_OFF} a lo sumo."]


def _places(plan: Plan) -> list[str]:
    if not plan.municipalities:
        return ["No hay municipios para el ciclo. Cárguelos primero en «Municipios y límites»."]
    return [] if plan.held_elsewhere else overlaps(plan.municipalities, plan.opens_on, plan.last_day)


def first_round(rounds: Iterable[Round], today: date) -> Round | None:
    """Return the round that boards, queues and search open on: the newest real one that runs, else a running rehearsal, else
    the next to open, else the one published last; one that ended or was cancelled only when there is no other.
    """
    return min(rounds, key=lambda round: _rank(round, today), default=None)


def _rank(round: Round, today: date) -> tuple[int, float, int]:
    newest = -round.opened_at.timestamp(), -(round.pk or 0)
    if not round.is_open:
        return 3 if round.is_published else 4, *newest
    if round.opens_on is not None and round.opens_on > today:
        return 2, round.opens_on.toordinal(), -(round.pk or 0)
    return int(round.is_rehearsal), *newest


def fillable_without_extension(round: Round) -> list[Assessment]:
    """Return the assessments that end with the round's self-assessment: still filled, and with no deadline of their own."""
    rows = round.assessments.filter(state__in=FILLABLE).exclude(extensions__state__in=FILLABLE)
    return list(rows.select_related("municipality"))
