"""Links as evidence: added, removed, per option, and those that are none."""

import pytest
from django.test import Client

from diagnostics.assessments.models import Answer, Evidence, EvidenceUse
from tests.factories.diagnostics import typed

pytestmark = pytest.mark.django_db
URL = "/diagnostico/ciclo/aqui/respuestas/"
ONE, TWO = "https://www.aqui.gov.co/uno", "https://www.aqui.gov.co/dos"


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.contributor)


def save(desk: Client, question: str, **parts):
    return desk.post(f"{URL}{question}/", typed(question, **parts))


def uses(question: str) -> set[tuple[str, str]]:
    rows = EvidenceUse.objects.filter(answer__question__code=question)
    return set(rows.values_list("option", "evidence__url"))


def test_links_are_added_and_removed_with_the_answer(desk, cast):
    assert save(desk, "A-01", value="3", links={"": f"{ONE}\n{TWO} {ONE}"}).status_code == 200
    assert uses("A-01") == {("", ONE), ("", TWO)}
    assert set(Evidence.objects.values_list("added_by", flat=True)) == {cast.contributor.pk}
    response = save(desk, "A-01", value="3", links={"": TWO}, version=1)
    assert (response.status_code, uses("A-01")) == (200, {("", TWO)})
    assert Answer.objects.get().version == 2, "whoever saw the links before must be told"
    assert ONE not in response.text


def test_links_of_a_multiple_belong_to_their_options(desk):
    response = save(desk, "A-03", value=["a", "b", "c"], links={"a": ONE, "b": f"{ONE} {TWO}"})
    assert uses("A-03") == {("a", ONE), ("b", ONE), ("b", TWO)}
    assert "prueba la opción a" in response.text
    assert "Todavía sin evidencia: «Contratos»." in response.text
    assert "80 puntos de 100" in response.text, "only what has proof counts"
    save(desk, "A-03", value=["a", "b", "c"], links={"": TWO}, version=1)
    assert uses("A-03") == {("", TWO)}


def test_links_of_options_that_do_not_exist_are_not_read(desk):
    save(desk, "A-03", value="a", links={"z": ONE})
    save(desk, "A-01", value="3", links={"a": ONE})
    assert not EvidenceUse.objects.exists()


def test_one_address_of_a_municipality_is_one_evidence(desk):
    save(desk, "A-01", value="3", links={"": ONE})
    first = Evidence.objects.get()
    save(desk, "A-03", value="a", links={"a": ONE})
    assert Evidence.objects.get() == first
    assert EvidenceUse.objects.count() == 2


@pytest.mark.parametrize(
    "text",
    [
        "acta del concejo", "archivo.pdf", "ftp://a.gov.co/x", "javascript:alert(1)", "https://", "http:///a.b",
        "http://localhost/x", "https://a.gov.co/" + "x" * 1000, "http://[::1", "//a.gov.co", "data:text/html,x",
    ],
)  # fmt: skip
def test_what_is_no_link_stays_on_the_screen_and_the_answer_is_saved(desk, text):
    response = save(desk, "A-01", value="3", links={"": f"{ONE}\n{text}"})
    assert (response.status_code, response["X-Answer"]) == (200, "unfinished"), "the browser keeps what was refused"
    assert "no es una dirección; cópiela completa, desde https://" in response.text
    assert Answer.objects.get().value == "3"
    assert uses("A-01") == {("", ONE)}


@pytest.mark.parametrize("text", ["https://www.aqui.gov.co/informe final.pdf", "https://www.aqui.gov.co/uno página 3"])
def test_address_with_a_blank_is_not_cut(desk, text):
    response = save(desk, "A-01", value="3", links={"": f"{TWO}\n{text}"})
    assert f"No se guardó «{text}»: tiene un espacio: si es de la dirección, escriba %20" in response.text
    assert uses("A-01") == {("", TWO)}
    page = desk.post("/diagnostico/ciclo/aqui/preguntas/A.1/", typed("A-01", value="3", version=1, links={"": text}))
    assert (page.status_code, f"{text}</textarea>" in page.text) == (409, True)


def test_page_without_javascript_shows_what_is_no_link_as_it_was_typed(desk):
    fields = typed("A-01", value="3", links={"": f"{ONE}\nacta <1>"}) | typed("A-02", value="si")
    response = desk.post("/diagnostico/ciclo/aqui/preguntas/A.1/", fields)
    assert response.status_code == 409
    assert f"{ONE}\nacta &lt;1&gt;</textarea>" in response.text
    assert "Una parte no se guardó." in response.text
    assert '<a href="#A-01">Ir a A-01</a>' in response.text
    assert sorted(Answer.objects.values_list("question__code", "value")) == [("A-01", "3"), ("A-02", "si")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("www.aqui.gov.co/x", "https://www.aqui.gov.co/x"),
        ("HTTPS://www.aqui.gov.co/X", "https://www.aqui.gov.co/X"),
        ("Http://aqui.gov.co", "http://aqui.gov.co"),
        ("<https://aqui.gov.co/x>,", "https://aqui.gov.co/x"),
        ("https://aqui.gov.co/año", "https://aqui.gov.co/a%C3%B1o"),
        ("https://aqui.gov.co/Aquí_(Antioquia)", "https://aqui.gov.co/Aqu%C3%AD_(Antioquia)"),
        ("(https://aqui.gov.co/x)", "https://aqui.gov.co/x"),
        ("Acta: https://alcaldía.gov.co/x", "https://alcaldía.gov.co/x"),
        ("https://aqui.gov.co/a%20b?c=1&d=2#e", "https://aqui.gov.co/a%20b?c=1&d=2#e"),
    ],
)
def test_links_are_kept_as_browsers_write_them(desk, text, kept):
    assert save(desk, "A-01", value="3", links={"": text}).status_code == 200
    assert uses("A-01") == {("", kept)}
    again = save(desk, "A-01", value="3", links={"": text})
    assert (again.status_code, Answer.objects.get().version) == (200, 1)


def test_more_links_than_a_place_takes_are_said(desk):
    response = save(desk, "A-01", value="3", links={"": "\n".join(f"{ONE}/{n}" for n in range(25))})
    assert len(uses("A-01")) == 20
    assert "no se guard" in response.text


def test_conflict_keeps_the_links_of_both(desk, cast, browser_of):
    save(desk, "A-01", value="3", links={"": ONE})
    save(browser_of(cast.liaison), "A-01", value="3", links={"": TWO}, version=1)
    response = desk.post("/diagnostico/ciclo/aqui/preguntas/A.1/", typed("A-01", value="3", version=1, links={"": ONE}))
    assert (response.status_code, uses("A-01")) == (409, {("", TWO)})
    assert f">{ONE}</textarea>" in response.text, "nothing of hers is lost"
