"""One municipality's situation: newest published result, changes, most valuable steps, and its current round."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from core.numbers import signed
from core.words import joined, long_date
from diagnostics.assessments.choices import MODE_OF, REPLYING, REVIEWING, UNSIGNED, Layer, State
from diagnostics.assessments.models import Answer, Assessment, MunicipalScore, ScoreRun
from diagnostics.results.queries import gaps
from diagnostics.results.queries.evolution import Moment, evolution_of
from diagnostics.results.queries.level_counts import Medians, medians_of
from diagnostics.results.queries.perception import Perceived, perceived
from diagnostics.results.queries.published import Edition, document_of, edition, said_of
from diagnostics.results.queries.results import Outcome, Score, own_result
from diagnostics.results.queries.sentences import NO_CHANGE, change_tag, gate_sentence, partial_sentence
from diagnostics.scoring.instrument import Dimension

MOST_GAPS = 5


@dataclass(frozen=True)
class Theme:
    """One dimension: published result, median, previous round and declared score."""

    dimension: Dimension
    score: Score
    median: Decimal | None
    before: Decimal | None
    declared: Decimal | None

    @property
    def change(self) -> Decimal | None:
        now = self.score.displayed
        return None if now is None or self.before is None else now - self.before

    @property
    def reading(self) -> str:
        return change_tag(self.score.displayed, self.before)

    @property
    def gap(self) -> Decimal | None:
        now = self.score.displayed
        return None if now is None or self.declared is None else self.declared - now


@dataclass(frozen=True)
class Published:
    """The published result of one municipality in its round, compared with the others.

    `before`: its last complete result in an earlier comparable round; `perceived`: None without both layers.
    """

    edition: Edition
    outcome: Outcome
    medians: Medians
    before: Moment | None
    perceived: Perceived | None
    strengths: list[gaps.Standing]
    gaps: list[gaps.Gap]

    @property
    def themes(self) -> list[Theme]:
        declared = self.perceived.declared if self.perceived else {}
        return [
            Theme(d, score, self.medians.by_code[d.code], self._earlier(d.code), declared.get(d.code))
            for d, score in self.outcome.dimensions
        ]

    def _earlier(self, code: str) -> Decimal | None:
        return self.before.score_of(code) if self.before and self.outcome.is_comparable else None

    @property
    def reading(self) -> str:
        return change_tag(self.outcome.total.displayed, self._earlier(""))

    @property
    def gate(self) -> tuple[str, str] | None:
        return gate_sentence(self.outcome, self.edition.round.version.parsed)

    @property
    def partial(self) -> tuple[str, str] | None:
        return partial_sentence(self.outcome, self.edition.round.version.parsed)

    @property
    def changes(self) -> str:
        """The themes that rose or fell by two points or more, in words; "" without a comparison."""
        compared = [t for t in self.themes if t.change is not None]
        if not compared:
            return ""
        parts = []
        for verb, moved in (
            ("Subió en", [t for t in compared if t.change >= NO_CHANGE]),
            ("Bajó en", [t for t in compared if t.change <= -NO_CHANGE]),
        ):
            if moved:
                moved.sort(key=lambda t: -abs(t.change))
                parts.append(f"{verb} {joined([f'{t.dimension.short_name} ({signed(t.change)})' for t in moved])}.")
        return " ".join(parts) or "En ningún tema cambió dos puntos o más."


@dataclass(frozen=True)
class Own:
    """The unpublished result that the municipality may see: of the layer that its state has reached."""

    run: ScoreRun
    outcome: Outcome

    @property
    def words(self) -> str:
        return OWN_WORDS[Layer(self.run.layer)]


OWN_WORDS = {
    Layer.SELF_ASSESSED: "Provisional, según lo que el municipio ha respondido: lo que falta no cuenta",
    Layer.REVIEWED: "Como lo dejó la revisión, antes de la réplica",
    Layer.FINAL: "Definitivo, todavía sin publicar",
}


@dataclass(frozen=True)
class NextStep:
    text: str
    url: str
    hint: str = ""


@dataclass(frozen=True)
class Gain:
    """A question of the published round that would bring points. `answer_url`: where it is answered now, "" if nowhere.

    `is_answered`: it has an answer there already.
    """

    gap: gaps.Gap
    url: str
    answer_url: str
    is_answered: bool


@dataclass(frozen=True)
class Situation:
    """`own` and `steps` are of the assessment's round; `published` and `gains` of the newest publication, maybe of another.

    `published`: None before the first publication in which the municipality has a result.
    """

    assessment: Assessment
    published: Published | None
    own: Own | None
    steps: list[NextStep]
    gains: list[Gain]


def situation_of(assessment: Assessment, *, today: date) -> Situation:
    """Return the situation of an assessment's municipality (at most eleven queries).

    For a published round its own result, for a current one the newest published result: medians never come from unpublished
    data.
    """
    shown = _shown(assessment)
    published = _published(*shown, assessment) if shown else None
    takes = assessment.is_fillable and assessment.is_open_on(today)
    answered = _answered(assessment) if published and takes else set()
    gains = [_gain(gap, assessment, published, takes, answered) for gap in published.gaps] if published else []
    return Situation(assessment, published, _own(assessment), _steps(assessment, today), gains)


def _shown(assessment: Assessment) -> tuple[Edition, dict[str, Any]] | None:
    """The publication of a published round; for a current one, the newest in which the municipality has a result.

    With the questions and indicators of that result (MunicipalScore.detail).
    """
    found = edition(assessment.round.code if assessment.round.is_published else None)
    if found is None:
        return None
    offered = [found.publication] if assessment.round.is_published else found.all
    rows = MunicipalScore.objects.filter(
        run__in=[p.run_id for p in offered], municipality=assessment.municipality_id, displayed__isnull=False
    )
    details = dict(rows.values_list("run", "detail"))
    chosen = next((p for p in offered if p.run_id in details), None)
    return (replace(found, publication=chosen, previous=None), details[chosen.run_id]) if chosen else None


def _published(shown: Edition, detail: dict[str, Any], assessment: Assessment) -> Published:
    results = shown.results()
    place = assessment.municipality_id
    outcome = replace(next(o for o in results.outcomes if o.municipality.pk == place), detail=detail)
    standings = gaps.standings_by_question(results.instrument, outcome.detail)
    said = said_of(document_of(shown.publication, place))
    return Published(
        edition=shown,
        outcome=outcome,
        medians=medians_of(results),
        before=_before(shown, place),
        perceived=perceived(outcome, _assessment_in(shown, assessment)),
        strengths=gaps.strengths_of(standings),
        gaps=gaps.gaps_of(results.instrument, standings, said, MOST_GAPS),
    )


def _before(shown: Edition, place: int) -> Moment | None:
    since = shown.all[shown.all.index(shown.publication) :]
    trajectories = evolution_of(since, municipality=place).trajectories
    moments = trajectories[0].moments[:-1] if trajectories else []
    return next((m for m in reversed(moments) if m is not None and m.compared is not None), None)


def _assessment_in(shown: Edition, assessment: Assessment) -> Assessment:
    if shown.round == assessment.round:
        return assessment
    found = Assessment.objects.select_related("municipality").get(
        round=shown.round, municipality=assessment.municipality_id
    )
    found.round = shown.round
    return found


def _own(assessment: Assessment) -> Own | None:
    """The result of the newest closed layer; during filling, of the answers so far."""
    state = State(assessment.state)
    if state in UNSIGNED | REVIEWING:
        layer = Layer.SELF_ASSESSED
    elif state in REPLYING:
        layer = Layer.REVIEWED
    elif state == State.FINAL_READY:
        layer = Layer.FINAL
    else:
        return None
    found = own_result(assessment.round, assessment.municipality_id, layer, MODE_OF[layer])
    return Own(*found) if found and found[1].has_result else None


def _steps(assessment: Assessment, today: date) -> list[NextStep]:
    """What the state of this round lets be done."""
    own, where = assessment, (assessment.round.code, assessment.municipality.slug)
    until = f"Hasta el {long_date(own.due_on)}." if own.due_on and not own.is_overdue(today) else ""
    home, outcome = own.get_absolute_url(), reverse("review:outcome", args=where)
    missing = own.applicable_count - own.answered_count
    steps = {
        State.SIGN_OFF: [NextStep("Firmar o devolver el diagnóstico", home, until)],
        State.CLARIFICATION: [NextStep("Aclarar lo que pide la revisión", outcome, until)],
        State.REPLY_OPEN: [NextStep("Contestar los ajustes de la revisión", outcome, until)],
    }.get(State(own.state), [])
    if own.is_fillable and own.is_open_on(today):
        unanswered = f"Responder {missing} {'pregunta' if missing == 1 else 'preguntas'}"
        if not own.answered_count:
            steps.append(NextStep("Empezar a responder", home, until))
        elif missing > 0:
            steps.append(NextStep(unanswered, home, until))
        if own.unproven_count:
            proofs = f"Adjuntar {own.unproven_count} {'evidencia' if own.unproven_count == 1 else 'evidencias'}"
            steps.append(NextStep(proofs, reverse("assessments:evidence-list", args=where)))
        if own.answered_count and missing <= 0:
            steps.append(NextStep("Revisar y enviar el diagnóstico", home, until))
    return steps


def _answered(assessment: Assessment) -> set[str]:
    answers = Answer.objects.self_assessed().filter(assessment=assessment).exclude(value="", not_applicable=False)
    return set(answers.values_list("question__code", flat=True))


def _gain(gap: gaps.Gap, assessment: Assessment, published: Published, takes: bool, answered: set[str]) -> Gain:
    code, place = gap.question.code, assessment.municipality.slug
    is_asked = code in assessment.round.version.parsed.question_by_code
    here = reverse("assessments:question-fill", args=[assessment.round.code, place, code])
    there = reverse("assessments:question-fill", args=[published.edition.round.code, place, code])
    return Gain(gap, there, here if takes and is_asked else "", code in answered)
