"""Marks of the reviewers: what there is to mark, who marks, stale marks."""

import pytest
from django.test import Client

from core.models import AuditEntry
from diagnostics.actions import answers, assessments
from diagnostics.models import Answer, AnswerReview, Assessment
from diagnostics.queries.reviewing import reviewing_of
from tests.budgets import queries_of
from tests.factories.diagnostics import AT, BEST, LINK, make_closed, make_filled, make_marked, make_round, make_sent
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
HOME = "/revision/ciclo/aqui/"
MARK = f"{HOME}respuestas/"
NA = {"not_applicable": True, "na_reason": "Aquí no existe"}


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


def draft(question: str, value: str = "", links: dict[str, list[str]] | None = None, **parts) -> answers.Draft:
    return answers.Draft(question, value, seen_version=0, links=links or {}, **parts)


def mark(desk: Client, question: str, *, version: int | str = 0, answer: int = 1, **choices: str):
    fields = {f"{question}-{name.replace('_', '-')}": choice for name, choice in choices.items()}
    return desk.post(f"{MARK}{question}/", {f"{question}-version": version, f"{question}-answer": answer} | fields)


def marks() -> dict[str, tuple]:
    rows = AnswerReview.objects.values_list("answer__question__code", "evidence_accepted", "na_accepted", "version")
    return {code: tuple(rest) for code, *rest in rows}


def test_list_shows_who_was_sent_and_how_far_each_is(desk, cast, assessment):
    assert "Todavía no hay diagnósticos enviados" in desk.get("/revision/").text
    make_sent(assessment, cast.liaison)
    mark(desk, "A-01", evidence="si")
    page = desk.get("/revision/").text
    assert f'href="{HOME}"' in page
    assert "Allá" not in page
    assert '<td class="num">1</td>' in page


@pytest.mark.parametrize(("choice", "accepted"), [("si", "si"), ("no", "")])
def test_proof_of_a_whole_answer_is_accepted_or_not(desk, cast, assessment, choice, accepted):
    make_sent(assessment, cast.liaison)
    response = mark(desk, "A-01", evidence=choice)
    assert (response.status_code, marks()) == (200, {"A-01": (accepted, False, 1)})
    assert "Marcada" in response.text
    assert "1 de 5" in response.text
    review = AnswerReview.objects.get()
    assert review.marked_by == cast.reviewer
    entry = AuditEntry.of(review.answer).get()
    assert (entry.verb, entry.by, entry.data) == ("answer.marked", cast.reviewer, {"version": 1})


def test_proof_of_a_multiple_is_marked_by_option(desk, cast, assessment):
    send(assessment, cast.liaison, draft("A-03", "a|b|c", {"a": [LINK], "b": [LINK], "": []}))
    page = desk.get(f"{HOME}preguntas/A.1/").text
    shown = [f"A-03-option-{code}" in page for code in "abc"]
    assert shown == [True, True, False], "only what has proof is marked"
    half = mark(desk, "A-03", option_a="si")
    assert (half.status_code, half["X-Answer"]) == (200, "unfinished")
    assert "Falta marcar las otras opciones" in half.text
    assert marks() == {}, "half of the options is no mark yet"
    mark(desk, "A-03", option_a="si", option_b="no", option_c="si")
    assert marks() == {"A-03": ("a", False, 1)}


def test_not_applicable_is_accepted_or_not(desk, cast, assessment):
    send(assessment, cast.liaison, draft("A-02", "si", **NA), draft("A-01", "3"))
    assert "Aquí no existe" in desk.get(f"{HOME}preguntas/A.1/").text
    mark(desk, "A-02", na="si")
    assert marks() == {"A-02": ("", True, 1)}
    mark(desk, "A-02", na="no", version=1)
    assert marks() == {"A-02": ("", False, 2)}


def test_answer_without_anything_to_accept_needs_no_mark(desk, cast, assessment):
    send(
        assessment, cast.liaison,
        draft("A-01", "3"), draft("A-02", "si"), draft("B-03", "4", {"": [LINK]}), draft("B-01", "", {"": [LINK]}),
    )  # fmt: skip
    assert reviewing_of(assessment).to_mark == []
    for question in ("A-01", "A-02", "A-03", "B-01", "B-02", "B-03"):
        assert mark(desk, question, evidence="si", na="si").status_code == 200
    assert marks() == {}
    assert "No hay nada que marcar." in desk.get(f"{HOME}preguntas/A.1/").text


@pytest.mark.parametrize(
    ("value", "links"), [("ninguna", {"": [LINK]}), ("a", {"b": [LINK]}), ("ninguna", {"a": [LINK]})]
)
def test_link_that_proves_no_marked_option_does_not_wait_for_a_mark(desk, cast, assessment, value, links):
    """Otherwise there would be nothing to choose on the page, and the review could never be closed."""
    send(assessment, cast.liaison, draft("A-03", value, links))
    assert reviewing_of(Assessment.objects.with_context().get(pk=assessment.pk)).pending == []
    assert desk.get(f"{HOME}preguntas/A.1/").status_code == 200
    assert desk.post(f"{HOME}cerrar/").status_code == 302


def test_changing_ones_mind_is_a_new_version(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    mark(desk, "A-01", evidence="si")
    assert mark(desk, "A-01", evidence="no", version=1).status_code == 200
    assert marks() == {"A-01": ("", False, 2)}


def test_mark_over_a_version_not_seen_is_told(desk, cast, assessment, browser_of):
    make_sent(assessment, cast.liaison)
    mark(browser_of(cast.coordinator), "A-01", evidence="si")
    response = mark(desk, "A-01", evidence="no")
    assert response.status_code == 409
    assert "Otra persona marcó A-01 mientras usted la veía." in response.text
    assert marks() == {"A-01": ("si", False, 1)}
    assert AnswerReview.objects.get().marked_by == cast.coordinator


def test_same_mark_again_is_no_conflict(desk, cast, assessment, browser_of):
    make_sent(assessment, cast.liaison)
    for browser in (desk, browser_of(cast.coordinator)):
        assert mark(browser, "A-01", evidence="si").status_code == 200
    assert marks() == {"A-01": ("si", False, 1)}


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "1" * 5000, "\0"])
def test_garbage_as_version_marks_nothing(desk, cast, assessment, version):
    make_sent(assessment, cast.liaison)
    assert mark(desk, "A-01", evidence="si", version=version).status_code == 200
    assert marks() == {}


@pytest.mark.parametrize("choice", ["", "quizás", "SI", "\0", "a|b"])
def test_choice_that_does_not_exist_marks_nothing(desk, cast, assessment, choice):
    make_sent(assessment, cast.liaison)
    assert mark(desk, "A-01", evidence=choice).status_code == 200
    assert marks() == {}


def test_without_javascript_the_page_saves_its_marks_and_goes_on(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    fields = {f"{code}-{name}": n for code in ("A-01", "A-02", "A-03") for name, n in (("version", 0), ("answer", 1))}
    fields |= {"A-01-evidence": "si", "A-03-option-a": "si", "A-03-option-b": "no", "A-03-option-c": "si"}
    response = desk.post(f"{HOME}preguntas/A.1/", fields)
    assert (response.status_code, response.url) == (302, f"{HOME}preguntas/B.1/")
    assert marks() == {"A-01": ("si", False, 1), "A-03": ("a|c", False, 1)}
    assert "Marcas guardadas a las " in desk.get(HOME).text
    assert desk.post(f"{HOME}preguntas/B.1/", {}).url == HOME, "after the last one, the whole review"


def test_without_javascript_a_stale_mark_is_told_and_the_rest_saved(desk, cast, assessment, browser_of):
    make_sent(assessment, cast.liaison)
    mark(browser_of(cast.coordinator), "A-01", evidence="no")
    fields = {
        "A-01-version": 0,
        "A-01-answer": 1,
        "A-01-evidence": "si",
        "A-02-version": 0,
        "A-02-answer": 1,
        "A-02-evidence": "si",
    }
    response = desk.post(f"{HOME}preguntas/A.1/", fields, follow=True)
    assert "Otra persona marcó A-01 mientras usted la veía." in response.text
    assert marks() == {"A-01": ("", False, 1), "A-02": ("si", False, 1)}


@pytest.mark.parametrize("name", ["liaison", "contributor", "approver", "neighbour", "admin", "citizen", "newcomer"])
def test_who_does_not_review_cannot_mark(cast, assessment, browser_of, name):
    make_sent(assessment, cast.liaison)
    browser = browser_of(cast.person(name))
    assert [browser.get(page).status_code for page in ("/revision/", HOME, f"{HOME}preguntas/A.1/")] == [403] * 3
    assert mark(browser, "A-01", evidence="si").status_code == 403
    assert (
        browser.post(f"{HOME}preguntas/A.1/", {"A-01-version": 0, "A-01-answer": 1, "A-01-evidence": "si"}).status_code
        == 403
    )
    assert marks() == {}


def test_closed_review_takes_no_marks(desk, cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    before = marks()
    response = mark(desk, "A-01", evidence="no", version=1)
    assert response.status_code == 409
    assert "Aquí no está en revisión: está «resultado definitivo»." in response.text
    assert "Solo lectura" in desk.get(f"{HOME}preguntas/A.1/").text
    assert marks() == before


def test_what_does_not_exist_is_not_found(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    assert mark(desk, "Z-99", evidence="si").status_code == 404
    assert desk.get(f"{HOME}preguntas/Z.9/").status_code == 404
    assert desk.get("/revision/nada/aqui/").status_code == 404
    assert desk.get("/revision/ciclo/nada/").status_code == 404


def test_marking_leaves_the_answers_untouched(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    before = list(Answer.objects.order_by("pk").values())
    mark(desk, "A-01", evidence="no")
    assert list(Answer.objects.order_by("pk").values()) == before


def test_costs_do_not_grow_with_municipalities(desk, cast):
    costs = []
    make_filled(make_round(cast.here, code="antes").assessments.get(), cast.liaison)
    for code, count in (("tres", 3), ("doce", 12)):
        others = [make_municipality(facts={"has_council": "no"}) for _ in range(count - 1)]
        round = make_round(cast.here, *others, code=code)
        for assessment in round.assessments.all():
            sent = make_sent(assessment, cast.liaison, BEST)
        make_marked(sent, cast.reviewer)
        base = f"/revision/{code}/aqui/"
        desk.get(base)
        pages = ["/revision/", base, f"{base}preguntas/A.1/"]
        costs.append([len(queries_of(lambda page=page: desk.get(page))) for page in pages])
        fields = {"A-01-version": 0, "A-01-answer": 1, "A-01-evidence": "si"}
        costs[-1].append(len(queries_of(lambda: desk.post(f"{base}respuestas/A-01/", fields))))  # noqa: B023
    assert costs[0] == costs[1]
    assert [cost <= most for cost, most in zip(costs[0], [12, 12, 12, 15], strict=True)] == [True] * 4, costs[0]
