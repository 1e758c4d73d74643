"""What a hostile reader of the process tried: guessing hidden marks, drafts seen early, texts that the database cannot keep."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import Role
from core.process import deadlines
from core.refusals import Refusal, Stale
from diagnostics.assessments.actions import answers, assessments, evidence
from diagnostics.assessments.choices import Layer, Party, Reopening, State
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse, Round
from diagnostics.exchange.actions import imports
from diagnostics.exchange.exports.answers import ImportedAnswer
from diagnostics.instruments.exports.editions import as_yaml
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.results.actions import publications
from diagnostics.results.queries.publication import gate_of
from diagnostics.review.actions import (
    clarifications,
    conversations,
    reopening,
    replies,
    reviews,
    second_readings,
    terms,
)
from diagnostics.review.choices import Stance
from diagnostics.review.models import AnswerReview, SecondReview, Signature
from diagnostics.review.queries.agreement import second_readings_of
from diagnostics.review.queries.conflicts import part_of
from diagnostics.review.queries.reviewing import reviewing_of
from tests.factories.accounts import make_member
from tests.factories.diagnostics import (
    AT,
    LINK,
    declare,
    edition,
    judged,
    make_answer,
    make_closed,
    make_filled,
    make_marked,
    make_sent,
    make_signed,
    make_submitted,
    mark_answer,
    mark_of,
)  # fmt: skip

pytestmark = pytest.mark.django_db
HERE, REVIEW = "/diagnostico/ciclo/aqui/", "/revision/ciclo/aqui/"
WHY = {"reason_code": "otra", "why": "No abre"}
FAR = date(2099, 1, 1)


def now(assessment: Assessment) -> Assessment:
    return Assessment.objects.with_context().get(pk=assessment.pk)


def draw(assessment: Assessment, code: str) -> None:
    """Let exactly this answer be the sample of the second reading."""
    SecondReview.objects.filter(answer__assessment=assessment).delete()
    SecondReview.objects.create(answer=assessment.answers.get(question__code=code, layer=Layer.SELF_ASSESSED))


def first_mark(assessment: Assessment, by, *, code: str = "A-01", **parts) -> None:
    mark_answer(assessment, mark_of(reviewing_of(assessment).items[code], **parts), by=by, at=AT)


@pytest.fixture
def sampled(cast, assessment) -> Assessment:
    """In review, with A-01 drawn for the second reading; reviewer and coordinator have declared."""
    sent = make_sent(assessment, cast.liaison)
    draw(sent, "A-01")
    declare(sent.round, cast.reviewer, cast.coordinator)
    Assessment.objects.filter(pk=sent.pk).update(due_on=FAR)
    return now(sent)


# --- The first mark stays hidden ---


def test_reply_to_a_mark_does_not_tell_whether_it_is_the_hidden_one(cast, sampled, browser_of):
    first_mark(sampled, cast.reviewer)
    second = browser_of(cast.coordinator)
    guesses = [judged(sampled, "A-01"), judged(sampled, "A-01", "insufficient", **WHY)]
    replied = [second.post(f"{REVIEW}respuestas/A-01/", guess) for guess in guesses]
    assert [(r.status_code, r["X-Answer"], r["X-Answer-Version"]) for r in replied] == [(409, "refused", "0")] * 2
    assert "Otra persona marcó A-01" in replied[0].text
    page = second.post(f"{REVIEW}preguntas/A.1/", guesses[0], follow=True).text
    assert "Otra persona marcó A-01" in page
    again = browser_of(cast.reviewer).post(f"{REVIEW}respuestas/A-01/", judged(sampled, "A-01"))
    assert again.status_code == 200, "her own mark again is no harm"


def test_queue_hides_the_points_of_a_mark_that_waits_for_its_second_reading(cast, sampled, browser_of):
    first_mark(sampled, cast.reviewer, accepts=False, reason="No abre")
    own, second = browser_of(cast.reviewer), browser_of(cast.coordinator)
    assert ["22,50" in browser.get("/revision/").text for browser in (own, second)] == [True, False]
    again = mark_of(reviewing_of(sampled).items["A-01"])
    second_readings.mark(assessment=sampled, mark=again, by=cast.coordinator, at=AT)
    assert "22,50" in second.get("/revision/").text


def test_log_says_no_more_of_a_hidden_mark_than_that_it_was_made(cast, sampled, browser_of):
    first_mark(sampled, cast.reviewer, accepts=False, reason="No abre")
    first_mark(sampled, cast.reviewer, code="A-03", accepts=False, reason="No abre")
    reader = browser_of(cast.coordinator)
    pages = {
        "/bitacora/?verbo=answer.marked": "Con ajuste",
        "/bitacora/descargar/?verbo=answer.marked": "adjusted: sí",
    }
    for page, said in pages.items():
        assert reader.get(page).text.count(said) == 1, page


def test_agreement_counts_no_hidden_mark_while_the_review_lasts(cast, sampled):
    first_mark(sampled, cast.reviewer, accepts=False, reason="No abre")
    first_mark(sampled, cast.reviewer, code="B-01")
    readings = second_readings_of(sampled.round)
    assert (readings.adjusted, readings.reviewed) == (0, 1)
    make_marked(sampled, cast.reviewer, rejects=("A-01",))
    reviews.close(assessment=sampled, approves_many_na=False, by=cast.reviewer, at=AT)
    readings = second_readings_of(sampled.round)
    assert (readings.adjusted, readings.reviewed) == (1, 5)


# --- Second readings of what changed ---


def test_second_reading_of_an_answer_that_is_asked_about_is_read_anew(cast, sampled):
    item = reviewing_of(sampled).items["A-01"]
    second_readings.mark(assessment=sampled, mark=mark_of(item), by=cast.coordinator, at=AT)
    clarifications.ask(assessment=sampled, question="A-01", text="¿Cuál página?", by=cast.reviewer, at=AT)
    clarifications.send(assessment=sampled, by=cast.reviewer, at=AT)
    second = SecondReview.objects.get()
    assert (second.marked_at, second.marked_by, second.evidence_accepted) == (None, None, "")


def test_fallen_evidence_takes_back_marks_readings_and_the_points_in_dispute(cast, sampled):
    first_mark(sampled, cast.reviewer, accepts=False, reason="No abre")
    second_readings.mark(
        assessment=sampled,
        mark=mark_of(reviewing_of(sampled).items["A-01"]),
        by=cast.coordinator,
        at=AT,
    )
    assert now(sampled).disputed_points > 0
    reopening.reopen(assessment=now(sampled), evidence=Evidence.objects.get(), why=Reopening.LINK_BROKEN, at=AT)
    assert (now(sampled).disputed_points, AnswerReview.objects.count()) == (0, 0)
    assert SecondReview.objects.get().marked_at is None


@pytest.mark.parametrize("changes", [{"version": 2}, {"reopened_at": AT, "reopening": Reopening.LINK_BROKEN}])
def test_answer_that_changed_or_may_change_is_not_read_a_second_time(cast, sampled, changes):
    item = reviewing_of(sampled).items["A-01"]
    Answer.objects.filter(pk=item.cell.answer.pk).update(**changes)
    with pytest.raises(Stale):
        second_readings.mark(assessment=sampled, mark=mark_of(item), by=cast.coordinator, at=AT)
    assert SecondReview.objects.get().marked_at is None


# --- Who judges ---


def test_who_wrote_to_the_review_for_the_municipality_judges_nothing(cast, sampled):
    writer = make_member(Role.CONTRIBUTOR, cast.here, name="Escribe")
    conversations.say(assessment=sampled, question="A-01", party=Party.MUNICIPALITY, text="Mire", by=writer, at=AT)
    Membership.objects.filter(user=writer).delete()
    assert part_of(type(writer).objects.get(pk=writer.pk), sampled).stake


def test_who_only_put_a_proof_under_an_answer_of_others_judges_nothing(cast, assessment):
    helper = make_member(Role.CONTRIBUTOR, cast.here, name="Ayuda")
    make_filled(assessment, cast.contributor)
    proof = Evidence.objects.create(assessment=assessment, url=f"{LINK}/otro", added_at=AT, added_by=helper)
    evidence.attach(assessment=assessment, evidence=proof, use=evidence.Use("A-01"), by=helper, at=AT)
    Answer.objects.update(changed_by=cast.contributor)  # somebody wrote over it
    Membership.objects.filter(user=helper).delete()
    assert part_of(type(helper).objects.get(pk=helper.pk), now(assessment)).stake


# --- Drafts of replies, hidden documents ---


def test_review_learns_nothing_of_an_unsent_draft_from_history_and_log(cast, assessment, browser_of):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    said = replies.Said("A-01", Stance.DISAGREE, "Sí lo prueba", 0)
    replies.write(assessment=now(assessment), said=said, by=cast.liaison, at=AT)
    staff, own = browser_of(cast.coordinator), browser_of(cast.liaison)
    history = f"{HERE}respuestas/A-01/historia/"
    assert "El municipio escribió su réplica" not in staff.get(history).text
    assert "El municipio escribió su réplica" in own.get(history).text
    for page in ("/bitacora/", "/bitacora/descargar/"):
        assert "En desacuerdo" not in staff.get(f"{page}?verbo=reply.written").text
    replies.send(assessment=now(assessment), by=cast.liaison, at=AT)
    assert "El municipio escribió su réplica" in staff.get(history).text
    assert "Postura: En desacuerdo" in staff.get("/bitacora/?verbo=reply.written").text


def test_link_with_personal_data_is_hidden_with_its_address(cast, assessment, browser_of):
    sent = make_sent(assessment, cast.liaison)
    Evidence.objects.update(withheld_at=AT)
    proof = Evidence.objects.get()
    pages = [f"{HERE}evidencias/", f"{HERE}evidencias/{proof.pk}/", f"{HERE}revision/A-01/"]
    staff = [*pages, f"{REVIEW}casos/A-01/"]
    declare(sent.round, cast.reviewer)
    assert [page for page in staff if LINK in browser_of(cast.reviewer).get(page).text] == []
    assert [page for page in pages if LINK not in browser_of(cast.liaison).get(page).text] == []


def test_dead_link_with_personal_data_is_not_named_in_the_public_report(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    Evidence.objects.update(check_failures=9, withheld_at=AT)
    assert EvidenceUse.objects.filter(answer__layer=Layer.FINAL).exists()
    assert gate_of(Round.objects.get(), list(Assessment.objects.all()), on=AT.date()).waivable == []


# --- What the database cannot keep, or would keep wrongly ---


def test_nul_in_an_address_is_refused(browser_of):
    assert [browser_of(None).get(page).status_code for page in ("/actas/%00/", "/actas/AB%00CD/")] == [400, 400]


def test_nul_in_a_form_of_publication_or_erratum_does_no_harm(cast, assessment, browser_of):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    desk = browser_of(cast.coordinator)
    assert desk.post("/tablero/ciclo/publicar/", {"waiver": "a\0b"}).status_code == 302
    assert Round.objects.get().is_published
    fields = {"municipio": "aq\0ui", "pregunta": "A-\00001", "A-01-value": "2", "reason": "Se leyó mal"}
    assert desk.post("/tablero/ciclo/erratas/", fields).status_code in (302, 422)


def test_number_that_an_erratum_cannot_read_stays_as_typed(cast, assessment, browser_of):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    desk = browser_of(cast.coordinator)
    assert desk.post("/tablero/ciclo/publicar/", {}).status_code == 302
    fields = {"municipio": "aqui", "pregunta": "B-01", "reason": "Se leyó mal", "evidence": "on"}
    refused = desk.post("/tablero/ciclo/erratas/", fields | {"B-01-value-num": ",5", "B-01-value-den": "1 250"})
    assert refused.status_code == 422
    assert "B-01: falta el cero antes de la coma: escriba 0,5" in refused.text
    assert ['value=",5"' in refused.text, 'value="1.250"' in refused.text] == [True, True]


def test_year_typed_wrong_gives_no_century(cast, sampled, browser_of):
    Assessment.objects.filter(pk=sampled.pk).update(due_on=date(2027, 3, 29))
    with pytest.raises(deadlines.NoMoreTime, match="año"):
        terms.extend(assessment=sampled, until=date(2206, 4, 9), reason="Paro", by=cast.coordinator, at=AT)
    terms.extend(assessment=sampled, until=date(2028, 3, 1), reason="Paro", by=cast.coordinator, at=AT)
    assert now(sampled).due_on == date(2028, 3, 1)


def test_reason_code_that_a_mark_cannot_keep_is_refused_in_the_edition():
    read_instrument(as_yaml(edition(review_reason_codes=[{"code": "R" * 10, "name": "Cabe"}])))
    with pytest.raises(Refusal, match="hasta 10 letras"):
        read_instrument(as_yaml(edition(review_reason_codes=[{"code": "R" * 11, "name": "No cabe"}])))


def test_file_does_not_mix_with_a_clarification(cast, assessment):
    make_answer(assessment, "A-01", "3")
    Assessment.objects.filter(pk=assessment.pk).update(state=State.CLARIFICATION)
    row = ImportedAnswer(cast.here.divipola, "A-01", "3", False, "", False, [], "si")
    with pytest.raises(imports.AlreadySent):
        imports.import_answers(round=assessment.round, layer=Layer.FINAL, answers=[row], at=AT)
    assert not Answer.objects.filter(layer=Layer.FINAL).exists()


@pytest.mark.parametrize("odd", ["Ana 😀", "Ana\x07", "Ana ﷽", 'Ana #eval("x") $y$ <d> @e'])
def test_act_is_printed_whatever_the_people_typed(cast, assessment, browser_of, odd):
    make_filled(assessment, cast.liaison)
    na = answers.Draft("A-02", "", 1, not_applicable=True, na_reason=odd)
    answers.store(assessment=assessment, drafts=[na], by=cast.liaison, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    Assessment.objects.filter(pk=assessment.pk).update(due_on=FAR)
    mayor = browser_of(cast.approver)
    fields = {"name": odd, "role": "mayor", "position": odd, "confirms_content": "on"}
    assert mayor.post(f"{HERE}firma/", fields).status_code == 302
    assert mayor.get(f"{HERE}acta/").content.startswith(b"%PDF")
    assert mayor.get(f"{HERE}imprimir/pdf/").content.startswith(b"%PDF")


def test_published_document_carries_the_day_of_the_signature(cast, assessment):
    later = AT + timedelta(days=2, hours=11)  # 4 March 2027, 21:00 in Bogotá: another day in UTC
    sent = make_signed(make_submitted(assessment, cast.liaison), cast.approver, at=later)
    make_marked(sent, cast.reviewer)
    reviews.close(assessment=sent, approves_many_na=False, by=cast.reviewer, at=later)
    publication = publications.publish(round=sent.round, by=cast.coordinator, at=later)
    documents = {
        row.municipality.slug: row.document for row in publication.municipalities.select_related("municipality")
    }
    signed = timezone.localdate(Signature.objects.get().signed_at).isoformat()
    assert (documents["aqui"]["signed_at"], documents["alla"]["signed_at"]) == (signed, "")
