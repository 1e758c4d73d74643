"""From sending to the signature: what is frozen, what is kept, what is drawn, and when it is too late."""

import hashlib
import json
from datetime import date, datetime, timedelta
from math import ceil

import pytest
from django.db import DatabaseError

from core.models import AuditEntry
from core.process.transitions import DeadlinePassed, WrongState
from diagnostics.assessments.actions import answers, assessments, participation
from diagnostics.assessments.choices import Reopening, State
from diagnostics.assessments.models import Answer, Assessment, Evidence
from diagnostics.review.actions import signing, terms
from diagnostics.review.choices import SignerRole
from diagnostics.review.models import SecondReview, Signature
from diagnostics.review.queries.acts import changed_since, document_of, sha256_of, signature_with
from diagnostics.review.queries.reviewing import reviewing_of
from tests.factories.diagnostics import AT, BEST, LINK, make_filled, make_sent, make_signed, make_submitted

pytestmark = pytest.mark.django_db
FACTS = {"has_council": False}


def days(number: int) -> datetime:
    return AT + timedelta(days=number)


def now(assessment: Assessment) -> Assessment:
    return Assessment.objects.with_context().get(pk=assessment.pk)


def sign(assessment: Assessment, by, at: datetime = AT) -> Signature:
    return signing.sign(
        assessment=assessment, name="Ana Prueba", role=SignerRole.MAYOR, position="Alcaldesa", by=by, at=at
    )


def moves(assessment: Assessment) -> list[tuple]:
    entries = AuditEntry.of(assessment).filter(data__has_key="to")
    return [(e.verb, e.by_id, e.data["from"], e.data["to"], e.data["due"]) for e in entries]


def test_submitting_goes_to_the_town_hall_and_freezes_the_facts(cast, assessment):
    sent = make_submitted(assessment, cast.liaison)
    stored = now(sent)
    assert (stored.state, stored.due_on, stored.state_since) == (State.SIGN_OFF, date(2027, 3, 10), AT)
    assert (stored.attributes, stored.attributes_frozen_at) == (FACTS, AT)
    assert (stored.submitted_at, stored.submitted_by) == (AT, cast.liaison)
    assert moves(stored) == [
        ("assessment.begun", cast.liaison.pk, "not_started", "self_assessment", None),
        ("assessment.submitted", cast.liaison.pk, "self_assessment", "sign_off", "2027-03-10"),
    ]


def test_what_waits_for_the_signature_takes_no_changes(cast, assessment):
    sent = make_submitted(assessment, cast.liaison)
    with pytest.raises(answers.NotFillable):
        answers.store(assessment=sent, drafts=[answers.Draft("A-01", "1", 1)], by=cast.liaison, at=AT)
    with pytest.raises(WrongState):
        assessments.confirm_facts(assessment=sent, facts={"has_council": True}, seen_version=0, by=cast.liaison, at=AT)
    with pytest.raises(WrongState):
        assessments.submit(assessment=sent, even_if_partial=True, by=cast.liaison, at=AT)
    assert Answer.objects.get(question__code="A-01").value == "4"


def test_sending_back_opens_answers_and_facts_again(cast, assessment):
    sent = make_submitted(assessment, cast.liaison)
    signing.send_back(assessment=sent, reason="Falta la de agua", by=cast.approver, at=AT)
    stored = now(sent)
    assert (stored.state, stored.due_on) == (State.SELF_ASSESSMENT, None)
    assert (stored.attributes_frozen_at, stored.submitted_at, stored.submitted_by) == (None, None, None)
    entry = AuditEntry.of(stored).get(verb="signature.refused")
    assert (entry.reason, entry.by, entry.data["from"], entry.data["to"]) == (
        "Falta la de agua", cast.approver, "sign_off", "self_assessment",
    )  # fmt: skip
    answers.store(assessment=stored, drafts=[answers.Draft("A-01", "1", 1)], by=cast.liaison, at=AT)
    facts = {"has_council": True}
    confirmed = assessments.confirm_facts(assessment=stored, facts=facts, seen_version=0, by=cast.liaison, at=AT)
    assert (confirmed.attributes, confirmed.applicable_count) == (facts, 6)


def test_signature_keeps_the_document_with_its_hash(cast, assessment):
    sent = make_submitted(assessment, cast.liaison)
    signature = Signature.objects.get(pk=sign(sent, cast.approver).pk)
    assert signature.document == document_of(now(sent))
    text = json.dumps(signature.document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert signature.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (signature.signer_name, signature.signer_role, signature.signer_position) == (
        "Ana Prueba", SignerRole.MAYOR, "Alcaldesa",
    )  # fmt: skip
    assert (signature.signed_at, signature.signed_by) == (AT, cast.approver)
    assert signature_with(signature.code.lower()) == signature


def test_signing_moves_on_to_the_review_with_one_entry(cast, assessment):
    sent = make_submitted(assessment, cast.liaison)
    signature = sign(sent, cast.approver)
    stored = now(sent)
    assert (stored.state, stored.due_on) == (State.IN_REVIEW, date(2027, 3, 29)), "15 working days with four holidays"
    entry = AuditEntry.of(stored).get(verb="assessment.signed")
    assert entry.data == {
        "from": "sign_off", "to": "in_review", "due": "2027-03-29", "sha256": signature.sha256, "code": signature.code,
    }  # fmt: skip
    with pytest.raises(WrongState):
        sign(stored, cast.approver)
    assert Signature.objects.count() == 1


def test_document_holds_what_was_declared_and_the_hashes_of_its_evidence(cast, assessment):
    make_filled(assessment, cast.contributor)
    file = Evidence.objects.create(
        assessment=assessment, file="acta.pdf", file_name="acta.pdf", media_type="application/pdf", size=3,
        sha256="a" * 64, added_at=AT,
    )  # fmt: skip
    Answer.objects.get(question__code="A-03").evidence_uses.create(evidence=file, option="b", place="Página 3")
    assessments.submit(assessment=assessment, even_if_partial=False, by=cast.liaison, at=AT)
    document = sign(assessment, cast.approver).document
    version = assessment.round.version
    link = {"option": "", "place": "", "name": LINK, "url": LINK, "sha256": ""}
    scan = {"option": "b", "place": "Página 3", "name": "acta.pdf", "url": "", "sha256": "a" * 64}
    proofs = {code: [link] for code in BEST} | {"A-03": [link, scan]}
    said = {"not_applicable": False, "na_reason": ""}
    assert document == {
        "round": "ciclo",
        "municipality": cast.here.divipola,
        "instrument": {"code": "CHICO", "version": "1.0.0", "sha256": version.content_sha256},
        "facts": FACTS,
        "applicable": 5,
        "answered": 5,
        "personal_data": {"replaced": 0, "hidden": 0, "clean": 0, "waiting": 0},
        "answers": [{"question": q, "value": v, "evidence": proofs[q], **said} for q, v in BEST.items()],
    }


def test_hash_of_a_document_depends_on_no_order():
    assert sha256_of({"a": 1, "b": "ñ"}) == sha256_of({"b": "ñ", "a": 1})
    assert sha256_of({"a": 1}) != sha256_of({"a": 2})


@pytest.mark.parametrize("proven", range(6))
def test_sample_of_the_second_reading_is_fifteen_per_cent_rounded_up(cast, assessment, proven):
    drafts = [
        answers.Draft(code, value, 0, links={"": [LINK]} if place < proven else {})
        for place, (code, value) in enumerate(BEST.items())
    ]
    answers.store(assessment=assessment, drafts=drafts, by=cast.liaison, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    signed = make_signed(assessment, cast.approver)
    to_mark = {item.cell.answer.pk for item in reviewing_of(signed).to_mark}
    drawn = set(SecondReview.objects.values_list("answer", flat=True))
    assert (len(to_mark), len(drawn), drawn - to_mark) == (proven, ceil(proven * 15 / 100), set())
    entry = AuditEntry.of(signed).get(verb="sample.drawn")
    assert (entry.by, entry.data) == (None, {"answers": len(drawn)})


def test_nothing_changed_since_the_signature_until_an_answer_was_reopened_and_changed(cast, assessment):
    signed = make_sent(assessment, cast.liaison)
    signature = Signature.objects.get()
    assert changed_since(signature) == []
    Answer.objects.filter(question__code__in=["A-01", "B-02"]).update(reopened_at=AT, reopening=Reopening.LINK_BROKEN)
    draft = answers.Draft("B-02", "o1", 1, links={"": ["https://www.ejemplo.gov.co/otro"]})
    answers.store(assessment=signed, drafts=[draft], by=cast.liaison, at=AT)
    assert changed_since(signature) == ["B-02"]


def test_answers_that_were_not_signed_are_not_said_to_have_changed(cast, assessment):
    """A «no aplica» without its reason, and a draft of a question that does not apply, are no answers."""
    make_filled(assessment, cast.liaison)
    drafts = [answers.Draft("A-02", "", 1, not_applicable=True), answers.Draft("B-03", "muchas", 0)]
    answers.store(assessment=assessment, drafts=drafts, by=cast.liaison, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    make_signed(assessment, cast.approver)
    signature = Signature.objects.get()
    assert [a["question"] for a in signature.document["answers"]] == ["A-01", "A-03", "B-01", "B-02"]
    assert changed_since(signature) == []


def test_signing_after_the_term_is_refused_until_it_is_extended(cast, assessment):
    sent = make_submitted(assessment, cast.liaison)
    late = days(8)  # the term ended on the 10th, the day before
    with pytest.raises(DeadlinePassed) as refusal:
        sign(sent, cast.approver, late)
    assert "El plazo venció el miércoles 10 de marzo." in refusal.value.message
    with pytest.raises(DeadlinePassed):
        signing.send_back(assessment=sent, reason="Falta", by=cast.approver, at=late)
    assert (now(sent).state, Signature.objects.count()) == (State.SIGN_OFF, 0)
    terms.extend(assessment=sent, until=date(2027, 3, 12), reason="Cambio de alcalde", by=cast.coordinator, at=late)
    sign(sent, cast.approver, late)
    assert (now(sent).state, now(sent).due_on) == (State.IN_REVIEW, date(2027, 4, 6))


def test_signing_on_the_last_day_is_in_time(cast, assessment):
    sent = make_submitted(assessment, cast.liaison)
    last = datetime.fromisoformat("2027-03-10T23:59:59-05:00")
    sign(sent, cast.approver, last)
    assert now(sent).state == State.IN_REVIEW


def test_withdrawn_diagnosis_is_not_signed(cast, assessment):
    sent = make_submitted(assessment, cast.liaison)
    participation.withdraw(assessment=sent, reason="No hay equipo", by_mayors_office=True, by=cast.approver, at=AT)
    with pytest.raises(WrongState):
        sign(sent, cast.approver)
    assert (now(sent).state, Signature.objects.count()) == (State.WITHDRAWN, 0)


def test_signature_never_changes(cast, assessment):
    make_sent(assessment, cast.liaison)
    with pytest.raises(DatabaseError, match="immutable"):
        Signature.objects.update(signer_name="Otra")
