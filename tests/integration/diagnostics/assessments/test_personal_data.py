"""A file in which the scan found personal data waits for a person: until then nobody sends or signs."""

from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AuditEntry
from core.refusals import Stale
from diagnostics.assessments.actions import answers, assessments, evidence, personal_data, reuse
from diagnostics.assessments.actions.evidence import Use
from diagnostics.assessments.actions.personal_data import FilesNotLookedAt
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Answer, Assessment, Evidence
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.assessments.queries.personal_data import LookedAt, looked_at
from diagnostics.assessments.queries.readiness import readiness_of
from diagnostics.assessments.queries.work import tasks_of
from diagnostics.review.actions import clarifications, reopening, replies, signing
from diagnostics.review.choices import SignerRole
from diagnostics.review.models import Signature
from diagnostics.review.queries.acts import act_in_words
from files.choices import ReserveGround, Visibility
from files.loaders.uploads import Judged, judge
from tests.factories import files
from tests.factories.diagnostics import AT, make_closed, make_filled, make_round, make_sent
from tests.factories.diagnostics import declare as declare_conflicts

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/"
LIST = "Firma Ana, cédula 43.123.456, celular 300 123 45 67"
SENTENCE = "A-01: «lista.pdf» parece traer 1 número de cédula, 1 teléfono."


def judged(text: str = LIST, name: str = "lista.pdf") -> Judged:
    return judge(files.pdf(text), name, most_bytes=1_000_000)


def add(cast, assessment, upload: Judged | None = None, question: str = "A-01") -> Evidence:
    upload = upload or judged()
    return evidence.add_file(assessment=assessment, upload=upload, use=Use(question), by=cast.liaison, at=AT)


@pytest.fixture
def filled(cast, assessment) -> Assessment:
    make_filled(assessment, cast.liaison)
    return assessment


@pytest.fixture
def flagged(cast, filled) -> Evidence:
    return add(cast, filled)


def submit(cast, assessment: Assessment) -> Assessment:
    return assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)


def sign(cast, assessment: Assessment) -> Signature:
    return signing.sign(
        assessment=assessment, name="Ana Prueba", role=SignerRole.MAYOR, position="Alcaldesa", by=cast.approver, at=AT
    )


def hide(cast, row: Evidence) -> None:
    personal_data.hide(assessment=row.assessment, evidence=row, by=cast.liaison, at=AT)


def declare(cast, row: Evidence) -> None:
    personal_data.declare_clean(
        assessment=row.assessment, evidence=row, seen_revision=row.revision, by=cast.liaison, at=AT
    )


def withdraw(cast, row: Evidence) -> None:
    personal_data.withdraw_declaration(assessment=row.assessment, evidence=row, by=cast.liaison, at=AT)


def replace(cast, row: Evidence, upload: Judged) -> None:
    row.refresh_from_db()
    evidence.revise(
        assessment=row.assessment, evidence=row, content=upload, reason="Sin la lista", seen_version=row.version,
        by=cast.liaison, at=AT,
    )  # fmt: skip


def remove(cast, row: Evidence) -> None:
    evidence.detach(assessment=row.assessment, evidence=row, use=Use("A-01"), by=cast.liaison, at=AT)


def test_flagged_file_stops_sending_until_somebody_looks(cast, filled, flagged):
    with pytest.raises(assessments.NotReady) as refused:
        submit(cast, filled)
    assert (refused.value.blocks, SENTENCE in refused.value.details) == (True, True)
    assert Assessment.objects.get(pk=filled.pk).state == State.SELF_ASSESSMENT


@pytest.mark.parametrize(
    "decide", [hide, declare, lambda cast, row: replace(cast, row, judged("Sin nadie", "limpia.pdf")), remove]
)
def test_each_decision_lets_it_go_on(cast, filled, flagged, decide):
    decide(cast, flagged)
    assert sign(cast, submit(cast, filled)).assessment.state == State.IN_REVIEW


def test_replacing_by_another_list_is_flagged_again(cast, filled, flagged):
    declare(cast, flagged)
    replace(cast, flagged, judged("Firma Luz, cédula 52.123.456", "otra.pdf"))
    assert [file.sentence for file in readiness_of(filled).flagged] == [
        "A-01: «otra.pdf» parece traer 1 número de cédula."
    ]


def test_file_that_no_answer_uses_and_one_named_twice(cast, filled, flagged):
    evidence.attach(assessment=filled, evidence=flagged, use=Use("B-01"), by=cast.liaison, at=AT)
    assert len(readiness_of(filled).flagged) == 1
    for question in ("A-01", "B-01"):
        evidence.detach(assessment=filled, evidence=flagged, use=Use(question), by=cast.liaison, at=AT)
    assert readiness_of(filled).flagged == []


def test_answer_that_does_not_apply_is_looked_at_too(cast, filled, desk):
    """Its file stays with the assessment and may be published when a fact changes."""
    answers.store(assessment=filled, drafts=[answers.Draft("B-03", "4", 0)], by=cast.liaison, at=AT)
    row = add(cast, filled, question="B-03")
    assert [file.question for file in readiness_of(filled).flagged] == ["B-03"]
    page = desk.get(f"{HERE}enviar/").text
    assert (f'href="{HERE}evidencias/{row.pk}/"' in page, "#B-03" in page) == (True, False)


def test_statement_withdrawn_at_the_town_hall_stops_signing(cast, filled, flagged):
    declare(cast, flagged)
    sent = submit(cast, filled)
    withdraw(cast, flagged)
    with pytest.raises(FilesNotLookedAt) as refused:
        sign(cast, sent)
    assert "«lista.pdf»" in refused.value.message
    assert not Signature.objects.exists()
    declare(cast, flagged)
    assert sign(cast, sent).document["personal_data"]["clean"] == 1


def test_signed_rounds_are_not_blocked(cast, assessment):
    signed = make_sent(assessment, cast.liaison)
    Evidence.objects.update(personal_data={"cedula": 1})
    assert Assessment.objects.get(pk=signed.pk).state == State.IN_REVIEW


def test_statement_says_who_and_when_and_leaves_its_trace(cast, filled, flagged):
    declare(cast, flagged)
    flagged.refresh_from_db()
    assert (flagged.declared_clean_at, flagged.declared_clean_by, flagged.is_flagged) == (AT, cast.liaison, False)
    withdraw(cast, flagged)
    flagged.refresh_from_db()
    assert (flagged.declared_clean_at, flagged.declared_clean_by, flagged.is_flagged) == (None, None, True)
    hide(cast, flagged)
    flagged.refresh_from_db()
    assert (flagged.visibility, flagged.reserve_ground) == (Visibility.REVIEWERS_ONLY, ReserveGround.CLASSIFIED)
    found = {"revision": 1, "found": {"cedula": 1, "telefono": 1}}
    entries = AuditEntry.objects.filter(verb__startswith="evidence.").order_by("pk")
    assert [(e.verb, e.by, e.data) for e in entries if e.data.get("found")] == [
        ("evidence.declared_clean", cast.liaison, found),
        ("evidence.declaration_withdrawn", cast.liaison, found),
        ("evidence.hidden", cast.liaison, found),
    ]


def test_statement_is_about_the_content_that_was_seen(cast, filled, flagged):
    replace(cast, flagged, judged("Firma Luz, cédula 52.123.456"))
    with pytest.raises(Stale):
        personal_data.declare_clean(assessment=filled, evidence=flagged, seen_revision=1, by=cast.liaison, at=AT)


def test_another_finding_in_the_same_file_is_looked_at_again(cast, filled, flagged):
    """A later version of the portal may find more in it: the statement was about less."""
    Evidence.objects.filter(pk=flagged.pk).update(personal_data={"cedula": 1})
    flagged.refresh_from_db()
    declare(cast, flagged)
    add(cast, filled, question="B-01")
    flagged.refresh_from_db()
    assert (flagged.personal_data, flagged.is_flagged) == ({"cedula": 1, "telefono": 1}, True)


def test_the_same_finding_keeps_the_statement(cast, filled, flagged):
    declare(cast, flagged)
    add(cast, filled, question="B-01")
    flagged.refresh_from_db()
    assert not flagged.is_flagged


def test_file_of_an_earlier_round_is_looked_at_again(cast, filled, flagged):
    declare(cast, flagged)
    later = make_round(cast.here, version=filled.round.version, code="otro").assessments.get()
    make_filled(later, cast.liaison)
    reuse.use_again(assessment=later, uses=[(flagged.pk, Use("A-01"))], by=cast.liaison, at=AT)
    assert len(readiness_of(later).flagged) == 1


def test_signature_and_act_say_what_was_decided(cast, filled, flagged):
    hide(cast, flagged)
    clean = add(cast, filled, judged("Llame al 300 123 45 68", "cartel.pdf"), "A-02")
    declare(cast, clean)
    replace(cast, add(cast, filled, judged("Cédula 52.123.456", "c.pdf"), "B-01"), judged("Nadie", "d.pdf"))
    add(cast, filled, judged("Nada", "e.pdf"), "B-02")
    assert looked_at(filled) == LookedAt(replaced=1, hidden=1, clean=1)
    signature = sign(cast, submit(cast, filled))
    assert signature.document["personal_data"] == {"replaced": 1, "hidden": 1, "clean": 1, "waiting": 0}
    said = (
        "La búsqueda automática señaló posibles datos personales en 3 archivos. Se miraron 3: 1 cambiado, 1 oculto del "
        "público, 1 declarado sin ellos."
    )
    assert act_in_words(signature, filled.round.version.parsed, "")["personal_data"] == said


def test_act_of_before_says_nothing(cast, assessment):
    signature = Signature.objects.get(assessment=make_sent(assessment, cast.liaison))
    del signature.document["personal_data"]
    assert act_in_words(signature, signature.assessment.round.version.parsed, "")["personal_data"] == ""


def test_work_is_not_done_while_a_file_waits(cast, filled, flagged):
    """Otherwise «Mi trabajo» would offer to send what cannot be sent."""
    tasks = tasks_of(filling_of(filled))
    assert [(task.code, task.kind, task.is_urgent) for task in tasks] == [("A-01", "flagged", True)]
    hide(cast, flagged)
    assert tasks_of(filling_of(filled)) == []


@pytest.fixture
def desk(cast, browser_of):
    return browser_of(cast.liaison)


def decision_url(row: Evidence) -> str:
    return reverse("assessments:evidence-personal-data", args=["ciclo", "aqui", row.pk, row.revision])


def test_pages_list_the_files_and_lead_to_each(cast, filled, flagged, desk):
    page = desk.get(f"{HERE}enviar/")
    assert f'<a href="{HERE}preguntas/A.1/#A-01">{SENTENCE}</a>' in page.text
    refused = desk.post(f"{HERE}enviar/", {"even_if_partial": "on"})
    assert (refused.status_code, SENTENCE in refused.text) == (409, True)
    question = desk.get(f"{HERE}preguntas/A.1/").text
    assert question.count(f'formaction="{decision_url(flagged)}?pregunta=A-01"') == 2
    assert f'href="{HERE}evidencias/{flagged.pk}/#h-cambiar"' in question


def test_question_page_takes_the_decision_and_comes_back(cast, filled, flagged, desk):
    done = desk.post(f"{decision_url(flagged)}?pregunta=A-01", {"decision": "clean"}, follow=True)
    assert done.redirect_chain == [(f"{HERE}preguntas/A.1/#A-01", 302)]
    assert "declaró que no trae datos personales" in done.text
    assert "Retirar esa declaración" in done.text
    back = desk.post(decision_url(flagged), {"decision": "withdraw"}, follow=True)
    assert "Este archivo parece traer datos personales: 1 número de cédula, 1 teléfono." in back.text
    desk.post(decision_url(flagged), {"decision": "hide"})
    flagged.refresh_from_db()
    assert flagged.visibility == Visibility.REVIEWERS_ONLY


def test_town_hall_reads_and_decides_before_it_signs(cast, filled, flagged, browser_of):
    declare(cast, flagged)
    submit(cast, filled)
    withdraw(cast, flagged)
    mayor = browser_of(cast.approver)
    page = mayor.get(f"{HERE}firma/").text
    assert f'<a href="{HERE}evidencias/{flagged.pk}/">{SENTENCE}</a>' in page
    assert 'value="sign"' not in page
    who = {"name": "Ana", "role": "mayor", "position": "Alcaldesa", "confirms_content": "on", "operation": "sign"}
    assert mayor.post(f"{HERE}firma/", who).status_code == 422
    assert not Signature.objects.exists()
    mayor.post(decision_url(flagged), {"decision": "clean"})
    page = mayor.get(f"{HERE}firma/").text
    assert "Se miró 1: 1 declarado sin ellos." in page
    assert mayor.post(f"{HERE}firma/", who).status_code == 302


def test_only_the_municipality_decides(cast, filled, flagged, browser_of):
    for person, status in ((cast.reviewer, 403), (cast.coordinator, 403), (cast.neighbour, 404)):
        assert browser_of(person).post(decision_url(flagged), {"decision": "clean"}).status_code == status
    assert browser_of(cast.contributor).post(decision_url(flagged), {"decision": "otra"}).status_code == 404
    flagged.refresh_from_db()
    assert flagged.declared_clean_at is None


def test_reviewer_reads_that_it_was_declared(cast, filled, flagged, browser_of):
    declare(cast, flagged)
    sign(cast, submit(cast, filled))
    page = browser_of(cast.reviewer).get(f"{HERE}evidencias/{flagged.pk}/").text
    assert f"{cast.liaison.name} declaró" in page


def test_form_opened_before_hiding_does_not_make_it_public(cast, filled, flagged, desk):
    form = {"operation": "describe", "details-title": "x", "details-visibility": "public", "details-version": "1"}
    hide(cast, flagged)
    assert desk.post(f"{HERE}evidencias/{flagged.pk}/", form).status_code == 422
    flagged.refresh_from_db()
    assert not flagged.is_public


def test_upload_that_is_flagged_leads_to_the_decision(filled, desk):
    upload = SimpleUploadedFile("lista.pdf", files.pdf(LIST))
    page = desk.post(f"{HERE}respuestas/A-01/evidencia/", {"file": upload, "place": ""}, follow=True)
    assert page.text.count('name="decision"') == 2


def test_reply_with_a_flagged_file_is_not_sent(cast, assessment, browser_of):
    values = {"A-01": "4", "A-02": "si"}
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, values=values, rejects=("A-01",))
    said = replies.Said("A-01", "disagree", "Sí lo prueba", seen_version=0)
    replies.write(assessment=closed, said=said, by=cast.liaison, at=AT)
    use = replies.attach(
        assessment=closed, question="A-01", evidence=judged(), place="", dated_on=AT.date(), by=cast.liaison, at=AT
    )
    with pytest.raises(FilesNotLookedAt, match=r"«lista\.pdf»"):
        replies.send(assessment=closed, by=cast.liaison, at=AT)
    page = browser_of(cast.liaison).get(f"{HERE}revision/A-01/").text
    assert f'<a href="{HERE}evidencias/{use.evidence_id}/">decida qué hacer con él' in page
    declare(cast, use.evidence)
    assert replies.send(assessment=closed, by=cast.liaison, at=AT).state == State.REPLY_DECISION


def test_reopened_answer_with_a_flagged_file_is_not_given_back(cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    Answer.objects.filter(assessment=sent, question__code="A-01").update(reopened_at=AT, reopening="link_broken")
    row = add(cast, sent)
    with pytest.raises(FilesNotLookedAt, match=r"«lista\.pdf»"):
        reopening.finish(assessment=sent, question="A-01", by=cast.liaison, at=AT)
    hide(cast, row)
    reopening.finish(assessment=sent, question="A-01", by=cast.liaison, at=AT)


def test_clarified_answer_with_a_flagged_file_is_not_given_back(cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    declare_conflicts(sent.round, cast.reviewer)
    clarifications.ask(assessment=sent, question="A-01", text="¿Dónde está?", by=cast.reviewer, at=AT)
    clarifications.send(assessment=sent, by=cast.reviewer, at=AT)
    sent.refresh_from_db()
    row = add(cast, sent)
    clarify = partial(
        clarifications.clarify, assessment=sent, question="A-01", text="En la lista", by=cast.liaison, at=AT
    )
    with pytest.raises(FilesNotLookedAt, match=r"«lista\.pdf»"):
        clarify()
    declare(cast, row)
    assert clarify().state == State.IN_REVIEW
