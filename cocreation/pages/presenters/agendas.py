"""What pages of agendas say of stages and of what can be done now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cocreation.agendas.choices.stages import Act, Actor, Moment, StageCode, current, may, moment_of
from cocreation.agendas.models import Agenda, Stage
from cocreation.contributions.choices import Kind
from cocreation.pages.queries.agendas import is_over, stage_open
from core.words import counted, day_span, long_date, long_day

# What each stage is for, under its dates while it is still to come.
IS_FOR = {
    StageCode.CALL: "Saber de qué se trata",
    StageCode.PROBLEMS: "Contar qué pasa",
    StageCode.CHALLENGES: "Escoger los retos",
    StageCode.IDEAS: "Proponer qué hacer",
    StageCode.PROTOTYPES: "Probar en pequeño",
    StageCode.COMMITMENTS: "Acordar quién y cuándo",
    StageCode.FOLLOW_UP: "Vigilar lo acordado",
    StageCode.CLOSING: "Decir qué funcionó",
}


@dataclass(frozen=True)
class ShownStage:
    """`state`: done, at or next. `note`: under the dates. `has_report`: its devolución is published."""

    stage: Stage
    state: str
    dates: str
    note: str
    has_report: bool


def stages_of(agenda: Agenda, today: date) -> list[ShownStage]:
    """Return the stages in order; «Va aquí» stands on one, also when two are open."""
    here = stage_open(agenda, today)
    rows = sorted(agenda.stages.all(), key=lambda stage: StageCode.values.index(stage.code))
    return [_shown(stage, here, today) for stage in rows]


def _shown(stage: Stage, here: Stage | None, today: date) -> ShownStage:
    moment, has_report = moment_of(stage, today), stage.state == "reported"
    state = "at" if stage == here else "done" if moment is Moment.AFTER else "next"
    note = (
        IS_FOR[StageCode(stage.code)]
        if state == "next"
        else ""
        if has_report or state == "at"
        else "Sin devolución todavía"
    )
    return ShownStage(stage, state, day_span(stage.opens_on, stage.closes_on), note, has_report)


@dataclass(frozen=True)
class Do:
    """What can be done today. `kind`: problema, idea or ""; `stage`: where the agenda is, None before the first stage."""

    title: str
    text: str
    kind: str
    button: str
    stage: Stage | None
    number: int
    supports: bool
    comments: bool
    votes: bool


def doing(agenda: Agenda, today: date) -> Do:
    """Return what a person can do in an agenda today. No query with prefetched stages."""
    stages = list(agenda.stages.all())
    acts = {act for act in Act if may(act, Actor.PERSON, stages, today)}
    now = current(stages, today)
    here = stage_open(agenda, today) or (now[0][0] if now else None)
    kind = Kind.IDEA if Act.PROPOSE_IDEA in acts else Kind.PROBLEM if Act.PROPOSE_PROBLEM in acts else ""
    title, text = _words(agenda, acts, here, today)
    button = {Kind.IDEA: "Proponer una idea", Kind.PROBLEM: "Proponer un problema"}.get(kind, "")
    number = StageCode.values.index(here.code) + 1 if here else 0
    return Do(title, text, kind, button, here, number, Act.SUPPORT in acts, Act.COMMENT in acts, Act.VOTE in acts)


def balance_is_public(stages: Iterable[Stage], today: date) -> bool:
    """From where people take part is shown once a stage of problems or ideas has closed, and while none of them is open."""
    moments = {moment_of(stage, today) for stage in stages if stage.code in (StageCode.PROBLEMS, StageCode.IDEAS)}
    return Moment.AFTER in moments and Moment.DURING not in moments


def _words(agenda: Agenda, acts: set[Act], here: Stage | None, today: date) -> tuple[str, str]:
    stages = agenda.stages.all()
    ahead = min((s for s in stages if moment_of(s, today) is Moment.BEFORE), key=lambda s: s.opens_on, default=None)
    follows = f"La etapa «{ahead}» abre el {long_day(ahead.opens_on)}." if ahead else ""
    if here is None:
        return "Todavía no ha empezado", follows or "Aquí se verá cuándo abre la primera etapa."
    if moment_of(here, today) is Moment.AFTER:
        if ahead is None:
            return (
                f"Esta agenda terminó el {long_date(here.closes_on)}",
                "Lo que se dijo y se respondió se puede leer aquí.",
            )
        return f"La etapa «{here}» ya cerró", f"{_answer_term(agenda)} {follows}"
    until = f"hasta el {long_day(here.closes_on)}"
    left = (here.closes_on - today).days
    rest = f"{'Hoy es el último día' if not left else 'Queda un día' if left == 1 else f'Quedan {left} días'}."
    if Act.PROPOSE_IDEA in acts:
        return f"Proponga o apoye ideas {until}", f"{rest} {_answer_term(agenda)}"
    if Act.PROPOSE_PROBLEM in acts:
        return f"Cuente o apoye problemas {until}", f"{rest} {_answer_term(agenda)}"
    if Act.VOTE in acts:
        return f"Vote los retos {until}", f"{rest} También puede apoyar y comentar los aportes."
    if Act.SUPPORT in acts:
        return f"Apoye y comente los aportes {until}", rest
    if Act.COMMENT in acts:
        return f"Comente los aportes {until}", rest
    return f"Está abierta la etapa «{here}» {until}", follows


def _answer_term(agenda: Agenda) -> str:
    days = counted(agenda.answer_days, "día hábil", "días hábiles")
    return f"Después, quienes deben responder tienen {days}."


def when_words(agenda: Agenda, today: date) -> str:
    """Return when it is decided, for the facts of an agenda."""
    stages = {stage.code: stage for stage in agenda.stages.all()}
    said = [f"Respuestas en {counted(agenda.answer_days, 'día hábil', 'días hábiles')} desde el cierre de cada etapa."]
    if deal := stages.get(StageCode.COMMITMENTS):
        verb = "Compromisos hasta el" if deal.closes_on >= today else "Los compromisos se acordaron hasta el"
        said.append(f"{verb} {long_date(deal.closes_on)}.")
    return " ".join(said)


@dataclass(frozen=True)
class Card:
    """One agenda in the list."""

    agenda: Agenda
    do: Do
    place: str


def cards(rows: Iterable[Agenda], today: date) -> dict[str, list[Card]]:
    """Return the agendas of a page: `open` ones and those yet to `come`, then those that are `over`."""
    found: dict[str, list[Card]] = {"open": [], "come": [], "over": []}
    for agenda in rows:
        key = "over" if is_over(agenda, today) else "come" if not current(agenda.stages.all(), today) else "open"
        found[key].append(Card(agenda, doing(agenda, today), place_words(list(agenda.municipalities.all()))))
    found["open"].sort(key=lambda card: card.do.stage.closes_on)
    return found


def place_words(places: list) -> str:
    return f"Agenda de {places[0]}" if len(places) == 1 else f"Agenda de {len(places)} municipios"
