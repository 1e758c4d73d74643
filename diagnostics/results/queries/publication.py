"""The publication gate: the checks before a round becomes public, and their findings."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.text import capfirst

from core.numbers import coverage
from core.numbers import score as number
from core.words import counted, long_date, named
from diagnostics.assessments.choices import DONE, Layer, State
from diagnostics.assessments.models import Answer, Assessment, EvidenceUse, Round
from diagnostics.results.queries.links import link_facts, marked_as_broken, none_was_looked_at, public_uses
from diagnostics.review.models import Reply, ReplyDecision
from diagnostics.review.queries.agreement import SecondReadings
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.instrument import Instrument
from files.choices import BROKEN_AFTER, ProofState

MOST_LINES = 40


@dataclass(frozen=True)
class Check:
    """`lines`: the findings. `blocks`: findings hold the publication back; `can_be_waived`: unless a reason is given.

    `facts`: what was looked at, said whether or not anything was found. `is_known`: anything was.
    """

    code: str
    title: str
    lines: list[str] = field(default_factory=list)
    blocks: bool = True
    can_be_waived: bool = False
    facts: list[str] = field(default_factory=list)
    is_known: bool = True

    @property
    def passed(self) -> bool:
        return not self.blocks or not self.lines

    def as_row(self) -> dict[str, Any]:
        shown = self.lines[:MOST_LINES]
        more = len(self.lines) - len(shown)
        return asdict(self) | {"passed": self.passed, "lines": [*shown, *([f"Y {more} más."] if more else [])]}


@dataclass(frozen=True)
class PublicationGate:
    checks: list[Check]

    @property
    def obstacles(self) -> list[str]:
        """One sentence per finding that holds the publication back and cannot be waived."""
        return [line for check in self.checks if check.blocks and not check.can_be_waived for line in check.lines]

    @property
    def waivable(self) -> list[str]:
        """Findings despite which coordination may publish, with a reason that is published."""
        return [line for check in self.checks if check.can_be_waived for line in check.lines]

    def report(self, waiver: str = "") -> list[dict[str, Any]]:
        return [
            check.as_row() | ({"waiver": waiver} if check.can_be_waived and check.lines else {})
            for check in self.checks
        ]


def gate_of(
    round: Round, assessments: list[Assessment], *, on: date, readings: SecondReadings | None = None
) -> PublicationGate:
    """Check a round. `readings`: the second readings, to be reported with all facts (they hold nothing back)."""
    if round.is_published:
        done = f"{capfirst(named(round))} ya está publicado; una corrección se hace con una fe de erratas."
        return PublicationGate([Check("published", "El ciclo está abierto", [done])])
    if round.is_over:
        return PublicationGate([Check("over", "El ciclo está abierto", [round.over_because])])
    if round.is_rehearsal:
        never = f"{capfirst(named(round))} es un ensayo: nunca se publica."
        return PublicationGate([Check("rehearsal", "El ciclo no es un ensayo", [never])])
    unfinished, is_report = _unfinished(assessments, on), readings is not None
    checks = [
        Check("states", "Cada municipio tiene su resultado definitivo, o consta por qué no", unfinished),
        Check(
            "layers",
            "Cada respuesta revisada tiene su versión definitiva",
            [] if unfinished else _incomplete_layers(round, assessments),
        ),
        Check("duplicates", "Una sola fila por pregunta y capa", _duplicates(round)),
        Check("weights", "Los pesos del instrumento suman", _weights(round.version.parsed)),
        Check("replies", "Toda réplica está decidida", _open_replies(round)),
        Check(
            "proofs",
            "Los puntos que piden evidencia tienen una aceptada",
            points_without_proof(round),
            facts=_imported(round) if is_report else [],
        ),
        Check(
            "links",
            "Ninguna dirección pública está caída",
            _dead_links(round),
            can_be_waived=True,
            facts=link_facts(round) if is_report else [],
            is_known=not (is_report and none_was_looked_at(round)),
        ),
    ]
    if readings is not None:
        checks.append(Check("agreement", "Acuerdo de la segunda lectura", _agreement(readings), blocks=False))
    return PublicationGate(checks)


def obstacles_of(round: Round, assessments: list[Assessment], *, on: date) -> list[str]:
    """Return one sentence per obstacle; an empty list means that the round can be published.

    A municipality that never started is no obstacle after its deadline: it has no result.
    """
    return gate_of(round, assessments, on=on).obstacles


def _unfinished(assessments: Iterable[Assessment], on: date) -> list[str]:
    lines = []
    for assessment in assessments:
        if assessment.state in DONE:
            continue
        if assessment.state != State.NOT_STARTED:
            lines.append(f"{assessment.municipality}: {assessment.get_state_display().lower()}.")
        elif assessment.due_on is not None and not assessment.is_overdue(on):
            lines.append(
                f"{assessment.municipality}: sin iniciar, y el plazo va hasta el {long_date(assessment.due_on)}."
            )
    return lines


def _incomplete_layers(round: Round, assessments: list[Assessment]) -> list[str]:
    rows = Answer.objects.filter(assessment__round=round, layer__in=[Layer.REVIEWED, Layer.FINAL])
    found: dict[int, dict[str, int]] = {}
    for owner, layer, many in rows.values_list("assessment", "layer").annotate(many=Count("pk")):
        found.setdefault(owner, {})[layer] = many
    if not any(Layer.FINAL in layers for layers in found.values()):
        return ["No hay ninguna respuesta en la capa definitiva."]
    lines = []
    for assessment in assessments:
        layers = found.get(assessment.pk, {})
        if assessment.state == State.FINAL_READY and layers.get(Layer.FINAL, 0) < layers.get(Layer.REVIEWED, 0):
            missing = layers.get(Layer.REVIEWED, 0) - layers.get(Layer.FINAL, 0)
            verb, many = "falta" if missing == 1 else "faltan", counted(missing, "respuesta", "respuestas")
            lines.append(f"{assessment.municipality}: {verb} {many} en la capa definitiva.")
    return lines


def _duplicates(round: Round) -> list[str]:
    rows = Answer.objects.filter(assessment__round=round).values("assessment", "question", "layer")
    doubled = rows.annotate(many=Count("pk")).filter(many__gt=1).count()
    return [f"{counted(doubled, 'respuesta repetida', 'respuestas repetidas')}."] if doubled else []


def _weights(instrument: Instrument) -> list[str]:
    groups = [("El instrumento", [d.weight for d in instrument.dimensions])]
    groups += [(d.name, [i.weight for i in d.indicators]) for d in instrument.dimensions]
    return [f"{name}: los pesos no suman nada." for name, weights in groups if sum(weights) <= 0]


def _open_replies(round: Round) -> list[str]:
    decided = ReplyDecision.objects.values("reply")
    waiting = Reply.objects.filter(answer__assessment__round=round, sent_at__isnull=False).exclude(pk__in=decided)
    rows = waiting.exclude(stance="agree").values_list(
        "answer__assessment__municipality__name", "answer__question__code"
    )
    return [f"{place}, {code}: réplica sin decidir." for place, code in rows.order_by("pk")]


def points_without_proof(round: Round) -> list[str]:
    """The last net: no judgement is written so. Rounds held elsewhere have no proofs here."""
    instrument = round.version.parsed
    accepted = EvidenceUse.objects.filter(answer=OuterRef("pk"), state=ProofState.ACCEPTED)
    rows = Answer.objects.filter(
        ~Exists(accepted), assessment__round=round, assessment__submitted_at__isnull=False, layer=Layer.FINAL
    ).exclude(evidence_accepted="")
    fields = (
        "assessment__municipality__name", "question__code", "value", "not_applicable", "na_accepted", "evidence_accepted",
    )  # fmt: skip
    return [
        f"{place}, {code}: da puntos que piden evidencia, y ninguna quedó aceptada."
        for place, code, *said in rows.order_by("assessment__municipality__order", "question__position").values_list(
            *fields
        )
        if Entry(*said).exceeds(instrument, instrument.question_by_code[code])
    ]


def _imported(round: Round) -> list[str]:
    answers = Answer.objects.filter(assessment=OuterRef("pk"), layer=Layer.FINAL)
    count = Assessment.objects.filter(Exists(answers), round=round, submitted_at=None).count()
    one, many = "municipio tiene", "municipios tienen"
    said = "un resultado importado: su revisión se hizo fuera del portal, que no tiene sus evidencias."
    return [f"{counted(count, one, many)} {said}"] if count else []


def _dead_links(round: Round) -> list[str]:
    """The links that the portal could not open twice in a row, and those that somebody in the review found not to open."""
    marked = marked_as_broken(round).values("evidence")
    uses = public_uses(round).filter(Q(evidence__check_failures__gte=BROKEN_AFTER) | Q(evidence__in=marked))
    rows = uses.values_list(
        "answer__assessment__municipality__name", "answer__question__code", "evidence__url", "evidence__check_failures"
    )
    return [
        f"{place}, {code}: {url} no abre{'' if failures >= BROKEN_AFTER else ', según la revisión'}."
        for place, code, url, failures in rows.order_by("answer").distinct()
    ]


def _agreement(readings: SecondReadings) -> list[str]:
    lines = [
        f"La revisión cambió {readings.adjusted} de {counted(readings.reviewed, 'respuesta', 'respuestas')} que miró; "
        f"{readings.read} de {readings.drawn} de la muestra tuvieron segunda lectura."
    ]
    for row in readings.rows:
        result = row.result
        if not result.is_enough:
            lines.append(f"{row.name}: sin datos suficientes (n = {result.pairs}).")
            continue
        kappa = "no se puede calcular" if result.kappa is None else number(result.kappa_decimal)
        lines.append(f"{row.name}: {coverage(result.share)} de acuerdo, kappa ponderado {kappa} (n = {result.pairs}).")
    return lines
