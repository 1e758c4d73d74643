"""The living diagnosis: links that die and terms that end reopen only the answers that rest on them."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.models import AuditEntry
from diagnostics.assessments.actions import assessments, evidence
from diagnostics.assessments.actions.answers import Draft, NotFillable, store
from diagnostics.assessments.choices import Layer, RoundStatus
from diagnostics.assessments.models import Answer, Assessment, Evidence, Round
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.review.actions import maintenance, reopening
from diagnostics.review.models import AnswerReview
from files import tasks
from files.actions.link_checks import Link, claim_due_links, note_check
from files.loaders.web_check import BROKEN, OK, UNSURE, Outcome
from notices.models import Notification
from tests.factories.diagnostics import (
    AT,
    LINK,
    judged,
    make_answer,
    make_closed,
    make_evidence,
    make_filled,
    make_marked,
    make_round,
    make_signed,
)  # fmt: skip
from tests.unit.files.test_web_check import site  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/"
GONE, OPENS, DOOR = Outcome(BROKEN, "No existe (código 404)."), Outcome(OK, "Abre."), Outcome(UNSURE, "Código 403.")


def check(link: Evidence, outcome: Outcome, *, url: str = "", **moments: datetime) -> None:
    note_check(link=Link("assessments.evidence", link.pk, url or link.url), outcome=outcome, **moments)


def note(link: Evidence, *outcomes: Outcome) -> Evidence:
    for number, outcome in enumerate(outcomes):
        check(link, outcome, at=AT + timedelta(days=number))
    return Evidence.objects.get(pk=link.pk)


def reopened() -> dict[str, str]:
    return dict(Answer.objects.filter(reopened_at__isnull=False).values_list("question__code", "reopening"))


def told() -> set[tuple[str, str]]:
    return set(Notification.objects.values_list("user__name", "title"))


@pytest.fixture
def in_review(cast, assessment) -> Assessment:
    """Sent, every proof marked, all resting on one link, but for B-02 that has its own."""
    make_filled(assessment, cast.liaison)
    answer = Answer.objects.get(assessment=assessment, question__code="B-02")
    answer.evidence_uses.all().delete()
    make_evidence(answer, url="https://otra.gov.co/")
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    sent = make_signed(assessment, cast.approver)
    make_marked(sent, cast.reviewer)
    Notification.objects.all().delete()
    return Assessment.objects.with_context().get(pk=sent.pk)


def test_one_failure_may_be_the_networks_and_two_reopen_only_what_rests_on_the_link(cast, in_review):
    link = Evidence.objects.get(url=LINK)
    marks = AnswerReview.objects.count()
    assert note(link, GONE).check_failures == 1
    assert reopened() == {}
    assert note(link, GONE).check_failures == 2
    assert reopened() == dict.fromkeys(("A-01", "A-02", "A-03", "B-01"), "link_broken")
    assert AnswerReview.objects.filter(answer__reopened_at__isnull=False).count() == 0
    assert AnswerReview.objects.count() == 1 < marks, "only the marks of those answers are gone"
    assert AuditEntry.objects.filter(verb="answer.reopened").count() == 4


def test_people_are_told_once_each_what_concerns_them(cast, in_review):
    link = Evidence.objects.get(url=LINK)
    note(link, GONE, GONE, GONE, GONE)
    municipal, review = (
        "La dirección dejó de abrir: A-01, A-02, A-03, B-01",
        "Por marcar otra vez: A-01, A-02, A-03, B-01 de Aquí",
    )
    assert told() == {
        (cast.contributor.name, municipal), (cast.liaison.name, municipal),
        (cast.reviewer.name, review), (cast.coordinator.name, review),
    }  # fmt: skip
    assert Notification.objects.count() == 4


def test_door_that_is_closed_for_us_is_no_failure(in_review):
    link = note(Evidence.objects.get(url=LINK), DOOR, DOOR, DOOR)
    assert (link.check_failures, link.check_result) == (0, "Código 403.")
    assert reopened() == {}


def test_reopened_answer_takes_changes_and_the_others_do_not(cast, in_review, browser_of):
    note(Evidence.objects.get(url=LINK), GONE, GONE)
    desk: Client = browser_of(cast.contributor)
    page = desk.get(f"{HERE}preguntas/A.1/").text
    assert "Esta respuesta se reabrió: la dirección dejó de abrir." in page
    assert page.count("data-save=") == 3
    assert desk.get(f"{HERE}preguntas/B.1/").text.count("data-save=") == 1, "B-02 rests on another link"
    version = Answer.objects.get(assessment=in_review, question__code="A-01").version
    saved = desk.post(
        f"{HERE}respuestas/A-01/", {"A-01-version": version, "A-01-value": "3", "A-01-links-": "https://nueva.gov.co/"}
    )
    assert saved.status_code == 200
    answer = Answer.objects.get(assessment=in_review, question__code="A-01")
    assert (answer.value, answer.reopening) == ("3", "link_broken"), "she may go on with it"
    again = desk.post(
        f"{HERE}respuestas/A-01/",
        {"A-01-version": answer.version, "A-01-value": "2", "A-01-links-": "https://nueva.gov.co/"},
    )
    assert again.status_code == 200
    back = desk.post(f"{HERE}respuestas/A-01/devolver/")
    assert back.status_code == 302
    answer.refresh_from_db()
    assert (answer.value, answer.reopened_at, answer.reopening) == ("2", None, "")
    assert AuditEntry.objects.filter(verb="answer.given_back").count() == 1
    assert Assessment.objects.get(pk=in_review.pk).state == "in_review"
    with pytest.raises(NotFillable):
        store(assessment=in_review, drafts=[Draft("B-02", "o1", 1)], by=cast.contributor, at=AT)
    with pytest.raises(NotFillable):
        store(assessment=in_review, drafts=[Draft("A-01", "4", answer.version)], by=cast.contributor, at=AT)


def test_conflict_while_giving_back_keeps_what_was_typed_beside_what_is_stored(cast, in_review, browser_of):
    note(Evidence.objects.get(url=LINK), GONE, GONE)
    desk, other = browser_of(cast.contributor), browser_of(cast.liaison)
    version = Answer.objects.get(assessment=in_review, question__code="A-01").version
    mine = {"A-01-version": version, "A-01-value": "2", "A-01-links-": "https://la-mia.gov.co/"}
    other.post(f"{HERE}respuestas/A-01/", mine | {"A-01-value": "4", "A-01-links-": "https://la-otra.gov.co/"})
    response = desk.post(f"{HERE}respuestas/A-01/devolver/", mine)
    assert response.status_code == 409
    own = response.text.partition('id="A-01"')[2].partition("</article>")[0]
    assert "Otra persona cambió esta respuesta mientras usted la escribía." in own
    assert own.count("https://la-mia.gov.co/") == 2, "in words and in its input"
    assert "https://la-otra.gov.co/" in own
    assert 'name="A-01-keep"' in own
    assert "A-01 no se devolvió: primero resuelva lo que está marcado en la página." in response.text
    assert reopened()["A-01"], "nothing was handed back"
    kept = desk.post(f"{HERE}respuestas/A-01/devolver/", mine | {"A-01-keep": version + 1})
    assert kept.status_code == 302
    answer = Answer.objects.get(assessment=in_review, question__code="A-01", layer="self_assessed")
    assert (answer.value, answer.reopening) == ("2", "")


def test_own_second_window_while_giving_back_is_said_to_be_ones_own(cast, in_review, browser_of):
    note(Evidence.objects.get(url=LINK), GONE, GONE)
    desk = browser_of(cast.contributor)
    version = Answer.objects.get(assessment=in_review, question__code="A-01").version
    mine = {"A-01-version": version, "A-01-value": "2", "A-01-links-": LINK}
    desk.post(f"{HERE}respuestas/A-01/", mine | {"A-01-value": "3", "written_from": "otra ventana"})
    response = desk.post(f"{HERE}respuestas/A-01/devolver/", mine)
    assert "Usted cambió esta respuesta en otra ventana, a" in response.text
    assert "Otra persona" not in response.text


def test_what_the_same_page_holds_of_another_answer_is_saved_too(cast, in_review, browser_of):
    note(Evidence.objects.get(url=LINK), GONE, GONE)
    fields = {}
    for code, value in (("A-01", "2"), ("A-02", "no")):
        version = Answer.objects.get(assessment=in_review, question__code=code).version
        fields |= {f"{code}-version": version, f"{code}-value": value, f"{code}-links-": LINK}
    assert browser_of(cast.contributor).post(f"{HERE}respuestas/A-01/devolver/", fields).status_code == 302
    assert Answer.objects.get(assessment=in_review, question__code="A-02").value == "no"
    assert set(reopened()) == {"A-02", "A-03", "B-01"}


def test_what_can_no_longer_be_given_back_stays_on_the_page(cast, in_review, browser_of):
    """The term of the answer ended while it was written."""
    note(Evidence.objects.get(url=LINK), GONE, GONE)
    version = Answer.objects.get(assessment=in_review, question__code="A-01").version
    Answer.objects.update(reopened_at=None, reopening="")
    mine = {"A-01-version": version, "A-01-value": "2", "A-01-links-": "https://la-mia.gov.co/"}
    response = browser_of(cast.contributor).post(f"{HERE}respuestas/A-01/devolver/", mine)
    assert response.status_code == 409
    assert "No se guardó ni se devolvió" in response.text
    assert "Evidencia: https://la-mia.gov.co/" in response.text
    assert f"Evidencia: {LINK}" in response.text


def test_better_evidence_leaves_the_answer_open_until_it_is_given_back(cast, in_review, browser_of):
    link = note(Evidence.objects.get(url=LINK), GONE, GONE)
    desk = browser_of(cast.contributor)
    data = {
        "operation": "revise",
        "new-url": "https://nueva.gov.co/",
        "new-reason": "Cambió de sitio",
        "new-version": link.version,
    }
    assert desk.post(f"{HERE}evidencias/{link.pk}/", data).status_code == 302
    link.refresh_from_db()
    assert (link.url, link.check_failures) == ("https://nueva.gov.co/", 0)
    assert link.revisions.get().url == LINK
    assert set(reopened()) == {"A-01", "A-02", "A-03", "B-01"}
    for code in reopened():
        desk.post(f"{HERE}respuestas/{code}/devolver/")
    assert reopened() == {}
    twice = desk.post(f"{HERE}respuestas/A-01/devolver/", follow=True)
    assert "no recibe cambios" in twice.text


def test_nobody_marks_an_answer_that_is_open_and_no_old_page_marks_what_it_never_showed(cast, in_review, browser_of):
    note(Evidence.objects.get(url=LINK), GONE, GONE)
    desk, municipal = browser_of(cast.reviewer), browser_of(cast.contributor)
    seen = Answer.objects.get(assessment=in_review, question__code="A-01").version
    mark = judged(in_review, "A-01", answer=seen)
    refused = desk.post("/revision/ciclo/aqui/respuestas/A-01/", mark)
    assert refused.status_code == 409
    assert "El municipio puede cambiar A-01 hasta el" in refused.text
    closing = desk.post("/revision/ciclo/aqui/cerrar/")
    assert closing.status_code == 409
    assert "todavía puede cambiar respuestas reabiertas" in closing.text
    municipal.post(
        f"{HERE}respuestas/A-01/",
        {"A-01-version": seen, "A-01-value": "4", "A-01-links-": "https://nunca-vista.gov.co/"},
    )
    municipal.post(f"{HERE}respuestas/A-01/devolver/")
    stale = desk.post("/revision/ciclo/aqui/respuestas/A-01/", mark)
    assert stale.status_code == 409
    assert "El municipio cambió A-01 mientras usted la veía" in stale.text
    assert not AnswerReview.objects.filter(answer__question__code="A-01").exists()
    now = Answer.objects.get(assessment=in_review, question__code="A-01").version
    fresh = judged(in_review, "A-01", answer=now)
    assert desk.post("/revision/ciclo/aqui/respuestas/A-01/", fresh).status_code == 200
    assert AnswerReview.objects.filter(answer__question__code="A-01").exists()


def test_term_of_a_reopened_answer_ends_and_the_review_goes_on(cast, in_review):
    note(Evidence.objects.get(url=LINK), GONE, GONE)
    until = Answer.objects.filter(reopened_at__isnull=False).first().reopened_until
    assert reopening.end_old(today=until, at=AT) == 0
    assert reopening.end_old(today=until + timedelta(days=1), at=AT) == 4
    assert reopened() == {}
    assert AuditEntry.objects.filter(verb="answer.reopening_ended").count() == 4
    assert reopening.end_old(today=until + timedelta(days=1), at=AT) == 0


def test_answer_stays_open_while_another_of_its_proofs_is_fallen(cast, in_review):
    other = make_evidence(Answer.objects.get(assessment=in_review, question__code="A-01"), url="https://dos.gov.co/")
    note(Evidence.objects.get(url=LINK), GONE, GONE)
    note(other, GONE, GONE)
    note(Evidence.objects.get(url=LINK), OPENS)
    assert set(reopened()) == {"A-01"}


def test_link_that_falls_a_second_time_is_told_a_second_time(cast, in_review):
    note(Evidence.objects.get(url=LINK), GONE, GONE, OPENS)
    count = Notification.objects.count()
    link = Evidence.objects.get(url=LINK)
    for days in (10, 11):
        check(link, GONE, at=AT + timedelta(days=days))
    assert set(reopened()) == {"A-01", "A-02", "A-03", "B-01"}
    assert Notification.objects.count() == 2 * count


def test_same_check_told_twice_counts_once(cast, in_review):
    link = Evidence.objects.get(url=LINK)
    for minutes in (1, 2):
        check(link, GONE, at=AT + timedelta(minutes=minutes), claimed_at=AT)
    assert Evidence.objects.get(pk=link.pk).check_failures == 1
    assert reopened() == {}


def published_evidence(cast, code: str, opened_at) -> Evidence:
    """A link in use in a round that was published, opened at that moment."""
    round = make_round(cast.here, cast.there, code=code)
    evidence = make_evidence(make_answer(round.assessments.get(municipality=cast.here), "A-01", "4"))
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.PUBLISHED, opened_at=opened_at)
    return evidence


def test_evidence_of_the_last_published_round_is_looked_after_and_that_of_earlier_ones_is_not(cast, assessment):
    published_evidence(cast, "antes", AT - timedelta(days=800))
    last = published_evidence(cast, "ultimo", AT - timedelta(days=400))
    current = make_evidence(make_answer(assessment, "A-01", "4"))
    assert set(Evidence.objects.alive()) == {last, current}
    Evidence.objects.update(expires_on=date(2027, 3, 1))
    assert [link.key for links in claim_due_links(at=AT).values() for link in links] == [last.pk, current.pk]
    assert maintenance.note_expiries(today=date(2027, 3, 2), at=AT) == 2
    assert set(Evidence.objects.exclude(expiry_noted=None)) == {last, current}


def test_expiry_is_noted_once_for_each_date(cast, in_review, browser_of):
    link = Evidence.objects.get(url=LINK)
    Evidence.objects.filter(pk=link.pk).update(expires_on=date(2027, 3, 1))
    maintenance.note_expiries(today=date(2027, 3, 2), at=AT)
    for code in reopened():
        reopening.finish(assessment=in_review, question=code, by=cast.liaison, at=AT)
    make_marked(Assessment.objects.with_context().get(pk=in_review.pk), cast.reviewer)
    marks = AnswerReview.objects.count()
    assert maintenance.note_expiries(today=date(2027, 3, 3), at=AT + timedelta(days=1)) == 0
    assert (reopened(), AnswerReview.objects.count()) == ({}, marks)
    Evidence.objects.filter(pk=link.pk).update(expires_on=date(2027, 3, 5))
    assert maintenance.note_expiries(today=date(2027, 3, 6), at=AT + timedelta(days=4)) == 1
    assert set(reopened().values()) == {"expired"}


def test_link_that_opens_again_closes_what_nobody_touched(cast, in_review):
    link = Evidence.objects.get(url=LINK)
    assert note(link, GONE, GONE, OPENS).check_failures == 0
    assert reopened() == {}
    assert AuditEntry.objects.filter(verb="evidence.opens_again").count() == 1


def test_check_of_an_address_that_was_changed_meanwhile_says_nothing(cast, in_review):
    link = Evidence.objects.get(url=LINK)
    check(link, GONE, url="https://vieja.gov.co/", at=AT)
    assert Evidence.objects.get(pk=link.pk).checked_at is None


def test_while_it_is_being_filled_it_is_one_more_thing_to_do(cast, assessment, browser_of):
    make_filled(assessment, cast.contributor)
    note(Evidence.objects.get(url=LINK), GONE, GONE)
    assert reopened() == {}
    assert {title for _, title in told()} == {"La dirección dejó de abrir: A-01, A-02, A-03, B-01, B-02"}
    assert "No abre" in browser_of(cast.contributor).get(f"{HERE}preguntas/A.1/").text
    assert filling_of(assessment).cells["A-01"].score == 100, "a check that runs at night moves no number"


def test_closed_layers_never_change(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    before = list(Answer.objects.order_by("pk").values())
    link = Evidence.objects.get(url=LINK)
    note(link, GONE, GONE)
    assert list(Answer.objects.order_by("pk").values()) == before
    assert any("dejó de abrir" in title for _, title in told())
    with pytest.raises(NotFillable):
        evidence.revise(
            assessment=assessment, evidence=link, content="https://x.gov.co/", reason="x", seen_version=1, by=cast.liaison, at=AT,
        )  # fmt: skip


def test_evidence_that_expires_reopens_once(cast, in_review):
    link = Evidence.objects.get(url=LINK)
    Evidence.objects.filter(pk=link.pk).update(expires_on=date(2027, 3, 1))
    assert maintenance.note_expiries(today=date(2027, 3, 1), at=AT) == 0, "it still holds on its last day"
    assert maintenance.note_expiries(today=date(2027, 3, 2), at=AT) == 1
    assert set(reopened().values()) == {"expired"}
    count = Notification.objects.count()
    maintenance.note_expiries(today=date(2027, 3, 3), at=AT)
    assert Notification.objects.count() == count


def test_whole_round_of_checks_over_the_wire(cast, in_review, site, settings, monkeypatch):  # noqa: F811
    settings.LINK_CHECKS, settings.LINK_CHECK_PAUSE, settings.LINK_CHECK_ALLOWED = True, 0, frozenset({site})
    Evidence.objects.filter(url=LINK).update(url=f"http://127.0.0.1:{site[1]}/404")
    Evidence.objects.filter(url="https://otra.gov.co/").update(url=f"http://127.0.0.1:{site[1]}/documento")
    tasks.check_links()
    found = dict(Evidence.objects.values_list("url", "check_failures"))
    assert found == {f"http://127.0.0.1:{site[1]}/404": 1, f"http://127.0.0.1:{site[1]}/documento": 0}
    Evidence.objects.update(checked_at=timezone.now() - timedelta(days=2), check_claimed_at=None)
    tasks.check_links()
    assert set(reopened()) == {"A-01", "A-02", "A-03", "B-01"}
    assert Answer.objects.filter(layer=Layer.SELF_ASSESSED).count() == 5
