"""Which answers the pages of the review show, carried in the address; and the points that an adjustment takes."""

import re

import pytest
from django.test import Client

from diagnostics.assessments.models import Assessment, Evidence
from diagnostics.review.actions import reviews
from diagnostics.review.models import SecondReview
from diagnostics.review.queries.cases import casefile_of
from tests.budgets import queries_of
from tests.factories.diagnostics import AT, judged, make_sent, mark_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared")]
HOME = "/revision/ciclo/aqui/"
PAGE = f"{HOME}preguntas/A.1/"


@pytest.fixture
def desk(cast, browser_of) -> Client:
    return browser_of(cast.reviewer)


@pytest.fixture
def sent(cast, assessment) -> Assessment:
    """A-01 adjusted, A-02 accepted, the other three wait."""
    made = make_sent(assessment, cast.liaison)
    SecondReview.objects.all().delete()
    Evidence.objects.update(checked_at=AT)
    cases = casefile_of(made).cases
    marks = [mark_of(cases["A-01"].item, accepts=False, reason="No lo prueba"), mark_of(cases["A-02"].item)]
    assert reviews.mark_page(assessment=made, marks=marks, by=cast.reviewer, at=AT) == []
    return made


def questions(page: str) -> list[str]:
    """The codes in the list of answers."""
    return [part.partition("<")[0] for part in page.split('<span class="qu-c">')[1:]]


def test_list_keeps_what_the_address_says_with_the_words_of_each_question(desk, sent):
    everything = ["A-01", "A-02", "A-03", "B-01", "B-02"]  # B-03 is not asked here
    assert 'Todas <span class="meta">5</span>' in desk.get(HOME).text
    assert questions(desk.get(HOME).text) == everything
    page = desk.get(f"{HOME}?ver=por-marcar").text
    assert questions(page) == ["A-03", "B-01", "B-02"]
    assert '<span class="qu-t">¿Qué publica?</span>' in page
    assert questions(desk.get(f"{HOME}?ver=por-marcar&dimension=A").text) == ["A-03"]
    assert questions(desk.get(f"{HOME}?ver=con-ajuste").text) == ["A-01"]
    assert questions(desk.get(f"{HOME}?ver=con-duda").text) == []
    Evidence.objects.update(check_failures=1)
    assert questions(desk.get(f"{HOME}?ver=con-duda").text) == ["A-03", "B-01", "B-02"]
    assert questions(desk.get(f"{HOME}?ver=tonteria&dimension=Z").text) == everything


def test_adjusted_answers_are_listed_with_their_words(desk, sent):
    table = desk.get(HOME).text.partition('id="h-ajustes"')[2].partition("</section>")[0]
    assert "¿Publica?" in table


def test_what_an_adjustment_takes_has_one_sign_in_the_table_and_in_the_list(desk, sent):
    page = desk.get(f"{HOME}?ver=con-ajuste").text
    (in_table,) = re.findall(r'data-label="Efecto en el total">([^<]+)<', page)
    (in_list,) = re.findall(r"Marcada, con ajuste de ([^ ]+) puntos", page)
    assert in_table == in_list
    assert in_table.startswith("−")


def test_page_shows_what_waits_and_keeps_the_filter_on_the_way(desk, sent):
    page = desk.get(f"{PAGE}?ver=por-marcar").text
    assert [code for code in ("A-01", "A-02", "A-03") if f'<article class="q stack" id="{code}"' in page] == ["A-03"]
    assert "Hay otras 2 respuestas de este indicador que este filtro no muestra." in page
    assert f'href="{HOME}?ver=por-marcar"' in page
    assert f'action="{PAGE}?ver=por-marcar"' in page
    response = desk.post(f"{PAGE}?ver=por-marcar", judged(sent, "A-03"))
    assert response.url == f"{HOME}preguntas/B.1/?ver=por-marcar"


def test_next_waiting_skips_what_is_done(desk, cast, sent):
    assert f'href="{HOME}preguntas/B.1/?ver=por-marcar">Siguiente por marcar: Respuesta' in desk.get(PAGE).text
    cases = casefile_of(sent).cases
    marks = [mark_of(cases[code].item) for code in ("B-01", "B-02")]
    assert reviews.mark_page(assessment=sent, marks=marks, by=cast.reviewer, at=AT) == []
    assert "Siguiente por marcar" not in desk.get(PAGE).text, "what is left stands on this page"
    assert f'href="{PAGE}?ver=por-marcar">Siguiente por marcar: Publicación' in desk.get(f"{HOME}preguntas/B.1/").text


def article(page: str, code: str) -> str:
    return page.partition(f'<article class="q stack" id="{code}"')[2].partition("</article>")[0]


def test_points_that_less_would_take_stand_beside_the_answer(desk, sent):
    """A-01 weighs 2 of 4 in A, which weighs 60 of 100: from 100 to 25 it takes 22,5; A-03 weighs 1 of 4: all of its 15."""
    page = desk.get(PAGE).text
    assert "Si acepta menos: <strong>−22,50 puntos del total</strong>" in article(page, "A-01")
    assert "hasta <strong>−15,00 puntos del total</strong>" in article(page, "A-03")
    assert "y el nivel baja de 2 a 1" in article(page, "A-03"), "from what A-01 left of it"
    stakes = casefile_of(sent).points_if_refused(["A-01", "A-02", "A-03"])
    assert {code: str(stake.points) for code, stake in stakes.items()} == {"A-01": "-22.5000", "A-03": "-15.0000"}


def test_points_are_computed_at_once_for_the_page(sent):
    casefile = casefile_of(sent)
    assert queries_of(lambda: casefile.points_if_refused(["A-01", "A-02", "A-03"])) == []


def test_points_of_a_hidden_mark_are_not_told(desk, cast, sent):
    SecondReview.objects.create(answer=casefile_of(sent).cases["A-01"].item.cell.answer)
    other = desk.get(PAGE)
    assert "Si acepta menos" in article(other.text, "A-01"), "one's own mark is not hidden"


def test_points_of_what_somebody_else_marked_and_waits_for_its_second_reading_are_hidden(cast, sent, browser_of):
    SecondReview.objects.create(answer=casefile_of(sent).cases["A-01"].item.cell.answer)
    page = browser_of(cast.coordinator).get(PAGE).text
    assert "Si acepta menos" not in article(page, "A-01")
    assert "Si acepta menos" in article(page, "A-03")


def test_points_are_not_told_where_nothing_is_marked_any_more(desk, cast, sent):
    marks = [
        mark_of(case.item) for case in casefile_of(sent).cases.values() if case.item.needs_mark and not case.review
    ]
    assert reviews.mark_page(assessment=sent, marks=marks, by=cast.reviewer, at=AT) == []
    reviews.close(assessment=sent, approves_many_na=False, by=cast.reviewer, at=AT)
    assert "Si acepta menos" not in desk.get(PAGE).text
