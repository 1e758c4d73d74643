"""The stages of an agenda, how each ends, and who may do what in which: one table, enforced by the actions.

docs/states.md prints it. Correcting, withdrawing and erasing one's own text is a right that no stage ends: not in the table.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from django.db.models import TextChoices

from core.process.steps import Process, Step
from core.refusals import Refusal
from core.words import long_day


class StageCode(TextChoices):
    """The stages of an agenda, in their order."""

    CALL = "convocatoria", "Convocatoria"
    PROBLEMS = "problemas", "Problemas"
    CHALLENGES = "retos", "Retos priorizados"
    IDEAS = "ideas", "Ideas"
    PROTOTYPES = "prototipos", "Prototipos"
    COMMITMENTS = "compromisos", "Compromisos"
    FOLLOW_UP = "seguimiento", "Seguimiento"
    CLOSING = "cierre", "Cierre y lecciones"


class StageState(TextChoices):
    """`OPEN` from the start: its days say whether it has begun (WithDeadlines.opens_on)."""

    OPEN = "open", "Abierta o por abrir"
    CLOSED = "closed", "Cerrada, sin devolución"
    REPORTED = "reported", "Con devolución"


class StageParty(TextChoices):
    PARTICIPANTS = "participants", "Quienes participan"
    FACILITATION = "facilitation", "Facilitación"


REPORT_DAYS = 10  # working days from the close of a stage to its devolución
FACILITATION = "Facilitación o coordinación"
PROCESS = Process(
    title="A stage of an agenda",
    states=StageState,
    initial=StageState.OPEN,
    steps=(
        Step(StageState.OPEN, StageState.CLOSED, "stage.closed", "El portal", "Pasa su último día.", in_time=False),
        Step(StageState.OPEN, StageState.CLOSED, "stage.closed_early", FACILITATION, "La cierra antes, con su razón."),
        Step(StageState.CLOSED, StageState.REPORTED, "stage.reported", FACILITATION,
             "Publica la devolución: qué se acogió, qué no y por qué, y quién decide.", in_time=False),
    ),
    waits_for={StageState.OPEN: StageParty.PARTICIPANTS, StageState.CLOSED: StageParty.FACILITATION},
    terms={StageState.CLOSED: REPORT_DAYS},
    own_terms={StageState.OPEN: "until its last day"},
    moves_on=frozenset({StageState.OPEN}),
)  # fmt: skip


class Act(TextChoices):
    """What is done in an agenda, as it stands after «se puede»."""

    PROPOSE_PROBLEM = "propose_problem", "proponer un problema"
    PROPOSE_IDEA = "propose_idea", "proponer una idea"
    SUPPORT = "support", "apoyar"
    COMMENT = "comment", "comentar"
    VOTE = "vote", "votar los retos"
    WRITE_CHALLENGE = "write_challenge", "escribir retos"
    CAPTURE_PAPER = "capture_paper", "pasar tarjetas de papel"
    MODERATE = "moderate", "moderar"
    MERGE = "merge", "unir aportes"
    ANSWER = "answer", "responder aportes"
    RECORD_PILOT = "record_pilot", "anotar un piloto"
    WRITE_ITEM = "write_item", "escribir acuerdos"
    ACCEPT_ITEM = "accept_item", "aceptar acuerdos"
    HOLD_WORKSHOP = "hold_workshop", "convocar un taller"


class Actor(TextChoices):
    PERSON = "P", "Quien participa, con cuenta, correo o tarjeta"
    OFFICE = "O", "Dependencia de un municipio de la agenda"
    FACILITATOR = "F", "Facilitación o coordinación"


class Moment(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"  # once it has closed, until the next one opens


# Letters of Actor: before the stroke while the stage is open; after it, once it has closed and until the next one opens. «antes»:
# of a published agenda before its first stage opens.
STAGE_TABLE = """
                 antes convocatoria problemas retos ideas prototipos compromisos seguimiento cierre
propose_problem  -     -            P         -     -     -          -           -           -
propose_idea     -     -            -         -     P     -          -           -           -
support          -     -            P         P     P     -          -           -           -
comment          -     -            PO        PO    PO    PO         PO          PO          -
vote             -     -            -         P     -     -          -           -           -
write_challenge  F     F/F          F/F       F     -     -          -           -           -
capture_paper    -     F/F          F/F       F/F   F/F   F/F        F/F         F/F         F/F
moderate         -     F/F          F/F       F/F   F/F   F/F        F/F         F/F         F/F
merge            -     -            F/F       F/F   F/F   F/F        -           -           -
answer           -     -            -/OF      OF/OF OF/OF OF/OF      OF/OF       OF/OF       OF/OF
record_pilot     -     -            -         -     -/OF  OF/OF      OF/OF       OF/OF       OF
write_item       -     -            -         -     -     OF/OF      OF/OF       -           -
accept_item      -     -            -         -     -     -          O/O         -           -
hold_workshop    F     F/F          F/F       F/F   F/F   F/F        F/F         F/F         F
"""


class StageLike(Protocol):
    code: str
    opens_on: date
    closes_on: date

    @property
    def is_closed(self) -> bool: ...


class Permitted(NamedTuple):
    during: frozenset[Actor]
    after: frozenset[Actor]


def _table() -> tuple[dict[Act, frozenset[Actor]], dict[tuple[StageCode, Act], Permitted]]:
    header, *lines = STAGE_TABLE.strip("\n").splitlines()
    _antes, *codes = header.split()
    stages = [StageCode(code) for code in codes]
    beforehand, table = {}, {}
    for line in lines:
        name, early, *cells = line.split()
        act = Act(name)
        beforehand[act] = frozenset(map(Actor, early.strip("-")))
        for stage, cell in zip(stages, cells, strict=True):
            during, _, after = cell.strip("-").partition("/")
            table[stage, act] = Permitted(frozenset(map(Actor, during)), frozenset(map(Actor, after)))
    return beforehand, table


BEFOREHAND, TABLE = _table()


class NotInThisStage(Refusal):
    """The act belongs to another stage, or its stage has not opened yet or has closed. Pages answer 409."""

    is_conflict = True


def moment_of(stage: StageLike, today: date) -> Moment:
    if stage.is_closed or today > stage.closes_on:
        return Moment.AFTER
    return Moment.BEFORE if today < stage.opens_on else Moment.DURING


def current(stages: Iterable[StageLike], today: date) -> list[tuple[StageLike, Moment]]:
    """Return the stages that are open today; if none is, the last one that closed; empty before the first."""
    timed = [(stage, moment_of(stage, today)) for stage in stages]
    if during := [pair for pair in timed if pair[1] is Moment.DURING]:
        return during
    over = [pair for pair in timed if pair[1] is Moment.AFTER]
    return [max(over, key=lambda pair: (pair[0].closes_on, pair[0].opens_on))] if over else []


def may(act: Act, actor: Actor, stages: Iterable[StageLike], today: date) -> bool:
    """Return whether such an actor may do it on that day."""
    listed = list(stages)
    permitted = [(TABLE[StageCode(stage.code), act], moment) for stage, moment in current(listed, today)]
    if listed and not permitted:
        return actor in BEFOREHAND[act]
    return any(actor in (cell.during if moment is Moment.DURING else cell.after) for cell, moment in permitted)


def require(act: Act, actor: Actor, stages: Sequence[StageLike], today: date) -> None:
    """Refuse NotInThisStage unless `may`, with the days on which it can be done."""
    if not may(act, actor, stages, today):
        raise NotInThisStage(why_not(act, actor, stages, today))


def why_not(act: Act, actor: Actor, stages: Sequence[StageLike], today: date) -> str:
    """Return the sentence for an act that is refused: when it can be done, or could."""
    able = [stage for stage in stages if actor in TABLE[StageCode(stage.code), act].during]
    ahead = min((s for s in able if moment_of(s, today) is Moment.BEFORE), key=lambda s: s.opens_on, default=None)
    if ahead:
        return f"Todavía no se puede {act.label}: la etapa «{StageCode(ahead.code).label}» abre el {long_day(ahead.opens_on)}."
    over = max((s for s in able if moment_of(s, today) is Moment.AFTER), key=lambda s: s.closes_on, default=None)
    if over:
        closed = f"cerró el {long_day(over.closes_on)}" if today > over.closes_on else "ya cerró"
        return f"Ya no se puede {act.label}: la etapa «{StageCode(over.code).label}» {closed}."
    return f"En esta agenda no se puede {act.label} ahora."


def table_page() -> str:
    """Return the section of docs/states.md."""
    lines = [
        "",
        "## Who may do what in which stage of an agenda",
        "",
        "Before the stroke: while the stage is open. After it: once it has closed, until the next one opens.",
        "Correcting, withdrawing and erasing one's own text is possible in every stage, before and after.",
        "",
        *(f"* `{actor.value}`: {actor.label}" for actor in Actor),
        "",
        f"| Act | before the first | {' | '.join(f'`{stage.value}`' for stage in StageCode)} |",
        f"| --- | :-: |{' :-: |' * len(StageCode)}",
    ]
    for act in Act:
        cells = [_letters(BEFOREHAND[act]) or "–", *(_cell(TABLE[stage, act]) for stage in StageCode)]
        lines.append(f"| `{act.value}`: {act.label} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(permitted: Permitted) -> str:
    during, after = map(_letters, permitted)
    return f"{during or '–'} / {after}" if after else during or "–"


def _letters(actors: frozenset[Actor]) -> str:
    return "".join(actor for actor in Actor if actor in actors)
