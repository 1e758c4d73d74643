"""Errata of a published round: proposed by one person, confirmed by another, published as a new version of the result."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import capfirst

from core import audit
from core.process.transitions import require_reason
from core.refusals import Refusal, Stale
from core.words import named
from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer, Mode
from diagnostics.assessments.models import Answer, EvidenceUse, Round, ScoreRun
from diagnostics.assessments.queries.corrections import corrections_of
from diagnostics.assessments.queries.inputs import inputs_of
from diagnostics.results.actions import announcing
from diagnostics.results.actions.publications import CannotPublish, locked_all, write
from diagnostics.results.choices import ProposalState
from diagnostics.results.choices.texts import ERRATUM_PROPOSED
from diagnostics.results.models import Correction, Erratum, ErratumProposal, Publication
from diagnostics.results.queries.errata import changes_of, may_confirm_besides
from diagnostics.results.queries.results import Outcome, Results, Score, results_from, results_of
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.instrument import Dimension, Question
from diagnostics.scoring.values import InvalidValue, read
from files.choices import ProofState
from notices.actions.notifications import tell
from territory.models import Municipality

SAME_RESULT = "Con esa corrección el resultado es el mismo que ya está publicado."


class CannotCorrect(Refusal):
    """The erratum changes nothing, or its value is not valid for the question."""


@dataclass(frozen=True)
class Corrected:
    """An erratum's replacement of the final answer of one municipality (code) to one question."""

    municipality: str
    question: str
    value: str
    not_applicable: bool
    evidence_accepted: str


@dataclass(frozen=True)
class Preview:
    """What a correction would change. `before` and `after`: the results of all municipalities, `version` the published one."""

    version: int
    answer: Answer
    before: Results
    after: Results

    @property
    def municipality(self) -> Municipality:
        return self.answer.assessment.municipality

    @property
    def outcomes(self) -> tuple[Outcome, Outcome]:
        slug = self.municipality.slug
        return self.before.by_slug[slug], self.after.by_slug[slug]

    @property
    def positions(self) -> tuple[int | None, int | None]:
        return self.before.positions.get(self.municipality.slug), self.after.positions.get(self.municipality.slug)

    @property
    def moved(self) -> list[tuple[Municipality, int, int]]:
        """The other municipalities whose position changes: (municipality, before, after)."""
        before, after = self.before.positions, self.after.positions
        return [
            (o.municipality, before[slug], after[slug])
            for o in self.after.outcomes
            if (slug := o.municipality.slug) != self.municipality.slug
            and slug in before
            and slug in after
            and before[slug] != after[slug]
        ]

    @property
    def dimensions(self) -> list[tuple[Dimension, Score, Score]]:
        """The dimensions whose score changes: (dimension, before, after)."""
        before, after = self.outcomes
        pairs = [(d, before.score_of(d.code), score) for d, score in after.dimensions]
        return [(d, old, new) for d, old, new in pairs if old is not None and old.displayed != new.displayed]


def preview(*, round: Round, correction: Corrected) -> Preview:
    """Score the round as the correction would leave it; nothing is stored. Refuses CannotCorrect, CannotPublish."""
    last = _last_publication(round)
    row = _correction(round, correction)
    overlay = corrections_of(round) | {row.answer_id: row}
    run = ScoreRun(round=round, layer=Layer.FINAL, mode=Mode.OFFICIAL)
    inputs = inputs_of(round, Layer.FINAL, corrections=overlay)
    if scores.identity_of(inputs, Layer.FINAL, Mode.OFFICIAL) == (last.run.inputs_sha256, last.run.engine_version):
        raise CannotCorrect(SAME_RESULT)
    before = results_of(last.run, round)
    places = {outcome.municipality.pk: outcome.municipality for outcome in before.outcomes}
    totals = scores.totals_of(run, inputs)
    for total in totals:
        total.municipality = places[total.municipality_id]
    return Preview(last.version, row.answer, before, results_from(totals, run, round))


@transaction.atomic
def propose(*, round: Round, correction: Corrected, reason: str, by, at: datetime) -> ErratumProposal:
    """Propose the correction of one answer, for another person to confirm.

    Refuses CannotCorrect, CannotPublish before publication.
    """
    round = Round.objects.select_for_update().select_related("version").get(pk=round.pk)
    _require_public_reason(reason)
    shown = preview(round=round, correction=correction)
    if ErratumProposal.objects.filter(answer=shown.answer, state=ProposalState.PENDING).exists():
        raise CannotCorrect(f"{correction.question} de {shown.municipality} ya tiene una corrección que espera.")
    proposal = ErratumProposal.objects.create(
        answer=shown.answer, value=correction.value, evidence_accepted=correction.evidence_accepted, reason=reason,
        proposed_at=at, proposed_by=by,
    )  # fmt: skip
    data = {"municipality": correction.municipality, "question": correction.question}
    audit.record(by=by, verb="erratum.proposed", target=round, at=at, data=data, reason=reason)
    tell(
        to=[person.pk for person in may_confirm_besides(by.pk)],
        text=ERRATUM_PROPOSED,
        values={
            "municipio": str(shown.municipality),
            "quien": by.name,
            "pregunta": correction.question,
            "del_ciclo": named(round, "de"),
            "razon": reason,
        },
        key=f"erratum:proposed:{proposal.pk}",
        url=proposal.get_absolute_url(),
        at=at,
    )
    return proposal


@transaction.atomic
def confirm(*, proposal: ErratumProposal, seen_version: int, by, at: datetime) -> Publication:
    """Publish a proposed correction as an erratum.

    `seen_version`: the published version against which the person saw the effect. Refuses CannotCorrect, Stale.
    """
    proposal = _locked_proposal(proposal)
    if proposal.proposed_by_id == by.pk:
        raise CannotCorrect("La confirma otra persona, no quien la propuso.")
    round = proposal.answer.assessment.round
    Round.objects.select_for_update().get(pk=round.pk)
    if _last_publication(round).version != seen_version:
        raise Stale("Entretanto se publicó otra versión del resultado. Mire otra vez qué cambia y confirme.")
    publication = correct(round=round, corrections=[proposed(proposal)], reason=proposal.reason, by=by, at=at)
    proposal.erratum = publication.erratum
    _decide(proposal, ProposalState.PUBLISHED, by, at)
    return publication


@transaction.atomic
def withdraw(*, proposal: ErratumProposal, reason: str, by, at: datetime) -> None:
    """Withdraw a proposed correction, with the reason. Refuses ReasonMissing, CannotCorrect if it was decided."""
    require_reason(reason)
    proposal = _locked_proposal(proposal)
    proposal.decided_because = reason
    _decide(proposal, ProposalState.WITHDRAWN, by, at)
    round, answer = proposal.answer.assessment.round, proposal.answer
    data = {"municipality": answer.assessment.municipality.divipola, "question": answer.question.code}
    audit.record(by=by, verb="erratum.withdrawn", target=round, at=at, data=data, reason=reason)


def proposed(proposal: ErratumProposal) -> Corrected:
    answer = proposal.answer
    place = answer.assessment.municipality.divipola
    return Corrected(place, answer.question.code, proposal.value, False, proposal.evidence_accepted)


def _decide(proposal: ErratumProposal, state: ProposalState, by, at: datetime) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, at
    proposal.save(update_fields=["state", "decided_by", "decided_at", "decided_because", "erratum"])


def _locked_proposal(proposal: ErratumProposal) -> ErratumProposal:
    row = ErratumProposal.objects.select_for_update(of=("self",)).with_context().get(pk=proposal.pk)
    if row.state != ProposalState.PENDING:
        raise CannotCorrect(f"Esta propuesta ya está «{row.get_state_display().lower()}».")
    return row


def _last_publication(round: Round) -> Publication:
    last = Publication.objects.filter(round=round).select_related("run").order_by("-version").first()
    if last is None:
        raise CannotPublish(f"{capfirst(named(round))} no está publicado: todavía no hay qué corregir.")
    return last


def _require_public_reason(reason: str) -> None:
    if not reason.strip():
        raise CannotCorrect("Escriba la razón de la corrección: se publica con ella.")


@transaction.atomic
def correct(*, round: Round, corrections: list[Corrected], reason: str, by, at: datetime) -> Publication:
    """Publish an erratum: a new version of the result beside the old one, with its date and reason.

    The final layer is unchanged; corrections are stored beside it. Refuses CannotCorrect, CannotPublish before publication.
    """
    round = Round.objects.select_for_update().select_related("version").get(pk=round.pk)
    last = _last_publication(round)
    _require_public_reason(reason)
    rows = [_correction(round, one) for one in corrections]
    if not rows:
        raise CannotCorrect("La fe de erratas no cambia nada.")
    assessments = locked_all(round)
    overlay = corrections_of(round) | {row.answer_id: row for row in rows}
    run = scores.compute(round=round, layer=Layer.FINAL, mode=Mode.OFFICIAL, at=at, by=by, corrections=overlay)
    if Publication.objects.filter(run=run).exists():
        raise CannotCorrect(SAME_RESULT)
    publication = write(round, run, last.version + 1, last.report, assessments, by, at, overlay)
    erratum = Erratum.objects.create(publication=publication, reason=reason)
    for row in rows:
        row.erratum = erratum
    Correction.objects.bulk_create(rows)
    changed = [f"{one.municipality} {one.question}" for one in corrections]
    data = {"version": publication.version, "run": run.pk, "corrections": changed}
    audit.record(by=by, verb="erratum.published", target=round, at=at, data=data, reason=reason)
    places = {one.municipality for one in corrections}
    announcing.that_it_was_corrected(
        round=round, places=[a.municipality for a in assessments if a.municipality.divipola in places],
        version=publication.version, changes=[str(change) for change in changes_of([erratum])[erratum.pk]],
        reason=reason, at=at,
    )  # fmt: skip
    return publication


def _require_proof(answer: Answer, question: Question, one: Corrected) -> None:
    """As every judgement of the review; the proofs of a round held elsewhere are not here."""
    entry = Entry(one.value, one.not_applicable, one.not_applicable, one.evidence_accepted)
    instrument = answer.assessment.round.version.parsed
    if answer.assessment.submitted_at is None or not entry.unproven(instrument, question, _accepted(answer, question)):
        return
    raise CannotCorrect(
        f"{one.question}: ese resultado da puntos que piden evidencia, y la respuesta no tiene una aceptada para cada uno. "
        "Corríjalo sin evidencia aceptada o a un resultado que no la pida."
    )


def _accepted(answer: Answer, question: Question) -> set[str]:
    """The options with an accepted proof. One for the whole answer was judged for those that were declared."""
    uses = list(answer.evidence_uses.all())
    accepted = [use for use in uses if use.state == ProofState.ACCEPTED]
    is_whole = EvidenceUse.objects.filter(
        answer__assessment=answer.assessment, answer__question=answer.question_id, answer__layer=Layer.SELF_ASSESSED,
        option="", evidence__in=[use.evidence_id for use in accepted],
    ).exists()  # fmt: skip
    others = {option.code for option in question.options} - {use.option for use in uses}
    return {use.option for use in accepted} | (others if is_whole else set())


def _correction(round: Round, one: Corrected) -> Correction:
    found = Answer.objects.filter(
        assessment__round=round, assessment__municipality__divipola=one.municipality, layer=Layer.FINAL,
        question__code=one.question,
    ).select_related("assessment__municipality", "question").first()  # fmt: skip
    if found is None:
        raise CannotCorrect(f"{one.question} no tiene respuesta definitiva en {one.municipality}.")
    question = round.version.parsed.question_by_code[one.question]
    try:
        declared = read(question, one.value)
    except InvalidValue as problem:
        raise CannotCorrect(f"{one.question}: {problem}.") from None
    if declared is None and not one.not_applicable:
        raise CannotCorrect(f"{one.question}: elija el resultado correcto.")
    found.assessment.round = round
    _require_proof(found, question, one)
    return Correction(
        answer=found, value=one.value, not_applicable=one.not_applicable, evidence_accepted=one.evidence_accepted
    )
