"""The gate before publication, and the errata after it: a new version beside the old one, which stays as it was."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import DatabaseError

from core.models import AuditEntry
from diagnostics.assessments.actions import participation
from diagnostics.assessments.choices import Layer, RoundStatus, State
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse, MunicipalScore, Round, ScoreRun
from diagnostics.results.actions import errata, publications
from diagnostics.results.actions.errata import CannotCorrect, Corrected
from diagnostics.results.actions.publications import CannotPublish
from diagnostics.results.models import Correction, Erratum, Publication, PublishedMunicipality
from diagnostics.results.queries.errata import corrections_of_round
from diagnostics.results.queries.publication import gate_of
from diagnostics.review.actions import replies, reviews
from diagnostics.review.queries.acts import sha256_of
from diagnostics.review.queries.agreement import AgreementRow, SecondReadings
from diagnostics.review.queries.reviewing import reviewing_of
from diagnostics.scoring.agreement import agreement
from files.choices import ReserveGround, Visibility
from tests.command_line import run
from tests.factories.diagnostics import (
    AT,
    BEST,
    LINK,
    make_answer,
    make_closed,
    make_evidence,
    make_filled,
    make_marked,
    make_replied,
    make_round,
    make_sent,
    mark_answer,
    mark_of,
)  # fmt: skip

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)
RESERVED = {
    "visibility": Visibility.REVIEWERS_ONLY,
    "reserve_ground": ReserveGround.CLASSIFIED,
    "reserve_reason": "Datos de personas",
}
WHY = "Se leyó mal el documento"


def now(round: Round) -> Round:
    return Round.objects.select_related("version").get(pk=round.pk)


def wrong(cast, **parts) -> Corrected:
    fields = {"question": "A-01", "value": "2", "not_applicable": False, "evidence_accepted": "si"} | parts
    return Corrected(cast.here.divipola, **fields)


def correct(cast, round: Round, *rows: Corrected, reason: str = WHY) -> Publication:
    return errata.correct(round=round, corrections=list(rows), reason=reason, by=cast.coordinator, at=LATER)


def total(publication: Publication, cast) -> Decimal:
    return publication.run.totals.get(municipality=cast.here).displayed


def said_in(publication: Publication, cast) -> dict:
    return publication.municipalities.get(municipality=cast.here).document["answers"]["A-01"]


def frozen(publication: Publication) -> list:
    """Everything that a version consists of."""
    return [
        Publication.objects.filter(pk=publication.pk).values().get(),
        list(PublishedMunicipality.objects.filter(publication=publication).order_by("pk").values()),
        ScoreRun.objects.filter(pk=publication.run_id).values().get(),
        list(MunicipalScore.objects.filter(run=publication.run_id).order_by("pk").values()),
    ]


@pytest.fixture
def first(cast, assessment) -> Publication:
    """A round published at 100 points."""
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    return publications.publish(round=assessment.round, by=cast.coordinator, at=AT)


def test_erratum_is_a_new_version_with_its_own_total_and_the_old_one_stays(cast, first):
    before, final = frozen(first), list(Answer.objects.filter(layer=Layer.FINAL).order_by("pk").values())
    second = correct(cast, first.round, wrong(cast))
    assert (second.version, total(first, cast), total(second, cast)) == (2, Decimal("100.00"), Decimal("85.00"))
    assert frozen(first) == before
    assert list(Answer.objects.filter(layer=Layer.FINAL).order_by("pk").values()) == final
    assert (said_in(first, cast)["value"], said_in(second, cast)["value"], said_in(second, cast)["corrected"]) == (
        "4",
        "2",
        True,
    )
    assert "corrected" not in said_in(first, cast)
    assert all(row.sha256 == sha256_of(row.document) for row in PublishedMunicipality.objects.all())


def test_erratum_gives_no_points_for_a_proof_that_was_not_accepted(cast, assessment):
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    replies.send(assessment=closed, by=cast.liaison, at=AT)
    publications.publish(round=closed.round, by=cast.coordinator, at=AT)
    with pytest.raises(CannotCorrect, match="A-01: ese resultado da puntos que piden evidencia"):
        correct(cast, closed.round, wrong(cast, value="4"))
    with pytest.raises(CannotCorrect):
        correct(cast, closed.round, wrong(cast))
    assert correct(cast, closed.round, wrong(cast, value="0", evidence_accepted="")).version == 2


def test_erratum_gives_no_points_for_an_option_without_its_own_accepted_proof(cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    make_marked(sent, cast.reviewer)
    item = reviewing_of(sent).items["A-03"]
    found = {judged.key: "accepted" if judged.option == "b" else "insufficient" for judged in item.judged}
    less = mark_of(item, evidence_accepted="b", proofs=found, reason="Solo hay actas")
    mark_answer(sent, less, by=cast.reviewer, at=AT)
    closed = reviews.close(assessment=sent, approves_many_na=True, by=cast.reviewer, at=AT)
    replies.send(assessment=closed, by=cast.liaison, at=AT)
    publications.publish(round=closed.round, by=cast.coordinator, at=AT)
    for accepted in ("si", "a|b", "a"):
        with pytest.raises(CannotCorrect, match="A-03: ese resultado da puntos que piden evidencia"):
            correct(cast, closed.round, wrong(cast, question="A-03", value="a|b", evidence_accepted=accepted))
    one = wrong(cast, question="A-03", value="b", evidence_accepted="si")
    assert correct(cast, closed.round, one).version == 2


def test_erratum_keeps_its_date_reason_and_corrections(cast, first):
    second = correct(cast, first.round, wrong(cast))
    erratum = Erratum.objects.get()
    assert (erratum.publication, erratum.reason, second.published_at, second.published_by) == (
        second, WHY, LATER, cast.coordinator,
    )  # fmt: skip
    row = Correction.objects.get()
    assert (row.answer.question.code, row.answer.layer, row.value) == ("A-01", Layer.FINAL, "2")
    entry = AuditEntry.of(first.round).get(verb="erratum.published")
    assert (entry.by, entry.reason, entry.data["version"]) == (cast.coordinator, WHY, 2)
    assert entry.data["corrections"] == [f"{row.answer.assessment.municipality.divipola} A-01"]
    assert Round.objects.get().status == RoundStatus.PUBLISHED
    assert Assessment.objects.get(municipality=cast.here).state == State.PUBLISHED


def test_second_erratum_adds_to_the_first_and_the_newest_of_an_answer_counts(cast, first):
    correct(cast, first.round, wrong(cast))
    third = correct(cast, first.round, wrong(cast, question="B-02", value="o1"))
    assert (third.version, total(third, cast)) == (3, Decimal("70.00"))
    back = correct(cast, first.round, wrong(cast, value="4"))
    assert (back.version, total(back, cast)) == (4, Decimal("85.00"))
    in_force = {row.answer.question.code: row.value for row in corrections_of_round(first.round).values()}
    assert in_force == {"A-01": "4", "B-02": "o1"}
    earlier = {row.answer.question.code: row.value for row in corrections_of_round(first.round, up_to=2).values()}
    assert earlier == {"A-01": "2"}


def test_correcting_to_not_applicable_takes_the_question_out(cast, first):
    second = correct(cast, first.round, wrong(cast, value="", not_applicable=True, evidence_accepted=""))
    assert (total(second, cast), said_in(second, cast)["not_applicable"]) == (Decimal("100.00"), True)


@pytest.mark.parametrize("reason", ["", "  "])
def test_erratum_without_reason_is_refused(cast, first, reason):
    with pytest.raises(CannotCorrect):
        correct(cast, first.round, wrong(cast), reason=reason)
    assert (Publication.objects.count(), Correction.objects.count()) == (1, 0)


def test_erratum_that_changes_nothing_is_refused(cast, first):
    for rows in ([], [wrong(cast, value="4")]):
        with pytest.raises(CannotCorrect):
            correct(cast, first.round, *rows)
    correct(cast, first.round, wrong(cast))
    with pytest.raises(CannotCorrect):
        correct(cast, first.round, wrong(cast))
    assert (
        Publication.objects.count(),
        Correction.objects.count(),
        ScoreRun.objects.filter(layer="final").count(),
    ) == (2, 1, 2)


@pytest.mark.parametrize("parts", [{"value": "9"}, {"value": ""}, {"question": "B-03"}, {"question": "Z-01"}])
def test_erratum_that_nothing_can_read_is_refused(cast, first, parts):
    with pytest.raises(CannotCorrect):
        correct(cast, first.round, wrong(cast, **parts))
    assert Publication.objects.count() == 1


def test_nothing_is_corrected_before_the_publication(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    with pytest.raises(CannotPublish):
        correct(cast, assessment.round, wrong(cast))


def test_every_version_can_still_be_recomputed(cast, first):
    assert "igual al recalculado" in run("verify_scores", "ciclo")
    correct(cast, first.round, wrong(cast))
    correct(cast, first.round, wrong(cast, question="B-02", value="o1"))
    lines = run("verify_scores", "ciclo").splitlines()
    assert (len(lines), all("igual al recalculado" in line for line in lines)) == (3, True)


@pytest.mark.parametrize(
    ("model", "change"),
    [(Publication, "version"), (PublishedMunicipality, "sha256"), (Erratum, "reason"), (Correction, "value")],
)
def test_version_never_changes(cast, first, model, change):
    correct(cast, first.round, wrong(cast))
    with pytest.raises(DatabaseError, match="immutable"):
        model.objects.update(**{change: 9})


def test_publication_is_refused_twice(cast, first):
    with pytest.raises(CannotPublish) as refusal:
        publications.publish(round=first.round, by=cast.coordinator, at=AT)
    assert "fe de erratas" in refusal.value.details[0]


@pytest.mark.parametrize("state", ["self_assessment", "in_review", "reply_open", "reply_decision"])
def test_open_state_holds_the_publication_back(cast, assessment, state):
    round = assessment.round
    theirs = Assessment.objects.with_context().get(round=round, municipality=cast.there)
    make_closed(theirs, by=cast.neighbour, reviewer=cast.reviewer)
    if state == "self_assessment":
        make_filled(assessment, cast.liaison)
    elif state == "in_review":
        make_sent(assessment, cast.liaison)
    else:
        closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
        make_replied(closed, cast.liaison, "A-01") if state == "reply_decision" else None
    with pytest.raises(CannotPublish) as refusal:
        publications.publish(round=round, by=cast.coordinator, at=AT)
    assert refusal.value.details[0] == f"Aquí: {State(state).label.lower()}."
    assert (now(round).status, Publication.objects.count()) == (RoundStatus.OPEN, 0)
    assert Assessment.objects.get(municipality=cast.there).state == State.FINAL_READY


def test_who_never_started_holds_it_back_only_while_its_term_runs(cast):
    round = make_round(cast.here, cast.there, code="ciclo", closes_on=date(2027, 3, 12))
    here = Assessment.objects.with_context().get(round=round, municipality=cast.here)
    make_closed(here, by=cast.liaison, reviewer=cast.reviewer)
    with pytest.raises(CannotPublish, match="no se puede publicar") as refusal:
        publications.publish(round=round, by=cast.coordinator, at=AT)
    assert refusal.value.details == ["Allá: sin iniciar, y el plazo va hasta el 12 de marzo de 2027."]
    publication = publications.publish(round=round, by=cast.coordinator, at=AT + timedelta(days=10))
    assert set(Assessment.objects.values_list("state", flat=True)) == {State.PUBLISHED}
    assert publication.run.totals.get(municipality=cast.there).displayed is None


def test_who_withdrew_is_published_with_its_reason(cast, assessment):
    theirs = Assessment.objects.with_context().get(round=assessment.round, municipality=cast.there)
    words = {"reason": "No hay equipo", "by_mayors_office": True, "by": cast.neighbour, "at": AT}
    participation.withdraw(assessment=theirs, **words)
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    publication = publications.publish(round=assessment.round, by=cast.coordinator, at=AT)
    document = publication.municipalities.get(municipality=cast.there).document
    assert (document["state"], document["withdrawn_because"], document["answers"]) == ("withdrawn", "No hay equipo", {})


def test_missing_final_answers_hold_the_publication_back(cast, assessment):
    for layer in (Layer.REVIEWED, Layer.FINAL):
        for code, value in BEST.items():
            if (layer, code) != (Layer.FINAL, "B-02"):
                make_answer(assessment, code, value, layer=layer)
    Assessment.objects.filter(pk=assessment.pk).update(state=State.FINAL_READY)
    with pytest.raises(CannotPublish) as refusal:
        publications.publish(round=assessment.round, by=cast.coordinator, at=AT)
    assert refusal.value.details == ["Aquí: falta 1 respuesta en la capa definitiva."]


def test_round_without_any_final_answer_is_not_published(cast, assessment):
    with pytest.raises(CannotPublish) as refusal:
        publications.publish(round=assessment.round, by=cast.coordinator, at=AT)
    assert refusal.value.details == ["No hay ninguna respuesta en la capa definitiva."]


def links(publication: Publication) -> dict:
    return next(row for row in publication.report if row["code"] == "links")


def test_dead_link_needs_a_reason_which_is_published(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    Evidence.objects.update(check_failures=2)
    with pytest.raises(CannotPublish) as refusal:
        publications.publish(round=assessment.round, by=cast.coordinator, at=AT)
    assert refusal.value.details == [f"Aquí, {code}: {LINK} no abre." for code in BEST]
    waiver = "El servidor del municipio está caído"
    publication = publications.publish(round=assessment.round, by=cast.coordinator, at=AT, waiver=waiver)
    row = links(publication)
    assert (row["passed"], row["waiver"], len(row["lines"])) == (False, waiver, 5)
    assert AuditEntry.of(assessment.round).get(verb="round.published").reason == waiver


def test_no_reason_publishes_in_spite_of_anything_else(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    with pytest.raises(CannotPublish):
        publications.publish(round=assessment.round, by=cast.coordinator, at=AT, waiver="Ya es tarde")


@pytest.mark.parametrize("parts", [{"check_failures": 1}, {"check_failures": 2} | RESERVED])
def test_link_that_failed_once_or_is_not_public_holds_nothing_back(cast, assessment, parts):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    Evidence.objects.update(**parts)
    publication = publications.publish(round=assessment.round, by=cast.coordinator, at=AT)
    assert (links(publication)["passed"], "waiver" in links(publication)) == (True, False)


def test_report_says_what_was_checked_and_how_well_readers_agree(cast, first):
    codes = [(row["code"], row["passed"]) for row in first.report]
    names = ["states", "layers", "duplicates", "weights", "replies", "proofs", "links", "agreement"]
    assert codes == [(name, True) for name in names]
    assert first.report[-1]["lines"] == [
        "La revisión cambió 0 de 5 respuestas que miró; 0 de 1 de la muestra tuvieron segunda lectura.",
        "Apertura: sin datos suficientes (n = 0).",
        "Diálogo: sin datos suficientes (n = 0).",
        "Todo el cuestionario: sin datos suficientes (n = 0).",
    ]


def test_agreement_is_reported_with_its_kappa(cast, assessment):
    none, whole = Fraction(0), Fraction(100)
    pairs = [(whole, whole)] * 6 + [(none, none)] * 3 + [(none, whole)]
    readings = SecondReadings([AgreementRow("", "Todo", agreement(pairs))], drawn=12, read=10, adjusted=3, reviewed=40)
    gate = gate_of(assessment.round, [], on=AT.date(), readings=readings)
    assert gate.checks[-1].lines[1] == "Todo: 90\u202f% de acuerdo, kappa ponderado 0,78 (n = 10)."


def test_proofs_that_are_not_public_or_not_accepted_are_not_in_the_document(cast, assessment):
    make_answer(assessment, "A-02", "si")
    make_evidence(Answer.objects.get(question__code="A-02"), url="https://www.ejemplo.gov.co/reservado")
    Evidence.objects.update(**RESERVED)
    rest = {code: value for code, value in BEST.items() if code != "A-02"}
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, values=rest, rejects=("A-03",))
    make_replied(Assessment.objects.with_context().get(pk=assessment.pk), cast.liaison)
    publication = publications.publish(round=assessment.round, by=cast.coordinator, at=AT)
    answers = publication.municipalities.get(municipality=cast.here).document["answers"]
    shown = {code: [proof["url"] for proof in answer["evidence"]] for code, answer in answers.items()}
    assert shown == {"A-01": [LINK], "A-02": [], "A-03": [], "B-01": [LINK], "B-02": [LINK]}
    assert EvidenceUse.objects.filter(answer__layer=Layer.FINAL).count() > 3
