"""Marks of the reviewers: what there is to mark, who marks, stale marks."""

import pytest
from django.test import Client

from core.models import AuditEntry
from diagnostics.assessments.actions import answers, assessments
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.review.models import AnswerReview, SecondReview
from diagnostics.review.queries.reviewing import reviewing_of
from files.choices import ProofState
from tests.budgets import queries_of
from tests.factories.diagnostics import (
    AT,
    BEST,
    LINK,
    judged,
    make_closed,
    make_filled,
    make_marked,
    make_round,
    make_sent,
    make_signed,
)  # fmt: skip
from tests.factories.territory import make_municipality
from tests.page_text import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared")]
HOME = "/revision/ciclo/aqui/"
MARK = f"{HOME}respuestas/"
NA = {"not_applicable": True, "na_reason": "Aquí no existe"}
WHY = {"reason_code": "otra", "why": "El enlace abre la portada"}
REJECTED = [state for state in ProofState if state not in ("accepted", "pending")]


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.reviewer)


def test_version_of_a_mark_has_no_separator(desk, cast, assessment):
    make_marked(make_sent(assessment, cast.liaison), cast.reviewer)
    AnswerReview.objects.update(version=1234)
    assert 'name="A-01-version" value="1234"' in desk.get(f"{HOME}preguntas/A.1/").text


def send(assessment: Assessment, liaison, *drafts: answers.Draft) -> None:
    answers.store(assessment=assessment, drafts=list(drafts), by=liaison, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=liaison, at=AT)
    make_signed(assessment, liaison)


def draft(question: str, value: str = "", links: dict[str, list[str]] | None = None, **parts) -> answers.Draft:
    return answers.Draft(question, value, seen_version=0, links=links or {}, **parts)


def here() -> Assessment:
    return Assessment.objects.with_context().get(round__code="ciclo", municipality__slug="aqui")


def mark(desk: Client, question: str, found: str | dict[str, str] = "accepted", **parts: str | int):
    return desk.post(f"{MARK}{question}/", judged(here(), question, found, **parts))


def marks() -> dict[str, tuple]:
    rows = AnswerReview.objects.values_list("answer__question__code", "evidence_accepted", "na_accepted", "version")
    return {code: tuple(rest) for code, *rest in rows}


def test_list_shows_who_was_sent_and_the_page_how_far_it_is(desk, cast, assessment):
    page = desk.get("/revision/").text
    assert (HOME in page, "Autoevaluación en curso" in page, page.count("Sin iniciar")) == (False, False, 2)
    make_sent(assessment, cast.liaison)
    mark(desk, "A-01")
    page = desk.get("/revision/").text
    assert f'href="{HOME}"' in page
    assert "/revision/ciclo/alla/" not in page, "what was not signed is nobody's to review"
    assert "Faltan 4 de 5 respuestas por marcar: las que traen evidencia o «no aplica»." in desk.get(HOME).text


@pytest.mark.parametrize(
    ("found", "accepted", "why"), [("accepted", "si", {}), *((state, "", WHY) for state in REJECTED)]
)
def test_proof_of_a_whole_answer_is_accepted_or_not(desk, cast, assessment, found, accepted, why):
    make_sent(assessment, cast.liaison)
    response = mark(desk, "A-01", found, **why)
    assert (response.status_code, marks()) == (200, {"A-01": (accepted, False, 1)})
    assert "Marcada, con ajuste" in response.text if why else "Marcada<" in response.text
    assert "1 de 5" in response.text
    review = AnswerReview.objects.get()
    assert (review.marked_by, list(review.proofs.values())) == (cast.reviewer, [found])
    assert (review.is_adjusted, review.reason_code, review.reason) == (bool(why), *(WHY.values() if why else ("", "")))
    entry = AuditEntry.of(review.answer).get(verb="answer.marked")
    data = {"version": 1, "adjusted": bool(why), "reason": review.reason_code}
    assert (entry.by, entry.data) == (cast.reviewer, data)


@pytest.mark.parametrize("part", ["reason_code", "why"])
def test_what_lowers_an_answer_waits_for_its_reason(desk, cast, assessment, part):
    make_sent(assessment, cast.liaison)
    response = mark(desk, "A-01", "insufficient", **WHY | {part: ""})
    assert (response.status_code, response["X-Answer"], marks()) == (200, "unfinished", {})
    assert "A-01: elija la razón y escríbala" in response.text


def test_words_without_a_verdict_are_never_called_saved(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    begun = judged(here(), "A-01", "", result="other", why="Solo hay un borrador")
    response = desk.post(f"{MARK}A-01/", begun)
    assert (response.status_code, response["X-Answer"], marks()) == (200, "unfinished", {})
    assert "Falta decir qué prueba la evidencia; todavía no se guarda." in response.text
    page = desk.post(f"{HOME}preguntas/A.1/", begun)
    assert (page.status_code, marks()) == (409, {})
    assert ">Solo hay un borrador</textarea>" in page.text, "without JavaScript the words stay on the page"
    assert "A-01: falta decir qué prueba la evidencia" in page.text


def test_proof_of_a_multiple_is_marked_by_option(desk, cast, assessment):
    send(assessment, cast.liaison, draft("A-03", "a|b|c", {"a": [LINK], "b": [LINK], "": []}))
    page = desk.get(f"{HOME}preguntas/A.1/").text
    shown = [f"A-03-proof-{code}:" in page for code in "abc"]
    assert shown == [True, True, False], "only what has proof is marked"
    half = mark(desk, "A-03", {"a": "accepted"})
    assert (half.status_code, half["X-Answer"]) == (200, "unfinished")
    assert "Falta mirar las otras evidencias" in half.text
    assert marks() == {}, "half of the proofs is no mark yet"
    mark(desk, "A-03", {"a": "accepted", "b": "broken_link", "c": "accepted"}, **WHY)
    assert marks() == {"A-03": ("a", False, 1)}


def test_not_applicable_is_accepted_or_not(desk, cast, assessment):
    send(assessment, cast.liaison, draft("A-02", "si", **NA), draft("A-01", "3"))
    assert "Aquí no existe" in desk.get(f"{HOME}preguntas/A.1/").text
    mark(desk, "A-02", na="si")
    assert marks() == {"A-02": ("", True, 1)}
    mark(desk, "A-02", na="no", version=1, **WHY)
    assert marks() == {"A-02": ("", False, 2)}


def test_answer_without_anything_to_accept_needs_no_mark(desk, cast, assessment):
    send(
        assessment, cast.liaison,
        draft("A-01", "3"), draft("A-02", "si"), draft("B-03", "4", {"": [LINK]}), draft("B-01", "", {"": [LINK]}),
    )  # fmt: skip
    assert reviewing_of(assessment).to_mark == []
    evidence = here().evidence.get().pk
    for question in ("A-01", "A-02", "A-03", "B-01", "B-02", "B-03"):
        fields = {f"{question}-proof-:{evidence}": "accepted"}
        fields |= judged(here(), question, na="si", result="declared")
        assert desk.post(f"{MARK}{question}/", fields).status_code == 200
    assert marks() == {}
    page = desk.get(f"{HOME}preguntas/A.1/").text
    assert "si se acepta la evidencia" not in page, "there is none"
    assert "No trae evidencia: vale" in page
    assert "Guarde con el botón de abajo" in page, "what is said without JavaScript"
    assert (page.count("Solo se marca si el resultado es otro."), "-proof-" in page) == (2, False)


@pytest.mark.parametrize(
    ("value", "links"), [("ninguna", {"": [LINK]}), ("a", {"b": [LINK]}), ("ninguna", {"a": [LINK]})]
)
def test_link_that_proves_no_marked_option_does_not_wait_for_a_mark(desk, cast, assessment, value, links):
    """Otherwise there would be nothing to choose on the page, and the review could never be closed."""
    send(assessment, cast.liaison, draft("A-03", value, links))
    assert reviewing_of(here()).pending == []
    assert desk.get(f"{HOME}preguntas/A.1/").status_code == 200
    assert desk.post(f"{HOME}cerrar/").status_code == 302


def test_every_answer_that_waits_can_be_marked_on_its_page(desk, cast, assessment):
    """Also the one that was drawn for the second reading, by whoever reads it first."""
    make_sent(assessment, cast.liaison)
    assert SecondReview.objects.count() == 1
    for indicator, codes in (("A.1", ("A-01", "A-02", "A-03")), ("B.1", ("B-01", "B-02"))):
        page = desk.get(f"{HOME}preguntas/{indicator}/").text
        assert [f'data-save="{MARK}{code}/"' in page for code in codes] == [True] * len(codes)
        assert [f"{code}-proof-" in page for code in codes] == [True] * len(codes)


def test_changing_ones_mind_is_a_new_version(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    mark(desk, "A-01")
    assert mark(desk, "A-01", "insufficient", version=1, **WHY).status_code == 200
    assert marks() == {"A-01": ("", False, 2)}


def test_mark_over_a_version_not_seen_is_told(desk, cast, assessment, browser_of):
    make_sent(assessment, cast.liaison)
    mark(browser_of(cast.coordinator), "A-01")
    response = mark(desk, "A-01", "insufficient", **WHY)
    assert response.status_code == 409
    assert "Otra persona marcó A-01 mientras usted la veía." in response.text
    assert marks() == {"A-01": ("si", False, 1)}
    assert AnswerReview.objects.get().marked_by == cast.coordinator


def test_same_mark_again_is_no_conflict(desk, cast, assessment, browser_of):
    make_sent(assessment, cast.liaison)
    SecondReview.objects.all().delete()  # a mark of the sample is hidden from others until it was read twice
    for browser in (desk, browser_of(cast.coordinator)):
        assert mark(browser, "A-01").status_code == 200
    assert marks() == {"A-01": ("si", False, 1)}


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "1" * 5000, "\0"])
def test_garbage_as_version_marks_nothing(desk, cast, assessment, version):
    make_sent(assessment, cast.liaison)
    assert mark(desk, "A-01", version=version).status_code == 200
    assert mark(desk, "A-01", answer=version).status_code == 200
    assert marks() == {}


@pytest.mark.parametrize("found", ["", "quizás", "ACCEPTED", "\0", "pending", "accepted|insufficient"])
def test_choice_that_does_not_exist_marks_nothing(desk, cast, assessment, found):
    make_sent(assessment, cast.liaison)
    assert mark(desk, "A-01", found, **WHY).status_code == 200
    assert marks() == {}


def test_without_javascript_the_page_saves_its_marks_and_goes_on(desk, cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    some = {"a": "accepted", "b": "insufficient", "c": "accepted"}
    fields = judged(sent, "A-01") | judged(sent, "A-02", "") | judged(sent, "A-03", some, **WHY)
    response = desk.post(f"{HOME}preguntas/A.1/", fields)
    assert (response.status_code, response.url) == (302, f"{HOME}preguntas/B.1/")
    assert marks() == {"A-01": ("si", False, 1), "A-03": ("a|c", False, 1)}
    assert "Marcas guardadas a las " in desk.get(HOME).text
    assert desk.post(f"{HOME}preguntas/B.1/", {}).url == HOME, "after the last one, the whole review"


def test_without_javascript_a_stale_mark_is_told_and_the_rest_saved(desk, cast, assessment, browser_of):
    sent = make_sent(assessment, cast.liaison)
    mark(browser_of(cast.coordinator), "A-01", "insufficient", **WHY)
    AnswerReview.objects.update(marked_by=cast.coordinator)
    SecondReview.objects.all().delete()  # a mark of the sample is hidden from others until it was read twice
    mine = judged(sent, "A-01", "out_of_period", reason_code="otra", why="Es de otro año") | judged(sent, "A-02")
    response = desk.post(f"{HOME}preguntas/A.1/", mine)
    assert response.status_code == 409
    assert "Otra persona marcó A-01 mientras usted la veía. Mírela antes de cambiarla." in response.text
    assert marks() == {"A-01": ("", False, 1), "A-02": ("si", False, 1)}
    own = response.text.partition('id="A-01"')[2].partition("</article>")[0]
    said = text_of(own)
    assert f"La marca guardada {cast.coordinator.name}, " in said
    assert WHY["why"] in said, "the stored reason"
    assert "Es de otro año</textarea>" in own, "the typed one"
    assert 'value="out_of_period" data-lowers checked' in own
    assert 'name="A-01-version" value="1"' in own
    assert "La marca guardada" not in response.text.partition('id="A-02"')[2]
    again = desk.post(f"{HOME}preguntas/A.1/", mine | {"A-01-version": 1, "A-02-version": 1})
    assert (again.status_code, AnswerReview.objects.get(answer__question__code="A-01").reason) == (
        302,
        "Es de otro año",
    )


def test_conflict_on_a_filtered_page_keeps_the_answer_that_the_filter_lets_go(desk, cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    mark(desk, "A-01")
    fields = judged(sent, "A-01", "insufficient", **WHY)
    assert 'id="A-01"' not in desk.get(f"{HOME}preguntas/A.1/?ver=por-marcar").text
    page = desk.post(f"{HOME}preguntas/A.1/?ver=por-marcar", fields).text
    assert f"{WHY['why']}</textarea>" in page.partition('id="A-01"')[2].partition("</article>")[0]


def test_own_second_window_is_said_to_be_ones_own(desk, cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    assert mark(desk, "A-01").status_code == 200
    response = mark(desk, "A-01", "insufficient", **WHY)
    assert response.status_code == 409
    assert "Usted marcó A-01 en otra ventana, a" in response.text
    assert "La marca guardada Usted, en otra ventana, " in text_of(response.text)
    whole = desk.post(f"{HOME}preguntas/A.1/", judged(sent, "A-01", "insufficient", **WHY)).text
    assert "Usted marcó A-01 en otra ventana, a" in whole
    assert "Otra persona" not in response.text + whole


def test_mark_of_the_sample_is_not_shown_by_a_conflict(desk, cast, assessment, browser_of):
    make_sent(assessment, cast.liaison)
    SecondReview.objects.get_or_create(answer=Answer.objects.get(question__code="A-01", layer="self_assessed"))
    mark(browser_of(cast.coordinator), "A-01", "insufficient", **WHY)
    response = mark(desk, "A-01")
    assert (response.status_code, "La marca guardada" in response.text, WHY["why"] in response.text) == (
        409,
        False,
        False,
    )


def test_half_marked_answer_stays_on_the_page_as_it_was_chosen(desk, cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    some = judged(sent, "A-03", {"a": "accepted"}, why="Falta mirar la otra") | judged(sent, "A-01")
    response = desk.post(f"{HOME}preguntas/A.1/", some)
    assert (response.status_code, list(marks())) == (409, ["A-01"])
    own = response.text.partition('id="A-03"')[2].partition("</article>")[0]
    assert "falta mirar las otras evidencias" in own
    assert "Falta mirar la otra</textarea>" in own
    assert 'value="accepted" checked' in own


def test_words_outlive_an_answer_that_the_municipality_changed(desk, cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    fields = judged(sent, "A-01", "insufficient", **WHY)
    Answer.objects.filter(question__code="A-01").update(version=2)
    own = desk.post(f"{HOME}preguntas/A.1/", fields).text.partition('id="A-01"')[2].partition("</article>")[0]
    assert f"{WHY['why']}</textarea>" in own
    assert 'value="insufficient" data-lowers checked' not in own, "that verdict was about something else"


@pytest.mark.parametrize("name", ["liaison", "contributor", "approver", "neighbour", "admin", "citizen", "newcomer"])
def test_who_does_not_review_cannot_mark(cast, assessment, browser_of, name):
    make_sent(assessment, cast.liaison)
    browser = browser_of(cast.person(name))
    assert [browser.get(page).status_code for page in ("/revision/", HOME, f"{HOME}preguntas/A.1/")] == [403] * 3
    assert mark(browser, "A-01").status_code == 403
    assert browser.post(f"{HOME}preguntas/A.1/", judged(here(), "A-01")).status_code == 403
    assert marks() == {}


def test_closed_review_takes_no_marks(desk, cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    before = marks()
    response = mark(desk, "A-01", "insufficient", version=1, **WHY)
    assert response.status_code == 409
    assert "Aquí está «resultado definitivo»: eso ya no se puede" in response.text
    assert "Solo lectura" in desk.get(f"{HOME}preguntas/A.1/").text
    assert marks() == before


def test_what_does_not_exist_is_not_found(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    assert desk.post(f"{MARK}Z-99/", {"Z-99-version": 0, "Z-99-answer": 1}).status_code == 404
    assert desk.get(f"{HOME}preguntas/Z.9/").status_code == 404
    assert desk.get("/revision/nada/aqui/").status_code == 404
    assert desk.get("/revision/ciclo/nada/").status_code == 404


def test_marking_leaves_the_answers_untouched(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    before = list(Answer.objects.order_by("pk").values())
    mark(desk, "A-01", "insufficient", **WHY)
    assert marks() == {"A-01": ("", False, 1)}
    assert list(Answer.objects.order_by("pk").values()) == before


def test_costs_do_not_grow_with_municipalities(desk, cast):
    costs = []
    make_filled(make_round(cast.here, code="antes").assessments.get(), cast.liaison)
    for code, count in (("tres", 3), ("doce", 12)):
        others = [make_municipality(facts={"has_council": "no"}) for _ in range(count - 1)]
        round = make_round(cast.here, *others, code=code)
        for assessment in round.assessments.all():
            make_sent(assessment, cast.liaison, BEST)
        make_marked(round.assessments.get(municipality=cast.here), cast.reviewer)
        base = f"/revision/{code}/aqui/"
        desk.get(base)
        pages = ["/revision/", base, f"{base}preguntas/A.1/"]
        costs.append([len(queries_of(lambda page=page: desk.get(page))) for page in pages])
        fields = judged(round.assessments.get(municipality=cast.here), "A-01", "insufficient", version=1, **WHY)
        costs[-1].append(len(queries_of(lambda: desk.post(f"{base}respuestas/A-01/", fields))))  # noqa: B023
        assert AnswerReview.objects.filter(answer__assessment__round=round, version=2).count() == 1
    assert costs[0] == costs[1]
    # A mark reads the cases once, under the lock, and again whether the round goes on.
    assert [cost <= most for cost, most in zip(costs[0], [12, 15, 15, 17], strict=True)] == [True] * 4, costs[0]
