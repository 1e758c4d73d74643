"""Pages of a draft are understood without knowing its file: rules, questions, faults and changes in words."""

import pytest
from django.test import Client

from diagnostics.instruments.actions import editions
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.models import EditionDraft
from tests.factories.diagnostics import AT, make_version
from tests.integration.diagnostics.instruments.test_editions import address, change, form_of, now

pytestmark = pytest.mark.django_db
QUESTION = PartKind.QUESTION


@pytest.fixture
def desk(cast, browser_of) -> Client:
    return browser_of(cast.coordinator)


@pytest.fixture
def draft(cast) -> EditionDraft:
    return editions.start(name="Siguiente", base=make_version(), by=cast.coordinator, at=AT)


def test_question_says_what_it_does_and_whom_it_asks(desk, draft):
    page = desk.get(address(draft, "pregunta/B-03/")).text
    for words in ("Solo si «Tiene consejo» es sí.", "Con un número.", "dato has_council = sí"):  # the last one to copy
        assert words in page
    assert "Con una parte y su total; cuenta el porcentaje." in desk.get(address(draft, "pregunta/B-01/")).text
    assert "Pesa 2 de los" in desk.get(address(draft, "pregunta/A-01/")).text
    change(desk, draft, "pregunta/A-02/", critical="on")
    assert "Es crítica" in desk.get(address(draft, "pregunta/A-02/")).text


def test_shares_are_written_per_cent_and_kept_as_in_a_file(desk, draft):
    assert change(desk, draft, "reglas/", minimum_dimension="82,5", max_na="").status_code == 302
    scoring = now(draft).document["scoring"]
    assert scoring["coverage"]["minimum_dimension"] == "0.825"
    assert "not_applicable" not in scoring
    page = desk.get(address(draft, "reglas/")).text
    assert 'value="82,5"' in page
    for wrong in ("820", "mucho", "-1"):
        refused = change(desk, draft, "reglas/", minimum_dimension=wrong)
        assert refused.status_code == 422
        assert "En cada dimensión – Escriba un número de 0 a 100." in refused.text
        assert f'value="{wrong}"' in refused.text
    assert now(draft).document["scoring"] == scoring


def test_levels_end_where_the_next_begins_whatever_their_order(desk, draft):
    change(
        desk, draft, "reglas/", levels__2__code="medio", levels__2__name="Medio", levels__2__start="30",
    )  # fmt: skip
    levels = now(draft).document["maturity_levels"]
    assert [(level["level"], level["code"], level["from"], level["to"]) for level in levels] == [
        (1, "bajo", "0", "30"), (2, "medio", "30", levels[2]["from"]), (3, "alto", levels[2]["from"], levels[2]["to"]),
    ]  # fmt: skip
    assert float(levels[2]["to"]) >= 100


def test_rows_are_removed_by_their_tick_and_exchanged_by_their_arrows(desk, draft):
    def codes() -> list[str]:
        return [option["code"] for option in now(draft).part(QUESTION, "A-03")["options"]]

    assert codes() == ["a", "b", "c"]
    moved = change(desk, draft, "pregunta/A-03/", move="options-2-up", options__0__text="Antes de mover")
    assert moved["Location"] == address(draft, "pregunta/A-03/#options-1")
    assert codes() == ["a", "c", "b"]
    assert now(draft).part(QUESTION, "A-03")["options"][0]["text"] == "Antes de mover", "what was typed is saved too"
    for ends in ("options-0-up", "options-2-down", "options-9-up", "<script>"):
        change(desk, draft, "pregunta/A-03/", move=ends)
        assert codes() == ["a", "c", "b"]
    change(desk, draft, "pregunta/A-03/", options__1__drop="on")
    assert codes() == ["a", "b"]
    change(
        desk, draft, "reglas/", reasons__0__code="R1", reasons__0__name="Una", attributes__1__code="otro",
        attributes__1__type="boolean", attributes__1__name="¿Otro?",
    )  # fmt: skip
    change(desk, draft, "reglas/", move="attributes-1-up")
    assert [fact["code"] for fact in now(draft).document["municipality_attributes"]] == ["otro", "has_council"]


def test_level_of_a_gate_is_chosen_by_name_and_one_that_is_gone_is_said(desk, draft):
    change(
        desk,
        draft,
        "reglas/",
        gates__0__rule="min_dimension_score",
        gates__0__value="40",
        gates__0__max_level_without="2",
    )
    page = desk.get(address(draft, "reglas/")).text
    assert '<option value="2" selected>2, Alto</option>' in page
    change(desk, draft, "reglas/", levels__1__drop="on")
    page = desk.get(address(draft, "reglas/")).text
    assert "2: ese nivel ya no existe" in page
    assert form_of(page)["gates-0-max_level_without"] == ["2"], "nothing else is chosen in its place"


def test_faults_are_said_in_the_words_of_the_page_and_lead_to_their_place(desk, draft):
    change(desk, draft, "pregunta/A-03/", options__0__points="45")
    fault = "Los puntos de las opciones deben sumar 100 y suman"
    page = desk.get(address(draft, "pregunta/A-03/")).text
    assert f'<a href="#h-options">{fault}' in page
    assert "y deben sumar 100." in page
    outline = desk.get(address(draft)).text
    assert f'href="{address(draft, "pregunta/A-03/")}#h-options">Pregunta A-03: los puntos' in outline


def test_changes_are_shown_old_and_new_by_what_they_do_to_the_comparison(desk, draft):
    change(desk, draft, "pregunta/A-01/", weight="3")
    change(desk, draft, "pregunta/A-02/", help="Mire el plan vigente.")
    change(desk, draft, "reglas/", minimum_global="85")
    desk.post(address(draft, "pregunta/A-03/quitar/"))
    page = desk.get(address(draft, "publicar/")).text
    values, asked, words = (page.index(title) for title in (
        "Cambia lo que vale una respuesta", "Cambian las preguntas que se hacen", "Cambian las palabras"
    ))  # fmt: skip
    assert values < page.index("Cobertura en conjunto") < asked < page.index("Pregunta retirada") < words
    assert '<del><span class="vh">Antes: </span>2</del>' in page
    assert '<ins><span class="vh">Ahora: </span>3</ins>' in page
    assert "Mire el plan vigente." in page[words:]
    own = desk.get(address(draft, "pregunta/A-01/")).text
    assert "Frente a la 1.0.0" in own
    assert '<ins><span class="vh">Ahora: </span>3</ins>' in own
    assert "Sin cambios." in desk.get(address(draft, "pregunta/B-01/")).text


def test_new_part_gets_the_next_code(desk, draft):
    page = desk.get(address(draft, "agregar/pregunta/?en=A.1")).text
    assert form_of(page)["code"] == ["A-04"]
    assert "¿Publica?" in page
    assert form_of(desk.get(address(draft, "agregar/indicador/?en=A")).text)["code"] == ["A.2"]
    assert form_of(desk.get(address(draft, "agregar/dimension/")).text)["code"] == [""]
