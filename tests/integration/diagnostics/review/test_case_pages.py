"""Pages of a case: the layers side by side, who sees what until when, and what they cost with everything on them."""

from datetime import date, timedelta

import pytest
import time_machine

from diagnostics.assessments.choices import Party
from diagnostics.assessments.models import Assessment
from diagnostics.review.actions import clarifications, conversations, decisions, replies, reviews
from diagnostics.review.choices import Ruling, Stance
from diagnostics.review.models import Message, Reply, ReplyDecision, ReplyEvidence, SecondReview, Signature
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.reviewing import reviewing_of
from tests.budgets import queries_of
from tests.factories.diagnostics import (
    AT,
    declare,
    judged,
    make_closed,
    make_marked,
    make_replied,
    make_sent,
    make_submitted,
    mark_answer,
    mark_of,
)
from tests.page_text import text_of

pytestmark = pytest.mark.django_db
HERE, REVIEW = "/diagnostico/ciclo/aqui/", "/revision/ciclo/aqui/"
KEPT = "Lo que usted escribió en «{}» No se guardó. Puede copiarlo. {}"
SECRET = "La prueba no muestra lo declarado"


def words_of(response) -> str:
    return text_of(response.text)


@pytest.fixture(autouse=True)
def _in_time():
    """The day after AT: every term of the diagnosis runs."""
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        yield


@pytest.fixture
def closed(cast, assessment) -> Assessment:
    """Two answers adjusted, the right of reply open."""
    return make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01", "A-03"))


def test_mayors_office_signs_or_sends_back(cast, assessment, browser_of):
    make_submitted(assessment, cast.liaison)
    office = browser_of(cast.approver)
    assert "5 de 5 preguntas respondidas" in office.get(f"{HERE}firma/").text
    nothing = office.post(f"{HERE}firma/", {"operation": "sign"})
    assert (nothing.status_code, Signature.objects.count()) == (422, 0)
    assert "Marque que leyó y respalda lo declarado" in nothing.text
    back = office.post(f"{HERE}firma/", {"operation": "back", "back-reason": "Falta el plan de datos"})
    assert back.status_code == 302
    assessment.refresh_from_db()
    assert (assessment.state, assessment.submitted_at) == ("self_assessment", None)
    make_submitted(assessment, cast.liaison)
    fields = {
        "operation": "sign",
        "name": "Ana Prueba",
        "role": "mayor",
        "position": "Alcaldesa",
        "confirms_content": "on",
    }
    assert office.post(f"{HERE}firma/", fields).status_code == 302
    signature = Signature.objects.get()
    assert office.get(f"{HERE}acta/").content.startswith(b"%PDF")
    public = browser_of(None).get(f"/actas/{signature.code.lower()}/")
    assert public.status_code == 200
    assert [words in public.text for words in ("Ana Prueba", signature.sha256, "Aquí")] == [True] * 3
    assert "ejemplo.gov.co" not in public.text
    assert browser_of(None).get("/actas/AAAA-BBBB-CCCC-DDDD/").status_code == 404


@pytest.mark.parametrize("name", ["liaison", "contributor", "reviewer", "coordinator"])
def test_only_the_mayors_office_signs(cast, assessment, browser_of, name):
    make_submitted(assessment, cast.liaison)
    assert browser_of(cast.person(name)).get(f"{HERE}firma/").status_code == 403


def test_municipality_sees_nothing_of_the_review_until_it_closes(cast, assessment, browser_of):
    sent = make_sent(assessment, cast.liaison)
    make_marked(sent, cast.reviewer, rejects=("A-01",))
    clarifications.ask(assessment=sent, question="A-02", text=SECRET, by=cast.reviewer, at=AT)
    desk = browser_of(cast.liaison)
    pages = ("", "revision/", "revision/A-01/", "revision/A-02/", "respuestas/A-01/historia/", "revision/enviar/")
    shown = {page: desk.get(f"{HERE}{page}") for page in pages}
    assert {page: response.status_code for page, response in shown.items()} == dict.fromkeys(pages, 200)
    leaks = ("No lo prueba", SECRET, "en disputa", "22,50", "Insuficiente", "marcó", "Prueba de nadie")
    assert [(page, leak) for page, response in shown.items() for leak in leaks if leak in response.text] == []


def test_municipality_sees_each_adjustment_with_its_reason_and_what_it_moves(cast, closed, browser_of):
    desk = browser_of(cast.contributor)
    page = desk.get(f"{HERE}revision/").text
    assert [words in page for words in ("+22,50 puntos", "No lo prueba", "Por contestar")] == [True] * 3
    case = desk.get(f"{HERE}revision/A-01/").text
    assert "Hoy vale 25 de 100; si se acepta lo que pide el municipio: 100." in case
    assert "Revisar y enviar la réplica" not in page, "a contributor writes and does not send"
    assert "Revisar y enviar la réplica" in browser_of(cast.liaison).get(f"{HERE}revision/").text


def test_reply_is_written_proven_and_sent_in_the_browser(cast, closed, browser_of):
    closed.round.cutoff_on = date(2027, 3, 1)
    closed.round.save(update_fields=["cutoff_on"])
    writer, liaison = browser_of(cast.contributor), browser_of(cast.liaison)
    page = f"{HERE}revision/A-01/"
    said = {"operation": "reply", "stance": "disagree", "asks": "own", "argument": "Está en el anexo", "version": 0}
    assert writer.post(page, said).status_code == 302
    again = said | {"version": 1, "url": "https://a.gov.co/anexo"}
    late = writer.post(page, again | {"dated_on": "2027-03-02"})
    assert late.status_code == 422
    assert "La fecha de corte es el lunes 1 de marzo de 2027" in late.text
    assert writer.post(page, again | {"dated_on": "2027-02-20", "place": "página 3"}).status_code == 302
    assert ReplyEvidence.objects.get().place == "página 3"
    assert writer.get(f"{HERE}revision/enviar/").status_code == 403
    assert "Sin contestar: se acepta" in liaison.get(f"{HERE}revision/enviar/").text
    assert liaison.post(f"{HERE}revision/enviar/").status_code == 302
    closed.refresh_from_db()
    assert (closed.state, Reply.objects.get().sent_at is None) == ("reply_decision", False)
    again = writer.post(page, said | {"version": 1, "argument": "Otra cosa"})
    assert again.status_code == 422
    assert Reply.objects.get().argument == "Está en el anexo"


def test_number_that_a_reply_or_decision_cannot_read_stays_as_typed(cast, assessment, browser_of):
    sent = make_sent(assessment, cast.liaison)
    make_marked(sent, cast.reviewer)
    item = reviewing_of(sent).items["B-01"]
    lower = mark_of(item, value="5/10", reason="Solo cinco")
    mark_answer(sent, lower, by=cast.reviewer, at=AT)
    closed = reviews.close(assessment=sent, approves_many_na=True, by=cast.reviewer, at=AT)
    page = f"{HERE}revision/B-01/"
    typed = {"B-01-value-num": "0.125.000", "B-01-value-den": "1 250"}
    said = {"operation": "reply", "stance": "disagree", "asks": "other", "argument": "Está en el anexo", "version": 0}
    refused = browser_of(cast.contributor).post(page, said | typed)
    assert (refused.status_code, Reply.objects.count()) == (422, 0)
    assert "B-01: la coma es para los decimales y los miles van de a tres cifras" in refused.text
    assert ['value="0.125.000"' in refused.text, 'value="1.250"' in refused.text] == [True, True]

    make_replied(closed, cast.liaison, "B-01")
    declare(closed.round, cast.coordinator)
    ruling = {"operation": "decide", "ruling": "other", "reason_code": "otra", "reason": "El anexo lo muestra."}
    refused = browser_of(cast.coordinator).post(f"{REVIEW}casos/B-01/", ruling | typed)
    assert (refused.status_code, ReplyDecision.objects.count()) == (422, 0)
    assert ['value="0.125.000"' in refused.text, 'value="1.250"' in refused.text] == [True, True]


def test_draft_of_a_reply_is_the_municipalitys_own(cast, closed, browser_of):
    said = replies.Said("A-01", Stance.DISAGREE, "Borrador de nadie más", seen_version=0)
    replies.write(assessment=closed, said=said, by=cast.contributor, at=AT)
    assert "Borrador de nadie más" in browser_of(cast.liaison).get(f"{HERE}revision/A-01/").text
    for page in (f"{REVIEW}casos/A-01/", REVIEW, f"{HERE}revision/A-01/", f"{HERE}revision/"):
        for name in ("reviewer", "coordinator"):
            assert "Borrador de nadie más" not in browser_of(cast.person(name)).get(page).text, (page, name)


def test_decision_belongs_to_who_did_not_review_the_dimension(cast, closed, browser_of):
    make_replied(closed, cast.liaison, "A-01")
    declare(closed.round, cast.coordinator)
    page = f"{REVIEW}casos/A-01/"
    ruling = {"operation": "decide", "ruling": "accepted", "reason_code": "otra", "reason": "El anexo lo muestra."}
    refused = browser_of(cast.reviewer).post(page, ruling)
    assert (refused.status_code, ReplyDecision.objects.count()) == (422, 0)
    assert "la decisión le toca a otra persona" in refused.text
    done = browser_of(cast.coordinator).post(page, ruling)
    assert (done.status_code, done.url) == (302, REVIEW)
    closed.refresh_from_db()
    assert closed.state == "final_ready"
    told = browser_of(cast.liaison).get(f"{HERE}revision/A-01/").text
    assert [words in told for words in ("Se acepta la réplica", "El anexo lo muestra.")] == [True] * 2
    assert cast.coordinator.name not in told


def test_decider_says_what_each_proof_of_the_answer_shows(cast, closed, browser_of):
    make_replied(closed, cast.liaison, "A-01")
    declare(closed.round, cast.coordinator)
    page, desk = f"{REVIEW}casos/A-01/", browser_of(cast.coordinator)
    key = casefile_of(closed).cases["A-01"].item.judged[0].key
    assert f'name="proof-{key}"' in desk.get(page).text
    ruling = {
        "operation": "decide",
        "ruling": "other",
        "A-01-value": "3",
        "reason_code": "otra",
        "reason": "Llega a 3.",
    }
    refused = desk.post(page, ruling | {f"proof-{key}": "out_of_period"})
    assert (refused.status_code, ReplyDecision.objects.count()) == (422, 0)
    assert "Acepte una evidencia, pida una al municipio o baje el resultado." in refused.text
    assert 'value="out_of_period" checked' in refused.text
    assert desk.post(page, ruling | {f"proof-{key}": "accepted"}).status_code == 302
    assert ReplyDecision.objects.get().proofs == {key: "accepted"}


def test_first_mark_of_a_sampled_answer_is_hidden_until_it_was_read_twice(cast, assessment, browser_of):
    sent = make_sent(assessment, cast.liaison)
    make_marked(sent, cast.reviewer, rejects=("A-01",))
    declare(sent.round, cast.coordinator)
    SecondReview.objects.exclude(answer__question__code="A-01").delete()
    SecondReview.objects.get_or_create(answer=sent.answers.get(question__code="A-01", layer="self_assessed"))
    second = browser_of(cast.coordinator)
    pages = (REVIEW, f"{REVIEW}preguntas/A.1/", f"{REVIEW}casos/A-01/", f"{HERE}respuestas/A-01/historia/",
             f"{HERE}revision/A-01/", f"{REVIEW}segunda-lectura/")  # fmt: skip
    assert [page for page in pages if "No lo prueba" in second.get(page).text] == []
    assert "No lo prueba" in browser_of(cast.reviewer).get(f"{REVIEW}preguntas/A.1/").text, "her own"
    key = f"A-01-proof-:{sent.evidence.get().pk}"
    fields = {"question": "A-01", "A-01-version": 0, "A-01-answer": 1, "A-01-result": "declared", key: "accepted"}
    assert second.post(f"{REVIEW}segunda-lectura/", fields).status_code == 302
    assert SecondReview.objects.get().marked_by == cast.coordinator
    assert "No lo prueba" in second.get(f"{REVIEW}preguntas/A.1/").text


def test_case_page_and_queue_keep_their_budget_with_threads_and_evidence(cast, closed, browser_of):
    """However much was said: never more than sixteen queries."""
    declare(closed.round, cast.coordinator)
    make_replied(closed, cast.liaison, "A-01", "A-03")
    pages = {
        (cast.coordinator, f"{REVIEW}casos/A-01/"), (cast.coordinator, REVIEW), (cast.coordinator, "/revision/"),
        (cast.liaison, f"{HERE}revision/A-01/"), (cast.liaison, f"{HERE}revision/"), (cast.liaison, HERE),
        (cast.coordinator, f"{REVIEW}preguntas/A.1/"), (cast.liaison, f"{HERE}respuestas/A-01/historia/"),
    }  # fmt: skip

    def costs() -> dict[str, int]:
        browsers = [(browser_of(who), page) for who, page in pages]
        return {
            page: len(queries_of(lambda page=page, browser=browser: browser.get(page))) for browser, page in browsers
        }

    before = costs()
    for number in range(6):
        for party, by in ((Party.MUNICIPALITY, cast.liaison), (Party.REVIEW, cast.coordinator)):
            for code in ("A-01", "A-03"):
                conversations.say(
                    assessment=closed, question=code, party=party, text=f"Mensaje {number}", by=by, at=AT
                )  # fmt: skip
    assert Message.objects.count() == 24
    costs()  # the first look at a conversation marks its messages as read
    assert costs() == before
    assert {page: cost for page, cost in before.items() if cost > 19} == {}


def test_decided_conversation_takes_no_more_words(cast, closed, browser_of):
    declare(closed.round, cast.coordinator)
    make_replied(closed, cast.liaison, "A-01", "A-03")
    decision = decisions.Decision("A-01", Ruling.KEPT, "otra", "No alcanza")
    decisions.decide(assessment=closed, decision=decision, by=cast.coordinator, at=AT)
    desk = browser_of(cast.liaison)
    refused = desk.post(f"{HERE}revision/A-01/", {"operation": "message", "message-text": "Una cosa más"})
    assert (refused.status_code, Message.objects.count()) == (422, 0)
    assert KEPT.format("Mensaje a la revisión", "Una cosa más") in words_of(refused)
    assert "La decisión sobre A-01 cerró la conversación." in refused.text
    assert desk.post(f"{HERE}revision/A-03/", {"operation": "message", "message-text": "Esto sí"}).status_code == 302


def test_decision_that_somebody_took_meanwhile_leaves_the_typed_reason_on_the_page(cast, closed, browser_of):
    declare(closed.round, cast.coordinator)
    make_replied(closed, cast.liaison, "A-01", "A-03")
    taken = decisions.Decision("A-01", Ruling.KEPT, "otra", "No alcanza")
    decisions.decide(assessment=closed, decision=taken, by=cast.coordinator, at=AT)
    fields = {"operation": "decide", "ruling": "accepted", "reason_code": "otra", "reason": "El anexo lo muestra."}
    refused = browser_of(cast.coordinator).post(f"{REVIEW}casos/A-01/", fields)
    assert refused.status_code == 422
    assert KEPT.format("Una frase que la alcaldía pueda usar", "El anexo lo muestra.") in words_of(refused)
    assert ReplyDecision.objects.get().reason == "No alcanza"


@pytest.mark.parametrize(
    ("who", "page", "fields", "label"),
    [
        ("liaison", f"{HERE}revision/A-01/",
         {"operation": "reply", "stance": "disagree", "asks": "own", "argument": "Está en la página 3", "version": 0},
         "Por qué"),
        ("liaison", f"{HERE}revision/A-01/", {"operation": "clarify", "clarify-text": "Está en la página 3"}, "Su aclaración"),
        ("liaison", f"{HERE}revision/A-01/", {"operation": "message", "message-text": "Está en la página 3"},
         "Mensaje a la revisión"),
        ("reviewer", f"{REVIEW}casos/A-01/", {"operation": "message", "message-text": "Está en la página 3"},
         "Mensaje al municipio"),
        ("reviewer", f"{REVIEW}casos/A-01/", {"operation": "ask", "ask-text": "Está en la página 3"}, "Qué se debe aclarar"),
        ("approver", f"{HERE}firma/", {"operation": "back", "back-reason": "Está en la página 3"}, ""),
        ("coordinator", f"{REVIEW}plazo/", {"until": "2027-09-01", "reason": "Está en la página 3"},
         "Razón de la prórroga"),
    ],
)  # fmt: skip
def test_what_the_state_no_longer_takes_stays_on_the_page(cast, closed, browser_of, who, page, fields, label):
    """Each form was open when it was written; meanwhile the result became final."""
    declare(closed.round, cast.coordinator)
    Assessment.objects.filter(pk=closed.pk).update(state="final_ready", due_on=None)
    refused = browser_of(cast.person(who)).post(page, fields)
    assert refused.status_code == 422
    assert "Está en la página 3</textarea>" in refused.text
    assert not label or KEPT.format(label, "Está en la página 3") in words_of(refused)


@pytest.mark.parametrize("found", ["", "insufficient"])
def test_second_reading_keeps_what_was_typed(cast, assessment, browser_of, found):
    """While something is missing, and when the municipality changed the answer."""
    sent = make_sent(assessment, cast.liaison)
    make_marked(sent, cast.reviewer)
    declare(sent.round, cast.coordinator)
    SecondReview.objects.exclude(answer__question__code="A-01").delete()
    SecondReview.objects.get_or_create(answer=sent.answers.get(question__code="A-01", layer="self_assessed"))
    fields = judged(sent, "A-01", found, reason_code="otra", why="Solo abre la portada") | {"question": "A-01"}
    if found:
        sent.answers.filter(question__code="A-01").update(version=2)
    refused = browser_of(cast.coordinator).post(f"{REVIEW}segunda-lectura/", fields)
    assert (refused.status_code, SecondReview.objects.get().marked_at) == (422, None)
    assert "Solo abre la portada</textarea>" in refused.text


def test_second_reading_that_somebody_made_meanwhile_leaves_the_words(cast, assessment, browser_of):
    sent = make_sent(assessment, cast.liaison)
    declare(sent.round, cast.coordinator)
    SecondReview.objects.all().delete()
    fields = judged(sent, "A-01", "insufficient", reason_code="otra", why="Solo abre la portada") | {"question": "A-01"}
    refused = browser_of(cast.coordinator).post(f"{REVIEW}segunda-lectura/", fields)
    assert "A-01 ya no espera su lectura" in refused.text
    assert "Solo abre la portada</textarea>" in refused.text
