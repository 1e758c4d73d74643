"""Accepting together what is beyond doubt: what is put aside and why, what is refused, and taking it back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core.models import AuditEntry
from core.process.transitions import DeadlinePassed, WrongState
from core.refusals import Stale
from diagnostics.assessments.actions import answers, assessments
from diagnostics.assessments.choices import Claim
from diagnostics.assessments.models import Answer, Assessment, Evidence, Round
from diagnostics.review.actions import accepting, clarifications, reviews
from diagnostics.review.models import AnswerReview, SecondReview
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.doubts import Worklist, doubts_of, worklist_of
from diagnostics.review.queries.second_reading import blind_for
from tests.budgets import queries_of
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT, LINK, declare, judged, make_signed, mark_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared")]
HOME = "/revision/ciclo/aqui/"
PAGE = f"{HOME}preguntas/A.1/"


@pytest.fixture
def desk(cast, browser_of) -> Client:
    return browser_of(cast.reviewer)


@pytest.fixture
def sent(cast, assessment) -> Assessment:
    """In review: A-01, A-02 and A-03 with two links for it, B-01 with its own; every link opens, and nothing is in the sample."""
    return send(assessment, cast.liaison, answers.Draft("A-02", "si", 0, links={"": [LINK]}))


def send(assessment: Assessment, liaison, draft: answers.Draft) -> Assessment:
    drafts = [
        answers.Draft("A-01", "3", 0, links={"": [LINK]}), draft,
        answers.Draft("A-03", "a|b", 0, links={"a": [f"{LINK}/a"], "b": [f"{LINK}/b"]}),
        answers.Draft("B-01", "9/10", 0, links={"": [f"{LINK}/b-01"]}), answers.Draft("B-02", "o2", 0),
    ]  # fmt: skip
    answers.store(assessment=assessment, drafts=drafts, by=liaison, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=liaison, at=AT)
    Evidence.objects.update(checked_at=AT)
    signed = make_signed(assessment, liaison)
    SecondReview.objects.all().delete()
    return signed


def here() -> Assessment:
    return Assessment.objects.with_context().get(round__code="ciclo", municipality__slug="aqui")


def seen_by(person) -> Worklist:
    blind = blind_for(person, here())
    return worklist_of(person, casefile_of(here()).seen_by_review(blind), blind=blind)


def shown(person, *codes: str) -> dict[str, str]:
    return {code: one.fingerprint for code, one in seen_by(person).waiting.items() if code in codes or not codes}


def doubts(person) -> dict[str, list[str]]:
    return {one.code: one.doubts for one in seen_by(person).aside}


def accept(person, seen: dict[str, str], **parts):
    fields = {"marks": [], "at": AT} | parts
    return accepting.accept_together(assessment=here(), shown=seen, by=person, **fields)


def marks() -> dict[str, str]:
    return dict(AnswerReview.objects.values_list("answer__question__code", "evidence_accepted"))


def sends(person, *codes: str, accept: str = "todas", **parts) -> dict:
    """What the page sends when a button that accepts is pressed."""
    return {"accept": accept, "seen": [f"{code} {seen}" for code, seen in shown(person, *codes).items()]} | parts


def test_one_press_accepts_everything_without_a_doubt_on_the_page_and_goes_on(desk, cast, sent):
    page = desk.get(PAGE).text
    assert "A-01, A-02 y A-03" in page
    assert "Aceptar las 3 y seguir: Respuesta" in page
    response = desk.post(PAGE, sends(cast.reviewer, "A-01", "A-02", "A-03"))
    key = AnswerReview.objects.values_list("accepted_together", flat=True).distinct().get()
    assert (response.status_code, response.url) == (302, f"{HOME}preguntas/B.1/?juntas={key}")
    assert marks() == {"A-01": "si", "A-02": "si", "A-03": "a|b"}
    assert {frozenset(proofs.values()) for proofs in AnswerReview.objects.values_list("proofs", flat=True)} == {
        frozenset({"accepted"})
    }
    entries = AuditEntry.objects.filter(verb="answer.marked", by=cast.reviewer)
    assert [entry.data["together"] for entry in entries] == [str(key)] * 3, "each answer has its own act"
    assert not AnswerReview.objects.filter(is_adjusted=True).exists()


def test_every_proof_that_the_press_accepts_stands_on_the_page_with_what_its_check_found(desk, sent):
    page = desk.get(PAGE).text
    for link in (LINK, f"{LINK}/a", f"{LINK}/b"):
        assert f'href="{link}"' in page
    assert page.count("abre, comprobada el 3 mar") == 4
    assert f"{LINK}/b-01" not in page
    assert "B-01" not in page.partition('id="juntas"')[2].partition("</section>")[0], "another page holds its proofs"


def test_one_press_accepts_all_the_evidence_of_one_question(desk, cast, sent):
    assert "Aceptar las 2 evidencias" in desk.get(PAGE).text
    response = desk.post(PAGE, sends(cast.reviewer, accept="A-03"))
    assert (response.status_code, marks()) == (302, {"A-03": "a|b"})
    assert f"{PAGE}?juntas=" in response.url, "the other two wait on the same page"


DOUBTS = [
    ({"check_failures": 1, "check_result": "El sitio responde que no existe."}, "una dirección no abre"),
    ({"check_result": "No respondió a tiempo."}, "una dirección no abre"),
    ({"checked_at": None}, "el portal todavía no ha revisado si una dirección abre"),
    ({"expires_on": date(2020, 1, 1)}, "una evidencia venció"),
    ({"period_from": date(2027, 2, 1)}, "una evidencia trata de después de la fecha de corte"),
    ({"withheld_at": AT}, "en una evidencia se hallaron datos personales"),
    ({"personal_data": {"cedula": 2}}, "en una evidencia se hallaron datos personales"),
    ({"personal_data": {"cedula": 2}, "declared_clean_at": AT}, "en una evidencia se hallaron datos personales"),
]


@pytest.mark.parametrize(("fields", "words"), DOUBTS)
def test_evidence_in_doubt_is_put_aside_with_its_reason(desk, cast, sent, fields, words):
    Round.objects.update(cutoff_on=date(2027, 1, 1))
    Evidence.objects.filter(url=f"{LINK}/a").update(**fields)
    assert doubts(cast.reviewer) == {"A-03": [words]}
    page = desk.get(PAGE).text
    assert f'<a href="#A-03">A-03</a>: {words}.' in page
    assert "Aceptar las 2<" in page
    assert "Aceptar las 2 evidencias" not in page
    desk.post(PAGE, sends(cast.reviewer, "A-01", "A-02"))
    assert set(marks()) == {"A-01", "A-02"}


def test_reserved_evidence_with_personal_data_is_where_it_belongs(cast, sent):
    Evidence.objects.filter(url=f"{LINK}/a").update(
        personal_data={"cedula": 2},
        visibility="reviewers_only",
        reserve_ground="classified",
        reserve_reason="Tiene nombres",
    )
    assert doubts(cast.reviewer) == {}


def test_not_applicable_and_what_is_asked_or_open_to_change_is_put_aside(cast, assessment):
    na = {"not_applicable": True, "na_reason": "No existe"}
    send(assessment, cast.liaison, answers.Draft("A-02", "", 0, links={}, **na))
    clarifications.ask(assessment=here(), question="A-01", text="¿Dónde?", by=cast.reviewer, at=AT)
    Answer.objects.filter(question__code="B-01").update(reopened_at=AT, reopening="link_broken")
    assert doubts(cast.reviewer) == {
        "A-01": ["hay una solicitud de aclaración"], "A-02": ["respondieron «no aplica»"],
        "B-01": ["el municipio puede cambiarla"],
    }  # fmt: skip


def test_answer_that_contradicts_its_claim_about_the_round_before_is_put_aside(cast, sent):
    case = casefile_of(sent).cases["A-01"]
    assert doubts_of(case, cutoff=None) == []
    assert doubts_of(case, cutoff=None, differing={"A-01"}) == [
        "dice algo distinto de lo que afirma sobre el ciclo anterior"
    ]
    Answer.objects.filter(question__code="A-01").update(previous_claim=Claim.SAME)
    assert doubts(cast.reviewer) == {}, "there was no round before"


def test_mark_that_is_hidden_by_a_blind_second_reading_is_neither_shown_nor_touched(desk, cast, sent):
    other = make_member(cast.reviewer.memberships.get().role, None, name="Otra")
    declare(sent.round, other)
    item = casefile_of(sent).cases["A-01"].item
    rejected = mark_of(item, accepts=False, reason="No lo prueba")
    assert reviews.mark_page(assessment=sent, marks=[rejected], by=other, at=AT) == []
    SecondReview.objects.create(answer=item.cell.answer)
    assert set(seen_by(cast.reviewer).waiting) == {"A-02", "A-03", "B-01"}
    page = desk.get(PAGE).text
    box = page.partition('id="juntas"')[2].partition("</section>")[0]
    assert "A-01" not in box
    assert "si acepta menos" not in page.partition('id="A-01"')[2].partition("</article>")[0].lower()
    guessed = shown(cast.reviewer, "A-02") | {"A-01": "0" * 16}
    with pytest.raises(Stale):
        accept(cast.reviewer, guessed)
    assert marks() == {"A-01": ""}


def test_who_made_the_second_reading_does_not_accept_the_first(cast, sent):
    SecondReview.objects.create(
        answer=sent.answers.get(question__code="A-01"), marked_at=AT, marked_by=cast.reviewer
    )  # fmt: skip
    assert doubts(cast.reviewer) == {"A-01": ["usted hizo la segunda lectura"]}
    with pytest.raises(accepting.InDoubt, match="A-01, usted hizo la segunda lectura"):
        accept(cast.reviewer, shown(cast.reviewer))
    assert marks() == {}


def test_what_changed_since_the_page_was_read_refuses_the_whole_press(desk, cast, sent):
    old = sends(cast.reviewer, "A-01", "A-02", "A-03")
    Evidence.objects.filter(url=f"{LINK}/b").update(revision=2)
    response = desk.post(PAGE, old)
    assert (response.status_code, marks()) == (409, {})
    assert "A-03: cambió mientras usted miraba. No se aceptó nada" in response.text


def test_mark_of_another_person_refuses_the_whole_press(cast, sent):
    old = shown(cast.reviewer)
    mark = mark_of(casefile_of(sent).cases["A-02"].item, accepts=False, reason="No lo prueba")
    assert reviews.mark_page(assessment=sent, marks=[mark], by=cast.coordinator, at=AT) == []
    with pytest.raises(Stale, match=r"^A-02: cambió"):
        accept(cast.reviewer, old)
    assert marks() == {"A-02": ""}


def test_link_that_broke_meanwhile_refuses_the_whole_press_with_the_reason(cast, sent):
    old = shown(cast.reviewer)
    Evidence.objects.filter(url=f"{LINK}/b-01").update(check_failures=1)
    with pytest.raises(accepting.InDoubt, match=r"B-01, una dirección no abre\. No se aceptó nada"):
        accept(cast.reviewer, old)
    assert marks() == {}


def test_what_was_chosen_for_other_answers_is_saved_and_never_accepted_over(desk, cast, sent):
    chosen = judged(here(), "A-01", "insufficient", reason_code="otra", why="Es la portada")
    response = desk.post(PAGE, sends(cast.reviewer, "A-01", "A-02", "A-03") | chosen)
    assert (response.status_code, marks()) == (302, {"A-01": "", "A-02": "si", "A-03": "a|b"})
    review = AnswerReview.objects.get(answer__question__code="A-01")
    assert (review.reason, review.accepted_together, review.is_adjusted) == ("Es la portada", None, True)


def test_refused_press_keeps_what_was_chosen_and_typed(desk, cast, sent):
    old = sends(cast.reviewer, "A-02", "A-03") | judged(
        here(), "A-01", "insufficient", reason_code="otra", why="Solo abre la portada"
    )
    Evidence.objects.filter(url=f"{LINK}/b").update(revision=2)
    response = desk.post(PAGE, old)
    assert (response.status_code, marks()) == (409, {})
    own = response.text.partition('id="A-01"')[2].partition("</article>")[0]
    assert "Solo abre la portada" in own
    assert 'value="insufficient" data-lowers checked' in own


def test_it_is_taken_back_by_who_did_it_and_only_while_nobody_marked_it_again(desk, cast, sent, browser_of):
    key, _ = accept(cast.reviewer, shown(cast.reviewer, "A-01", "A-02", "A-03"))
    page = desk.get(f"{HOME}preguntas/B.1/?juntas={key}").text
    assert "Aceptó A-01, A-02 y A-03 de «Publicación»" in page
    assert "Deshacer" in desk.get(PAGE).text
    stranger = browser_of(cast.coordinator)
    assert "Deshacer" not in stranger.get(PAGE).text
    stranger.post(f"{HOME}deshacer/", {"together": key})
    assert len(marks()) == 3
    mark = mark_of(casefile_of(here()).cases["A-02"].item, accepts=False, reason="No lo prueba")
    assert reviews.mark_page(assessment=here(), marks=[mark], by=cast.coordinator, at=AT) == []
    response = desk.post(f"{HOME}deshacer/", {"together": key}, follow=True)
    assert "2 marcas deshechas: A-01 y A-03." in response.text
    assert marks() == {"A-02": ""}
    assert AuditEntry.objects.filter(verb="answer.unmarked", by=cast.reviewer).count() == 2
    assert "Ya no hay qué deshacer" in desk.post(f"{HOME}deshacer/", {"together": key}, follow=True).text


def test_mark_of_its_own_leaves_the_batch(cast, sent):
    key, _ = accept(cast.reviewer, shown(cast.reviewer, "A-01", "A-02"))
    item = casefile_of(here()).cases["A-01"].item
    mark = mark_of(item, accepts=False, reason="No lo prueba")
    assert reviews.mark_page(assessment=here(), marks=[mark], by=cast.reviewer, at=AT) == []
    assert accepting.undo(assessment=here(), together=key, by=cast.reviewer, at=AT) == ["A-02"]
    assert marks() == {"A-01": ""}


def test_after_the_review_is_closed_nothing_is_accepted_or_taken_back(cast, sent):
    seen = shown(cast.reviewer)
    key, _ = accept(cast.reviewer, seen)
    reviews.close(assessment=here(), approves_many_na=False, by=cast.reviewer, at=AT)
    for act in (
        lambda: accepting.undo(assessment=here(), together=key, by=cast.reviewer, at=AT),
        lambda: accept(cast.reviewer, seen),
    ):
        with pytest.raises(WrongState):
            act()


def test_people_with_a_part_in_it_and_late_presses_are_refused(cast, sent):
    seen = shown(cast.reviewer)
    with pytest.raises(DeadlinePassed):
        accept(cast.reviewer, seen, at=AT + timedelta(days=90))
    declare(sent.round, cast.reviewer, conflicts={cast.here.pk: "Trabajé allí"})
    with pytest.raises(reviews.OwnMunicipality):
        accept(cast.reviewer, seen)
    with pytest.raises(reviews.OwnMunicipality):
        accepting.undo(assessment=here(), together=uuid4(), by=cast.reviewer, at=AT)


def test_database_knows_no_adjustment_that_was_accepted_together(cast, sent):
    accept(cast.reviewer, shown(cast.reviewer, "A-01"))
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerReview.objects.update(is_adjusted=True, reason_code="otra", reason="Porque sí")


def test_state_of_one_mark_brings_what_may_still_be_accepted(desk, cast, sent):
    """Only what the page shows: evidence that was replaced since is not offered."""
    among = [f"{code} {seen}" for code, seen in shown(cast.reviewer, "A-01", "A-02", "A-03").items()]
    Evidence.objects.filter(url=f"{LINK}/b").update(revision=2)
    response = desk.post(f"{HOME}respuestas/A-01/", judged(here(), "A-01") | {"A-01-shown": among})
    box = response.text.partition('id="juntas"')[2]
    assert "Aceptar A-02 y seguir" in box
    assert "A-03" not in box


def test_pages_cost_the_same_however_much_waits(desk, cast, sent):
    def costs() -> list[int]:
        return [len(queries_of(lambda page=page: desk.get(page))) for page in (PAGE, HOME)]

    desk.get(PAGE)
    everything_waits = costs()
    accept(cast.reviewer, shown(cast.reviewer, "A-02", "A-03", "B-01"))
    assert costs() == everything_waits == [13, 15]
